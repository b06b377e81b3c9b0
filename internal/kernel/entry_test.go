package kernel

import (
	"math"
	"math/cmplx"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

func ptr[T any](s []T) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(s)) }

// binaryOf runs one pair through Binary on the reference.
func binaryOf[T dtype.Element](op Op, x, y T) T {
	var d [1]T
	Binary(cpu.Generic, op, dtype.Of[T](), VV, ptr(d[:]), ptr([]T{x}), ptr([]T{y}), 1)
	return d[0]
}

func unaryOf[T dtype.Element](op Op, x T) T {
	var d [1]T
	Unary(cpu.Generic, op, dtype.Of[T](), ptr(d[:]), ptr([]T{x}), 1)
	return d[0]
}

func castOf[R, S dtype.Element](x S) R {
	var d [1]R
	Cast(cpu.Generic, dtype.Of[R](), dtype.Of[S](), ptr(d[:]), ptr([]S{x}), 1)
	return d[0]
}

func want[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want && (got == got || want == want) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

// The values are NumPy's (and for zero divisors and negative exponents of
// integers this package's own rule).
func TestIntegerMeaning(t *testing.T) {
	want(t, "-7 // 2", binaryOf[int8](FloorDiv, -7, 2), -4)
	want(t, "7 // -2", binaryOf[int64](FloorDiv, 7, -2), -4)
	want(t, "-7 % 2", binaryOf[int16](Mod, -7, 2), 1)
	want(t, "7 % -2", binaryOf[int32](Mod, 7, -2), -1)
	want(t, "fmod(-7, 2)", binaryOf[int32](Rem, -7, 2), -1)
	want(t, "-128 / -1", binaryOf[int8](Div, -128, -1), -128)
	want(t, "-128 // -1", binaryOf[int8](FloorDiv, -128, -1), -128)
	for _, op := range []Op{Div, FloorDiv, Mod, Rem} {
		want(t, op.String()+" by 0", binaryOf[int32](op, 5, 0), 0)
		want(t, op.String()+" by 0", binaryOf[uint64](op, 5, 0), 0)
	}
	want(t, "3**5", binaryOf[uint8](Pow, 3, 5), 243)
	want(t, "(-2)**7", binaryOf[int8](Pow, -2, 7), -128)
	want(t, "(-1)**-3", binaryOf[int32](Pow, -1, -3), -1)
	want(t, "(-1)**-4", binaryOf[int32](Pow, -1, -4), 1)
	want(t, "2**-1", binaryOf[int32](Pow, 2, -1), 0)
	want(t, "1 << 7", binaryOf[int8](Shl, 1, 7), -128)
	want(t, "1 << 8", binaryOf[int8](Shl, 1, 8), 0)
	want(t, "1 << -1", binaryOf[int8](Shl, 1, -1), 0)
	want(t, "-128 >> 3", binaryOf[int8](Shr, -128, 3), -16)
	want(t, "-128 >> 100", binaryOf[int8](Shr, -128, 100), -1)
	want(t, "-128 >> -1", binaryOf[int8](Shr, -128, -1), -1)
	want(t, "5 >> -1", binaryOf[int64](Shr, 5, -1), 0)
	want(t, "255 >> 200", binaryOf[uint8](Shr, 255, 200), 0)
	want(t, "abs(-128)", unaryOf[int8](Abs, -128), -128)
	want(t, "sign(-5)", unaryOf[int64](Sign, -5), -1)
	want(t, "sign(200)", unaryOf[uint8](Sign, 200), 1)
	want(t, "popcount(-1)", unaryOf[int8](PopCount, -1), 1)
	want(t, "popcount(-128)", unaryOf[int8](PopCount, -128), 1)
	want(t, "popcount(max)", unaryOf[uint64](PopCount, math.MaxUint64), 64)
	want(t, "not 5", unaryOf[uint16](Not, 5), 65530)
	want(t, "not true", unaryOf(Not, true), false)
	want(t, "max(false, true)", binaryOf(Max, false, true), true)
	want(t, "true ^ true", binaryOf(BitXor, true, true), false)
}

func TestFloatMeaning(t *testing.T) {
	nan, inf, zero := math.NaN(), math.Inf(1), math.Copysign(0, -1)
	bits := func(what string, got, wanted float64) {
		t.Helper()
		if math.Float64bits(got) != math.Float64bits(wanted) && (got == got || wanted == wanted) {
			t.Errorf("%s = %v, want %v", what, got, wanted)
		}
	}
	bits("min(0, -0)", binaryOf(Min, 0, zero), zero)
	bits("max(-0, 0)", binaryOf(Max, zero, 0), 0)
	bits("min(1, nan)", binaryOf(Min, 1, nan), nan)
	bits("max(nan, 1)", binaryOf(Max, nan, 1), nan)
	bits("fmin(1, nan)", binaryOf(FMin, 1, nan), 1)
	bits("fmax(nan, 1)", binaryOf(FMax, nan, 1), 1)
	bits("-7.5 % 2", binaryOf(Mod, -7.5, 2), 0.5)
	bits("6 % -2", binaryOf(Mod, 6.0, -2), zero)
	bits("1 % 0", binaryOf(Mod, 1.0, 0), nan)
	bits("-1 % inf", binaryOf(Mod, -1, inf), inf)
	bits("-1 // inf", binaryOf(FloorDiv, -1, inf), -1)
	bits("-7.5 // 2", binaryOf(FloorDiv, -7.5, 2), -4)
	bits("1 // 0", binaryOf(FloorDiv, 1.0, 0), inf)
	bits("1 // 0.1", binaryOf(FloorDiv, 1, 0.1), 9)
	bits("fmod(-7.5, 2)", binaryOf(Rem, -7.5, 2), -1.5)
	bits("sign(-0)", unaryOf(Sign, zero), 0)
	bits("sign(nan)", unaryOf(Sign, nan), nan)
	bits("rint(2.5)", unaryOf(Rint, 2.5), 2)
	bits("rint(-0.5)", unaryOf(Rint, -0.5), zero)
	bits("-0", unaryOf(Neg, 0.0), zero)
}

func TestCastMeaning(t *testing.T) {
	want(t, "int8(-129.5)", castOf[int8](-129.5), -128)
	want(t, "int8(-1.9)", castOf[int8](-1.9), -1)
	want(t, "uint8(-1)", castOf[uint8](-1.0), 0)
	want(t, "uint8(int 300)", castOf[uint8](int64(300)), 44)
	want(t, "int8(uint8 200)", castOf[int8](uint8(200)), -56)
	want(t, "int64(uint8 200)", castOf[int64](uint8(200)), 200)
	want(t, "uint64(int8 -1)", castOf[uint64](int8(-1)), math.MaxUint64)
	want(t, "int64(2^63)", castOf[int64](0x1p63), math.MaxInt64)
	want(t, "int64(-2^63)", castOf[int64](-0x1p63), math.MinInt64)
	want(t, "int64(2^63-1024)", castOf[int64](0x1.fffffffffffffp62), 1<<63-1024)
	want(t, "uint64(2^63)", castOf[uint64](0x1p63), 1<<63)
	want(t, "uint64(inf)", castOf[uint64](math.Inf(1)), math.MaxUint64)
	want(t, "int32(nan)", castOf[int32](math.NaN()), 0)
	want(t, "int32(float32 2^31)", castOf[int32](float32(0x1p31)), math.MaxInt32)
	want(t, "bool(nan)", castOf[bool](math.NaN()), true)
	want(t, "bool(-0)", castOf[bool](math.Copysign(0, -1)), false)
	want(t, "float32(2^24+1)", castOf[float32](int64(1<<24+1)), 1<<24)
	want(t, "float64(uint64 max)", castOf[float64](uint64(math.MaxUint64)), 0x1p64)
	want(t, "float32(uint64)", castOf[float32](uint64(0x8000008000000001)), 0x1.000002p63)
	want(t, "complex64(true)", castOf[complex64](true), 1)
	want(t, "int16(3-4i)", castOf[int16](complex(-3.7, 4)), -3)
	want(t, "bool(0+1i)", castOf[bool](complex64(1i)), true)
}

func TestComplexMeaning(t *testing.T) {
	want(t, "(1+2i)(3+4i)", binaryOf(Mul, 1+2i, 3+4i), -5+10i)
	want(t, "(1+2i)/(3+4i)", binaryOf(Div, 1+2i, 3+4i), 0.44+0.08i)
	want(t, "1/(2i)", unaryOf(Reciprocal, 2i), -0.5i)
	want(t, "(-11+2i)/(1+2i), complex64", binaryOf[complex64](Div, -11+2i, 1+2i), -1.4+4.8i)
	want(t, "(1+2i)**3", binaryOf(Pow, 1+2i, 3), -11-2i)
	want(t, "(2i)**-2", binaryOf(Pow, 2i, -2), -0.25)
	want(t, "0**(1+0i)", binaryOf[complex128](Pow, 0, 1), 0)
	if z := binaryOf(Pow, 0, complex(math.NaN(), 1)); !cmplx.IsNaN(z) {
		t.Errorf("0**NaN = %v", z)
	}
	var d [1]float32
	Unary(cpu.Generic, CAbs, dtype.Complex64, ptr(d[:]), ptr([]complex64{3 - 4i}), 1)
	want(t, "|3-4i|", d[0], 5)
}

// TestFMA32 holds fma32 against the exact value rounded once.
func TestFMA32(t *testing.T) {
	for _, c := range [][4]float32{
		{0x1.000002p0, 0x1.000002p0, 0x1p-60, 0x1.000004p0},       // tail just above
		{0x1.000002p0, 0x1.8p0, 0x1p-60, 0x1.800004p0},            // halfway plus a tail
		{0x1.000002p0, 0x1.8p0, -0x1p-60, 0x1.800002p0},           // halfway less a tail
		{0x1p-100, 0x1p-100, 0x1p-149, 0x1p-149},                  // below the subnormals
		{0x1.fffffep127, 2, -0x1.fffffep127, 0x1.fffffep127},      // product beyond the range
		{-0x1p-75, 0x1p-75, 0, float32(math.Copysign(0, -1))},     // underflow keeps its sign
		{float32(math.Inf(1)), 0, 1, float32(math.NaN())},         // no number
		{float32(math.Inf(1)), 1, 1, float32(math.Inf(1))},        // no rest to round
		{0x1.fffffep127, 0x1.fffffep127, 1, float32(math.Inf(1))}, // overflow
	} {
		got := fma32(c[0], c[1], c[2])
		if bits32(got) != bits32(c[3]) && (got == got || c[3] == c[3]) {
			t.Errorf("fma32(%x, %x, %x) = %x, want %x", c[0], c[1], c[2], got, c[3])
		}
	}
}

func TestMoves(t *testing.T) {
	src := []int32{0, 1, 2, 3, 4, 5, 6, 7}
	d := make([]int32, 8)
	CopyStrided(cpu.Generic, dtype.Int32, unsafe.Pointer(&d[7]), -2, unsafe.Pointer(&src[1]), 2, 4)
	want(t, "strided", [8]int32(d), [8]int32{0, 7, 0, 5, 0, 3, 0, 1})
	Take(cpu.Generic, dtype.Int32, ptr(d), ptr(src), []int64{7, 7, 0})
	want(t, "take", [3]int32(d), [3]int32{7, 7, 0})
	Select(cpu.Generic, dtype.Int32, VS, ptr(d), ptr([]bool{true, false, true}), ptr(src), ptr([]int32{-9}), 3)
	want(t, "select", [3]int32(d), [3]int32{0, -9, 2})
	big := make([]complex128, 5000)
	Fill(cpu.Generic, dtype.Complex128, ptr(big), ptr([]complex128{2i}), len(big)-1)
	for i, v := range big {
		if (v == 2i) != (i < len(big)-1) {
			t.Fatalf("fill: element %d is %v", i, v)
		}
	}
}

// TestEveryOperation runs each operation on each type it is defined on: none
// may lack a reference.
func TestEveryOperation(t *testing.T) {
	for op := OpInvalid + 1; int(op) < OpCount; op++ {
		for dt := dtype.Bool; int(dt) < dtype.Count; dt++ {
			if !op.Supports(dt) {
				continue
			}
			var buf [4][4]complex128
			p := func(i int) unsafe.Pointer { return unsafe.Pointer(&buf[i]) }
			switch op.Arity() {
			case 1:
				Unary(cpu.Generic, op, dt, p(0), p(1), 3)
			case 2:
				for m := VV; m <= SV; m++ {
					Binary(cpu.Generic, op, dt, m, p(0), p(1), p(2), 3)
				}
			case 3:
				Ternary(cpu.Generic, op, dt, p(0), p(1), p(2), p(3), 3)
			}
		}
	}
}
