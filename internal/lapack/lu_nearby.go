package lapack

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/lapack/outer"
	"github.com/scicore-go/scicore/internal/vec"
)

// Up to luNear rows stay in the second-level cache. There rows are exchanged
// whole as soon as a panel of nearbyCols columns is done, which is cheaper than
// part by part at every level of the halving. A panel of more than nearbyRows
// rows is factored in a copy whose columns are contiguous.
const (
	luNear     = 256
	nearbyCols = 16
	nearbyRows = 24
)

// luNearby is [Getrf] for the window of a that begins at row and column j and
// has n columns. Rows of a lie side by side and are exchanged whole; piv counts
// from row j.
func luNearby[T blas.Scalar](env blas.Env, a blas.Mat[T], j, n int, piv []int) int {
	m, k := a.Rows-j, len(piv)
	if n <= nearbyCols {
		return luNearbyPanel(env, a, j, n, piv)
	}
	if k <= luLeaf { // few rows: the square part, then the rest of U
		zero := luNearby(env, a, j, k, piv)
		blas.Trsm(env, blas.Lower, blas.Unit, 1, a.Window(j, j, k, k), a.Window(j, j+k, k, n-k))
		return zero
	}
	h := halfOf(k)
	zero := luNearby(env, a, j, h, piv[:h])
	top := a.Window(j, j+h, h, n-h)
	blas.Trsm(env, blas.Lower, blas.Unit, 1, a.Window(j, j, h, h), top)
	blas.Gemm(env, -1, a.Window(j+h, j, m-h, h), top, 1, a.Window(j+h, j+h, m-h, n-h))
	z := luNearby(env, a, j+h, n-h, piv[h:])
	for i := range piv[h:] {
		piv[h+i] += h
	}
	if zero < 0 && z >= 0 {
		zero = h + z
	}
	return zero
}

// luNearbyPanel eliminates the columns of a narrow window one by one, and
// exchanges the rows of a.
func luNearbyPanel[T blas.Scalar](env blas.Env, a blas.Mat[T], j, n int, piv []int) int {
	m := a.Rows - j
	p := a.Window(j, j, m, n)
	if m <= nearbyRows || blas.IsComplex[T]() {
		zero := luRows(env.Tier, p.Data, p.RS, m, n, piv)
		exchangeRows(env.Tier, a, j, 0, j, piv)
		exchangeRows(env.Tier, a, j, j+n, a.Cols, piv)
		return zero
	}
	s := workspaces.Get().(*workspace)
	ld := (m + 7) &^ 7
	c := blas.ColMajor(elements[T](s, n*ld), m, n, ld)
	blas.Copy(env, c, p)
	zero := luTall(env.Tier, c.Data, ld, m, n, piv)
	exchangeRows(env.Tier, a, j, 0, a.Cols, piv)
	blas.Copy(env, p, c)
	workspaces.Put(s)
	return zero
}

// exchangeRows exchanges rows j+i and j+piv[i] of a between two columns, for
// all i in increasing order.
func exchangeRows[T blas.Scalar](t cpu.Tier, a blas.Mat[T], j, from, to int, piv []int) {
	if from == to {
		return
	}
	words := (to - from) * int(unsafe.Sizeof(a.Data[0])) / 4
	for i, p := range piv {
		if p != i {
			x, y := a.Data[(j+i)*a.RS+from:][:to-from], a.Data[(j+p)*a.RS+from:][:to-from]
			vec.Swap(t, vec.Ptr(&x[0]), vec.Ptr(&y[0]), words)
		}
	}
}

// luTall factors an m by n matrix whose columns lie ld apart, as luRows does
// one whose rows do, to the bit. The elements are real.
func luTall[T blas.Scalar](t cpu.Tier, w []T, ld, m, n int, piv []int) int {
	switch w := any(w).(type) {
	case []float64:
		return luTallReal(t, w, ld, m, n, piv)
	case []float32:
		return luTallReal(t, w, ld, m, n, piv)
	}
	panic("lapack: unreachable element type")
}

func luTallReal[R blas.Real](t cpu.Tier, w []R, ld, m, n int, piv []int) int {
	zero := -1
	for k := range piv {
		col := w[k*ld:][:m]
		at := k + vec.IAmax[R](t, vec.Ptr(&col[k]), m-k)
		piv[k] = at
		d := col[at]
		if d == 0 {
			if zero < 0 {
				zero = k
			}
			continue
		}
		if at != k {
			for o := 0; o < n*ld; o += ld {
				w[o+k], w[o+at] = w[o+at], w[o+k]
			}
		}
		if k+1 == m {
			break
		}
		below := col[k+1:]
		scaleDown(t, below, d)
		if k+1 < n {
			right := w[(k+1)*ld+k:]
			outer.Real(t, right[1:], ld, right, below, n-k-1, len(below))
		}
	}
	return zero
}

// scaleDown is divideReal for elements side by side.
func scaleDown[R blas.Real](t cpu.Tier, x []R, d R) {
	if hasReciprocal(d) {
		vec.Scal(t, 1/d, vec.Ptr(&x[0]), len(x))
		return
	}
	for i := range x {
		x[i] /= d
	}
}
