package graph

import (
	"slices"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/dtype"
)

// Expr is a computation with elements of type T that has not run yet. It is a
// small immutable value: every method returns another expression and leaves
// its operands as they are, so that a prefix can be shared and branched freely.
//
// Methods never fail. One that cannot be done returns an expression carrying
// the error, which every further step passes on; Err tells, and so does
// evaluation.
type Expr[T array.Element] struct{ n *Node }

// Of returns the expression of an array, whose elements are shared.
func Of[T array.Element](a array.Array[T]) Expr[T] { return Expr[T]{ConstantOf(a)} }

// Const returns the expression of one element, with shape ().
func Const[T array.Element](v T) Expr[T] { return Expr[T]{ScalarNode(ScalarOf(v))} }

// Param returns a named input of the given shape, bound when the graph runs.
func Param[T array.Element](name string, shape ...int) Expr[T] {
	return Expr[T]{ParamOf(name, Type{dtype.Of[T](), shape})}
}

// FromNode gives a node its type. A node with other elements gives a poisoned
// expression.
func FromNode[T array.Element](n *Node) Expr[T] {
	want := dtype.Of[T]()
	switch {
	case n == nil:
		return Expr[T]{}
	case n.kind != KindPoisoned && n.dt != want:
		n = poison("node", want, []*Node{n}, refuse("elements are %v, not %v", n.dt, want))
	}
	return Expr[T]{n}
}

// Node returns the untyped node. That of the zero Expr is poisoned.
func (e Expr[T]) Node() *Node {
	if e.n == nil {
		return poison("", dtype.Of[T](), nil, refuse("the expression is the zero Expr"))
	}
	return e.n
}

// Err returns the first error made on the way here, with its call site.
func (e Expr[T]) Err() error { return e.Node().Err() }

// Shape returns a copy of the shape, nil for a poisoned expression.
func (e Expr[T]) Shape() []int { return slices.Clone(e.Node().shape) }

// NDim returns the number of dimensions.
func (e Expr[T]) NDim() int { return len(e.Node().shape) }

// Size returns the number of elements.
func (e Expr[T]) Size() int { return e.Node().Size() }

// DType returns the element type.
func (e Expr[T]) DType() DType { return dtype.Of[T]() }

// Reshape gives the elements another shape, in C order; one dimension may be
// -1 and is worked out.
func (e Expr[T]) Reshape(shape ...int) Expr[T] { return Expr[T]{reshape(e.Node(), shape)} }

// Ravel returns the elements as one dimension.
func (e Expr[T]) Ravel() Expr[T] { return e.Reshape(-1) }

// Transpose permutes the axes; none means all in reverse.
func (e Expr[T]) Transpose(axes ...int) Expr[T] { return Expr[T]{transpose(e.Node(), axes)} }

// T returns the axes in reverse, the transpose of a matrix.
func (e Expr[T]) T() Expr[T] { return e.Transpose() }

// SwapAxes exchanges two axes.
func (e Expr[T]) SwapAxes(i, j int) Expr[T] {
	return e.macro("swapaxes", Attrs{}.WithInt("axis1", i).WithInt("axis2", j))
}

// MoveAxis moves one axis to another place.
func (e Expr[T]) MoveAxis(src, dst int) Expr[T] {
	return e.macro("moveaxis", Attrs{}.WithInts("source", src).WithInts("destination", dst))
}

// BroadcastTo repeats axes of length one and new leading ones, without
// copying.
func (e Expr[T]) BroadcastTo(shape ...int) Expr[T] { return Expr[T]{broadcastTo(e.Node(), shape)} }

// Squeeze drops axes of length one: the given ones, or all.
func (e Expr[T]) Squeeze(axes ...int) Expr[T] {
	if len(axes) == 0 {
		return e.macro("squeeze", Attrs{})
	}
	return e.macro("squeeze", Attrs{}.WithInts("axis", axes...))
}

// ExpandDims inserts axes of length one at the given places of the result.
func (e Expr[T]) ExpandDims(axes ...int) Expr[T] {
	return e.macro("expand_dims", Attrs{}.WithInts("axis", axes...))
}

// Flip reverses the given axes, or all.
func (e Expr[T]) Flip(axes ...int) Expr[T] {
	if len(axes) == 0 {
		return e.macro("flip", Attrs{})
	}
	return e.macro("flip", Attrs{}.WithInts("axis", axes...))
}

// Roll shifts the elements along an axis, those pushed out coming in at the
// other end.
func (e Expr[T]) Roll(shift, axis int) Expr[T] {
	return e.macro("roll", Attrs{}.WithInt("shift", shift).WithInt("axis", axis))
}

// Tile repeats the whole along each axis.
func (e Expr[T]) Tile(reps ...int) Expr[T] { return e.macro("tile", Attrs{}.WithInts("reps", reps...)) }

// Diff returns the differences of neighbours along an axis.
func (e Expr[T]) Diff(axis int) Expr[T] { return e.macro("diff", Attrs{}.WithInt("axis", axis)) }

// Pad surrounds the elements with before[i] and after[i] copies of v along
// axis i.
func (e Expr[T]) Pad(before, after []int, v T) Expr[T] {
	a := Attrs{}.WithInts("before", before...).WithInts("after", after...)
	return Expr[T]{callStrict(opPad, a, e.Node(), ScalarNode(ScalarOf(v)))}
}

// Take picks along an axis by index; negative indices count from the end.
func (e Expr[T]) Take(indices Expr[int64], axis int) Expr[T] {
	return Expr[T]{callStrict(opTake, Attrs{}.WithInt("axis", axis), e.Node(), indices.Node())}
}

// TakeAlongAxis picks, for every position of indices, the element whose place
// along the axis it names; it is what turns ArgSort into Sort.
func (e Expr[T]) TakeAlongAxis(indices Expr[int64], axis int) Expr[T] {
	return Expr[T]{callStrict(opTakeAlong, Attrs{}.WithInt("axis", axis), e.Node(), indices.Node())}
}

// Sort sorts along an axis, NaN last.
func (e Expr[T]) Sort(axis int) Expr[T] {
	return Expr[T]{callStrict(opSort, Attrs{}.WithInt("axis", axis), e.Node())}
}

// MatMul returns the matrix product, NumPy's @: leading axes are stacks that
// broadcast, a vector is a row on the left and a column on the right.
func (e Expr[T]) MatMul(f Expr[T]) Expr[T] {
	return Expr[T]{callStrict(opMatMul, Attrs{}, e.Node(), f.Node())}
}

// Dot returns NumPy's dot: the sum over the last axis of e and the last but
// one of f.
func (e Expr[T]) Dot(f Expr[T]) Expr[T] {
	return Expr[T]{callStrict(macroByName("dot"), Attrs{}, e.Node(), f.Node())}
}

// Outer returns the products of every element of e with every one of f, both
// flattened.
func (e Expr[T]) Outer(f Expr[T]) Expr[T] {
	return Expr[T]{callStrict(macroByName("outer"), Attrs{}, e.Node(), f.Node())}
}

// Softmax returns exp(e)/Σexp(e) over the given axes, or all, without
// overflow.
func (e Expr[T]) Softmax(axes ...int) Expr[T] {
	if n := e.Node(); n.kind != KindPoisoned && !n.dt.IsFloat() {
		return Expr[T]{poison("softmax", n.dt, []*Node{n}, refuse("not defined on %v", n.dt))}
	}
	if len(axes) == 0 {
		return e.macro("softmax", Attrs{})
	}
	return e.macro("softmax", Attrs{}.WithInts("axis", axes...))
}

func (e Expr[T]) macro(name string, a Attrs) Expr[T] {
	return Expr[T]{callStrict(macroByName(name), a, e.Node())}
}

func macroByName(name string) *Op { return builtin.ops[name] }

// Concatenate joins expressions along an axis.
func Concatenate[T array.Element](axis int, parts ...Expr[T]) Expr[T] {
	return Expr[T]{Apply("concatenate", nodesOf(parts), Attrs{}.WithInt("axis", axis))}
}

// Stack joins expressions of one shape along a new axis.
func Stack[T array.Element](axis int, parts ...Expr[T]) Expr[T] {
	return Expr[T]{Apply("stack", nodesOf(parts), Attrs{}.WithInt("axis", axis))}
}

// Einsum sums products over the letters the result does not name, as NumPy's
// einsum does: "ij,jk->ik" is the matrix product.
func Einsum[T array.Element](subscripts string, operands ...Expr[T]) Expr[T] {
	return Expr[T]{Apply("einsum", nodesOf(operands), Attrs{}.WithText("subscripts", subscripts))}
}

// ArgSort returns the indices that sort along an axis, stably, NaN last.
func ArgSort[T array.Element](e Expr[T], axis int) Expr[int64] {
	return Expr[int64]{callStrict(opArgSort, Attrs{}.WithInt("axis", axis), e.Node())}
}

func nodesOf[T array.Element](es []Expr[T]) []*Node {
	out := make([]*Node, len(es))
	for i, e := range es {
		out[i] = e.Node()
	}
	return out
}
