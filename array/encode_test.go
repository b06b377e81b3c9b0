package array

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"math"
	"slices"
	"testing"
)

func TestJSON(t *testing.T) {
	a := New[float64]([][]float64{{1.5, math.NaN()}, {math.Inf(-1), 1e300}}).T()
	b, err := json.Marshal(a)
	if want := `{"dtype":"float64","shape":[2,2],"data":[1.5,"-Infinity","NaN",1e+300]}`; err != nil || string(b) != want {
		t.Fatalf("%s, %v, want %s", b, err, want)
	}
	var back Array[float64]
	if err := json.Unmarshal(b, &back); err != nil || back.String() != a.String() {
		t.Errorf("back: %v %v", back, err)
	}
	roundTrip(t, New[int64]([]int64{math.MinInt64, math.MaxInt64}))
	roundTrip(t, New[uint64]([]uint64{math.MaxUint64}))
	roundTrip(t, New[complex64]([]complex64{1 - 2i}))
	roundTrip(t, New[bool]([][]bool{{true, false}}))
	roundTrip(t, Zeros[float32](2, 0, 3))
	roundTrip(t, Scalar[uint8](200))
	var n Array[int32]
	if err := json.Unmarshal([]byte(" [[1, 2], [3, 4], [5, 6]]"), &n); err != nil || n.String() != "[[1 2]\n [3 4]\n [5 6]]" {
		t.Errorf("nested: %v %v", n, err)
	}
}

func roundTrip[T Element](t *testing.T, a Array[T]) {
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

func TestJSONRefusals(t *testing.T) {
	for _, in := range []string{
		`{"dtype":"float64","shape":[1],"data":[1]}`, `{"dtype":"int8","shape":[1],"data":[300]}`, `{"dtype":"int8","shape":[2],"data":[1]}`,
		`{"dtype":"int8","shape":[-1],"data":[]}`, `{"dtype":"int8","data":[1]}`, `{"dtype":"int8","shape":[1],"data":[null]}`, `{"dtype":"int8","shape":[1],"data":[1.5]}`,
		`{"dtype":"int8","shape":[4611686018427387904,4],"data":[]}`, `{"dtype":"int8","shape":[0,4611686018427387904,4],"data":[]}`,
		`[[1,2],[3]]`, `[1,[2]]`, `[[1],2]`, `["x"]`, `[null]`, `3`, `{`, `[1`,
	} {
		a := New[int8]([]int8{7})
		if err := a.UnmarshalJSON([]byte(in)); err == nil || a.At(0) != 7 {
			t.Errorf("%s: %v, array %v", in, err, a)
		}
	}
	var f Array[float32]
	for _, in := range []string{`[1e60]`, `["inf"]`, `[true]`} {
		if err := f.UnmarshalJSON([]byte(in)); err == nil {
			t.Errorf("%s: accepted as %v", in, f)
		}
	}
}

func FuzzUnmarshal(f *testing.F) {
	bin, err := New[bool]([][]bool{{true, false}}).MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(bin)
	f.Add([]byte(`{"dtype":"bool","shape":[1,2],"data":[true,false]}`))
	f.Add([]byte(`[[true],[false]]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var a, b Array[bool]
		if a.UnmarshalBinary(raw) != nil && a.UnmarshalJSON(raw) != nil {
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
