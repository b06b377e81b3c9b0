package band

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// Tridiagonal is a tridiagonal matrix: DL below the diagonal D, DU above, each
// one shorter than D.
type Tridiagonal[T blas.Scalar] struct{ DL, D, DU []T }

// Matrix returns it as a band matrix.
func (t Tridiagonal[T]) Matrix() Matrix[T] {
	n := len(t.D)
	m := Matrix[T]{1, 1, blas.NewMat[T](3, n)}
	for j := range n {
		m.AB.Set(1, j, t.D[j])
		if j+1 < n {
			m.AB.Set(0, j+1, t.DU[j])
			m.AB.Set(2, j, t.DL[j])
		}
	}
	return m
}

func (t Tridiagonal[T]) check() {
	if n := max(len(t.D)-1, 0); len(t.DL) != n || len(t.DU) != n {
		panic("band: tridiagonal: lengths do not fit")
	}
}

// TridiagonalLU is the factorisation of a tridiagonal matrix by partial
// pivoting.
type TridiagonalLU[T blas.Scalar] struct {
	l, d, u, u2 []T
	swapped     []bool // row k was exchanged with row k+1
	norm        float64
}

// Gttrf factors t. pivot is the first column whose pivot is exactly zero, or
// -1. LAPACK: ?gttrf.
func Gttrf[T blas.Scalar](t Tridiagonal[T]) (f *TridiagonalLU[T], pivot int) {
	t.check()
	n := len(t.D)
	f = &TridiagonalLU[T]{append([]T(nil), t.DL...), append([]T(nil), t.D...), append([]T(nil), t.DU...),
		make([]T, max(n-2, 0)), make([]bool, max(n-1, 0)), t.Matrix().Norm1()}
	pivot = -1
	for k := range n - 1 {
		f.eliminate(k)
	}
	for k, d := range f.d {
		if d == 0 {
			return f, k
		}
	}
	return f, -1
}

func (f *TridiagonalLU[T]) eliminate(k int) {
	d, l := f.d[k], f.l[k]
	if blas.Abs1(d) >= blas.Abs1(l) {
		if d == 0 {
			return
		}
		m := blas.Div(l, d)
		f.l[k] = m
		f.d[k+1] -= blas.Mul(m, f.u[k])
		return
	}
	f.swapped[k] = true
	m := blas.Div(d, l)
	f.d[k], f.l[k] = l, m
	u := f.u[k]
	f.u[k] = f.d[k+1]
	f.d[k+1] = u - blas.Mul(m, f.d[k+1])
	if k+1 < len(f.u) {
		f.u2[k] = f.u[k+1]
		f.u[k+1] = -blas.Mul(m, f.u[k+1])
	}
}

// Solve overwrites b with A⁻¹·b, or A⁻ᴴ·b if adjoint; b has any number of
// columns. LAPACK: ?gttrs.
func (f *TridiagonalLU[T]) Solve(env Env, adjoint bool, b Mat[T]) {
	n := len(f.d)
	if b.Rows != n {
		panic("band: solve: shapes do not fit")
	}
	x := make([]T, n)
	for j := range b.Cols {
		for i := range x {
			x[i] = b.At(i, j)
		}
		if adjoint {
			f.solveAdjoint(x)
		} else {
			f.solve(x)
		}
		for i := range x {
			b.Set(i, j, x[i])
		}
	}
}

func (f *TridiagonalLU[T]) solve(x []T) {
	n := len(x)
	for k := range n - 1 {
		if f.swapped[k] {
			x[k], x[k+1] = x[k+1], x[k]
		}
		x[k+1] -= blas.Mul(f.l[k], x[k])
	}
	for k := n - 1; k >= 0; k-- {
		s := x[k]
		if k+1 < n {
			s -= blas.Mul(f.u[k], x[k+1])
		}
		if k+2 < n {
			s -= blas.Mul(f.u2[k], x[k+2])
		}
		x[k] = blas.Div(s, f.d[k])
	}
}

func (f *TridiagonalLU[T]) solveAdjoint(x []T) {
	n := len(x)
	for k := range n {
		s := x[k]
		if k >= 1 {
			s -= blas.Mul(blas.Conj(f.u[k-1]), x[k-1])
		}
		if k >= 2 {
			s -= blas.Mul(blas.Conj(f.u2[k-2]), x[k-2])
		}
		x[k] = blas.Div(s, blas.Conj(f.d[k]))
	}
	for k := n - 2; k >= 0; k-- {
		x[k] -= blas.Mul(blas.Conj(f.l[k]), x[k+1])
		if f.swapped[k] {
			x[k], x[k+1] = x[k+1], x[k]
		}
	}
}

// RCond estimates the reciprocal condition number in the 1-norm, zero for a
// singular matrix. LAPACK: ?gtcon.
func (f *TridiagonalLU[T]) RCond(env Env) float64 {
	for _, d := range f.d {
		if d == 0 {
			return 0
		}
	}
	return rcond(len(f.d), f.norm, func(x Mat[T], adjoint bool) Mat[T] {
		f.Solve(env, adjoint, x)
		return x
	})
}

// TridiagonalLDL is the factorisation A = L·D·Lᴴ of a positive definite
// tridiagonal matrix.
type TridiagonalLDL[T blas.Scalar] struct {
	d    []float64
	l    []T
	norm float64
}

// Pttrf factors the Hermitian matrix with diagonal d, of which imaginary parts
// are not read, and subdiagonal e. pivot is the first row where it turns out
// not to be positive definite, with no factorisation then, or -1.
// LAPACK: ?pttrf.
func Pttrf[T blas.Scalar](d, e []T) (f *TridiagonalLDL[T], pivot int) {
	n := len(d)
	if len(e) != max(n-1, 0) {
		panic("band: tridiagonal: lengths do not fit")
	}
	f = &TridiagonalLDL[T]{make([]float64, n), make([]T, len(e)), hermitianNorm(d, e)}
	for k := range n {
		f.d[k] = blas.Re(d[k])
		if k > 0 {
			l := divideReal(e[k-1], f.d[k-1])
			f.l[k-1] = l
			f.d[k] -= float64(blas.Re(l)*blas.Re(e[k-1])) + float64(blas.Im(l)*blas.Im(e[k-1]))
		}
		if !(f.d[k] > 0) || math.IsInf(f.d[k], 0) {
			return nil, k
		}
	}
	return f, -1
}

func divideReal[T blas.Scalar](x T, d float64) T {
	return blas.FromComplex[T](complex(blas.Re(x)/d, blas.Im(x)/d))
}

func hermitianNorm[T blas.Scalar](d, e []T) float64 {
	big := 0.0
	for k := range d {
		s := math.Abs(blas.Re(d[k]))
		if k > 0 {
			s += blas.Abs(e[k-1])
		}
		if k < len(e) {
			s += blas.Abs(e[k])
		}
		if s > big || math.IsNaN(s) {
			big = s
		}
	}
	return big
}

// Solve overwrites b with A⁻¹·b; b has any number of columns. LAPACK: ?pttrs.
func (f *TridiagonalLDL[T]) Solve(env Env, b Mat[T]) {
	n := len(f.d)
	if b.Rows != n {
		panic("band: solve: shapes do not fit")
	}
	x := make([]T, n)
	for j := range b.Cols {
		for i := range x {
			x[i] = b.At(i, j)
			if i > 0 {
				x[i] -= blas.Mul(f.l[i-1], x[i-1])
			}
		}
		for i := n - 1; i >= 0; i-- {
			x[i] = divideReal(x[i], f.d[i])
			if i+1 < n {
				x[i] -= blas.Mul(blas.Conj(f.l[i]), x[i+1])
			}
			b.Set(i, j, x[i])
		}
	}
}

// RCond estimates the reciprocal condition number in the 1-norm.
// LAPACK: ?ptcon.
func (f *TridiagonalLDL[T]) RCond(env Env) float64 {
	return rcond(len(f.d), f.norm, func(x Mat[T], _ bool) Mat[T] {
		f.Solve(env, x)
		return x
	})
}
