package npy

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/dtype"
)

// value is the rule of testdata/golden.py.
func value[T array.Element](i int) T {
	v := (i*37)%101 - 50
	var out T
	switch p := any(&out).(type) {
	case *bool:
		*p = i%3 == 0
	case *int8:
		*p = int8(v)
	case *int16:
		*p = int16(v)
	case *int32:
		*p = int32(v)
	case *int64:
		*p = int64(v)
	case *uint8:
		*p = uint8(max(v, -v))
	case *uint16:
		*p = uint16(max(v, -v))
	case *uint32:
		*p = uint32(max(v, -v))
	case *uint64:
		*p = uint64(max(v, -v))
	case *float32:
		*p = float32(v)
	case *float64:
		*p = float64(v)
	case *complex64:
		*p = complex(float32(v), float32(-v)/2)
	case *complex128:
		*p = complex(float64(v), float64(-v)/2)
	}
	return out
}

// ruled returns the array of the rule in one of the forms of golden.py.
func ruled[T array.Element](form string) array.Array[T] {
	shape := map[string][]int{"C": {2, 3, 4}, "F": {2, 3, 4}, "scalar": {}, "empty": {3, 0, 2}, "line": {5}}[form]
	i := -1
	a := array.FromFunction(func([]int) T { i++; return value[T](i) }, shape...)
	if form == "F" {
		a = array.AsFortran(a)
	}
	return a
}

// typed runs f for one element type.
type typed interface {
	name() string
	golden(t *testing.T, a *Archive, entry string, form string)
	save(form string, opts *WriteOptions) []byte
	entry(form string) array.Any
}

type elem[T array.Element] struct{}

func (elem[T]) name() string { return codes[dtype.Of[T]()] }

func (elem[T]) entry(form string) array.Any { return ruled[T](form) }

func (elem[T]) save(form string, opts *WriteOptions) []byte {
	var b bytes.Buffer
	if err := Write(&b, ruled[T](form), opts); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func same[T array.Element](t *testing.T, what string, got, want array.Array[T]) {
	t.Helper()
	if !slices.Equal(got.Shape(), want.Shape()) || !slices.Equal(array.ToSlice(got), array.ToSlice(want)) {
		t.Errorf("%s: shape %v %v, want %v %v", what, got.Shape(), array.ToSlice(got), want.Shape(), array.ToSlice(want))
	}
}

func (elem[T]) golden(t *testing.T, a *Archive, entry, form string) {
	want := ruled[T](form)
	got, err := ReadNPZ[T](a, entry)
	if err != nil {
		t.Fatal(err)
	}
	same(t, entry, got, want)
	if form == "F" && !got.IsFortran() {
		t.Errorf("%s: not in Fortran order", entry)
	}
	if anyGot, err := a.Read(entry); err != nil {
		t.Errorf("%s: %v", entry, err)
	} else if got, ok := array.As[T](anyGot); !ok {
		t.Errorf("%s: Read gives %v", entry, anyGot.DType())
	} else {
		same(t, entry, got, want)
	}
}

var allTypes = []typed{elem[bool]{}, elem[int8]{}, elem[int16]{}, elem[int32]{}, elem[int64]{}, elem[uint8]{}, elem[uint16]{},
	elem[uint32]{}, elem[uint64]{}, elem[float32]{}, elem[float64]{}, elem[complex64]{}, elem[complex128]{}}

func TestGoldenFiles(t *testing.T) {
	a, err := OpenNPZ("testdata/golden.npz", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	checked := 0
	for _, e := range allTypes {
		for _, entry := range a.Names() {
			parts := strings.Split(entry, "_")
			if parts[0] == e.name() {
				e.golden(t, a, entry, parts[2])
				checked++
			}
		}
	}
	if checked != len(a.Names()) || checked != 13*2*9 {
		t.Errorf("%d of %d files checked", checked, len(a.Names()))
	}
}

// TestWritesNumPysBytes holds what Write makes against the golden files.
func TestWritesNumPysBytes(t *testing.T) {
	a, err := OpenNPZ("testdata/golden.npz", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	for _, e := range allTypes {
		for _, entry := range a.Names() {
			p := strings.Split(entry, "_")
			if p[0] != e.name() {
				continue
			}
			got := e.save(p[2], &WriteOptions{Version: int(p[3][1] - '0'), BigEndian: p[1] == "big"})
			if want := unpack(t, a, entry); !bytes.Equal(got, want) {
				t.Errorf("%s: wrote\n%q…, NumPy writes\n%q…", entry, got[:min(len(got), 99)], want[:99])
			}
		}
	}
}

func unpack(t *testing.T, a *Archive, entry string) []byte {
	r, err := a.files[entry].Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestStridedWritesAndReadInto(t *testing.T) {
	big := array.Arange[int32](0, 400*300*2, 1).Reshape(400, 300, 2)
	for name, a := range map[string]array.Array[int32]{
		"middle": big.Slice(array.Range(1, 390), array.Range(array.Open, array.Open, -3), array.At(1)),
		"swap":   big.SwapAxes(0, 1), "whole": big, "line": big.Ravel().Slice(array.Reversed()),
		"stretched": array.FromSlice([]int32{1, 2, 3}).BroadcastTo(4, 3),
	} {
		for _, order := range []bool{false, true} {
			var b bytes.Buffer
			if err := Write(&b, a, &WriteOptions{BigEndian: order}); err != nil {
				t.Fatal(err)
			}
			raw := b.Bytes()
			got, err := Read[int32](bytes.NewReader(raw))
			if err != nil {
				t.Fatal(err)
			}
			same(t, name, got, a)
			hole := array.Full[int32](-1, append([]int{2}, a.Shape()...)...).MoveAxis(0, -1).Slice(array.Ellipsis, array.At(1))
			if err := ReadInto(onlyReader{bytes.NewReader(raw)}, hole); err != nil {
				t.Fatal(err)
			}
			same(t, name+" into strides", hole, a)
		}
	}
	var b bytes.Buffer
	f := array.AsFortran(big)
	if err := Write(&b, f, nil); err != nil {
		t.Fatal(err)
	}
	into := array.Zeros[int32](400, 300, 2)
	if err := ReadInto(&b, into); err != nil {
		t.Fatal(err)
	}
	same(t, "Fortran file into C array", into, big)
	if err := ReadInto(bytes.NewReader(elem[int32]{}.save("C", nil)), into); err == nil {
		t.Error("ReadInto takes another shape")
	}
}

// onlyReader hides how much is left.
type onlyReader struct{ r *bytes.Reader }

func (o onlyReader) Read(b []byte) (int, error) { return o.r.Read(b[:min(len(b), 1000)]) }

func TestReaderInPieces(t *testing.T) {
	r, err := NewReader[float64](bytes.NewReader(elem[float64]{}.save("C", &WriteOptions{BigEndian: true})))
	if err != nil {
		t.Fatal(err)
	}
	var all []float64
	part := make([]float64, 7)
	for {
		n, err := r.Read(part)
		if n == 0 {
			if err == nil {
				t.Fatal("no elements and no error")
			}
			break
		}
		all = append(all, part[:n]...)
	}
	if !slices.Equal(all, array.ToSlice(ruled[float64]("C"))) {
		t.Errorf("pieces give %v", all)
	}
}

func TestMap(t *testing.T) {
	m, err := Map[float64]("testdata/plain.npy")
	if err != nil {
		t.Fatal(err)
	}
	i := -1
	same(t, "mapped", m.Array(), array.FromFunction(func([]int) float64 { i++; return value[float64](i) }, 4, 6))
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal("second Close:", err)
	}
	dir := t.TempDir()
	for _, e := range allTypes {
		for _, form := range []string{"C", "F", "scalar", "empty"} {
			path := filepath.Join(dir, "x.npy")
			if err := os.WriteFile(path, e.save(form, nil), 0o600); err != nil {
				t.Fatal(err)
			}
			mapOne(t, e, path, form)
		}
	}
}

func mapOne(t *testing.T, e typed, path, form string) {
	t.Helper()
	switch e := e.(type) {
	case elem[bool]:
		mapped(t, e, path, form)
	case elem[int16]:
		mapped(t, e, path, form)
	case elem[float32]:
		mapped(t, e, path, form)
	case elem[complex128]:
		mapped(t, e, path, form)
	}
}

func mapped[T array.Element](t *testing.T, _ elem[T], path, form string) {
	t.Helper()
	m, err := Map[T](path)
	if err != nil {
		t.Fatal(err)
	}
	same(t, fmt.Sprintf("mapped %T %s", m, form), m.Array(), ruled[T](form))
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
}
