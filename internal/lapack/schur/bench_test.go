package schur

import (
	"fmt"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

func BenchmarkGeev(b *testing.B) {
	for _, n := range []int{100, 500, 1000, 2000} {
		b.Run(fmt.Sprintf("float64/%d", n), func(b *testing.B) { benchGeev[float64](b, n) })
	}
	for _, n := range []int{100, 500, 1000} {
		b.Run(fmt.Sprintf("float32/%d", n), func(b *testing.B) { benchGeev[float32](b, n) })
	}
	for _, n := range []int{100, 500} {
		b.Run(fmt.Sprintf("complex128/%d", n), func(b *testing.B) { benchGeev[complex128](b, n) })
		b.Run(fmt.Sprintf("complex64/%d", n), func(b *testing.B) { benchGeev[complex64](b, n) })
	}
}

func benchGeev[T blas.Scalar](b *testing.B, n int) {
	env := lapacktest.Best()
	a := lapacktest.Random[T](n, n, 1)
	w := make([]complex128, n)
	for b.Loop() {
		c := a.Clone(env)
		if _, _, failed := Geev(env, c, w, false, true); failed > 0 {
			b.Fatal(failed)
		}
	}
}

func BenchmarkGees(b *testing.B) {
	for _, n := range []int{100, 500, 1000} {
		b.Run(fmt.Sprintf("float64/%d", n), func(b *testing.B) {
			env := lapacktest.Best()
			a := lapacktest.Random[float64](n, n, 1)
			z, w := blas.NewMat[float64](n, n), make([]complex128, n)
			for b.Loop() {
				if _, _, failed := Gees(env, a.Clone(env), z, w, nil); failed > 0 {
					b.Fatal(failed)
				}
			}
		})
	}
}

func BenchmarkParts(b *testing.B) {
	for _, n := range []int{100, 500, 1000} {
		b.Run(fmt.Sprintf("float64/%d", n), func(b *testing.B) { benchParts[float64](b, n) })
	}
	b.Run("complex128/500", func(b *testing.B) { benchParts[complex128](b, 500) })
	b.Run("complex64/500", func(b *testing.B) { benchParts[complex64](b, 500) })
}

func benchParts[T blas.Scalar](b *testing.B, n int) {
	env := lapacktest.Best()
	a := lapacktest.Random[T](n, n, 1)
	h := a.Clone(env)
	tau := Gehrd(env, 0, n, h)
	q := Orghr(env, 0, n, h, tau)
	clearBelow(h)
	t, z, w := h.Clone(env), q.Clone(env), make([]complex128, n)
	b.Run("gehrd", func(b *testing.B) {
		for b.Loop() {
			Gehrd(env, 0, n, a.Clone(env))
		}
	})
	b.Run("hseqr", func(b *testing.B) {
		for b.Loop() {
			blas.Copy(env, t, h)
			blas.Copy(env, z, q)
			Hseqr(env, true, 0, n, t, z, w)
		}
	})
	b.Run("trevc", func(b *testing.B) {
		for b.Loop() {
			Trevc(env, false, t, z)
		}
	})
}

func BenchmarkGgev(b *testing.B) {
	for _, n := range []int{100, 500} {
		b.Run(fmt.Sprintf("float64/%d", n), func(b *testing.B) { benchGgev[float64](b, n) })
		b.Run(fmt.Sprintf("complex128/%d", n), func(b *testing.B) { benchGgev[complex128](b, n) })
	}
}

func benchGgev[T blas.Scalar](b *testing.B, n int) {
	env := lapacktest.Best()
	x, y := lapacktest.Random[T](n, n, 1), lapacktest.Random[T](n, n, 2)
	alpha, beta := make([]complex128, n), make([]float64, n)
	for b.Loop() {
		if _, _, failed := Ggev(env, x.Clone(env), y.Clone(env), alpha, beta, false, true); failed > 0 {
			b.Fatal(failed)
		}
	}
}
