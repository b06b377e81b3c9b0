package graph

import (
	"math"
	"slices"

	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// macroOps are the names that are written out as other operations.
func macroOps() []*Op {
	axis := AttrSpec{"axis", AttrInts, false}
	return []*Op{
		macro("clip", 3, 3, expandClip),
		macro("squeeze", 1, 1, expandSqueeze, axis),
		macro("expand_dims", 1, 1, expandExpandDims, AttrSpec{"axis", AttrInts, true}),
		macro("ravel", 1, 1, expandRavel),
		macro("swapaxes", 1, 1, expandSwapAxes, AttrSpec{"axis1", AttrInt, true}, AttrSpec{"axis2", AttrInt, true}),
		macro("moveaxis", 1, 1, expandMoveAxis, AttrSpec{"source", AttrInts, true}, AttrSpec{"destination", AttrInts, true}),
		macro("flip", 1, 1, expandFlip, axis),
		macro("roll", 1, 1, expandRoll, AttrSpec{"shift", AttrInt, true}, AttrSpec{"axis", AttrInt, false}),
		macro("stack", 1, -1, expandStack, AttrSpec{"axis", AttrInt, false}),
		macro("tile", 1, 1, expandTile, AttrSpec{"reps", AttrInts, true}),
		macro("diff", 1, 1, expandDiff, AttrSpec{"axis", AttrInt, false}, AttrSpec{"n", AttrInt, false}),
		macro("dot", 2, 2, expandDot),
		macro("outer", 2, 2, expandOuter),
		macro("trace", 1, 1, expandTrace),
		macro("softmax", 1, 1, expandSoftmax, axis),
		macro("logical_and", 2, 2, expandLogical(kernel.BitAnd)),
		macro("logical_or", 2, 2, expandLogical(kernel.BitOr)),
		macro("logical_xor", 2, 2, expandLogical(kernel.BitXor)),
		macro("logical_not", 1, 1, expandLogical(kernel.Not)),
		macro("round", 1, 1, expandRound, AttrSpec{"decimals", AttrInt, false}),
		macro("deg2rad", 1, 1, expandScale(math.Pi/180)),
		macro("rad2deg", 1, 1, expandScale(180/math.Pi)),
	}
}

func macro(name string, least, most int, f func([]*Node, Attrs) *Node, schema ...AttrSpec) *Op {
	return &Op{name: name, kind: Macro, min: least, max: most, schema: schema, expand: f}
}

// expandClip is minimum(maximum(x, lo), hi), NumPy's definition.
func expandClip(in []*Node, _ Attrs) *Node {
	return kernelOps[kernel.Min].Call(kernelOps[kernel.Max].Call(in[0], in[1]), in[2])
}

func reshape(n *Node, shape []int) *Node {
	return callStrict(opReshape, Attrs{}.WithInts("shape", shape...), n)
}

func transpose(n *Node, axes []int) *Node {
	var a Attrs
	if len(axes) > 0 {
		a = a.WithInts("axes", axes...)
	}
	return callStrict(opTranspose, a, n)
}

func broadcastTo(n *Node, shape []int) *Node {
	return callStrict(opBroadcastTo, Attrs{}.WithInts("shape", shape...), n)
}

// expandSqueeze drops axes of length one: the given ones, or all.
func expandSqueeze(in []*Node, a Attrs) *Node {
	x := in[0]
	given, some := a.Ints("axis")
	axes, err := canonAxes(given, len(x.shape))
	if err != nil {
		return poison("squeeze", x.dt, in, err)
	}
	var out []int
	for i, d := range x.shape {
		drop := slices.Contains(axes, i)
		if drop && d != 1 && some {
			return poison("squeeze", x.dt, in, refuse("axis %d of %s is not of length one", i, shapeText(x.shape)))
		}
		if !drop || d != 1 {
			out = append(out, d)
		}
	}
	return reshape(x, out)
}

// expandExpandDims inserts axes of length one; they are counted in the result.
func expandExpandDims(in []*Node, a Attrs) *Node {
	x := in[0]
	given, _ := a.Ints("axis")
	nd := len(x.shape) + len(given)
	axes, err := canonAxes(given, nd)
	if err != nil {
		return poison("expand_dims", x.dt, in, err)
	}
	out := make([]int, 0, nd)
	for i, next := 0, 0; i < nd; i++ {
		if slices.Contains(axes, i) {
			out = append(out, 1)
		} else {
			out = append(out, x.shape[next])
			next++
		}
	}
	return reshape(x, out)
}

func expandRavel(in []*Node, _ Attrs) *Node { return reshape(in[0], []int{-1}) }

func expandSwapAxes(in []*Node, a Attrs) *Node {
	x := in[0]
	i, _ := a.Int("axis1")
	j, _ := a.Int("axis2")
	i, err := canonAxis(i, len(x.shape))
	if err == nil {
		j, err = canonAxis(j, len(x.shape))
	}
	if err != nil {
		return poison("swapaxes", x.dt, in, err)
	}
	axes, _ := canonAxes(nil, len(x.shape))
	axes[i], axes[j] = j, i
	return transpose(x, axes)
}

func expandMoveAxis(in []*Node, a Attrs) *Node {
	x := in[0]
	nd := len(x.shape)
	src, _ := a.Ints("source")
	dst, _ := a.Ints("destination")
	if len(src) != len(dst) {
		return poison("moveaxis", x.dt, in, refuse("%d sources and %d destinations", len(src), len(dst)))
	}
	axes := make([]int, nd)
	for i := range axes {
		axes[i] = -1
	}
	var taken uint64
	for i := range src {
		s, err := canonAxis(src[i], nd)
		d, err2 := canonAxis(dst[i], nd)
		switch {
		case err != nil:
			return poison("moveaxis", x.dt, in, err)
		case err2 != nil:
			return poison("moveaxis", x.dt, in, err2)
		case taken&(1<<s) != 0 || axes[d] >= 0:
			return poison("moveaxis", x.dt, in, refuse("an axis is named twice: %s to %s", shapeText(src), shapeText(dst)))
		}
		taken |= 1 << s
		axes[d] = s
	}
	next := 0
	for i := range axes {
		if axes[i] < 0 {
			for taken&(1<<next) != 0 {
				next++
			}
			axes[i] = next
			next++
		}
	}
	return transpose(x, axes)
}

// sliceAxis takes start:stop:step of one axis and all of the others.
func sliceAxis(n *Node, axis, start, stop, step int) *Node {
	nd := len(n.shape)
	b, e, s := make([]int, nd), slices.Clone(n.shape), make([]int, nd)
	for i := range s {
		s[i] = 1
	}
	b[axis], e[axis], s[axis] = start, stop, step
	return sliceNode(n, b, e, s)
}

func sliceNode(n *Node, start, stop, step []int) *Node {
	return callStrict(opSlice, Attrs{}.WithInts("start", start...).WithInts("stop", stop...).WithInts("step", step...), n)
}

func expandFlip(in []*Node, a Attrs) *Node {
	x := in[0]
	given, _ := a.Ints("axis")
	axes, err := canonAxes(given, len(x.shape))
	if err != nil {
		return poison("flip", x.dt, in, err)
	}
	for _, i := range axes {
		x = sliceAxis(x, i, x.shape[i]-1, -1, -1)
	}
	return x
}

// expandRoll joins the two parts in the other order; without an axis the
// flattened operand is rolled.
func expandRoll(in []*Node, a Attrs) *Node {
	x := in[0]
	axis, ok := a.Int("axis")
	if !ok {
		flat := reshape(x, []int{-1})
		return reshape(expandRoll([]*Node{flat}, a.WithInt("axis", 0)), x.shape)
	}
	axis, err := canonAxis(axis, len(x.shape))
	if err != nil {
		return poison("roll", x.dt, in, err)
	}
	d := x.shape[axis]
	if d == 0 {
		return x
	}
	shift, _ := a.Int("shift")
	if shift = (shift%d + d) % d; shift == 0 {
		return x
	}
	head, tail := sliceAxis(x, axis, d-shift, d, 1), sliceAxis(x, axis, 0, d-shift, 1)
	return callStrict(opConcatenate, Attrs{}.WithInt("axis", axis), head, tail)
}

func expandStack(in []*Node, a Attrs) *Node {
	axis, _ := a.Int("axis")
	rows := make([]*Node, len(in))
	for i, x := range in {
		if !slices.Equal(x.shape, in[0].shape) {
			return poison("stack", x.dt, in, refuse("shapes differ: %s and %s", shapeText(in[0].shape), shapeText(x.shape)))
		}
		rows[i] = expandExpandDims([]*Node{x}, Attrs{}.WithInts("axis", axis))
	}
	return opConcatenate.Apply(rows, Attrs{}.WithInt("axis", axis))
}

// expandTile repeats the operand as a block: each axis is split in two, the
// first of which is broadcast.
func expandTile(in []*Node, a Attrs) *Node {
	x := in[0]
	reps, _ := a.Ints("reps")
	nd := max(len(reps), len(x.shape))
	if nd > MaxDims/2 {
		return poison("tile", x.dt, in, refuse("%d dimensions, at most %d are possible", nd, MaxDims/2))
	}
	split, wide, out := make([]int, 0, 2*nd), make([]int, 0, 2*nd), make([]int, 0, nd)
	for i := range nd {
		r, d := 1, 1
		if j := i - (nd - len(reps)); j >= 0 {
			r = reps[j]
		}
		if j := i - (nd - len(x.shape)); j >= 0 {
			d = x.shape[j]
		}
		if r < 0 || d > 0 && r > maxElements/d {
			return poison("tile", x.dt, in, refuse("%d repetitions of %d", r, d))
		}
		split, wide, out = append(split, 1, d), append(wide, r, d), append(out, r*d)
	}
	return reshape(broadcastTo(reshape(x, split), wide), out)
}

func expandDiff(in []*Node, a Attrs) *Node {
	x := in[0]
	n, ok := a.Int("n")
	if !ok {
		n = 1
	}
	axis, ok := a.Int("axis")
	if !ok {
		axis = -1
	}
	axis, err := canonAxis(axis, len(x.shape))
	if err != nil {
		return poison("diff", x.dt, in, err)
	}
	if n < 0 || n > 64 {
		return poison("diff", x.dt, in, refuse("order %d: must be between 0 and 64", n))
	}
	for ; n > 0 && x.kind != KindPoisoned; n-- {
		d := x.shape[axis]
		hi, lo := sliceAxis(x, axis, min(1, d), d, 1), sliceAxis(x, axis, 0, max(0, d-1), 1)
		if x.dt == dtype.Bool {
			x = kernelOps[kernel.BitXor].Call(hi, lo)
		} else {
			x = kernelOps[kernel.Sub].Call(hi, lo)
		}
	}
	return x
}

// expandDot is NumPy's dot: a product with a scalar, the matrix product up to
// two dimensions, and beyond that the sum over the last axis of the first and
// the last but one of the second operand.
func expandDot(in []*Node, _ Attrs) *Node {
	a, b := in[0], in[1]
	switch {
	case len(a.shape) == 0 || len(b.shape) == 0:
		return kernelOps[kernel.Mul].Call(a, b)
	case len(b.shape) == 1 || len(a.shape) <= 2 && len(b.shape) == 2:
		return opMatMul.Call(a, b)
	}
	if k := a.shape[len(a.shape)-1]; k != b.shape[len(b.shape)-2] {
		return poison("dot", a.dt, in, refuse("inner dimensions differ: %s·%s", shapeText(a.shape), shapeText(b.shape)))
	}
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	na, nb := len(a.shape)-1, len(b.shape)-1
	if na+nb+1 > len(letters) {
		return poison("dot", a.dt, in, refuse("more than 52 dimensions"))
	}
	k := letters[na+nb]
	left, right := letters[:na], letters[na:na+nb]
	sub := left + string(k) + "," + right[:nb-1] + string(k) + right[nb-1:] + "->" + left + right
	return opEinsum.Apply(in, Attrs{}.WithText("subscripts", sub))
}

func expandOuter(in []*Node, _ Attrs) *Node {
	return kernelOps[kernel.Mul].Call(reshape(in[0], []int{-1, 1}), reshape(in[1], []int{1, -1}))
}

// expandTrace sums the diagonal of the first two axes, which is as long as the
// shorter of them.
func expandTrace(in []*Node, _ Attrs) *Node {
	x := in[0]
	if len(x.shape) >= 2 {
		k := min(x.shape[0], x.shape[1])
		for axis := range 2 {
			if x.shape[axis] != k {
				x = sliceAxis(x, axis, 0, k, 1)
			}
		}
	}
	return opEinsum.Apply([]*Node{x}, Attrs{}.WithText("subscripts", "ii...->..."))
}

// expandSoftmax is exp(x-m)/sum(exp(x-m)) with m the maximum over the axes.
func expandSoftmax(in []*Node, a Attrs) *Node {
	keep := a.WithBool("keepdims", true)
	x := kernelOps[kernel.Sub].Call(in[0], reductionByName["max"].Apply(in, keep))
	e := kernelOps[kernel.Exp].Call(x)
	return kernelOps[kernel.Div].Call(e, reductionByName["sum"].Apply([]*Node{e}, keep))
}

// expandRound rounds half to even at a decimal place; integers stay as they
// are.
func expandRound(in []*Node, a Attrs) *Node {
	x := in[0]
	n, _ := a.Int("decimals")
	switch {
	case n < -300 || n > 300:
		return poison("round", x.dt, in, refuse("decimals %d: must be between -300 and 300", n))
	case !x.dt.IsFloat() && n >= 0:
		if x.dt.IsInteger() {
			return x
		}
		return kernelOps[kernel.Rint].Call(x)
	case n == 0:
		return kernelOps[kernel.Rint].Call(x)
	case n < 0:
		p := Literal(ScalarOf(math.Pow10(-n)))
		return kernelOps[kernel.Mul].Call(kernelOps[kernel.Rint].Call(kernelOps[kernel.Div].Call(x, p)), p)
	}
	p := Literal(ScalarOf(math.Pow10(n)))
	return kernelOps[kernel.Div].Call(kernelOps[kernel.Rint].Call(kernelOps[kernel.Mul].Call(x, p)), p)
}

// truth compares with zero, the identity on bool.
func truth(n *Node) *Node { return castNode(n, dtype.Bool) }

func expandLogical(k kernel.Op) func([]*Node, Attrs) *Node {
	return func(in []*Node, _ Attrs) *Node {
		if len(in) == 1 {
			return kernelOps[k].Call(truth(in[0]))
		}
		return kernelOps[k].Call(truth(in[0]), truth(in[1]))
	}
}

func expandScale(f float64) func([]*Node, Attrs) *Node {
	return func(in []*Node, _ Attrs) *Node {
		return kernelOps[kernel.Mul].Call(in[0], Literal(ScalarOf(f)))
	}
}

// aliases are second names, the array API's and short ones.
var aliases = map[string]string{
	"asin": "arcsin", "acos": "arccos", "atan": "arctan", "atan2": "arctan2",
	"asinh": "arcsinh", "acosh": "arccosh", "atanh": "arctanh", "pow": "power",
	"mod": "remainder", "bitwise_not": "invert", "bitwise_invert": "invert",
	"conjugate": "conj", "concat": "concatenate", "flatten": "ravel",
	"amin": "min", "amax": "max", "permute_dims": "transpose", "lgamma": "gammaln",
	"astype": "cast", "true_divide": "divide", "radians": "deg2rad", "degrees": "rad2deg",
	"bitwise_left_shift": "left_shift", "bitwise_right_shift": "right_shift",
	"cumulative_sum": "cumsum", "cumulative_prod": "cumprod",
}
