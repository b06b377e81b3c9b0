package graph

import (
	"fmt"
	"slices"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/nd"
)

// DType is an element type, named as NumPy names it.
type DType = dtype.DType

// Type is what is known of a value before it is computed.
type Type struct {
	DType DType
	Shape []int
}

// String prints the type as float64(3,4).
func (t Type) String() string { return t.DType.String() + shapeText(t.Shape) }

// Kind tells what a node is.
type Kind uint8

const (
	KindPoisoned Kind = iota // an operation that could not be built; see Err
	KindArray                // a constant array
	KindScalar               // a constant of one element, shape ()
	KindParam                // a named input, bound when the graph runs
	KindOp                   // an operation on other nodes
)

// String returns the kind's name.
func (k Kind) String() string {
	switch k {
	case KindPoisoned:
		return "poisoned"
	case KindArray:
		return "array"
	case KindScalar:
		return "scalar"
	case KindParam:
		return "parameter"
	case KindOp:
		return "operation"
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// Node is one value of a computation. It is immutable and safe for concurrent
// use; nodes are shared freely between graphs and are compared by pointer.
type Node struct {
	op     *Op
	shape  []int // shared with other nodes and never written
	inputs []*Node
	in     [2]*Node // room for inputs, so that most nodes are one allocation
	attrs  Attrs
	leaf   any // what only this kind of node has; see below
	kind   Kind
	dt     DType
	weak   bool  // a bare literal: takes the type of what it meets (NEP 50)
	depth  int32 // longest way down to a leaf
	work   work  // of everything down from here, once somebody asked
}

// leaf holds, by kind: the array.Any of an array, the *Scalar of a scalar, the
// string of a parameter's name, the *Error of a poisoned node.

func newLeaf(k Kind, dt DType, shape []int, leaf any) *Node {
	return &Node{kind: k, dt: dt, shape: shape, leaf: leaf}
}

// scalarNode is a node together with its scalar: one allocation.
type scalarNode struct {
	n Node
	s Scalar
}

// newOp makes an operation node from checked parts; it takes over inputs.
func newOp(op *Op, dt DType, shape []int, inputs []*Node, attrs Attrs) *Node {
	n := &Node{kind: KindOp, op: op, dt: dt, shape: shape, attrs: attrs}
	if len(inputs) <= len(n.in) {
		n.inputs = n.in[:copy(n.in[:], inputs)]
	} else {
		n.inputs = inputs
	}
	n.weak = len(inputs) > 0
	for _, in := range inputs {
		n.depth = max(n.depth, in.depth+1)
		n.weak = n.weak && in.weak
	}
	return n
}

// poison makes the node of an operation that could not be built.
func poison(op string, dt DType, inputs []*Node, cause error) *Node {
	return poisonAt(callSite(), op, dt, inputs, cause)
}

func poisonAt(site, op string, dt DType, inputs []*Node, cause error) *Node {
	e := &Error{Op: op, Reason: cause.Error(), Site: site}
	if _, plain := cause.(*ruleError); !plain {
		e.Cause = cause
	}
	n := newLeaf(KindPoisoned, dt, nil, e)
	n.inputs = slices.Clone(inputs)
	return n
}

// ruleError is a refusal by a builtin rule; its text is the whole story.
type ruleError struct{ text string }

func (e *ruleError) Error() string { return e.text }

func refuse(format string, args ...any) error {
	return &ruleError{fmt.Sprintf(format, args...)}
}

// ConstantOf returns the constant node of an array. The elements are shared,
// not copied.
func ConstantOf(a array.Any) *Node {
	if a == nil {
		return poison("constant", dtype.Invalid, nil, refuse("the array is nil"))
	}
	v := a.Raw()
	return newLeaf(KindArray, v.DT, v.Shape, a)
}

// ScalarNode returns the constant node of one element, with shape ().
func ScalarNode(s Scalar) *Node {
	if !s.dt.Valid() {
		return poison("scalar", dtype.Invalid, nil, refuse("the scalar has no element type"))
	}
	sn := &scalarNode{n: Node{kind: KindScalar, dt: s.dt}, s: s}
	sn.n.leaf = &sn.s
	return &sn.n
}

// Literal returns the constant node of a bare number, as one written in a
// program's text: with operands of a known type it takes theirs where its
// kind allows, as NumPy treats a Python scalar (NEP 50).
func Literal(s Scalar) *Node {
	n := ScalarNode(s)
	n.weak = n.kind == KindScalar
	return n
}

// ParamOf returns the node of a named input whose shape and type are fixed
// now and whose elements are bound when the graph runs.
func ParamOf(name string, t Type) *Node {
	switch err := checkShape(t.Shape); {
	case !isIdent(name):
		return poison("param", t.DType, nil, refuse("%q is not an identifier", name))
	case isReserved(name):
		return poison("param", t.DType, nil, refuse("%s stands for a value in the text form", name))
	case !t.DType.Valid():
		return poison("param", t.DType, nil, refuse("%s: invalid element type", name))
	case err != nil:
		return poison("param", t.DType, nil, refuse("%s: %v", name, err))
	}
	return newLeaf(KindParam, t.DType, slices.Clone(t.Shape), name)
}

// Kind tells what the node is.
func (n *Node) Kind() Kind { return n.kind }

// Op returns the operation, nil for constants, parameters and poisoned nodes.
func (n *Node) Op() *Op { return n.op }

// Inputs returns the operands. The slice is shared and must not be written.
func (n *Node) Inputs() []*Node { return slices.Clip(n.inputs) }

// Attrs returns the attributes of the operation, in their normal form: every
// axis non-negative, defaults left out.
func (n *Node) Attrs() Attrs { return n.attrs }

// Shape returns the shape. The slice is shared and must not be written.
func (n *Node) Shape() []int { return slices.Clip(n.shape) }

// NDim returns the number of dimensions.
func (n *Node) NDim() int { return len(n.shape) }

// Size returns the number of elements.
func (n *Node) Size() int { return numel(n.shape) }

// DType returns the element type.
func (n *Node) DType() DType { return n.dt }

// Type returns element type and shape; the shape is shared.
func (n *Node) Type() Type { return Type{n.dt, n.Shape()} }

// Depth returns the number of operations on the longest way to a leaf.
func (n *Node) Depth() int { return int(n.depth) }

// Err returns the fault of a poisoned node, nil for every other.
func (n *Node) Err() error {
	if n.kind == KindPoisoned {
		if e, ok := n.leaf.(*Error); ok {
			return e
		}
		return &Error{Reason: "the node is the zero Node"}
	}
	return nil
}

// Name returns the name of a parameter, "" for other nodes.
func (n *Node) Name() string {
	if n.kind == KindParam {
		return n.leaf.(string)
	}
	return ""
}

// Array returns the array of a constant, nil for other nodes.
func (n *Node) Array() array.Any {
	if n.kind == KindArray {
		return n.leaf.(array.Any)
	}
	return nil
}

// Scalar returns the value of a scalar constant, the zero Scalar for other
// nodes.
func (n *Node) Scalar() Scalar {
	if n.kind == KindScalar {
		return *n.leaf.(*Scalar)
	}
	return Scalar{}
}

// Raw returns a constant as this module's engines see it, the zero View for
// other nodes. The elements must not be written.
func (n *Node) Raw() nd.View {
	switch n.kind {
	case KindArray:
		return n.leaf.(array.Any).Raw()
	case KindScalar:
		return nd.View{Ptr: n.leaf.(*Scalar).pointer(), DT: n.dt}
	}
	return nd.View{}
}
