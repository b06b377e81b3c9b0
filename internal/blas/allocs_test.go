//go:build !race

package blas

// The race detector lets a sync.Pool forget on purpose, so allocations are
// counted without it.

import (
	"math/rand/v2"
	"testing"
)

func TestLevel1NoAllocations(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	x, y, z := VecOf(draw[complex128](r, 40)), VecOf(draw[complex128](r, 40)), Vec[complex128]{draw[complex128](r, 400), 40, 7}
	for name, f := range map[string]func(){
		"Dot": func() { Dot(best, x, y) }, "Axpy": func() { Axpy(best, 1i, x, y) }, "Scal": func() { Scal(best, 1i, x) },
		"Nrm2": func() { Nrm2(best, x) }, "Asum": func() { Asum(best, x) }, "IAmax": func() { IAmax(best, x) },
		"Swap": func() { Swap(best, x, y) }, "Rot": func() { Rot(best, x, y, 0.6, 0.8i) },
		"strided Axpy": func() { Axpy(best, 1i, z, y) }, "strided Scal": func() { Scal(best, 1i, z) },
		"strided Rot": func() { Rot(best, z, y, 0.6, 0.8i) }, "strided Swap": func() { Swap(best, x, z) },
	} {
		if a := testing.AllocsPerRun(20, f); a != 0 {
			t.Errorf("%s allocates %v times", name, a)
		}
	}
}

func TestLevel2NoAllocations(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	testNoAllocations[float64](t, r)
	testNoAllocations[complex64](t, r)
}

func testNoAllocations[T Scalar](t *testing.T, r *rand.Rand) {
	const n = 20
	a, c, x, y := dominant[T](r, n), square[T](r, n), VecOf(draw[T](r, n)), VecOf(draw[T](r, n))
	alpha := FromComplex[T](1e-3 + 1e-3i)
	for name, f := range map[string]func(){
		"Gemv": func() { Gemv(best, alpha, a, x, 1, y) }, "Gemv of columns": func() { Gemv(best, alpha, a.H(), x, 0, y) },
		"Ger": func() { Ger(best, alpha, x, y, a) }, "Gerc": func() { Gerc(best, alpha, x, y, a) },
		"Syr": func() { Syr(best, Lower, alpha, x, a) }, "Her2": func() { Her2(best, Upper, alpha, x, y, a) },
		"Trsv": func() { Trsv(best, Lower, NonUnit, a, x) }, "Trmv": func() { Trmv(best, Upper, Unit, a, x) },
		"Gemm": func() { Gemm(best, alpha, a, a, 0, c) },
	} {
		if v := testing.AllocsPerRun(20, f); v != 0 {
			t.Errorf("%T: %s allocates %v times", alpha, name, v)
		}
	}
}
