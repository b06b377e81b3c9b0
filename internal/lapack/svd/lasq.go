package svd

import (
	"math"
	"slices"

	"github.com/scicore-go/scicore/internal/blas"
)

// Lasq computes the singular values of the upper bidiagonal matrix with the
// diagonal d and the elements e above it, each to nearly full relative
// accuracy, by the differential quotient-difference algorithm with shifts. d
// is overwritten with them, largest first, e is destroyed. It returns how many
// have not converged: zero, unless d or e hold NaN or infinity.
//
// Values whose squares do not fit into the range of float64 together, and
// matrices with zeros on the diagonal, are left to [Bdsqr]. K. Fernando and B.
// Parlett, "Accurate singular values and differential qd algorithms", Numer.
// Math. 67 (1994); B. Parlett and O. Marques, "An implementation of the dqds
// algorithm", Linear Algebra Appl. 309 (2000); LAPACK: ?lasq1.
func Lasq(env blas.Env, d, e []float64) int {
	checkBidiagonal(d, e)
	if finite(d) && finite(e) && squared(env, d, e) {
		return 0
	}
	return Bdsqr(env, d, e, blas.Mat[float64]{}, blas.Mat[float64]{})
}

// widest is the ratio of elements, as a power of two, up to which squares of
// all can be computed with.
const widest = 800

// squared runs the algorithm on the squares; false leaves d and e alone.
func squared(env blas.Env, d, e []float64) bool {
	least, big := math.Inf(1), 0.0
	for _, x := range d {
		least, big = min(least, math.Abs(x)), max(big, math.Abs(x))
	}
	for _, x := range e {
		big = max(big, math.Abs(x))
		if x != 0 {
			least = min(least, math.Abs(x))
		}
	}
	if len(d) == 0 || least == 0 || math.Ilogb(big)-math.Ilogb(least) > widest {
		return len(d) == 0
	}
	up := 500 - math.Ilogb(big)
	n := len(d)
	r := qd{q: make([]float64, n), e: make([]float64, n), nextQ: make([]float64, n), nextE: make([]float64, n), found: make([]float64, 0, n)}
	for i, x := range d {
		x = math.Ldexp(x, up)
		r.q[i] = x * x
	}
	for i, x := range e {
		x = math.Ldexp(x, up)
		r.e[i] = x * x
	}
	if !r.run(env) {
		return false
	}
	slices.Sort(r.found)
	for i, x := range r.found {
		d[n-1-i] = math.Ldexp(math.Sqrt(x), -up)
	}
	return true
}

// qd is the quotient-difference array of BᵀB: q are the squares of the
// diagonal and e those of the elements above it. All stay positive, so sums
// lose nothing.
type qd struct {
	q, e         []float64
	nextQ, nextE []float64
	found        []float64
	lo, hi       int     // the block at work
	sigma, low   float64 // the shift taken from it so far, and what of it was rounded off
	budget       int
	last         transform
	gain         float64 // part of the least d that the next shift risks
}

// transform is what one pass tells: the least of all d, of all but the last,
// and the last.
type transform struct{ least, leastBefore, end float64 }

const (
	// negligible is the square of the relative size of what is dropped.
	negligible = 64 * eps * eps
	// underflow is below what squares have all their digits.
	underflow = 0x1p-900
	// passes allowed for each value; four suffice as a rule.
	passesPerValue = 60
)

func (r *qd) run(env blas.Env) bool {
	n := len(r.q)
	q, e, nextQ, nextE := r.q, r.e, r.nextQ, r.nextE
	r.budget = passesPerValue * n
	for hi := n - 1; hi >= 0; hi = r.lo - 1 {
		r.lo = hi
		for r.lo > 0 && r.e[r.lo-1] > 0 {
			r.lo--
		}
		r.hi, r.sigma, r.low, r.last = hi, 0, 0, transform{}
		if !r.block(env) {
			return false
		}
		r.q, r.e, r.nextQ, r.nextE = q, e, nextQ, nextE // where the blocks above are
	}
	return true
}

// block finds the values of the block lo..hi.
func (r *qd) block(env blas.Env) bool {
	fresh := true
	for {
		switch r.drop() {
		case finished:
			return true
		case dropped:
			fresh = true
		}
		if fresh && r.lo < r.hi && r.q[r.lo]*1.5 < r.q[r.hi] {
			// The small values are to come out at the end.
			slices.Reverse(r.q[r.lo : r.hi+1])
			slices.Reverse(r.e[r.lo:r.hi])
			r.last = transform{}
		}
		fresh = false
		if blas.Stopped(env) || !r.step() {
			return false
		}
	}
}

type progress int

const (
	none progress = iota
	dropped
	finished
)

// drop takes values off the end of the block whose coupling is negligible, and
// blocks of one and two rows.
func (r *qd) drop() (p progress) {
	for {
		n := r.hi - r.lo
		q, e := r.q[r.lo:r.hi+1], r.e[r.lo:r.hi+1]
		switch {
		case n < 0:
			return finished
		case n == 0 || e[n-1] <= negligible*(r.sigma+q[n]):
			r.take(q[n])
			r.hi--
		case n == 1 || e[n-2] <= negligible*(r.sigma+min(q[n-1], q[n])):
			a, b := squares2(q[n-1], e[n-1], q[n])
			r.take(a)
			r.take(b)
			r.hi -= 2
		default:
			return p
		}
		p = dropped
	}
}

func (r *qd) take(q float64) { r.found = append(r.found, r.sigma+(q+r.low)) }

// squares2 returns the squares of the singular values of a block of two rows.
func squares2(q1, e, q2 float64) (large, small float64) {
	if q2 > q1 {
		q1, q2 = q2, q1
	}
	t := float64(0.5 * ((q1 - q2) + e))
	if e <= q2*negligible || t == 0 {
		return q1 + e, q2 * (q1 / (q1 + e))
	}
	s := float64(q2 * (e / t))
	if s <= t {
		s = q2 * (e / (t * (1 + math.Sqrt(1+s/t))))
	} else {
		s = q2 * (e / (t + float64(math.Sqrt(t)*math.Sqrt(t+s))))
	}
	t = q1 + (s + e)
	return t, q2 * (q1 / t)
}

// step does one pass, with the largest shift that keeps all positive as far as
// one can tell, and smaller ones when it does not.
func (r *qd) step() bool {
	for s := r.shift(); ; {
		r.budget--
		if r.budget < 0 {
			return false
		}
		t := r.pass(s)
		if r.sigma == 0 && s == 0 && t.least < underflow {
			return false
		}
		if t.least >= 0 {
			r.accept(s, t)
			return true
		}
		switch {
		case s == 0:
			return false
		case t.end < 0 && t.leastBefore > 0 && s+t.end > 0:
			// Only the last one failed: by how much tells the value.
			s = (s + t.end) * (1 - 4*eps)
			r.last.end = -1
		case s > r.last.least/64 && r.last.least > 0:
			s /= 4
		default:
			s = 0
		}
		r.gain = 0.25
	}
}

// accept makes the result of a pass the array.
func (r *qd) accept(s float64, t transform) {
	r.q, r.nextQ = r.nextQ, r.q
	r.e, r.nextE = r.nextE, r.e
	sum := r.sigma + s
	r.low += s - (sum - r.sigma)
	r.sigma, r.last = sum, t
}

// shift returns a lower bound of the least value, as a rule.
func (r *qd) shift() float64 {
	t := r.last
	if t.least <= 0 {
		r.gain = 0.25
		return 0
	}
	if t.least == t.end {
		// The eigenvector belongs to the end: how fast it falls away from
		// there bounds what the value may lie below the last d.
		a, b := 0.0, 1.0
		for i := r.hi - 1; i >= r.lo; i-- {
			if r.e[i] > r.q[i] {
				a = 1
				break
			}
			old := b
			b = float64(b * (r.e[i] / r.q[i]))
			a += b
			if 100*max(b, old) < a || a > 0.563 {
				break
			}
		}
		if a = float64(a * 1.05); a < 0.563 {
			return t.end * (1 - math.Sqrt(a)) / (1 + a)
		}
	}
	s := r.gain * t.least
	r.gain += (1 - r.gain) / 3
	return s
}

// pass computes the array of BᵀB - s from that of BᵀB into the other one. If s
// exceeds the least value, some d is negative, or NaN.
func (r *qd) pass(s float64) transform {
	n := r.hi - r.lo
	q, e := r.q[r.lo:r.hi+1], r.e[r.lo:r.hi+1]
	qq, ee := r.nextQ[r.lo:r.hi+1], r.nextE[r.lo:r.hi+1]
	e, qq, ee = e[:len(q)], qq[:len(q)], ee[:len(q)]
	d := q[0] - s
	least := d
	for i := range n {
		x := d + e[i]
		t := q[i+1] / x
		qq[i], ee[i] = x, e[i]*t
		if d < least {
			least = d
		}
		d = float64(d*t) - s
	}
	qq[n] = d
	if d-d != 0 || qq[0]-qq[0] != 0 {
		return transform{-1, -1, -1}
	}
	return transform{math.Min(least, d), least, d}
}
