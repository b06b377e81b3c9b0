package lapack

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
)

func random[T blas.Scalar](r *rand.Rand, rows, cols int) blas.Mat[T] {
	m := blas.NewMat[T](rows, cols)
	for i := range m.Data {
		m.Data[i] = blas.FromComplex[T](complex(r.NormFloat64(), r.NormFloat64()))
	}
	return m
}

func distance[T blas.Scalar](a, b blas.Mat[T]) float64 {
	d := 0.0
	for i := range a.Rows {
		for j := range a.Cols {
			d = max(d, blas.Abs(a.At(i, j)-b.At(i, j)))
		}
	}
	return d
}

func TestBlockIsTheProductOfItsReflectors(t *testing.T) {
	testBlock[float64](t)
	testBlock[float32](t)
	testBlock[complex128](t)
	testBlock[complex64](t)
}

func testBlock[T blas.Scalar](t *testing.T) {
	env := blas.Env{}
	r := rand.New(rand.NewPCG(7, 1))
	for _, d := range [][2]int{{1, 1}, {5, 3}, {40, 17}, {100, 40}} {
		n, k := d[0], d[1]
		t.Run(fmt.Sprintf("%T/%dx%d", *new(T), n, k), func(t *testing.T) {
			a := random[T](r, n, k)
			tau := make([]T, k)
			h := blas.Eye[T](n) // the product, reflector by reflector
			for j := range k {
				x := random[T](r, n-j, 1)
				v := x.Col(0)
				beta, tj := Larfg(env, v.At(0), v.From(1, n-j))
				_ = beta
				tau[j] = tj
				v.Set(0, 1)
				one := blas.Eye[T](n)
				blas.Gerc(env, -tj, v, v, one.Window(j, j, n-j, n-j))
				p := blas.NewMat[T](n, n)
				blas.Gemm(env, 1, h, one, 0, p)
				h = p
				for i := j + 1; i < n; i++ {
					a.Set(i, j, v.At(i-j))
				}
			}
			tol := 40 * float64(n) * blas.Eps[T]()
			b := MakeBlock(env, a, tau)
			c := random[T](r, n, n+3)
			want := blas.NewMat[T](n, n+3)
			for _, inverse := range []bool{false, true} {
				hh := h
				if inverse {
					hh = h.H()
				}
				blas.Gemm(env, 1, hh, c, 0, want)
				got := c.Clone(env)
				b.Left(env, inverse, got)
				if e := distance(got, want); e > tol {
					t.Errorf("left, inverse %t: off by %g", inverse, e)
				}
				wantT := blas.NewMat[T](n+3, n)
				blas.Gemm(env, 1, c.T(), hh, 0, wantT)
				gotT := c.T().Clone(env)
				b.Right(env, inverse, gotT)
				if e := distance(gotT, wantT); e > tol {
					t.Errorf("right, inverse %t: off by %g", inverse, e)
				}
			}
		})
	}
}

func TestLarfg(t *testing.T) {
	testLarfg[float64](t)
	testLarfg[float32](t)
	testLarfg[complex128](t)
	testLarfg[complex64](t)
}

func testLarfg[T blas.Scalar](t *testing.T) {
	env := blas.Env{}
	r := rand.New(rand.NewPCG(3, 4))
	for _, scale := range []float64{1, 1e-30, 1e30, blas.SafeMin[T]() * 4} {
		m := random[T](r, 9, 1)
		blas.Scal(env, blas.FromReal[T](scale), m.Col(0))
		x := m.Clone(env)
		v := m.Col(0)
		beta, tau := Larfg(env, v.At(0), v.From(1, 9))
		v.Set(0, 1)
		// Hᴴ·x = x - conj(tau)·v·(vᴴ·x)
		blas.Axpy(env, -blas.Mul(blas.Conj(tau), blas.Dotc(env, v, x.Col(0))), v, x.Col(0))
		size := blas.Abs(beta)
		x.Set(0, 0, x.At(0, 0)-beta)
		if e := MaxAbs(x) / size; !(e < 100*blas.Eps[T]()) {
			t.Errorf("%T at %g: Hᴴ·x is off by %g", beta, scale, e)
		}
	}
}
