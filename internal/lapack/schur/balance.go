package schur

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// Balance is what [Gebal] did. Rows and columns Lo to Hi are the part that is
// not triangular already; Scale[j] is the factor of column j there, and Swap[j]
// the index that j was exchanged with elsewhere.
type Balance struct {
	Lo, Hi int
	Scale  []float64
	Swap   []int
}

// Gebal balances A in place by a similarity. If permute, rows and columns are
// exchanged so that eigenvalues which can be read off stand at the ends; if
// scale, rows and columns are multiplied by powers of two until their 2-norms
// are near each other. LAPACK: ?gebal, with the norm of version 3.5 and later
// (R. James, J. Langou and B. Lowery, "On matrix balancing and eigenvector
// computation", 2014: with the 1-norm, balancing can ruin a Hessenberg matrix).
func Gebal[T blas.Scalar](env blas.Env, permute, scale bool, a blas.Mat[T]) Balance {
	n := a.Rows
	b := Balance{0, n, make([]float64, n), make([]int, n)}
	for j := range n {
		b.Scale[j], b.Swap[j] = 1, j
	}
	if permute {
		isolateRows(env, &b, a)
		isolateCols(env, &b, a)
	}
	if scale {
		equilibrate(env, &b, a)
	}
	return b
}

// isolateRows moves rows that are zero but for the diagonal to the bottom.
func isolateRows[T blas.Scalar](env blas.Env, b *Balance, a blas.Mat[T]) {
	for again := true; again && b.Hi > 1; {
		again = false
		for i := b.Hi - 1; i >= 0; i-- {
			if zeroBut(a.Row(i).From(0, b.Hi), i) {
				b.Swap[b.Hi-1] = i
				swapBoth(env, a, i, b.Hi-1, b.Hi, 0)
				b.Hi--
				again = true
				break
			}
		}
	}
}

// isolateCols moves columns that are zero but for the diagonal to the left.
func isolateCols[T blas.Scalar](env blas.Env, b *Balance, a blas.Mat[T]) {
	for again := true; again && b.Hi > 1; {
		again = false
		for j := b.Lo; j < b.Hi; j++ {
			if zeroBut(a.Col(j).From(b.Lo, b.Hi), j-b.Lo) {
				b.Swap[b.Lo] = j
				swapBoth(env, a, j, b.Lo, b.Hi, b.Lo)
				b.Lo++
				again = true
				break
			}
		}
	}
}

// zeroBut reports whether x has no element but x[i].
func zeroBut[T blas.Scalar](x blas.Vec[T], i int) bool {
	for k := range x.N {
		if k != i && x.At(k) != 0 {
			return false
		}
	}
	return true
}

// swapBoth exchanges columns i and j in the rows before hi and rows i and j in
// the columns from lo.
func swapBoth[T blas.Scalar](env blas.Env, a blas.Mat[T], i, j, hi, lo int) {
	if i == j {
		return
	}
	blas.Swap(env, a.Col(i).From(0, hi), a.Col(j).From(0, hi))
	blas.Swap(env, a.Row(i).From(lo, a.Cols), a.Row(j).From(lo, a.Cols))
}

// equilibrate scales rows and columns Lo to Hi until no scaling would make the
// norms of a row and its column smaller by a twentieth.
func equilibrate[T blas.Scalar](env blas.Env, b *Balance, a blas.Mat[T]) {
	for again := true; again && !blas.Stopped(env); {
		again = false
		for i := b.Lo; i < b.Hi; i++ {
			f := b.factor(norms(a, i, b.Lo, b.Hi), i, blas.SafeMin[T](), blas.Eps[T]())
			if f == 1 {
				continue
			}
			b.Scale[i] *= f
			blas.Scal(env, blas.FromReal[T](1/f), a.Row(i).From(b.Lo, a.Cols))
			blas.Scal(env, blas.FromReal[T](f), a.Col(i).From(0, b.Hi))
			again = true
		}
	}
}

// rowCol are the 2-norms of a row and a column inside the part to be scaled
// and their largest elements inside the matrix.
type rowCol struct{ row, col, rowMax, colMax float64 }

func norms[T blas.Scalar](a blas.Mat[T], i, lo, hi int) rowCol {
	var x rowCol
	x.row, _ = normMax(a.Row(i).From(lo, hi))
	x.col, _ = normMax(a.Col(i).From(lo, hi))
	_, x.rowMax = normMax(a.Row(i).From(lo, a.Cols))
	_, x.colMax = normMax(a.Col(i).From(0, hi))
	return x
}

// normMax returns the 2-norm and the largest magnitude of x.
func normMax[T blas.Scalar](x blas.Vec[T]) (norm, big float64) {
	for k := range x.N {
		e := x.Data[k*x.Inc]
		re, im := math.Abs(blas.Re(e)), math.Abs(blas.Im(e))
		if m := math.Max(re, im); m > big || m != m {
			big = m
		}
		norm += float64(re*re) + float64(im*im)
	}
	if big > 1e-140 && big < 1e140 {
		return math.Sqrt(norm), big
	}
	if big == 0 || math.IsInf(big, 0) || math.IsNaN(big) {
		return big, big
	}
	norm = 0
	_, exp := math.Frexp(big)
	for k := range x.N {
		e := x.Data[k*x.Inc]
		re, im := math.Ldexp(blas.Re(e), -exp), math.Ldexp(blas.Im(e), -exp)
		norm += float64(re*re) + float64(im*im)
	}
	return math.Ldexp(math.Sqrt(norm), exp), big
}

// factor returns the power of two by which column i should be multiplied, and
// row i divided; 1 if that would not help.
func (b *Balance) factor(x rowCol, i int, safeMin, eps float64) float64 {
	small := safeMin / (2 * eps)
	tiny, huge := 2*small, 1/(2*small)
	if x.col == 0 || x.row == 0 || !(x.col+x.row+x.rowMax+x.colMax < math.Inf(1)) {
		return 1
	}
	f, c, r, ca, ra := 1.0, x.col, x.row, x.colMax, x.rowMax
	for c < r/2 && max(f, c, ca) < huge && min(r, r/2, ra) > tiny {
		f, c, ca, r, ra = f*2, c*2, ca*2, r/2, ra/2
	}
	for c/2 >= r && max(r, ra) < huge && min(f, c/2, ca) > tiny {
		f, c, ca, r, ra = f/2, c/2, ca/2, r*2, ra*2
	}
	s := b.Scale[i]
	switch {
	case c+r >= 0.95*(x.col+x.row),
		f < 1 && s < 1 && f*s <= small,
		f > 1 && s > 1 && s >= 1/small/f:
		return 1
	}
	return f
}

// Gebak turns eigenvectors of a matrix balanced by [Gebal] into those of the
// matrix it was, in place: the columns of v are right eigenvectors, or left
// ones. LAPACK: ?gebak.
func Gebak[T blas.Scalar](env blas.Env, b Balance, left bool, v blas.Mat[T]) {
	if v.Empty() {
		return
	}
	for i := b.Lo; i < b.Hi; i++ {
		f := b.Scale[i]
		if left {
			f = 1 / f
		}
		if f != 1 {
			blas.Scal(env, blas.FromReal[T](f), v.Row(i))
		}
	}
	swap := func(i int) {
		if k := b.Swap[i]; k != i {
			blas.Swap(env, v.Row(i), v.Row(k))
		}
	}
	for i := b.Lo - 1; i >= 0; i-- {
		swap(i)
	}
	for i := b.Hi; i < v.Rows; i++ {
		swap(i)
	}
}
