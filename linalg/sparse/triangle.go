package sparse

import (
	"github.com/scicore-go/scicore/array"
)

// triangle is a triangular matrix by rows, without its diagonal, whose inverse
// stands apart; a nil inverse stands for ones.
type triangle[T array.Inexact] struct {
	ptr []int
	idx []int32
	val []T
	inv []T
}

// lower solves L·x = x in place.
func (t *triangle[T]) lower(x []T) { t.solve(x, false) }

// upper solves U·x = x in place.
func (t *triangle[T]) upper(x []T) { t.solve(x, true) }

func (t *triangle[T]) solve(x []T, backwards bool) {
	switch any(*new(T)).(type) {
	case float64:
		solveReal(t.ptr, t.idx, as[float64](t.val), as[float64](t.inv), as[float64](x), backwards)
	case float32:
		solveReal(t.ptr, t.idx, as[float32](t.val), as[float32](t.inv), as[float32](x), backwards)
	case complex128:
		solveComplex(t.ptr, t.idx, as[pair[float64]](t.val), as[pair[float64]](t.inv), as[pair[float64]](x), backwards)
	case complex64:
		solveComplex(t.ptr, t.idx, as[pair[float32]](t.val), as[pair[float32]](t.inv), as[pair[float32]](x), backwards)
	}
}

func solveReal[F float32 | float64](ptr []int, idx []int32, val, inv, x []F, backwards bool) {
	for n := range x {
		i := n
		if backwards {
			i = len(x) - 1 - n
		}
		cols := idx[ptr[i]:ptr[i+1]]
		v := val[ptr[i]:ptr[i+1]]
		v = v[:len(cols)]
		s := x[i]
		for k, j := range cols {
			s -= F(v[k] * x[j])
		}
		if len(inv) > 0 {
			s *= inv[i]
		}
		x[i] = s
	}
}

func solveComplex[F float32 | float64](ptr []int, idx []int32, val, inv, x []pair[F], backwards bool) {
	for n := range x {
		i := n
		if backwards {
			i = len(x) - 1 - n
		}
		var sum pair[F]
		for k := ptr[i]; k < ptr[i+1]; k++ {
			sum.addMul(val[k], 1, x[idx[k]])
		}
		s := pair[F]{x[i].re - sum.re, x[i].im - sum.im}
		if len(inv) > 0 {
			var p pair[F]
			p.addMul(s, 1, inv[i])
			s = p
		}
		x[i] = s
	}
}
