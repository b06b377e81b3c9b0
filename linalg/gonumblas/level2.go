package gonumblas

import (
	gonum "gonum.org/v1/gonum/blas"

	"github.com/scicore-go/scicore/internal/blas"
)

// Operations on matrices of fewer elements than this are left to gonum, where
// its loops skip no zeros or that makes no difference: those with a negative
// increment excepted, which it cannot do in all cases.
const smallMatrix = 32 * 32

func small(m, n, incX, incY int) bool { return m*n < smallMatrix && incX > 0 && incY > 0 }

func gemv[T blas.Scalar](t gonum.Transpose, m, n int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int) bool {
	if small(m, n, incX, incY) {
		return false
	}
	if t != gonum.NoTrans {
		m, n = n, m
	}
	av, okA := operand(t, a, m, n, lda)
	xv, okX := input(x, n, incX)
	yv, okY := inout(y, m, incY)
	if !okA || !okX || !okY || alpha == 0 {
		return false
	}
	blas.Gemv(env(), alpha, av, xv, beta, yv.Vec)
	yv.store()
	return true
}

// reach is y as far as the transposed product reaches into it. gonum's Go loops
// clear all of y that there is, if beta = 0.
func reach[T blas.Scalar](n int, y []T, incY int) []T {
	if v, ok := vector(y, n, incY); ok {
		return v.Data
	}
	return y
}

// outer is A and the vectors of its rank one update.
func outer[T blas.Scalar](m, n int, alpha T, x []T, incX int, y []T, incY int, a []T, lda int) (xv, yv blas.Vec[T], av blas.Mat[T], ok bool) {
	av, okA := general(a, m, n, lda)
	xv, okX := input(x, m, incX)
	yv, okY := input(y, n, incY)
	few := small(m, n, incX, incY) && finite(xv.Column()) && finite(yv.Column())
	return xv, yv, av, okA && okX && okY && alpha != 0 && !few
}

func ger[T blas.Scalar](m, n int, alpha T, x []T, incX int, y []T, incY int, a []T, lda int) bool {
	if !blas.IsComplex[T]() && small(m, n, incX, incY) {
		return false
	}
	xv, yv, av, ok := outer(m, n, alpha, x, incX, y, incY, a, lda)
	if ok {
		blas.Ger(env(), alpha, xv, yv, av)
	}
	return ok
}

func gerc[T blas.Complex](m, n int, alpha T, x []T, incX int, y []T, incY int, a []T, lda int) bool {
	xv, yv, av, ok := outer(m, n, alpha, x, incX, y, incY, a, lda)
	if ok {
		blas.Gerc(env(), alpha, xv, yv, av)
	}
	return ok
}

// hermv is the product of a Hermitian matrix, symmetric where T is real.
func hermv[T blas.Scalar](ul gonum.Uplo, n int, alpha T, a []T, lda int, x []T, incX int, beta T, y []T, incY int) bool {
	if small(n, n, incX, incY) {
		return false
	}
	uplo, av, okA := triangle(ul, a, n, lda)
	xv, okX := input(x, n, incX)
	yv, okY := inout(y, n, incY)
	if !okA || !okX || !okY || alpha == 0 {
		return false
	}
	blas.Hemv(env(), uplo, alpha, av, xv, beta, yv.Vec)
	yv.store()
	return true
}

// herr is the rank one update of a Hermitian matrix, symmetric where T is real.
func herr[T blas.Scalar](ul gonum.Uplo, n int, alpha float64, x []T, incX int, a []T, lda int) bool {
	uplo, av, okA := triangle(ul, a, n, lda)
	xv, okX := input(x, n, incX)
	if !okA || !okX || alpha == 0 || small(n, n, incX, 1) && finite(xv.Column()) {
		return false
	}
	if blas.IsComplex[T]() {
		blas.Her(env(), uplo, alpha, xv, av)
	} else {
		blas.Syr(env(), uplo, blas.FromReal[T](alpha), xv, av)
	}
	return true
}

// herr2 is the rank two update of a Hermitian matrix, symmetric where T is
// real.
func herr2[T blas.Scalar](ul gonum.Uplo, n int, alpha T, x []T, incX int, y []T, incY int, a []T, lda int) bool {
	if !blas.IsComplex[T]() && small(n, n, incX, incY) {
		return false
	}
	uplo, av, okA := triangle(ul, a, n, lda)
	xv, okX := input(x, n, incX)
	yv, okY := input(y, n, incY)
	if !okA || !okX || !okY || alpha == 0 || small(n, n, incX, incY) && finite(xv.Column()) && finite(yv.Column()) {
		return false
	}
	blas.Her2(env(), uplo, alpha, xv, yv, av)
	return true
}

func trmv[T blas.Scalar](ul gonum.Uplo, t gonum.Transpose, d gonum.Diag, n int, a []T, lda int, x []T, incX int) bool {
	if small(n, n, incX, 1) {
		return false
	}
	uplo, diag, av, okA := triangular(ul, t, d, a, n, lda)
	xv, okX := inout(x, n, incX)
	if !okA || !okX {
		return false
	}
	blas.Trmv(env(), uplo, diag, av, xv.Vec)
	xv.store()
	return true
}

func trsv[T blas.Scalar](ul gonum.Uplo, t gonum.Transpose, d gonum.Diag, n int, a []T, lda int, x []T, incX int) bool {
	if small(n, n, incX, 1) {
		return false
	}
	uplo, diag, av, okA := triangular(ul, t, d, a, n, lda)
	xv, okX := inout(x, n, incX)
	if !okA || !okX {
		return false
	}
	blas.Trsv(env(), uplo, diag, av, xv.Vec)
	xv.store()
	return true
}
