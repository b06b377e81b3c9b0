package sparse

import (
	"context"
	"math"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

// MINRES solves A·x = b for a symmetric or Hermitian A, which may be
// indefinite or singular; the preconditioner must be positive definite. Each
// step has the smallest residual of its Krylov space, measured in the norm of
// the preconditioner. A singular system without solution ends in the least
// residual, with the reason [LeastSquares]. C. Paige and M. Saunders,
// "Solution of sparse indefinite systems of linear equations" (1975). Results
// and errors are those of [CG].
func MINRES[T array.Inexact](ctx context.Context, a Operator[T], b []T, opts *Options[T]) ([]T, Result, error) {
	s, err := start(ctx, "minres", a, b, opts)
	if err != nil {
		return nil, Result{}, err
	}
	m := minres[T]{run: s}
	for _, v := range []*[]T{&m.y, &m.v, &m.r1, &m.r2, &m.w, &m.w1, &m.w2} {
		*v = make([]T, len(b))
	}
	return s.solve(m.cycle)
}

type minres[T array.Inexact] struct {
	*run[T]
	y, v      []T
	r1, r2    []T // the last two Lanczos vectors, before preconditioning, times their betas
	w, w1, w2 []T // the last three directions
}

func (m *minres[T]) cycle() (Reason, error) {
	real := blas.FromReal[T]
	copy(m.r1, m.r)
	copy(m.r2, m.r)
	clear(m.w)
	clear(m.w2)
	beta, why, err := m.length()
	if err != nil || why != Unfinished {
		return why, err
	}
	var oldBeta, dbar, epsilon, size2 float64
	phibar, cs, sn := beta, -1.0, 0.0
	for k := 1; ; k++ {
		copy(m.v, m.y)
		m.scal(real(1/beta), m.v)
		if err := m.apply(m.y, m.v); err != nil {
			return 0, err
		}
		if k > 1 {
			m.axpy(real(-beta/oldBeta), m.r1, m.y)
		}
		alpha := blas.Re(m.dot(m.v, m.y))
		m.axpy(real(-alpha/beta), m.r2, m.y)
		m.r1, m.r2, m.y = m.r2, m.y, m.r1
		oldBeta = beta
		if beta, why, err = m.length(); err != nil || why > Breakdown {
			return why, err
		}
		size2 += float64(alpha*alpha) + float64(oldBeta*oldBeta) + float64(beta*beta)

		// The rotation of this step.
		oldEps := epsilon
		delta := float64(cs*dbar) + float64(sn*alpha)
		gbar := float64(sn*dbar) - float64(cs*alpha)
		epsilon, dbar = sn*beta, -cs*beta
		slope := phibar * blas.Hypot(gbar, dbar) // |A·r| before this step
		if size := math.Sqrt(size2); k > 1 && slope <= 100*blas.Eps[T]()*size*phibar {
			return LeastSquares, nil
		}
		gamma := math.Max(blas.Hypot(gbar, beta), blas.SafeMin[T]())
		cs, sn = gbar/gamma, beta/gamma
		phi := cs * phibar
		phibar *= sn

		m.w1, m.w2, m.w = m.w2, m.w, m.w1
		copy(m.w, m.v)
		m.axpy(real(-oldEps), m.w1, m.w)
		m.axpy(real(-delta), m.w2, m.w)
		m.scal(real(1/gamma), m.w)
		m.axpy(real(phi), m.w, m.x)

		// r = sn²·r - phibar·cs·v', v' the next Lanczos vector.
		m.scal(real(sn*sn), m.r)
		if beta > 0 {
			m.axpy(real(-phibar*cs/beta), m.r2, m.r)
		}
		if over, err := m.step(m.norm(m.r)); over || err != nil {
			return Unfinished, err
		}
		if why == Breakdown { // the Krylov space is exhausted
			return Unfinished, nil
		}
	}
}

// length sets y = M⁻¹·r2 and returns the square root of r2ᴴ·y.
func (m *minres[T]) length() (beta float64, why Reason, err error) {
	if err := m.precondition(m.y, m.r2); err != nil {
		return 0, 0, err
	}
	square := blas.Re(m.dot(m.r2, m.y))
	if !(square > 0) {
		return 0, signOf(square), nil
	}
	return math.Sqrt(square), Unfinished, nil
}
