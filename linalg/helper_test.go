package linalg

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

// random returns an array of normally distributed elements.
func random[T Scalar](seed uint64, shape ...int) array.Array[T] {
	r := rand.New(rand.NewPCG(seed, 99))
	a := array.Zeros[T](shape...)
	data, _ := a.Data()
	for i := range data {
		data[i] = blas.FromComplex[T](complex(r.NormFloat64(), r.NormFloat64()))
	}
	return a
}

// definite returns Hermitian positive definite matrices.
func definite[T Scalar](seed uint64, shape ...int) array.Array[T] {
	a := random[T](seed, shape...)
	n := shape[len(shape)-1]
	return array.Add(array.MatMul(a, adjoint(a)), array.MulScalar(array.Eye[T](n, n, 0), blas.FromReal[T](float64(n))))
}

// eps is the distance from 1 to the next number of T.
func eps[T Scalar]() float64 { return 2 * blas.Eps[T]() }

// close fails unless got is want within tol times the largest magnitude of
// want, and both have one shape.
func near[T Scalar](t *testing.T, what string, got, want array.Array[T], tol float64) {
	t.Helper()
	if !equalShape(got.Shape(), want.Shape()) {
		t.Errorf("%s: shape %v, want %v", what, got.Shape(), want.Shape())
		return
	}
	big, worst := 0.0, 0.0
	for x, y := range array.Zip(got, want) {
		big = math.Max(big, blas.Abs(y))
		if d := blas.Abs(x - y); d > worst || math.IsNaN(d) {
			worst = d
		}
	}
	if !(worst <= tol*math.Max(big, math.SmallestNonzeroFloat64)) && worst != 0 {
		t.Errorf("%s: off by %.3g of %.3g, allowed %.3g", what, worst, big, tol*big)
	}
}

func equalShape(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// fourTypes runs a test over the element types.
func fourTypes(t *testing.T, f32, f64, c64, c128 func(t *testing.T)) {
	t.Run("float32", f32)
	t.Run("float64", f64)
	t.Run("complex64", c64)
	t.Run("complex128", c128)
}
