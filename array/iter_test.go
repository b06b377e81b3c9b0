package array

import (
	"fmt"
	"slices"
	"testing"
)

func TestIterators(t *testing.T) {
	a := counting([]int{2, 3}, []int{1, 0}) // shape (3, 2)
	if got := slices.Collect(a.Values()); !slices.Equal(got, []int64{0, 3, 1, 4, 2, 5}) {
		t.Errorf("values: %v", got)
	}
	text := ""
	for idx, v := range a.Enumerate() {
		text += fmt.Sprint(idx, v, " ")
		if a.At(idx...) != v {
			t.Errorf("index %v of %v", idx, v)
		}
	}
	if want := "[0 0] 0 [0 1] 3 [1 0] 1 [1 1] 4 [2 0] 2 [2 1] 5 "; text != want {
		t.Errorf("enumerate %q, want %q", text, want)
	}
	for p := range a.Pointers() {
		*p *= 10
	}
	if a.At(2, 1) != 50 {
		t.Error("pointers do not reach the elements")
	}
	for i, row := range a.Along(0) {
		if !slices.Equal(ToSlice(row), ToSlice(a.Slice(At(i)))) {
			t.Errorf("along: row %d is %v", i, row)
		}
		checkAliases(t, a, row)
	}
	sums := MapLines(a, 0, func(l Array[int64]) int64 { return l.At(0) + l.At(2) })
	if !slices.Equal(ToSlice(sums), []int64{20, 80}) {
		t.Errorf("lines: %v", sums)
	}
	n := 0
	for range NDIndex(3, 4) {
		if n++; n == 5 {
			break
		}
	}
	for range NDIndex() {
		n += 100
	}
	for range NDIndex(3, 0) {
		n += 1000
	}
	if n != 105 {
		t.Errorf("ndindex: %d", n)
	}
}

// TestIteratorsStop leaves every loop early.
func TestIteratorsStop(t *testing.T) {
	a := counting([]int{4, 5}, nil)
	n := 0
	for range a.Values() {
		n++
		break
	}
	for range a.Pointers() {
		n++
		break
	}
	for range a.Enumerate() {
		n++
		break
	}
	for range a.Along(1) {
		n++
		break
	}
	for range a.Lines(1) {
		n++
		break
	}
	if n != 5 {
		t.Errorf("%d loops left early", n)
	}
}

func TestApply(t *testing.T) {
	a := counting([]int{2, 3}, nil)
	half := Map(a.T(), func(v int64) float32 { return float32(v) / 2 })
	if !slices.Equal(half.Shape(), []int{3, 2}) || half.At(1, 1) != 2 {
		t.Errorf("map: %v", half)
	}
	sum := Map2(a, New[float64]([]float64{0.5, 1.5, 2.5}), func(x int64, y float64) float64 { return float64(x) + y })
	if !slices.Equal(ToSlice(sum), []float64{0.5, 2.5, 4.5, 3.5, 5.5, 7.5}) {
		t.Errorf("map2: %v", sum)
	}
	MapInto(a.Slice(All, Reversed()), a, func(v int64) int64 { return v + 1 })
	if !slices.Equal(ToSlice(a), []int64{3, 2, 1, 6, 5, 4}) {
		t.Errorf("map into its own mirror: %v", a)
	}
	Apply(a.Slice(At(0)), func(v int64) int64 { return -v })
	if !slices.Equal(ToSlice(a), []int64{-3, -2, -1, 6, 5, 4}) {
		t.Errorf("apply to a row: %v", a)
	}
}

func TestFancyMistakes(t *testing.T) {
	a := counting([]int{3, 4}, nil)
	for name, c := range map[string]struct {
		f    func()
		want string
	}{
		"take":     {func() { Take(a, indices(4), 1) }, "take: index 4 out of range for axis 1 with length 4"},
		"take -":   {func() { Take(a, indices(-4), 0) }, "take: index -4 out of range for axis 0 with length 3"},
		"put":      {func() { Put(a, indices(12), Scalar[int64](1)) }, "put: index 12 out of range for axis 0 with length 12"},
		"gather":   {func() { Gather(a, indices(0, 1), indices(0, 1, 2)) }, "gather: shapes do not broadcast: (2) and (3)"},
		"mask":     {func() { MaskSelect(a, Zeros[bool](4)) }, "mask select: mask of shape (4) for an array of shape (3,4)"},
		"unravel":  {func() { UnravelIndex(indices(12), 3, 4) }, "unravel index: index 12 out of range for axis 0 with length 12"},
		"ravel":    {func() { RavelMultiIndex([]ints{indices(-1)}, []int{3}) }, "ravel multi index: index -1 out of range for axis 0 with length 3"},
		"concat":   {func() { Concatenate(0, a, a.T()) }, "concatenate: lengths differ outside the joined axis: (3,4)·(4,3)"},
		"none":     {func() { Stack[int8](0) }, "stack: no arrays"},
		"split":    {func() { Split(a, 2, 0) }, "split: 2 parts do not divide axis 0 of shape (3,4)"},
		"insert":   {func() { Insert(a, []int{4}, a, 0) }, "insert: index 4 out of range for axis 0 with length 4"},
		"delete":   {func() { Delete(a, []int{3}, 0) }, "delete: index 3 out of range for axis 0 with length 3"},
		"tile":     {func() { Tile(a, 1<<40, 1<<40) }, "tile: too many elements: (3298534883328,4398046511104)"},
		"nonzero":  {func() { Nonzero(Scalar(1.0)) }, "nonzero: a 0-d array has no axes"},
		"compress": {func() { Compress(a, Zeros[bool](4), 0) }, "compress: condition of shape (4) for axis 0 of shape (3,4)"},
	} {
		if err := Catch(c.f); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func TestModes(t *testing.T) {
	a := indices(10, 11, 12)
	idx := indices(-4, -1, 0, 2, 3, 7)
	if got := ToSlice(Take(a, idx, 0, ModeWrap)); !slices.Equal(got, []int64{12, 12, 10, 12, 10, 11}) {
		t.Errorf("wrap: %v", got)
	}
	if got := ToSlice(Take(a, idx, 0, ModeClip)); !slices.Equal(got, []int64{10, 10, 10, 12, 12, 12}) {
		t.Errorf("clip: %v", got)
	}
	b := counting([]int{2, 3}, []int{1, 0})
	Put(b, indices(0, -1, 2), indices(7, 8))
	if got := ToSlice(b); !slices.Equal(got, []int64{7, 3, 7, 4, 2, 8}) {
		t.Errorf("put: %v", got)
	}
	flat := RavelMultiIndex([]ints{indices(3, 6, 6), indices(4, 5, 1)}, []int{7, 6})
	if !slices.Equal(ToSlice(flat), []int64{22, 41, 37}) {
		t.Errorf("ravel multi index: %v", flat)
	}
	back := UnravelIndex(flat, 7, 6)
	if !slices.Equal(ToSlice(back[0]), []int64{3, 6, 6}) || !slices.Equal(ToSlice(back[1]), []int64{4, 5, 1}) {
		t.Errorf("unravel: %v", back)
	}
	z := New[float64]([]float64{0, 1, 0, 2, 0})
	for ends, want := range map[Trim][]float64{TrimBoth: {1, 0, 2}, TrimFront: {1, 0, 2, 0}, TrimBack: {0, 1, 0, 2}} {
		if got := ToSlice(z.TrimZeros(ends)); !slices.Equal(got, want) {
			t.Errorf("trim %d: %v", ends, got)
		}
	}
	if got := Zeros[int8](4).TrimZeros(TrimBoth).Size(); got != 0 {
		t.Errorf("all zeros trim to %d", got)
	}
}
