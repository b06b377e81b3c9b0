package sparse

import (
	"errors"
	"fmt"

	"github.com/scicore-go/scicore/array"
)

// What a caller may want to tell apart, for errors.Is. Shapes that do not fit
// are [array.ErrShape], parameters outside their range [array.ErrValue].
var (
	ErrFormat              = errors.New("sparse: malformed structure")
	ErrNonFinite           = errors.New("sparse: not finite")
	ErrSingular            = errors.New("sparse: singular")
	ErrNotPositiveDefinite = errors.New("sparse: not positive definite")
)

// FormatError reports index slices or a file that do not describe a matrix.
type FormatError struct {
	Op  string
	Msg string
}

// Error returns a text such as "csr: row 3: column 9 of 8".
func (e *FormatError) Error() string { return e.Op + ": " + e.Msg }

// Unwrap returns [ErrFormat].
func (e *FormatError) Unwrap() error { return ErrFormat }

// NonFiniteError reports a NaN or an infinity in what a caller handed over.
type NonFiniteError struct {
	Op    string
	What  string // "b", "initial guess", "matrix"
	Index []int  // where it stands first
}

// Error returns a text such as "cg: b is not finite at [17]".
func (e *NonFiniteError) Error() string {
	return fmt.Sprintf("%s: %s is not finite at %v", e.Op, e.What, e.Index)
}

// Unwrap returns [ErrNonFinite].
func (e *NonFiniteError) Unwrap() error { return ErrNonFinite }

// PivotError reports the row at which a factorisation had to stop: the pivot
// there is zero, or not positive where it must be.
type PivotError struct {
	Op    string
	Row   int
	Pivot complex128
	Kind  error // [ErrSingular] or [ErrNotPositiveDefinite]
}

// Error returns a text such as "ic0: not positive definite: pivot (-1+0i) in row 4".
func (e *PivotError) Error() string {
	what := "singular"
	if e.Kind == ErrNotPositiveDefinite {
		what = "not positive definite"
	}
	return fmt.Sprintf("%s: %s: pivot %v in row %d", e.Op, what, e.Pivot, e.Row)
}

// Unwrap returns e.Kind.
func (e *PivotError) Unwrap() error { return e.Kind }

func badShape(op, msg string, shapes ...[]int) error {
	return &array.ShapeError{Op: op, Shapes: shapes, Msg: msg}
}

func badValue(op, format string, args ...any) error {
	return &array.ValueError{Op: op, Msg: fmt.Sprintf(format, args...)}
}

func badFormat(op, format string, args ...any) error {
	return &FormatError{Op: op, Msg: fmt.Sprintf(format, args...)}
}
