package sparse

import (
	"slices"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

// MatMul returns the matrix product A·B, in parallel over the rows of A. F.
// Gustavson, "Two fast algorithms for sparse matrices", ACM TOMS 4 (1978): one
// pass counts the places of each row, a second fills them. Places where terms
// cancel stay stored.
func MatMul[T array.Inexact](a, b *CSR[T]) (*CSR[T], error) {
	if a.cols != b.rows {
		return nil, badShape("matmul", "inner dimensions differ", []int{a.rows, a.cols}, []int{b.rows, b.cols})
	}
	return multiply(eager(), a, b), nil
}

// product is one sparse product on its way.
type product[T array.Inexact] struct {
	a, b *CSR[T]
	c    *CSR[T]
	work []int // terms of the rows before each row, the measure of chunks
}

func multiply[T array.Inexact](env blas.Env, a, b *CSR[T]) *CSR[T] {
	p := &product[T]{a: a, b: b, c: newCSR[T](a.rows, b.cols, make([]int, a.rows+1), nil, nil)}
	p.work = make([]int, a.rows+1)
	for i := range a.rows {
		w := p.work[i] + 1
		for _, j := range a.idx[a.ptr[i]:a.ptr[i+1]] {
			w += b.ptr[j+1] - b.ptr[j]
		}
		p.work[i+1] = w
	}
	// A worker needs a row of b.cols elements of its own for each chunk, so
	// chunks are few and large.
	chunks := min(max(1, a.rows), 32, p.work[a.rows]/(4*grain+2*b.cols)+1)
	p.pass(env, chunks, p.count)
	for i := range a.rows {
		p.c.ptr[i+1] += p.c.ptr[i]
	}
	p.c.idx, p.c.val = make([]int32, p.c.ptr[a.rows]), make([]T, p.c.ptr[a.rows])
	p.pass(env, chunks, p.fill)
	return p.c
}

func (p *product[T]) pass(env blas.Env, chunks int, rows func(from, to int)) {
	cut := func(c int) int {
		if c == chunks {
			return p.a.rows
		}
		i, _ := slices.BinarySearch(p.work, c*(p.work[p.a.rows]/chunks))
		return min(i, p.a.rows)
	}
	env.Pool.For(env.Done, chunks, func(c int) { rows(cut(c), cut(c+1)) })
}

// count writes the number of places of each row.
func (p *product[T]) count(from, to int) {
	last := make([]int32, p.b.cols) // row that touched a column last, counted from 1
	for i := from; i < to; i++ {
		n, mark := 0, int32(i+1)
		for _, j := range p.a.idx[p.a.ptr[i]:p.a.ptr[i+1]] {
			for _, c := range p.b.idx[p.b.ptr[j]:p.b.ptr[j+1]] {
				if last[c] != mark {
					last[c] = mark
					n++
				}
			}
		}
		p.c.ptr[i+1] = n
	}
}

// fill sums each row in a dense row and reads it out in order.
func (p *product[T]) fill(from, to int) {
	last, sum := make([]int32, p.b.cols), make([]T, p.b.cols)
	complex := blas.IsComplex[T]()
	for i := from; i < to; i++ {
		mark := int32(i + 1)
		at := p.c.ptr[i]
		ac, av := p.a.Row(i)
		for k, j := range ac {
			bc, bv := p.b.Row(int(j))
			for q, c := range bc {
				t := T(av[k] * bv[q])
				if complex {
					t = blas.Mul(av[k], bv[q])
				}
				if last[c] == mark {
					sum[c] += t
					continue
				}
				last[c], sum[c] = mark, t
				p.c.idx[at] = c
				at++
			}
		}
		cols := p.c.idx[p.c.ptr[i]:at]
		slices.Sort(cols)
		for k, c := range cols {
			p.c.val[p.c.ptr[i]+k] = sum[c]
		}
	}
}
