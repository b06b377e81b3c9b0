package array

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"math"
	"slices"
	"testing"
)

func TestFormsComeBack(t *testing.T) {
	comesBack(t, New[int64]([]int64{math.MinInt64, math.MaxInt64}))
	comesBack(t, New[uint64]([]uint64{math.MaxUint64}))
	comesBack(t, New[complex64]([]complex64{1 - 2i}))
	comesBack(t, New[bool]([][]bool{{true, false}}))
	comesBack(t, New[float64]([][]float64{{1, -0.5, math.Inf(1)}, {5e-324, 2, 3}}).T())
	comesBack(t, Zeros[float32](2, 0, 3))
	comesBack(t, Scalar[uint8](200))
}

func comesBack[T Element](t *testing.T, a Array[T]) {
	t.Helper()
	same := func(how string, b Array[T], err error) {
		t.Helper()
		if err != nil || !slices.Equal(a.Shape(), b.Shape()) || !slices.Equal(ToSlice(a), ToSlice(b)) {
			t.Errorf("%s of %v gives %v, %v", how, a, b, err)
		}
	}
	raw, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	var viaJSON, viaGob, viaBinary Array[T]
	err = json.Unmarshal(raw, &viaJSON)
	same("JSON", viaJSON, err)
	var buf bytes.Buffer
	if err := gob.NewEncoder(&buf).Encode(a); err != nil {
		t.Fatal(err)
	}
	err = gob.NewDecoder(&buf).Decode(&viaGob)
	same("gob", viaGob, err)
	bin, err := a.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	err = viaBinary.UnmarshalBinary(bin)
	same("binary", viaBinary, err)
	for cut := range bin {
		if viaBinary.UnmarshalBinary(bin[:cut]) == nil {
			t.Errorf("%d of %d bytes are accepted", cut, len(bin))
		}
	}
}

func FuzzUnmarshalBinary(f *testing.F) {
	bin, err := New[bool]([][]bool{{true, false}}).MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(bin)
	f.Fuzz(func(t *testing.T, raw []byte) {
		var a, b Array[bool]
		if a.UnmarshalBinary(raw) != nil {
			return
		}
		out, err := a.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if err := b.UnmarshalBinary(out); err != nil || !slices.Equal(ToSlice(a), ToSlice(b)) {
			t.Fatalf("%v comes back as %v, %v", a, b, err)
		}
	})
}

func TestFromStrided(t *testing.T) {
	data := []int64{0, 1, 2, 3, 4, 5}
	a := FromStrided(data, 5, []int{2, 3}, []int{-3, -1})
	if !slices.Equal(ToSlice(a), []int64{5, 4, 3, 2, 1, 0}) {
		t.Errorf("reversed: %v", a)
	}
	checkAliases(t, FromSlice(data), a)
	for name, f := range map[string]func(){
		"below": func() { FromStrided(data, 0, []int{2}, []int{-1}) }, "beyond": func() { FromStrided(data, 0, []int{4}, []int{2}) },
		"offset": func() { FromStrided(data, 6, nil, nil) }, "rank": func() { FromStrided(data, 0, []int{1}, nil) },
		"huge": func() { FromStrided(data, 0, []int{3}, []int{math.MaxInt}) },
	} {
		if Catch(f) == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if FromStrided(data, 99, []int{0}, []int{1}).Size() != 0 {
		t.Error("empty")
	}
}
