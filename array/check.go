package array

import "fmt"

// failShape panics with a *ShapeError of op.
func failShape(op, format string, args ...any) {
	panic(&ShapeError{Op: op, Msg: fmt.Sprintf(format, args...)})
}

// IndexError is the panic of an index that lies outside an array. It is a
// runtime.Error, as the panic of an index outside a slice is.
type IndexError struct {
	Op    string // the operation
	Index int    // the index as the caller gave it
	Axis  int    // the axis it was meant for
	Len   int    // the length of that axis
}

// Error describes the fault.
func (e *IndexError) Error() string {
	return fmt.Sprintf("%s: index %d out of range for axis %d with length %d", e.Op, e.Index, e.Axis, e.Len)
}

// RuntimeError marks IndexError as a runtime.Error.
func (e *IndexError) RuntimeError() {}

// indexOf returns index i of an axis of length n counted from its start, or
// panics with an IndexError.
func indexOf(op string, i, axis, n int) int {
	k := i
	if k < 0 {
		k += n
	}
	if uint(k) >= uint(n) {
		panic(&IndexError{Op: op, Index: i, Axis: axis, Len: n})
	}
	return k
}

// countOf returns the number of elements of shape, or the error that sizeOf
// panics with.
func countOf(op string, shape []int) (n int, err error) {
	err = Catch(func() { n = sizeOf(op, shape) })
	return n, err
}

// newArray allocates a zeroed array of shape for op.
func newArray[T Element](op string, shape []int) Array[T] {
	return alloc[T](shape, sizeOf(op, shape))
}
