package linalg

import (
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/matfun"
	"github.com/scicore-go/scicore/internal/nd"
)

// EquationResult is the solution of a matrix equation and how good it is.
type EquationResult[T Scalar] struct {
	X array.Array[T]
	// Residual is what is left when X is put into the equation, relative to its
	// terms, in the Frobenius norm; the largest of a stack. Some eps is as good
	// as can be.
	Residual float64
	// RCond is the reciprocal condition number of the linear system that was
	// solved; the smallest of a stack. See [IllConditioned].
	RCond float64
}

// equation solves one equation for each matrix of a stack. work is its
// operations.
func equation[T Scalar](env nd.Env, op string, lead []int, rows, cols int, work float64, run func(env nd.Env, i int, dst blas.Mat[T]) (matfun.Report, matfun.Status)) (r EquationResult[T], err error) {
	var xs stack[T]
	r.X, xs = make2[T](lead, rows, cols)
	rconds, residuals := make([]float64, xs.count()), make([]float64, xs.count())
	err = each(env, xs.count(), work, func(env nd.Env, i int) error {
		rep, st := run(env, i, xs.at(i))
		if st == matfun.Singular {
			return &NoSolutionError{op, "the equation is singular", index(lead, i)}
		}
		rconds[i], residuals[i] = rep.RCond, rep.Residual
		return statusError(op, st, xs.at(i), index(lead, i))
	})
	r.RCond = least(rconds)
	for _, x := range residuals {
		r.Residual = max(r.Residual, x)
	}
	return r, err
}

// together returns square operands of one size over their common leading axes.
func together[T Scalar](env nd.Env, op string, as ...array.Array[T]) (out []stack[T], lead []int, err error) {
	var leads [][]int
	for _, a := range as {
		s, err := squares(op, a)
		if err != nil {
			return nil, nil, err
		}
		if len(out) > 0 && s.rows != out[0].rows {
			return nil, nil, shapeError(op, "want matrices of one size", shapesOf(as)...)
		}
		out, leads = append(out, s), append(leads, s.lead)
	}
	if lead, err = common(op, leads...); err != nil {
		return nil, nil, err
	}
	for i := range out {
		out[i] = out[i].stretch(lead)
	}
	return out, lead, finite(env, op, as...)
}

// SolveSylvester returns X with a·X + X·b = q. Where an eigenvalue of a is one of
// -b there is none: a [*NoSolutionError]. Bartels and Stewart's method on Schur
// forms. SciPy: linalg.solve_sylvester.
func SolveSylvester[T Scalar](a, b, q array.Array[T]) (EquationResult[T], error) {
	return solveSylvester(eager(), a, b, q)
}

func solveSylvester[T Scalar](env nd.Env, a, b, q array.Array[T]) (r EquationResult[T], err error) {
	const op = "solve_sylvester"
	x, err := squares(op, a)
	if err != nil {
		return r, err
	}
	y, err := squares(op, b)
	if err != nil {
		return r, err
	}
	c, err := matrices(op, q)
	if err != nil {
		return r, err
	}
	if c.rows != x.rows || c.cols != y.rows {
		return r, shapeError(op, "shapes do not fit", a.Shape(), b.Shape(), q.Shape())
	}
	lead, err := common(op, x.lead, y.lead, c.lead)
	if err != nil {
		return r, err
	}
	if err := finite(env, op, a, b, q); err != nil {
		return r, err
	}
	x, y, c = x.stretch(lead), y.stretch(lead), c.stretch(lead)
	return equation(env, op, lead, c.rows, c.cols, 25*(cube(x.rows)+cube(y.rows)), func(env nd.Env, i int, dst blas.Mat[T]) (matfun.Report, matfun.Status) {
		return matfun.Sylvester(env, true, dst, x.at(i), y.at(i), c.at(i))
	})
}

// SolveContinuousLyapunov returns X with a·X + X·aᴴ = q; where two eigenvalues of
// a, one of them conjugated, add up to zero there is none: a [*NoSolutionError].
// SciPy: linalg.solve_continuous_lyapunov.
func SolveContinuousLyapunov[T Scalar](a, q array.Array[T]) (EquationResult[T], error) {
	return lyapunov(eager(), "solve_continuous_lyapunov", a, q, matfun.Lyapunov[T])
}

// SolveDiscreteLyapunov returns X with a·X·aᴴ - X + q = 0; where two eigenvalues
// of a, one of them conjugated, multiply to one there is none: a
// [*NoSolutionError]. SciPy: linalg.solve_discrete_lyapunov.
func SolveDiscreteLyapunov[T Scalar](a, q array.Array[T]) (EquationResult[T], error) {
	return lyapunov(eager(), "solve_discrete_lyapunov", a, q, matfun.DiscreteLyapunov[T])
}

func lyapunov[T Scalar](env nd.Env, op string, a, q array.Array[T], solve func(env blas.Env, rcond bool, dst, a, c blas.Mat[T]) (matfun.Report, matfun.Status)) (r EquationResult[T], err error) {
	s, lead, err := together(env, op, a, q)
	if err != nil {
		return r, err
	}
	n := s[0].rows
	return equation(env, op, lead, n, n, 50*cube(n), func(env nd.Env, i int, dst blas.Mat[T]) (matfun.Report, matfun.Status) {
		return solve(env, true, dst, s[0].at(i), s[1].at(i))
	})
}

// RiccatiOptions holds the terms of a Riccati equation that most do without. Nil
// means neither.
type RiccatiOptions[T Scalar] struct {
	// E is the regular matrix of a descriptor system, E·dx/dt = a·x + b·u; the zero
	// value stands for the identity.
	E array.Array[T]
	// S is the weight of state times control, n by m; the zero value stands for
	// none.
	S array.Array[T]
}

// SolveContinuousRiccati returns the stabilising solution X of
//
//	aᴴ·X + X·a - X·b·r⁻¹·bᴴ·X + q = 0
//
// for Hermitian q and r: the one that makes the eigenvalues of a - b·r⁻¹·bᴴ·X
// lie left of the imaginary axis. With options it is that of
//
//	aᴴ·X·E + Eᴴ·X·a - (Eᴴ·X·b + S)·r⁻¹·(bᴴ·X·E + Sᴴ) + q = 0
//
// Without one it is a [*NoSolutionError]. The Schur form of the Hamiltonian
// matrix, or with E the generalised one of the pencil, and Newton's method.
// SciPy: linalg.solve_continuous_are.
func SolveContinuousRiccati[T Scalar](a, b, q, r array.Array[T], o *RiccatiOptions[T]) (EquationResult[T], error) {
	return riccati(eager(), "solve_continuous_are", a, b, q, r, o, matfun.CARE[T])
}

// SolveDiscreteRiccati returns the stabilising solution X of
//
//	aᴴ·X·a - X - aᴴ·X·b·(r + bᴴ·X·b)⁻¹·bᴴ·X·a + q = 0
//
// for Hermitian q and r: the one that makes the eigenvalues of the closed loop
// lie inside the unit circle. With options it is that of
//
//	aᴴ·X·a - Eᴴ·X·E - (aᴴ·X·b + S)·(r + bᴴ·X·b)⁻¹·(bᴴ·X·a + Sᴴ) + q = 0
//
// Without one it is a [*NoSolutionError]. SciPy: linalg.solve_discrete_are.
func SolveDiscreteRiccati[T Scalar](a, b, q, r array.Array[T], o *RiccatiOptions[T]) (EquationResult[T], error) {
	return riccati(eager(), "solve_discrete_are", a, b, q, r, o, matfun.DARE[T])
}

func riccati[T Scalar](env nd.Env, op string, a, b, q, r array.Array[T], o *RiccatiOptions[T], solve func(env blas.Env, dst blas.Mat[T], p matfun.Riccati[T]) (matfun.Report, matfun.Status)) (res EquationResult[T], err error) {
	s, lead, err := together(env, op, a, q)
	if err != nil {
		return res, err
	}
	bs, err := matrices(op, b)
	if err != nil {
		return res, err
	}
	rs, err := squares(op, r)
	if err != nil {
		return res, err
	}
	n := s[0].rows
	if bs.rows != n || rs.rows != bs.cols {
		return res, shapeError(op, "shapes do not fit", a.Shape(), b.Shape(), q.Shape(), r.Shape())
	}
	es, ss, err := o.terms(env, op, n, bs.cols)
	if err != nil {
		return res, err
	}
	if lead, err = common(op, lead, bs.lead, rs.lead, es.lead, ss.lead); err != nil {
		return res, err
	}
	if err := finite(env, op, b, r); err != nil {
		return res, err
	}
	as, qs := s[0].stretch(lead), s[1].stretch(lead)
	bs, rs, es, ss = bs.stretch(lead), rs.stretch(lead), es.stretch(lead), ss.stretch(lead)
	return equation(env, op, lead, n, n, 400*cube(n), func(env nd.Env, i int, dst blas.Mat[T]) (matfun.Report, matfun.Status) {
		return solve(env, dst, matfun.Riccati[T]{A: as.at(i), B: bs.at(i), Q: qs.at(i), R: rs.at(i), S: ss.at(i), E: es.at(i)})
	})
}

// given reports whether an array is not the zero value.
func given[T Scalar](a array.Array[T]) bool { return a.NDim() != 1 || a.Size() > 0 }

// terms returns E and S as stacks, those of empty matrices for what is not
// given.
func (o *RiccatiOptions[T]) terms(env nd.Env, op string, n, m int) (e, s stack[T], err error) {
	if o == nil {
		return e, s, nil
	}
	if given(o.E) {
		if e, err = squares(op, o.E); err != nil {
			return e, s, err
		}
		if e.rows != n {
			return e, s, shapeError(op, "E has another order", o.E.Shape())
		}
		if err = finite(env, op, o.E); err != nil {
			return e, s, err
		}
	}
	if given(o.S) {
		if s, err = matrices(op, o.S); err != nil {
			return e, s, err
		}
		if s.rows != n || s.cols != m {
			return e, s, shapeError(op, "S does not fit", o.S.Shape())
		}
		err = finite(env, op, o.S)
	}
	return e, s, err
}
