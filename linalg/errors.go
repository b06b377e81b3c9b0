package linalg

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/scicore-go/scicore/array"
)

// The kinds of trouble, for errors.Is. Every typed error of the package
// unwraps to one of them.
var (
	ErrSingular            = errors.New("linalg: singular matrix")
	ErrNotPositiveDefinite = errors.New("linalg: matrix is not positive definite")
	ErrNotFinite           = errors.New("linalg: NaN or infinity in the input")
	ErrNotConverged        = errors.New("linalg: iteration did not converge")
	ErrNoSolution          = errors.New("linalg: there is no such matrix")
)

// SingularError reports a matrix that has no inverse.
type SingularError struct {
	Op    string
	Pivot int   // the first pivot that is exactly zero, counted from 0
	Batch []int // which matrix of a stack, nil for a single one
}

// Error returns a text such as "solve: singular matrix: pivot 3 is zero".
func (e *SingularError) Error() string {
	return fmt.Sprintf("%s: singular matrix%s: pivot %d is zero", e.Op, batchText(e.Batch), e.Pivot)
}

// Unwrap returns [ErrSingular].
func (e *SingularError) Unwrap() error { return ErrSingular }

// NotPositiveDefiniteError reports a matrix without a Cholesky factor.
type NotPositiveDefiniteError struct {
	Op    string
	Pivot int   // the first pivot that is not positive, counted from 0
	Batch []int // which matrix of a stack, nil for a single one
}

// Error returns a text such as
// "cholesky: matrix is not positive definite: pivot 2 is not positive".
func (e *NotPositiveDefiniteError) Error() string {
	return fmt.Sprintf("%s: matrix%s is not positive definite: pivot %d is not positive", e.Op, batchText(e.Batch), e.Pivot)
}

// Unwrap returns [ErrNotPositiveDefinite].
func (e *NotPositiveDefiniteError) Unwrap() error { return ErrNotPositiveDefinite }

// NotFiniteError reports NaN or infinity among the elements of an operand.
type NotFiniteError struct {
	Op      string
	Operand int        // which operand, counted from 0; -1 for the result, which overflowed
	Index   []int      // the first such element
	Value   complex128 // what it is
}

// Error returns a text such as "solve: operand 0 is NaN at (2,1)".
func (e *NotFiniteError) Error() string {
	v := fmt.Sprint(real(e.Value))
	if imag(e.Value) != 0 {
		v = fmt.Sprint(e.Value)
	}
	if e.Operand < 0 {
		return fmt.Sprintf("%s: the result overflows at %s", e.Op, indexText(e.Index))
	}
	return fmt.Sprintf("%s: operand %d is %s at %s", e.Op, e.Operand, v, indexText(e.Index))
}

// Unwrap returns [ErrNotFinite].
func (e *NotFiniteError) Unwrap() error { return ErrNotFinite }

// ConvergenceError reports an iteration that did not end. It has not been seen
// on finite input; it exists so that there is never a wrong answer instead.
type ConvergenceError struct {
	Op    string
	Left  int   // how many values were not found
	Batch []int // which matrix of a stack, nil for a single one
}

// Error returns a text such as "eig: no convergence: 2 values not found".
func (e *ConvergenceError) Error() string {
	return fmt.Sprintf("%s: no convergence%s: %d values not found", e.Op, batchText(e.Batch), e.Left)
}

// Unwrap returns [ErrNotConverged].
func (e *ConvergenceError) Unwrap() error { return ErrNotConverged }

// NoSolutionError reports that the matrix asked for does not exist: a
// logarithm of a singular matrix, a Riccati equation without a stabilising
// solution.
type NoSolutionError struct {
	Op    string
	Why   string
	Batch []int // which matrix of a stack, nil for a single one
}

// Error returns a text such as "logm: the matrix is singular".
func (e *NoSolutionError) Error() string {
	return fmt.Sprintf("%s: %s%s", e.Op, e.Why, batchText(e.Batch))
}

// Unwrap returns [ErrNoSolution].
func (e *NoSolutionError) Unwrap() error { return ErrNoSolution }

// batchText names one matrix of a stack.
func batchText(batch []int) string {
	if len(batch) == 0 {
		return ""
	}
	return " " + indexText(batch)
}

func indexText(index []int) string {
	parts := make([]string, len(index))
	for i, x := range index {
		parts[i] = strconv.Itoa(x)
	}
	return "(" + strings.Join(parts, ",") + ")"
}

func shapeError(op, msg string, shapes ...[]int) error {
	return &array.ShapeError{Op: op, Shapes: shapes, Msg: msg}
}

func valueError(op, format string, args ...any) error {
	return &array.ValueError{Op: op, Msg: fmt.Sprintf(format, args...)}
}

// errStopped says that the environment was cancelled; graph operations turn
// it into the context's error, and eager functions never see it.
var errStopped = errors.New("linalg: stopped")
