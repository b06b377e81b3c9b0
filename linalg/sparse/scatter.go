package sparse

import (
	"sync"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

// A product with the transpose scatters each row over the result. To share
// that out, the rows are cut into blocks; each block scatters into columns of
// its own, as many as its rows reach, and column by column the blocks are
// added in order. How many blocks there are follows from the matrix, never
// from the workers.

// scatterPlan is the cut of a matrix into blocks of rows.
type scatterPlan struct {
	rows   []int  // first row of each block, and the end
	reach  []span // columns of each block
	offset []int  // where the columns of a block lie in the scratch, and its size
}

// span is the columns lo to hi, without hi.
type span struct{ lo, hi int }

// maxBlocks bounds the blocks of a scatter.
const maxBlocks = 16

// scatterPlanOf returns the plan of a, made when first asked for.
func (a *CSR[T]) scatterPlanOf() *scatterPlan {
	if p := a.plan.Load(); p != nil {
		return p
	}
	p := a.newScatterPlan()
	a.plan.Store(p)
	return p
}

// newScatterPlan takes the most blocks whose scratch stays small against the
// matrix: a band reaches few columns from any block, a random matrix all.
func (a *CSR[T]) newScatterPlan() *scatterPlan {
	most := min(maxBlocks, a.chunksOf()/2)
	for n := most; n > 1; n /= 2 {
		if p := a.scatterBlocks(n); p.offset[n] <= 2*a.cols+len(a.idx)/3 {
			return p
		}
	}
	return &scatterPlan{rows: []int{0, a.rows}}
}

func (a *CSR[T]) scatterBlocks(n int) *scatterPlan {
	p := &scatterPlan{rows: make([]int, n+1), reach: make([]span, n), offset: make([]int, n+1)}
	for b := range n {
		from, to := a.cut(b, n), a.cut(b+1, n)
		s := span{a.cols, 0}
		for i := from; i < to; i++ {
			if lo, hi := a.ptr[i], a.ptr[i+1]; lo < hi {
				s.lo, s.hi = min(s.lo, int(a.idx[lo])), max(s.hi, int(a.idx[hi-1])+1)
			}
		}
		if s.hi < s.lo {
			s.lo = s.hi
		}
		p.rows[b+1], p.reach[b], p.offset[b+1] = to, s, p.offset[b]+s.hi-s.lo
	}
	return p
}

// scatter computes dst = Aᵀ·x, or Aᴴ·x if conj.
func scatter[T array.Inexact](env blas.Env, a *CSR[T], conj bool, dst, x []T) {
	p := a.scatterPlanOf()
	if len(p.rows) == 2 {
		clear(dst)
		scatterRows(a, conj, dst, 0, x, 0, a.rows)
		return
	}
	scatterBlocked(env, p, a, conj, dst, x)
}

// scratches keeps the blocks' columns between products.
var scratches sync.Pool

func scatterBlocked[T array.Inexact](env blas.Env, p *scatterPlan, a *CSR[T], conj bool, dst, x []T) {
	n := len(p.reach)
	var own []T
	if s, ok := scratches.Get().(*[]T); ok && cap(*s) >= p.offset[n] {
		own = (*s)[:p.offset[n]]
	} else {
		own = make([]T, p.offset[n])
	}
	defer scratches.Put(&own)
	ok := env.Pool.For(env.Done, n, func(b int) {
		part := own[p.offset[b]:p.offset[b+1]]
		clear(part)
		scatterRows(a, conj, part, p.reach[b].lo, x, p.rows[b], p.rows[b+1])
	})
	if !ok {
		return
	}
	pieces := a.cols/grain + 1
	env.Pool.For(env.Done, pieces, func(c int) {
		addBlocks(p, dst, own, c*grain, min(a.cols, (c+1)*grain))
	})
}

// addBlocks sums columns lo to hi of the blocks in their order.
func addBlocks[T array.Inexact](p *scatterPlan, dst, own []T, lo, hi int) {
	clear(dst[lo:hi])
	for b, s := range p.reach {
		from, to := max(lo, s.lo), min(hi, s.hi)
		if from >= to {
			continue
		}
		d := dst[from:to]
		part := own[p.offset[b]+from-s.lo:][:len(d)]
		for i, v := range part {
			d[i] += v
		}
	}
}

// scatterRows adds rows from to to of A, times x, to dst, whose first element
// is column lo.
func scatterRows[T array.Inexact](a *CSR[T], conj bool, dst []T, lo int, x []T, from, to int) {
	switch any(*new(T)).(type) {
	case float64:
		scatterReal(a.ptr, a.idx, as[float64](a.val), as[float64](dst), lo, as[float64](x), from, to)
	case float32:
		scatterReal(a.ptr, a.idx, as[float32](a.val), as[float32](dst), lo, as[float32](x), from, to)
	case complex128:
		scatterComplex(a.ptr, a.idx, as[pair[float64]](a.val), conj, as[pair[float64]](dst), lo, as[pair[float64]](x), from, to)
	case complex64:
		scatterComplex(a.ptr, a.idx, as[pair[float32]](a.val), conj, as[pair[float32]](dst), lo, as[pair[float32]](x), from, to)
	}
}

func scatterReal[F float32 | float64](ptr []int, idx []int32, val, dst []F, lo int, x []F, from, to int) {
	for i := from; i < to; i++ {
		cols := idx[ptr[i]:ptr[i+1]]
		v := val[ptr[i]:ptr[i+1]]
		v = v[:len(cols)]
		xi := x[i]
		for k, j := range cols {
			dst[int(j)-lo] += F(v[k] * xi)
		}
	}
}

func scatterComplex[F float32 | float64](ptr []int, idx []int32, val []pair[F], conj bool, dst []pair[F], lo int, x []pair[F], from, to int) {
	sign := F(1)
	if conj {
		sign = -1
	}
	for i := from; i < to; i++ {
		cols := idx[ptr[i]:ptr[i+1]]
		v := val[ptr[i]:ptr[i+1]]
		v = v[:len(cols)]
		xi := x[i]
		for k, j := range cols {
			dst[int(j)-lo].addMul(v[k], sign, xi)
		}
	}
}
