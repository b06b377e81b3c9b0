package lapack

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// Larfg makes the elementary reflector H = I - tau·v·vᴴ, v[0] = 1, with
// Hᴴ·(alpha; x) = (beta; 0) and beta real. It overwrites x with the rest of v.
// LAPACK: ?larfg.
func Larfg[T blas.Scalar](env blas.Env, alpha T, x blas.Vec[T]) (beta, tau T) {
	norm := blas.Nrm2(env, x)
	if norm == 0 && blas.Im(alpha) == 0 {
		return alpha, 0
	}
	b := -math.Copysign(blas.Hypot(blas.Abs(alpha), norm), blas.Re(alpha))
	small := blas.SafeMin[T]() / blas.Eps[T]()
	lifts := 0
	for math.Abs(b) < small && lifts < 20 {
		// The numbers are so small that 1/(alpha-beta) would lose digits.
		lifts++
		up := blas.FromReal[T](1 / small)
		blas.Scal(env, up, x)
		alpha = blas.Mul(alpha, up)
		b = -math.Copysign(blas.Hypot(blas.Abs(alpha), blas.Nrm2(env, x)), blas.Re(alpha))
	}
	bt := blas.FromReal[T](b)
	tau = blas.FromComplex[T](complex((b-blas.Re(alpha))/b, -blas.Im(alpha)/b))
	blas.Scal(env, blas.Div(1, alpha-bt), x)
	for range lifts {
		b *= small
	}
	return blas.FromReal[T](b), tau
}

// Block is a product H₁·H₂·…·Hₖ of reflectors in compact form, I - V·T·Vᴴ: V is
// n by k, unit lower trapezoidal with its ones and zeros written out, T is k
// by k upper triangular. R. Schreiber and C. Van Loan, "A storage-efficient WY
// representation", SIAM J. Sci. Stat. Comput. 10 (1989).
type Block[T blas.Scalar] struct{ V, T blas.Mat[T] }

// MakeBlock reads the k reflectors whose vectors lie below the diagonal of v,
// n by k, as factorisations leave them, with the scalars tau. v is copied.
func MakeBlock[T blas.Scalar](env blas.Env, v blas.Mat[T], tau []T) Block[T] {
	return makeBlock(env, v.CloneCols(env), tau)
}

// makeBlock is [MakeBlock] that keeps v, with ones and zeros written out.
func makeBlock[T blas.Scalar](env blas.Env, v blas.Mat[T], tau []T) Block[T] {
	for j := range min(v.Rows, v.Cols) {
		for i := range j {
			v.Set(i, j, 0)
		}
		v.Set(j, j, 1)
	}
	return Block[T]{v, larft(env, v, tau)}
}

// larft builds T from G = VᴴV, of which it looks at what is right of the
// diagonal.
func larft[T blas.Scalar](env blas.Env, v blas.Mat[T], tau []T) blas.Mat[T] {
	k := v.Cols
	t := blas.NewCols[T](k, k)
	g := blas.ScratchCols[T](k, k)
	blas.Gemm(env, 1, v.H(), v, 0, g)
	fillT(env, t, g, tau)
	return t
}

// fillT halves the reflectors: the T of both halves is
//
//	(T₁  -T₁·(V₁ᴴV₂)·T₂; 0  T₂).
func fillT[T blas.Scalar](env blas.Env, t, g blas.Mat[T], tau []T) {
	k := len(tau)
	if k <= 8 {
		fillSmallT(t, g, tau)
		return
	}
	h := k / 2
	t1, t2 := t.Window(0, 0, h, h), t.Window(h, h, k-h, k-h)
	fillT(env, t1, g.Window(0, 0, h, h), tau[:h])
	fillT(env, t2, g.Window(h, h, k-h, k-h), tau[h:])
	w := blas.ScratchCols[T](h, k-h)
	blas.Gemm(env, -1, g.Window(0, h, h, k-h), t2, 0, w)
	blas.Gemm(env, 1, t1, w, 0, t.Window(0, h, h, k-h))
}

// fillSmallT goes column by column: T[:j,j] = -tau[j]·T[:j,:j]·G[:j,j].
func fillSmallT[T blas.Scalar](t, g blas.Mat[T], tau []T) {
	for j, s := range tau {
		for i := range j {
			var x T
			for l := i; l < j; l++ {
				x += blas.Mul(t.At(i, l), g.At(l, j))
			}
			t.Set(i, j, -blas.Mul(s, x))
		}
		t.Set(j, j, s)
	}
}

// Left computes C = H·C, or Hᴴ·C if inverse.
func (h Block[T]) Left(env blas.Env, inverse bool, c blas.Mat[T]) {
	if c.Empty() {
		return
	}
	if c.Conj { // conj(H·conj(C)) = conj(H)·C
		h.V, h.T, c = conjugate(h.V), conjugate(h.T), conjugate(c)
	}
	w := blas.Scratch[T](h.V.Cols, c.Cols)
	blas.Gemm(env, 1, h.V.H(), c, 0, w)
	t := h.T
	if inverse {
		t = t.H()
	}
	// The zeros of T are multiplied too: they are few, and products are fast.
	tw := blas.Scratch[T](w.Rows, w.Cols)
	blas.Gemm(env, 1, t, w, 0, tw)
	blas.Gemm(env, -1, h.V, tw, 1, c)
}

// Right computes C = C·H, or C·Hᴴ if inverse.
func (h Block[T]) Right(env blas.Env, inverse bool, c blas.Mat[T]) {
	if c.Empty() {
		return
	}
	w := blas.Scratch[T](c.Rows, h.V.Cols)
	blas.Gemm(env, 1, c, h.V, 0, w)
	t := h.T
	if inverse {
		t = t.H()
	}
	wt := blas.Scratch[T](w.Rows, w.Cols)
	blas.Gemm(env, 1, w, t, 0, wt)
	blas.Gemm(env, -1, wt, h.V.H(), 1, c)
}
