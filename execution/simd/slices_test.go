package simd

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
)

func catch(f func()) (err error) {
	defer func() { err, _ = recover().(error) }()
	f()
	return nil
}

func TestSlicesOfEveryLength(t *testing.T) {
	for _, n := range []int{0, 1, 7, 8, 9, 1031, 8192, 8193, 20000} {
		a, b, dst := make([]float64, n), make([]float64, n), make([]float64, n)
		for i := range a {
			a[i], b[i] = float64(i)+0.25, float64(n-i)
		}
		Add(dst, a, b)
		for i := range dst {
			if dst[i] != a[i]+b[i] {
				t.Fatalf("n = %d: add[%d] = %v", n, i, dst[i])
			}
		}
		FMA(dst, a, b, dst)
		SubFromScalar(dst, dst, 1)
		for i := range dst {
			if want := 1 - math.FMA(a[i], b[i], a[i]+b[i]); dst[i] != want {
				t.Fatalf("n = %d: [%d] = %v, want %v", n, i, dst[i], want)
			}
		}
		Sqrt(dst, a)
		for i := range dst {
			if dst[i] != math.Sqrt(a[i]) {
				t.Fatalf("n = %d: sqrt[%d] = %v", n, i, dst[i])
			}
		}
	}
}

func TestReductions(t *testing.T) {
	a := []float32{3, -1, 4, -1, 5}
	if s, d := Sum(a), Dot(a, a); s != 10 || d != 52 {
		t.Errorf("sum %v, dot %v", s, d)
	}
	if MinOf(a) != -1 || MaxOf(a) != 5 || ArgMin(a) != 1 || ArgMax(a) != 4 {
		t.Error("extremes:", MinOf(a), MaxOf(a), ArgMin(a), ArgMax(a))
	}
	nan := append(slices.Clone(a), float32(math.NaN()), 9)
	if m := MaxOf(nan); m == m || ArgMax(nan) != 5 {
		t.Error("NaN:", m, ArgMax(nan))
	}
	if s := Sum[float64](nil); s != 0 || math.Signbit(s) {
		t.Error("empty sum:", s)
	}
}

func TestLengthsAreChecked(t *testing.T) {
	two, three := make([]float64, 2), make([]float64, 3)
	for name, f := range map[string]func(){
		"add": func() { Add(three, three, two) }, "exp": func() { Exp(two, three) }, "dot": func() { Dot(two, three) },
		"fma": func() { FMA(two, two, two, three) }, "scalar": func() { AddScalar(two, three, 1) },
		"min": func() { MinOf[float64](nil) }, "argmax": func() { ArgMax[float32](nil) },
	} {
		var le *LengthError
		if err := catch(f); !errors.As(err, &le) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNoAllocations(t *testing.T) {
	a, dst := make([]float64, 1000), make([]float64, 1000)
	if n := testing.AllocsPerRun(100, func() { Exp(dst, a); AddScalar(dst, dst, 1); a[0] = Sum(dst) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func ExampleDot() {
	fmt.Println(Dot([]float64{1, 2, 3}, []float64{4, 5, 6}))
	// Output: 32
}
