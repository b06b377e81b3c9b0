package matfun

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/lapack/schur"
)

// Riccati holds the coefficients of an algebraic Riccati equation: A n by n, B
// n by m, Q Hermitian n by n, R Hermitian m by m, S n by m or empty for zero, and
// E n by n and regular, or empty for the identity. Only what lies in Q and R
// counts: they are not made Hermitian.
type Riccati[T blas.Scalar] struct{ A, B, Q, R, S, E Mat[T] }

// CARE computes the stabilising solution X of the continuous equation
//
//	Aᴴ·X·E + Eᴴ·X·A - (Eᴴ·X·B + S)·R⁻¹·(Bᴴ·X·E + Sᴴ) + Q = 0
//
// and stores it in dst. The status is [Singular] if R or E is singular or the
// invariant subspace has no basis (I; X·E), and [NoSolution] if the Hamiltonian
// has eigenvalues on the imaginary axis to working precision.
//
// A. J. Laub, "A Schur method for solving algebraic Riccati equations", IEEE
// Trans. Automat. Control 24 (1979), from the extended pencil of which R is
// eliminated by reflections (P. Van Dooren, 1981); steps of Newton's method
// follow while they lower the residual. With E, the deflating subspace of the
// pencil is that of its ordered generalised Schur form (W. F. Arnold and A. J.
// Laub, "Generalized eigenproblem algorithms and software for algebraic Riccati
// equations", Proc. IEEE 72, 1984).
func CARE[T blas.Scalar](env Env, dst Mat[T], p Riccati[T]) (Report, Status) {
	return riccati(env, dst, p, false)
}

// DARE computes the stabilising solution X of the discrete equation
//
//	Aᴴ·X·A - Eᴴ·X·E - (Aᴴ·X·B + S)·(R + Bᴴ·X·B)⁻¹·(Bᴴ·X·A + Sᴴ) + Q = 0
//
// and stores it in dst. R may be singular, A too. The status is [NoSolution] if
// the symplectic pencil has eigenvalues on the unit circle to working
// precision, and [Singular] if the deflating subspace has no basis (I; X·E).
//
// Without E the pencil M - λ·N is taken to (M+N)⁻¹·(M-N) by Cayley's transformation, which
// sends the unit circle to the imaginary axis and infinity to 1, and from there
// on everything is as in [CARE].
func DARE[T blas.Scalar](env Env, dst Mat[T], p Riccati[T]) (Report, Status) {
	return riccati(env, dst, p, true)
}

func riccati[T blas.Scalar](env Env, dst Mat[T], p Riccati[T], discrete bool) (Report, Status) {
	n, m := p.A.Rows, p.B.Cols
	checkSquare(p.A)
	if p.B.Rows != n || p.Q.Rows != n || p.Q.Cols != n || p.R.Rows != m || p.R.Cols != m || dst.Rows != n || dst.Cols != n ||
		(p.S.Rows != 0 || p.S.Cols != 0) && (p.S.Rows != n || p.S.Cols != m) ||
		(p.E.Rows != 0 || p.E.Cols != 0) && (p.E.Rows != n || p.E.Cols != n) {
		panic("matfun: riccati: shapes do not fit")
	}
	if blas.IsComplex[T]() {
		return equationAs(env, dst, func() (Mat[complex128], Report, Status) {
			return newRiccatiSolver[complex128](env, p, discrete).solve()
		})
	}
	return equationAs(env, dst, func() (Mat[float64], Report, Status) {
		return newRiccatiSolver[float64](env, p, discrete).solve()
	})
}

// riccatiSolver has the equation in new units: x = d·x', the cost times c.
type riccatiSolver[W wide] struct {
	env        Env
	discrete   bool
	n, m       int
	a, b, q, r Mat[W]
	s, e       Mat[W] // e is empty for the identity
	d          []float64
	c          float64
}

func newRiccatiSolver[W wide, T blas.Scalar](env Env, p Riccati[T], discrete bool) *riccatiSolver[W] {
	v := &riccatiSolver[W]{env: env, discrete: discrete, n: p.A.Rows, m: p.B.Cols, c: 1,
		a: widen[W](env, p.A), b: widen[W](env, p.B), q: widen[W](env, p.Q), r: widen[W](env, p.R), s: blas.NewMat[W](p.A.Rows, p.B.Cols)}
	if !p.S.Empty() {
		v.s = widen[W](env, p.S)
	}
	if !p.E.Empty() {
		v.e = widen[W](env, p.E)
	}
	v.d = make([]float64, v.n)
	for i := range v.d {
		v.d[i] = 1
	}
	return v
}

func (v *riccatiSolver[W]) solve() (x Mat[W], rep Report, st Status) {
	for _, m := range []Mat[W]{v.a, v.b, v.q, v.r, v.s, v.e} {
		if !finite(m) {
			return x, rep, NotFinite
		}
	}
	if v.n == 0 {
		return blas.NewMat[W](0, 0), Report{0, 1}, OK
	}
	v.scale()
	z, st := v.stableBasis()
	if st != OK {
		return x, rep, st
	}
	x, rep.RCond = solveRight(v.env, z.Window(v.n, 0, v.n, v.n).Clone(v.env), v.timesE(z.Window(0, 0, v.n, v.n).Clone(v.env)))
	if rep.RCond < blas.Eps[float64]() {
		return x, rep, Singular
	}
	makeHermitian(x)
	x, rep.Residual, st = v.refine(x)
	if st != OK {
		return x, rep, st
	}
	v.unscale(x)
	return x, rep, OK
}

// stableBasis returns a basis of the stable subspace in its first n columns.
func (v *riccatiSolver[W]) stableBasis() (z Mat[W], st Status) {
	order := 2 * v.n
	z, w := blas.NewMat[W](order, order), make([]complex128, order)
	var stable, failed int
	var ordered bool
	if v.e.Empty() {
		h, st := v.hamiltonian()
		if st != OK {
			return z, st
		}
		stable, ordered, failed = schur.Gees(v.env, h, z, w, func(l complex128) bool { return real(l) < 0 })
	} else {
		m, nn := v.pencil()
		stable, ordered, failed = schur.Gges(v.env, m, nn, Mat[W]{}, z, w, make([]float64, order), func(alpha complex128, beta float64) bool {
			if v.discrete {
				return cabs(alpha) < beta
			}
			return real(alpha) < 0 && beta > 0
		})
	}
	switch {
	case failed > 0:
		return z, NotConverged
	case stable != v.n || !ordered:
		return z, NoSolution
	}
	return z, OK
}

// timesE returns E·x.
func (v *riccatiSolver[W]) timesE(x Mat[W]) Mat[W] {
	if v.e.Empty() {
		return x
	}
	return mul(v.env, v.e, x)
}

// scale chooses units: a diagonal similarity that balances the Hamiltonian and
// stays symplectic, and a factor of the cost that makes Q and B·R⁻¹·Bᴴ equally
// large. Powers of two change no digit.
func (v *riccatiSolver[W]) scale() {
	nb, nq, nr := lapack.NormFro(v.env, v.b), lapack.NormFro(v.env, v.q), lapack.NormFro(v.env, v.r)
	if nb > 0 && nq > 0 && nr > 0 {
		e := ceilLog2(nb) - (ceilLog2(nq)+ceilLog2(nr))/2
		v.c = math.Ldexp(1, max(min(e, 500), -500))
	}
	n := v.n
	big := blas.NewMat[float64](2*n, 2*n)
	g := mul(v.env, v.b, v.b.H())
	for i := range n {
		for j := range n {
			if i != j {
				big.Set(i, j, blas.Abs(v.a.At(i, j)))
				big.Set(n+j, n+i, blas.Abs(v.a.At(i, j)))
			}
			if nr > 0 {
				big.Set(i, n+j, blas.Abs(g.At(i, j))/nr/v.c)
			}
			big.Set(n+i, j, blas.Abs(v.q.At(i, j))*v.c)
		}
	}
	if bal := schur.Gebal(v.env, false, true, big); finite(big) {
		for i := range n {
			e := (ceilLog2(bal.Scale[i]) - ceilLog2(bal.Scale[n+i])) / 2
			v.d[i] = math.Ldexp(1, max(min(e, 300), -300))
		}
	}
	for i := range n {
		for j := range n {
			v.a.Set(i, j, times(v.a.At(i, j), v.d[j]/v.d[i]))
			if !v.e.Empty() {
				v.e.Set(i, j, times(v.e.At(i, j), v.d[j]/v.d[i]))
			}
			v.q.Set(i, j, times(v.q.At(i, j), v.d[i]*v.d[j]*v.c))
		}
		for j := range v.m {
			v.b.Set(i, j, times(v.b.At(i, j), 1/v.d[i]))
			v.s.Set(i, j, times(v.s.At(i, j), v.d[i]*v.c))
		}
	}
	blas.Scal(v.env, blas.FromReal[W](v.c), flat(v.r))
}

func times[W wide](x W, f float64) W { return blas.Mul(x, blas.FromReal[W](f)) }

func (v *riccatiSolver[W]) unscale(x Mat[W]) {
	for i := range v.n {
		for j := range v.n {
			x.Set(i, j, times(x.At(i, j), 1/(v.d[i]*v.d[j]*v.c)))
		}
	}
}

// hamiltonian returns the matrix whose invariant subspace to the left half
// plane is spanned by (I; X).
func (v *riccatiSolver[W]) hamiltonian() (Mat[W], Status) {
	m, nn := v.pencil()
	if !v.discrete {
		if !solve(v.env, nn, m) {
			return m, Singular
		}
		return m, OK
	}
	sum := m.Clone(v.env)
	blas.Axpy(v.env, 1, flat(nn), flat(sum))
	blas.Axpy(v.env, -1, flat(nn), flat(m))
	if !solve(v.env, sum, m) {
		return m, NoSolution // an eigenvalue -1
	}
	return m, OK
}

// pencil returns M and N of order 2n. They come from the pencils of order
// 2n+m in the state, the costate and the control,
//
//	(A 0 B; -Q -Aᴴ -S; Sᴴ Bᴴ R) - λ·diag(E, Eᴴ, 0)
//	(A 0 B; -Q Eᴴ -S; Sᴴ 0 R) - λ·(E 0 0; 0 Aᴴ 0; 0 -Bᴴ 0)
//
// by reflections from the left that clear the last columns.
func (v *riccatiSolver[W]) pencil() (m, nn Mat[W]) {
	n, k := v.n, v.m
	m, nn = blas.NewMat[W](2*n+k, 2*n), blas.NewMat[W](2*n+k, 2*n)
	u := blas.NewMat[W](2*n+k, k)
	put := func(dst Mat[W], i, j int, f W, src Mat[W]) {
		w := dst.Window(i, j, src.Rows, src.Cols)
		for i := range src.Rows {
			for j := range src.Cols {
				w.Set(i, j, blas.Mul(f, src.At(i, j)))
			}
		}
	}
	put(m, 0, 0, 1, v.a)
	put(m, n, 0, -1, v.q)
	put(m, 2*n, 0, 1, v.s.H())
	put(u, 0, 0, 1, v.b)
	put(u, n, 0, -1, v.s)
	put(u, 2*n, 0, 1, v.r)
	e := v.e
	if e.Empty() {
		e = blas.Eye[W](n)
	}
	put(nn, 0, 0, 1, e)
	if v.discrete {
		put(m, n, n, 1, e.H())
		put(nn, n, n, 1, v.a.H())
		put(nn, 2*n, n, -1, v.b.H())
	} else {
		put(nn, n, n, 1, e.H())
		put(m, n, n, -1, v.a.H())
		put(m, 2*n, n, 1, v.b.H())
	}
	if k == 0 {
		return m, nn
	}
	tau := make([]W, k)
	lapack.Geqrf(v.env, u, tau)
	lapack.Ormqr(v.env, true, u, tau, m)
	lapack.Ormqr(v.env, true, u, tau, nn)
	return m.Window(k, 0, 2*n, 2*n).Clone(v.env), nn.Window(k, 0, 2*n, 2*n).Clone(v.env)
}

// mostNewton bounds the steps of refinement; one or two are the rule.
const mostNewton = 4

// refine takes steps of Newton's method while they lower the residual: the
// correction D solves a Lyapunov equation with the closed loop A - B·K, with E
// that for Eᴴ·D·E and E⁻¹·(A - B·K).
func (v *riccatiSolver[W]) refine(x Mat[W]) (Mat[W], float64, Status) {
	res, loop, rel, ok := v.residual(x)
	if !ok {
		return x, rel, Singular
	}
	kind := sylvester
	if v.discrete {
		kind = stein
	}
	for range mostNewton {
		if rel <= blas.Eps[float64]() || blas.Stopped(v.env) {
			break
		}
		if !v.discrete { // the discrete equation has its C on the other side
			blas.Scal(v.env, -1, flat(res))
		}
		if !v.e.Empty() && !solve(v.env, v.e.Clone(v.env), loop) {
			break
		}
		d, _, st := lyapunovEquation(v.env, kind, false, loop.H().Clone(v.env), res)
		if st != OK || !v.withoutE(&d) {
			break
		}
		y := x.Clone(v.env)
		blas.Axpy(v.env, 1, flat(d), flat(y))
		makeHermitian(y)
		nextRes, nextLoop, nextRel, ok := v.residual(y)
		if !ok || !(nextRel < rel/2) {
			if ok && nextRel < rel {
				x, rel = y, nextRel
			}
			break
		}
		x, res, loop, rel = y, nextRes, nextLoop, nextRel
	}
	return x, rel, OK
}

// withoutE turns Eᴴ·D·E into D.
func (v *riccatiSolver[W]) withoutE(d *Mat[W]) bool {
	if v.e.Empty() {
		return true
	}
	de := d.Clone(v.env)
	if !solve(v.env, v.e.H().Clone(v.env), de) {
		return false
	}
	*d = de.H().Clone(v.env) // Eᴴ·D, since D is Hermitian
	return solve(v.env, v.e.H().Clone(v.env), *d)
}

// residual returns the residual at x, the closed loop A - B·K with the gain K
// of x, and the size of the residual by that of the terms. It reports false if
// the gain is not defined.
func (v *riccatiSolver[W]) residual(x Mat[W]) (res, loop Mat[W], rel float64, ok bool) {
	env := v.env
	xa := mul(env, x, v.a)
	xe := x
	if !v.e.Empty() {
		xe = mul(env, x, v.e)
	}
	bx := mul(env, v.b.H(), x) // Bᴴ·X
	r, k := v.r.Clone(env), v.s.H().Clone(env)
	if v.discrete {
		blas.Gemm(env, 1, bx, v.b, 1, r)
		blas.Gemm(env, 1, bx, v.a, 1, k)
	} else {
		blas.Gemm(env, 1, v.b.H(), xe, 1, k)
	}
	f := k.Clone(env)
	if v.m > 0 && !solve(env, r, k) {
		return res, loop, 0, false
	}
	res, loop = v.q.Clone(env), v.a.Clone(env)
	blas.Gemm(env, -1, v.b, k, 1, loop)
	fk := mul(env, f.H(), k)
	size := lapack.NormFro(env, res) + lapack.NormFro(env, fk)
	blas.Axpy(env, -1, flat(fk), flat(res))
	if v.discrete {
		axa := mul(env, v.a.H(), xa)
		if !v.e.Empty() {
			xe = mul(env, v.e.H(), xe)
		}
		size += lapack.NormFro(env, axa) + lapack.NormFro(env, xe)
		blas.Axpy(env, 1, flat(axa), flat(res))
		blas.Axpy(env, -1, flat(xe), flat(res))
	} else {
		if !v.e.Empty() {
			xa = mul(env, v.e.H(), xa)
		}
		size += 2 * lapack.NormFro(env, xa)
		blas.Axpy(env, 1, flat(xa), flat(res))
		blas.Axpy(env, 1, flat(xa.H().Clone(env)), flat(res))
	}
	return res, loop, quotient(lapack.NormFro(env, res), size), true
}
