package sparse

import (
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

// Add returns a + b. Places stored in either are stored in the sum, even where
// it is zero.
func Add[T array.Inexact](a, b *CSR[T]) (*CSR[T], error) {
	return merge("add", a, b, func(x, y T) T { return x + y }, true)
}

// Sub returns a - b. Places stored in either are stored in the difference.
func Sub[T array.Inexact](a, b *CSR[T]) (*CSR[T], error) {
	return merge("sub", a, b, func(x, y T) T { return x - y }, true)
}

// Mul returns the elementwise product a∘b on the places stored in both. An
// infinite or NaN element counts only where the other is stored. See [MatMul]
// for the matrix product.
func Mul[T array.Inexact](a, b *CSR[T]) (*CSR[T], error) {
	return merge("mul", a, b, func(x, y T) T { return blas.Mul(x, y) }, false)
}

// Scale returns alpha·a. The structure is shared.
func Scale[T array.Inexact](alpha T, a *CSR[T]) *CSR[T] {
	val := make([]T, len(a.val))
	for k, v := range a.val {
		val[k] = blas.Mul(alpha, v)
	}
	return newCSR(a.rows, a.cols, a.ptr, a.idx, val)
}

// merge combines two matrices on the union or the intersection of their
// places.
func merge[T array.Inexact](op string, a, b *CSR[T], f func(x, y T) T, union bool) (*CSR[T], error) {
	if a.rows != b.rows || a.cols != b.cols {
		return nil, badShape(op, "shapes differ", []int{a.rows, a.cols}, []int{b.rows, b.cols})
	}
	size := min(a.NNZ(), b.NNZ())
	if union {
		size = a.NNZ() + b.NNZ()
	}
	m := merger[T]{f: f, union: union, idx: make([]int32, 0, size), val: make([]T, 0, size)}
	ptr := make([]int, a.rows+1)
	for i := range a.rows {
		ac, av := a.Row(i)
		bc, bv := b.Row(i)
		m.row(ac, av, bc, bv)
		ptr[i+1] = len(m.idx)
	}
	return newCSR(a.rows, a.cols, ptr, m.idx, m.val), nil
}

type merger[T array.Inexact] struct {
	f     func(x, y T) T
	union bool
	idx   []int32
	val   []T
}

func (m *merger[T]) row(ac []int32, av []T, bc []int32, bv []T) {
	p, q := 0, 0
	for p < len(ac) && q < len(bc) {
		switch {
		case ac[p] == bc[q]:
			m.put(ac[p], m.f(av[p], bv[q]))
			p, q = p+1, q+1
		case ac[p] < bc[q]:
			m.alone(ac[p], av[p], 0)
			p++
		default:
			m.alone(bc[q], 0, bv[q])
			q++
		}
	}
	for ; p < len(ac); p++ {
		m.alone(ac[p], av[p], 0)
	}
	for ; q < len(bc); q++ {
		m.alone(bc[q], 0, bv[q])
	}
}

func (m *merger[T]) alone(j int32, x, y T) {
	if m.union {
		m.put(j, m.f(x, y))
	}
}

func (m *merger[T]) put(j int32, v T) { m.idx, m.val = append(m.idx, j), append(m.val, v) }
