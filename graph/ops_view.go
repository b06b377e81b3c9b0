package graph

import (
	"slices"

	"github.com/scicore-go/scicore/internal/dtype"
)

// The views: the operand's elements under another shape.
var (
	opReshape = &Op{name: "reshape", kind: View, min: 1, max: 1, cost: noCost,
		schema: []AttrSpec{{"shape", AttrInts, true}}, canon: canonReshape, infer: inferReshape}
	opTranspose = &Op{name: "transpose", kind: View, min: 1, max: 1, cost: noCost,
		schema: []AttrSpec{{"axes", AttrInts, false}}, canon: canonTranspose, infer: inferTranspose}
	opBroadcastTo = &Op{name: "broadcast_to", kind: View, min: 1, max: 1, cost: noCost,
		schema: []AttrSpec{{"shape", AttrInts, true}}, infer: inferBroadcastTo}
	// opSlice takes the elements start, start+step, … before stop of every
	// axis. The attributes have one entry an axis; stop is -1 where a negative
	// step runs to the first element.
	opSlice = &Op{name: "slice", kind: View, min: 1, max: 1, cost: noCost, canon: canonSlice,
		schema: []AttrSpec{{"start", AttrInts, true}, {"stop", AttrInts, true}, {"step", AttrInts, true}},
		infer:  inferSlice}

	viewOps = []*Op{opReshape, opTranspose, opBroadcastTo, opSlice}
)

func noCost([]Type, Type, Attrs) Cost { return Cost{} }

// canonReshape works out a dimension of -1.
func canonReshape(in []Type, a Attrs) (Attrs, error) {
	shape, _ := a.Ints("shape")
	at := slices.Index(shape, -1)
	if at < 0 {
		return a, nil
	}
	out := slices.Clone(shape)
	out[at] = 1
	if err := checkShape(out); err != nil {
		return a, err
	}
	rest, all := numel(out), numel(in[0].Shape)
	if rest == 0 || all%rest != 0 {
		return a, refuse("%s does not fit into %s", shapeText(in[0].Shape), shapeText(shape))
	}
	out[at] = all / rest
	return a.WithInts("shape", out...), nil
}

func inferReshape(in []Type, a Attrs) (Type, error) {
	shape, _ := a.Ints("shape")
	if err := checkShape(shape); err != nil {
		return Type{}, err
	}
	if numel(shape) != numel(in[0].Shape) {
		return Type{}, refuse("%s has %d elements, %s has %d", shapeText(in[0].Shape),
			numel(in[0].Shape), shapeText(shape), numel(shape))
	}
	return Type{in[0].DType, shape}, nil
}

// canonTranspose writes out the axes; none means all in reverse.
func canonTranspose(in []Type, a Attrs) (Attrs, error) {
	nd := len(in[0].Shape)
	axes, ok := a.Ints("axes")
	if !ok {
		rev := make([]int, nd)
		for i := range rev {
			rev[i] = nd - 1 - i
		}
		return a.WithInts("axes", rev...), nil
	}
	if len(axes) != nd {
		return a, refuse("axes %s: want %d of them", shapeText(axes), nd)
	}
	out := make([]int, nd)
	var seen uint64
	for i, x := range axes {
		c, err := canonAxis(x, nd)
		if err != nil {
			return a, err
		}
		if seen&(1<<c) != 0 {
			return a, refuse("axis %d is named twice", c)
		}
		seen |= 1 << c
		out[i] = c
	}
	if slices.Equal(out, axes) {
		return a, nil
	}
	return a.WithInts("axes", out...), nil
}

func inferTranspose(in []Type, a Attrs) (Type, error) {
	axes, _ := a.Ints("axes")
	shape := make([]int, len(axes))
	for i, x := range axes {
		shape[i] = in[0].Shape[x]
	}
	return Type{in[0].DType, shape}, nil
}

func inferBroadcastTo(in []Type, a Attrs) (Type, error) {
	shape, _ := a.Ints("shape")
	if err := checkShape(shape); err != nil {
		return Type{}, err
	}
	if both, err := broadcast(shape, in[0].Shape); err != nil || !slices.Equal(both, shape) {
		return Type{}, refuse("%s does not broadcast to %s", shapeText(in[0].Shape), shapeText(shape))
	}
	return Type{in[0].DType, shape}, nil
}

// sliceCount returns the number of elements from start before stop.
func sliceCount(start, stop, step int) int {
	switch {
	case step > 0 && start < stop:
		return (stop-start-1)/step + 1
	case step < 0 && start > stop:
		return (start-stop-1)/-step + 1
	}
	return 0
}

// canonSlice brings stop right behind the last element taken, so that equal
// slices have equal attributes.
func canonSlice(in []Type, a Attrs) (Attrs, error) {
	start, _ := a.Ints("start")
	stop, _ := a.Ints("stop")
	step, _ := a.Ints("step")
	nd := len(in[0].Shape)
	if len(start) != nd || len(stop) != nd || len(step) != nd {
		return a, refuse("%d starts, %d stops and %d steps for %d dimensions", len(start), len(stop), len(step), nd)
	}
	b, e, s := slices.Clone(start), slices.Clone(stop), slices.Clone(step)
	for i, d := range in[0].Shape {
		if s[i] == 0 {
			return a, refuse("axis %d: the step is zero", i)
		}
		if beyond(b[i]) || beyond(e[i]) || beyond(s[i]) {
			return a, refuse("axis %d: %d:%d:%d is outside of %d elements", i, b[i], e[i], s[i], d)
		}
		n := sliceCount(b[i], e[i], s[i])
		if n == 0 {
			b[i], e[i], s[i] = 0, 0, 1
			continue
		}
		if b[i] < 0 || b[i] >= d || e[i] > d || e[i] < -1 {
			return a, refuse("axis %d: %d:%d:%d is outside of %d elements", i, b[i], e[i], s[i], d)
		}
		if n == 1 {
			s[i] = 1
		}
		last := b[i] + (n-1)*s[i]
		if e[i] = last + 1; s[i] < 0 {
			e[i] = last - 1
		}
	}
	if slices.Equal(b, start) && slices.Equal(e, stop) && slices.Equal(s, step) {
		return a, nil
	}
	return a.WithInts("start", b...).WithInts("stop", e...).WithInts("step", s...), nil
}

// beyond reports whether v is too large to be a position or a step.
func beyond(v int) bool { return v > maxElements || v < -maxElements }

func inferSlice(in []Type, a Attrs) (Type, error) {
	start, _ := a.Ints("start")
	stop, _ := a.Ints("stop")
	step, _ := a.Ints("step")
	shape := make([]int, len(start))
	for i := range shape {
		shape[i] = sliceCount(start[i], stop[i], step[i])
	}
	return Type{in[0].DType, shape}, nil
}

// The gathers: elements copied to other places.
var (
	opConcatenate = &Op{name: "concatenate", kind: Gather, min: 1, max: -1, promote: promoteCommon,
		schema: oneAxis, canon: canonConcatenate, infer: inferConcatenate, cost: moveCost}
	// opTake picks along an axis by the integers of its second operand;
	// negative ones count from the end, and one out of range is an error when
	// the graph runs.
	opTake = &Op{name: "take", kind: Gather, min: 2, max: 2, schema: oneAxis,
		canon: canonOneAxis, infer: inferTake, cost: moveCost}
	opTakeAlong = &Op{name: "take_along_axis", kind: Gather, min: 2, max: 2, schema: oneAxis,
		canon: canonOneAxis, infer: inferTakeAlong, cost: moveCost}
	// opPad surrounds its operand with the second, a scalar.
	opPad = &Op{name: "pad", kind: Gather, min: 2, max: 2, cost: moveCost, promote: promoteCommon,
		schema: []AttrSpec{{"before", AttrInts, true}, {"after", AttrInts, true}}, infer: inferPad}

	gatherOps = []*Op{opConcatenate, opTake, opTakeAlong, opPad}
)

// moveCost: every element of the result is read once and written once.
func moveCost(_ []Type, out Type, _ Attrs) Cost { return Cost{Bytes: 2 * out.bytes()} }

func canonConcatenate(in []Type, a Attrs) (Attrs, error) {
	if !a.Has("axis") {
		a = a.WithInt("axis", 0)
	}
	return canonOneAxis(in, a)
}

func inferConcatenate(in []Type, a Attrs) (Type, error) {
	axis, _ := a.Int("axis")
	if _, err := sameType(in); err != nil {
		return Type{}, err
	}
	shape := slices.Clone(in[0].Shape)
	for _, t := range in[1:] {
		if len(t.Shape) != len(shape) {
			return Type{}, refuse("%s and %s have different numbers of dimensions", shapeText(in[0].Shape), shapeText(t.Shape))
		}
		for i, d := range t.Shape {
			if i != axis && d != shape[i] {
				return Type{}, refuse("%s and %s differ outside of axis %d", shapeText(in[0].Shape), shapeText(t.Shape), axis)
			}
		}
		if shape[axis] += t.Shape[axis]; shape[axis] > maxElements {
			return Type{}, refuse("axis %d is too long", axis)
		}
	}
	return Type{in[0].DType, shape}, nil
}

func inferTake(in []Type, a Attrs) (Type, error) {
	axis, _ := a.Int("axis")
	if !in[1].DType.IsInteger() {
		return Type{}, refuse("the indices are %v, not integers", in[1].DType)
	}
	s := in[0].Shape
	if s[axis] == 0 && numel(in[1].Shape) > 0 {
		return Type{}, refuse("axis %d of %s has no elements to take", axis, shapeText(s))
	}
	return Type{in[0].DType, slices.Concat(s[:axis], in[1].Shape, s[axis+1:])}, nil
}

func inferTakeAlong(in []Type, a Attrs) (Type, error) {
	axis, _ := a.Int("axis")
	s, idx := in[0].Shape, in[1].Shape
	switch {
	case !in[1].DType.IsInteger():
		return Type{}, refuse("the indices are %v, not integers", in[1].DType)
	case len(s) != len(idx):
		return Type{}, refuse("%s and indices %s have different numbers of dimensions", shapeText(s), shapeText(idx))
	}
	for i := range s {
		if i != axis && s[i] != idx[i] {
			return Type{}, refuse("%s and indices %s differ outside of axis %d", shapeText(s), shapeText(idx), axis)
		}
	}
	return Type{in[0].DType, idx}, nil
}

func inferPad(in []Type, a Attrs) (Type, error) {
	before, _ := a.Ints("before")
	after, _ := a.Ints("after")
	if _, err := sameType(in); err != nil {
		return Type{}, err
	}
	if len(in[1].Shape) != 0 {
		return Type{}, refuse("the fill value has shape %s, not ()", shapeText(in[1].Shape))
	}
	shape := slices.Clone(in[0].Shape)
	if len(before) != len(shape) || len(after) != len(shape) {
		return Type{}, refuse("%d and %d widths for %d dimensions", len(before), len(after), len(shape))
	}
	for i := range shape {
		if b, e := before[i], after[i]; b < 0 || e < 0 || b > maxElements || e > maxElements {
			return Type{}, refuse("axis %d: widths %d and %d: must not be negative or huge", i, b, e)
		}
		shape[i] += before[i] + after[i]
	}
	return Type{in[0].DType, shape}, nil
}

// The sorts, along one axis; NaN last, stable.
var (
	opSort = &Op{name: "sort", kind: Sorting, min: 1, max: 1, schema: oneAxis, canon: canonSort,
		infer: inferSort, cost: sortCost}
	opArgSort = &Op{name: "argsort", kind: Sorting, min: 1, max: 1, schema: oneAxis, canon: canonSort,
		infer: inferArgSort, cost: sortCost}

	sortingOps = []*Op{opSort, opArgSort}
)

// canonSort: the last axis when none is given.
func canonSort(in []Type, a Attrs) (Attrs, error) {
	if !a.Has("axis") {
		a = a.WithInt("axis", -1)
	}
	return canonOneAxis(in, a)
}

func inferSort(in []Type, _ Attrs) (Type, error) {
	if in[0].DType.IsComplex() {
		return Type{}, refuse("not defined on %v", in[0].DType)
	}
	return in[0], nil
}

func inferArgSort(in []Type, a Attrs) (Type, error) {
	t, err := inferSort(in, a)
	t.DType = dtype.Int64
	return t, err
}

func sortCost(in []Type, out Type, a Attrs) Cost {
	n, axis := in[0].Shape, 0
	axis, _ = a.Int("axis")
	levels := 1.0
	for d := n[axis]; d > 1; d >>= 1 {
		levels++
	}
	return Cost{2 * levels * float64(numel(n)), in[0].bytes() + out.bytes()}
}
