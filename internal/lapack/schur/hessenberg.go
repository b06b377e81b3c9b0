package schur

import (
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// panelCols is how many columns Gehrd reduces before it updates the rest.
const panelCols = 32

// Gehrd reduces rows and columns lo to hi of A to upper Hessenberg form by
// reflections, Qᴴ·A·Q = H; outside lo, hi the matrix must be triangular
// already. H replaces the upper triangle and the subdiagonal of A; below it lie
// the vectors of the reflectors, whose scalars are returned: reflector j-lo
// acts on the rows below j. LAPACK: ?gehrd, after G. Quintana-Orti and R. van
// de Geijn, "Improving the performance of reduction to Hessenberg form", ACM
// TOMS 32 (2006).
func Gehrd[T blas.Scalar](env blas.Env, lo, hi int, a blas.Mat[T]) []T {
	n := a.Rows
	tau := make([]T, max(0, hi-lo-2))
	for p := lo; p < hi-2; p += panelCols {
		if blas.Stopped(env) {
			break
		}
		h := panel[T]{a: a, p: p, hi: hi, n: n, cols: min(panelCols, hi-2-p)}
		h.reduce(env)
		copy(tau[p-lo:], h.tau)
		h.update(env)
	}
	return tau
}

// panel is some columns of a matrix on the way to Hessenberg form: v holds
// their reflectors on the rows from p+1 to hi, t the triangle of their compact
// form I - V·T·Vᴴ, and y = A·V·T.
type panel[T blas.Scalar] struct {
	a           blas.Mat[T]
	p, hi, n    int
	cols        int
	v, t, y     blas.Mat[T]
	tau         []T
	work, work2 blas.Vec[T]
}

// reduce makes the reflectors of the panel. Columns of A behind the panel are
// read only: they are updated at once later. LAPACK: ?lahr2.
func (h *panel[T]) reduce(env blas.Env) {
	m := h.hi - h.p - 1
	h.v, h.y = blas.NewCols[T](m, h.cols), blas.NewCols[T](h.hi, h.cols)
	h.t = blas.NewCols[T](h.cols, h.cols)
	h.tau = make([]T, h.cols)
	h.work, h.work2 = blas.VecOf(make([]T, h.cols)), blas.VecOf(make([]T, h.cols))
	b := blas.VecOf(make([]T, m))
	below := h.y.Window(h.p+1, 0, m, h.cols)
	for j := range h.cols {
		c := h.p + j
		col := h.a.Window(h.p+1, c, m, 1).Col(0)
		blas.CopyVec(env, col, b)
		h.catchUp(env, j, below, b)
		beta, tau := lapack.Larfg(env, b.At(j), b.From(j+1, m))
		h.tau[j] = tau
		v := h.v.Col(j).From(j, m)
		v.Set(0, 1)
		blas.CopyVec(env, b.From(j+1, m), v.From(1, m-j))
		b.Set(j, beta)
		blas.CopyVec(env, b, col)
		h.extend(env, j, below, v)
	}
}

// catchUp applies the reflectors before j to column j of the panel, which b
// holds: from the right by means of y, then from the left.
func (h *panel[T]) catchUp(env blas.Env, j int, below blas.Mat[T], b blas.Vec[T]) {
	if j == 0 {
		return
	}
	w, w2 := h.work.From(0, j), h.work2.From(0, j)
	for i := range j {
		w.Set(i, blas.Conj(h.v.At(j-1, i)))
	}
	blas.Gemv(env, -1, below.Window(0, 0, b.N, j), w, 1, b)
	v := h.v.Window(0, 0, b.N, j)
	dots(env, v, b, w)
	blas.Gemv(env, 1, h.t.Window(0, 0, j, j).H(), w, 0, w2)
	blas.Gemv(env, -1, v, w2, 1, b)
}

// dots computes w = Vᴴ·b.
func dots[T blas.Scalar](env blas.Env, v blas.Mat[T], b, w blas.Vec[T]) {
	if !blas.IsComplex[T]() {
		blas.Gemv(env, 1, v.T(), b, 0, w)
		return
	}
	for i := range w.N {
		w.Set(i, blas.Dotc(env, v.Col(i), b))
	}
}

// extend adds column j to y and t.
func (h *panel[T]) extend(env blas.Env, j int, below blas.Mat[T], v blas.Vec[T]) {
	m := below.Rows
	y := below.Col(j)
	blas.Gemv(env, 1, h.a.Window(h.p+1, h.p+1+j, m, m-j), v, 0, y)
	tau := h.tau[j]
	if j > 0 {
		w, w2 := h.work.From(0, j), h.work2.From(0, j)
		dots(env, h.v.Window(j, 0, m-j, j), v, w)
		blas.Gemv(env, -1, below.Window(0, 0, m, j), w, 1, y)
		blas.Gemv(env, -tau, h.t.Window(0, 0, j, j), w, 0, w2)
		blas.CopyVec(env, w2, h.t.Col(j).From(0, j))
	}
	blas.Scal(env, tau, y)
	h.t.Set(j, j, tau)
}

// update applies the reflectors of the panel to the columns behind it and to
// the rows above it.
func (h *panel[T]) update(env blas.Env) {
	m, top, next := h.hi-h.p-1, h.p+1, h.p+h.cols
	above := h.y.Window(0, 0, top, h.cols)
	blas.Gemm(env, 1, h.a.Window(0, top, top, m), h.v, 0, above)
	blas.Trmm(env, blas.Lower, blas.NonUnit, 1, h.t.T(), above.T())
	// From the right: A -= Y·Vᴴ. Rows of the panel's own columns are done,
	// except those above it.
	rest := h.hi - next
	blas.Gemm(env, -1, h.y, h.v.Window(h.cols-1, 0, rest, h.cols).H(), 1, h.a.Window(0, next, h.hi, rest))
	if h.cols > 1 {
		blas.Gemm(env, -1, above, h.v.Window(0, 0, h.cols-1, h.cols).H(), 1, h.a.Window(0, top, top, h.cols-1))
	}
	lapack.Block[T]{V: h.v, T: h.t}.Left(env, true, h.a.Window(top, next, m, h.n-next))
}

// reflectorBlock is how many reflectors are applied at once.
const reflectorBlock = 64

// Orghr returns the unitary Q of a reduction by [Gehrd]. LAPACK: ?orghr, ?unghr.
func Orghr[T blas.Scalar](env blas.Env, lo, hi int, a blas.Mat[T], tau []T) blas.Mat[T] {
	q := blas.Eye[T](a.Rows).T() // by columns: what follows rotates columns
	k := max(0, hi-lo-2)
	for j := (k - 1) / reflectorBlock * reflectorBlock; j >= 0 && k > 0; j -= reflectorBlock {
		if blas.Stopped(env) {
			break
		}
		p, cols := lo+j, min(reflectorBlock, k-j)
		b := lapack.MakeBlock(env, a.Window(p+1, p, hi-p-1, cols), tau[j:j+cols])
		// Above and left of row p+1 the product so far is the identity.
		b.Left(env, false, q.Window(p+1, p+1, hi-p-1, hi-p-1))
	}
	return q
}

// Ormhr computes C = Q·C, or Qᴴ·C if inverse, with the Q of a reduction by
// [Gehrd]. From the right: C·Q is Ormhr with left false. LAPACK: ?ormhr, ?unmhr.
func Ormhr[T blas.Scalar](env blas.Env, left, inverse bool, lo, hi int, a blas.Mat[T], tau []T, c blas.Mat[T]) {
	k := max(0, hi-lo-2)
	blocks := (k + reflectorBlock - 1) / reflectorBlock
	for s := range blocks {
		if blas.Stopped(env) {
			return
		}
		// Q = B₀·B₁·…: whichever factor stands next to C comes first.
		if left != inverse {
			s = blocks - 1 - s
		}
		j := s * reflectorBlock
		p, cols := lo+j, min(reflectorBlock, k-j)
		m := hi - p - 1
		b := lapack.MakeBlock(env, a.Window(p+1, p, m, cols), tau[j:j+cols])
		if left {
			b.Left(env, inverse, c.Window(p+1, 0, m, c.Cols))
		} else {
			b.Right(env, inverse, c.Window(0, p+1, c.Rows, m))
		}
	}
}

// clearBelow sets everything below the subdiagonal to zero.
func clearBelow[T blas.Scalar](h blas.Mat[T]) {
	if h.Rows > 2 {
		blas.ClearTriangle(blas.Lower, h.Window(1, 0, h.Rows-1, h.Cols-1))
	}
}
