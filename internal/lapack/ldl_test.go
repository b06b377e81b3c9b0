package lapack

import (
	"math"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

func TestLDL(t *testing.T) {
	forTypes(t, testLDL[float32], testLDL[float64], testLDL[complex64], testLDL[complex128])
}

func testLDL[T blas.Scalar](t *testing.T) {
	for _, n := range sizes() {
		for i, c := range lapacktest.Hermitian[T](n, 2) {
			checkLDL(t, c, layouts[i%len(layouts)], true)
			// The symmetric matrix of the same triangle.
			s := lapacktest.Case[T]{Name: c.Name, A: c.A.Clone(blas.Env{})}
			blas.Mirror(blas.Lower, false, s.A)
			checkLDL(t, s, layouts[(i+1)%len(layouts)], false)
		}
	}
}

func checkLDL[T blas.Scalar](t *testing.T, c lapacktest.Case[T], l layout, herm bool) {
	t.Helper()
	env, n := lapacktest.Best(), c.A.Rows
	for _, uplo := range []blas.Uplo{blas.Lower, blas.Upper} {
		a, check := laid(t, l, c.A)
		spoilOther(uplo, a)
		e, piv := make([]T, n), make([]int, n)
		kind, factor, solve := "L·D·Lᵀ", Sytrf[T], Sytrs[T]
		con := Sycon[T]
		if herm {
			kind, factor, solve, con = "L·D·Lᴴ", Hetrf[T], Hetrs[T], Hecon[T]
		}
		zero := factor(env, uplo, a, e, piv)
		check()
		f, want := a, c.A
		if uplo == blas.Upper {
			f, want = a.T(), c.A.T()
		}
		lapacktest.Add[T](t, accuracy, "A - "+kind, c.Name, lapacktest.Distance(want, productLDL(f, e, piv, herm)))
		if zero >= 0 {
			continue
		}
		b := lapacktest.Random[T](n, 3, 5)
		x := b.Clone(env)
		solve(env, uplo, a, e, piv, x)
		if finite(x) {
			lapacktest.Add[T](t, accuracy, "A·X = B by "+kind, c.Name, lapacktest.SolveResidual(c.A, x, b))
		}
		if c.Name == "random" && n > 0 {
			checkCondition(t, kind, c.A, con(env, uplo, a, e, piv, Norm1(c.A)))
		}
	}
}

// productLDL puts the factors together again.
func productLDL[T blas.Scalar](f blas.Mat[T], e []T, piv []int, herm bool) blas.Mat[T] {
	n := f.Rows
	l := triangle(blas.Lower, true, f, n, n)
	d := blas.NewMat[T](n, n)
	for i := range n {
		d.Set(i, i, f.At(i, i))
		if e[i] != 0 {
			up := e[i]
			if herm {
				up = blas.Conj(up)
			}
			d.Set(i+1, i, e[i])
			d.Set(i, i+1, up)
		}
	}
	lt := l.T()
	if herm {
		lt = l.H()
	}
	p := lapacktest.Product(l, d, lt)
	LaswpBack(blas.Env{}, p, piv)
	LaswpBack(blas.Env{}, p.T(), piv)
	return p
}

func TestLDLSameBits(t *testing.T) {
	forTypes(t, testLDLSameBits[float32], testLDLSameBits[float64], testLDLSameBits[complex64], testLDLSameBits[complex128])
}

func testLDLSameBits[T blas.Scalar](t *testing.T) {
	for _, n := range []int{7, 130} {
		sameEverywhere(t, name("LDL ", n), func(env blas.Env) blas.Mat[T] {
			a := lapacktest.Hermitian[T](n, 2)[0].A.Clone(env)
			e, piv := make([]T, n), make([]int, n)
			Hetrf(env, blas.Lower, a, e, piv)
			x := lapacktest.Random[T](n, 2, 3)
			Hetrs(env, blas.Lower, a, e, piv, x)
			return x
		})
	}
}

func TestLDLOfNaNAndZero(t *testing.T) {
	env := lapacktest.Best()
	for _, n := range []int{1, 4, 60} {
		a := lapacktest.Hermitian[float64](n, 2)[0].A.Clone(env)
		a.Set(n/2, n/2, math.NaN())
		Sytrf(env, blas.Lower, a, make([]float64, n), make([]int, n)) // ends
		if zero := Sytrf(env, blas.Lower, blas.NewMat[float64](n, n), make([]float64, n), make([]int, n)); zero != 0 {
			t.Errorf("n %d: first zero block of the zero matrix %d", n, zero)
		}
	}
}
