package gonumblas

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/blas"
)

// Vectors shorter than this are left to gonum, whose loops begin sooner, and so
// are those with a negative increment.
const shortVector = 64

// long is a pair of vectors that is worth a kernel.
func long[T blas.Scalar](n int, x []T, incX int, y []T, incY int) (u, v blas.Vec[T], ok bool) {
	u, okX := longOne(n, x, incX)
	v, okY := longOne(n, y, incY)
	return u, v, okX && okY
}

func longOne[T blas.Scalar](n int, x []T, incX int) (blas.Vec[T], bool) {
	if n < shortVector {
		return blas.Vec[T]{}, false
	}
	return vector(x, n, incX)
}

func dot[T blas.Scalar](n int, x []T, incX int, y []T, incY int) (T, bool) {
	u, v, ok := long(n, x, incX, y, incY)
	if !ok {
		return 0, false
	}
	return blas.Dot(env(), u, v), true
}

func dotc[T blas.Scalar](n int, x []T, incX int, y []T, incY int) (T, bool) {
	u, v, ok := long(n, x, incX, y, incY)
	if !ok {
		return 0, false
	}
	return blas.Dotc(env(), u, v), true
}

func nrm2[T blas.Scalar](n int, x []T, incX int) (float64, bool) {
	u, ok := longOne(n, x, incX)
	if !ok {
		return 0, false
	}
	return blas.Nrm2(env(), u), true
}

func asum[T blas.Scalar](n int, x []T, incX int) (float64, bool) {
	u, ok := longOne(n, x, incX)
	if !ok {
		return 0, false
	}
	return blas.Asum(env(), u), true
}

func axpy[T blas.Scalar](n int, alpha T, x []T, incX int, y []T, incY int) bool {
	u, v, ok := long(n, x, incX, y, incY)
	if !ok || alpha == 0 {
		return false
	}
	blas.Axpy(env(), alpha, u, v)
	return true
}

func scal[T blas.Scalar](n int, alpha T, x []T, incX int) bool {
	u, ok := longOne(n, x, incX)
	if !ok || alpha == 0 {
		return false
	}
	blas.Scal(env(), alpha, u)
	return true
}

// dscal scales complex vectors by real numbers, their parts as one real vector:
// a product of complex numbers would make NaN of 0·∞ in it.
func dscal[R blas.Real, T blas.Complex](n int, alpha R, x []T, incX int) bool {
	u, ok := longOne(n, x, incX)
	if !ok || incX != 1 || alpha == 0 {
		return false
	}
	parts := unsafe.Slice((*R)(unsafe.Pointer(unsafe.SliceData(u.Data))), 2*n)
	blas.Scal(env(), alpha, blas.VecOf(parts))
	return true
}

func swap[T blas.Scalar](n int, x []T, incX int, y []T, incY int) bool {
	u, v, ok := long(n, x, incX, y, incY)
	if !ok {
		return false
	}
	blas.Swap(env(), u, v)
	return true
}

func rot[T blas.Real](n int, x []T, incX int, y []T, incY int, c, s T) bool {
	u, v, ok := long(n, x, incX, y, incY)
	if !ok {
		return false
	}
	blas.Rot(env(), u, v, float64(c), s)
	return true
}
