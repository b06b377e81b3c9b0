package array

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

func TestJSONRoundTrip(t *testing.T) {
	roundTrip(t, FromSlice([]float64{1, -0.1, math.NaN(), math.Inf(1), math.Inf(-1), 5e-324}, 2, 3),
		`{"dtype":"float64","shape":[2,3],"data":[1,-0.1,"NaN","Infinity","-Infinity",5e-324]}`)
	roundTrip(t, FromSlice([]complex64{1 + 2i, complex(float32(math.Inf(1)), 0)}),
		`{"dtype":"complex64","shape":[2],"data":[[1,2],["Infinity",0]]}`)
	roundTrip(t, FromSlice([]uint64{0, math.MaxUint64}), `{"dtype":"uint64","shape":[2],"data":[0,18446744073709551615]}`)
	roundTrip(t, FromSlice([]bool{true, false}).T(), `{"dtype":"bool","shape":[2],"data":[true,false]}`)
	roundTrip(t, Scalar[int8](-7), `{"dtype":"int8","shape":[],"data":[-7]}`)
	roundTrip(t, Zeros[float32](0, 3), `{"dtype":"float32","shape":[0,3],"data":[]}`)
	roundTrip(t, Zeros[complex128](2, 0), `{"dtype":"complex128","shape":[2,0],"data":[]}`)
	roundTrip(t, FromSlice([]int16{1, 2, 3, 4}, 2, 2).T(), `{"dtype":"int16","shape":[2,2],"data":[1,3,2,4]}`)
}

func roundTrip[T Element](t *testing.T, a Array[T], want string) {
	t.Helper()
	b, err := json.Marshal(a)
	if err != nil || string(b) != want {
		t.Errorf("marshal: %s, %v, want %s", b, err, want)
	}
	var back Array[T]
	if err := json.Unmarshal(b, &back); err != nil {
		t.Errorf("%s: %v", b, err)
		return
	}
	other, err := AnyFromJSON(b)
	if err != nil || other.DType() != a.DType() {
		t.Errorf("%s: as any: %v, %v", b, other, err)
	}
	if g, w := fmt.Sprint(back.Shape(), ToSlice(back)), fmt.Sprint(a.Shape(), ToSlice(a)); g != w {
		t.Errorf("got %s, want %s", g, w)
	}
}

func TestJSONLists(t *testing.T) {
	for text, want := range map[string]string{
		`[[1,2],[3,4]]`:                      "int64 [2 2] [1 2 3 4]",
		` [ 1 , 2.5 ] `:                      "float64 [2] [1 2.5]",
		`[1, "NaN"]`:                         "float64 [2] [1 NaN]",
		`3`:                                  "int64 [] [3]",
		`[true,false]`:                       "bool [2] [true false]",
		`[]`:                                 "float64 [0] []",
		`[[],[]]`:                            "float64 [2 0] []",
		`{"data":[1,2,3]}`:                   "int64 [3] [1 2 3]",
		`{"dtype":"uint8","data":[[1],[2]]}`: "uint8 [2 1] [1 2]",
		`{"dtype":"int16","shape":[2],"base64":"AQD+/w=="}`:   "int16 [2] [1 -2]",
		`{"dtype":"complex128","data":[[[1,0]],[[0,-1]]]}`:    "complex128 [2 1] [(1+0i) (0-1i)]",
		`{"dtype":"float32","shape":[1,2],"data":[0.1, 1e2]}`: "float32 [1 2] [0.1 100]",
		`{"dtype":"bool","shape":[3],"base64":"AAEA"}`:        "bool [3] [false true false]",
		`{"dtype":"float64","shape":[0],"base64":""}`:         "float64 [0] []",
	} {
		a, err := AnyFromJSON([]byte(text))
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := describe(a); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func describe(a Any) string {
	var elems any
	switch a := a.(type) {
	case Array[int64]:
		elems = ToSlice(a)
	case Array[float64]:
		elems = ToSlice(a)
	case Array[float32]:
		elems = ToSlice(a)
	case Array[bool]:
		elems = ToSlice(a)
	case Array[uint8]:
		elems = ToSlice(a)
	case Array[int16]:
		elems = ToSlice(a)
	case Array[complex128]:
		elems = ToSlice(a)
	}
	return fmt.Sprint(a.DType(), " ", a.Shape(), " ", elems)
}

func TestJSONFaults(t *testing.T) {
	deep := strings.Repeat("[", 100) + strings.Repeat("]", 100)
	for _, text := range []string{``, `{`, `nul`, `null`, `{}`, `"x"`, `[1,[2]]`, `[[1],2]`, `[[1,2],[3]]`, `[null]`, `[{}]`, `[1,"two"]`, deep,
		`{"dtype":"object","data":[1]}`, `{"dtype":"int8","data":[128]}`, `{"dtype":"uint8","data":[-1]}`, `{"dtype":"int8","data":[1.5]}`,
		`{"dtype":"bool","data":[1]}`, `{"dtype":"float64","shape":[3],"data":[1,2]}`, `{"dtype":"float64","shape":[-1],"data":[1]}`,
		`{"dtype":"float64","shape":[9223372036854775807,2],"data":[]}`, `{"shape":[1],"base64":"AA=="}`, `{"dtype":"int8","shape":[2],"base64":"AA=="}`,
		`{"dtype":"int8","shape":[1],"base64":"*"}`, `{"dtype":"bool","shape":[1],"base64":"Ag=="}`, `{"data":[1],"base64":""}`, `{"data":[1],"extra":0}`,
		`{"dtype":"complex64","data":[1,2,3]}`, `{"dtype":"complex64","data":1}`, `{"dtype":"float64","data":[1e999]}`,
	} {
		if a, err := AnyFromJSON([]byte(text)); !errors.Is(err, ErrJSON) {
			t.Errorf("%s: got %v, %v", text, a, err)
		}
	}
	var f Array[float32]
	if err := json.Unmarshal([]byte(`{"dtype":"float64","data":[1]}`), &f); !errors.Is(err, ErrJSON) {
		t.Errorf("float64 into float32: %v", err)
	}
	if err := json.Unmarshal([]byte(`[1, 2.5]`), &f); err != nil || f.At(1) != 2.5 {
		t.Errorf("a bare list into float32: %v, %v", f, err)
	}
}

func FuzzAnyFromJSON(f *testing.F) {
	for _, s := range []string{`[[1,2],[3,4]]`, `{"dtype":"complex64","shape":[1],"data":[[1,"NaN"]]}`, `{"dtype":"int8","shape":[1],"base64":"AA=="}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := AnyFromJSON(b)
		if err != nil {
			return
		}
		text, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		again, err := AnyFromJSON(text)
		if err != nil || again.DType() != a.DType() || string(rawBytes(again)) != string(rawBytes(a)) && !strings.Contains(string(text), "NaN") {
			t.Fatalf("%s: read again: %v", text, err)
		}
	})
}
