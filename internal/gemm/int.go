package gemm

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/sched"
)

// Integer is an element type that GemmInt multiplies.
type Integer interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64
}

// GemmInt computes C = A*B, wrapping around on overflow as Go does. It returns
// false if done was closed before the product was complete.
func GemmInt[T Integer](p *sched.Pool, done <-chan struct{}, m, n, k int, a, b, c Mat[T]) bool {
	if m <= 0 || n <= 0 {
		return true
	}
	if k <= 0 {
		a, b = Mat[T]{}, Mat[T]{} // no elements to point at
	} else if b.CS != 1 {
		b = compact(k, n, b)
	}
	rows := max(1, min(16, ceilDiv(m, 4*p.Workers())))
	body := func(chunk int) {
		sums := make([]T, n)
		for i := chunk * rows; i < min(m, (chunk+1)*rows); i++ {
			if closed(done) {
				return
			}
			intRow(k, a.At(i, 0), b, sums)
			for j, s := range sums {
				*(*T)(c.At(i, j).P) = s
			}
		}
	}
	if m*n*k < 1<<16 {
		p = nil
	}
	return p.For(done, ceilDiv(m, rows), body) && !closed(done)
}

// intRow computes one row of the product, four rows of B at a time.
func intRow[T Integer](k int, a, b Mat[T], sums []T) {
	clear(sums)
	row := func(p int) (T, []T) {
		return *(*T)(a.At(0, p).P), unsafe.Slice((*T)(b.At(p, 0).P), len(sums))
	}
	p := 0
	for ; p+4 <= k; p += 4 {
		x0, b0 := row(p)
		x1, b1 := row(p + 1)
		x2, b2 := row(p + 2)
		x3, b3 := row(p + 3)
		b1, b2, b3 = b1[:len(b0)], b2[:len(b0)], b3[:len(b0)]
		for j, s := range sums[:len(b0)] {
			sums[j] = s + x0*b0[j] + x1*b1[j] + x2*b2[j] + x3*b3[j]
		}
	}
	for ; p < k; p++ {
		x, r := row(p)
		for j := range sums {
			sums[j] += x * r[j]
		}
	}
}

// compact returns a row-major copy.
func compact[T any](rows, cols int, m Mat[T]) Mat[T] {
	data := make([]T, rows*cols)
	for i := range rows {
		for j := range cols {
			data[i*cols+j] = *(*T)(m.At(i, j).P)
		}
	}
	return Of(data, cols)
}
