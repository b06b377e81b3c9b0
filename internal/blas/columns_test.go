package blas

import (
	"math/rand/v2"
	"testing"

	"github.com/scicore-go/scicore/internal/cpu"
)

func TestColumns(t *testing.T) {
	t.Run("float64", testColumns[float64])
	t.Run("float32", testColumns[float32])
	t.Run("complex128", testColumns[complex128])
	t.Run("complex64", testColumns[complex64])
}

func testColumns[T Scalar](t *testing.T) {
	r := rand.New(rand.NewPCG(1, 7))
	fill := func(x []T) {
		for i := range x {
			x[i] = FromComplex[T](complex(r.NormFloat64(), r.NormFloat64()))
		}
	}
	for _, rows := range []int{0, 1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 64, 100, 257} {
		for cols := range 10 {
			data := make([]T, 1+cols*(rows+3)+1)
			fill(data)
			a := ColMajor(data[1:], rows, cols, rows+3)
			x, y := make([]T, rows), make([]T, cols)
			fill(x)
			fill(y)
			z0 := make([]T, rows+2)
			fill(z0)
			var dots, sums []T
			for i, tier := range cpu.Available() {
				env := Env{Tier: tier}
				d, z := make([]T, cols), append([]T(nil), z0...)
				DotCols(env, a, VecOf(x), d)
				AxpyCols(env, a, y, VecOf(z[1:1+rows]))
				if i == 0 {
					dots, sums = d, z
				}
				for j := range d {
					if d[j] != dots[j] {
						t.Fatalf("%dx%d: dot %d has other bits on %v", rows, cols, j, tier)
					}
				}
				for k := range z {
					if z[k] != sums[k] {
						t.Fatalf("%dx%d: sum %d has other bits on %v", rows, cols, k, tier)
					}
				}
			}
			tol := 10 * float64(rows+cols+1) * Eps[T]()
			for j := range cols {
				want, size := complex128(0), 0.0
				for i := range rows {
					p := Complex128(a.At(i, j)) * Complex128(x[i])
					want, size = want+p, size+Abs(p)
				}
				if Abs(Complex128(dots[j])-want) > tol*size {
					t.Errorf("%dx%d: dot %d is %v, want %v", rows, cols, j, dots[j], want)
				}
			}
			for i := range z0 {
				want, size := Complex128(z0[i]), Abs(z0[i])
				if i > 0 && i <= rows {
					for j := range cols {
						p := Complex128(a.At(i-1, j)) * Complex128(y[j])
						want, size = want+p, size+Abs(p)
					}
				}
				if e := Abs(Complex128(sums[i]) - want); e > tol*size || (i == 0 || i > rows) && e != 0 {
					t.Errorf("%dx%d: sum %d is %v, want %v", rows, cols, i, sums[i], want)
				}
			}
		}
	}
}
