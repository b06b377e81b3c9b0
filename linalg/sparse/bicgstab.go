package sparse

import (
	"context"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

// BiCGStab solves A·x = b for any square A by stabilised biconjugate
// gradients, preconditioned from the right. Where the method breaks down it
// begins again from the x so far, as long as that helps. H. van der Vorst,
// "Bi-CGSTAB: a fast and smoothly converging variant of Bi-CG" (1992). Results
// and errors are those of [CG].
func BiCGStab[T array.Inexact](ctx context.Context, a Operator[T], b []T, opts *Options[T]) ([]T, Result, error) {
	s, err := start(ctx, "bicgstab", a, b, opts)
	if err != nil {
		return nil, Result{}, err
	}
	c := bicgstab[T]{run: s}
	for _, v := range []*[]T{&c.shadow, &c.p, &c.ph, &c.v, &c.sh, &c.t} {
		*v = make([]T, len(b))
	}
	return s.solve(c.cycle)
}

type bicgstab[T array.Inexact] struct {
	*run[T]
	shadow       []T // the residual of the start
	p, ph, v     []T // direction, preconditioned, A times it
	sh, t        []T // half-way residual preconditioned, A times it
	alpha, omega T
}

func (c *bicgstab[T]) cycle() (Reason, error) {
	copy(c.shadow, c.r)
	clear(c.p)
	clear(c.v)
	rho := T(1)
	c.alpha, c.omega = 1, 1
	start := c.norm(c.r)
	norm := start
	for {
		before := rho
		rho = c.dot(c.shadow, c.r)
		if !(blas.Abs(rho) > blas.Eps[T]()*start*norm) {
			return Breakdown, nil
		}
		// p = r + beta·(p - omega·v)
		beta := blas.Mul(blas.Div(rho, before), blas.Div(c.alpha, c.omega))
		c.axpy(-c.omega, c.v, c.p)
		c.xpay(c.r, beta, c.p)
		why, err := c.half(rho)
		if err != nil || why != Unfinished {
			return why, err
		}
		if norm = c.norm(c.r); norm <= c.tol {
			_, err := c.step(norm)
			return Unfinished, err
		}
		if why, err = c.stabilise(); err != nil {
			return why, err
		}
		norm = c.norm(c.r)
		if over, err := c.step(norm); over || err != nil {
			return Unfinished, err
		}
		if why != Unfinished {
			return why, nil
		}
	}
}

// half goes along p; r becomes the half-way residual.
func (c *bicgstab[T]) half(rho T) (Reason, error) {
	if err := c.precondition(c.ph, c.p); err != nil {
		return 0, err
	}
	if err := c.apply(c.v, c.ph); err != nil {
		return 0, err
	}
	d := c.dot(c.shadow, c.v)
	if c.alpha = blas.Div(rho, d); d == 0 || !blas.Finite(c.alpha) {
		return Breakdown, nil
	}
	c.axpy(c.alpha, c.ph, c.x)
	c.axpy(-c.alpha, c.v, c.r)
	return Unfinished, nil
}

// stabilise goes along the half-way residual to where it is least.
func (c *bicgstab[T]) stabilise() (Reason, error) {
	if err := c.precondition(c.sh, c.r); err != nil {
		return 0, err
	}
	if err := c.apply(c.t, c.sh); err != nil {
		return 0, err
	}
	square := c.dot(c.t, c.t)
	if c.omega = blas.Div(c.dot(c.t, c.r), square); square == 0 || !blas.Finite(c.omega) {
		return Breakdown, nil
	}
	c.axpy(c.omega, c.sh, c.x)
	c.axpy(-c.omega, c.t, c.r)
	if c.omega == 0 {
		return Breakdown, nil
	}
	return Unfinished, nil
}
