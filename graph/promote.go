package graph

import (
	"slices"

	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// promoteAll brings the operands to the types the operation wants, after
// NumPy's NEP 50: arrays and typed scalars promote by type alone, bare
// literals take the type the others agree on unless their kind is higher.
func (o *Op) promoteAll(inputs []*Node) ([]*Node, error) {
	part := inputs
	switch o.promote {
	case promoteNone:
		return inputs, nil
	case promoteTail:
		part = inputs[1:]
	}
	want, err := commonType(part)
	if err != nil {
		return inputs, err
	}
	want = o.accept(want)
	if allOf(part, want) {
		return inputs, nil
	}
	all := !slices.ContainsFunc(part, func(n *Node) bool { return !n.weak })
	out := slices.Clone(inputs)
	for i := len(inputs) - len(part); i < len(out); i++ {
		if out[i], err = convertTo(out[i], want, all); err != nil {
			return inputs, err
		}
	}
	return out, nil
}

func allOf(nodes []*Node, dt DType) bool {
	for _, n := range nodes {
		if n.dt != dt {
			return false
		}
	}
	return true
}

// accept moves a type on to the next one the operation is defined on: bool
// to int8 for power, bool and integers to floats for sqrt and true division.
// A type with none is returned as it is and refused by Infer.
func (o *Op) accept(dt DType) DType {
	whole := dt == dtype.Bool || dt.IsInteger()
	if o.promote == promoteInexact && whole {
		return dtype.Float64
	}
	if !whole || o.kern == 0 || o.kern.Supports(dt) {
		return dt
	}
	if dt == dtype.Bool && o.kern.Supports(dtype.Int8) {
		switch o.kern {
		case kernel.Neg, kernel.Sub, kernel.Sign: // NumPy refuses these on bool
			return dt
		}
		return dtype.Int8
	}
	if f := floatFor(dt); o.kern.Supports(f) {
		return f
	}
	return dt
}

// floatFor is the float type an integer type goes to in functions of a real
// variable. NumPy takes float16 for 8 bits; there is none here, so float32.
func floatFor(dt DType) DType {
	if dt.Size() <= 2 {
		return dtype.Float32
	}
	return dtype.Float64
}

// weakRank orders literals by kind: bool, integer, float, complex.
func weakRank(dt DType) int {
	switch {
	case dt == dtype.Bool:
		return 0
	case dt.IsInteger():
		return 1
	case dt.IsFloat():
		return 2
	}
	return 3
}

// commonType is the promoted type of operands, some of which may be literals.
func commonType(nodes []*Node) (DType, error) {
	strong, weak := dtype.Invalid, dtype.Invalid
	for _, n := range nodes {
		switch {
		case !n.weak && strong == dtype.Invalid:
			strong = n.dt
		case !n.weak:
			strong = dtype.Promote(strong, n.dt)
		case weak == dtype.Invalid || weakRank(n.dt) > weakRank(weak):
			weak = n.dt
		}
	}
	switch {
	case strong == dtype.Invalid && weak == dtype.Invalid:
		return 0, refuse("no operands")
	case strong == dtype.Invalid:
		return weak, nil
	case weak == dtype.Invalid || weakRank(weak) <= weakRank(strong):
		return strong, nil
	}
	switch weakRank(weak) {
	case 1:
		return dtype.Int64, nil // bool with an integer literal
	case 2:
		return dtype.Float64, nil // bool or integers with a float literal
	}
	return complexFor(strong), nil
}

// complexFor is the complex type of a real array that meets a complex literal.
func complexFor(dt DType) DType {
	if dt == dtype.Float32 {
		return dtype.Complex64
	}
	return dtype.Complex128
}

// convertTo brings one operand to a type: literals by value, others by a cast
// node. Where all operands are literals they stay literals, and so does what
// is built on them: 1/3 is as bare a number as 1.
func convertTo(n *Node, to DType, all bool) (*Node, error) {
	if n.dt == to {
		return n, nil
	}
	if n.kind == KindScalar && n.weak {
		s, ok := n.Scalar().convert(to)
		if !ok {
			return nil, refuse("%v is out of bounds for %v", n.Scalar(), to)
		}
		if all {
			return Literal(s), nil
		}
		return ScalarNode(s), nil
	}
	return castNode(n, to), nil
}

// castNode converts the elements of n.
func castNode(n *Node, to DType) *Node {
	if n.dt == to {
		return n
	}
	return newOp(opCast, to, n.shape, []*Node{n}, Attrs{}.WithDType("dtype", to))
}
