package array

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"testing"
)

// computed is testdata/compute.json.
type computed struct {
	A, Gaps, Mask wanted
	Cases         map[string]wanted
}

func loadComputed(t *testing.T) *computed {
	t.Helper()
	c := new(computed)
	loadGolden(t, "compute.json", c)
	return c
}

func (w wanted) floats() Array[float64] {
	s := make([]float64, len(w.Data))
	for i, x := range w.Data {
		s[i] = float64(x)
	}
	return FromSlice(s, w.Shape...)
}

// holds compares got with the case of that name; see within.
func holds[T Real](t *testing.T, c *computed, name string, got Array[T], ulps float64) {
	t.Helper()
	w, ok := c.Cases[name]
	if !ok {
		t.Errorf("no case %q", name)
		return
	}
	if err := within(got, w, ulps); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

// axesIn reads the axes "0,2" at the end of a case's name.
func axesIn(key string) (axes []int) {
	if key == "" {
		return nil
	}
	for s := range strings.SplitSeq(key, ",") {
		k, _ := strconv.Atoi(s)
		axes = append(axes, k)
	}
	return axes
}

func TestReductionsAgainstNumPy(t *testing.T) {
	c := loadComputed(t)
	mask := GreaterScalar(c.Mask.floats(), 0)
	for _, flip := range []bool{false, true} { // contiguous, then the same values by a view
		lay := func(a Array[float64]) Array[float64] {
			if flip {
				return Copy(a.T()).T()
			}
			return a
		}
		a, g := lay(c.A.floats()), lay(c.Gaps.floats())
		for _, key := range []string{"", "0", "1", "2", "0,2", "-1,1", "0,1,2"} {
			ax := axesIn(key)
			is := func(name string, got Array[float64], ulps float64) { holds(t, c, name+" "+key, got, ulps) }
			is("sum", Sum(a, ax...), 0)
			is("min", Min(a, ax...), 0)
			is("max", Max(a, ax...), 0)
			is("ptp", Ptp(a, ax...), 0)
			is("mean", Mean(a, ax...), 0)
			is("var", Var(a, 0, ax...), 4)
			is("std", Std(a, 0, ax...), 4)
			is("var1", Var(a, 1, ax...), 4)
			is("median", Median(a, ax...), 0)
			is("q30", Quantile(a, 0.3, ax...), 1)
			is("p85", Percentile(a, 85, ax...), 1)
			is("qs", Quantiles(a, []float64{0, 0.25, 0.9, 1}, ax...), 1)
			is("sumwhere", SumWhere(a, mask, ax...), 0)
			is("prodwhere", ProdWhere(a, mask, ax...), 16)
			is("minwhere", MinWhere(a, mask, 1.5, ax...), 0)
			is("maxwhere", MaxWhere(a, mask, -1.5, ax...), 0)
			is("meanwhere", MeanWhere(a, mask, ax...), 0)
			is("varwhere", VarWhere(a, mask, 1, ax...), 8)
			is("nansum", NanSum(g, ax...), 0)
			is("nanmin", NanMin(g, ax...), 0)
			is("nanmax", NanMax(g, ax...), 0)
			is("nanmean", NanMean(g, ax...), 0)
			is("nanvar", NanVar(g, 0, ax...), 8)
			is("nanmedian", NanMedian(g, ax...), 0)
			is("nanq70", NanQuantile(g, 0.7, ax...), 1)
			is("median+nan", Median(g, ax...), 0)
			is("q30+nan", Quantile(g, 0.3, ax...), 1)
			holds(t, c, "count "+key, CountNonzero(a, ax...), 0)
		}
	}
}

func TestUfuncMethodsAgainstNumPy(t *testing.T) {
	c := loadComputed(t)
	a, v := c.A.floats(), FromSlice([]float64{2, -1.5, 4})
	starts := [][]int{{0, 2, 1}, {3, 0, 0, 2}, {0, 1, 4, 2}}
	for _, op := range []BinaryOp{OpAdd, OpSub, OpMul, OpDiv, OpMinimum, OpMaximum, OpFMax, OpCopySign, OpFloorDiv, OpMod} {
		name := op.String()
		holds(t, c, "outer "+name, OuterOf(op, v, a.Slice(At(0))), 0)
		for axis := range 3 {
			k := name + " " + strconv.Itoa(axis)
			holds(t, c, "accumulate "+k, Accumulate(op, a, axis), 0)
			holds(t, c, "reduceat "+k, ReduceAt(op, a.T(), starts[axis], 2-axis).T(), 16)
		}
		b := Copy(a.Slice(Range(Open, Open), Range(Open, Open), At(0))).Reshape(12)
		UpdateAt(op, b, FromSlice([]int64{3, 0, 3, -1, 3}), FromSlice([]float64{3, -2, 0.5, 5, 1.25}))
		holds(t, c, "at "+name, b, 0)
		b = Copy(a)
		UpdateAt(op, b, FromSlice([]int64{2, 0, 2, -1}, 2, 2), AddScalar(a.Slice(At(0), At(0)), 0.125))
		holds(t, c, "at items "+name, b, 0)
	}
}

func TestUfuncMethodsOfOtherTypes(t *testing.T) {
	wantSlice(t, "int8 sums wrap", Accumulate(OpAdd, FromSlice([]int8{100, 27, 1}), 0), 100, 127, -128)
	wantSlice(t, "int8 pieces", ReduceAt(OpAdd, FromSlice([]int8{100, 28, 1, 2}), []int{0, 2}, 0), -128, 3)
	wantSlice(t, "or", Accumulate(OpOr, FromSlice([]bool{false, true, false}), 0), false, true, true)
	wantSlice(t, "complex", OuterOf(OpMul, FromSlice([]complex128{1i, 2}), FromSlice([]complex128{1i})), -1, 2i)
	h := Zeros[int64](3)
	UpdateAt(OpAdd, h, FromSlice([]int64{2, 0, 2, 2}), Scalar[int64](1))
	wantSlice(t, "histogram", h, 1, 0, 3)
	own := FromSlice([]int64{1, 2, 3})
	UpdateAt(OpAdd, own, own.Slice(Range(Open, 2)), own.Slice(Range(1, Open)))
	wantSlice(t, "indices and values of its own memory", own, 1, 4, 6)
	wantSlice(t, "nothing", OuterOf(OpAdd, Zeros[int64](0), h))
	wantSlice(t, "no starts", ReduceAt(OpMul, h, nil, 0))
	if k := BinaryOp(200).String(); k != "BinaryOp(200)" {
		t.Error(k)
	}
}

func TestUfuncMistakes(t *testing.T) {
	a := Arange[float64](0, 6, 1).Reshape(2, 3)
	idx := FromSlice([]int64{0, 2})
	for name, c := range map[string]struct {
		f    func()
		kind error
	}{
		"type":           {func() { OuterOf(OpAnd, a, a) }, ErrDType},
		"bool sums":      {func() { Accumulate(OpAdd, Ones[bool](2), 0) }, ErrDType},
		"no operation":   {func() { Accumulate(BinaryOp(99), a, 0) }, ErrValue},
		"axis":           {func() { Accumulate(OpAdd, a, 2) }, ErrAxis},
		"values":         {func() { UpdateAt(OpAdd, a, FromSlice([]int64{0}), Ones[float64](4)) }, ErrShape},
		"scalar":         {func() { UpdateAt(OpAdd, Scalar(1.0), idx, a) }, ErrShape},
		"repeats":        {func() { UpdateAt(OpAdd, Scalar(1.0).BroadcastTo(3), idx, Scalar(1.0)) }, ErrShape},
		"mask":           {func() { SumWhere(a, Ones[bool](4)) }, ErrShape},
		"quantile":       {func() { Quantile(a, 1.5) }, ErrValue},
		"quantile NaN":   {func() { Quantile(a, math.NaN()) }, ErrValue},
		"quantile twice": {func() { Median(a, 0, -2) }, ErrAxis},
	} {
		if err := Catch(c.f); !errors.Is(err, c.kind) {
			t.Errorf("%s: %v, want %v", name, err, c.kind)
		}
	}
	var ie *IndexError
	if err := Catch(func() { UpdateAt(OpAdd, a, idx, Scalar(1.0)) }); !errors.As(err, &ie) || a.At(0, 0) != 0 {
		t.Errorf("an index outside: %v, and wrote %v", err, a.At(0, 0))
	}
	if err := Catch(func() { ReduceAt(OpAdd, a, []int{3}, 1) }); !errors.As(err, &ie) {
		t.Errorf("a start outside: %v", err)
	}
}

func TestQuantileEdges(t *testing.T) {
	inf := math.Inf(1)
	if m := Median(Zeros[float64](0)).Item(); m == m {
		t.Errorf("median of nothing is %v", m)
	}
	wantSlice(t, "infinite neighbours", Quantiles(FromSlice([]float64{inf, inf, -inf}), []float64{0, 0.75, 1}), -inf, inf, inf)
	wantSlice(t, "one element", Quantiles(FromSlice([]float32{7}), []float64{0, 0.3, 1}), 7, 7, 7)
	wantSlice(t, "no outputs", Median(Zeros[float64](0, 3), 1))
	a := Arange[float64](4, -1, -1)
	Median(a)
	wantSlice(t, "the array stays", a, 4, 3, 2, 1, 0)
	wantSlice(t, "min where of nothing", MinWhere(Zeros[float64](2, 0), Ones[bool](0), 5, 1), 5, 5)
}

func TestOrderAgainstNumPy(t *testing.T) {
	c := loadComputed(t)
	a, g := c.A.floats(), c.Gaps.floats()
	for axis := range 3 {
		k := " " + strconv.Itoa(axis)
		holds(t, c, "sort"+k, Sort(g, axis), 0)
		holds(t, c, "argsort"+k, ArgSort(g, axis), 0)
		holds(t, c, "argmin"+k, ArgMin(a, axis), 0)
		holds(t, c, "argmax"+k, ArgMax(g, axis), 0)
		holds(t, c, "cumsum"+k, CumSum(a, axis), 0)
	}
	x, y := Copy(a.Slice(At(0))).Reshape(20), Copy(a.Slice(At(1))).Reshape(20)
	holds(t, c, "searchsorted left", SearchSorted(Sort(x, 0), y, Left), 0)
	holds(t, c, "searchsorted right", SearchSorted(Sort(x, 0), y, Right), 0)
	holds(t, c, "digitize", Digitize(y, FromSlice([]float64{-2, -0.5, 0, 1.25}), false), 0)
	holds(t, c, "union1d", Union1D(x, y), 0)
	holds(t, c, "intersect1d", Intersect1D(x, y), 0)
	holds(t, c, "setdiff1d", SetDiff1D(x, y), 0)
	holds(t, c, "setxor1d", SetXor1D(x, y), 0)
	holds(t, c, "isin", Cast[int64](IsIn(x, y)), 0)
	holds(t, c, "unique", Unique(g), 0)
}

func TestWholeArraysHaveTheBitsOfReductions(t *testing.T) {
	for _, n := range []int{1, 2, 63, 1000, 2048, 2049, 40000} {
		a := FromFunction(func(i []int) float64 { return math.Sin(float64(i[0])) * 1e3 }, n)
		f := Cast[float32](a)
		far := Stack(1, a, a).Slice(Range(Open, Open), At(0)) // strided: not by the short road
		for _, x := range []Array[float64]{a, far} {
			if g, w := VarAll(x, 1), Var(a, 1).Item(); g != w && n > 1 {
				t.Errorf("VarAll of %d: %v, want %v", n, g, w)
			}
			if g, w := MeanAll(x), Mean(a).Item(); g != w {
				t.Errorf("MeanAll of %d: %v, want %v", n, g, w)
			}
		}
		if g, w := StdAll(f, 0), Std(f, 0).Item(); g != w {
			t.Errorf("StdAll of %d float32: %v, want %v", n, g, w)
		}
	}
	if v := VarAll(FromSlice([]float64{3}), 1); v == v {
		t.Errorf("variance of one element with ddof 1: %v", v)
	}
}
