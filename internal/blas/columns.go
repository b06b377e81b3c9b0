package blas

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/vec"
)

// DotCols writes Σᵢ a[i][j]·x[i] to y[j] for the columns of a. Columns and x
// are contiguous. It is what algorithms call that must read a block of a matrix
// twice while it lies in the cache: one goroutine, a few columns.
func DotCols[T Scalar](env Env, a Mat[T], x Vec[T], y []T) {
	checkCols(a, x, len(y))
	if a.Empty() {
		clear(y)
		return
	}
	p := first(x.Data, x.N)
	j := 0
	for ; j+4 <= a.Cols; j += 4 {
		dot4(env.Tier, first(a.Data[j*a.CS:], a.Rows), a.CS, p, a.Rows, (*[4]T)(y[j:]))
	}
	for ; j < a.Cols; j++ {
		y[j] = dot[T](env.Tier, false, first(a.Data[j*a.CS:], a.Rows), p, a.Rows)
	}
}

// AxpyCols computes y += a·x, with the same demands as [DotCols].
func AxpyCols[T Scalar](env Env, a Mat[T], x []T, y Vec[T]) {
	checkCols(a, y, len(x))
	if a.Empty() {
		return
	}
	p := first(y.Data, y.N)
	j := 0
	for ; j+4 <= a.Cols; j += 4 {
		axpy4(env.Tier, first(a.Data[j*a.CS:], a.Rows), a.CS, (*[4]T)(x[j:]), p, a.Rows)
	}
	for ; j < a.Cols; j++ {
		Axpy(env, x[j], a.Col(j), y)
	}
}

func checkCols[T Scalar](a Mat[T], v Vec[T], cols int) {
	if a.Cols != cols || a.Rows != v.N {
		panic("blas: columns: shapes do not fit")
	}
	if a.RS != 1 && a.Rows > 1 || v.Inc != 1 && v.N > 1 || a.Conj {
		panic("blas: columns: not contiguous")
	}
}

func dot4[T Scalar](t cpu.Tier, a vec.Ptr, ld int, x vec.Ptr, n int, y *[4]T) {
	switch kindOf[T]() {
	case isFloat64:
		s := (*[4]float64)(unsafe.Pointer(y))
		*s = [4]float64{}
		vec.Dots(t, a, ld*8, x, n, s)
	case isFloat32:
		s := (*[4]float32)(unsafe.Pointer(y))
		*s = [4]float32{}
		vec.Dots(t, a, ld*4, x, n, s)
	case isComplex128:
		cdot4((*[8]float64)(unsafe.Pointer(y)), t, a, ld*16, x, n)
	default:
		cdot4((*[8]float32)(unsafe.Pointer(y)), t, a, ld*8, x, n)
	}
}

func cdot4[R Real](y *[8]R, t cpu.Tier, a vec.Ptr, ld int, x vec.Ptr, n int) {
	for h := range 2 {
		var s [2]vec.Sums[R]
		vec.CDots(t, unsafe.Add(a, 2*h*ld), ld, x, n, &s)
		y[4*h], y[4*h+1] = s[0].Plain()
		y[4*h+2], y[4*h+3] = s[1].Plain()
	}
}

func axpy4[T Scalar](t cpu.Tier, a vec.Ptr, ld int, x *[4]T, y vec.Ptr, n int) {
	switch kindOf[T]() {
	case isFloat64:
		vec.Rank(t, (*[4]float64)(unsafe.Pointer(x)), a, ld*8, y, n)
	case isFloat32:
		vec.Rank(t, (*[4]float32)(unsafe.Pointer(x)), a, ld*4, y, n)
	case isComplex128:
		caxpy4((*[8]float64)(unsafe.Pointer(x)), t, a, ld*16, y, n)
	default:
		caxpy4((*[8]float32)(unsafe.Pointer(x)), t, a, ld*8, y, n)
	}
}

func caxpy4[R Real](x *[8]R, t cpu.Tier, a vec.Ptr, ld int, y vec.Ptr, n int) {
	var f [4]vec.Factor[R]
	for p := range f {
		f[p] = vec.Times(x[2*p], x[2*p+1])
	}
	vec.CRank(t, &f, a, ld, y, n)
}
