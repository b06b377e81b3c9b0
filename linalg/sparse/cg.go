package sparse

import (
	"context"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

// CG solves A·x = b for a symmetric or Hermitian positive definite A by
// conjugate gradients; the preconditioner must be positive definite too. M.
// Hestenes and E. Stiefel, "Methods of conjugate gradients for solving linear
// systems" (1952).
//
// Not converging is told in the Result, which has the x so far beside it. An
// error is returned for shapes that do not fit, for input that is not finite,
// when the operator or the preconditioner fails, and when ctx is cancelled,
// again with the x so far.
func CG[T array.Inexact](ctx context.Context, a Operator[T], b []T, opts *Options[T]) ([]T, Result, error) {
	s, err := start(ctx, "cg", a, b, opts)
	if err != nil {
		return nil, Result{}, err
	}
	n := len(b)
	c := cg[T]{run: s, z: make([]T, n), p: make([]T, n), q: make([]T, n)}
	return s.solve(c.cycle)
}

type cg[T array.Inexact] struct {
	*run[T]
	z, p, q []T
}

func (c *cg[T]) cycle() (Reason, error) {
	if err := c.precondition(c.z, c.r); err != nil {
		return 0, err
	}
	copy(c.p, c.z)
	rz := blas.Re(c.dot(c.r, c.z))
	for rz > 0 {
		if err := c.apply(c.q, c.p); err != nil {
			return 0, err
		}
		pq := blas.Re(c.dot(c.p, c.q))
		if !(pq > 0) {
			return signOf(pq), nil
		}
		alpha := blas.FromReal[T](rz / pq)
		c.axpy(alpha, c.p, c.x)
		c.axpy(-alpha, c.q, c.r)
		if over, err := c.step(c.norm(c.r)); over || err != nil {
			return Unfinished, err
		}
		if err := c.precondition(c.z, c.r); err != nil {
			return 0, err
		}
		before := rz
		rz = blas.Re(c.dot(c.r, c.z))
		c.xpay(c.z, blas.FromReal[T](rz/before), c.p)
	}
	return signOf(rz), nil
}

// signOf names what is wrong with a square that is not positive.
func signOf(square float64) Reason {
	switch {
	case square < 0:
		return Indefinite
	case square == 0:
		return Breakdown
	}
	return Overflow
}
