package array

import (
	"math"
	"slices"
	"testing"
)

func TestConstantArrays(t *testing.T) {
	if got := ToSlice(Ones[bool](2)); !slices.Equal(got, []bool{true, true}) {
		t.Errorf("ones of bool: %v", got)
	}
	if got := ToSlice(Full(2i, 1, 2)); !slices.Equal(got, []complex128{2i, 2i}) {
		t.Errorf("full: %v", got)
	}
	a := counting([]int{2, 3}, []int{1, 0})
	for name, b := range map[string]Array[int64]{"zeros": ZerosLike(a), "ones": OnesLike(a), "full": FullLike(a, 7), "empty": EmptyLike(a)} {
		if !slices.Equal(b.Shape(), []int{3, 2}) || !b.IsContiguous() || SharesMemory(a, b) {
			t.Errorf("%s like: shape %v", name, b.Shape())
		}
	}
	if s := Scalar(3.5); s.NDim() != 0 || s.Item() != 3.5 || s.At() != 3.5 {
		t.Error("scalar")
	}
	if z := (Array[int8]{}); z.NDim() != 1 || z.Size() != 0 || !slices.Equal(z.Shape(), []int{0}) {
		t.Error("the zero Array is not of shape (0,)")
	}
	if s := Zeros[int16](2, 3).Slice(At(0), At(1)); s.NDim() != 0 || s.Size() != 1 {
		t.Errorf("an element slice has shape %v", s.Shape())
	}
}

func TestNested(t *testing.T) {
	cube := New[float32]([2][][]int{{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}})
	if !slices.Equal(cube.Shape(), []int{2, 2, 2}) || cube.At(1, 0, 1) != 6 {
		t.Errorf("cube %v of shape %v", ToSlice(cube), cube.Shape())
	}
	if got := New[int8](5); got.NDim() != 0 || got.Item() != 5 {
		t.Errorf("nested scalar %v", got)
	}
	if got := New[float64]([]any{1, 2.5, float32(3)}); !slices.Equal(ToSlice(got), []float64{1, 2.5, 3}) {
		t.Errorf("mixed %v", ToSlice(got))
	}
	if got := New[int64]([][]int64{{}, {}}); !slices.Equal(got.Shape(), []int{2, 0}) {
		t.Errorf("empty lists: shape %v", got.Shape())
	}
	for name, bad := range map[string]any{
		"nil": nil, "ragged": [][]int{{1, 2}, {3}}, "deeper": []any{1, []int{2}}, "shallower": []any{[]int{1}, 2},
		"float to int": []float64{1}, "string": []string{"x"}, "nil inside": []any{1, nil},
	} {
		if a, err := FromNested[int64](bad); err == nil {
			t.Errorf("%s: accepted as %v", name, ToSlice(a))
		}
	}
}

func TestFromSequences(t *testing.T) {
	if got := FromSeq(slices.Values([]int32{3, 1, 2})); !slices.Equal(ToSlice(got), []int32{3, 1, 2}) {
		t.Errorf("from seq: %v", ToSlice(got))
	}
	got := FromFunction(func(i []int) int64 { return int64(10*i[0] + i[1]) }, 2, 3)
	if !slices.Equal(ToSlice(got), []int64{0, 1, 2, 10, 11, 12}) {
		t.Errorf("from function: %v", ToSlice(got))
	}
}

func TestGrids(t *testing.T) {
	x, y := New[float64]([]int{1, 2, 3}), New[float64]([]int{8, 9})
	g := MeshGrid(XY, x, y)
	if !slices.Equal(g[0].Shape(), []int{2, 3}) || !slices.Equal(ToSlice(g[0]), []float64{1, 2, 3, 1, 2, 3}) ||
		!slices.Equal(ToSlice(g[1]), []float64{8, 8, 8, 9, 9, 9}) {
		t.Errorf("xy: %v %v", ToSlice(g[0]), ToSlice(g[1]))
	}
	m := MGrid(x, y)
	if !slices.Equal(m.Shape(), []int{2, 3, 2}) || !slices.Equal(ToSlice(m), []float64{1, 1, 2, 2, 3, 3, 8, 9, 8, 9, 8, 9}) {
		t.Errorf("mgrid: %v %v", m.Shape(), ToSlice(m))
	}
}

func TestArangeIntegerEnds(t *testing.T) {
	for _, c := range []struct {
		start, stop, step int64
		n                 int
	}{
		{math.MinInt64, math.MaxInt64, 1 << 62, 4},
		{math.MaxInt64, math.MinInt64, -(1 << 62), 4},
		{math.MaxInt64, math.MinInt64, math.MinInt64, 2},
		{0, 1, math.MaxInt64, 1},
		{9007199254740993, 9007199254740996, 1, 3}, // beyond what float64 counts
	} {
		a := Arange(c.start, c.stop, c.step)
		if a.Size() != c.n || a.At(0) != c.start {
			t.Errorf("arange(%d, %d, %d) = %v, want %d elements", c.start, c.stop, c.step, ToSlice(a), c.n)
		}
		for i := range c.n {
			if want := c.start + int64(i)*c.step; a.At(i) != want {
				t.Errorf("arange(%d, %d, %d)[%d] = %d, want %d", c.start, c.stop, c.step, i, a.At(i), want)
			}
		}
	}
	if a := Arange[uint64](0, math.MaxUint64, 1<<63); a.Size() != 2 || a.At(1) != 1<<63 {
		t.Errorf("unsigned: %v", ToSlice(a))
	}
	if a := Arange[int8](-128, 127, 100); !slices.Equal(ToSlice(a), []int8{-128, -28, 72}) {
		t.Errorf("int8: %v", ToSlice(a))
	}
}
