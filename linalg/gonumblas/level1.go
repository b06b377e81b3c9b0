package gonumblas

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/blas"
)

// Vectors of fewer elements than this are left to gonum, whose loops begin
// sooner, and so are those whose elements do not lie side by side.
const (
	longDot  = 512
	longAxpy = 512
	longScal = 256
	longNrm2 = 64
	longAsum = 96
	longSwap = 128
	longRot  = 128
)

// contiguous reports whether x is a sound vector of at least so many elements
// side by side.
func contiguous[T blas.Scalar](least, n int, x []T, incX int) bool {
	return n >= least && incX == 1 && n <= len(x)
}

// vectors is both vectors of n elements side by side.
func vectors[T blas.Scalar](n int, x, y []T) (u, v blas.Vec[T]) {
	return blas.VecOf(x[:n]), blas.VecOf(y[:n])
}

func dot[T blas.Scalar](n int, x, y []T) T {
	u, v := vectors(n, x, y)
	return blas.Dot(env(), u, v)
}

func dotc[T blas.Complex](n int, x, y []T) T {
	u, v := vectors(n, x, y)
	return blas.Dotc(env(), u, v)
}

func nrm2[T blas.Scalar](n int, x []T) float64 { return blas.Nrm2(env(), blas.VecOf(x[:n])) }

func asum[T blas.Scalar](n int, x []T) float64 { return blas.Asum(env(), blas.VecOf(x[:n])) }

func axpy[T blas.Scalar](n int, alpha T, x, y []T) {
	u, v := vectors(n, x, y)
	blas.Axpy(env(), alpha, u, v)
}

func scal[T blas.Scalar](n int, alpha T, x []T) { blas.Scal(env(), alpha, blas.VecOf(x[:n])) }

// dscal scales complex vectors by real numbers, their parts as one real vector:
// a product of complex numbers would make NaN of 0·∞ in it.
func dscal[R blas.Real, T blas.Complex](n int, alpha R, x []T) {
	scal(2*n, alpha, unsafe.Slice((*R)(unsafe.Pointer(unsafe.SliceData(x[:n]))), 2*n))
}

func swap[T blas.Scalar](n int, x, y []T) {
	u, v := vectors(n, x, y)
	blas.Swap(env(), u, v)
}

func rot[T blas.Real](n int, x, y []T, c, s T) {
	u, v := vectors(n, x, y)
	blas.Rot(env(), u, v, float64(c), s)
}
