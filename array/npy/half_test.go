package npy

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/scicore-go/scicore/array"
)

// halfFile is a float16 file of n elements: the bits 0, 1, 2, …
func halfFile(n int) []byte {
	h := Header{Version: 1, DType: array.Uint16, Shape: []int{n}}
	b, err := h.bytes()
	if err != nil {
		panic(err)
	}
	b = bytes.Replace(b, []byte("<u2"), []byte("<f2"), 1)
	for i := range n {
		b = append(b, byte(i), byte(i>>8))
	}
	return b
}

func sameFloatBits(a, b []float32) bool {
	return slices.EqualFunc(a, b, func(x, y float32) bool { return math.Float32bits(x) == math.Float32bits(y) || x != x && y != y })
}

func TestHalvesAgainstNumPy(t *testing.T) {
	a, err := OpenNPZ("testdata/half.npz", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	checked := 0
	for _, name := range a.Names() {
		kind, isHalf := strings.CutSuffix(name, "_half")
		if !isHalf {
			continue
		}
		checked++
		want, err := ReadNPZ[float32](a, kind+"_wide")
		if err != nil {
			t.Fatal(err)
		}
		got, err := ReadNPZ[float32](a, name)
		if err != nil || !slices.Equal(got.Shape(), want.Shape()) || !sameFloatBits(array.ToSlice(got), array.ToSlice(want)) {
			t.Errorf("%s: %v\n got %v\nwant %v", name, err, got, want)
		}
		if strings.Contains(name, "_F_") && !got.IsFortran() {
			t.Errorf("%s: not in Fortran order", name)
		}
		double, err := ReadNPZ[float64](a, name)
		if err != nil || !sameFloatBits(array.ToSlice(array.Cast[float32](double)), array.ToSlice(want)) {
			t.Errorf("%s as float64: %v", name, err)
		}
		some, err := a.Read(name)
		if err != nil || some.DType() != array.Float32 {
			t.Errorf("%s: Read gives %v, %v", name, some, err)
		}
	}
	if checked != 10 {
		t.Errorf("%d arrays of float16", checked)
	}
}

// TestHalvesInChunks reads more than one chunk, by every road.
func TestHalvesInChunks(t *testing.T) {
	const n = chunkBytes/2 + 5
	file := halfFile(n)
	got, err := Read[float64](bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	streamed, err := Read[float64](onlyReader{bytes.NewReader(file)})
	if err != nil {
		t.Fatal(err)
	}
	into := array.Empty[float64](2 * n).Slice(array.Range(0, 2*n, 2))
	if err := ReadInto(bytes.NewReader(file), into); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		want := float64(fromHalf(uint16(i)))
		for _, v := range []float64{got.At(i), streamed.At(i), into.At(i)} {
			if v != want && want == want {
				t.Fatalf("element %d is %v, want %v", i, v, want)
			}
		}
	}
}

// TestFromHalf: order and distance of neighbours, and known values.
func TestFromHalf(t *testing.T) {
	for h := range uint16(0x7c00) {
		x, y := fromHalf(h), fromHalf(h+1)
		if !(x < y) || fromHalf(h|0x8000) != -x {
			t.Fatalf("%#x is %v, the next %v", h, x, y)
		}
	}
	for h, want := range map[uint16]float32{0x3c00: 1, 0xc000: -2, 0x7bff: 65504, 0x0001: 0x1p-24, 0x0400: 0x1p-14, 0x3555: 0.333251953125} {
		if got := fromHalf(h); got != want {
			t.Errorf("%#x is %v, want %v", h, got, want)
		}
	}
	if v := fromHalf(0x8000); v != 0 || !math.Signbit(float64(v)) {
		t.Errorf("-0 is %v", v)
	}
}

func TestHalvesRefused(t *testing.T) {
	file := halfFile(4)
	if _, err := Read[int32](bytes.NewReader(file)); !errors.Is(err, array.ErrDType) {
		t.Errorf("as int32: %v", err)
	}
	if _, err := Read[complex128](bytes.NewReader(file)); !errors.Is(err, array.ErrDType) {
		t.Errorf("as complex128: %v", err)
	}
	if _, err := Read[float64](bytes.NewReader(file[:len(file)-1])); !errors.Is(err, ErrFormat) {
		t.Errorf("cut: %v", err)
	}
	path := filepath.Join(t.TempDir(), "half.npy")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Map[float32](path); !errors.Is(err, ErrUnavailable) {
		t.Errorf("mapped: %v", err)
	}
}
