package sparse

import (
	"context"
	"math"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

// CholeskyOptions are what [NewCholesky] can be told; nil stands for the
// defaults.
type CholeskyOptions struct {
	// Order is the order of elimination; nil stands for [AMD]'s.
	Order []int
}

// Cholesky is the factorisation A[p][:, p] = L·Lᴴ of a symmetric or Hermitian
// positive definite matrix. It may be used by several goroutines, and is a
// [Preconditioner] that solves exactly.
type Cholesky[T array.Inexact] struct {
	n    int
	perm []int // p
	ptr  []int // L by columns, the diagonal first in each
	idx  []int32
	val  []T
}

// NewCholesky factorises a, of which the lower triangle is read: an
// elimination tree, then row after row (the up-looking method; T. Davis,
// "Direct methods for sparse linear systems", 2006). It returns a *PivotError
// with the row of a at which it turned out not to be positive definite.
func NewCholesky[T array.Inexact](ctx context.Context, a *CSR[T], opts *CholeskyOptions) (*Cholesky[T], error) {
	if err := checkSquare("cholesky", a); err != nil {
		return nil, err
	}
	full := a.lowerToFull()
	var order []int
	if opts != nil && opts.Order != nil {
		if err := checkPermutation("cholesky", opts.Order, a.rows); err != nil {
			return nil, err
		}
		order = opts.Order
	} else {
		order = minimumDegree(a.rows, symmetricPattern(full))
	}
	l, order, err := postordered(full, order)
	if err != nil {
		return nil, err
	}
	c := &Cholesky[T]{n: a.rows, perm: order}
	return c, c.factor(ctx, l)
}

// lowerToFull fills in the upper triangle from the lower one.
func (a *CSR[T]) lowerToFull() *CSR[T] {
	low := a.Tril(-1)
	sum, _ := Add(a.Tril(0), low.H().ToCSR()) // shapes agree
	return sum
}

// postordered returns the lower triangle of a in an order equivalent to the
// given one, in which the columns of a subtree stand together.
func postordered[T array.Inexact](a *CSR[T], order []int) (*CSR[T], []int, error) {
	p, err := a.Permute(order, order)
	if err != nil {
		return nil, nil, err
	}
	post := postorder(eliminationTree(p))
	both := make([]int, len(post))
	for i, k := range post {
		both[i] = order[k]
	}
	p, err = a.Permute(both, both)
	if err != nil {
		return nil, nil, err
	}
	return p.Tril(0), both, nil
}

// factor computes L row by row.
func (c *Cholesky[T]) factor(ctx context.Context, a *CSR[T]) error {
	n := c.n
	parent := eliminationTree(a)
	mark, stack := make([]int32, n), make([]int32, n)
	for i := range mark {
		mark[i] = -1
	}
	c.ptr = make([]int, n+1)
	for i := range n {
		c.ptr[i+1]++
		for _, j := range stack[rowReach(a.idx[a.ptr[i]:a.ptr[i+1]], i, parent, mark, stack):] {
			c.ptr[j+1]++
		}
	}
	for i := range n {
		c.ptr[i+1] += c.ptr[i]
		mark[i] = -1
	}
	c.idx, c.val = make([]int32, c.ptr[n]), make([]T, c.ptr[n])
	next := append([]int(nil), c.ptr[:n]...)
	x := make([]T, n)
	for i := range n {
		if i&255 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		cols, values := a.Row(i)
		for k, j := range cols {
			x[j] = values[k]
		}
		pivot := blas.Re(x[i])
		x[i] = 0
		for _, j := range stack[rowReach(cols, i, parent, mark, stack):] {
			from, to := c.ptr[j], next[j]
			lij := blas.Mul(x[j], blas.FromReal[T](1/blas.Re(c.val[from])))
			x[j] = 0
			// x holds row i of A, so the columns enter conjugated.
			c.subtract(x, from+1, to, lij)
			pivot -= absSquare(lij)
			c.idx[to], c.val[to] = int32(i), lij
			next[j]++
		}
		if !(pivot > 0) || math.IsInf(pivot, 0) {
			return &PivotError{Op: "cholesky", Row: c.perm[i], Pivot: complex(pivot, 0), Kind: ErrNotPositiveDefinite}
		}
		c.idx[next[i]], c.val[next[i]] = int32(i), blas.FromReal[T](math.Sqrt(pivot))
		next[i]++
	}
	return nil
}

// subtract computes x[r] -= conj(L[r,j])·f for a piece of column j.
func (c *Cholesky[T]) subtract(x []T, from, to int, f T) {
	if !blas.IsComplex[T]() {
		subtractColumn(x, c.idx[from:to], c.val[from:to], f)
		return
	}
	for k := from; k < to; k++ {
		x[c.idx[k]] -= blas.Mul(blas.Conj(c.val[k]), f)
	}
}

// Shape returns the order of the matrix twice.
func (c *Cholesky[T]) Shape() (rows, cols int) { return c.n, c.n }

// NNZ returns the number of stored elements of L.
func (c *Cholesky[T]) NNZ() int { return len(c.idx) }

// Order returns the order of elimination, not to be written.
func (c *Cholesky[T]) Order() []int { return c.perm }

// L returns the factor.
func (c *Cholesky[T]) L() *CSC[T] {
	return &CSC[T]{newCSR(c.n, c.n, c.ptr, c.idx, c.val)}
}

// LogDet returns the logarithm of the determinant.
func (c *Cholesky[T]) LogDet() float64 {
	s := 0.0
	for j := range c.n {
		s += blas.Log(blas.Re(c.val[c.ptr[j]]))
	}
	return 2 * s
}

// Solve computes dst = A⁻¹·b.
func (c *Cholesky[T]) Solve(dst, b []T) error {
	if err := checkApply("cholesky", c.n, c.n, dst, b); err != nil {
		return err
	}
	x := make([]T, c.n)
	for i, p := range c.perm {
		x[i] = b[p]
	}
	for j := range c.n {
		from, to := c.ptr[j], c.ptr[j+1]
		x[j] = blas.Mul(x[j], blas.FromReal[T](1/blas.Re(c.val[from])))
		subtractColumn(x, c.idx[from+1:to], c.val[from+1:to], x[j])
	}
	for j := c.n - 1; j >= 0; j-- {
		from, to := c.ptr[j], c.ptr[j+1]
		s := x[j] - columnDot(x, c.idx[from+1:to], c.val[from+1:to], true)
		x[j] = blas.Mul(s, blas.FromReal[T](1/blas.Re(c.val[from])))
	}
	for i, p := range c.perm {
		dst[p] = x[i]
	}
	return nil
}
