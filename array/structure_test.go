package array

import (
	"encoding/json"
	"fmt"
	"testing"
)

type structureGolden struct {
	Slices []struct {
		Shape, Perm []int
		Index       [][]json.RawMessage
		Want        wanted
	}
	Reshapes []struct {
		Shape, Perm, To []int
		Slice           []*int
		Want            wanted
		View            bool
	}
	Aranges []struct {
		DType string
		Args  []float64
		Want  wanted
	}
	Spaces []struct {
		Kind     string
		Args     []float64
		N        int
		Base     float64
		Endpoint bool
		Want     wanted
	}
	Matrices []struct {
		Op   string
		Args []int
		Want wanted
	}
}

func structure(t *testing.T) (g structureGolden) {
	loadGolden(t, "structure.json", &g)
	return g
}

// indexFrom reads the index that structure.py wrote.
func indexFrom(t *testing.T, raw []json.RawMessage) Index {
	var kind string
	if err := json.Unmarshal(raw[0], &kind); err != nil {
		t.Fatal(err)
	}
	arg := func(i int) int {
		var p *int
		if err := json.Unmarshal(raw[i], &p); err != nil {
			t.Fatal(err)
		}
		if p == nil {
			return Open
		}
		return *p
	}
	switch kind {
	case "r":
		return Range(arg(1), arg(2), arg(3))
	case "i":
		return At(arg(1))
	case "n":
		return NewAxis
	case "e":
		return Ellipsis
	}
	return All
}

func TestSliceAgainstNumPy(t *testing.T) {
	for _, c := range structure(t).Slices {
		a := counting(c.Shape, c.Perm)
		var ix []Index
		for _, raw := range c.Index {
			ix = append(ix, indexFrom(t, raw))
		}
		got := a.Slice(ix...)
		if err := sameBits(got, c.Want); err != nil {
			t.Errorf("shape %v perm %v %v: %v", c.Shape, c.Perm, indexText(ix), err)
		}
		checkAliases(t, a, got)
	}
}

// checkAliases writes through a view and looks for it in the original.
func checkAliases[T Real](t *testing.T, a, view Array[T]) {
	t.Helper()
	if view.Size() == 0 {
		return
	}
	idx := make([]int, view.NDim())
	was := view.At(idx...)
	view.Set(77, idx...)
	found := false
	a.each(func(off int) { found = found || &a.data[off] == view.Ptr(idx...) && a.data[off] == 77 })
	if !found {
		t.Errorf("writing to a view of shape %v does not reach the array of shape %v", view.Shape(), a.Shape())
	}
	view.Set(was, idx...)
}

func TestReshapeAgainstNumPy(t *testing.T) {
	for _, c := range structure(t).Reshapes {
		a := counting(c.Shape, c.Perm)
		if c.Slice != nil {
			end := func(p *int) int {
				if p == nil {
					return Open
				}
				return *p
			}
			a = a.Slice(Range(end(c.Slice[0]), end(c.Slice[1]), *c.Slice[2]))
		}
		name := fmt.Sprintf("%v %v to %v", c.Shape, c.Perm, c.To)
		got := a.Reshape(c.To...)
		if err := sameBits(got, c.Want); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		v, err := a.ReshapeView(c.To...)
		if (err == nil) != c.View {
			t.Errorf("%s: view error %v, NumPy has a view: %v", name, err, c.View)
		}
		if err == nil {
			checkAliases(t, a, v)
		} else if SharesMemory(a, got) {
			t.Errorf("%s: a copy shares memory", name)
		}
	}
}

func TestArangeAgainstNumPy(t *testing.T) {
	for _, c := range structure(t).Aranges {
		var err error
		s, e, d := c.Args[0], c.Args[1], c.Args[2]
		switch c.DType {
		case "float64":
			err = sameBits(Arange(s, e, d), c.Want)
		case "float32":
			err = sameBits(Arange(float32(s), float32(e), float32(d)), c.Want)
		case "int64":
			err = sameBits(Arange(int64(s), int64(e), int64(d)), c.Want)
		case "int8":
			err = sameBits(Arange(int8(s), int8(e), int8(d)), c.Want)
		case "uint8":
			err = sameBits(Arange(uint8(s), uint8(e), uint8(d)), c.Want)
		}
		if err != nil {
			t.Errorf("arange %s %v: %v", c.DType, c.Args, err)
		}
	}
}

func TestSpacesAgainstNumPy(t *testing.T) {
	for _, c := range structure(t).Spaces {
		var err error
		switch s, e := c.Args[0], c.Args[1]; c.Kind {
		case "lin":
			err = sameBits(Linspace(s, e, c.N, Endpoint(c.Endpoint)), c.Want)
		case "log":
			err = within(Logspace(s, e, c.N, Base(c.Base)), c.Want, 2)
		case "geom":
			err = within(Geomspace(s, e, c.N, Endpoint(c.Endpoint)), c.Want, 4)
		}
		if err != nil {
			t.Errorf("%sspace %v n=%d endpoint=%v: %v", c.Kind, c.Args, c.N, c.Endpoint, err)
		}
	}
}

func TestMatricesAgainstNumPy(t *testing.T) {
	cube := counting([]int{3, 4, 5}, nil)
	for _, c := range structure(t).Matrices {
		var got Array[int64]
		switch c.Op {
		case "diagonal":
			got = cube.Diagonal(c.Args[0], c.Args[1], c.Args[2])
			checkAliases(t, cube, got)
		case "windows":
			got = cube.SlidingWindowView(c.Args[:1], c.Args[1])
			checkAliases(t, cube, got)
		case "indices":
			got = Indices(c.Args...)
		default:
			got = matrixOf(c.Op, c.Args[0], c.Args[1], c.Args[2])
		}
		if err := sameBits(got, c.Want); err != nil {
			t.Errorf("%s %v: %v", c.Op, c.Args, err)
		}
	}
}

func matrixOf(op string, n, m, k int) Array[int64] {
	a := Arange[int64](1, int64(n*m)+1, 1).Reshape(n, m)
	line := Arange[int64](1, int64(n)+1, 1)
	switch op {
	case "eye":
		return Eye[int64](n, m, k)
	case "tri":
		return Tri[int64](n, m, k)
	case "tril":
		return Tril(a, k)
	case "triu":
		return Triu(a, k)
	case "diag1":
		return Diag(line, k)
	case "diag2":
		return Diag(a, k)
	}
	return Vander(line, m, false)
}
