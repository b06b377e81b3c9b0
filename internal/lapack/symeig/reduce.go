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
// the transposed view, whose matrix is conj(A). a must not be marked Conj; a
// copy is made unless the columns of the lower triangle are contiguous. LAPACK:
// ?sytrd, ?hetrd with 'L'.
//
// Half of the work is matrix-vector products with what is left of A, the other
// half updates of it: J. Dongarra, S. Hammarling and D. Sorensen, "Block
// reduction of matrices to condensed forms", J. Comput. Appl. Math. 27 (1989).
func Sytrd[T blas.Scalar](env blas.Env, uplo blas.Uplo, a blas.Mat[T], d, e []float64, tau []T) {
	if uplo == blas.Upper {
		a = a.T()
	}
	if a.RS == 1 || a.Rows == 0 {
		sytrd(env, a, d, e, tau)
		return
	}
	c := a.CloneCols(env)
	sytrd(env, c, d, e, tau)
	blas.CopyTriangle(blas.Lower, a, c)
}

func sytrd[T blas.Scalar](env blas.Env, a blas.Mat[T], d, e []float64, tau []T) {
	n := a.Rows
	p := blas.ScratchCols[T](n, 2*min(panel, n))
	r := reduction[T]{env: env, product: newProduct[T](env, n)}
	for j := 0; j < n && !blas.Stopped(env); j += panel {
		nb, m := min(panel, n-j), n-j
		q := p.Window(j, 0, m, 2*nb)
		r.begin(a.Window(j, j, m, m), q)
		for i := range nb {
			d[j+i] = blas.Re(r.a.data[i*(r.a.ld+1)])
			if i+1 < m {
				e[j+i], tau[j+i] = r.annihilate(i, i+1 < nb)
			}
		}
		if rest := m - nb; rest > 0 {
			v, w := pair(q.Window(nb, 0, rest, 2*nb))
			blas.Her2k(env, blas.Lower, -1, v, w, 1, a.Window(j+nb, j+nb, rest, rest))
		}
	}
}

// reduction is a panel at work: a is what is left of the matrix when the panel
// begins, of order n; p holds the reflectors v and the vectors w of the columns
// done so far in turn, v₀ w₀ v₁ w₁ …, and the matrix at present is
//
//	A - Σ vⱼ·wⱼᴴ + wⱼ·vⱼᴴ
//
// The order makes one product out of the two with all v and all w.
type reduction[T blas.Scalar] struct {
	env     blas.Env
	product *product[T]
	n       int
	a, p    columns[T]

	g, x, next [2 * panel]T
	sums       []T // of the strips
}

// pair returns the v and the w of a panel.
func pair[T blas.Scalar](p blas.Mat[T]) (v, w blas.Mat[T]) {
	v = p.Window(0, 0, p.Rows, p.Cols-1)
	w = p.Window(0, 1, p.Rows, p.Cols-1)
	v.Cols, v.CS = p.Cols/2, 2*p.CS
	w.Cols, w.CS = p.Cols/2, 2*p.CS
	return v, w
}

// strip is how many rows of the panel are worked on at a time: with all columns
// they stay in the first-level cache.
const strip = 128

func (r *reduction[T]) begin(a, p blas.Mat[T]) {
	r.n, r.a, r.p = a.Rows, columns[T]{a.Data, a.CS}, columns[T]{p.Data, p.CS}
	if r.sums == nil {
		r.sums = make([]T, r.n/strip+1)
	}
}

// column returns rows from i of a column.
func (b columns[T]) column(j, i, n int) []T { return b.data[j*b.ld+i : j*b.ld+n] }

// annihilate makes the reflector of column i and its w, brings the next column
// up to date if it is of this panel, and returns the element beside the
// diagonal.
func (r *reduction[T]) annihilate(i int, more bool) (e float64, tau T) {
	n, env, k := r.n, r.env, 2*i
	col := r.a.column(i, i+1, n)
	beta, tau := lapack.Larfg(env, col[0], blas.VecOf(col[1:]))
	col[0] = beta

	clear(r.p.column(k, 0, i+1))
	clear(r.p.column(k+1, 0, i+1))
	v, w := r.p.column(k, i+1, n), r.p.column(k+1, i+1, n)
	copy(v, col)
	v[0] = 1

	const group = 8 // columns of the panel whose products with v are one chunk
	below := r.p.from(i + 1)
	rest := columns[T]{r.a.data[(i+1)*(r.a.ld+1):], r.a.ld}
	r.product.times(rest, v, w, (k+group-1)/group, func(c int) {
		g := r.g[c*group : min(k, (c+1)*group)]
		columns[T]{below.data[c*group*below.ld:], below.ld}.dots(env.Tier, v, g)
	})
	for j := range i {
		r.x[2*j], r.x[2*j+1] = -r.g[2*j+1], -r.g[2*j]
		r.next[2*j], r.next[2*j+1] = -blas.Conj(r.p.data[(2*j+1)*r.p.ld+i+1]), -blas.Conj(r.p.data[2*j*r.p.ld+i+1])
	}
	r.strips(i, tau, v, w, more)
	return blas.Re(beta), tau
}

// strips finishes w = tau·(A·v - …) less its part in the direction of v, and
// subtracts from the next column what the panel has for it.
func (r *reduction[T]) strips(i int, tau T, v, w []T, more bool) {
	k, t := 2*i, r.env.Tier
	below := r.p.from(i + 1)
	var column []T
	if more {
		column = r.a.column(i+1, i+1, r.n)
	}
	count := (len(v) + strip - 1) / strip
	pool := r.env.Pool
	if len(v)*k < 1<<14 {
		pool = nil
	}
	one := blas.Env{Tier: t}
	pool.For(r.env.Done, count, func(c int) {
		from, to := c*strip, min(len(v), (c+1)*strip)
		b := below.from(from)
		b.addTo(t, r.x[:k], w[from:to])
		blas.Scal(one, tau, blas.VecOf(w[from:to]))
		columns[T]{w[from:to], 0}.dots(t, v[from:to], r.sums[c:c+1])
		if more {
			b.addTo(t, r.next[:k], column[from:to])
		}
	})
	var along T
	for _, s := range r.sums[:count] {
		along += s
	}
	half := blas.Mul(blas.FromReal[T](-0.5), blas.Mul(tau, along))
	columns[T]{v, 0}.addTo(t, []T{half}, w)
	if more {
		columns[T]{v, r.p.ld}.addTo(t, []T{-blas.Conj(w[0])}, column)
		columns[T]{w, r.p.ld}.addTo(t, []T{-1}, column)
	}
}
