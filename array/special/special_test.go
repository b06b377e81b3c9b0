package special

import (
	"errors"
	"math"
	"testing"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/sched"
)

var inf, nan = math.Inf(1), math.NaN()

// single is a function of pieces on one number.
func single(f func(y, x []float64), x float64) float64 {
	y := []float64{0}
	f(y, []float64{x})
	return y[0]
}

func TestSpecialValues(t *testing.T) {
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"Beta at 0", beta(0, 2), inf},
		{"Beta below 0", beta(-0.5, 2), nan},
		{"Beta at Inf", beta(2, inf), 0},
		{"Beta at 0, Inf", beta(0, inf), nan},
		{"LogBeta at Inf", logBeta(2, inf), -inf},
		{"BetaInc at 0", betaInc(2, 3, 0), 0},
		{"BetaInc at 1", betaInc(2, 3, 1), 1},
		{"BetaInc beyond", betaInc(2, 3, 1.5), nan},
		{"BetaInc a 0", betaInc(0, 3, 0.5), nan},
		{"BetaIncInv at 0", betaIncInv(2, 3, 0), 0},
		{"BetaIncInv at 1", betaIncInv(2, 3, 1), 1},
		{"BetaIncInv beyond", betaIncInv(2, 3, -0.1), nan},
		{"Comb k > n", comb(3, 4), 0},
		{"Comb k < 0", comb(3, -1), 0},
		{"Comb(52, 5)", comb(52, 5), 2598960},
		{"Comb NaN", comb(nan, 1), nan},
		{"Factorial below 0", factorial(-1), 0},
		{"Factorial(171)", factorial(171), inf},
		{"Factorial NaN", factorial(nan), nan},
		{"Digamma at 0", digamma(0), -inf},
		{"Digamma at -0", digamma(math.Copysign(0, -1)), inf},
		{"Digamma at a pole", digamma(-3), nan},
		{"Digamma at -Inf", digamma(-inf), nan},
		{"Digamma at Inf", digamma(inf), inf},
		{"GammaInc at 0", gammaInc(2, 0), 0},
		{"GammaInc at Inf", gammaInc(2, inf), 1},
		{"GammaInc a 0", gammaInc(0, 2), 1},
		{"GammaInc at 0, 0", gammaInc(0, 0), nan},
		{"GammaInc below 0", gammaInc(2, -1), nan},
		{"GammaIncC at Inf", gammaIncC(2, inf), 0},
		{"GammaIncC below 0", gammaIncC(-2, 1), nan},
		{"GammaIncInv at 1", gammaIncInv(2, 1), inf},
		{"GammaIncInv beyond", gammaIncInv(2, 1.1), nan},
		{"Zeta at 1", zeta(1), inf},
		{"Zeta at 0", zeta(0), -0.5},
		{"Zeta at -4", zeta(-4), 0},
		{"Zeta at Inf", zeta(inf), 1},
		{"Zeta at -Inf", zeta(-inf), nan},
		{"HurwitzZeta at 1", hurwitz(1, 3), inf},
		{"HurwitzZeta q 0", hurwitz(2, 0), inf},
		{"HurwitzZeta q < 0", hurwitz(2, -1.5), nan},
		{"HurwitzZeta q Inf", hurwitz(2, inf), 0},
		{"ErfcInv at 0", erfcInv(0), inf},
		{"ErfcInv at 2", erfcInv(2), -inf},
		{"ErfcInv beyond", erfcInv(2.5), nan},
		{"NormCDF at Inf", normCDF(inf), 1},
		{"NormCDF at -Inf", normCDF(-inf), 0},
		{"LogNormCDF at -Inf", logNormCDF(-inf), -inf},
		{"LogNormCDF NaN", logNormCDF(nan), nan},
		{"NormPPF at 0", normPPF(0), -inf},
		{"NormPPF at 1", normPPF(1), inf},
		{"NormPPF beyond", normPPF(1.5), nan},
		{"I0 at -Inf", besselI0(-inf), inf},
		{"I1 at -Inf", besselI1(-inf), -inf},
		{"I0 NaN", besselI0(nan), nan},
		{"K0 at 0", besselK0(0), inf},
		{"K1 below 0", besselK1(-1), nan},
		{"K0 at Inf", besselK0(inf), 0},
		{"K1 at Inf", besselK1(inf), 0},
		{"Ai at Inf", airyAi(inf), 0},
		{"Ai at -Inf", airyAi(-inf), 0},
		{"Bi at Inf", airyBi(inf), inf},
		{"Bi NaN", airyBi(nan), nan},
		{"EllipticK at 1", ellipticK(1), inf},
		{"EllipticK beyond", ellipticK(1.5), nan},
		{"EllipticK at -Inf", ellipticK(-inf), 0},
		{"EllipticE at 1", ellipticE(1), 1},
		{"EllipticE beyond", ellipticE(1.5), nan},
		{"EllipticF beyond", ellipticF(1, 1.5), nan},
		{"EllipticF at Inf", ellipticF(inf, 0.5), inf},
		{"Expit at -1000", single(expits, -1000), 0},
		{"Expit at 1000", single(expits, 1000), 1},
		{"Logit at 0", single(logits, 0), -inf},
		{"Logit at 1", single(logits, 1), inf},
		{"Logit beyond", single(logits, 1.5), nan},
		{"Softplus at 1000", single(softpluses, 1000), 1000},
		{"Softplus at -Inf", single(softpluses, -inf), 0},
		{"XLogY 0, 0", XLogY(array.Scalar(0.0), array.Scalar(0.0)).At(), 0},
		{"XLogY 0, NaN", XLogY(array.Scalar(0.0), array.Scalar(nan)).At(), nan},
		{"Entr at 0", single(entrs, 0), 0},
		{"Entr below 0", single(entrs, -1), -inf},
		{"Sinc at 0", single(sincs, 0), 1},
		{"Sinc at 3", single(sincs, 3), 0},
		{"Sinc at Inf", single(sincs, inf), 0},
	} {
		if c.got != c.want && !(math.IsNaN(c.got) && math.IsNaN(c.want)) {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
}

// TestNothingHangs calls every function with every mixture of hard numbers,
// which must return and must not panic; a NaN among them gives NaN.
func TestNothingHangs(t *testing.T) {
	hard := []float64{0, math.Copysign(0, -1), 5e-324, -5e-324, 1e-310, 1e-20, 0.5, -0.5, 1, -1, 1.5, 2,
		31, -31, 1e5, -1e5, 1e9, -1e9, 1e17, math.MaxFloat64, -math.MaxFloat64, inf, -inf, nan}
	var rows [][]float64
	for _, a := range hard {
		for _, b := range hard {
			for _, c := range []float64{-1, 0, 5e-324, 0.5, 1 - 0x1p-53, 1, nan} {
				rows = append(rows, []float64{a, b, c})
			}
		}
	}
	a, b, x := column(rows, 0), column(rows, 1), column(rows, 2)
	for _, c := range tables {
		if c.name == "Jn" || c.name == "Yn" {
			continue
		}
		got := c.f([]vector{a, b, x})
		if got.Size() != len(rows) {
			t.Errorf("%s: %d elements", c.name, got.Size())
		}
		if last := got.At(len(rows) - 1); !math.IsNaN(last) {
			t.Errorf("%s of NaN is %v", c.name, last)
		}
	}
	GammaIncInv(a, x)
	BetaIncInv(a, b, x)
}

func column(rows [][]float64, j int) vector {
	var out []float64
	for _, r := range rows {
		out = append(out, r[j])
	}
	return array.FromSlice(out, len(out))
}

func TestBroadcasting(t *testing.T) {
	a := array.New[float64]([][]float64{{1}, {2}})
	b := array.New[float64]([]float64{1, 2, 3})
	got := Beta(a, b)
	for i := range 2 {
		for j := range 3 {
			if want := beta(a.At(i, 0), b.At(j)); got.At(i, j) != want {
				t.Errorf("[%d %d] is %v, want %v", i, j, got.At(i, j), want)
			}
		}
	}
	for _, f := range []func(){
		func() { Beta(a, array.Ones[float64](3, 2)) },
		func() { BetaInc(a, b, array.Ones[float64](4)) },
		func() { J0Into(array.Ones[float64](2), b) },
		func() { BetaInto(array.Ones[float64](3), a, b) },
	} {
		var shape *array.ShapeError
		if err := array.Catch(f); !errors.As(err, &shape) {
			t.Errorf("error %v, want a shape error", err)
		}
	}
	if n := Beta(array.Empty[float64](0, 3), b).Size(); n != 0 {
		t.Errorf("%d elements of none", n)
	}
}

// TestInto writes over operands, through views, and beside what must stay.
func TestInto(t *testing.T) {
	line := func() vector { return array.Linspace(0.1, 0.9, 9) }
	want := NormPPF(line())
	same := line()
	NormPPFInto(same, same)
	shifted := line()
	NormPPFInto(shifted.Slice(array.Range(1, 9, 1)), shifted.Slice(array.Range(0, 8, 1)))
	wide := array.Full(7.0, 18)
	NormPPFInto(wide.Slice(array.Range(0, 18, 2)), line())
	for i := range 9 {
		if same.At(i) != want.At(i) {
			t.Errorf("over itself: [%d] is %v, want %v", i, same.At(i), want.At(i))
		}
		if i > 0 && shifted.At(i) != want.At(i-1) {
			t.Errorf("shifted: [%d] is %v, want %v", i, shifted.At(i), want.At(i-1))
		}
		if wide.At(2*i) != want.At(i) || wide.At(2*i+1) != 7 {
			t.Errorf("strided: [%d] is %v beside %v", i, wide.At(2*i), wide.At(2*i+1))
		}
	}
}

func TestFloat32(t *testing.T) {
	x := array.New[float32]([]float32{0.3, 1.5, 20})
	got := I0(x)
	for i := range 3 {
		if want := float32(besselI0(float64(x.At(i)))); got.At(i) != want {
			t.Errorf("I0(%v) is %v, want %v", x.At(i), got.At(i), want)
		}
	}
}

// TestWorkers holds the bits of many workers against those of one.
func TestWorkers(t *testing.T) {
	old := pool
	defer func() { pool = old }()
	x := array.Linspace(0.01, 30, 10*chunk+17)
	pool = sched.New(1)
	want := Digamma(x)
	pool = sched.New(7)
	got := Digamma(x)
	for i := range x.Size() {
		if got.At(i) != want.At(i) {
			t.Fatalf("[%d] is %v, want %v", i, got.At(i), want.At(i))
		}
	}
}
