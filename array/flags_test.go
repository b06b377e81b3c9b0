package array

import (
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
)

func TestFlags(t *testing.T) {
	a := counting([]int{3, 4}, nil)
	for _, c := range []struct {
		name string
		a    Array[int64]
		c, f bool
	}{
		{"matrix", a, true, false},
		{"transposed", a.T(), false, true},
		{"column", a.Slice(All, At(1)), false, false},
		{"row", a.Slice(At(1)), true, true},
		{"one row", a.Slice(Range(1, 2)), true, true},
		{"reversed", a.Slice(Reversed()), false, false},
		{"0-d", Scalar[int64](1), true, true},
		{"empty", a.Slice(RangeTo(0), Reversed()), true, true},
		{"zero value", Array[int64]{}, true, true},
		{"fortran copy", AsFortran(a), false, true},
		{"contiguous copy", AsContiguous(a.T()), true, false},
	} {
		if c.a.IsContiguous() != c.c || c.a.IsFortran() != c.f {
			t.Errorf("%s: C %v F %v, want %v %v", c.name, c.a.IsContiguous(), c.a.IsFortran(), c.c, c.f)
		}
	}
	if f := AsFortran(a); SharesMemory(f, a) || !slices.Equal(ToSlice(f), ToSlice(a)) {
		t.Error("AsFortran of a C-ordered matrix is not a copy of it")
	}
	if Overlaps(AsContiguous(a), a) != Same {
		t.Error("AsContiguous copies a contiguous array")
	}
	if _, ok := a.T().Data(); ok {
		t.Error("Data of a transposed matrix")
	}
	d, ok := a.Slice(At(1)).Data()
	if !ok || len(d) != 4 || cap(d) != 4 || d[0] != 4 {
		t.Errorf("Data of a row: %v %v", d, ok)
	}
}

// touched returns the addresses of a's elements.
func touched[T Element](a Array[T]) map[*T]bool {
	m := map[*T]bool{}
	a.each(func(off int) { m[&a.data[off]] = true })
	return m
}

func TestSharesMemoryIsExact(t *testing.T) {
	base := Zeros[int32](3000)
	r := rand.New(rand.NewPCG(1, 2))
	random := func() Array[int32] {
		n := r.IntN(4)
		dims := make([]int, 2*n)
		lo, hi := 0, 0
		for k := range n {
			dims[k] = 1 + r.IntN(5)
			dims[n+k] = r.IntN(41) - 20
			if s := dims[n+k] * (dims[k] - 1); s < 0 {
				lo += s
			} else {
				hi += s
			}
		}
		return wrap(base.data, -lo+r.IntN(120), dims)
	}
	shared := 0
	for range 4000 {
		a, b := random(), random()
		want, in := false, touched(b)
		for p := range touched(a) {
			want = want || in[p]
		}
		if got := SharesMemory(a, b); got != want {
			t.Fatalf("SharesMemory(off %d dims %v, off %d dims %v) = %v, want %v", a.off, a.dims, b.off, b.dims, got, want)
		}
		if want && !MayShareMemory(a, b) {
			t.Fatal("MayShareMemory denies what is shared")
		}
		if want {
			shared++
		}
	}
	if shared < 400 || shared > 3600 {
		t.Fatalf("%d of 4000 pairs share memory: the cases are one-sided", shared)
	}
}

func TestOverlaps(t *testing.T) {
	a := Zeros[float64](6, 6)
	for _, c := range []struct {
		name string
		x, y Any
		want Overlap
	}{
		{"itself", a, a, Same},
		{"its transpose", a, a.T(), Partial},
		{"even and odd columns", a.Slice(All, Range(0, Open, 2)), a.Slice(All, Range(1, Open, 2)), Disjoint},
		{"shifted", a.Slice(RangeFrom(1)), a.Slice(RangeTo(-1)), Partial},
		{"another array", a, Copy(a), Disjoint},
		{"empty", a.Slice(RangeTo(0)), a, Disjoint},
		{"row under length-one axis", a.Slice(Range(0, 1)), a.Slice(Range(0, 1)), Same},
	} {
		if got := Overlaps(c.x, c.y); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestCopyIntoOverlapping(t *testing.T) {
	a := Arange[int64](0, 8, 1)
	CopyInto(a.Slice(RangeFrom(1)), a.Slice(RangeTo(-1)))
	if want := []int64{0, 0, 1, 2, 3, 4, 5, 6}; !slices.Equal(ToSlice(a), want) {
		t.Errorf("shift right: %v, want %v", ToSlice(a), want)
	}
	a = Arange[int64](0, 4, 1)
	CopyInto(a, a.Slice(Reversed()))
	if want := []int64{3, 2, 1, 0}; !slices.Equal(ToSlice(a), want) {
		t.Errorf("reverse in place: %v, want %v", ToSlice(a), want)
	}
	m := Zeros[int64](2, 3)
	CopyInto(m.T(), New[int64]([]int{5, 6}))
	if want := []int64{5, 5, 5, 6, 6, 6}; !slices.Equal(ToSlice(m), want) {
		t.Errorf("broadcast into a transpose: %v, want %v", ToSlice(m), want)
	}
}

func TestViewsAlias(t *testing.T) {
	a := counting([]int{2, 1, 3, 4}, nil)
	for name, v := range map[string]Array[int64]{
		"T": a.T(), "permute": a.Permute(2, 0, 3, 1), "swap": a.SwapAxes(0, -1), "move": a.MoveAxis(0, -1),
		"squeeze": a.Squeeze(), "squeeze axis": a.Squeeze(1), "expand": a.ExpandDims(0, -1), "broadcast": a.BroadcastTo(5, 2, 7, 3, 4),
		"ravel": a.Ravel(), "meshgrid": MeshGrid(IJ, a.Ravel(), a.Ravel())[1],
	} {
		t.Run(name, func(t *testing.T) { checkAliases(t, a, v) })
	}
	data := []float32{1, 2, 3, 4}
	FromSlice(data, 2, 2).Set(9, 1, 0)
	if data[2] != 9 {
		t.Error("FromSlice copies")
	}
	for i, want := range [][]int{{2, 3, 4, 1}, {1, 2, 3, 4}} {
		if got := []Array[int64]{a.MoveAxes([]int{0, 1}, []int{0, -1}), a.MoveAxis(1, 0)}[i].Shape(); !slices.Equal(got, want) {
			t.Errorf("moved to %v, want %v", got, want)
		}
	}
}

func TestMistakesAreTyped(t *testing.T) {
	a := Zeros[float64](3, 4)
	for name, c := range map[string]struct {
		f    func()
		want string
	}{
		"at":         {func() { a.At(3, 0) }, "at: index 3 out of range for axis 0 with length 3"},
		"negative":   {func() { a.Set(1, 0, -5) }, "set: index -5 out of range for axis 1 with length 4"},
		"rank":       {func() { a.At(1) }, "at: 1 indices [1] for shape (3,4)"},
		"slice at":   {func() { a.Slice(All, At(4)) }, "slice: index 4 out of range for axis 1 with length 4"},
		"too many":   {func() { a.Slice(All, All, Range(1, Open)) }, "slice: [:, :, 1:] has 3 indices for shape (3,4)"},
		"ellipses":   {func() { a.Slice(Ellipsis, Ellipsis) }, "slice: 2 ellipses in [..., ...]"},
		"zero step":  {func() { a.Slice(Range(0, 3, 0)) }, "slice: zero step in [0:3:0]"},
		"reshape":    {func() { a.Reshape(5, -1) }, "reshape: 12 elements of shape (3,4) do not fit shape (5,-1)"},
		"two holes":  {func() { a.Reshape(-1, -1) }, "reshape: shape: negative dimension: (1,-1)"},
		"overflow":   {func() { Zeros[int8](1<<40, 1<<40) }, "zeros: too many elements: (1099511627776,1099511627776)"},
		"hidden":     {func() { Zeros[int8](0, 1<<40, 1<<40) }, "zeros: too many elements: (0,1099511627776,1099511627776)"},
		"fill":       {func() { FromSlice([]bool{true}, 2) }, "from slice: 1 elements do not fill shape (2)"},
		"squeeze":    {func() { a.Squeeze(0) }, "squeeze: axis 0 of shape (3,4) has length 3, not one"},
		"axis":       {func() { a.SwapAxes(0, 2) }, "swap axes: axis 2 out of range for 2 dimensions"},
		"twice":      {func() { a.Permute(0, 0) }, "permute: axis given twice: axis 0 of 2 dimensions"},
		"broadcast":  {func() { a.BroadcastTo(3, 5) }, "broadcast: shape (3,4) does not broadcast to (3,5)"},
		"broadcasts": {func() { BroadcastArrays(a, a.T()) }, "broadcast arrays: shapes do not broadcast: (3,4) and (4,3)"},
		"window":     {func() { a.SlidingWindowView([]int{5}, 1) }, "sliding window: window [5] does not fit axis 1 of shape (3,4)"},
		"item":       {func() { a.Item() }, "item: shape (3,4) has 12 elements, not one"},
		"arange":     {func() { Arange(0.0, 1, 0) }, "arange: step 0"},
		"arange inf": {func() { Arange(0, math.Inf(1), 1) }, "arange: +Inf elements from 0 to +Inf by 1"},
		"geomspace":  {func() { Geomspace(-1.0, 1, 3) }, "geomspace: no geometric progression leads from -1 to 1"},
		"linspace":   {func() { Linspace(0.0, 1, -1) }, "linspace: negative dimension: (-1)"},
		"ragged":     {func() { New[int64]([][]int{{1}, {2, 3}}) }, "new: from nested: a list of length 2 among lists of length 1 at depth 1"},
	} {
		err := Catch(c.f)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	var re runtime.Error
	if err := Catch(func() { a.At(9, 9) }); !errors.As(err, &re) {
		t.Error("an index out of range is no runtime.Error")
	}
}
