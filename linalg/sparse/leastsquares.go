package sparse

import (
	"context"
	"fmt"
	"math"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

// LeastSquaresOptions are what [LSQR] and [LSMR] can be told. The zero value
// and nil stand for the defaults.
type LeastSquaresOptions[T array.Inexact] struct {
	// ATol and BTol are the relative errors of A and of b that the solution
	// may account for; 0 stands for 1e-8, or 1e-5 for single precision, a
	// negative one for none. The iteration stops when x solves a system that
	// near, or its least-squares problem.
	ATol, BTol float64
	// CondLimit stops the iteration when the estimated condition number passes
	// it; 0 stands for 1e12, or 1e6 for single precision.
	CondLimit float64
	// Damp d adds d²·|x - X0|² to the squares that are minimised.
	Damp float64
	// MaxIterations bounds the iterations, each of which applies A and Aᴴ
	// once; 0 stands for 4·(rows+cols).
	MaxIterations int
	// X0 is where to start; nil stands for zero. It is not changed.
	X0 []T
	// History asks for the residual of every iteration in the Result.
	History bool
	// Progress is called after every iteration with the residual that the
	// method knows, on the goroutine of the caller.
	Progress func(iteration int, residual float64)
}

// LeastSquaresResult says how good a least-squares solution is. Converged is
// true with the reasons [Converged] (A·x = b) and [LeastSquares].
type LeastSquaresResult struct {
	Result
	// NormalResidual is |Aᴴ·(b - A·x) - Damp²·(x - X0)|, computed from x anew.
	NormalResidual float64
	// Norm and Cond are estimates for A, extended by Damp·I: of the Frobenius
	// norm and of the condition number.
	Norm, Cond float64
}

// LSQR minimises |b - A·x| for A of any shape and rank; among the solutions
// for a rank-deficient A it is the one nearest X0. C. Paige and M. Saunders,
// "LSQR: an algorithm for sparse linear equations and sparse least squares"
// (1982). Errors are those of [CG].
func LSQR[T array.Inexact](ctx context.Context, a AdjointOperator[T], b []T, opts *LeastSquaresOptions[T]) ([]T, LeastSquaresResult, error) {
	s, err := startLeastSquares(ctx, "lsqr", a, b, opts)
	if err != nil {
		return nil, LeastSquaresResult{}, err
	}
	return s.finish(s.lsqr)
}

// LSMR solves the problem of [LSQR] by a method whose normal residual
// decreases from step to step, so that it can be stopped early. D. Fong and M.
// Saunders, "LSMR: an iterative algorithm for sparse least-squares problems"
// (2011).
func LSMR[T array.Inexact](ctx context.Context, a AdjointOperator[T], b []T, opts *LeastSquaresOptions[T]) ([]T, LeastSquaresResult, error) {
	s, err := startLeastSquares(ctx, "lsmr", a, b, opts)
	if err != nil {
		return nil, LeastSquaresResult{}, err
	}
	return s.finish(s.lsmr)
}

// leastSquares is one call on its way: the bidiagonalisation of G. Golub and
// W. Kahan (1965) beside a run.
type leastSquares[T array.Inexact] struct {
	*run[T]
	adj         AdjointOperator[T]
	lopts       LeastSquaresOptions[T]
	u, v, ut    []T
	vt          []T
	alpha, beta float64
	bnorm       float64
	atol, btol  float64
	limit       float64
	info        LeastSquaresResult
}

func startLeastSquares[T array.Inexact](ctx context.Context, op string, a AdjointOperator[T], b []T, opts *LeastSquaresOptions[T]) (*leastSquares[T], error) {
	s := &leastSquares[T]{adj: a}
	if opts != nil {
		s.lopts = *opts
	}
	rows, cols := a.Shape()
	if len(b) != rows {
		return nil, badShape(op, "b does not fit the matrix", []int{rows, cols}, []int{len(b)})
	}
	if s.lopts.Damp-s.lopts.Damp != 0 {
		return nil, badValue(op, "damp is %v", s.lopts.Damp)
	}
	x, err := startVector(op, s.lopts.X0, cols)
	if err != nil {
		return nil, err
	}
	if err := checkSystem(op, Operator[T](a), b); err != nil {
		return nil, err
	}
	s.run = &run[T]{op: op, ctx: ctx, a: a, b: b, x: x, r: make([]T, rows), max: s.lopts.MaxIterations}
	s.env = eager()
	s.env.Done = ctx.Done()
	s.opts = Options[T]{History: s.lopts.History, Progress: s.lopts.Progress}
	if s.max <= 0 {
		s.max = 4 * (rows + cols)
	}
	s.atol, s.btol = relative[T](s.lopts.ATol), relative[T](s.lopts.BTol)
	s.limit = s.lopts.CondLimit
	if s.limit <= 0 {
		s.limit = 1e12
		if blas.IsSingle[T]() {
			s.limit = 1e6
		}
	}
	s.u, s.ut, s.v, s.vt = make([]T, rows), make([]T, rows), make([]T, cols), make([]T, cols)
	return s, nil
}

// begin makes the first pair of vectors from the residual.
func (s *leastSquares[T]) begin() error {
	if err := s.residual(); err != nil {
		return err
	}
	s.bnorm = s.res.Residual
	if s.opts.History {
		s.res.History = append(s.res.History, s.bnorm)
	}
	copy(s.u, s.r)
	s.beta = s.unit(s.u)
	if err := s.adjoint(s.v, s.u); err != nil {
		return err
	}
	s.alpha = s.unit(s.v)
	return nil
}

// next makes the next pair: u = A·v - alpha·u, v = Aᴴ·u - beta·v.
func (s *leastSquares[T]) next() error {
	if err := s.apply(s.ut, s.v); err != nil {
		return err
	}
	s.axpy(blas.FromReal[T](-s.alpha), s.u, s.ut)
	s.u, s.ut = s.ut, s.u
	s.beta = s.unit(s.u)
	if err := s.adjoint(s.vt, s.u); err != nil {
		return err
	}
	s.axpy(blas.FromReal[T](-s.beta), s.v, s.vt)
	s.v, s.vt = s.vt, s.v
	s.alpha = s.unit(s.v)
	return nil
}

// unit scales x to length one and returns the length it had.
func (s *leastSquares[T]) unit(x []T) float64 {
	size := s.norm(x)
	if size > 0 {
		s.scal(blas.FromReal[T](1/size), x)
	}
	return size
}

func (s *leastSquares[T]) adjoint(dst, x []T) error {
	if err := s.adj.ApplyAdjoint(dst, x); err != nil {
		return fmt.Errorf("%s: adjoint: %w", s.op, err)
	}
	return nil
}

// stop tells from the estimates whether to stop, and why.
func (s *leastSquares[T]) stop(rnorm, arnorm, xnorm float64) (Reason, error) {
	over, err := s.step(rnorm)
	size := s.info.Norm
	switch {
	case err != nil:
		return 0, err
	case rnorm-rnorm != 0 || arnorm-arnorm != 0:
		return Overflow, nil
	case rnorm <= s.btol*s.bnorm+s.atol*size*xnorm:
		return Converged, nil
	case arnorm <= s.atol*size*rnorm:
		return LeastSquares, nil
	case s.info.Cond >= s.limit:
		return IllConditioned, nil
	case s.alpha == 0 || s.beta == 0: // the bidiagonalisation is complete
		return LeastSquares, nil
	case over && s.res.Iterations >= s.max:
		return MaxIterations, nil
	}
	return Unfinished, nil
}

// finish runs the method and measures what it reached.
func (s *leastSquares[T]) finish(method func() (Reason, error)) ([]T, LeastSquaresResult, error) {
	err := s.begin()
	why := Converged
	if err == nil && s.alpha*s.beta > 0 {
		why, err = method()
	} else if s.beta > 0 {
		why = LeastSquares
	}
	if err == nil {
		err = s.residual()
	}
	if err == nil {
		err = s.normalResidual()
	}
	if s.res.Residual-s.res.Residual != 0 {
		why = Overflow
	}
	s.info.Result = s.res
	if err != nil {
		return s.x, s.info, err
	}
	s.info.Reason, s.info.Converged = why, why == Converged || why == LeastSquares
	return s.x, s.info, nil
}

func (s *leastSquares[T]) normalResidual() error {
	if err := s.adjoint(s.vt, s.r); err != nil {
		return err
	}
	if d := s.lopts.Damp; d != 0 {
		s.axpy(blas.FromReal[T](-d*d), s.x, s.vt)
		if s.lopts.X0 != nil {
			s.axpy(blas.FromReal[T](d*d), s.lopts.X0, s.vt)
		}
	}
	s.info.NormalResidual = s.norm(s.vt)
	return nil
}

// lsqr follows the paper's section 4 with the estimates of section 5; rotation
// of the damping first.
func (s *leastSquares[T]) lsqr() (Reason, error) {
	real := blas.FromReal[T]
	damp := s.lopts.Damp
	w := make([]T, len(s.x))
	copy(w, s.v)
	rhobar, phibar := s.alpha, s.beta
	var dd, res2, xx, z, sn2 float64
	cs2 := -1.0
	for {
		alpha := s.alpha
		if err := s.next(); err != nil {
			return 0, err
		}
		s.info.Norm = blas.Hypot(blas.Hypot(s.info.Norm, alpha), blas.Hypot(s.beta, damp))
		rhobar1 := blas.Hypot(rhobar, damp)
		psi := damp / rhobar1 * phibar
		phibar *= rhobar / rhobar1
		rho := blas.Hypot(rhobar1, s.beta)
		cs, sn := rhobar1/rho, s.beta/rho
		theta := sn * s.alpha
		rhobar = -cs * s.alpha
		phi := cs * phibar
		phibar *= sn

		dnorm := s.norm(w) / rho
		s.axpy(real(phi/rho), w, s.x)
		s.xpay(s.v, real(-theta/rho), w)

		// |x| and the condition number, by rotations from the right.
		dd += float64(dnorm * dnorm)
		delta, gambar := sn2*rho, -cs2*rho
		rhs := phi - float64(delta*z)
		xnorm := blas.Hypot(math.Sqrt(xx), rhs/gambar)
		gamma := blas.Hypot(gambar, theta)
		cs2, sn2 = gambar/gamma, theta/gamma
		z = rhs / gamma
		xx += float64(z * z)
		s.info.Cond = s.info.Norm * math.Sqrt(dd)

		res2 += float64(psi * psi)
		rnorm := blas.Hypot(phibar, math.Sqrt(res2))
		if why, err := s.stop(rnorm, s.alpha*math.Abs(sn*phi), xnorm); why != Unfinished || err != nil {
			return why, err
		}
	}
}

// lsmr follows section 2.8 of the paper, with the estimates of section 3.
func (s *leastSquares[T]) lsmr() (Reason, error) {
	real := blas.FromReal[T]
	damp := s.lopts.Damp
	h, hbar := make([]T, len(s.x)), make([]T, len(s.x))
	copy(h, s.v)
	e := residualEstimate{betadd: s.beta, rhod: 1}
	zetabar, alphabar := s.alpha*s.beta, s.alpha
	rho, rhobar, cbar, sbar, zeta := 1.0, 1.0, 1.0, 0.0, 0.0
	norm2, most, least := s.alpha*s.alpha, 0.0, math.Inf(1)
	for {
		if err := s.next(); err != nil {
			return 0, err
		}
		alphahat := blas.Hypot(alphabar, damp)
		chat, shat := alphabar/alphahat, damp/alphahat
		rhoOld := rho
		rho = blas.Hypot(alphahat, s.beta)
		c, sn := alphahat/rho, s.beta/rho
		theta := sn * s.alpha
		alphabar = c * s.alpha

		rhobarOld, zetaOld := rhobar, zeta
		thetabar, rhotemp := sbar*rho, cbar*rho
		rhobar = blas.Hypot(rhotemp, theta)
		cbar, sbar = rhotemp/rhobar, theta/rhobar
		zeta = cbar * zetabar
		zetabar *= -sbar

		s.xpay(h, real(-thetabar*rho/(rhoOld*rhobarOld)), hbar)
		s.axpy(real(zeta/(rho*rhobar)), hbar, s.x)
		s.xpay(s.v, real(-theta/rho), h)

		rnorm := e.next(chat, shat, c, sn, thetabar, rhobar, zeta, zetaOld)
		norm2 += float64(s.beta * s.beta)
		s.info.Norm = math.Sqrt(norm2)
		norm2 += float64(s.alpha * s.alpha)
		if s.res.Iterations > 0 {
			most, least = math.Max(most, rhobarOld), math.Min(least, rhobarOld)
		}
		s.info.Cond = math.Max(most, rhotemp) / math.Min(least, rhotemp)
		if why, err := s.stop(rnorm, math.Abs(zetabar), s.norm(s.x)); why != Unfinished || err != nil {
			return why, err
		}
	}
}

// residualEstimate follows |r| through LSMR's two sequences of rotations.
type residualEstimate struct {
	betadd, betad, rhod, tautilde, thetatilde, d float64
}

func (e *residualEstimate) next(chat, shat, c, s, thetabar, rhobar, zeta, zetaOld float64) float64 {
	betaacute, betacheck := chat*e.betadd, -shat*e.betadd
	betahat := c * betaacute
	e.betadd = -s * betaacute

	thetatildeOld := e.thetatilde
	rhotilde := blas.Hypot(e.rhod, thetabar)
	ctilde, stilde := e.rhod/rhotilde, thetabar/rhotilde
	e.thetatilde = stilde * rhobar
	e.rhod = ctilde * rhobar
	e.betad = float64(-stilde*e.betad) + float64(ctilde*betahat)
	e.tautilde = (zetaOld - float64(thetatildeOld*e.tautilde)) / rhotilde
	taud := (zeta - float64(e.thetatilde*e.tautilde)) / e.rhod
	e.d += float64(betacheck * betacheck)
	return blas.Hypot(math.Sqrt(e.d), blas.Hypot(e.betad-taud, e.betadd))
}
