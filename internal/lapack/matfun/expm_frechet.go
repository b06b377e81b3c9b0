package matfun

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// ExpmFrechet computes exp(a) into dst and the Fréchet derivative of the
// exponential at a in the direction e into dir: exp(a+t·e) = exp(a) + t·dir +
// O(t²). It costs about three exponentials. A. H. Al-Mohy and N. J. Higham,
// "Computing the Fréchet derivative of the matrix exponential, with an
// application to condition number estimation", SIAM J. Matrix Anal. Appl. 30
// (2009), algorithm 6.4.
func ExpmFrechet[T blas.Scalar](env Env, dst, dir, a, e Mat[T]) Status {
	checkSquare(a)
	for _, m := range []Mat[T]{dst, dir, e} {
		if m.Rows != a.Rows || m.Cols != a.Cols {
			panic("matfun: shapes differ")
		}
	}
	if blas.IsComplex[T]() {
		return frechetAs[complex128](env, dst, dir, a, e)
	}
	return frechetAs[float64](env, dst, dir, a, e)
}

func frechetAs[W wide, T blas.Scalar](env Env, dst, dir, a, e Mat[T]) Status {
	x, l, st := expmFrechet(env, widen[W](env, a), widen[W](env, e))
	if blas.Stopped(env) {
		return Stopped
	}
	narrow(env, dst, x)
	narrow(env, dir, l)
	if st == OK && !(finite(dst) && finite(dir)) {
		st = NotFinite
	}
	return st
}

// thetaFrechet bounds the norms up to which exponential and derivative have
// backward errors below 2⁻⁵³, by degree (table 6.1 of the paper).
var thetaFrechet = []struct {
	m     int
	theta float64
}{{3, 1.08e-2}, {5, 2.00e-1}, {7, 7.83e-1}, {9, 1.78}, {13, 4.74}}

func expmFrechet[W wide](env Env, a, e Mat[W]) (x, l Mat[W], st Status) {
	norm := lapack.Norm1(a)
	if !(norm < math.Inf(1)) || !finite(e) {
		nan := blas.FromReal[W](math.NaN())
		blas.Fill(a, nan, nan)
		return a, a, NotFinite
	}
	degree, s := 13, 0
	for _, d := range thetaFrechet {
		if norm <= d.theta {
			degree = d.m
			break
		}
	}
	if last := thetaFrechet[4].theta; norm > last {
		s = ceilLog2(norm / last)
		scalePow2(env, -s, a)
		scalePow2(env, -s, e)
	}
	p := newDerivativePair(env, a, e, degree)
	u, lu, v, lv := p.pade(padeExp[degree])
	q := v.Clone(env)
	blas.Axpy(env, -1, flat(u), flat(q))
	blas.Axpy(env, 1, flat(u), flat(v))
	piv := make([]int, a.Rows)
	lapack.Getrf(env, q, piv)
	lapack.Getrs(env, q, piv, v)
	// (V-U)·L = Lu + Lv + (Lu-Lv)·X
	l = lu.Clone(env)
	blas.Axpy(env, 1, flat(lv), flat(l))
	blas.Axpy(env, -1, flat(lv), flat(lu))
	blas.Gemm(env, 1, lu, v, 1, l)
	lapack.Getrs(env, q, piv, l)
	x = v
	for ; s > 0 && !blas.Stopped(env); s-- {
		next := mul(env, x, l)
		blas.Gemm(env, 1, l, x, 1, next)
		x, l = mul(env, x, x), next
	}
	return x, l, OK
}

// derivativePair has even powers of A from A² on and their derivatives in the
// direction E.
type derivativePair[W wide] struct {
	env  Env
	a, e Mat[W]
	p, d []Mat[W]
}

func newDerivativePair[W wide](env Env, a, e Mat[W], degree int) *derivativePair[W] {
	f := &derivativePair[W]{env: env, a: a, e: e}
	d := mul(env, a, e)
	blas.Gemm(env, 1, e, a, 1, d)
	f.p, f.d = append(f.p, mul(env, a, a)), append(f.d, d)
	count := min((degree-1)/2, 4)
	if degree == 13 {
		count = 3
	}
	for k := 1; k < count; k++ {
		f.p = append(f.p, mul(env, f.p[0], f.p[k-1]))
		d := mul(env, f.p[0], f.d[k-1])
		blas.Gemm(env, 1, f.d[0], f.p[k-1], 1, d)
		f.d = append(f.d, d)
	}
	return f
}

// even returns Σ c[2k]·A^2k over the powers there are, without c[0] if bare,
// and its derivative.
func (f *derivativePair[W]) even(c []float64, bare bool) (m, d Mat[W]) {
	var w []float64
	for k := 2; k < len(c) && len(w) < len(f.p); k += 2 {
		w = append(w, c[k])
	}
	c0 := c[0]
	if bare {
		c0 = 0
	}
	return combine(f.env, c0, w, f.p[:len(w)]...), combine(f.env, 0, w, f.d[:len(w)]...)
}

// pade returns the odd and the even part of the numerator with coefficients c,
// each with its derivative.
func (f *derivativePair[W]) pade(c []float64) (u, lu, v, lv Mat[W]) {
	env := f.env
	w, lw := f.even(c[1:], false)
	v, lv = f.even(c, false)
	if len(c) == 14 {
		f.high(c[7:], w, lw)
		f.high(c[6:], v, lv)
	}
	u = mul(env, f.a, w)
	lu = mul(env, f.a, lw)
	blas.Gemm(env, 1, f.e, w, 1, lu)
	return u, lu, v, lv
}

// high adds A⁶·Σ c[2k]·A^2k, k from 1, to m and its derivative to d.
func (f *derivativePair[W]) high(c []float64, m, d Mat[W]) {
	w, lw := f.even(c, true)
	blas.Gemm(f.env, 1, f.p[2], w, 1, m)
	blas.Gemm(f.env, 1, f.p[2], lw, 1, d)
	blas.Gemm(f.env, 1, f.d[2], w, 1, d)
}

// ExpmCond estimates the relative condition number of the exponential at a in
// the Frobenius norm, max ‖L(a, E)‖·‖a‖/‖exp(a)‖ over ‖E‖ = 1, from below, by
// the power method on the derivative. It is at least ‖a‖ times a constant: 1e16
// divided by it tells the digits that the exponential has. Each of at most 5
// steps costs about six exponentials.
func ExpmCond[T blas.Scalar](env Env, a Mat[T]) (float64, Status) {
	checkSquare(a)
	if blas.IsComplex[T]() {
		return expmCond(env, widen[complex128](env, a))
	}
	return expmCond(env, widen[float64](env, a))
}

func expmCond[W wide](env Env, a Mat[W]) (float64, Status) {
	n := a.Rows
	if n == 0 {
		return 0, OK
	}
	ah := a.H().Clone(env)
	e := startDirection[W](n)
	norm, size := 0.0, 0.0
	for range 5 {
		blas.Scal(env, blas.FromReal[W](1/lapack.NormFro(env, e)), flat(e))
		x, l, st := expmFrechet(env, a.Clone(env), e)
		if st != OK || !finite(l) || !finite(x) {
			return math.NaN(), NotFinite
		}
		size = lapack.NormFro(env, x)
		next := lapack.NormFro(env, l)
		if next <= norm*1.05 || blas.Stopped(env) {
			norm = max(norm, next)
			break
		}
		norm = next
		blas.Scal(env, blas.FromReal[W](1/norm), flat(l))
		_, e, _ = expmFrechet(env, ah.Clone(env), l)
		if f := lapack.NormFro(env, e); f == 0 || !(f < math.Inf(1)) {
			break
		}
	}
	if size == 0 {
		return math.Inf(1), OK
	}
	return norm * lapack.NormFro(env, a) / size, OK
}

// startDirection returns a matrix without pattern.
func startDirection[W wide](n int) Mat[W] {
	e, seed := blas.NewMat[W](n, n), uint32(7)
	for i := range e.Data {
		seed = seed*1664525 + 1013904223
		e.Data[i] = blas.FromReal[W](0.5 + float64(float64(seed>>8)*0x1p-24))
	}
	return e
}
