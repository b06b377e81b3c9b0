package blas

import (
	"github.com/scicore-go/scicore/internal/vec"
)

// Trmv computes x = A·x for the triangle uplo of A.
func Trmv[T Scalar](env Env, uplo Uplo, diag Diag, a Mat[T], x Vec[T]) {
	triangleVec(env, multiplying, uplo, diag, a, x)
}

// Trsv computes x = A⁻¹·x for the triangle uplo of A. A zero on the diagonal
// gives infinities, as in BLAS.
//
// Blocks of 32 are solved element by element; what lies beside them is a
// [Gemv] along contiguous elements, with the elements before the block if rows
// are contiguous and with those after it otherwise.
func Trsv[T Scalar](env Env, uplo Uplo, diag Diag, a Mat[T], x Vec[T]) {
	triangleVec(env, solving, uplo, diag, a, x)
}

// vecBlock is the order of the blocks on the diagonal.
const vecBlock = 32

func triangleVec[T Scalar](env Env, t task, uplo Uplo, diag Diag, a Mat[T], x Vec[T]) {
	if a.Rows != a.Cols || a.Rows != x.N {
		panic("blas: triangular operation: shapes do not fit")
	}
	if x.N == 0 {
		return
	}
	if x.Inc != 1 && x.N > 1 {
		b := buffers.Get().(*buffer)
		defer buffers.Put(b)
		c := elements[T](b, x.N)
		gather(c, x, 0)
		triangleVec(env, t, uplo, diag, a, VecOf(c))
		scatter(x, 0, c)
		return
	}
	v := vecTriangle[T]{task: t, uplo: uplo, diag: diag, a: a, x: x, alpha: 1, byRows: a.CS == 1 || a.RS != 1}
	if t == solving {
		v.alpha = -1
	}
	blocks := (x.N + vecBlock - 1) / vecBlock
	for k := range blocks {
		// A lower triangle is solved from the top and multiplied from the
		// bottom, an upper one the other way.
		if (uplo == Upper) != (t == multiplying) {
			k = blocks - 1 - k
		}
		v.block(env, k*vecBlock, min(x.N, (k+1)*vecBlock))
	}
}

// vecTriangle is an operation with a triangle on a contiguous vector.
type vecTriangle[T Scalar] struct {
	task   task
	uplo   Uplo
	diag   Diag
	a      Mat[T]
	x      Vec[T]
	alpha  T
	byRows bool
}

// block does the rows from i to j, and what their columns do to other rows
// unless rows are contiguous.
func (v *vecTriangle[T]) block(env Env, i, j int) {
	before := v.byRows == (v.task == solving) // products come before the diagonal
	if before {
		v.beside(env, i, j)
	}
	v.corner(env, i, j)
	if !before {
		v.beside(env, i, j)
	}
}

// beside is the product with the rectangle next to the block on the diagonal.
func (v *vecTriangle[T]) beside(env Env, i, j int) {
	n, h := v.x.N, j-i
	own := v.x.From(i, j)
	lo, hi := 0, i // the rest that has been or will be done: rows of a lower triangle
	if (v.uplo == Upper) == v.byRows {
		lo, hi = j, n
	}
	if lo == hi {
		return
	}
	rest := v.x.From(lo, hi)
	if v.byRows {
		Gemv(env, v.alpha, v.a.Window(i, lo, h, hi-lo), rest, 1, own)
		return
	}
	Gemv(env, v.alpha, v.a.Window(lo, i, hi-lo, h), own, 1, rest)
}

// corner is the operation with the block on the diagonal.
func (v *vecTriangle[T]) corner(env Env, i, j int) {
	for k := range j - i {
		r := i + k
		if (v.uplo == Upper) != (v.task == multiplying) {
			r = j - 1 - k
		}
		lo, hi := i, r // what lies beside the diagonal in row r, or column r
		if (v.uplo == Upper) == v.byRows {
			lo, hi = r+1, j
		}
		v.element(env, r, lo, hi)
	}
}

// element is the operation with one row, or column, of a block.
func (v *vecTriangle[T]) element(env Env, r, lo, hi int) {
	x := v.x.Data
	if v.byRows {
		s := v.rowSum(env, r, lo, hi)
		if v.task == solving {
			x[r] = v.over(x[r]-s, r)
		} else {
			x[r] = v.times(x[r], r) + s
		}
		return
	}
	if v.task == solving {
		x[r] = v.over(x[r], r)
	}
	if lo < hi {
		axpy(env.Tier, v.a.Conj, Mul(v.alpha, x[r]), vec.Ptr(&v.a.Data[lo*v.a.RS+r*v.a.CS]), vec.Ptr(&x[lo]), hi-lo)
	}
	if v.task == multiplying {
		x[r] = v.times(x[r], r)
	}
}

// rowSum is the product of a piece of row r with x.
func (v *vecTriangle[T]) rowSum(env Env, r, lo, hi int) T {
	if lo == hi {
		return 0
	}
	p := v.a.Data[r*v.a.RS+lo*v.a.CS:]
	if v.a.CS == 1 {
		return dot[T](env.Tier, v.a.Conj, vec.Ptr(&p[0]), vec.Ptr(&v.x.Data[lo]), hi-lo)
	}
	var row [vecBlock]T
	gather(row[:hi-lo], Vec[T]{p, hi - lo, v.a.CS}, 0)
	return dot[T](env.Tier, v.a.Conj, vec.Ptr(&row), vec.Ptr(&v.x.Data[lo]), hi-lo)
}

func (v *vecTriangle[T]) over(x T, r int) T {
	if v.diag == Unit {
		return x
	}
	return Div(x, v.a.At(r, r))
}

func (v *vecTriangle[T]) times(x T, r int) T {
	if v.diag == Unit {
		return x
	}
	return Mul(v.a.At(r, r), x)
}
