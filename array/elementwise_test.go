package array

import (
	"math"
	"testing"
)

// shapes2 gives views of one 12-element range: plain, reversed, transposed,
// spread out.
func shapes2[T Real]() map[string]Array[T] {
	base := make([]T, 60)
	for i := range base {
		base[i] = T(i%50 + 1)
	}
	a := FromSlice(base, 5, 12)
	return map[string]Array[T]{
		"contiguous": FromSlice(base[:12], 3, 4),
		"reversed":   FromSlice(base[:12], 3, 4).Slice(Reversed(), Reversed()),
		"transposed": FromSlice(base[:12], 4, 3).T(),
		"spread":     a.Slice(Range(0, 5, 2), Range(0, 12, 3)),
		"row":        FromSlice(base[:4], 4),
		"column":     FromSlice(base[:3], 3, 1),
		"one":        FromSlice(base[:1]),
		"0-d":        Scalar[T](3),
	}
}

// atBroadcast returns the element that index (i, j) of a 3 by 4 result reads.
func atBroadcast[T Element](a Array[T], i, j int) T { return a.BroadcastTo(3, 4).At(i, j) }

func checkBinary[T Real, R Element](t *testing.T, name string, f func(a, b Array[T]) Array[R],
	into func(dst Array[R], a, b Array[T]), want func(a, b T) R) {
	t.Helper()
	for an, a := range shapes2[T]() {
		for bn, b := range shapes2[T]() {
			dst := Zeros[R](4, 3).T()
			into(dst, a, b)
			got := f(a, b).BroadcastTo(3, 4)
			for i := range 3 {
				for j := range 4 {
					w := want(atBroadcast(a, i, j), atBroadcast(b, i, j))
					if g := got.At(i, j); g != w {
						t.Fatalf("%s %s %s at (%d,%d): %v, want %v", name, an, bn, i, j, g, w)
					}
					if g := dst.At(i, j); g != w {
						t.Fatalf("%sInto %s %s at (%d,%d): %v, want %v", name, an, bn, i, j, g, w)
					}
				}
			}
		}
	}
}

func TestBinaryFunctions(t *testing.T) {
	checkBinary(t, "Add", Add[float64], AddInto[float64], func(a, b float64) float64 { return a + b })
	checkBinary(t, "Sub", Sub[float32], SubInto[float32], func(a, b float32) float32 { return a - b })
	checkBinary(t, "Mul", Mul[int16], MulInto[int16], func(a, b int16) int16 { return a * b })
	checkBinary(t, "Div", Div[int64], DivInto[int64], func(a, b int64) int64 { return a / b })
	checkBinary(t, "FloorDiv", FloorDiv[float64], FloorDivInto[float64], func(a, b float64) float64 { return math.Floor(a / b) })
	checkBinary(t, "Mod", Mod[uint8], ModInto[uint8], func(a, b uint8) uint8 { return a % b })
	checkBinary(t, "Rem", Rem[float64], RemInto[float64], math.Mod)
	checkBinary(t, "Maximum", Maximum[int8], MaximumInto[int8], func(a, b int8) int8 { return max(a, b) })
	checkBinary(t, "Minimum", Minimum[float32], MinimumInto[float32], func(a, b float32) float32 { return min(a, b) })
	checkBinary(t, "FMax", FMax[float64], FMaxInto[float64], math.Max)
	checkBinary(t, "FMin", FMin[uint64], FMinInto[uint64], func(a, b uint64) uint64 { return min(a, b) })
	checkBinary(t, "CopySign", CopySign[float64], CopySignInto[float64], math.Copysign)
	checkBinary(t, "NextAfter", NextAfter[float64], NextAfterInto[float64], math.Nextafter)
	checkBinary(t, "BitAnd", BitAnd[int32], BitAndInto[int32], func(a, b int32) int32 { return a & b })
	checkBinary(t, "BitOr", BitOr[int32], BitOrInto[int32], func(a, b int32) int32 { return a | b })
	checkBinary(t, "BitXor", BitXor[int32], BitXorInto[int32], func(a, b int32) int32 { return a ^ b })
	checkBinary(t, "ShiftLeft", ShiftLeft[uint16], ShiftLeftInto[uint16], func(a, b uint16) uint16 { return a << b })
	checkBinary(t, "ShiftRight", ShiftRight[int64], ShiftRightInto[int64], func(a, b int64) int64 { return a >> b })
	checkBinary(t, "Equal", Equal[float64], EqualInto[float64], func(a, b float64) bool { return a == b })
	checkBinary(t, "NotEqual", NotEqual[int8], NotEqualInto[int8], func(a, b int8) bool { return a != b })
	checkBinary(t, "Less", Less[float32], LessInto[float32], func(a, b float32) bool { return a < b })
	checkBinary(t, "LessEqual", LessEqual[uint32], LessEqualInto[uint32], func(a, b uint32) bool { return a <= b })
	checkBinary(t, "Greater", Greater[int64], GreaterInto[int64], func(a, b int64) bool { return a > b })
	checkBinary(t, "GreaterEqual", GreaterEqual[float64], GreaterEqualInto[float64], func(a, b float64) bool { return a >= b })
}

func TestScalarForms(t *testing.T) {
	for _, c := range []struct {
		name string
		f    func(a Array[float64], x float64) Array[float64]
		into func(dst, a Array[float64], x float64)
		want func(a, x float64) float64
	}{
		{"add", AddScalar[float64], AddScalarInto[float64], func(a, x float64) float64 { return a + x }},
		{"sub", SubScalar[float64], SubScalarInto[float64], func(a, x float64) float64 { return a - x }},
		{"mul", MulScalar[float64], MulScalarInto[float64], func(a, x float64) float64 { return a * x }},
		{"div", DivScalar[float64], DivScalarInto[float64], func(a, x float64) float64 { return a / x }},
		{"pow", PowScalar[float64], PowScalarInto[float64], func(a, x float64) float64 { return math.Pow(a, x) }},
		{"max", MaximumScalar[float64], MaximumScalarInto[float64], math.Max},
		{"rsub", func(a Array[float64], x float64) Array[float64] { return RSubScalar(x, a) },
			func(dst, a Array[float64], x float64) { RSubScalarInto(dst, x, a) }, func(a, x float64) float64 { return x - a }},
		{"rdiv", func(a Array[float64], x float64) Array[float64] { return RDivScalar(x, a) },
			func(dst, a Array[float64], x float64) { RDivScalarInto(dst, x, a) }, func(a, x float64) float64 { return x / a }},
	} {
		for name, a := range shapes2[float64]() {
			got, dst := c.f(a, 3), ZerosLike(a)
			c.into(dst, a, 3)
			if !ArrayEqual(got, dst) {
				t.Errorf("%s %s: Into differs", c.name, name)
			}
			w := ZerosLike(a)
			w.each(func(off int) { w.data[off] = 0 })
			x, g := ToSlice(a), ToSlice(got)
			for i := range x {
				if want := c.want(x[i], 3); math.Abs(g[i]-want) > 1e-15*math.Abs(want) {
					t.Errorf("%s %s at %d: %v, want %v", c.name, name, i, g[i], want)
				}
			}
		}
	}
}

func TestUnaryFunctions(t *testing.T) {
	x := []float64{0.125, 0.25, 0.5, 0.75, 0.9, 0.3}
	for _, c := range []struct {
		name string
		f    func(Array[float64]) Array[float64]
		into func(dst, a Array[float64])
		want func(float64) float64
	}{
		{"neg", Neg[float64], NegInto[float64], func(x float64) float64 { return -x }},
		{"abs", Abs[float64], AbsInto[float64], math.Abs},
		{"square", Square[float64], SquareInto[float64], func(x float64) float64 { return x * x }},
		{"reciprocal", Reciprocal[float64], ReciprocalInto[float64], func(x float64) float64 { return 1 / x }},
		{"sqrt", Sqrt[float64], SqrtInto[float64], math.Sqrt},
		{"cbrt", Cbrt[float64], CbrtInto[float64], math.Cbrt},
		{"exp", Exp[float64], ExpInto[float64], math.Exp},
		{"exp2", Exp2[float64], Exp2Into[float64], math.Exp2},
		{"expm1", Expm1[float64], Expm1Into[float64], math.Expm1},
		{"log", Log[float64], LogInto[float64], math.Log},
		{"log2", Log2[float64], Log2Into[float64], math.Log2},
		{"log10", Log10[float64], Log10Into[float64], math.Log10},
		{"log1p", Log1p[float64], Log1pInto[float64], math.Log1p},
		{"sin", Sin[float64], SinInto[float64], math.Sin},
		{"cos", Cos[float64], CosInto[float64], math.Cos},
		{"tan", Tan[float64], TanInto[float64], math.Tan},
		{"asin", Asin[float64], AsinInto[float64], math.Asin},
		{"acos", Acos[float64], AcosInto[float64], math.Acos},
		{"atan", Atan[float64], AtanInto[float64], math.Atan},
		{"sinh", Sinh[float64], SinhInto[float64], math.Sinh},
		{"cosh", Cosh[float64], CoshInto[float64], math.Cosh},
		{"tanh", Tanh[float64], TanhInto[float64], math.Tanh},
		{"asinh", Asinh[float64], AsinhInto[float64], math.Asinh},
		{"atanh", Atanh[float64], AtanhInto[float64], math.Atanh},
		{"erf", Erf[float64], ErfInto[float64], math.Erf},
		{"erfc", Erfc[float64], ErfcInto[float64], math.Erfc},
		{"gamma", Gamma[float64], GammaInto[float64], math.Gamma},
		{"lgamma", LGamma[float64], LGammaInto[float64], func(x float64) float64 { v, _ := math.Lgamma(x); return v }},
		{"floor", Floor[float64], FloorInto[float64], math.Floor},
		{"ceil", Ceil[float64], CeilInto[float64], math.Ceil},
		{"trunc", Trunc[float64], TruncInto[float64], math.Trunc},
		{"rint", Rint[float64], RintInto[float64], math.RoundToEven},
		{"sign", Sign[float64], SignInto[float64], func(float64) float64 { return 1 }},
		{"conj", Conj[float64], ConjInto[float64], func(x float64) float64 { return x }},
	} {
		a := FromSlice(x, 2, 3).T()
		got := c.f(a)
		dst := Zeros[float64](2, 3).T()
		c.into(dst, a)
		for i := range 3 {
			for j := range 2 {
				w := c.want(a.At(i, j))
				if g := got.At(i, j); math.Abs(g-w) > 2e-15*math.Abs(w)+1e-300 {
					t.Errorf("%s(%v) = %v, want %v", c.name, a.At(i, j), g, w)
				}
				if got.At(i, j) != dst.At(i, j) {
					t.Errorf("%sInto differs", c.name)
				}
			}
		}
	}
}

func TestAliasing(t *testing.T) {
	mk := func() Array[int64] { return Arange[int64](0, 40, 1) }
	a := mk()
	AddInto(a, a, a)
	if a.At(7) != 14 {
		t.Errorf("a += a gave %v", a.At(7))
	}
	// A destination one element on: every operand is read before it is written.
	for _, n := range []int{10, 39} {
		a = mk()
		AddInto(a.Slice(Range(1, n+1)), a.Slice(Range(0, n)), a.Slice(Range(0, n)))
		for i := 1; i <= n; i++ {
			if a.At(i) != int64(2*(i-1)) {
				t.Fatalf("shifted add of %d: at %d got %d, want %d", n, i, a.At(i), 2*(i-1))
			}
		}
	}
	a = mk()
	rev := a.Slice(Reversed())
	NegInto(a, rev)
	if a.At(0) != -39 || a.At(39) != 0 {
		t.Errorf("negated reverse: %v … %v", a.At(0), a.At(39))
	}
	m := Arange[int64](0, 9, 1).Reshape(3, 3)
	CopyInto(m, m.T())
	AddInto(m, m, m.T())
	if m.At(0, 1) != 4 || m.At(1, 0) != 4 {
		t.Errorf("m + mᵀ in place: %v, %v", m.At(0, 1), m.At(1, 0))
	}
	wide := Zeros[float64](8)
	small := FromSlice([]float64{1, 2, 3, 4})
	CopyInto(wide.Slice(Range(0, 4)), small)
	mask := GreaterScalar(wide, 2)
	WhereInto(wide, mask, AddScalar(wide, 10), wide)
	if wide.At(1) != 2 || wide.At(2) != 13 {
		t.Errorf("masked add: %v", ToSlice(wide))
	}
}

func TestElementwiseMistakes(t *testing.T) {
	a, b := Zeros[float64](2, 3), Zeros[float64](3, 2)
	for name, f := range map[string]func(){
		"operands":  func() { Add(a, b) },
		"dst":       func() { AddInto(a, a, b) },
		"smaller":   func() { AddInto(Zeros[float64](3), a, a) },
		"broadcast": func() { AddInto(Zeros[float64](3).BroadcastTo(2, 3), a, a) },
		"where":     func() { Where(Zeros[bool](5), a, a) },
		"fma":       func() { FMA(a, a, b) },
	} {
		if _, ok := Catch(f).(*ShapeError); !ok {
			t.Errorf("%s: %v, want a shape error", name, Catch(f))
		}
	}
}

func TestWhereAndFriends(t *testing.T) {
	x := FromSlice([]float64{-2, -1, 0, 1, 2, math.NaN()})
	if got := ToSlice(Clip(x, -1, 1)); got[0] != -1 || got[4] != 1 || got[5] == got[5] {
		t.Errorf("Clip = %v", got)
	}
	if got := ToSlice(NaNToNum(FromSlice([]float64{math.NaN(), math.Inf(1), math.Inf(-1), 5}), 7, 8, 9)); got[0] != 7 || got[1] != 8 || got[2] != 9 || got[3] != 5 {
		t.Errorf("NaNToNum = %v", got)
	}
	c := Choose(FromSlice([]int8{2, 0, 1, 0}), Full[int64](10, 4), Full[int64](20, 4), Scalar[int64](30))
	if got := ToSlice(c); got[0] != 30 || got[1] != 10 || got[2] != 20 || got[3] != 10 {
		t.Errorf("Choose = %v", got)
	}
	s := Select([]Array[bool]{LessScalar(x, 0), LessScalar(x, 2)}, []Array[float64]{Neg(x), Scalar(100.0)}, -5)
	if got := ToSlice(s); got[0] != 2 || got[2] != 100 || got[3] != 100 || got[4] != -5 || got[5] != -5 {
		t.Errorf("Select = %v", got)
	}
	if got := ToSlice(Round(FromSlice([]float64{0.5, 1.5, 2.345, -1.25}), 1)); got[0] != 0.5 || got[2] != 2.3 || got[3] != -1.2 {
		t.Errorf("Round = %v", got)
	}
	if got := ToSlice(Round(FromSlice([]float64{1250, -1350}), -2)); got[0] != 1200 || got[1] != -1400 {
		t.Errorf("Round to hundreds = %v", got)
	}
}

func TestCloseness(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	a := FromSlice([]float64{1, 1, inf, inf, nan, 1e-9, 1, -inf})
	b := FromSlice([]float64{1 + 1e-6, 1.1, inf, -inf, nan, 0, inf, -inf})
	want := []bool{true, false, true, false, false, true, false, true}
	for i, g := range ToSlice(IsClose(a, b, nil)) {
		if g != want[i] {
			t.Errorf("IsClose at %d: %v", i, g)
		}
	}
	if !IsClose(a, b, &Tolerance{EqualNaN: true}).At(4) {
		t.Error("NaN is not close to NaN under EqualNaN")
	}
	if AllClose(a, b, nil) || !AllClose(a.Slice(Range(0, 1)), b.Slice(Range(0, 1)), nil) {
		t.Error("AllClose is wrong")
	}
	if ArrayEqual(Zeros[int8](2), Zeros[int8](2, 1)) || !ArrayEqual(Zeros[int8](0), Zeros[int8](0)) {
		t.Error("ArrayEqual is wrong about shapes")
	}
}

func TestComplexParts(t *testing.T) {
	z := FromSlice([]complex128{3 + 4i, -1i, 2, -5 + 12i}, 2, 2).T()
	re, im := RealPart[float64](z), ImagPart[float64](z)
	if re.At(0, 1) != 2 || im.At(1, 0) != -1 {
		t.Errorf("parts: %v %v", ToSlice(re), ToSlice(im))
	}
	if m := Magnitude[float64](z); m.At(0, 0) != 5 || m.At(1, 1) != 13 {
		t.Errorf("Magnitude = %v", ToSlice(m))
	}
	if !ArrayEqual(ToComplex[complex128](re, im), z) {
		t.Error("ToComplex does not undo the parts")
	}
	re.Set(8, 0, 0)
	if z.At(0, 0) != 8+4i {
		t.Error("RealPart is no view")
	}
	if _, ok := Catch(func() { Angle[float32](z) }).(*DTypeError); !ok {
		t.Error("float32 parts of complex128 were accepted")
	}
}

func TestCasts(t *testing.T) {
	a := FromSlice([]float64{-1.5, 0, 2.75, 300, math.NaN()})
	if got := ToSlice(Cast[int8](a)); got[0] != -1 || got[2] != 2 || got[3] != 127 || got[4] != 0 {
		t.Errorf("to int8: %v", got)
	}
	if got := ToSlice(Cast[bool](a)); got[1] || !got[0] || !got[4] {
		t.Errorf("to bool: %v", got)
	}
	x, y := Promote(Zeros[int32](2), Zeros[float32](3))
	if x.DType() != Float64 || y.DType() != Float64 {
		t.Errorf("int32 with float32 gives %v, %v", x.DType(), y.DType())
	}
	v := Arange[int64](0, 12, 1).Reshape(3, 4).T().Slice(Reversed())
	if r := FromRaw(v.Raw()).(Array[int64]); !ArrayEqual(r, v) {
		t.Errorf("FromRaw(Raw) = %v", ToSlice(r))
	}
	if ResultType() != 0 || ResultType(Int8, Uint8, Bool) != Int16 {
		t.Error("ResultType is wrong")
	}
}
