package array

import (
	"errors"
	"math"
	"testing"
)

func TestErrorTexts(t *testing.T) {
	for _, c := range []struct {
		err  error
		kind error
		text string
	}{
		{&ShapeError{"matmul", [][]int{{3, 4}, {5, 6}}, "inner dimensions differ"}, ErrShape,
			"matmul: inner dimensions differ: (3,4)·(5,6)"},
		{&ShapeError{"min", [][]int{{}}, "empty"}, ErrShape, "min: empty: ()"},
		{&AxisError{Op: "sum", Axis: -3, NDim: 2}, ErrAxis, "sum: axis -3 out of range for 2 dimensions"},
		{&AxisError{Op: "sum", Axis: 1, NDim: 2, Msg: "axis given twice"}, ErrAxis,
			"sum: axis given twice: axis 1 of 2 dimensions"},
		{&DTypeError{"sqrt", []DType{Int8}, "not defined on"}, ErrDType, "sqrt: not defined on: int8"},
		{&ValueError{"topk", "k = 9 of 4 elements"}, ErrValue, "topk: k = 9 of 4 elements"},
	} {
		if got := c.err.Error(); got != c.text {
			t.Errorf("text %q, want %q", got, c.text)
		}
		if !errors.Is(c.err, c.kind) {
			t.Errorf("%v is not %v", c.err, c.kind)
		}
		if got := Catch(func() { panic(c.err) }); got != c.err {
			t.Errorf("Catch gave %v, want %v", got, c.err)
		}
	}
}

func TestCatchPassesOtherPanics(t *testing.T) {
	if err := Catch(func() {}); err != nil {
		t.Errorf("nothing panicked, Catch gave %v", err)
	}
	defer func() {
		if v := recover(); v != "other" {
			t.Errorf("recovered %v, want the panic of f", v)
		}
	}()
	_ = Catch(func() { panic("other") })
}

func TestSizeOf(t *testing.T) {
	for _, c := range []struct {
		shape []int
		size  int
		bad   bool
	}{
		{nil, 1, false}, {[]int{0}, 0, false}, {[]int{3, 4}, 12, false}, {[]int{3, -1}, 0, true},
		{[]int{math.MaxInt}, 0, true}, {[]int{1 << 31, 1 << 31}, 0, true},
		{[]int{0, 1 << 31, 1 << 31}, 0, true}, {[]int{1 << 31, 0, 5}, 0, false},
	} {
		var got int
		err := Catch(func() { got = sizeOf("zeros", c.shape) })
		if (err != nil) != c.bad || got != c.size {
			t.Errorf("sizeOf(%v) = %d, %v", c.shape, got, err)
		}
		if c.bad && !errors.Is(err, ErrShape) {
			t.Errorf("sizeOf(%v): %v is no shape error", c.shape, err)
		}
	}
}

func TestAxesOf(t *testing.T) {
	if got := axesOf("sum", []int{-1, 0}, 3); got[0] != 2 || got[1] != 0 {
		t.Errorf("axesOf = %v, want [2 0]", got)
	}
	for _, axes := range [][]int{{3}, {-4}, {0, -3}} {
		if err := Catch(func() { axesOf("sum", axes, 3) }); !errors.Is(err, ErrAxis) {
			t.Errorf("axes %v of 3 dimensions: %v", axes, err)
		}
	}
}
