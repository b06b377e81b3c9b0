package array_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/scicore-go/scicore/array"
)

func TestZip(t *testing.T) {
	rows := array.FromSlice([]int32{10, 20}, 2, 1)
	cols := array.Arange(0.0, 3, 1).Slice(array.Reversed())
	var got []string
	for x, y := range array.Zip(rows, cols) {
		got = append(got, fmt.Sprint(x, y))
	}
	if want := []string{"10 2", "10 1", "10 0", "20 2", "20 1", "20 0"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for range array.Zip(rows, cols) {
		got = nil
		break
	}
	for x, y := range array.Zip(rows, array.Zeros[bool](0)) {
		t.Errorf("no elements give %v %v", x, y)
	}
	n := 0
	for x, y := range array.Zip(array.Full(int8(3)), array.Full(true)) {
		if n++; x != 3 || !y {
			t.Errorf("0-d: %v %v", x, y)
		}
	}
	if n != 1 {
		t.Errorf("0-d: %d elements", n)
	}
	if err := array.Catch(func() { array.Zip(cols, array.Zeros[int8](2)) }); !errors.Is(err, array.ErrShape) {
		t.Errorf("3 and 2: %v", err)
	}
}

func TestZipPointers(t *testing.T) {
	dst := array.Zeros[float64](3, 2).T()
	for p, v := range array.ZipPointers(dst, array.FromSlice([]int64{1, 2, 3})) {
		*p += float64(v)
	}
	if got := array.ToSlice(dst); !slices.Equal(got, []float64{1, 2, 3, 1, 2, 3}) {
		t.Errorf("got %v", got)
	}
	for name, f := range map[string]func(){
		"larger":  func() { array.ZipPointers(dst, array.Zeros[bool](4, 2, 3)) },
		"repeats": func() { array.ZipPointers(array.Zeros[int8]().BroadcastTo(3), dst) },
	} {
		if err := array.Catch(f); !errors.Is(err, array.ErrShape) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestZipAll(t *testing.T) {
	a := array.FromSlice([]int64{1, 2, 3, 4}, 2, 2)
	b := array.FromSlice([]int64{5, 6})
	c := array.Full(int64(7))
	var got []string
	for i, v := range array.ZipAll(a.T(), b, c) {
		got = append(got, fmt.Sprint(i, v))
	}
	if want := []string{"[0 0] [1 5 7]", "[0 1] [3 6 7]", "[1 0] [2 5 7]", "[1 1] [4 6 7]"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for range array.ZipAll[int64]() {
		t.Error("no arrays give an element")
	}
	stopped := 0
	for range array.ZipAll(a, b) {
		stopped++
		break
	}
	if stopped != 1 {
		t.Errorf("%d elements after a break", stopped)
	}
}
