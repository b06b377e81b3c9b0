package lapack

import (
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/outer"
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

// luLeaf bounds the columns that are eliminated one by one, luPanelCols those
// that are factored in a copy whose columns are contiguous.
const (
	luLeaf      = 8
	luPanelCols = 64
)

func getrf[T blas.Scalar](env blas.Env, a blas.Mat[T], piv []int) int {
	m, n := a.Rows, a.Cols
	k := len(piv)
	if k == 0 || blas.Stopped(env) {
		return -1
	}
	if m <= Small && n <= Small {
		return luSmall(env, a, piv)
	}
	if a.CS == 1 && m <= luNear {
		return luNearby(env, a, 0, n, piv)
	}
	if a.RS != 1 && n <= luPanelCols {
		return luPanel(env, a, piv)
	}
	if k <= luLeaf && n > k { // a wide matrix: the square part, then the rest of U
		zero := getrf(env, a.Window(0, 0, m, k), piv)
		right := a.Window(0, k, m, n-k)
		Laswp(env, right, piv)
		blas.Trsm(env, blas.Lower, blas.Unit, 1, a.Window(0, 0, k, k), right.Window(0, 0, k, n-k))
		return zero
	}
	if n <= luLeaf {
		return luColumns(env, a, piv)
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

// luSmall factors a small matrix row by row, without allocation.
func luSmall[T blas.Scalar](env blas.Env, a blas.Mat[T], piv []int) int {
	m, n := a.Rows, a.Cols
	if a.CS == 1 {
		return luRows(env.Tier, a.Data, a.RS, m, n, piv)
	}
	s := workspaces.Get().(*workspace)
	w := elements[T](s, m*n)
	for i := range m {
		for j := range n {
			w[i*n+j] = a.Data[i*a.RS+j*a.CS]
		}
	}
	zero := luRows(env.Tier, w, n, m, n, piv)
	for i := range m {
		for j := range n {
			a.Data[i*a.RS+j*a.CS] = w[i*n+j]
		}
	}
	workspaces.Put(s)
	return zero
}

// luPanel factors some columns in a copy in which they are contiguous.
func luPanel[T blas.Scalar](env blas.Env, a blas.Mat[T], piv []int) int {
	p := a.CloneCols(env)
	zero := getrf(env, p, piv)
	blas.Copy(env, a, p)
	return zero
}

// luColumns factors a few contiguous columns one by one.
func luColumns[T blas.Scalar](env blas.Env, p blas.Mat[T], piv []int) int {
	zero := -1
	m, n, ld := p.Rows, p.Cols, p.CS
	for j := range piv {
		col := p.Data[j*ld : j*ld+m]
		at := j + blas.IAmax(env, blas.VecOf(col[j:]))
		piv[j] = at
		if col[at] == 0 {
			if zero < 0 {
				zero = j
			}
			continue
		}
		if at != j {
			for o := 0; o < n*ld; o += ld {
				p.Data[o+j], p.Data[o+at] = p.Data[o+at], p.Data[o+j]
			}
		}
		if j+1 == m {
			break
		}
		below := col[j+1:]
		divide(env, blas.VecOf(below), col[j])
		if j+1 < n {
			subColumns(env, p, j+1, j+1, p.Data[(j+1)*ld+j:], below)
		}
	}
	return zero
}

// subColumns subtracts multiples of the column l, which begins in row i, from
// the columns of p from j on: that of column c is u[(c-j)·CS].
func subColumns[T blas.Scalar](env blas.Env, p blas.Mat[T], i, j int, u, l []T) {
	for from := 0; from < len(l) && j < p.Cols; from += outer.Chunk {
		to := min(len(l), from+outer.Chunk)
		outer.Sub(env.Tier, p.Data[j*p.CS+i+from:], p.CS, u, l[from:to], p.Cols-j, to-from)
	}
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
			swapRows(env, a, i, p)
		}
	}
}

// swapRows exchanges two rows; Row is too slow for short ones.
func swapRows[T blas.Scalar](env blas.Env, a blas.Mat[T], i, p int) {
	last := (a.Cols-1)*a.CS + 1
	blas.Swap(env, blas.Vec[T]{Data: a.Data[i*a.RS:][:last], N: a.Cols, Inc: a.CS}, blas.Vec[T]{Data: a.Data[p*a.RS:][:last], N: a.Cols, Inc: a.CS})
}

// LaswpBack undoes [Laswp].
func LaswpBack[T blas.Scalar](env blas.Env, a blas.Mat[T], piv []int) {
	a.Conj = false
	if a.Empty() {
		return
	}
	for i := len(piv) - 1; i >= 0; i-- {
		if piv[i] != i {
			swapRows(env, a, i, piv[i])
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
