package symeig

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

var orders = []int{100, 500, 1000, 2000}

func BenchmarkSyevd(b *testing.B) {
	benchSyevd[float64](b)
	benchSyevd[float32](b)
	benchSyevd[complex128](b)
	benchSyevd[complex64](b)
}

func randomHermitian[T blas.Scalar](n int) blas.Mat[T] {
	a := lapacktest.Random[T](n, n, 1)
	for i := range n {
		a.Set(i, i, blas.FromReal[T](blas.Re(a.At(i, i))))
	}
	blas.Mirror(blas.Lower, true, a)
	return a
}

func benchSyevd[T blas.Scalar](b *testing.B) {
	env := lapacktest.Best()
	for _, n := range orders {
		a := randomHermitian[T](n)
		w, d, e, tau := make([]float64, n), make([]float64, n), make([]float64, n), make([]T, n)
		for _, vectors := range []bool{true, false} {
			b.Run(fmt.Sprintf("%T/%d/vectors=%t", *new(T), n, vectors), func(b *testing.B) {
				v := a.CloneCols(env)
				for b.Loop() {
					blas.Copy(env, v, a)
					Syevd(env, vectors, blas.Lower, v, w)
				}
			})
		}
		b.Run(fmt.Sprintf("%T/%d/reduction", *new(T), n), func(b *testing.B) {
			v := a.CloneCols(env)
			for b.Loop() {
				blas.Copy(env, v, a)
				Sytrd(env, blas.Lower, v, d, e, tau)
			}
		})
	}
}

// reducedRandom returns a tridiagonal matrix distributed as those to which
// random symmetric ones are reduced: A. Edelman and I. Dumitriu, "Matrix models
// for beta ensembles" (2002).
func reducedRandom(n int) (d, e []float64) {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	d, e = make([]float64, n), make([]float64, n)
	for i := range n {
		d[i] = r.NormFloat64() * math.Sqrt2
		for range n - 1 - i {
			e[i] += math.Pow(r.NormFloat64(), 2)
		}
		e[i] = math.Sqrt(e[i])
	}
	return d, e
}

func BenchmarkTridiagonal(b *testing.B) {
	env := lapacktest.Best()
	for _, n := range orders {
		d, e := reducedRandom(n)
		x, y := make([]float64, n), make([]float64, n)
		b.Run(fmt.Sprintf("values/%d", n), func(b *testing.B) {
			for b.Loop() {
				copy(x, d)
				copy(y, e)
				Sterf(env, x, y)
			}
		})
		benchDivide[float64](b, d, e)
		benchDivide[float32](b, d, e)
	}
}

func benchDivide[R blas.Real](b *testing.B, d, e []float64) {
	env := lapacktest.Best()
	n := len(d)
	x, y := make([]float64, n), make([]float64, n)
	z := blas.ScratchCols[R](n, n)
	b.Run(fmt.Sprintf("divide/%T/%d", *new(R), n), func(b *testing.B) {
		for b.Loop() {
			copy(x, d)
			copy(y, e)
			newTearing(env, x, y, z, leaf).run()
		}
	})
}

func BenchmarkOrmtr(b *testing.B) {
	benchOrmtr[float64](b)
	benchOrmtr[complex128](b)
}

func benchOrmtr[T blas.Scalar](b *testing.B) {
	env := lapacktest.Best()
	for _, n := range orders {
		a := randomHermitian[T](n).T()
		d, e, tau := make([]float64, n), make([]float64, n), make([]T, n)
		Sytrd(env, blas.Lower, a, d, e, tau)
		z := blas.Eye[T](n).T()
		b.Run(fmt.Sprintf("%T/%d", *new(T), n), func(b *testing.B) {
			for b.Loop() {
				Ormtr(env, blas.Lower, false, a, tau, z)
			}
		})
	}
}
