package graph

import (
	"slices"

	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// builtinOps collects the tables of the ops_*.go files.
func builtinOps() map[string]*Op {
	m := make(map[string]*Op, 192)
	for _, table := range [][]*Op{kernelOps[1:], elementOps, reductionOps, scanOps,
		viewOps, gatherOps, contractionOps, sortingOps, macroOps()} {
		for _, o := range table {
			if o != nil {
				m[o.name] = o
			}
		}
	}
	for second, first := range aliases {
		m[second] = m[first]
	}
	return m
}

// kernelOps holds the operation of every elementwise kernel, and builtin every
// operation. They are made in init because their rules refer back to them, and
// are only read afterwards.
var (
	kernelOps [kernel.OpCount]*Op
	builtin   *Registry
)

func init() {
	kernelOps = makeKernelOps()
	reductionByName = indexReductions()
	builtin = &Registry{ops: builtinOps()}
}

func makeKernelOps() (t [kernel.OpCount]*Op) {
	for k := kernel.Op(1); int(k) < kernel.OpCount; k++ {
		t[k] = &Op{name: k.String(), kind: Elementwise, kern: k, min: k.Arity(), max: k.Arity(),
			promote: promoteCommon, weight: kernelWeight(k), infer: kernelRule(k)}
	}
	t[kernel.Div].promote = promoteInexact
	t[kernel.Add].rewrite = boolAs(kernel.BitOr)
	t[kernel.Mul].rewrite = boolAs(kernel.BitAnd)
	t[kernel.Abs].rewrite = complexAs(kernel.CAbs)
	for _, k := range []kernel.Op{kernel.CAbs, kernel.Real, kernel.Imag, kernel.Arg} {
		t[k].rewrite = partOfReal(k)
	}
	for _, k := range []kernel.Op{kernel.Floor, kernel.Ceil, kernel.Trunc} {
		t[k].rewrite = wholeUnchanged
	}
	return t
}

// kernelWeight is what one element costs next to an addition, roughly, on a
// vector unit. Only ratios matter; engines calibrate the rest.
func kernelWeight(k kernel.Op) float64 {
	switch {
	case k == kernel.Div || k == kernel.Sqrt || k == kernel.Reciprocal:
		return 4
	case k == kernel.FloorDiv || k == kernel.Mod || k == kernel.Rem || k == kernel.Hypot:
		return 8
	case k == kernel.Pow || k == kernel.Gamma || k == kernel.LGamma:
		return 40
	case k >= kernel.Cbrt && k <= kernel.Cbrt, k >= kernel.Exp && k <= kernel.Erfc, k == kernel.Atan2:
		return 20
	case k == kernel.FMA:
		return 2
	}
	return 1
}

// kernelRule is the rule of an elementwise kernel: operands of one type,
// shapes that broadcast.
func kernelRule(k kernel.Op) InferFunc {
	return func(in []Type, _ Attrs) (Type, error) {
		dt, err := sameType(in)
		if err != nil {
			return Type{}, err
		}
		out := k.Result(dt)
		if !out.Valid() {
			return Type{}, refuse("not defined on %v", dt)
		}
		shape, err := broadcastAll(in)
		return Type{out, shape}, err
	}
}

func sameType(in []Type) (DType, error) {
	for _, t := range in[1:] {
		if t.DType != in[0].DType {
			return 0, refuse("element types differ: %v and %v", in[0].DType, t.DType)
		}
	}
	return in[0].DType, nil
}

// boolAs: sums and products of bool are or and and, as in NumPy.
func boolAs(k kernel.Op) func([]*Node, Attrs) *Node {
	return func(in []*Node, _ Attrs) *Node {
		if allOf(in, dtype.Bool) {
			return kernelOps[k].Call(in...)
		}
		return nil
	}
}

func complexAs(k kernel.Op) func([]*Node, Attrs) *Node {
	return func(in []*Node, _ Attrs) *Node {
		if in[0].dt.IsComplex() {
			return kernelOps[k].build(in, Attrs{})
		}
		return nil
	}
}

// partOfReal gives what functions of complex numbers are for real ones: the
// modulus the absolute value, the parts the number itself and zero, the
// argument that of the point (x, 0).
func partOfReal(k kernel.Op) func([]*Node, Attrs) *Node {
	return func(in []*Node, _ Attrs) *Node {
		x := in[0]
		switch {
		case x.dt.IsComplex():
			return nil
		case k == kernel.CAbs:
			return kernelOps[kernel.Abs].Call(x)
		case k == kernel.Arg:
			return kernelOps[kernel.Atan2].Call(Literal(ScalarOf(int64(0))), x)
		case k == kernel.Imag:
			return broadcastTo(ScalarNode(Scalar{dt: x.dt}), x.shape)
		}
		return x
	}
}

// wholeUnchanged: integers are their own floor.
func wholeUnchanged(in []*Node, _ Attrs) *Node {
	if dt := in[0].dt; dt.IsInteger() || dt == dtype.Bool {
		return in[0]
	}
	return nil
}

// The elementwise operations with rules of their own.
var (
	// opCast converts elements, attribute dtype: NumPy's astype.
	opCast = &Op{name: "cast", kind: Elementwise, min: 1, max: 1, weight: 1,
		schema: []AttrSpec{{"dtype", AttrDType, true}}, infer: inferCast}
	// opWhere picks from its second operand where the first is true and from
	// the third elsewhere.
	opWhere = &Op{name: "where", kind: Elementwise, min: 3, max: 3, weight: 1,
		promote: promoteTail, infer: inferWhere}
	// opQuotient is Go's integer division, truncated toward zero, 0 for a zero
	// divisor.
	opQuotient = &Op{name: "quotient", kind: Elementwise, kern: kernel.Div, min: 2, max: 2,
		weight: 8, promote: promoteCommon, infer: inferQuotient}

	elementOps = []*Op{opCast, opWhere, opQuotient}
)

func inferCast(in []Type, a Attrs) (Type, error) {
	to, _ := a.DType("dtype")
	if !to.Valid() {
		return Type{}, refuse("invalid element type")
	}
	if in[0].DType.IsComplex() && !to.IsComplex() && to != dtype.Bool {
		return Type{}, refuse("%v to %v would drop the imaginary part; take real or abs", in[0].DType, to)
	}
	return Type{to, in[0].Shape}, nil
}

func inferWhere(in []Type, _ Attrs) (Type, error) {
	if in[0].DType != dtype.Bool {
		return Type{}, refuse("the condition is %v, not bool", in[0].DType)
	}
	dt, err := sameType(in[1:])
	if err != nil {
		return Type{}, err
	}
	shape, err := broadcastAll(in)
	return Type{dt, shape}, err
}

func inferQuotient(in []Type, _ Attrs) (Type, error) {
	if !in[0].DType.IsInteger() {
		return Type{}, refuse("not defined on %v", in[0].DType)
	}
	return kernelRule(kernel.Div)(in, Attrs{})
}

// unaryNode builds k on a node, for the typed front where no promotion happens.
func unaryNode(k kernel.Op, a *Node) *Node {
	if a.kind != KindPoisoned {
		if dt := k.Result(a.dt); dt.Valid() {
			return newUnary(kernelOps[k], dt, a)
		}
	}
	return callStrict(kernelOps[k], Attrs{}, a)
}

func newUnary(op *Op, dt DType, a *Node) *Node {
	n := &Node{kind: KindOp, op: op, dt: dt, shape: a.shape, depth: a.depth + 1, weak: a.weak}
	n.in[0] = a
	n.inputs = n.in[:1]
	return n
}

// binaryNode builds k on two nodes of one type; the common case of equal shapes
// is one allocation.
func binaryNode(k kernel.Op, a, b *Node) *Node {
	if a.dt == b.dt && a.kind != KindPoisoned && b.kind != KindPoisoned {
		shape := a.shape
		same := len(b.shape) == 0 || slices.Equal(shape, b.shape)
		if !same && len(shape) == 0 {
			shape, same = b.shape, true
		}
		if dt := k.Result(a.dt); same && dt.Valid() && (k != kernel.Div || !a.dt.IsInteger()) {
			n := &Node{kind: KindOp, op: kernelOps[k], dt: dt, shape: shape,
				depth: max(a.depth, b.depth) + 1, weak: a.weak && b.weak}
			n.in = [2]*Node{a, b}
			n.inputs = n.in[:]
			return n
		}
	}
	op := kernelOps[k]
	if k == kernel.Div && a.dt.IsInteger() {
		op = opQuotient
	}
	return callStrict(op, Attrs{}, a, b)
}

// callStrict builds op on operands as they are, after looking at their errors.
func callStrict(op *Op, attrs Attrs, in ...*Node) *Node {
	if p := poisoned(in); p != nil {
		return p
	}
	if op.kind == Macro {
		return op.expand(in, attrs)
	}
	return op.build(in, attrs)
}
