package array

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/scicore-go/scicore/internal/sched"
)

// exactSum is the sum of x rounded once.
func exactSum[T Float](x []T) T {
	sum := new(big.Float).SetPrec(2200)
	for _, v := range x {
		sum.Add(sum, new(big.Float).SetFloat64(float64(v)))
	}
	v, _ := sum.Float64()
	return T(v)
}

// cancelling returns numbers whose sum is far below their size.
func cancelling[T Float](n int) []T {
	r := rand.New(rand.NewPCG(7, uint64(n)))
	x := make([]T, n)
	for i := range x {
		x[i] = T(math.Ldexp(r.NormFloat64(), r.IntN(30)))
	}
	for i := 0; i+1 < n; i += 3 {
		x[i+1] = -x[i]
	}
	r.Shuffle(n, func(i, j int) { x[i], x[j] = x[j], x[i] })
	return x
}

func testCompensated[T Float](t *testing.T, ulp float64) {
	for _, n := range []int{0, 1, 2, 7, 8, 9, 63, 1000, sumBlock - 1, sumBlock, sumBlock + 1, 5*sumBlock + 3} {
		x := cancelling[T](n)
		want := exactSum(x)
		got := SumCompensatedAll(FromSlice(x))
		if d := math.Abs(float64(got - want)); !(d <= ulp*math.Abs(float64(want))) {
			t.Errorf("n=%d: %v, want %v", n, got, want)
		}
	}
}

func TestSumCompensated(t *testing.T) {
	t.Run("float64", func(t *testing.T) { testCompensated[float64](t, 0x1p-52) })
	t.Run("float32", func(t *testing.T) { testCompensated[float32](t, 0x1p-23) })
	for _, c := range []struct {
		x    []float64
		want float64
	}{
		{[]float64{1, 1e100, 1, -1e100}, 2},
		{[]float64{1e16, 1, 1, -1e16}, 2},
		{[]float64{0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, 1},
		{[]float64{math.Inf(1), 1}, math.Inf(1)},
		{[]float64{math.Inf(1), math.Inf(-1)}, math.NaN()},
		{[]float64{math.NaN(), 1}, math.NaN()},
		{[]float64{math.MaxFloat64, math.MaxFloat64}, math.Inf(1)},
	} {
		if got := SumCompensatedAll(FromSlice(c.x)); got != c.want && !(got != got && c.want != c.want) {
			t.Errorf("%v: %v, want %v", c.x, got, c.want)
		}
	}
}

// TestSumCompensatedAxes: every axis, layout and destination, and any number of
// workers, give the bits of the sums of the lines.
func TestSumCompensatedAxes(t *testing.T) {
	const rows, cols = 300, 50
	a := FromSlice(cancelling[float64](rows*cols), rows, cols)
	long := FromSlice(cancelling[float64](3*9*sumBlock), 3, 9*sumBlock)
	for _, m := range []Array[float64]{a, a.T(), a.Slice(Reversed(), Range(1, 40, 3)), long, a.Slice(All, Range(0, 0))} {
		for _, axis := range []int{0, 1, -1} {
			got := SumCompensated(m, axis)
			for i, line := range m.Lines(axis) {
				if want := SumCompensatedAll(line); got.At(i...) != want {
					t.Fatalf("axis %d of %v at %v: %v, want %v", axis, m.Shape(), i, got.At(i...), want)
				}
			}
			kept := Zeros[float64](Keep(got, axis).Shape()...)
			SumCompensatedInto(kept, m, axis)
			for _, workers := range []int{1, 2, 3, 8} {
				out := ZerosLike(got)
				sumCompensated(sched.New(workers), out, m, []int{axisOf("sum", axis, 2)})
				if !slices.Equal(ToSlice(out), ToSlice(got)) || !slices.Equal(ToSlice(kept), ToSlice(got)) {
					t.Fatalf("axis %d of %v with %d workers, or into a destination: other bits", axis, m.Shape(), workers)
				}
			}
		}
	}
	own := Copy(a)
	SumCompensatedInto(own.Slice(At(0)), own, 0)
	if !slices.Equal(ToSlice(own.Slice(At(0))), ToSlice(SumCompensated(a, 0))) {
		t.Error("a destination inside the operand")
	}
}
