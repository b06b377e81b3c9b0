package svd

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// Gelsd solves min ‖B - A·X‖ for every column of B, with the X of least norm
// among those that do. Singular values of a not above rcond times the largest
// count as zero; a negative rcond stands for eps. b has max(m, n) rows: B comes
// in the first m, and X goes out in the first n. Where a has full rank and more
// rows than columns, the squares of rows n..m of b then sum to the squares of
// the residuals. s receives the min(m, n) singular values; a is destroyed.
//
// It returns the rank, and false, with NaN in b and s, if a holds NaN or
// infinity. LAPACK: ?gelsd.
func Gelsd[T blas.Scalar](env blas.Env, a, b blas.Mat[T], rcond float64, s []float64) (rank int, ok bool) {
	m, n := a.Rows, a.Cols
	if b.Rows != max(m, n) || len(s) != min(m, n) || b.Conj {
		panic("svd: gelsd: shapes do not fit")
	}
	big := lapack.MaxAbs(a)
	if big-big != 0 {
		fillNaN(s)
		blas.Fill(b, blas.FromReal[T](math.NaN()), blas.FromReal[T](math.NaN()))
		return 0, false
	}
	if big == 0 {
		clear(s)
		blas.Fill(b, 0, 0)
		return 0, true
	}
	if rcond < 0 {
		rcond = 2 * blas.Eps[T]()
	}
	up := rescale(a, big)
	l := leastSquares[T]{env: env, s: s, rcond: rcond, up: up}
	if m >= n {
		ok = l.tall(a, b)
	} else {
		ok = l.wide(a, b)
	}
	for i := range s {
		s[i] = math.Ldexp(s[i], -up)
	}
	return l.rank, ok && !blas.Stopped(env)
}

// leastSquares is a run of Gelsd.
type leastSquares[T blas.Scalar] struct {
	env   blas.Env
	s     []float64
	rcond float64
	up    int // the matrix is 2^up times the caller's
	rank  int
}

// tall solves for a with at least as many rows as columns: with A = Q·B·Pᴴ, X =
// P·B⁺·Qᴴ·B.
func (l *leastSquares[T]) tall(a, b blas.Mat[T]) bool {
	m, n := a.Rows, a.Cols
	if m > n && float64(m) >= tallRatio*float64(n) {
		if a.Conj {
			a = a.Clone(l.env)
		}
		tau := make([]T, n)
		lapack.Geqrf(l.env, a, tau)
		lapack.Ormqr(l.env, true, a, tau, b)
		r := blas.NewCols[T](n, n)
		blas.CopyTriangle(blas.Upper, r, a.Window(0, 0, n, n))
		a, b = r, b.Window(0, 0, n, b.Cols)
	}
	if a.RS != 1 || a.Conj {
		a = a.CloneCols(l.env)
	}
	f := Gebrd(l.env, a)
	f.applyQH(l.env, b)
	x := b.Window(0, 0, n, b.Cols)
	if !l.bidiagonal(f, x, false) {
		return false
	}
	f.applyP(l.env, x)
	return true
}

// wide solves for a with more columns than rows. With Aᵀ = Q·B·Pᴴ,
//
//	conj(X) = Q·(Bᵀ)⁺·Pᴴ·conj(B).
func (l *leastSquares[T]) wide(a, b blas.Mat[T]) bool {
	m, n := a.Rows, a.Cols
	blas.ConjInPlace(b)
	at, c := a.T(), b
	var qr blas.Mat[T]
	var tau []T
	if float64(n) >= tallRatio*float64(m) {
		if at.Conj {
			at = at.Clone(l.env)
		}
		qr, tau = at, make([]T, m)
		lapack.Geqrf(l.env, qr, tau)
		at = blas.NewCols[T](m, m)
		blas.CopyTriangle(blas.Upper, at, qr.Window(0, 0, m, m))
		c = b.Window(0, 0, m, b.Cols)
	}
	if at.RS != 1 || at.Conj {
		at = at.CloneCols(l.env)
	}
	f := Gebrd(l.env, at)
	x := b.Window(0, 0, m, b.Cols)
	f.applyPH(l.env, x)
	if !l.bidiagonal(f, x, true) {
		return false
	}
	blas.Fill(b.Window(m, 0, n-m, b.Cols), 0, 0)
	f.ApplyQ(l.env, c)
	if tau != nil {
		lapack.Ormqr(l.env, false, qr, tau, b)
	}
	blas.ConjInPlace(b)
	return true
}

// bidiagonal multiplies x by the pseudoinverse of the bidiagonal matrix, or of
// its transpose.
func (l *leastSquares[T]) bidiagonal(f Bidiagonal[T], x blas.Mat[T], transposed bool) bool {
	k := len(l.s)
	copy(l.s, f.D)
	ut, vt := blas.Scratch[float64](k, k), blas.Scratch[float64](k, k)
	if Bdsdc(l.env, l.s, f.E, ut, vt) != 0 || blas.Stopped(l.env) {
		return false
	}
	if transposed {
		ut, vt = vt, ut
	}
	for l.rank < k && l.s[l.rank] > l.rcond*l.s[0] {
		l.rank++
	}
	r := l.rank
	c := blas.Scratch[T](r, x.Cols)
	blas.Gemm(l.env, 1, typed[T](l.env, ut.Window(0, 0, r, k)), x, 0, c)
	for i := range r {
		row := c.Row(i)
		for j := range row.N {
			// The quotient by the scaled value, put back to scale.
			v := blas.Complex128(row.At(j))
			row.Set(j, blas.FromComplex[T](complex(math.Ldexp(real(v)/l.s[i], l.up), math.Ldexp(imag(v)/l.s[i], l.up))))
		}
	}
	blas.Gemm(l.env, 1, typed[T](l.env, vt.Window(0, 0, r, k)).T(), c, 0, x)
	return true
}

// typed returns a real matrix in another type.
func typed[T blas.Scalar](env blas.Env, a blas.Mat[float64]) blas.Mat[T] {
	if same, ok := any(a).(blas.Mat[T]); ok {
		return same
	}
	b := blas.Scratch[T](a.Rows, a.Cols)
	place(env, b, a)
	return b
}
