package lapack

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// Sytrf factors the symmetric matrix whose triangle uplo is stored by the
// diagonal pivoting of J. Bunch and L. Kaufman (Math. Comp. 31, 1977):
//
//	P·A·Pᵀ = L·D·Lᵀ   from the lower triangle, in its place,
//	P·A·Pᵀ = Uᵀ·D·U   from the upper one, U = Lᵀ,
//
// with L unit triangular and D of blocks of order one and two. The diagonal of
// D is that of a, e[i] is its element (i+1, i), zero where there is no block of
// two; e has as many elements as a rows. Row i was exchanged with piv[i] >= i,
// in the order of i, and L is that of the matrix with all exchanges done. It
// returns the index of the first zero block of D, or -1. LAPACK: ?sytrf_rk
// with the pivots of ?sytrf.
func Sytrf[T blas.Scalar](env blas.Env, uplo blas.Uplo, a blas.Mat[T], e []T, piv []int) int {
	return newLDL(uplo, false, a, e, piv).run(env)
}

// Hetrf is [Sytrf] for a Hermitian matrix: L·D·Lᴴ from the lower triangle,
// Uᴴ·Dᵀ·U from the upper one. Imaginary parts of the diagonal are not read.
func Hetrf[T blas.Scalar](env blas.Env, uplo blas.Uplo, a blas.Mat[T], e []T, piv []int) int {
	return newLDL(uplo, true, a, e, piv).run(env)
}

// ldl is a factorisation of a lower triangle under way. W holds, for the
// columns of the panel in work, what L·D has in them.
type ldl[T blas.Scalar] struct {
	herm bool
	a, w blas.Mat[T]
	e    []T
	piv  []int
}

const ldlBlock = 48

func newLDL[T blas.Scalar](uplo blas.Uplo, herm bool, a blas.Mat[T], e []T, piv []int) *ldl[T] {
	n := a.Rows
	if a.Cols != n || len(e) != n || len(piv) != n {
		panic("lapack: sytrf: shapes do not fit")
	}
	if uplo == blas.Upper {
		a = a.T()
	}
	a.Conj = false
	return &ldl[T]{herm: herm && blas.IsComplex[T](), a: a, e: e, piv: piv,
		w: blas.ScratchCols[T](n, min(n, ldlBlock))}
}

// op conjugates in the Hermitian case.
func (f *ldl[T]) op(x T) T {
	if f.herm {
		return blas.Conj(x)
	}
	return x
}

// opT returns the transpose, conjugated in the Hermitian case.
func (f *ldl[T]) opT(m blas.Mat[T]) blas.Mat[T] {
	if f.herm {
		return m.H()
	}
	return m.T()
}

func (f *ldl[T]) run(env blas.Env) int {
	n, zero := f.a.Rows, -1
	clear(f.e)
	for k0 := 0; k0 < n && !blas.Stopped(env); {
		k := k0
		// A block of two must find its second column in W.
		for k < n && (k-k0 < f.w.Cols-1 || n-k0 <= f.w.Cols) {
			step, isZero := f.step(env, k0, k)
			if isZero && zero < 0 {
				zero = k
			}
			k += step
		}
		if k < n {
			m := n - k
			f.subLower(env, f.a.Window(k, k0, m, k-k0), f.opT(f.w.Window(k, 0, m, k-k0)), f.a.Window(k, k, m, m))
		}
		k0 = k
	}
	return zero
}

// subLower computes the lower triangle of C -= A·B, halving C.
func (f *ldl[T]) subLower(env blas.Env, a, b, c blas.Mat[T]) {
	n, k := c.Rows, a.Cols
	if n <= 64 {
		p := c.Clone(env)
		blas.Gemm(env, -1, a, b, 1, p)
		blas.CopyTriangle(blas.Lower, c, p)
		return
	}
	h := halfOf(n)
	f.subLower(env, a.Window(0, 0, h, k), b.Window(0, 0, k, h), c.Window(0, 0, h, h))
	blas.Gemm(env, -1, a.Window(h, 0, n-h, k), b.Window(0, 0, k, h), 1, c.Window(h, 0, n-h, h))
	f.subLower(env, a.Window(h, 0, n-h, k), b.Window(0, h, k, n-h), c.Window(h, h, n-h, n-h))
}

// column writes to W, as column c, column j of what is left of A at step k:
// rows k and on, without what the panel has eliminated since k0.
func (f *ldl[T]) column(env blas.Env, k0, k, j, c int) blas.Vec[T] {
	n := f.a.Rows
	to := f.w.Col(c).From(k, n)
	for i := k; i < j; i++ {
		to.Set(i-k, f.op(f.a.At(j, i)))
	}
	blas.CopyVec(env, f.a.Col(j).From(j, n), to.From(j-k, n-k))
	if k > k0 {
		row := f.opT(f.w.Window(j, 0, 1, k-k0))
		blas.Gemm(env, -1, f.a.Window(k, k0, n-k, k-k0), row, 1, to.Column())
	}
	if f.herm {
		to.Set(j-k, blas.FromReal[T](blas.Re(to.At(j-k))))
	}
	return to
}

// step eliminates the next block of D and returns its order, and whether it is
// zero.
func (f *ldl[T]) step(env blas.Env, k0, k int) (order int, zero bool) {
	const alpha = 0.6403882032022076 // (1 + √17)/8 makes two steps of one and one of two grow alike
	n, c := f.a.Rows, k-k0
	col := f.column(env, k0, k, k, c)
	diag := blas.Abs1(col.At(0))
	imax, colmax := k, 0.0
	if k+1 < n {
		imax = k + 1 + blas.IAmax(env, col.From(1, n-k))
		colmax = blas.Abs1(col.At(imax - k))
	}
	kp := k
	order = 1
	if math.Max(diag, colmax) == 0 {
		zero = true
	} else if !(diag >= alpha*colmax) && c+1 < f.w.Cols { // NaN takes neither road for long
		other := f.column(env, k0, k, imax, c+1)
		// The element that gave colmax is in this column too, but where all but
		// rounding has cancelled it may have vanished here.
		rowmax := colmax
		if at := blas.IAmax(env, other.From(0, imax-k)); at >= 0 {
			rowmax = math.Max(rowmax, blas.Abs1(other.At(at)))
		}
		if at := blas.IAmax(env, other.From(imax-k+1, n-k)); at >= 0 {
			rowmax = math.Max(rowmax, blas.Abs1(other.At(imax-k+1+at)))
		}
		switch {
		case diag/colmax >= alpha*(colmax/rowmax): // quotients, since subnormal products vanish
		case blas.Abs1(other.At(imax-k)) >= alpha*rowmax:
			kp = imax
			blas.CopyVec(env, other, col)
		default:
			kp, order = imax, 2
		}
	}
	f.exchange(env, k0, k, k+order-1, kp)
	if order == 2 {
		f.piv[k], f.piv[k+1] = k, kp
		f.two(k, c)
		return 2, false
	}
	f.piv[k] = kp
	f.one(env, k, c, zero)
	return 1, zero
}

// exchange swaps rows and columns kk and kp of what is left, in A as it lies
// (column kk is in W and need not be kept), and the rows of L and W.
func (f *ldl[T]) exchange(env blas.Env, k0, k, kk, kp int) {
	if kp == kk {
		return
	}
	n := f.a.Rows
	f.a.Set(kp, kp, f.a.At(kk, kk))
	for i := kk + 1; i < kp; i++ {
		f.a.Set(kp, i, f.op(f.a.At(i, kk)))
	}
	if kp+1 < n {
		blas.CopyVec(env, f.a.Col(kk).From(kp+1, n), f.a.Col(kp).From(kp+1, n))
	}
	if k > 0 {
		blas.Swap(env, f.a.Row(kk).From(0, k), f.a.Row(kp).From(0, k))
	}
	blas.Swap(env, f.w.Row(kk).From(0, kk-k0+1), f.w.Row(kp).From(0, kk-k0+1))
}

// one makes column k of L and D from column c of W.
func (f *ldl[T]) one(env blas.Env, k, c int, zero bool) {
	n := f.a.Rows
	to := f.a.Col(k).From(k, n)
	blas.CopyVec(env, f.w.Col(c).From(k, n), to)
	if !zero {
		divide(env, to.From(1, n-k), to.At(0))
	}
}

// two makes columns k and k+1 of L and a block of two from W:
//
//	(l₁ l₂)·D = (w₁ w₂), D = (d₁ op(e); e d₂)
//
// with both equations divided by e first, which is the largest element of D.
func (f *ldl[T]) two(k, c int) {
	n := f.a.Rows
	e := f.w.At(k+1, c)
	a1, a2 := blas.Div(f.w.At(k, c), e), blas.Div(f.w.At(k+1, c+1), f.op(e))
	t := blas.Mul(a1, a2) - 1
	for i := k + 2; i < n; i++ {
		b1, b2 := blas.Div(f.w.At(i, c), e), blas.Div(f.w.At(i, c+1), f.op(e))
		f.a.Set(i, k, blas.Div(blas.Mul(a2, b1)-b2, t))
		f.a.Set(i, k+1, blas.Div(blas.Mul(a1, b2)-b1, t))
	}
	f.a.Set(k, k, f.w.At(k, c))
	f.a.Set(k+1, k+1, f.w.At(k+1, c+1))
	f.a.Set(k+1, k, 0)
	f.e[k] = e
}

// Sytrs solves A·X = B from the factors of [Sytrf], in place of B. LAPACK:
// ?sytrs_3.
func Sytrs[T blas.Scalar](env blas.Env, uplo blas.Uplo, f blas.Mat[T], e []T, piv []int, b blas.Mat[T]) {
	if uplo == blas.Upper {
		f = f.T()
	}
	ldlSolve(env, f, f.T(), e, piv, false, b)
}

// Hetrs solves A·X = B from the factors of [Hetrf], in place of B.
func Hetrs[T blas.Scalar](env blas.Env, uplo blas.Uplo, f blas.Mat[T], e []T, piv []int, b blas.Mat[T]) {
	if uplo == blas.Upper { // f.T() holds the factors of conj(A)
		f, b = f.T(), conjugate(b)
	}
	ldlSolve(env, f, f.H(), e, piv, true, b)
}

func ldlSolve[T blas.Scalar](env blas.Env, l, lt blas.Mat[T], e []T, piv []int, herm bool, b blas.Mat[T]) {
	Laswp(env, b, piv)
	blas.Trsm(env, blas.Lower, blas.Unit, 1, l, b)
	for i := 0; i < b.Rows; i++ {
		if e[i] == 0 {
			d := l.At(i, i)
			for j := range b.Cols {
				b.Set(i, j, blas.Div(b.At(i, j), d))
			}
			continue
		}
		solveTwo(l.At(i, i), e[i], l.At(i+1, i+1), herm, b.Window(i, 0, 2, b.Cols))
		i++
	}
	blas.Trsm(env, blas.Upper, blas.Unit, 1, lt, b)
	LaswpBack(env, b, piv)
}

// solveTwo solves with the block (d₁ op(e); e d₂).
func solveTwo[T blas.Scalar](d1, e, d2 T, herm bool, b blas.Mat[T]) {
	up := e
	if herm {
		up = blas.Conj(e)
	}
	a1, a2 := blas.Div(d1, up), blas.Div(d2, e)
	t := blas.Mul(a1, a2) - 1
	for j := range b.Cols {
		b1, b2 := blas.Div(b.At(0, j), up), blas.Div(b.At(1, j), e)
		b.Set(0, j, blas.Div(blas.Mul(a2, b1)-b2, t))
		b.Set(1, j, blas.Div(blas.Mul(a1, b2)-b1, t))
	}
}

// Sycon estimates the reciprocal condition number from the factors of [Sytrf]
// and ‖A‖₁. LAPACK: ?sycon_3.
func Sycon[T blas.Scalar](env blas.Env, uplo blas.Uplo, f blas.Mat[T], e []T, piv []int, anorm float64) float64 {
	return ldlCon(env, uplo, false, f, e, piv, anorm)
}

// Hecon is [Sycon] for the factors of [Hetrf].
func Hecon[T blas.Scalar](env blas.Env, uplo blas.Uplo, f blas.Mat[T], e []T, piv []int, anorm float64) float64 {
	return ldlCon(env, uplo, true, f, e, piv, anorm)
}

func ldlCon[T blas.Scalar](env blas.Env, uplo blas.Uplo, herm bool, f blas.Mat[T], e []T, piv []int, anorm float64) float64 {
	for i := range e {
		if f.At(i, i) == 0 && e[i] == 0 && (i == 0 || e[i-1] == 0) {
			return 0
		}
	}
	if herm {
		solve := func(x blas.Mat[T]) { Hetrs(env, uplo, f, e, piv, x) }
		return rcond(env, f.Rows, anorm, solve, solve)
	}
	solve := func(x blas.Mat[T]) { Sytrs(env, uplo, f, e, piv, x) }
	return rcond(env, f.Rows, anorm, solve, func(x blas.Mat[T]) { solve(conjugate(x)) })
}
