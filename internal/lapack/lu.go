package lapack

import (
	"github.com/scicore-go/scicore/internal/blas"
)

// Getrf factors A = P·L·U with partial pivoting, in place: U on and above the
// diagonal, the unit lower triangle L below it. Row i was exchanged with row
// piv[i] >= i, in the order of i; piv has min(rows, cols) elements. It returns
// the index of the first pivot that is exactly zero, or -1; the factorisation
// is complete in either case. LAPACK: ?getrf.
//
// The columns are halved (S. Toledo, "Locality of Reference in LU
// Decomposition with Partial Pivoting", SIAM J. Matrix Anal. Appl. 18, 1997),
// so nearly all work is in large products.
func Getrf[T blas.Scalar](env blas.Env, a blas.Mat[T], piv []int) int {
	if len(piv) != min(a.Rows, a.Cols) {
		panic("lapack: getrf: wrong number of pivots")
	}
	a.Conj = false // the factors of the conjugate are the conjugates, the pivots equal
	return getrf(env, a, piv)
}

// luPanelCols bounds the columns that are factored in a copy of their own.
const luPanelCols = 16

func getrf[T blas.Scalar](env blas.Env, a blas.Mat[T], piv []int) int {
	m, n := a.Rows, a.Cols
	k := len(piv)
	if k == 0 || blas.Stopped(env) {
		return -1
	}
	if k <= luPanelCols && n > k { // a wide matrix: the square part, then the rest of U
		zero := getrf(env, a.Window(0, 0, m, k), piv)
		right := a.Window(0, k, m, n-k)
		Laswp(env, right, piv)
		blas.Trsm(env, blas.Lower, blas.Unit, 1, a.Window(0, 0, k, k), right.Window(0, 0, k, n-k))
		return zero
	}
	if n <= luPanelCols {
		return luPanel(env, a, piv)
	}
	h := halfOf(k)
	zero := getrf(env, a.Window(0, 0, m, h), piv[:h])
	right := a.Window(0, h, m, n-h)
	Laswp(env, right, piv[:h])
	top := right.Window(0, 0, h, n-h)
	blas.Trsm(env, blas.Lower, blas.Unit, 1, a.Window(0, 0, h, h), top)
	bot := right.Window(h, 0, m-h, n-h)
	blas.Gemm(env, -1, a.Window(h, 0, m-h, h), top, 1, bot)
	z := getrf(env, bot, piv[h:])
	Laswp(env, a.Window(h, 0, m-h, h), piv[h:])
	for i := range piv[h:] {
		piv[h+i] += h
	}
	if zero < 0 && z >= 0 {
		zero = h + z
	}
	return zero
}

// halfOf splits n > 1 near the middle, at a multiple of 16 if n allows.
func halfOf(n int) int {
	if n < 32 {
		return n / 2
	}
	return (n/2 + 15) &^ 15
}

// luPanel factors a few columns in a copy whose columns are contiguous.
func luPanel[T blas.Scalar](env blas.Env, a blas.Mat[T], piv []int) int {
	p := a.CloneCols(env)
	zero := -1
	for j := range piv {
		at := j + blas.IAmax(env, p.Col(j).From(j, p.Rows))
		piv[j] = at
		if p.At(at, j) == 0 {
			if zero < 0 {
				zero = j
			}
			continue
		}
		if at != j {
			blas.Swap(env, p.Row(j), p.Row(at))
		}
		below := p.Col(j).From(j+1, p.Rows)
		divide(env, below, p.At(j, j))
		rest := p.Window(j+1, j+1, p.Rows-j-1, p.Cols-j-1)
		if !rest.Empty() {
			blas.Ger(env, -1, p.Row(j).From(j+1, p.Cols), below, rest.T())
		}
	}
	blas.Copy(env, a, p)
	return zero
}

// divide computes x /= d, by the reciprocal where that is a normal number.
func divide[T blas.Scalar](env blas.Env, x blas.Vec[T], d T) {
	if a := blas.Abs(d); a >= blas.SafeMin[T]() && a <= 1/blas.SafeMin[T]() {
		blas.Scal(env, blas.Div(1, d), x)
		return
	}
	for i := range x.N {
		x.Set(i, blas.Div(x.At(i), d))
	}
}

// Laswp exchanges row i of a with row piv[i], for all i in increasing order.
// LAPACK: ?laswp.
func Laswp[T blas.Scalar](env blas.Env, a blas.Mat[T], piv []int) {
	a.Conj = false
	if a.Empty() {
		return
	}
	for i, p := range piv {
		if p != i {
			blas.Swap(env, a.Row(i), a.Row(p))
		}
	}
}

// LaswpBack undoes [Laswp].
func LaswpBack[T blas.Scalar](env blas.Env, a blas.Mat[T], piv []int) {
	a.Conj = false
	if a.Empty() {
		return
	}
	for i := len(piv) - 1; i >= 0; i-- {
		if piv[i] != i {
			blas.Swap(env, a.Row(i), a.Row(piv[i]))
		}
	}
}

// Getrs solves A·X = B from the factors of [Getrf], in place of B. The
// diagonal of U must have no zero. LAPACK: ?getrs 'N'.
func Getrs[T blas.Scalar](env blas.Env, lu blas.Mat[T], piv []int, b blas.Mat[T]) {
	Laswp(env, b, piv)
	blas.Trsm(env, blas.Lower, blas.Unit, 1, lu, b)
	blas.Trsm(env, blas.Upper, blas.NonUnit, 1, lu, b)
}

// GetrsT solves Aᵀ·X = B from the factors of [Getrf]. LAPACK: ?getrs 'T'.
func GetrsT[T blas.Scalar](env blas.Env, lu blas.Mat[T], piv []int, b blas.Mat[T]) {
	blas.Trsm(env, blas.Lower, blas.NonUnit, 1, lu.T(), b)
	blas.Trsm(env, blas.Upper, blas.Unit, 1, lu.T(), b)
	LaswpBack(env, b, piv)
}

// GetrsH solves Aᴴ·X = B from the factors of [Getrf]. LAPACK: ?getrs 'C'.
func GetrsH[T blas.Scalar](env blas.Env, lu blas.Mat[T], piv []int, b blas.Mat[T]) {
	GetrsT(env, conjugate(lu), piv, b)
}

// conjugate returns the conjugate view.
func conjugate[T blas.Scalar](a blas.Mat[T]) blas.Mat[T] { return a.H().T() }

// Getri overwrites the factors of [Getrf] with A⁻¹. It returns the index of
// the first zero on the diagonal of U and changes nothing then, or -1. It
// takes memory for 64 columns. LAPACK: ?getri.
func Getri[T blas.Scalar](env blas.Env, lu blas.Mat[T], piv []int) int {
	if zero := Trtri(env, blas.Upper, blas.NonUnit, lu); zero >= 0 {
		return zero
	}
	// A⁻¹·L = U⁻¹, solved for A⁻¹ from the last columns on.
	const block = 64
	n := lu.Rows
	work := blas.Scratch[T](n, min(n, block))
	for j := (n - 1) / block * block; j >= 0; j -= block {
		if blas.Stopped(env) {
			return -1
		}
		k := min(block, n-j)
		cols := lu.Window(0, j, n, k)
		below := lu.Window(j, j, n-j, k)
		l := work.Window(0, 0, n-j, k)
		blas.Copy(env, l, below)
		blas.ClearTriangle(blas.Lower, below)
		blas.Gemm(env, -1, lu.Window(0, j+k, n, n-j-k), l.Window(k, 0, n-j-k, k), 1, cols)
		blas.Trsm(env, blas.Upper, blas.Unit, 1, l.Window(0, 0, k, k).T(), cols.T())
	}
	LaswpBack(env, lu.T(), piv)
	return -1
}
