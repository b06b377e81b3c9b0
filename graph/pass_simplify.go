package graph

import (
	"math"
	"slices"

	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// simplify drops operations that change no bit and joins neighbouring views.
func simplify(outputs []*Node) []*Node {
	return mapNodes(outputs, func(n *Node, _ int) *Node {
		// A rule's result can be the start of another; the bound is a safeguard,
		// every rule makes the graph smaller.
		for range 8 {
			m := simpler(n)
			if m == n || m.kind != KindOp {
				return m
			}
			n = m
		}
		return n
	})
}

func simplifiable(order []*Node) bool {
	return slices.ContainsFunc(order, func(n *Node) bool { return n.kind == KindOp && simpler(n) != n })
}

// simpler applies the first rule that fits, and returns n where none does.
func simpler(n *Node) *Node {
	switch {
	case n.op.kind == View:
		return simplerView(n)
	case n.op == opCast:
		return simplerCast(n)
	case n.op == opWhere:
		if n.inputs[1] == n.inputs[2] && slices.Equal(n.inputs[1].shape, n.shape) {
			return n.inputs[1] // both choices are one
		}
		return n
	case n.op.kind != Elementwise:
		return n
	case n.op.kern.Arity() == 1:
		return simplerUnary(n)
	}
	if m := withoutBroadcast(n); m != n {
		return m
	}
	if n.op.kern.Arity() == 2 {
		return simplerBinary(n)
	}
	return n
}

// simplerUnary: involutions cancel and idempotents collapse. Negation and
// complement flip the same bits twice; |−x| and |x| clear the same sign.
func simplerUnary(n *Node) *Node {
	x := n.inputs[0]
	k, inner := n.op.kern, kernelOf(x)
	switch k {
	case kernel.Neg, kernel.Not:
		if inner == k {
			return x.inputs[0]
		}
	case kernel.Conj:
		if inner == k {
			return x.inputs[0]
		}
		if !n.dt.IsComplex() {
			return x
		}
	case kernel.Abs:
		if inner == kernel.Abs {
			return x
		}
		if inner == kernel.Neg {
			return newUnary(n.op, n.dt, x.inputs[0])
		}
	case kernel.Floor, kernel.Ceil, kernel.Trunc, kernel.Rint:
		switch inner { // x is whole already
		case kernel.Floor, kernel.Ceil, kernel.Trunc, kernel.Rint:
			return x
		}
	}
	return n
}

// kernelOf returns the kernel of an operation node, OpInvalid for others.
func kernelOf(n *Node) kernel.Op {
	if n.kind != KindOp {
		return kernel.OpInvalid
	}
	return n.op.kern
}

// simplerBinary: operations with a neutral scalar. The rules hold for real
// types only: a complex product with 1+0i can turn -0 into 0.
func simplerBinary(n *Node) *Node {
	a, b := n.inputs[0], n.inputs[1]
	if n.dt.IsComplex() {
		return n
	}
	if c, ok := scalarOperand(b); ok && slices.Equal(a.shape, n.shape) && a.dt == n.dt {
		if neutralRight(n.op.kern, c) {
			return a
		}
		if n.op.kern == kernel.Div && n.dt.IsFloat() {
			if r, ok := exactReciprocal(c); ok {
				return newOp(kernelOps[kernel.Mul], n.dt, n.shape, []*Node{a, ScalarNode(r)}, Attrs{})
			}
		}
	}
	if c, ok := scalarOperand(a); ok && slices.Equal(b.shape, n.shape) && b.dt == n.dt && neutralLeft(n.op.kern, c) {
		return b
	}
	return n
}

func scalarOperand(n *Node) (Scalar, bool) { return n.Scalar(), n.kind == KindScalar }

// neutralRight reports whether x∘c is x, bit by bit. For floats x-0 and x+(-0)
// are x, but x+0 turns -0 into 0.
func neutralRight(k kernel.Op, c Scalar) bool {
	v := c.Float64()
	float := c.dt.IsFloat()
	switch k {
	case kernel.Mul, kernel.Div:
		return v == 1
	case kernel.FloorDiv:
		return v == 1 && !float
	case kernel.Sub:
		return v == 0 && !(float && math.Signbit(v))
	case kernel.Add:
		return v == 0 && (!float || math.Signbit(v))
	case kernel.BitOr, kernel.BitXor, kernel.Shl, kernel.Shr:
		return v == 0
	}
	return false
}

// neutralLeft reports whether c∘x is x, bit by bit.
func neutralLeft(k kernel.Op, c Scalar) bool {
	switch k {
	case kernel.Mul, kernel.Add, kernel.BitOr, kernel.BitXor:
		return neutralRight(k, c)
	}
	return false
}

// exactReciprocal returns 1/c for a power of two whose reciprocal is a normal
// number: dividing by c and multiplying by 1/c then round the same real
// number, and the product is several times as fast.
func exactReciprocal(c Scalar) (Scalar, bool) {
	v := c.Float64()
	frac, exp := math.Frexp(v)
	if math.Abs(frac) != 0.5 || math.IsInf(v, 0) {
		return Scalar{}, false
	}
	lim := 1000
	if c.dt == dtype.Float32 {
		lim = 120
	}
	if exp < -lim || exp > lim {
		return Scalar{}, false
	}
	return ScalarOf(1 / v).convert(c.dt)
}

// simplerCast drops casts to the same type and joins two casts of which the
// first keeps every value.
func simplerCast(n *Node) *Node {
	x := n.inputs[0]
	if x.dt == n.dt {
		return x
	}
	if x.kind != KindOp || x.op != opCast {
		return n
	}
	from := x.inputs[0]
	toWhole := n.dt.IsInteger() && !(from.dt.IsInteger() && x.dt.IsInteger())
	if !lossless(from.dt, x.dt) || toWhole && !lossless(from.dt, n.dt) {
		// What is out of an integer's range depends on the type it comes from:
		// integers wrap around, floats do not.
		return n
	}
	return castNode(from, n.dt)
}

// lossless reports whether every value of a has a place of its own in b.
func lossless(a, b DType) bool {
	if dtype.Promote(a, b) != b {
		return false
	}
	return a.Size() < 8 || !a.IsInteger() || b.IsInteger()
}

// withoutBroadcast takes operands that are broadcast before they broadcast
// anyway.
func withoutBroadcast(n *Node) *Node {
	m := n
	for i, x := range n.inputs {
		if x.kind != KindOp || x.op != opBroadcastTo {
			continue
		}
		var shape []int
		for j, y := range m.inputs {
			if j == i {
				y = x.inputs[0]
			}
			shape, _ = broadcast(shape, y.shape) // of operands that do broadcast
		}
		if slices.Equal(shape, n.shape) {
			if m == n {
				m = n.clone()
			}
			m.inputs[i] = x.inputs[0]
		}
	}
	return m
}
