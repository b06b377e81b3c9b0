package sparse

import (
	"cmp"
	"math"
	"slices"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

// ILUTOptions are what [ILUT] can be told; nil stands for the defaults.
type ILUTOptions struct {
	// DropTol drops elements of U below DropTol times the length of their row
	// of a, and elements of L, which are relative by themselves, below
	// DropTol. 0 stands for 1e-4, a negative one for none.
	DropTol float64
	// Fill bounds the elements kept in a row of each factor, beyond those that
	// a has there; 0 stands for 10.
	Fill int
}

// ILUT returns the incomplete LU factorisation with two thresholds. Y. Saad,
// "ILUT: a dual threshold incomplete LU factorization" (1994). It returns a
// *PivotError if a pivot is zero.
func ILUT[T array.Inexact](a *CSR[T], opts *ILUTOptions) (*Incomplete[T], error) {
	if err := checkSquare("ilut", a); err != nil {
		return nil, err
	}
	f := ilut[T]{a: a, drop: 1e-4, fill: 10, row: make([]T, a.rows), in: make([]bool, a.rows), inv: make([]T, a.rows)}
	if opts != nil {
		if opts.DropTol != 0 {
			f.drop = math.Max(0, opts.DropTol)
		}
		if opts.Fill > 0 {
			f.fill = opts.Fill
		}
	}
	f.l.ptr, f.u.ptr = []int{0}, []int{0}
	for i := range a.rows {
		if err := f.eliminate(i); err != nil {
			return nil, err
		}
	}
	f.u.inv = f.inv
	return &Incomplete[T]{a.rows, f.l, f.u}, nil
}

type ilut[T array.Inexact] struct {
	a    *CSR[T]
	drop float64
	fill int
	l, u triangle[T]
	inv  []T
	row  []T    // the row at hand, dense
	in   []bool // which places of it are listed below
	left []int32
	// A heap: columns left of the diagonal that are still to be eliminated.
	heap  []int32
	right []int32
}

func (f *ilut[T]) eliminate(i int) error {
	cols, values := f.a.Row(i)
	size := 0.0
	f.left, f.heap, f.right = f.left[:0], f.heap[:0], f.right[:0]
	nl, nu := f.fill, f.fill
	for k, j := range cols {
		f.list(i, j)
		f.row[j] = values[k]
		size = blas.Hypot(size, blas.Abs(values[k]))
		if int(j) < i {
			nl++
		} else if int(j) > i {
			nu++
		}
	}
	tau := f.drop * size
	for len(f.heap) > 0 {
		k := f.pop()
		m := blas.Mul(f.row[k], f.inv[k])
		f.row[k] = 0
		if m == 0 || blas.Abs(m) <= f.drop {
			f.in[k] = false
			continue
		}
		for p := f.u.ptr[k]; p < f.u.ptr[k+1]; p++ {
			j := f.u.idx[p]
			f.list(i, j)
			f.row[j] -= blas.Mul(m, f.u.val[p])
		}
		f.row[k] = m
		f.left = append(f.left, k)
	}
	pivot := f.row[i]
	if pivot == 0 || !blas.Finite(pivot) {
		return &PivotError{Op: "ilut", Row: i, Pivot: blas.Complex128(pivot), Kind: ErrSingular}
	}
	f.inv[i] = blas.Div(1, pivot)
	f.row[i], f.in[i] = 0, false
	f.keep(&f.l, f.left, nl, f.drop)
	f.keep(&f.u, f.right, nu, tau)
	return nil
}

// list notes that the row at hand has column j.
func (f *ilut[T]) list(i int, j int32) {
	if f.in[j] {
		return
	}
	f.in[j] = true
	switch {
	case int(j) < i:
		f.push(j)
	case int(j) > i:
		f.right = append(f.right, j)
	}
}

// keep moves the n largest of the given columns above the threshold to the
// next row of a factor, and clears them all.
func (f *ilut[T]) keep(t *triangle[T], cols []int32, n int, tau float64) {
	kept := make([]int32, 0, len(cols))
	for _, j := range cols {
		if blas.Abs(f.row[j]) > tau {
			kept = append(kept, j)
		}
	}
	if len(kept) > n {
		slices.SortFunc(kept, func(p, q int32) int {
			if c := cmp.Compare(blas.Abs(f.row[q]), blas.Abs(f.row[p])); c != 0 {
				return c
			}
			return cmp.Compare(p, q)
		})
		kept = kept[:n]
	}
	slices.Sort(kept)
	for _, j := range kept {
		t.idx, t.val = append(t.idx, j), append(t.val, f.row[j])
	}
	for _, j := range cols {
		f.row[j], f.in[j] = 0, false
	}
	t.ptr = append(t.ptr, len(t.idx))
}

func (f *ilut[T]) push(j int32) {
	f.heap = append(f.heap, j)
	h := f.heap
	for c := len(h) - 1; c > 0; {
		p := (c - 1) / 2
		if h[p] <= h[c] {
			return
		}
		h[p], h[c] = h[c], h[p]
		c = p
	}
}

func (f *ilut[T]) pop() int32 {
	h := f.heap
	top, n := h[0], len(h)-1
	h[0] = h[n]
	h = h[:n]
	f.heap = h
	for p := 0; ; {
		c := 2*p + 1
		if c >= n {
			return top
		}
		if c+1 < n && h[c+1] < h[c] {
			c++
		}
		if h[p] <= h[c] {
			return top
		}
		h[p], h[c] = h[c], h[p]
		p = c
	}
}
