package symeig

import (
	"slices"
	"sync/atomic"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/raw"
)

const (
	leaf      = 32  // problems up to this order are solved by QL
	backBlock = 256 // eigenvectors of the merged problem made and multiplied at once
)

// Stedc computes the eigenvalues of the symmetric tridiagonal matrix with
// diagonal d and e beside it, ascending in d, and overwrites z with its
// orthonormal eigenvectors; e is destroyed. It returns how many values did not
// converge, 0 as good as always. LAPACK: dstedc with 'I'.
//
// Divide and conquer: the matrix is torn in two by a change of rank one, the
// halves are solved, and the change is undone by solving a secular equation. J.
// Cuppen, "A divide and conquer method for the symmetric tridiagonal
// eigenproblem", Numer. Math. 36 (1981), in the form of Gu and Eisenstat (1995)
// and of J. Rutter, "A serial implementation of Cuppen's divide and conquer
// algorithm", LAPACK working note 69 (1994).
//
// Memory: one matrix of the size of z and 256 columns.
func Stedc[R blas.Real](env blas.Env, d, e []float64, z blas.Mat[R]) (failed int) {
	q := z
	if q.RS != 1 || q.Conj {
		q = blas.ScratchCols[R](z.Rows, z.Cols)
	}
	order, _, failed := newTearing(env, d, e, q, leaf).run()
	if q.RS != z.RS {
		copyColumns(env, z, q, order)
	} else {
		permuteColumns(env, z, order)
	}
	return failed
}

// tearing is the state of a divide and conquer. Every subproblem of rows lo to
// hi has for itself these parts of d, e and order, this diagonal block of z,
// and rows lo to hi of the workspaces, taken as n columns each.
type tearing[R blas.Real] struct {
	env    blas.Env
	d, e   []float64
	z      blas.Mat[R]
	order  []int // within a subproblem: its columns by ascending value, from 0
	q2, s  []R
	small  int // problems up to this order are not torn
	failed atomic.Int64

	// choose tells which of the ascending values want vectors; nil: all.
	choose func(w []float64) (from, to int)
	blocks []span
	scale  float64 // of the block, if there is only one
	column []int   // where the last merge put column i, if not there
}

// newTearing makes ready for the matrix with diagonal d and e beside it; z is
// column-major.
func newTearing[R blas.Real](env blas.Env, d, e []float64, z blas.Mat[R], small int) *tearing[R] {
	n := len(d)
	t := &tearing[R]{env: env, d: d, e: e, z: z, order: make([]int, n), small: small}
	if n > small {
		t.q2, t.s = raw.Slice[R](n*n), raw.Slice[R](n*min(n, backBlock))
	}
	t.blocks = unreduced(d, e)
	return t
}

// run solves the problem: d ascending, order the columns of z that belong to
// the values chosen, from the first, and how many values did not converge.
func (t *tearing[R]) run() (order []int, first, failed int) {
	if len(t.blocks) > 1 {
		blas.Fill(t.z, 0, 0)
	}
	t.env.Pool.For(t.env.Done, len(t.blocks), func(i int) {
		b := t.blocks[i]
		t.block(b.from, b.to)
	})
	order = t.sorted()
	w := make([]float64, len(order))
	for i, j := range order {
		w[i] = t.d[j]
	}
	copy(t.d, w)
	from, to := t.chosen(w, 1)
	for i, j := range order[from:to] {
		if t.column != nil {
			order[from+i] = t.column[j]
		}
	}
	return order[from:to], from, int(t.failed.Load())
}

// chosen returns which of the ascending values want vectors.
func (t *tearing[R]) chosen(w []float64, scale float64) (from, to int) {
	if t.choose == nil {
		return 0, len(w)
	}
	x := slices.Clone(w)
	rescale(x, scale)
	return t.choose(x)
}

// block solves the unreduced rows lo to hi.
func (t *tearing[R]) block(lo, hi int) {
	scale := normalise(t.d[lo:hi], t.e[lo:max(hi-1, lo)])
	if len(t.blocks) == 1 {
		t.scale = scale
	}
	t.solve(lo, hi)
	rescale(t.d[lo:hi], scale)
}

// sorted merges the orders of the blocks.
func (t *tearing[R]) sorted() []int {
	all := make([]int, 0, len(t.d))
	for _, b := range t.blocks {
		for _, j := range t.order[b.from:b.to] {
			all = append(all, b.from+j)
		}
	}
	if len(t.blocks) > 1 {
		sortBy(all, t.d)
	}
	return all
}

func (t *tearing[R]) solve(lo, hi int) {
	n := hi - lo
	if n <= t.small || blas.Stopped(t.env) {
		t.leaf(lo, hi)
		return
	}
	mid := lo + n/2
	rho := t.e[mid-1]
	size := rho
	if size < 0 {
		size = -size
	}
	t.d[mid-1] -= size
	t.d[mid] -= size
	t.env.Pool.For(t.env.Done, 2, func(half int) {
		if half == 0 {
			t.solve(lo, mid)
		} else {
			t.solve(mid, hi)
		}
	})
	if !blas.Stopped(t.env) {
		t.merge(lo, mid, hi, rho)
	}
}

// leaf solves a small problem by QL.
func (t *tearing[R]) leaf(lo, hi int) {
	n := hi - lo
	for i := range n {
		t.order[lo+i] = i
	}
	if n > t.small { // cancelled
		return
	}
	q := blas.Eye[float64](n).T()
	if failed := Steqr(t.env, t.d[lo:hi], t.e[lo:hi-1], q); failed != 0 {
		t.failed.Add(int64(failed))
	}
	v := newVectors(t.env.Tier)
	for j := range n {
		narrow(v, t.z.Window(lo, lo+j, n, 1).Data, q.Col(j).Data)
	}
}
