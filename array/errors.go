package array

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// The kinds of mistakes, for errors.Is. Every typed error of the package
// unwraps to one of them.
var (
	ErrShape = errors.New("array: shape error")
	ErrAxis  = errors.New("array: axis error")
	ErrDType = errors.New("array: element type error")
	ErrValue = errors.New("array: value error")
)

// ShapeError reports shapes that do not fit an operation.
type ShapeError struct {
	Op     string  // the operation, "matmul"
	Shapes [][]int // the shapes that do not fit
	Msg    string  // what is wrong with them
}

// Error returns a text such as "matmul: inner dimensions differ: (3,4)·(5,6)".
func (e *ShapeError) Error() string {
	parts := make([]string, len(e.Shapes))
	for i, s := range e.Shapes {
		parts[i] = shapeText(s)
	}
	if len(parts) == 0 {
		return e.Op + ": " + e.Msg
	}
	return e.Op + ": " + e.Msg + ": " + strings.Join(parts, "·")
}

// Unwrap returns [ErrShape].
func (e *ShapeError) Unwrap() error { return ErrShape }

// AxisError reports an axis that an array does not have, or one given twice.
type AxisError struct {
	Op   string
	Axis int // as the caller wrote it
	NDim int
	Msg  string // empty for an axis out of range
}

// Error returns a text such as "sum: axis 2 out of range for 2 dimensions".
func (e *AxisError) Error() string {
	if e.Msg != "" {
		return fmt.Sprintf("%s: %s: axis %d of %d dimensions", e.Op, e.Msg, e.Axis, e.NDim)
	}
	return fmt.Sprintf("%s: axis %d out of range for %d dimensions", e.Op, e.Axis, e.NDim)
}

// Unwrap returns [ErrAxis].
func (e *AxisError) Unwrap() error { return ErrAxis }

// DTypeError reports element types an operation is not defined on.
type DTypeError struct {
	Op     string
	DTypes []DType
	Msg    string
}

// Error returns a text such as "sqrt: not defined on: int8".
func (e *DTypeError) Error() string {
	parts := make([]string, len(e.DTypes))
	for i, d := range e.DTypes {
		parts[i] = d.String()
	}
	return e.Op + ": " + e.Msg + ": " + strings.Join(parts, ", ")
}

// Unwrap returns [ErrDType].
func (e *DTypeError) Unwrap() error { return ErrDType }

// ValueError reports a parameter outside its range, such as a quantile of 1.5
// or subscripts that Einsum cannot read.
type ValueError struct {
	Op  string
	Msg string
}

// Error returns a text such as "topk: k = 9 of 4 elements".
func (e *ValueError) Error() string { return e.Op + ": " + e.Msg }

// Unwrap returns [ErrValue].
func (e *ValueError) Unwrap() error { return ErrValue }

// Catch runs f and returns the shape, axis, type, value or index mistake that made
// it panic, nil if it returned. Any other panic passes through.
//
//	err := array.Catch(func() { c = array.MatMul(a, b) })
func Catch(f func()) (err error) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case *ShapeError:
			err = v
		case *AxisError:
			err = v
		case *DTypeError:
			err = v
		case *ValueError:
			err = v
		case *IndexError:
			err = v
		default:
			panic(v)
		}
	}()
	f()
	return nil
}

// shapeText writes a shape as "(3,4)".
func shapeText(shape []int) string {
	var b strings.Builder
	b.WriteByte('(')
	for i, d := range shape {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprint(&b, d)
	}
	b.WriteByte(')')
	return b.String()
}

// badShape panics with a ShapeError over copies of the shapes.
func badShape(op, msg string, shapes ...[]int) {
	own := make([][]int, len(shapes))
	for i, s := range shapes {
		own[i] = append([]int{}, s...)
	}
	panic(&ShapeError{Op: op, Shapes: own, Msg: msg})
}

// badDType panics with a DTypeError.
func badDType(op, msg string, types ...DType) {
	panic(&DTypeError{Op: op, DTypes: append([]DType{}, types...), Msg: msg})
}

// badValue panics with a ValueError whose message is formatted.
func badValue(op, format string, args ...any) {
	panic(&ValueError{Op: op, Msg: fmt.Sprintf(format, args...)})
}

// maxSize bounds the elements of one array, so that bytes and offsets of any
// element type fit an int.
const maxSize = math.MaxInt / 16

// sizeOf returns the number of elements of a shape; it panics with a
// ShapeError when a dimension is negative or the size overflows. Zero
// dimensions do not excuse the others: their strides must fit too.
func sizeOf(op string, shape []int) int {
	size, zero := 1, false
	for _, d := range shape {
		switch {
		case d < 0:
			badShape(op, "negative dimension", shape)
		case d == 0:
			zero = true
		case size > maxSize/d:
			badShape(op, "too many elements", shape)
		default:
			size *= d
		}
	}
	if zero {
		return 0
	}
	return size
}

// axisOf returns axis counted from the first; a negative one counts from the
// last. It panics with an AxisError when there is no such axis.
func axisOf(op string, axis, ndim int) int {
	if axis < -ndim || axis >= ndim {
		panic(&AxisError{Op: op, Axis: axis, NDim: ndim})
	}
	if axis < 0 {
		return axis + ndim
	}
	return axis
}

// axesOf returns the axes counted from the first, in the caller's order. It
// panics with an AxisError when one does not exist or appears twice.
func axesOf(op string, axes []int, ndim int) []int {
	out := make([]int, len(axes))
	for i, ax := range axes {
		out[i] = axisOf(op, ax, ndim)
		for _, before := range out[:i] {
			if before == out[i] {
				panic(&AxisError{Op: op, Axis: ax, NDim: ndim, Msg: "axis given twice"})
			}
		}
	}
	return out
}
