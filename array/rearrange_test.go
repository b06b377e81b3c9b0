package array

import (
	"slices"
	"testing"
)

type rearrangeGolden struct {
	Pads []struct {
		DType  string
		A      wanted
		Widths [][2]int
		Mode   string
		Values [][2]float64
		Stat   [][2]int
		Odd    bool
		Want   wanted
	}
	Rearranged []struct {
		Op    string
		Shape []int
		Args  []int
		Want  wanted
	}
	Prints []struct {
		DType               string
		A                   wanted
		Want, Three, Narrow string
	}
}

func rearrange(t *testing.T) (g rearrangeGolden) {
	loadGolden(t, "rearrange.json", &g)
	return g
}

// from makes an array of testdata's numbers.
func from[T Real](w wanted) Array[T] {
	a := Zeros[T](w.Shape...)
	for i, v := range w.Data {
		a.data[i] = T(v)
	}
	return a
}

func TestPadAgainstNumPy(t *testing.T) {
	for _, c := range rearrange(t).Pads {
		mode := PadMode(slices.Index(padNames, c.Mode))
		var err error
		switch c.DType {
		case "int64":
			err = sameBits(padded[int64](c.A, c.Widths, mode, c.Values, c.Stat, c.Odd), c.Want)
		case "uint8":
			err = sameBits(padded[uint8](c.A, c.Widths, mode, c.Values, c.Stat, c.Odd), c.Want)
		default:
			ulps := 0.0
			if mode == PadMean {
				ulps = 2
			}
			err = within(padded[float64](c.A, c.Widths, mode, c.Values, c.Stat, c.Odd), c.Want, ulps)
		}
		if err != nil {
			t.Errorf("pad %s %v by %v %s %v %v odd=%v: %v", c.DType, c.A, c.Widths, c.Mode, c.Values, c.Stat, c.Odd, err)
		}
	}
}

func padded[T Real](a wanted, widths [][2]int, mode PadMode, values [][2]float64, stat [][2]int, odd bool) Array[T] {
	o := &PadOptions[T]{StatLength: stat, Odd: odd}
	for _, v := range values {
		o.Values = append(o.Values, [2]T{T(v[0]), T(v[1])})
	}
	// A Fortran copy: strides must not matter.
	return Pad(AsFortran(from[T](a)), widths, mode, o)
}

func TestPadOfOtherTypes(t *testing.T) {
	b := New[bool]([]bool{true, false, true})
	if got := ToSlice(Pad(b, [][2]int{{2, 1}}, PadMinimum, nil)); !slices.Equal(got, []bool{false, false, true, false, true, false}) {
		t.Errorf("bool minimum: %v", got)
	}
	c := New[complex128]([]complex128{2i, 4})
	if got := ToSlice(Pad(c, [][2]int{{1, 1}}, PadMean, nil)); !slices.Equal(got, []complex128{2 + 1i, 2i, 4, 2 + 1i}) {
		t.Errorf("complex mean: %v", got)
	}
	if got := ToSlice(Pad(c, [][2]int{{2, 0}}, PadLinearRamp, nil)); !slices.Equal(got, []complex128{0, 1i, 2i, 4}) {
		t.Errorf("complex ramp: %v", got)
	}
	if got := Pad(Zeros[int8](0, 2), [][2]int{{1, 1}}, PadConstant, nil); !slices.Equal(got.Shape(), []int{2, 4}) {
		t.Errorf("empty axis: %v", got.Shape())
	}
	for name, f := range map[string]func(){
		"bool mean":      func() { Pad(b, [][2]int{{1, 1}}, PadMean, nil) },
		"complex median": func() { Pad(c, [][2]int{{1, 1}}, PadMedian, nil) },
		"negative":       func() { Pad(b, [][2]int{{-1, 1}}, PadEdge, nil) },
		"pairs":          func() { Pad(b, [][2]int{{1, 1}, {1, 1}}, PadEdge, nil) },
		"empty axis":     func() { Pad(Zeros[int8](0), [][2]int{{1, 1}}, PadEdge, nil) },
		"mode":           func() { Pad(b, [][2]int{{1, 1}}, 99, nil) },
	} {
		if Catch(f) == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestRearrangedAgainstNumPy(t *testing.T) {
	for _, c := range rearrange(t).Rearranged {
		for _, fortran := range []bool{false, true} {
			a := counting(c.Shape, nil)
			if fortran {
				a = AsFortran(a)
			}
			f := rearranger[c.Op]
			if f == nil {
				t.Fatalf("no operation %q", c.Op)
			}
			if err := sameBits(f(a, c.Args), c.Want); err != nil {
				t.Errorf("%s %v of %v (fortran %v): %v", c.Op, c.Args, c.Shape, fortran, err)
			}
		}
	}
}

type ints = Array[int64]

func indices(v ...int) ints {
	out := Zeros[int64](len(v))
	for i, x := range v {
		out.data[i] = int64(x)
	}
	return out
}

func plus100(a ints) ints { return Map(a, func(v int64) int64 { return v + 100 }) }

func third(a ints) Array[bool] { return Map(a, func(v int64) bool { return v%3 == 1 }) }

// firstLine is the mask of the first axis alone.
func firstLine(a ints) Array[bool] {
	m := third(a)
	for m.NDim() > 1 {
		m = m.Slice(Ellipsis, At(0))
	}
	return m
}

var rearranger = map[string]func(a ints, p []int) ints{
	"roll":       func(a ints, p []int) ints { return Roll(a, p[0]) },
	"rollax":     func(a ints, p []int) ints { return Roll(a, p[0], p[1]) },
	"roll2":      func(a ints, p []int) ints { return RollAxes(a, p[:2], p[2:]) },
	"rot90":      func(a ints, p []int) ints { return a.Rot90(p[0], p[1], p[2]) },
	"tile":       func(a ints, p []int) ints { return Tile(a, p...) },
	"repeat":     func(a ints, p []int) ints { return Repeat(a, p[0], p[1]) },
	"repeateach": func(a ints, p []int) ints { return RepeatEach(a, p[1:], p[0]) },
	"flip":       func(a ints, p []int) ints { return a.Flip(p...) },
	"insert":     func(a ints, p []int) ints { return Insert(a, p[1:], Scalar[int64](-5), p[0]) },
	"delete":     func(a ints, p []int) ints { return Delete(a, p[1:], p[0]) },
	"take": func(a ints, p []int) ints {
		idx := indices(2, -1, 0)
		if a.Dim(p[0]) <= 2 {
			idx = indices(1, -1, 0)
		}
		return Take(a, idx.Reshape(1, 3), p[0])
	},
	"stack":      func(a ints, p []int) ints { return Stack(p[0], a, plus100(a)) },
	"concat":     func(a ints, p []int) ints { return Concatenate(p[0], a, plus100(a), a.window(p[0], 0, 1)) },
	"arraysplit": func(a ints, p []int) ints { return ArraySplit(a, p[0], p[1])[p[2]] },
	"splitat":    func(a ints, p []int) ints { return SplitAt(a, p[2:], p[0])[p[1]] },
	"vstack":     func(a ints, _ []int) ints { return VStack(a, a) },
	"hstack":     func(a ints, _ []int) ints { return HStack(a, a) },
	"dstack":     func(a ints, _ []int) ints { return DStack(a, a) },
	"column":     func(a ints, _ []int) ints { return ColumnStack(a, a) },
	"block":      func(a ints, _ []int) ints { return Block([][]ints{{a, a}, {a, a}}) },
	"append":     func(a ints, _ []int) ints { return Append(a, a.T()) },
	"resize":     func(a ints, p []int) ints { return Resize(a, p...) },
	"takealong": func(a ints, p []int) ints {
		return TakeAlongAxis(a, indices(p...).Reshape(append(a.Shape()[:a.NDim()-1], 5)...), -1)
	},
	"putalong": func(a ints, p []int) ints {
		PutAlongAxis(a, indices(p...).Reshape(a.Shape()...), Arange[int64](0, int64(a.Dim(-1)), 1), -1)
		return a
	},
	"mask": func(a ints, _ []int) ints { return MaskSelect(a, third(a)) },
	"maskset": func(a ints, _ []int) ints {
		m := third(a)
		MaskSet(a, m, Arange[int64](-50, int64(FlatNonzero(m).Size())-50, 1))
		return a
	},
	"argwhere": func(a ints, _ []int) ints { return ArgWhere(third(a)) },
	"mask1":    func(a ints, _ []int) ints { return MaskSelect(a, firstLine(a)) },
	"maskfill1": func(a ints, _ []int) ints {
		MaskFill(a, firstLine(a), 9)
		return a
	},
	"gather1": func(a ints, _ []int) ints { return Gather(a, indices(1, -1, 0, 1)) },
	"gather2": func(a ints, _ []int) ints { return Gather(a, indices(0, 1).Reshape(2, 1), indices(2, 0, -1)) },
	"scatter2": func(a ints, _ []int) ints {
		v := Arange[int64](0, 6, 1).Reshape(2, 3)
		for v.NDim() < a.NDim() {
			v = v.ExpandDims(-1)
		}
		Scatter(a, v, indices(0, 1).Reshape(2, 1), indices(2, 0, -1))
		return a
	},
}

func TestPrintsAsNumPy(t *testing.T) {
	for _, c := range rearrange(t).Prints {
		var got, three, narrow string
		show := func(wide, short, lines string) { got, three, narrow = wide, short, lines }
		p3, p40 := &PrintOptions{Precision: 3}, &PrintOptions{Threshold: -1, LineWidth: 40}
		switch c.DType {
		case "int64":
			a := from[int64](c.A)
			show(a.String(), Sprint(a, p3), Sprint(a, p40))
		case "float64":
			a := from[float64](c.A)
			show(a.String(), Sprint(a, p3), Sprint(a, p40))
		case "float32":
			a := from[float32](c.A)
			show(a.String(), Sprint(a, p3), Sprint(a, p40))
		case "bool":
			a := Map(from[float64](c.A), func(v float64) bool { return v != 0 })
			show(a.String(), Sprint(a, p3), Sprint(a, p40))
		case "complex128":
			a := Zeros[complex128](c.A.Shape...)
			for i := range a.data {
				a.data[i] = complex(float64(c.A.Data[2*i]), float64(c.A.Data[2*i+1]))
			}
			show(a.String(), Sprint(a, p3), Sprint(a, p40))
		default:
			t.Fatalf("no type %q", c.DType)
		}
		if got != c.Want || three != c.Three || c.Narrow != "" && narrow != c.Narrow {
			t.Errorf("%s of shape %v\ngot\n%s\nwant\n%s\nat 3 digits\n%s\nwant\n%s\nnarrow\n%s\nwant\n%s", c.DType, c.A.Shape, got, c.Want, three, c.Three, narrow, c.Narrow)
		}
	}
}
