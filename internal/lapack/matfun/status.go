package matfun

// Status says how a computation ended.
type Status uint8

const (
	// OK: the result is there.
	OK Status = iota
	// NotFinite: the operand has, or the result ran into, infinities or NaN.
	// The destination holds what came out.
	NotFinite
	// Singular: the function is not defined at an eigenvalue zero of the
	// operand, or a matrix that must be inverted is singular to working
	// precision. The destination is as it was.
	Singular
	// NotReal: the principal value is complex and the element type real, the
	// operand having eigenvalues on the negative real axis. The destination
	// is as it was; the complex types give the principal value.
	NotReal
	// NotConverged: an iteration did not come to its end. The destination is
	// as it was.
	NotConverged
	// NoSolution: the equation has none of the kind asked for. The
	// destination is as it was.
	NoSolution
	// Stopped: cancelled.
	Stopped
)

var statusText = [...]string{"ok", "not finite", "singular", "the principal value is not real", "not converged",
	"no such solution", "cancelled"}

func (s Status) String() string {
	if int(s) < len(statusText) {
		return statusText[s]
	}
	return "unknown"
}
