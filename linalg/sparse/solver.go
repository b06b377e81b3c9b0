package sparse

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

// Options are what the solvers of linear systems can be told. The zero value
// and nil stand for the defaults.
type Options[T array.Inexact] struct {
	// RTol and ATol stop the iteration: |b - A·x| <= max(RTol·|b|, ATol). RTol
	// 0 stands for 1e-8, or 1e-5 for single precision; a negative one for none.
	RTol, ATol float64
	// MaxIterations bounds the iterations, 0 stands for 10·n. An iteration of
	// BiCGStab applies the operator twice, the others once.
	MaxIterations int
	// X0 is where to start; nil stands for zero. It is not changed.
	X0 []T
	// Preconditioner makes the system easier; nil stands for none.
	Preconditioner Preconditioner[T]
	// Restart is how many vectors GMRES keeps; 0 stands for 30.
	Restart int
	// Flexible lets GMRES take a preconditioner that changes from one call to
	// the next, such as another solver, for twice the memory. Y. Saad, "A
	// flexible inner-outer preconditioned GMRES algorithm" (1993).
	Flexible bool
	// History asks for the residual of every iteration in the Result.
	History bool
	// Progress is called after every iteration with the residual that the
	// method knows, on the goroutine of the caller.
	Progress func(iteration int, residual float64)
}

// Reason tells why a solver stopped.
type Reason uint8

// The reasons.
const (
	// Unfinished is what a Result beside an error has.
	Unfinished Reason = iota
	// Converged: the true residual is within the tolerance.
	Converged
	// MaxIterations: the iterations were used up.
	MaxIterations
	// Stagnated: going on does not make the residual smaller, as with a
	// tolerance below what the precision can give or a system without solution.
	Stagnated
	// Breakdown: a quotient of the method has no denominator.
	Breakdown
	// Indefinite: the matrix or the preconditioner is not positive definite,
	// which the method needs.
	Indefinite
	// LeastSquares: the residual is as small as it can be, to the tolerance,
	// and not zero.
	LeastSquares
	// IllConditioned: the estimated condition number passed its limit.
	IllConditioned
	// Overflow: numbers were no longer finite.
	Overflow
)

var reasonNames = [...]string{"unfinished", "converged", "iterations used up", "stagnated", "breakdown", "not positive definite", "least squares", "ill-conditioned", "overflow"}

// String returns the reason in words.
func (r Reason) String() string {
	if int(r) < len(reasonNames) {
		return reasonNames[r]
	}
	return fmt.Sprintf("reason(%d)", uint8(r))
}

// Result says how good a solution is.
type Result struct {
	Iterations int
	// Residual is |b - A·x| in the Euclidean norm, computed from x anew.
	Residual float64
	// Converged tells that the method reached its aim.
	Converged bool
	Reason    Reason
	// History has the residual before each iteration and after the last, as
	// the method knows them, if Options.History asks for it.
	History []float64
}

// run is one call of an iterative solver of A·x = b.
type run[T array.Inexact] struct {
	op   string
	ctx  context.Context
	env  blas.Env
	a    Operator[T]
	b    []T
	x, r []T // the solution so far and its residual
	opts Options[T]
	tol  float64
	max  int
	// stall is what a cycle must make of the residual at least.
	stall float64
	res   Result
}

// finiteChecker is an operator that knows its elements.
type finiteChecker interface{ checkFinite(op string) error }

// start checks what a caller handed over.
func start[T array.Inexact](ctx context.Context, op string, a Operator[T], b []T, opts *Options[T]) (*run[T], error) {
	s := &run[T]{op: op, ctx: ctx, a: a, b: b, stall: 0.9}
	s.env = eager()
	s.env.Done = ctx.Done()
	if opts != nil {
		s.opts = *opts
	}
	rows, cols := a.Shape()
	if rows != cols {
		return nil, badShape(op, "not square", []int{rows, cols})
	}
	if len(b) != rows {
		return nil, badShape(op, "b does not fit the matrix", []int{rows, cols}, []int{len(b)})
	}
	x, err := startVector(op, s.opts.X0, cols)
	if err != nil {
		return nil, err
	}
	if err := checkSystem(op, a, b); err != nil {
		return nil, err
	}
	s.x, s.r = x, make([]T, rows)
	s.max = s.opts.MaxIterations
	if s.max <= 0 {
		s.max = 10 * rows
	}
	s.tol = math.Max(relative[T](s.opts.RTol)*s.norm(b), s.opts.ATol)
	return s, nil
}

// startVector returns a copy of the initial guess.
func startVector[T array.Inexact](op string, x0 []T, n int) ([]T, error) {
	if x0 == nil {
		return make([]T, n), nil
	}
	if len(x0) != n {
		return nil, badShape(op, "the initial guess does not fit the matrix", []int{len(x0)}, []int{n})
	}
	return slices.Clone(x0), finite(op, "initial guess", x0)
}

func checkSystem[T array.Inexact](op string, a Operator[T], b []T) error {
	if err := finite(op, "b", b); err != nil {
		return err
	}
	if f, ok := a.(finiteChecker); ok {
		return f.checkFinite(op)
	}
	return nil
}

// relative returns the tolerance that rtol stands for.
func relative[T array.Inexact](rtol float64) float64 {
	switch {
	case rtol < 0:
		return 0
	case rtol > 0:
		return rtol
	case blas.IsSingle[T]():
		return 1e-5
	}
	return 1e-8
}

// solve repeats cycle, which improves x, until the residual computed anew is
// small enough or the cycles no longer help. A cycle returns Unfinished when it
// believes to have converged or wants to begin again, Stagnated or Breakdown
// when it cannot go on from here, anything else when nothing can.
func (s *run[T]) solve(cycle func() (Reason, error)) ([]T, Result, error) {
	last, why := math.Inf(1), Unfinished
	for {
		if err := s.residual(); err != nil {
			return s.x, s.res, err
		}
		norm := s.res.Residual
		if s.opts.History && len(s.res.History) == 0 {
			s.res.History = append(s.res.History, norm)
		}
		switch {
		case norm-norm != 0:
			return s.end(Overflow)
		case norm <= s.tol:
			return s.end(Converged)
		case why > Breakdown:
			return s.end(why)
		case s.res.Iterations >= s.max:
			return s.end(MaxIterations)
		case norm > s.stall*last:
			return s.end(max(why, Stagnated))
		}
		last = norm
		var err error
		if why, err = cycle(); err != nil {
			return s.x, s.res, err
		}
	}
}

func (s *run[T]) end(why Reason) ([]T, Result, error) {
	s.res.Reason, s.res.Converged = why, why == Converged
	return s.x, s.res, nil
}

// residual computes r = b - A·x and its norm.
func (s *run[T]) residual() error {
	if err := s.apply(s.r, s.x); err != nil {
		return err
	}
	s.scal(-1, s.r)
	s.axpy(1, s.b, s.r)
	s.res.Residual = s.norm(s.r)
	return s.cancelled()
}

// step counts an iteration and reports whether the cycle is over: converged,
// as far as it knows, or at the end of the iterations.
func (s *run[T]) step(norm float64) (over bool, err error) {
	s.res.Iterations++
	if s.opts.History {
		s.res.History = append(s.res.History, norm)
	}
	if s.opts.Progress != nil {
		s.opts.Progress(s.res.Iterations, norm)
	}
	return !(norm > s.tol) || s.res.Iterations >= s.max, s.cancelled()
}

func (s *run[T]) cancelled() error {
	if err := s.ctx.Err(); err != nil {
		return fmt.Errorf("%s: after %d iterations: %w", s.op, s.res.Iterations, context.Cause(s.ctx))
	}
	return nil
}

func (s *run[T]) apply(dst, x []T) error {
	if err := s.a.Apply(dst, x); err != nil {
		return fmt.Errorf("%s: operator: %w", s.op, err)
	}
	return nil
}

// precondition computes dst = M⁻¹·r.
func (s *run[T]) precondition(dst, r []T) error {
	if s.opts.Preconditioner == nil {
		copy(dst, r)
		return nil
	}
	if err := s.opts.Preconditioner.Solve(dst, r); err != nil {
		return fmt.Errorf("%s: preconditioner: %w", s.op, err)
	}
	return nil
}

func (s *run[T]) dot(x, y []T) T { return blas.Dotc(s.env, blas.VecOf(x), blas.VecOf(y)) }

func (s *run[T]) norm(x []T) float64 { return blas.Nrm2(s.env, blas.VecOf(x)) }

func (s *run[T]) axpy(alpha T, x, y []T) { blas.Axpy(s.env, alpha, blas.VecOf(x), blas.VecOf(y)) }

func (s *run[T]) scal(alpha T, x []T) { blas.Scal(s.env, alpha, blas.VecOf(x)) }

// xpay computes y = x + alpha·y.
func (s *run[T]) xpay(x []T, alpha T, y []T) {
	s.scal(alpha, y)
	s.axpy(1, x, y)
}
