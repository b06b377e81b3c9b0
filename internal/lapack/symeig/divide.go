package symeig

import (
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
	order, failed := divide(env, d, e, q, leaf)
	if q.RS != z.RS {
		copyColumns(env, z, q, order)
	} else {
		permuteColumns(env, z, order)
	}
	return failed
}

// divide is Stedc without sorting: column order[i] of the column-major z
// belongs to d[i], ascending. Problems up to order small are not torn.
func divide[R blas.Real](env blas.Env, d, e []float64, z blas.Mat[R], small int) (order []int, failed int) {
	n := len(d)
	blocks := unreduced(d, e)
	t := &tearing[R]{env: env, d: d, e: e, z: z, order: make([]int, n), small: small}
	if n > small {
		t.q2, t.s = raw.Slice[R](n*n), raw.Slice[R](n*min(n, backBlock))
	}
	if len(blocks) > 1 {
		blas.Fill(z, 0, 0)
	}
	env.Pool.For(env.Done, len(blocks), func(i int) {
		b := blocks[i]
		t.block(b.from, b.to)
	})
	sorted := make([]float64, n)
	order = t.sorted(blocks)
	for i, j := range order {
		sorted[i] = d[j]
	}
	copy(d, sorted)
	return order, int(t.failed.Load())
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
	small  int
	failed atomic.Int64
}

// block solves the unreduced rows lo to hi.
func (t *tearing[R]) block(lo, hi int) {
	scale := normalise(t.d[lo:hi], t.e[lo:max(hi-1, lo)])
	t.solve(lo, hi)
	rescale(t.d[lo:hi], scale)
}

// sorted merges the orders of the blocks.
func (t *tearing[R]) sorted(blocks []span) []int {
	all := make([]int, 0, len(t.d))
	for _, b := range blocks {
		for _, j := range t.order[b.from:b.to] {
			all = append(all, b.from+j)
		}
	}
	if len(blocks) > 1 {
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
