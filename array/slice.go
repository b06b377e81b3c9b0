package array

import (
	"fmt"
	"math"
	"strings"
)

// Open as a start or stop of [Range] leaves that end open: the slice runs
// from, or to, the end of the axis that the step's direction asks for.
const Open = math.MinInt

// Index selects along one axis in [Array.Slice]. The zero Index is All.
type Index struct {
	kind        indexKind
	start, stop int
	step        int
}

type indexKind uint8

const (
	kindAll indexKind = iota
	kindRange
	kindAt
	kindNewAxis
	kindEllipsis
)

// All keeps a whole axis. Python: ":".
var All = Index{}

// NewAxis puts in an axis of length one. NumPy: newaxis.
var NewAxis = Index{kind: kindNewAxis}

// Ellipsis stands for as many [All] as the array has axes left; a Slice takes
// one at most. Python: "...".
var Ellipsis = Index{kind: kindEllipsis}

// At picks one position and removes the axis; a negative i counts from the end.
func At(i int) Index { return Index{kind: kindAt, start: i} }

// Range keeps the positions start, start+step, … before stop, step 1 if not
// given. As in Python, a negative start or stop counts from the end, what lies
// beyond an end is cut off, a negative step walks backwards, and [Open] leaves
// an end open: Range(Open, Open, -1) reverses an axis.
func Range(start, stop int, step ...int) Index {
	ix := Index{kind: kindRange, start: start, stop: stop, step: 1}
	switch len(step) {
	case 0:
	case 1:
		ix.step = step[0]
	default:
		badValue("range", "%d steps given", len(step))
	}
	return ix
}

// RangeFrom keeps the positions from start on. Python: "start:".
func RangeFrom(start int) Index { return Range(start, Open) }

// RangeTo keeps the positions before stop. Python: ":stop".
func RangeTo(stop int) Index { return Range(Open, stop) }

// Reversed keeps all positions, the last first. Python: "::-1".
func Reversed() Index { return Range(Open, Open, -1) }

// String writes the index as Python does.
func (ix Index) String() string {
	end := func(i int) string {
		if i == Open {
			return ""
		}
		return fmt.Sprint(i)
	}
	switch ix.kind {
	case kindRange:
		s := end(ix.start) + ":" + end(ix.stop)
		if ix.step != 1 {
			s += fmt.Sprintf(":%d", ix.step)
		}
		return s
	case kindAt:
		return fmt.Sprint(ix.start)
	case kindNewAxis:
		return "newaxis"
	case kindEllipsis:
		return "..."
	}
	return ":"
}

// resolve returns the first position, the count and the step that a range
// keeps of an axis of length n.
func (ix Index) resolve(n int) (first, count, step int) {
	step = ix.step
	lo, hi := 0, n // where start and stop may lie
	if step < 0 {
		lo, hi = -1, n-1
	}
	bound := func(i, open int) int {
		switch {
		case i == Open:
			return open
		case i < 0:
			return max(i+n, lo)
		}
		return min(i, hi)
	}
	if step > 0 {
		first, stop := bound(ix.start, lo), bound(ix.stop, hi)
		if stop <= first {
			return 0, 0, step
		}
		return first, (stop-first-1)/step + 1, step
	}
	first, stop := bound(ix.start, hi), bound(ix.stop, lo)
	if stop >= first {
		return 0, 0, step
	}
	// -(step+1) cannot overflow where -step can.
	return first, int(uint(first-stop-1)/(uint(-(step+1))+1)) + 1, step
}

// Slice returns the view that NumPy's basic indexing a[…] gives: each Index
// takes the next axis, axes not named are kept whole. No element is copied.
//
// It panics with a *ShapeError for too many indices, a *ValueError for two
// Ellipsis or a zero step, and an *IndexError for an [At] outside its axis.
func (a Array[T]) Slice(ix ...Index) Array[T] {
	shape, strides := a.shape(), a.strides()
	rest := len(shape) - checkIndices(ix, shape)
	var outShape, outStrides []int
	off, axis, seen := a.off, 0, false
	keep := func(n int) {
		outShape = append(outShape, shape[axis:axis+n]...)
		outStrides = append(outStrides, strides[axis:axis+n]...)
		axis += n
	}
	for _, x := range ix {
		switch x.kind {
		case kindAll:
			keep(1)
		case kindEllipsis:
			keep(rest)
			seen = true
		case kindNewAxis:
			outShape, outStrides = append(outShape, 1), append(outStrides, 0)
		case kindAt:
			off += indexOf("slice", x.start, axis, shape[axis]) * strides[axis]
			axis++
		case kindRange:
			first, count, step := x.resolve(shape[axis])
			if count <= 1 {
				step = 1 // no second element: a huge step must not overflow
			}
			off += first * strides[axis]
			outShape, outStrides = append(outShape, count), append(outStrides, step*strides[axis])
			axis++
		}
	}
	if !seen {
		keep(rest)
	}
	return wrap(a.data, off, append(outShape, outStrides...)).zeroed()
}

// checkIndices returns how many axes ix names.
func checkIndices(ix []Index, shape []int) int {
	named, ellipses := 0, 0
	for _, x := range ix {
		switch x.kind {
		case kindNewAxis:
			continue
		case kindEllipsis:
			ellipses++
			continue
		case kindRange:
			if x.step == 0 {
				badValue("slice", "zero step in %s", indexText(ix))
			}
		}
		named++
	}
	if ellipses > 1 {
		badValue("slice", "%d ellipses in %s", ellipses, indexText(ix))
	}
	if named > len(shape) {
		failShape("slice", "%s has %d indices for shape %s", indexText(ix), named, shapeText(shape))
	}
	return named
}

func indexText(ix []Index) string {
	parts := make([]string, len(ix))
	for i, x := range ix {
		parts[i] = x.String()
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// zeroed gives a 0-d result the dims that tell it from the zero Array.
func (a Array[T]) zeroed() Array[T] {
	if a.dims == nil {
		a.dims = []int{}
	}
	return a
}
