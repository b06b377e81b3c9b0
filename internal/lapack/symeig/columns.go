package symeig

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/vec"
)

// columns is a run of columns, ld elements apart, each contiguous.
type columns[T blas.Scalar] struct {
	data []T
	ld   int
}

// from returns the columns without their first rows.
func (b columns[T]) from(row int) columns[T] { return columns[T]{b.data[row:], b.ld} }

// dots computes sums[c] = Σ conj(b[c])·x for as many columns as there are
// sums.
func (b columns[T]) dots(t cpu.Tier, x, sums []T) {
	if len(x) == 0 {
		clear(sums)
		return
	}
	switch data := any(b.data).(type) {
	case []float64:
		realDots(t, data, b.ld, any(x).([]float64), any(sums).([]float64))
	case []float32:
		realDots(t, data, b.ld, any(x).([]float32), any(sums).([]float32))
	case []complex128:
		complexDots[float64](t, data, b.ld, any(x).([]complex128), any(sums).([]complex128))
	case []complex64:
		complexDots[float32](t, data, b.ld, any(x).([]complex64), any(sums).([]complex64))
	}
}

// addTo computes y += Σ f[c]·b[c].
func (b columns[T]) addTo(t cpu.Tier, f, y []T) {
	if len(y) == 0 {
		return
	}
	switch data := any(b.data).(type) {
	case []float64:
		realRank(t, data, b.ld, any(f).([]float64), any(y).([]float64))
	case []float32:
		realRank(t, data, b.ld, any(f).([]float32), any(y).([]float32))
	case []complex128:
		complexRank[float64](t, data, b.ld, any(f).([]complex128), any(y).([]complex128))
	case []complex64:
		complexRank[float32](t, data, b.ld, any(f).([]complex64), any(y).([]complex64))
	}
}

// at returns a pointer to the first element.
func at[T any](x []T) vec.Ptr { return vec.Ptr(&x[0]) }

func realDots[R blas.Real](t cpu.Tier, b []R, ld int, x, sums []R) {
	c := 0
	for ; c+4 <= len(sums); c += 4 {
		var s [4]R
		vec.Dots(t, at(b[c*ld:]), ld*int(unsafe.Sizeof(b[0])), at(x), len(x), &s)
		copy(sums[c:], s[:])
	}
	for ; c < len(sums); c++ {
		sums[c] = vec.Dot[R](t, at(b[c*ld:]), at(x), len(x))
	}
}

func complexDots[R blas.Real, T blas.Complex](t cpu.Tier, b []T, ld int, x, sums []T) {
	for c := 0; c < len(sums); c += 2 {
		var s [2]vec.Sums[R]
		if c+2 <= len(sums) {
			vec.CDots(t, at(b[c*ld:]), ld*int(unsafe.Sizeof(b[0])), at(x), len(x), &s)
		} else {
			s[0] = vec.CDot[R](t, at(b[c*ld:]), at(x), len(x))
		}
		for i := range min(2, len(sums)-c) {
			re, im := s[i].Conj()
			sums[c+i] = blas.FromComplex[T](complex(float64(re), float64(im)))
		}
	}
}

func realRank[R blas.Real](t cpu.Tier, b []R, ld int, f, y []R) {
	c := 0
	for ; c+4 <= len(f); c += 4 {
		vec.Rank(t, (*[4]R)(f[c:]), at(b[c*ld:]), ld*int(unsafe.Sizeof(b[0])), at(y), len(y))
	}
	for ; c < len(f); c++ {
		vec.Axpy(t, f[c], at(b[c*ld:]), at(y), len(y))
	}
}

func complexRank[R blas.Real, T blas.Complex](t cpu.Tier, b []T, ld int, f, y []T) {
	c := 0
	var g [4]vec.Factor[R]
	for ; c+4 <= len(f); c += 4 {
		for i := range g {
			g[i] = factor[R](f[c+i])
		}
		vec.CRank(t, &g, at(b[c*ld:]), ld*int(unsafe.Sizeof(b[0])), at(y), len(y))
	}
	for ; c < len(f); c++ {
		vec.CAxpy(t, factor[R](f[c]), at(b[c*ld:]), at(y), len(y))
	}
}

func factor[R blas.Real, T blas.Complex](x T) vec.Factor[R] {
	z := complex128(x)
	return vec.Times(R(real(z)), R(imag(z)))
}
