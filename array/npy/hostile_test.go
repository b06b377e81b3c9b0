package npy

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/scicore-go/scicore/array"
)

// file returns a version 1 file with the given header text and data.
func file(text string, data ...byte) []byte {
	b, err := Header{Version: 1}.frame(text)
	if err != nil {
		panic(err)
	}
	return append(b, data...)
}

func dict(descr, fortran, shape string) string {
	return fmt.Sprintf("{'descr': %s, 'fortran_order': %s, 'shape': %s, }", descr, fortran, shape)
}

func TestRefusedFiles(t *testing.T) {
	plain := elem[float64]{}.save("C", nil)
	for name, c := range map[string]struct {
		raw  []byte
		kind error
	}{
		"empty":             {nil, ErrFormat},
		"no magic":          {[]byte("PK\x03\x04 and so on"), ErrFormat},
		"version 4":         {[]byte(magic + "\x04\x00\x10\x00\x00\x00"), ErrFormat},
		"version 1.1":       {[]byte(magic + "\x01\x01\x10\x00"), ErrFormat},
		"huge header":       {[]byte(magic + "\x02\x00\xff\xff\xff\xff"), ErrFormat},
		"cut header":        {plain[:40], ErrFormat},
		"cut elements":      {plain[:len(plain)-1], ErrFormat},
		"negative":          {file(dict("'<f8'", "False", "(-1,)")), ErrFormat},
		"overflow":          {file(dict("'<f8'", "False", "(4611686018427387904, 4)")), ErrFormat},
		"hidden overflow":   {file(dict("'<f8'", "False", "(0, 4611686018427387904, 4)")), ErrFormat},
		"too long":          {file(dict("'|i1'", "False", "(0, 2305843009213693952)")), ErrFormat},
		"no int":            {file(dict("'<f8'", "False", "(99999999999999999999,)")), ErrFormat},
		"giant":             {file(dict("'<f8'", "False", "(1099511627776,)")), ErrFormat},
		"no tuple":          {file(dict("'<f8'", "False", "(3)")), ErrFormat},
		"unclosed":          {file("{'descr': '<f8', 'shape': (3,"), ErrFormat},
		"twice":             {file("{'descr': '<f8', 'descr': '<f8', 'shape': (3,)}"), ErrFormat},
		"missing":           {file("{'descr': '<f8', 'shape': (3,)}"), ErrFormat},
		"unknown key":       {file("{'descr': '<f8', 'fortran_order': False, 'shape': (), 'x': ''}"), ErrFormat},
		"number as order":   {file(dict("'<f8'", "0", "()")), ErrFormat},
		"text after":        {file(dict("'<f8'", "False", "()") + " + 1"), ErrFormat},
		"65 dimensions":     {file(dict("'<f8'", "False", "("+strings.Repeat("1, ", 65)+")")), ErrFormat},
		"v3 not utf-8":      {append([]byte(magic+"\x03\x00\x01\x00\x00\x00"), 0xff), ErrFormat},
		"pickle":            {file(dict("'|O'", "False", "(1,)"), 0x80, 4), ErrUnsupported},
		"records":           {file(dict("[('a', '<f8'), ('b', '<i4')]", "False", "(1,)")), ErrUnsupported},
		"float16":           {file(dict("'<f2'", "False", "(1,)")), ErrFormat}, // no element follows
		"float16, no order": {file(dict("'|f2'", "False", "(1,)")), ErrUnsupported},
		"float128":          {file(dict("'<f16'", "False", "(1,)")), ErrUnsupported},
		"string":            {file(dict("'<U5'", "False", "(1,)")), ErrUnsupported},
		"no order":          {file(dict("'|f8'", "False", "(1,)")), ErrUnsupported},
		"empty descr":       {file(dict("''", "False", "(1,)")), ErrUnsupported},
		"order and no type": {file(dict("'<'", "False", "(1,)")), ErrUnsupported},
	} {
		for _, r := range []io.Reader{bytes.NewReader(c.raw), onlyReader{bytes.NewReader(c.raw)}} {
			if a, err := ReadAny(r); !errors.Is(err, c.kind) || a != nil {
				t.Errorf("%s: %v, want %v", name, err, c.kind)
			}
		}
	}
	if _, err := Read[float32](bytes.NewReader(plain)); !errors.Is(err, array.ErrDType) {
		t.Errorf("float64 file as float32: %v", err)
	}
	failing := io.MultiReader(bytes.NewReader(plain[:60]), failingReader{})
	if _, err := ReadAny(failing); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the reader's own error is lost: %v", err)
	}
}

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, os.ErrDeadlineExceeded }

func TestForeignSpellings(t *testing.T) {
	for _, text := range []string{
		`{"shape": (2L, 1L), "fortran_order": False, "descr": "|i1"}`,
		"{'descr':'i1','fortran_order':False,'shape':(2,1)}",
		"{ 'shape' : ( 2 , 1 , ) , 'descr' : '=i1' , 'fortran_order' : False , }",
	} {
		a, err := Read[int8](bytes.NewReader(file(text, 5, 6)))
		if err != nil || a.At(1, 0) != 6 {
			t.Errorf("%s: %v", text, err)
		}
	}
	b, err := Read[bool](bytes.NewReader(file(dict("'|b1'", "False", "(3,)"), 0, 2, 255)))
	if err != nil || b.At(0) || !b.At(1) || !b.At(2) || b.At(1) != b.At(2) {
		t.Errorf("bools of other bytes: %v %v", b, err)
	}
}

// TestMemoryFollowsTheBytes: a header that claims 2^40 bytes over a stream of
// few must not allocate them.
func TestMemoryFollowsTheBytes(t *testing.T) {
	raw := append(file(dict("'<f8'", "False", "(137438953472,)")), make([]byte, 1<<20)...)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := ReadAny(onlyReader{bytes.NewReader(raw)}); !errors.Is(err, ErrFormat) {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 4*trustBytes {
		t.Errorf("%d bytes allocated for a stream of %d", got, len(raw))
	}
}

func TestMapRefusals(t *testing.T) {
	dir := t.TempDir()
	put := func(raw []byte) string {
		path := filepath.Join(dir, "x.npy")
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	plain := elem[float64]{}.save("C", nil)
	shifted, _ := parseHeader(dict("'<f8'", "False", "(2,)"))
	shifted.Version = 1
	text := dict("'<f8'", "False", "(2,)") + "\n"
	odd := append([]byte(magic+"\x01\x00"), byte(len(text)|1), 0)
	odd = append(append(odd, text...), make([]byte, 1-len(text)&1)...)
	odd = append(bytes.ReplaceAll(odd, []byte{'\n', 0}, []byte(" \n")), make([]byte, 16)...)
	for name, c := range map[string]struct {
		raw  []byte
		kind error
	}{
		"cut":        {plain[:len(plain)-1], ErrFormat},
		"byte order": {elem[float64]{}.save("C", &WriteOptions{BigEndian: !nativeBig}), ErrUnavailable},
		"type":       {elem[int64]{}.save("C", nil), array.ErrDType},
		"misaligned": {odd, ErrUnavailable},
	} {
		if m, err := Map[float64](put(c.raw)); !errors.Is(err, c.kind) {
			t.Errorf("%s: %v %v, want %v", name, m, err, c.kind)
		}
	}
	if _, err := Map[bool](put(file(dict("'|b1'", "False", "(3,)"), 0, 1, 2))); !errors.Is(err, ErrUnavailable) {
		t.Errorf("bool of byte 2: %v", err)
	}
	if _, err := Map[bool](filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

func zipOf(t *testing.T, files map[string][]byte) *bytes.Reader {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, raw := range files {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(raw); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(b.Bytes())
}

func TestArchiveLimits(t *testing.T) {
	bomb := zipOf(t, map[string][]byte{"a.npy": file(dict("'|i1'", "False", "(4194304,)"), make([]byte, 4<<20)...)})
	for name, l := range map[string]*Limits{
		"ratio": {MaxRatio: 100}, "bytes": {MaxBytes: 1 << 20, MaxRatio: -1}, "entries": {MaxEntries: -1, MaxBytes: 1},
	} {
		if _, err := NewArchive(bomb, bomb.Size(), l); !errors.Is(err, ErrLimit) {
			t.Errorf("%s: %v", name, err)
		}
	}
	two := zipOf(t, map[string][]byte{"a.npy": nil, "b.npy": nil})
	if _, err := NewArchive(two, two.Size(), &Limits{MaxEntries: 1}); !errors.Is(err, ErrLimit) {
		t.Errorf("entries: %v", err)
	}
	a, err := NewArchive(bomb, bomb.Size(), &Limits{MaxRatio: -1})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ReadNPZ[int8](a, "a"); err != nil || got.Size() != 4<<20 {
		t.Errorf("lifted: %v", err)
	}
}

func TestArchiveFaults(t *testing.T) {
	z := zipOf(t, map[string][]byte{
		"short.npy": file(dict("'|i1'", "False", "(9,)"), 1), "long.npy": file(dict("'|i1'", "False", "(1,)"), 1, 2),
		"text.npy": []byte("hello"), "giant.npy": file(dict("'<f8'", "False", "(1099511627776,)")),
	})
	a, err := NewArchive(z, z.Size(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(a.Names(), "none") {
		if got, err := a.Read(name); !errors.Is(err, ErrFormat) || got != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	twice := zipOf(t, map[string][]byte{"x": nil, "x.npy": nil})
	if _, err := NewArchive(twice, twice.Size(), nil); !errors.Is(err, ErrFormat) {
		t.Errorf("one name twice: %v", err)
	}
	var b bytes.Buffer
	if err := WriteNPZ(&b, false, Entry{"x", elem[bool]{}.entry("C")}, Entry{"x", elem[bool]{}.entry("C")}); err == nil {
		t.Error("one name written twice")
	}
	damaged := bytes.NewReader(nil)
	b.Reset()
	if err := WriteNPZ(&b, false, Entry{"x", elem[int64]{}.entry("C")}); err != nil {
		t.Fatal(err)
	}
	raw := b.Bytes()
	raw[200] ^= 1
	damaged.Reset(raw)
	if a, err = NewArchive(damaged, damaged.Size(), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Read("x"); !errors.Is(err, ErrFormat) {
		t.Errorf("a damaged element: %v", err)
	}
}

func FuzzReadNPY(f *testing.F) {
	for _, e := range allTypes {
		f.Add(e.save("C", nil))
		f.Add(e.save("F", &WriteOptions{Version: 3, BigEndian: true}))
	}
	f.Add(file(dict("'<f8'", "False", "(0, 3, -1)")))
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, err := ReadAny(bytes.NewReader(raw))
		b, err2 := ReadAny(onlyReader{bytes.NewReader(raw)})
		if (err == nil) != (err2 == nil) {
			t.Fatalf("the kind of reader decides: %v, %v", err, err2)
		}
		if err != nil {
			return
		}
		var x, y bytes.Buffer
		if err := errors.Join(Write(&x, a, nil), Write(&y, b, nil)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(x.Bytes(), y.Bytes()) {
			t.Fatal("two reads differ")
		}
		if _, err := ReadAny(&x); err != nil {
			t.Fatalf("what was written is not read: %v", err)
		}
	})
}

func FuzzReadNPZ(f *testing.F) {
	for _, compress := range []bool{false, true} {
		var b bytes.Buffer
		if err := WriteNPZ(&b, compress, Entry{"x", elem[int16]{}.entry("F")}, Entry{"y", elem[bool]{}.entry("line")}); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, err := NewArchive(bytes.NewReader(raw), int64(len(raw)), &Limits{MaxBytes: 1 << 20})
		if err != nil {
			return
		}
		total := 0
		for _, name := range a.Names() {
			if arr, err := a.Read(name); err == nil {
				total += arr.Size() * arr.DType().Size()
			}
		}
		if total > 1<<20 {
			t.Fatalf("%d bytes unpacked over the limit", total)
		}
	})
}
