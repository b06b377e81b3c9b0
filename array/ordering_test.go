package array

import (
	"errors"
	"math"
	"slices"
	"testing"
)

// wantSlice holds an array to its elements in C order.
func wantSlice[T Element](t *testing.T, what string, got Array[T], want ...T) {
	t.Helper()
	if g := ToSlice(got); !slices.Equal(g, want) {
		t.Errorf("%s = %v, want %v", what, g, want)
	}
}

func TestReductionsOfArrays(t *testing.T) {
	a := Arange[int64](0, 24, 1).Reshape(2, 3, 4)
	wantSlice(t, "sum", Sum(a, 0, -1), 60, 92, 124)
	wantSlice(t, "sum of a view", Sum(a.T().Slice(Reversed()), 0), 6, 54, 22, 70, 38, 86)
	if got := SumAll(a.T()); got != 276 {
		t.Errorf("SumAll = %d", got)
	}
	wantSlice(t, "sum of bytes", SumAs[int64](Full[uint8](200, 2, 2), 0), 400, 400)
	wantSlice(t, "mean of bytes", MeanAs[float64](FromSlice([]uint8{1, 2, 250, 255}, 2, 2), 1), 1.5, 252.5)
	wantSlice(t, "max", Max(a, 2), 3, 7, 11, 15, 19, 23)
	wantSlice(t, "argmax", ArgMax(a.Slice(Range(Open, Open), Reversed()), 1), 0, 0, 0, 0, 0, 0, 0, 0)
	wantSlice(t, "ptp", Ptp(a, 1), 8, 8, 8, 8, 8, 8, 8, 8)
	wantSlice(t, "count", CountNonzero(a, 1, 2), 11, 12)
	f := Cast[float64](a)
	wantSlice(t, "var", Var(f, 0, 2), 1.25, 1.25, 1.25, 1.25, 1.25, 1.25)
	wantSlice(t, "centred", Sum(Sub(f, Keep(Mean(f, 1), 1)), 1), 0, 0, 0, 0, 0, 0, 0, 0)
	dst := Zeros[int64](2, 1, 4)
	SumInto(dst, a, 1)
	wantSlice(t, "sum into kept", dst, 12, 15, 18, 21, 48, 51, 54, 57)
	nan := math.NaN()
	g := FromSlice([]float64{1, nan, 3, nan, 5, 7}, 2, 3)
	wantSlice(t, "nansum", NanSum(g, 1), 4, 12)
	wantSlice(t, "nanmean", NanMean(g, 1), 2, 6)
	wantSlice(t, "nanvar", NanVar(g, 0, 1), 1, 1)
	wantSlice(t, "nanargmax", NanArgMax(g, 1), 2, 2)
	wantSlice(t, "nanargmin of -Inf", NanArgMax(FromSlice([]float64{nan, math.Inf(-1)})), 1)
	wantSlice(t, "norm", Norm(FromSlice([]float64{3, -4}), 2), 5)
	wantSlice(t, "norm inf", Norm(FromSlice([]float64{3, -4}), math.Inf(1)), 4)
	if got := LogSumExp(FromSlice([]float64{1000, 1000})).Item(); got != 1000+math.Ln2 {
		t.Errorf("LogSumExp = %v", got)
	}
	if got := SumAll(Softmax(f, 2)); math.Abs(got-6) > 1e-14 {
		t.Errorf("softmaxes sum to %v", got)
	}
}

func TestReductionMistakes(t *testing.T) {
	a := Zeros[float64](0, 3)
	for name, c := range map[string]struct {
		f    func()
		kind error
	}{
		"empty min":  {func() { Min(a, 0) }, ErrShape},
		"axis":       {func() { Sum(a, 2) }, ErrAxis},
		"axis twice": {func() { Sum(a, 0, -2) }, ErrAxis},
		"dst":        {func() { SumInto(Zeros[float64](2), a, 0) }, ErrShape},
		"all NaN":    {func() { NanArgMin(Full(math.NaN(), 2)) }, ErrValue},
		"matmul":     {func() { MatMul(Zeros[float64](3, 4), Zeros[float64](5, 6)) }, ErrShape},
		"topk":       {func() { TopK(a, 4, 1, true) }, ErrValue},
	} {
		if err := Catch(c.f); !errors.Is(err, c.kind) {
			t.Errorf("%s: %v, want %v", name, err, c.kind)
		}
	}
	wantSlice(t, "sum of nothing", Sum(a, 0), 0, 0, 0)
	if m := MeanAll(a); m == m {
		t.Errorf("mean of nothing is %v", m)
	}
	if s := Min(a, 1).Shape(); s[0] != 0 {
		t.Errorf("min along an axis that leaves nothing: %v", s)
	}
}

func TestOrderAndSearch(t *testing.T) {
	nan := math.NaN()
	a := FromSlice([]float64{3, nan, 1, 2, 0, 5}, 2, 3)
	wantSlice(t, "argsort", ArgSort(a, 1), 2, 0, 1, 1, 0, 2)
	wantSlice(t, "sort 0", Sort(FromSlice([]int8{3, 1, 2, 0, 5, 4}, 2, 3), 0), 0, 1, 2, 3, 5, 4)
	v, i := TopK(FromSlice([]int64{5, 9, 1, 9}), 2, 0, true)
	wantSlice(t, "topk", v, 9, 9)
	wantSlice(t, "topk indices", i, 1, 3)
	if p := Partition(Arange[int64](9, -1, -1), 0, 4, -1); p.At(4) != 4 || p.At(9) != 9 {
		t.Errorf("partition: %v", ToSlice(p))
	}
	bins := FromSlice([]float64{0, 1, 2.5, 4})
	x := FromSlice([]float64{0.2, 6.4, 3, 1, -1})
	wantSlice(t, "digitize", Digitize(x, bins, false), 1, 4, 3, 2, 0)
	wantSlice(t, "digitize right", Digitize(x, bins, true), 1, 4, 3, 1, 0)
	wantSlice(t, "digitize down", Digitize(x, bins.Slice(Reversed()), false), 3, 0, 1, 2, 4)
	wantSlice(t, "bincount", BinCount(FromSlice([]uint8{1, 3, 1}), 6), 0, 2, 0, 1, 0, 0)
	wantSlice(t, "lexsort", LexSort(FromSlice([]int64{9, 1, 9, 1}), FromSlice([]int64{2, 2, 1, 1})), 3, 2, 1, 0)
	u := UniqueAll(FromSlice([]int32{3, 1, 3, 2}, 2, 2))
	wantSlice(t, "unique", u.Values, 1, 2, 3)
	wantSlice(t, "inverse", u.Inverse, 2, 0, 2, 1)
	wantSlice(t, "counts", u.Counts, 1, 1, 2)
	wantSlice(t, "isin", IsIn(x, bins), false, false, false, true, false)
	wantSlice(t, "setdiff", SetDiff1D(x, bins), -1, 0.2, 3, 6.4)
}

func TestScansAndProducts(t *testing.T) {
	a := Arange[int64](1, 7, 1).Reshape(2, 3)
	wantSlice(t, "cumsum", CumSum(a, 0), 1, 2, 3, 5, 7, 9)
	wantSlice(t, "cumprod", CumProd(a.T(), 0), 1, 4, 2, 20, 6, 120)
	wantSlice(t, "diff", Diff(FromSlice([]int64{1, 4, 9, 16}), 2, 0), 2, 2)
	wantSlice(t, "nancumsum", NanCumSum(FromSlice([]float64{1, math.NaN(), 2}), 0), 1, 1, 3)
	wantSlice(t, "matmul", MatMul(a, a.T()), 14, 32, 32, 77)
	wantSlice(t, "matmul vector", MatMul(a, FromSlice([]int64{1, 0, 1})), 4, 10)
	wantSlice(t, "vector matmul", MatMul(FromSlice([]int64{1, 1}), a), 5, 7, 9)
	wantSlice(t, "dot", MatMul(FromSlice([]int64{1, 2}), FromSlice([]int64{3, 4})), 11)
	wantSlice(t, "1x1", MatMul(Ones[int64](1, 1, 2), Ones[int64](2, 1)), 2)
	wantSlice(t, "vecdot", VecDot(FromSlice([]complex128{1i, 2}), FromSlice([]complex128{1i, 2})), 5)
	wantSlice(t, "outer", Outer(FromSlice([]int64{1, 2}), FromSlice([]int64{3, 4})), 3, 4, 6, 8)
	b := Arange[int64](0, 24, 1).Reshape(2, 3, 4)
	td := TensorDot(a, b, []int{0, 1}, []int{0, 1})
	wantSlice(t, "tensordot", td, 4*0+2*4+3*8+4*12+5*16+6*20-4*0, 1+2*5+3*9+4*13+5*17+6*21, 2+2*6+3*10+4*14+5*18+6*22, 3+2*7+3*11+4*15+5*19+6*23)
	dst := Zeros[int64](3)
	MatMulInto(dst, FromSlice([]int64{1, 1}), a)
	wantSlice(t, "matmul into", dst, 5, 7, 9)
}
