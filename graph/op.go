package graph

import (
	"context"
	"slices"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// OpKind tells how an operation moves data, which is what planning needs.
type OpKind uint8

const (
	// Elementwise: one output element from the elements at the same
	// (broadcast) position; see Op.Kernel. "cast" and "where" are elementwise
	// without a kernel of their own.
	Elementwise OpKind = iota + 1
	// Reduction: attributes axis (ascending) and keepdims; folds those axes.
	Reduction
	// Scan: attribute axis; output of the operand's shape, in order along it.
	Scan
	// View: reshape, transpose, broadcast_to, slice: the operand's elements
	// under another shape, no arithmetic.
	View
	// Gather: elements copied to other places: concatenate, take, pad, …
	Gather
	// Contraction: sums of products: matmul, einsum.
	Contraction
	// Sorting: sort, argsort.
	Sorting
	// Opaque: known only by its rules and its evaluator; see Op.Eval.
	Opaque
	// Macro: a name of the text form and of Apply that is written out as other
	// operations when it is built. No node holds one.
	Macro
)

// String returns the kind's name.
func (k OpKind) String() string {
	if k >= Elementwise && k <= Macro {
		return [...]string{"elementwise", "reduction", "scan", "view", "gather",
			"contraction", "sorting", "opaque", "macro"}[k-Elementwise]
	}
	return "invalid"
}

// Cost is the work of an operation: floating-point operations (a division or
// an elementary function counts what it costs next to an addition) and bytes
// read and written when nothing is fused.
type Cost struct {
	FLOPs float64
	Bytes float64
}

// Plus returns the sum of two costs.
func (c Cost) Plus(d Cost) Cost { return Cost{c.FLOPs + d.FLOPs, c.Bytes + d.Bytes} }

// InferFunc is the shape and type rule of an operation: the type of the result
// from those of the operands, or why they are refused. It must not keep or
// write the shapes.
type InferFunc func(in []Type, attrs Attrs) (Type, error)

// CostFunc is the cost rule of an operation.
type CostFunc func(in []Type, out Type, attrs Attrs) Cost

// EvalFunc computes an operation on the CPU. The operands have the types that
// Infer accepted, and the result must have the type it returned.
type EvalFunc func(ctx context.Context, in []array.Any, attrs Attrs) (array.Any, error)

// promotion tells what Apply does to operands of different types.
type promotion uint8

const (
	promoteNone    promotion = iota // operands as they are
	promoteCommon                   // to their common type
	promoteInexact                  // to their common type, integers on to floats
	promoteTail                     // all but the first to their common type (where)
)

// Op is one operation: its name, its operands and its rules. An Op is
// immutable and is shared by all nodes that apply it.
type Op struct {
	name     string
	kind     OpKind
	kern     kernel.Op
	min, max int // operands; max < 0: any number
	schema   []AttrSpec
	promote  promotion
	weight   float64 // FLOPs per output element of an elementwise operation
	reads    float64 // FLOPs per element read, of a reduction or scan; instead of cost
	canon    func(in []Type, a Attrs) (Attrs, error)
	infer    InferFunc
	cost     CostFunc
	eval     EvalFunc
	rewrite  func(in []*Node, a Attrs) *Node // another operation for these operands, or nil
	expand   func(in []*Node, a Attrs) *Node // Macro
}

// Name returns the name, NumPy's where NumPy has the operation.
func (o *Op) Name() string { return o.name }

// Kind tells how the operation moves data.
func (o *Op) Kind() OpKind { return o.kind }

// Kernel returns the elementwise kernel, OpInvalid where there is none. Its
// type is internal to the module.
func (o *Op) Kernel() kernel.Op { return o.kern }

// Eval returns the CPU evaluator of an opaque operation, nil where engines
// are expected to know the operation.
func (o *Op) Eval() EvalFunc { return o.eval }

// Schema returns the attributes the operation takes.
func (o *Op) Schema() []AttrSpec { return slices.Clone(o.schema) }

// Operands returns the least and the largest number of operands; a negative
// largest number means any.
func (o *Op) Operands() (least, most int) { return o.min, o.max }

// String returns the name.
func (o *Op) String() string { return o.name }

// Definition describes a custom operation.
//
// Infer is the shape rule and Eval the computation; both must be pure. Cost
// may be nil, which stands for one FLOP an output element and every operand
// read once. An operation that is a name for a combination of others has
// Expand instead of all three.
type Definition struct {
	Name      string // identifiers joined with dots: "signal.hilbert"
	MinInputs int
	MaxInputs int // < 0: any number
	Attrs     []AttrSpec
	Infer     InferFunc
	Cost      CostFunc
	Eval      EvalFunc

	// Inexact makes operands of different types, and integers, meet in their
	// common floating-point type before Infer sees them, as NumPy's functions
	// of real numbers do.
	Inexact bool

	// Expand writes the operation out as other nodes, with its attributes
	// checked. It must be pure.
	Expand func(inputs []*Node, attrs Attrs) *Node
}

// Define checks a custom operation and returns it. Every fault of the
// definition is named in the error.
func Define(d Definition) (*Op, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	o := &Op{name: d.Name, kind: Opaque, min: d.MinInputs, max: d.MaxInputs,
		schema: slices.Clone(d.Attrs), infer: d.Infer, cost: d.Cost, eval: d.Eval}
	if d.Inexact {
		o.promote = promoteInexact
	}
	if d.Expand != nil {
		o.kind, o.expand = Macro, d.Expand
	}
	return o, nil
}

// Call builds a node of the operation without attributes.
func (o *Op) Call(inputs ...*Node) *Node { return o.Apply(inputs, Attrs{}) }

// Apply builds a node of the operation. Operands of different types are
// promoted as NumPy does where the operation is one of NumPy's; custom
// operations see them as they are.
func (o *Op) Apply(inputs []*Node, attrs Attrs) *Node {
	if p := poisoned(inputs); p != nil {
		return p
	}
	attrs, err := checkAttrs(o.schema, attrs)
	if err == nil {
		err = o.checkOperands(len(inputs))
	}
	if err != nil {
		return poison(o.name, dtype.Invalid, inputs, err)
	}
	if o.kind == Macro {
		return o.expand(inputs, attrs)
	}
	if o.rewrite != nil {
		if n := o.rewrite(inputs, attrs); n != nil {
			return n
		}
	}
	if inputs, err = o.promoteAll(inputs); err != nil {
		return poison(o.name, dtype.Invalid, inputs, err)
	}
	return o.build(inputs, attrs)
}

// build makes a node from operands that are not promoted any further. It is
// what decoding uses, where the bytes have to say everything.
func (o *Op) build(inputs []*Node, attrs Attrs) *Node {
	n, err := o.tryBuild(inputs, attrs)
	if err != nil {
		return poison(o.name, dtype.Invalid, inputs, err)
	}
	return n
}

// tryBuild is build with the refusal as an error, for decoders, which have
// no call site to name.
func (o *Op) tryBuild(inputs []*Node, attrs Attrs) (*Node, error) {
	var room [4]Type
	in := room[:0]
	for _, x := range inputs {
		in = append(in, Type{x.dt, x.shape})
	}
	var err error
	if o.canon != nil {
		if attrs, err = o.canon(in, attrs); err != nil {
			return nil, err
		}
	}
	out, err := o.infer(in, attrs)
	if err != nil {
		return nil, err
	}
	if o.kind == Opaque {
		out.Shape = slices.Clone(out.Shape)
		if !out.DType.Valid() {
			return nil, refuse("Infer gave no element type")
		}
	}
	if err := checkShape(out.Shape); err != nil {
		return nil, err
	}
	return newOp(o, out.DType, out.Shape, slices.Clone(inputs), attrs), nil
}

func (o *Op) checkOperands(n int) error {
	switch {
	case n >= o.min && (o.max < 0 || n <= o.max):
		return nil
	case o.min == o.max:
		return refuse("want %d operands, got %d", o.min, n)
	case o.max < 0:
		return refuse("want at least %d operands, got %d", o.min, n)
	}
	return refuse("want %d to %d operands, got %d", o.min, o.max, n)
}

// poisoned returns the first operand that carries an error, and an error for
// an operand that is nil; nil when all are sound.
func poisoned(inputs []*Node) *Node {
	for i, x := range inputs {
		if x == nil {
			return poison("", dtype.Invalid, nil, refuse("operand %d is nil", i))
		}
		if x.kind == KindPoisoned {
			return x
		}
	}
	return nil
}
