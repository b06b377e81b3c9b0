package band

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// Hermitian is a symmetric or Hermitian band matrix with KD diagonals on
// either side, of which one triangle is stored: the lower one in AB(i-j, j),
// the upper one in AB(KD+i-j, j), as LAPACK and scipy.linalg.solveh_banded keep
// it. Imaginary parts of the diagonal are not read.
type Hermitian[T blas.Scalar] struct {
	Uplo blas.Uplo
	KD   int
	AB   Mat[T]
}

// N returns the order.
func (m Hermitian[T]) N() int { return m.AB.Cols }

// lower returns element (i, j) for i >= j, inside the band.
func (m Hermitian[T]) lower(i, j int) T {
	switch {
	case i == j && m.Uplo == blas.Upper:
		return blas.FromReal[T](blas.Re(m.AB.At(m.KD, j)))
	case i == j:
		return blas.FromReal[T](blas.Re(m.AB.At(0, j)))
	case m.Uplo == blas.Upper:
		return blas.Conj(m.AB.At(m.KD+j-i, i))
	}
	return m.AB.At(i-j, j)
}

// Norm1 returns the largest column sum of magnitudes. LAPACK: ?lanhb '1'.
func (m Hermitian[T]) Norm1() float64 {
	sums := make([]float64, m.N())
	for j := range m.N() {
		for i := j; i < min(m.N(), j+m.KD+1); i++ {
			a := blas.Abs(m.lower(i, j))
			sums[j] += a
			if i != j {
				sums[i] += a
			}
		}
	}
	big := 0.0
	for _, s := range sums {
		if s > big || math.IsNaN(s) {
			big = s
		}
	}
	return big
}

// Full returns the matrix with both its triangles.
func (m Hermitian[T]) Full() Matrix[T] {
	f := Matrix[T]{m.KD, m.KD, blas.NewMat[T](2*m.KD+1, m.N())}
	for j := range m.N() {
		for i := j; i < min(m.N(), j+m.KD+1); i++ {
			x := m.lower(i, j)
			f.AB.Set(m.KD+i-j, j, x)
			f.AB.Set(m.KD+j-i, i, blas.Conj(x))
		}
	}
	return f
}

// Cholesky is the factorisation A = L·Lᴴ of a positive definite band matrix.
type Cholesky[T blas.Scalar] struct {
	n, kd, block int
	view         Mat[T] // as in LU: the lower triangle of it is there
	norm         float64
}

// Pbtrf factors a. pivot is the first column where a turns out not to be
// positive definite, with no factorisation then, or -1. The factor takes
// n·(KD+1) elements, and 31·n more from 32 diagonals on. LAPACK: ?pbtrf.
func Pbtrf[T blas.Scalar](env Env, a Hermitian[T]) (f *Cholesky[T], pivot int) {
	if a.KD < 0 || a.AB.Rows != a.KD+1 {
		panic("band: storage does not have KD+1 rows")
	}
	f = newCholesky(a)
	for j := 0; j < f.n && !blas.Stopped(env); j += f.block {
		if p := f.panel(env, j); p >= 0 {
			return nil, p
		}
	}
	return f, -1
}

func newCholesky[T blas.Scalar](a Hermitian[T]) *Cholesky[T] {
	n := a.N()
	f := &Cholesky[T]{n: n, kd: min(a.KD, max(n-1, 0)), block: 1, norm: a.Norm1()}
	if f.kd >= narrow {
		f.block = 32
	}
	ld := f.kd + f.block
	f.view = Mat[T]{Data: make([]T, n*ld), Rows: n, Cols: n, RS: 1, CS: ld - 1}
	for j := range n {
		for i := j; i < min(n, j+f.kd+1); i++ {
			f.view.Data[i+j*(ld-1)] = a.lower(i, j)
		}
	}
	return f
}

// panel factors the columns of one block and updates those on the right.
func (f *Cholesky[T]) panel(env Env, j int) (pivot int) {
	d, cs := f.view.Data, f.view.CS
	jb := min(f.block, f.n-j)
	end := min(f.n, j+jb+f.kd)
	for k := j; k < j+jb; k++ {
		at, m := k+k*cs, min(f.n, k+f.kd+1)-k
		x := blas.Re(d[at])
		if !(x > 0) || math.IsInf(x, 0) {
			return k
		}
		root := blas.FromReal[T](math.Sqrt(x))
		d[at] = root
		l := d[at+1 : at+m]
		divide(l, root)
		last := k + m
		if f.block > 1 {
			last = min(last, j+jb)
		}
		for c := k + 1; c < last; c++ {
			f.update(env, l[c-k-1:], c)
		}
	}
	if f.block > 1 && end > j+jb {
		m := end - j - jb
		below := f.view.Window(j+jb, j, m, jb)
		blas.Herk(env, blas.Lower, -1, below, 1, f.view.Window(j+jb, j+jb, m, m))
	}
	return -1
}

// update subtracts l·conj(l[0]) from column c, which begins at its diagonal.
func (f *Cholesky[T]) update(env Env, l []T, c int) {
	at := c + c*f.view.CS
	subtract(env, blas.Conj(l[0]), l, f.view.Data[at:at+len(l)])
	f.view.Data[at] = blas.FromReal[T](blas.Re(f.view.Data[at]))
}

// Solve overwrites b with A⁻¹·b; b has any number of columns. LAPACK: ?pbtrs.
func (f *Cholesky[T]) Solve(env Env, b Mat[T]) {
	if b.Rows != f.n {
		panic("band: solve: shapes do not fit")
	}
	if b.Empty() {
		return
	}
	if f.block > 1 {
		f.solveBlocks(env, b)
		return
	}
	x := make([]T, f.n)
	for j := range b.Cols {
		if blas.Stopped(env) {
			return
		}
		for i := range x {
			x[i] = b.At(i, j)
		}
		f.solve(env, x)
		for i := range x {
			b.Set(i, j, x[i])
		}
	}
}

func (f *Cholesky[T]) solve(env Env, x []T) {
	d, cs := f.view.Data, f.view.CS
	for k := range x {
		at, m := k+k*cs, min(f.n, k+f.kd+1)-k
		x[k] = blas.Div(x[k], d[at])
		subtract(env, x[k], d[at+1:at+m], x[k+1:k+m])
	}
	for k := len(x) - 1; k >= 0; k-- {
		at, m := k+k*cs, min(f.n, k+f.kd+1)-k
		x[k] = blas.Div(x[k]-dotc(env, d[at+1:at+m], x[k+1:k+m]), d[at])
	}
}

func (f *Cholesky[T]) solveBlocks(env Env, b Mat[T]) {
	blocks := (f.n + f.block - 1) / f.block
	rows := func(i, j int) Mat[T] { return b.Window(i, 0, j-i, b.Cols) }
	parts := func(j int) (jb, m int, l, below Mat[T]) {
		jb = min(f.block, f.n-j)
		m = min(f.n, j+jb+f.kd)
		return jb, m, f.view.Window(j, j, jb, jb), f.view.Window(j+jb, j, m-j-jb, jb)
	}
	for k := range blocks {
		j := k * f.block
		jb, m, l, below := parts(j)
		blas.Trsm(env, blas.Lower, blas.NonUnit, 1, l, rows(j, j+jb))
		blas.Gemm(env, -1, below, rows(j, j+jb), 1, rows(j+jb, m))
	}
	for k := blocks - 1; k >= 0; k-- {
		j := k * f.block
		jb, m, l, below := parts(j)
		blas.Gemm(env, -1, below.H(), rows(j+jb, m), 1, rows(j, j+jb))
		blas.Trsm(env, blas.Upper, blas.NonUnit, 1, l.H(), rows(j, j+jb))
	}
}

// RCond estimates the reciprocal condition number of A in the 1-norm.
// LAPACK: ?pbcon.
func (f *Cholesky[T]) RCond(env Env) float64 {
	return rcond(f.n, f.norm, func(x Mat[T], _ bool) Mat[T] {
		f.Solve(env, x)
		return x
	})
}
