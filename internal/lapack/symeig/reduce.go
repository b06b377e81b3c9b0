package symeig

import (
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// panel is how many columns are reduced before the rest of the matrix is
// updated by one product.
const panel = 32

// Sytrd reduces a symmetric or Hermitian matrix to a real tridiagonal one by
// reflectors, A = Q·T·Qᴴ. The diagonal of T goes to d, n long, what is beside it
// to e, n-1 long. The triangle uplo of a is overwritten: reflector i lies below
// element (i+1, i), its scalar in tau, n-1 long; an upper triangle is that of
// the transposed view, whose matrix is conj(A). a must not be marked Conj.
// LAPACK: ?sytrd, ?hetrd with 'L'.
//
// Half of the work is matrix-vector products with what is left of A, the other
// half updates of it: J. Dongarra, S. Hammarling and D. Sorensen, "Block
// reduction of matrices to condensed forms", J. Comput. Appl. Math. 27 (1989).
func Sytrd[T blas.Scalar](env blas.Env, uplo blas.Uplo, a blas.Mat[T], d, e []float64, tau []T) {
	if uplo == blas.Upper {
		a = a.T()
	}
	n := a.Rows
	p := blas.ScratchCols[T](n, 2*min(panel, n))
	work := make([]T, 4*panel)
	var product *product[T]
	if a.RS == 1 {
		product = newProduct[T](env, n)
	}
	for j := 0; j < n && !blas.Stopped(env); j += panel {
		nb, m := min(panel, n-j), n-j
		q := p.Window(j, 0, m, 2*nb)
		r := reduction[T]{env, a.Window(j, j, m, m), q, work, product}
		for i := range nb {
			d[j+i] = r.updateColumn(i)
			if i+1 < m {
				e[j+i], tau[j+i] = r.annihilate(i)
			}
		}
		if rest := m - nb; rest > 0 {
			v, w := pair(q.Window(nb, 0, rest, 2*nb))
			blas.Her2k(env, blas.Lower, -1, v, w, 1, a.Window(j+nb, j+nb, rest, rest))
		}
	}
}

// reduction is a panel at work: a is what is left of the matrix when the panel
// begins, p holds the reflectors v and the vectors w of the columns done so
// far in turn, v₀ w₀ v₁ w₁ …, and the matrix at present is
//
//	A - Σ vⱼ·wⱼᴴ + wⱼ·vⱼᴴ
//
// The order makes one product out of the two with all v and all w.
type reduction[T blas.Scalar] struct {
	env     blas.Env
	a, p    blas.Mat[T]
	work    []T
	product *product[T] // nil if the columns of a are not contiguous
}

// pair returns the v and the w of a panel.
func pair[T blas.Scalar](p blas.Mat[T]) (v, w blas.Mat[T]) {
	v = p.Window(0, 0, p.Rows, p.Cols-1)
	w = p.Window(0, 1, p.Rows, p.Cols-1)
	v.Cols, v.CS = p.Cols/2, 2*p.CS
	w.Cols, w.CS = p.Cols/2, 2*p.CS
	return v, w
}

// updateColumn brings column i up to date and returns its diagonal element.
func (r *reduction[T]) updateColumn(i int) float64 {
	n := r.a.Rows
	if i > 0 {
		x := r.work[:2*i]
		for j := range i {
			x[2*j] = blas.Conj(r.p.At(i, 2*j+1))
			x[2*j+1] = blas.Conj(r.p.At(i, 2*j))
		}
		blas.Gemv(r.env, -1, r.p.Window(i, 0, n-i, 2*i), blas.VecOf(x), 1, r.a.Col(i).From(i, n))
	}
	return blas.Re(r.a.At(i, i))
}

// annihilate makes the reflector of column i and its w, and returns the
// element beside the diagonal.
func (r *reduction[T]) annihilate(i int) (e float64, tau T) {
	n, env := r.a.Rows, r.env
	col := r.a.Col(i)
	beta, tau := lapack.Larfg(env, col.At(i+1), col.From(i+2, n))
	col.Set(i+1, beta)

	pv, pw := r.p.Col(2*i), r.p.Col(2*i+1)
	clear(pv.Data[:i+1])
	clear(pw.Data[:i+1])
	v, w := pv.From(i+1, n), pw.From(i+1, n)
	blas.CopyVec(env, col.From(i+1, n), v)
	v.Set(0, 1)

	if rest := r.a.Window(i+1, i+1, n-i-1, n-i-1); r.product != nil {
		r.product.times(rest, v.Data, w.Data)
	} else {
		blas.Hemv(env, blas.Lower, 1, rest, v, 0, w)
	}
	if i > 0 {
		p := r.p.Window(i+1, 0, n-i-1, 2*i)
		g, x := blas.VecOf(r.work[:2*i]), r.work[2*panel:][:2*i]
		r.project(p, v, g)
		for j := range i {
			x[2*j], x[2*j+1] = g.Data[2*j+1], g.Data[2*j]
		}
		blas.Gemv(env, -1, p, blas.VecOf(x), 1, w)
	}
	blas.Scal(env, tau, w)
	half := blas.Mul(blas.FromReal[T](-0.5), blas.Mul(tau, blas.Dotc(env, w, v)))
	blas.Axpy(env, half, v, w)
	return blas.Re(beta), tau
}

// project computes g = Pᴴ·v. A complex v is conjugated in place meanwhile
// rather than all of P.
func (r *reduction[T]) project(p blas.Mat[T], v, g blas.Vec[T]) {
	if !blas.IsComplex[T]() {
		blas.Gemv(r.env, 1, p.T(), v, 0, g)
		return
	}
	blas.ConjInPlace(v.Column())
	blas.Gemv(r.env, 1, p.T(), v, 0, g)
	blas.ConjInPlace(v.Column())
	blas.ConjInPlace(g.Column())
}
