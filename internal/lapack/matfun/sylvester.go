package matfun

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// Report tells how good a solution of an equation is.
type Report struct {
	// Residual is what is left when the solution is put into the equation, by
	// the size of the terms, in the Frobenius norm: some eps for a backward
	// stable solution.
	Residual float64
	// RCond estimates the reciprocal condition number of the linear system
	// that had to be solved: for a Sylvester or Lyapunov equation the
	// separation of the coefficients by their size, for a Riccati equation
	// that of the basis of the invariant subspace. It is zero where the
	// caller did not ask for it.
	RCond float64
}

// Sylvester solves A·X + X·B = C by the Schur forms of A and B and stores X in
// dst, which may be c. The status is [Singular] if A and -B have a common
// eigenvalue to working precision. RCond, if wanted, costs some further solves.
// R. H. Bartels and G. W. Stewart, "Solution of the matrix equation AX+XB=C",
// Comm. ACM 15 (1972).
func Sylvester[T blas.Scalar](env Env, rcond bool, dst, a, b, c Mat[T]) (Report, Status) {
	checkSquare(a)
	checkSquare(b)
	if c.Rows != a.Rows || c.Cols != b.Rows || dst.Rows != c.Rows || dst.Cols != c.Cols {
		panic("matfun: sylvester: shapes do not fit")
	}
	if blas.IsComplex[T]() {
		return equationAs(env, dst, func() (Mat[complex128], Report, Status) {
			return sylvesterEquation(env, rcond, widen[complex128](env, a), widen[complex128](env, b), widen[complex128](env, c))
		})
	}
	return equationAs(env, dst, func() (Mat[float64], Report, Status) {
		return sylvesterEquation(env, rcond, widen[float64](env, a), widen[float64](env, b), widen[float64](env, c))
	})
}

// Lyapunov solves A·X + X·Aᴴ = C and stores X in dst, which may be c. The
// status is [Singular] if two eigenvalues of A add up to zero with one of them
// conjugated, to working precision. X is Hermitian to the last bit if C is.
func Lyapunov[T blas.Scalar](env Env, rcond bool, dst, a, c Mat[T]) (Report, Status) {
	return lyapunov(env, sylvester, rcond, dst, a, c)
}

// DiscreteLyapunov solves A·X·Aᴴ - X + C = 0 and stores X in dst, which may be
// c. The status is [Singular] if two eigenvalues of A, one of them conjugated,
// multiply to one, to working precision. X is Hermitian to the last bit if C
// is. G. Kitagawa, "An algorithm for solving the matrix equation X=FXF'+S",
// Int. J. Control 25 (1977), by blocks.
func DiscreteLyapunov[T blas.Scalar](env Env, rcond bool, dst, a, c Mat[T]) (Report, Status) {
	return lyapunov(env, stein, rcond, dst, a, c)
}

func lyapunov[T blas.Scalar](env Env, kind equation, rcond bool, dst, a, c Mat[T]) (Report, Status) {
	checkSquare(a)
	if c.Rows != a.Rows || c.Cols != a.Rows || dst.Rows != a.Rows || dst.Cols != a.Rows {
		panic("matfun: lyapunov: shapes do not fit")
	}
	if blas.IsComplex[T]() {
		return equationAs(env, dst, func() (Mat[complex128], Report, Status) {
			return lyapunovEquation(env, kind, rcond, widen[complex128](env, a), widen[complex128](env, c))
		})
	}
	return equationAs(env, dst, func() (Mat[float64], Report, Status) {
		return lyapunovEquation(env, kind, rcond, widen[float64](env, a), widen[float64](env, c))
	})
}

func equationAs[W wide, T blas.Scalar](env Env, dst Mat[T], solve func() (Mat[W], Report, Status)) (Report, Status) {
	x, r, st := solve()
	if st == OK && blas.Stopped(env) {
		st = Stopped
	}
	if st != OK {
		return r, st
	}
	if !finite(x) {
		return r, NotFinite
	}
	narrow(env, dst, x)
	if !finite(dst) {
		st = NotFinite
	}
	return r, st
}

func sylvesterEquation[W wide](env Env, rcond bool, a, b, c Mat[W]) (x Mat[W], r Report, st Status) {
	if !finite(c) {
		return c, r, NotFinite
	}
	t, u, _, st := schurOf(env, a.Clone(env))
	if st != OK {
		return c, r, st
	}
	q, v, _, st := schurOf(env, b.Clone(env))
	if st != OK {
		return c, r, st
	}
	s := newTriangularSolver(env, sylvester, 1, blas.Upper, t, blas.Upper, q)
	if x, st = s.between(u, v, c); st != OK {
		return c, r, st
	}
	r.Residual = residualOf(env, sylvester, a, b, x, c)
	if rcond {
		r.RCond = s.rcond()
	}
	return x, r, OK
}

// lyapunovEquation solves A·X + X·Aᴴ = C or A·X·Aᴴ - X = -C.
func lyapunovEquation[W wide](env Env, kind equation, rcond bool, a, c Mat[W]) (x Mat[W], r Report, st Status) {
	if !finite(c) {
		return c, r, NotFinite
	}
	t, u, _, st := schurOf(env, a.Clone(env))
	if st != OK {
		return c, r, st
	}
	if kind == stein {
		c = c.Clone(env)
		blas.Scal(env, -1, flat(c))
	}
	s := newTriangularSolver(env, kind, 1, blas.Upper, t, blas.Lower, t.H().Clone(env))
	if x, st = s.between(u, u, c); st != OK {
		return c, r, st
	}
	if isHermitian(c) {
		makeHermitian(x)
	}
	r.Residual = residualOf(env, kind, a, a.H(), x, c)
	if rcond {
		r.RCond = s.rcond()
	}
	return x, r, OK
}

// between returns the solution for right-hand side c, where a and b of the
// solver are the Schur forms of the coefficients and u and v the bases.
func (s *triangularSolver[W]) between(u, v, c Mat[W]) (Mat[W], Status) {
	y := mul(s.env, mul(s.env, u.H(), c), v)
	scale := s.solve(s.a, s.b, y)
	if !s.exact {
		return c, Singular
	}
	rescale(1/scale, y)
	return mul(s.env, mul(s.env, u, y), v.H()), OK
}

func makeHermitian[W wide](x Mat[W]) {
	for i := range x.Rows {
		for j := range i + 1 {
			m := blas.Mul(0.5, x.At(i, j)) + blas.Mul(0.5, blas.Conj(x.At(j, i)))
			x.Set(i, j, m)
			x.Set(j, i, blas.Conj(m))
		}
	}
}

// residualOf returns the relative residual of A·X + X·B = C or A·X·B - X = C.
func residualOf[W wide](env Env, kind equation, a, b, x, c Mat[W]) float64 {
	r := c.Clone(env)
	na, nb, nx := lapack.NormFro(env, a), lapack.NormFro(env, b), lapack.NormFro(env, x)
	size := lapack.NormFro(env, c)
	if kind == stein {
		blas.Axpy(env, 1, flat(x), flat(r))
		blas.Gemm(env, 1, mul(env, a, x), b, -1, r)
		size += float64(na*nx*nb) + nx
	} else {
		blas.Gemm(env, 1, a, x, -1, r)
		blas.Gemm(env, 1, x, b, 1, r)
		size += float64((na + nb) * nx)
	}
	return quotient(lapack.NormFro(env, r), size)
}

func quotient(x, size float64) float64 {
	if x == 0 {
		return 0
	}
	return x / size
}

// rcond estimates the reciprocal condition number of the equation as a linear
// system, by solving it and its adjoint some times.
func (s *triangularSolver[W]) rcond() float64 {
	m, n := s.a.Rows, s.b.Rows
	if m == 0 || n == 0 {
		return 1
	}
	adjoint := *s // Aᴴ·Y + Y·Bᴴ = C: lower triangles
	adjoint.a, adjoint.b = s.a.H().Clone(s.env), s.b.H().Clone(s.env)
	adjoint.upA, adjoint.upB = !s.upA, !s.upB
	inverse := lapack.EstimateNorm1(m*n, func(x Mat[W], adj bool) Mat[W] {
		q := s
		if adj {
			q = &adjoint
		}
		for j := range x.Cols {
			y := blas.NewMat[W](m, n)
			for i := range m * n {
				y.Data[i] = x.At(i, j)
			}
			rescale(1/q.solve(q.a, q.b, y), y)
			for i := range m * n {
				x.Set(i, j, y.Data[i])
			}
		}
		return x
	})
	size := lapack.Norm1(s.a) + lapack.NormInf(s.b)
	if s.kind == stein {
		size = float64(lapack.Norm1(s.a)*lapack.NormInf(s.b)) + 1
	}
	if r := 1 / inverse / size; r > 0 && !math.IsInf(r, 0) {
		return r
	}
	return 0
}
