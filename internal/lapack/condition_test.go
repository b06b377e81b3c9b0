package lapack

import (
	"math"
	"math/big"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

// checkCondition holds an estimate against the norm of the computed inverse:
// never below the truth but for rounding, and within a factor of ten.
func checkCondition[T blas.Scalar](t *testing.T, what string, a blas.Mat[T], got float64) {
	t.Helper()
	env, n := lapacktest.Best(), a.Rows
	w := blas.NewMat[complex128](n, n)
	for i := range w.Data {
		w.Data[i] = blas.Complex128(a.At(i/n, i%n))
	}
	anorm := Norm1(w)
	piv := make([]int, n)
	if Getrf(env, w, piv) >= 0 {
		return
	}
	Getri(env, w, piv)
	want := 1 / anorm / Norm1(w)
	if want < 100*blas.Eps[T]() { // the factors in T belong to another matrix
		if got > 1000*blas.Eps[T]() {
			t.Errorf("%s: rcond %g of a matrix singular to working precision", what, got)
		}
		return
	}
	if !(got >= 0.9*want && got <= 10*want) {
		t.Errorf("%s, order %d: rcond %g, of the inverse %g", what, n, got, want)
	}
}

func TestCondition(t *testing.T) {
	forTypes(t, testCondition[float32], testCondition[float64], testCondition[complex64], testCondition[complex128])
}

func testCondition[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	for _, n := range []int{1, 2, 3, 10, 40} {
		for _, c := range lapacktest.Square[T](n, 2) {
			lu, piv := c.A.Clone(env), make([]int, n)
			if zero := Getrf(env, lu, piv); zero >= 0 {
				if r := Gecon(env, lu, piv, Norm1(c.A)); r != 0 {
					t.Errorf("%s: rcond %g of a singular matrix", c.Name, r)
				}
				continue
			}
			if c.Name == "Wilkinson growth" && n > 10 {
				continue // the factors are those of another matrix
			}
			checkCondition(t, "LU, "+c.Name, c.A, Gecon(env, lu, piv, Norm1(c.A)))
			u := triangle(blas.Upper, false, lu, n, n)
			checkCondition(t, "triangle, "+c.Name, u, Trcon(env, blas.Upper, blas.NonUnit, lu))
			checkCondition(t, "triangle, "+c.Name, u.T(), Trcon(env, blas.Lower, blas.NonUnit, lu.T()))
		}
		for _, c := range lapacktest.Definite[T](n, 2) {
			f := c.A.Clone(env)
			if Potrf(env, blas.Lower, f) == 0 {
				checkCondition(t, "Cholesky, "+c.Name, c.A, Pocon(env, blas.Lower, f, Norm1(c.A)))
			}
		}
	}
}

func TestDet(t *testing.T) {
	env := lapacktest.Best()
	for _, n := range []int{1, 2, 5, 30} {
		// The Hilbert-like matrix 1/(i+j+1) scaled to integers has an exact determinant.
		a := blas.NewMat[float64](n, n)
		exact := make([][]*big.Rat, n)
		for i := range n {
			exact[i] = make([]*big.Rat, n)
			for j := range n {
				x := float64((i*7+j*j*3+5)%11) - 5 + 20*b2f(i == j)
				a.Set(i, j, x)
				exact[i][j] = new(big.Rat).SetFloat64(x)
			}
		}
		want, _ := determinant(exact).Float64()
		piv := make([]int, n)
		Getrf(env, a, piv)
		d := DetLU(a, piv)
		if got := real(d.Value()); math.Abs(got-want) > 1e-13*math.Abs(want) {
			t.Errorf("n %d: determinant %g, want %g", n, got, want)
		}
		sign, log := d.Log(env)
		if real(sign) != math.Copysign(1, want) || math.Abs(log-math.Log(math.Abs(want))) > 1e-13*math.Abs(log)+1e-14 {
			t.Errorf("n %d: sign %v, log %g, want %g", n, sign, log, math.Log(math.Abs(want)))
		}
	}
}

func b2f(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// determinant eliminates exactly.
func determinant(a [][]*big.Rat) *big.Rat {
	det := big.NewRat(1, 1)
	for k := range a {
		p := k
		for a[p][k].Sign() == 0 {
			if p++; p == len(a) {
				return new(big.Rat)
			}
		}
		if p != k {
			a[p], a[k] = a[k], a[p]
			det.Neg(det)
		}
		det.Mul(det, a[k][k])
		for i := k + 1; i < len(a); i++ {
			f := new(big.Rat).Quo(a[i][k], a[k][k])
			for j := k; j < len(a); j++ {
				a[i][j].Sub(a[i][j], new(big.Rat).Mul(f, a[k][j]))
			}
		}
	}
	return det
}

func TestDetLeavesTheRangeLate(t *testing.T) {
	n := 400
	a := blas.NewMat[complex128](n, n)
	for i := range n {
		s := math.Ldexp(1, 1000)
		if i >= n/2 {
			s = math.Ldexp(1, -1000)
		}
		a.Set(i, i, complex(0, s))
	}
	d := DetTri(a) // i^400 = 1
	if d.Value() != 1 {
		t.Errorf("determinant %v, want 1", d.Value())
	}
	a.Set(0, 0, 0)
	if s, l := DetTri(a).Log(blas.Env{}); s != 0 || !math.IsInf(l, -1) || DetTri(a).Value() != 0 {
		t.Errorf("zero: sign %v, log %g", s, l)
	}
	b := blas.NewMat[float32](200, 200)
	for i := range 200 {
		b.Set(i, i, -1e30)
	}
	if s, l := DetTri(b).Log(blas.Env{}); s != 1 || math.Abs(l-200*math.Log(float64(float32(1e30)))) > 1e-10 {
		t.Errorf("large: sign %v, log %g", s, l)
	}
	if DetTri(blas.NewMat[float64](0, 0)).Value() != 1 {
		t.Error("the determinant of nothing is one")
	}
}
