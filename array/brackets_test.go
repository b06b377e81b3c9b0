package array_test

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"testing"

	"github.com/scicore-go/scicore/array"
)

// bracket is one item of testdata/brackets.json.
type bracket struct {
	All, New, Ellipsis bool
	Slice              []*int
	At                 *int
	Idx                []int64
	Mask               []bool
	Shape              []int
}

func (b bracket) selector() array.Selector {
	switch {
	case b.All:
		return array.All
	case b.New:
		return array.NewAxis
	case b.Ellipsis:
		return array.Ellipsis
	case b.At != nil:
		return array.At(*b.At)
	case b.Idx != nil:
		return array.Picks(array.FromSlice(b.Idx, b.Shape...).Reshape(b.Shape...))
	case b.Mask != nil:
		return array.Masked(array.FromSlice(b.Mask).Reshape(b.Shape...))
	}
	end := func(p *int) int {
		if p == nil {
			return array.Open
		}
		return *p
	}
	return array.Range(end(b.Slice[0]), end(b.Slice[1]), *b.Slice[2])
}

// TestBracketsAgainstNumPy: shapes and elements, of contiguous arrays and of
// views, got and set.
func TestBracketsAgainstNumPy(t *testing.T) {
	raw, err := os.ReadFile("testdata/brackets.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Shape, GotShape []int
		Got, Set        []int64
		Sel             []bracket
		Fails           bool
	}
	if err := json.Unmarshal(raw, &cases); err != nil {
		t.Fatal(err)
	}
	for i, c := range cases {
		sel := make([]array.Selector, len(c.Sel))
		for k, b := range c.Sel {
			sel[k] = b.selector()
		}
		for _, a := range countingViews(c.Shape) {
			var got array.Array[int64]
			err := array.Catch(func() { got = array.Get(a, sel...) })
			if c.Fails {
				if !errors.Is(err, array.ErrShape) {
					t.Errorf("case %d %v of %v: %v, want a ShapeError", i, sel, c.Shape, err)
				}
				continue
			}
			if err != nil || !slices.Equal(got.Shape(), c.GotShape) || !slices.Equal(array.ToSlice(got), c.Got) {
				t.Fatalf("case %d %v of %v: %v\n got %v %v\nwant %v %v", i, sel, c.Shape, err, got.Shape(), array.ToSlice(got), c.GotShape, c.Got)
			}
			if array.SharesMemory(got, a) {
				t.Fatalf("case %d: Get gives a view", i)
			}
			v := array.Empty[int64](c.GotShape...)
			next := int64(0)
			for p := range v.Pointers() {
				next--
				*p = next
			}
			array.Set(a, v, sel...)
			if !slices.Equal(array.ToSlice(a), c.Set) {
				t.Fatalf("case %d %v of %v set:\n got %v\nwant %v", i, sel, c.Shape, array.ToSlice(a), c.Set)
			}
		}
	}
}

// countingViews returns arrays of 0, 1, 2, … in several layouts.
func countingViews(shape []int) []array.Array[int64] {
	count := func(a array.Array[int64]) array.Array[int64] {
		i := int64(0)
		for p := range a.Pointers() {
			*p = i
			i++
		}
		return a
	}
	turned := slices.Clone(shape)
	slices.Reverse(turned)
	wide := slices.Clone(shape)
	wide[0] *= 2
	return []array.Array[int64]{
		count(array.Empty[int64](shape...)),
		count(array.Empty[int64](turned...).T()),
		count(array.Empty[int64](wide...).Slice(array.Range(array.Open, array.Open, -2))),
	}
}

func TestSetBroadcastsAndOverlaps(t *testing.T) {
	a := array.Arange[int64](0, 12, 1).Reshape(3, 4)
	rows := array.FromSlice([]int64{2, 0})
	array.Set(a, array.FromSlice([]int64{7}), array.Picks(rows), array.Range(1, 3))
	if got, want := array.ToSlice(a), []int64{0, 7, 7, 3, 4, 5, 6, 7, 8, 7, 7, 11}; !slices.Equal(got, want) {
		t.Errorf("one value: %v, want %v", got, want)
	}
	array.Set(a, a.Slice(array.Reversed()), array.Picks(array.FromSlice([]int64{0, 1, 2})))
	if got, want := array.ToSlice(a), []int64{8, 7, 7, 11, 4, 5, 6, 7, 0, 7, 7, 3}; !slices.Equal(got, want) {
		t.Errorf("its own rows turned: %v, want %v", got, want)
	}
	array.Set(a, array.FromSlice([]int64{1, 2}), array.At(0), array.Picks(array.FromSlice([]int64{3, 3})))
	if a.At(0, 3) != 2 {
		t.Errorf("a position given twice holds %d, want the last", a.At(0, 3))
	}
}

func TestBracketErrors(t *testing.T) {
	a := array.Zeros[float64](2, 3)
	two := array.FromSlice([]int64{0, 1})
	for name, c := range map[string]struct {
		sel  []array.Selector
		kind error // nil: an *IndexError
	}{
		"outside":       {[]array.Selector{array.Picks(array.FromSlice([]int64{2}))}, nil},
		"below":         {[]array.Selector{array.All, array.Picks(array.FromSlice([]int64{-4}))}, nil},
		"at outside":    {[]array.Selector{array.At(5), array.Picks(two)}, nil},
		"mask":          {[]array.Selector{array.Masked(array.FromSlice([]bool{true}))}, array.ErrShape},
		"mask too deep": {[]array.Selector{array.All, array.Masked(array.Ones[bool](2, 3))}, array.ErrShape},
		"too many":      {[]array.Selector{array.Picks(two), array.Picks(two), array.Picks(two)}, array.ErrShape},
		"apart":         {[]array.Selector{array.Picks(two), array.Picks(array.Zeros[int64](3))}, array.ErrShape},
		"two ellipses":  {[]array.Selector{array.Ellipsis, array.Ellipsis, array.Picks(two)}, array.ErrValue},
		"zero step":     {[]array.Selector{array.Range(0, 2, 0), array.Picks(two)}, array.ErrValue},
		"value":         {[]array.Selector{array.Picks(two)}, array.ErrShape},
	} {
		err := array.Catch(func() { array.Set(a, array.Zeros[float64](7), c.sel...) })
		var outside *array.IndexError
		if c.kind != nil && !errors.Is(err, c.kind) || c.kind == nil && !errors.As(err, &outside) {
			t.Errorf("%s: %v, want %v", name, err, c.kind)
		}
	}
	if err := array.Catch(func() { array.Set(array.Zeros[int64]().BroadcastTo(3), array.Ones[int64](), array.All) }); !errors.Is(err, array.ErrShape) {
		t.Errorf("a destination that repeats: %v", err)
	}
}
