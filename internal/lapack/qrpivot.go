package lapack

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// Geqp3 factors A·P = Q·R with column pivoting, so that the diagonal of R does
// not grow: R and the reflectors lie as [Geqrf] leaves them, and column j of
// A·P is column jpvt[j] of A. tau has min(rows, cols) elements, jpvt one per
// column; its content before does not matter. LAPACK: ?geqp3, by the blocks of
// G. Quintana-Orti, X. Sun and C. Bischof (SIAM J. Sci. Comput. 19, 1998),
// with the norms kept as Z. Drmač and Z. Bujanović showed to be safe (ACM
// TOMS 35, 2008).
func Geqp3[T blas.Scalar](env blas.Env, a blas.Mat[T], jpvt []int, tau []T) {
	m, n := a.Rows, a.Cols
	if len(tau) != min(m, n) || len(jpvt) != n {
		panic("lapack: geqp3: shapes do not fit")
	}
	for j := range jpvt {
		jpvt[j] = j
	}
	if len(tau) == 0 {
		return
	}
	w := a
	if a.RS != 1 {
		w = a.CloneCols(env)
	}
	q := pivoting[T]{a: w, jpvt: jpvt, tau: tau, norm: make([]float64, n), exact: make([]float64, n),
		f: blas.NewCols[T](n, qrBlock), row: blas.NewCols[T](qrBlock, 1)}
	q.norms(env, 0, 0, nil)
	for j := 0; j < len(tau) && !blas.Stopped(env); {
		j += q.panel(env, j, min(qrBlock, len(tau)-j))
	}
	if a.RS != 1 {
		blas.Copy(env, a, w)
	}
}

// pivoting is a factorisation under way. What is left of A is A - V·Fᴴ for the
// reflectors V of the panel in work.
type pivoting[T blas.Scalar] struct {
	a           blas.Mat[T]
	jpvt        []int
	tau         []T
	norm, exact []float64 // of the columns of what is left: kept up to date, and when last computed
	f, row      blas.Mat[T]
}

// norms computes the norms of the columns from j on below row i, or of those
// of them that are marked.
func (q *pivoting[T]) norms(env blas.Env, i, j int, marked []bool) {
	for c := j; c < q.a.Cols; c++ {
		if marked == nil || marked[c] {
			q.norm[c] = blas.Nrm2(env, q.a.Col(c).From(i, q.a.Rows))
			q.exact[c] = q.norm[c]
		}
	}
}

// panel makes up to nb reflectors from step j0 on and returns how many: a norm
// that was lost ends the panel, since it must be computed again.
func (q *pivoting[T]) panel(env blas.Env, j0, nb int) int {
	m, n := q.a.Rows, q.a.Cols
	lost := make([]bool, n)
	done := 0
	for again := true; again && done < nb; done++ {
		again = !q.step(env, j0, j0+done, lost)
	}
	if next := j0 + done; next < n && next < m {
		blas.Gemm(env, -1, q.a.Window(next, j0, m-next, done), q.f.Window(next, 0, n-next, done).H(), 1,
			q.a.Window(next, next, m-next, n-next))
		q.norms(env, next, next, lost)
	}
	return done
}

// step makes reflector k of the panel that began at j0 and reports whether a
// norm was lost.
func (q *pivoting[T]) step(env blas.Env, j0, k int, lost []bool) bool {
	m, n, c := q.a.Rows, q.a.Cols, k-j0
	q.choose(env, k, c)
	v := q.a.Col(k).From(k, m)
	done := q.a.Window(k, j0, m-k, c) // the reflectors before
	if c > 0 {
		blas.Gemm(env, -1, done, q.f.Window(k, 0, 1, c).H(), 1, v.Column())
	}
	beta, tau := Larfg(env, v.At(0), v.From(1, v.N))
	q.tau[k] = tau
	v.Set(0, 1)
	q.extend(env, k, c, done, v, tau)
	if k+1 < n {
		row := q.a.Window(k, k+1, 1, n-k-1)
		blas.Gemm(env, -1, q.a.Window(k, j0, 1, c+1), q.f.Window(k+1, 0, n-k-1, c+1).H(), 1, row)
	}
	v.Set(0, beta)
	return q.downdate(k, lost)
}

// choose brings the column with the largest norm to place k.
func (q *pivoting[T]) choose(env blas.Env, k, c int) {
	p := k
	for j := k; j < q.a.Cols; j++ {
		if q.norm[j] > q.norm[p] {
			p = j
		}
	}
	if p == k {
		return
	}
	blas.Swap(env, q.a.Col(k), q.a.Col(p))
	if c > 0 {
		blas.Swap(env, q.f.Row(k).From(0, c), q.f.Row(p).From(0, c))
	}
	q.jpvt[k], q.jpvt[p] = q.jpvt[p], q.jpvt[k]
	q.norm[p], q.exact[p] = q.norm[k], q.exact[k]
}

// extend makes column c of F: tau·(A - V·Fᴴ)ᴴ·v below row k.
func (q *pivoting[T]) extend(env blas.Env, k, c int, done blas.Mat[T], v blas.Vec[T], tau T) {
	m, n := q.a.Rows, q.a.Cols
	col := q.f.Col(c)
	for j := range k + 1 {
		col.Set(j, 0)
	}
	if k+1 < n {
		blas.Gemv(env, tau, q.a.Window(k, k+1, m-k, n-k-1).H(), v, 0, col.From(k+1, n))
	}
	if c > 0 {
		w := q.row.Col(0).From(0, c)
		blas.Gemv(env, -tau, done.H(), v, 0, w)
		blas.Gemv(env, 1, q.f.Window(0, 0, n, c), w, 1, col)
	}
}

// downdate takes row k out of the norms and reports whether one was lost: so
// little is left of it that rounding may have made it.
func (q *pivoting[T]) downdate(k int, lost []bool) (any bool) {
	limit := math.Sqrt(blas.Eps[T]())
	for j := k + 1; j < q.a.Cols; j++ {
		if q.norm[j] == 0 {
			continue
		}
		t := blas.Abs(q.a.At(k, j)) / q.norm[j]
		t = max(0, float64((1+t)*(1-t)))
		if r := q.norm[j] / q.exact[j]; !(float64(t*float64(r*r)) > limit) {
			lost[j], any = true, true
		} else {
			q.norm[j] *= math.Sqrt(t)
		}
	}
	return any
}
