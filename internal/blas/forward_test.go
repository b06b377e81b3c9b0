package blas

import (
	"math/rand/v2"
	"testing"
)

// TestTrsmBits: the kernel that solves for a whole triangle has the bits of
// the steps that package lapack takes one by one, a product and SolveEdge.
func TestTrsmBits(t *testing.T) {
	t.Run("float64", trsmBits[float64])
	t.Run("float32", trsmBits[float32])
	t.Run("complex128", trsmBits[complex128])
	t.Run("complex64", trsmBits[complex64])
}

func trsmBits[T Scalar](t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{8, 24, 40, 104, 128} {
		for _, uplo := range []Uplo{Lower, Upper} {
			for _, conj := range []bool{false, true} {
				a, b := dominant[T](r, n), RowMajor(draw[T](r, n*37), n, 37, 37)
				a.Conj = conj && IsComplex[T]()
				want := b.Clone(best)
				bySteps(uplo, a, want)
				Trsm(best, uplo, NonUnit, 1, a, b)
				for i, x := range b.Data {
					if x != want.Data[i] {
						t.Fatalf("n = %d, uplo %v, conj %v: element %d is %v, not %v", n, uplo, conj, i, x, want.Data[i])
					}
				}
			}
		}
	}
}

// bySteps solves for whole blocks of rows.
func bySteps[T Scalar](uplo Uplo, a, x Mat[T]) {
	mem := new(buffer)
	l := leafOf(solving, uplo, NonUnit, a, x, mem)
	for s := 0; s < x.Rows; s += Edge {
		l.product(best, -1, s, x)
		l.onDiagonal(best.Tier, s, x)
	}
}
