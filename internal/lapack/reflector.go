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
	b := -math.Copysign(math.Hypot(blas.Abs(alpha), norm), blas.Re(alpha))
	small := blas.SafeMin[T]() / blas.Eps[T]()
	lifts := 0
	for math.Abs(b) < small && lifts < 20 {
		// The numbers are so small that 1/(alpha-beta) would lose digits.
		lifts++
		up := blas.FromReal[T](1 / small)
		blas.Scal(env, up, x)
		alpha = blas.Mul(alpha, up)
		b = -math.Copysign(math.Hypot(blas.Abs(alpha), blas.Nrm2(env, x)), blas.Re(alpha))
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

// larft builds T column by column: T[:j,j] = -tau[j]·T[:j,:j]·(VᴴV)[:j,j].
func larft[T blas.Scalar](env blas.Env, v blas.Mat[T], tau []T) blas.Mat[T] {
	k := v.Cols
	t := blas.NewCols[T](k, k)
	g := blas.ScratchCols[T](k, k)
	blas.Gemm(env, 1, v.H(), v, 0, g)
	for j := range k {
		t.Set(j, j, tau[j])
		if j == 0 || tau[j] == 0 {
			continue
		}
		col := t.Col(j).From(0, j)
		blas.CopyVec(env, g.Col(j).From(0, j), col)
		blas.Scal(env, -tau[j], col)
		blas.Trmv(env, blas.Upper, blas.NonUnit, t.Window(0, 0, j, j), col)
	}
	return t
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
	h.middle(env, inverse, w)
	blas.Gemm(env, -1, h.V, w, 1, c)
}

// Right computes C = C·H, or C·Hᴴ if inverse.
func (h Block[T]) Right(env blas.Env, inverse bool, c blas.Mat[T]) {
	if c.Empty() {
		return
	}
	w := blas.Scratch[T](c.Rows, h.V.Cols)
	blas.Gemm(env, 1, c, h.V, 0, w)
	t, uplo := h.T, blas.Upper
	if inverse {
		t, uplo = h.T.H(), blas.Lower
	}
	blas.Trmm(env, uplo.T(), blas.NonUnit, 1, t.T(), w.T())
	blas.Gemm(env, -1, w, h.V.H(), 1, c)
}

// middle computes W = T·W or Tᴴ·W.
func (h Block[T]) middle(env blas.Env, inverse bool, w blas.Mat[T]) {
	if inverse {
		blas.Trmm(env, blas.Lower, blas.NonUnit, 1, h.T.H(), w)
	} else {
		blas.Trmm(env, blas.Upper, blas.NonUnit, 1, h.T, w)
	}
}
