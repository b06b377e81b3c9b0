package text

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/need"
)

func TestRead(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name, in string
		o        *Options
		names    []string
		shape    []int
		data     []float64
	}{
		{"plain", "1,2\n3,4\n", nil, nil, []int{2, 2}, []float64{1, 2, 3, 4}},
		{"header found", "a, b\n1, 2", nil, []string{"a", "b"}, []int{1, 2}, []float64{1, 2}},
		{"no header found", "a,1\n", &Options{Missing: MissingNaN, NA: []string{"a"}}, nil, []int{1, 2}, []float64{nan, 1}},
		{"numeric header", "2020,2021\n1,2\n", &Options{Header: HeaderPresent}, []string{"2020", "2021"}, []int{1, 2}, []float64{1, 2}},
		{"comments and blanks", "# x\n\n1;2\r\n# y\n3;4\n", &Options{Delimiter: ';'}, nil, []int{2, 2}, []float64{1, 2, 3, 4}},
		{"white space", "  x\ty # names\n 1   2\n\n3\t-inf # end", &Options{Delimiter: Whitespace}, []string{"x", "y"}, []int{2, 2}, []float64{1, 2, 3, math.Inf(-1)}},
		{"skip and limit", "junk \"\nmore\n1\n2\n3\n", &Options{SkipLines: 2, MaxRows: 2}, nil, []int{2, 1}, []float64{1, 2}},
		{"columns", "1,2,3\n4,5,6\n", &Options{Columns: []int{-1, 0}}, nil, []int{2, 2}, []float64{3, 1, 6, 4}},
		{"text in columns not kept", "n,x\nA,1\nB,2\n", &Options{Columns: []int{1}}, []string{"x"}, []int{2, 1}, []float64{1, 2}},
		{"names", "n,x,y\nA,1,7\nB,2,8\n", &Options{Names: []string{"y", "x"}}, []string{"y", "x"}, []int{2, 2}, []float64{7, 1, 8, 2}},
		{"missing", "1,\n,4\nNA, \n", &Options{Missing: MissingNaN, NA: []string{"NA"}}, nil, []int{3, 2}, []float64{1, nan, nan, 4, nan, nan}},
		{"quoted", "\"a\",\"b,\"\"c\"\"\"\n\"1\",2\n", nil, []string{"a", `b,"c"`}, []int{1, 2}, []float64{1, 2}},
		{"mark", "\ufeff1,2\n", nil, nil, []int{1, 2}, []float64{1, 2}},
		{"empty", "", nil, nil, []int{0, 0}, nil},
		{"only a header", "a,b\n", nil, []string{"a", "b"}, []int{0, 2}, nil},
	} {
		got, err := Read[float64](strings.NewReader(c.in), c.o)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		same := func(a, b float64) bool { return a == b || a != a && b != b }
		if !slices.Equal(got.Names, c.names) || !slices.Equal(got.Data.Shape(), c.shape) || !slices.EqualFunc(array.ToSlice(got.Data), c.data, same) {
			t.Errorf("%s: %v %v %v", c.name, got.Names, got.Data.Shape(), got.Data)
		}
	}
}

func TestReadFaults(t *testing.T) {
	for _, c := range []struct {
		in   string
		o    *Options
		want string
	}{
		{"1,2\n3,x\n", nil, `text: line 2, column 2: "x" is no float64`},
		{"1,2\n\n3\n", nil, `text: line 3: wrong number of fields`},
		{"1,2\n3,\n", nil, `text: line 2, column 2: "" is missing`},
		{"junk\n1\n1e999\n", &Options{SkipLines: 1}, `text: line 3, column 1: "1e999" is more than float64 holds`},
		{"1 2\n3 4 5\n", &Options{Delimiter: Whitespace}, `text: line 2: 3 fields, the first line has 2`},
		{"1\n\"2\n", nil, `text: line 2: extraneous or missing " in quoted-field`},
		{"a,b\n1,2\n", &Options{Names: []string{"c"}}, `text: line 1: no column "c" in the header`},
		{"1,2\n", &Options{Names: []string{"c"}}, `text: line 1: no header to find columns by`},
		{"", &Options{Names: []string{"c"}}, `text: line 1: no header to find columns by`},
		{"1,2\n", &Options{Columns: []int{2}}, `text: line 1: no column 2 among 2`},
	} {
		_, err := Read[float64](strings.NewReader(c.in), c.o)
		if err == nil || err.Error() != c.want || !errors.Is(err, ErrSyntax) {
			t.Errorf("%q: %v, want %s", c.in, err, c.want)
		}
	}
	if _, err := Read[int64](strings.NewReader("1\n2.5\n"), nil); err == nil || !strings.Contains(err.Error(), `"2.5" is no int64`) {
		t.Errorf("float for int64: %v", err)
	}
	if _, err := Read[int64](strings.NewReader("9223372036854775808\n"), nil); err == nil || !strings.Contains(err.Error(), "more than int64") {
		t.Errorf("too large for int64: %v", err)
	}
	for name, o := range map[string]*Options{"both": {Columns: []int{0}, Names: []string{"a"}}, "none": {Header: HeaderNone, Names: []string{"a"}}, "skip": {SkipLines: -1}} {
		if _, err := Read[float64](strings.NewReader("1"), o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := Read[int64](strings.NewReader("1"), &Options{Missing: MissingNaN}); err == nil {
		t.Error("NaN for int64: no error")
	}
	if _, err := Read[int64](failing{}, nil); !errors.Is(err, os.ErrClosed) {
		t.Errorf("the reader's error is lost: %v", err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, os.ErrClosed }

func TestWriteAndBack(t *testing.T) {
	a := array.New[float64]([][]float64{{0.1, math.Inf(1), math.Copysign(0, -1)}, {math.NaN(), 1e-320, math.MaxFloat64}})
	var b bytes.Buffer
	if err := Write(&b, a.T(), &WriteOptions{Names: []string{"x", "y,z"}}); err != nil {
		t.Fatal(err)
	}
	if want := "x,\"y,z\"\n0.1,NaN\n+Inf,1e-320\n-0,1.7976931348623157e+308\n"; b.String() != want {
		t.Errorf("wrote %q, want %q", b.String(), want)
	}
	back, err := Read[float64](&b, nil)
	if err != nil || back.Data.String() != a.T().String() || !slices.Equal(back.Names, []string{"x", "y,z"}) {
		t.Errorf("back: %v %v", back, err)
	}
	b.Reset()
	two := 2
	if err := Write(&b, array.Linspace[float32](0, 1, 3), &WriteOptions{Format: 'f', Precision: &two, CRLF: true}); err != nil || b.String() != "0.00\r\n0.50\r\n1.00\r\n" {
		t.Errorf("column: %q %v", b.String(), err)
	}
	if err := Write(&b, array.Zeros[int64](1, 1, 1), nil); !errors.Is(err, array.ErrShape) {
		t.Errorf("3-d: %v", err)
	}
	if err := Write(&b, array.Zeros[int64](1, 2), &WriteOptions{Names: []string{"a"}}); err == nil {
		t.Error("names for other columns")
	}
}

// TestNumPyReadsTheSame writes a table for NumPy and reads one of NumPy's.
func TestNumPyReadsTheSame(t *testing.T) {
	need.NumPy(t)
	dir := t.TempDir()
	a := array.FromFunction(func(i []int) float64 { return math.Sin(float64(10*i[0]+i[1])) * 1e5 }, 20, 3)
	f, err := os.Create(filepath.Join(dir, "ours.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(Write(f, a, nil), f.Close()); err != nil {
		t.Fatal(err)
	}
	script := fmt.Sprintf("import numpy as np; a = np.loadtxt(%q, delimiter=','); np.savetxt(%q, a, header='three columns')", filepath.Join(dir, "ours.csv"), filepath.Join(dir, "theirs.txt"))
	if out, err := exec.Command("python3", "-c", script).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	raw, err := os.Open(filepath.Join(dir, "theirs.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	back, err := Read[float64](raw, &Options{Delimiter: Whitespace})
	if err != nil || !slices.Equal(array.ToSlice(back.Data), array.ToSlice(a)) {
		t.Errorf("NumPy's copy differs: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("a,b\n1,2\n", false)
	f.Add("\ufeff# c\n 1 2\n", true)
	f.Add("\"1\",\n", false)
	f.Fuzz(func(t *testing.T, in string, spaces bool) {
		o := &Options{Missing: MissingNaN}
		if spaces {
			o.Delimiter = Whitespace
		}
		got, err := Read[float64](strings.NewReader(in), o)
		if err != nil {
			if !errors.Is(err, ErrSyntax) {
				t.Fatalf("untyped error %v", err)
			}
			return
		}
		if got.Data.Size() == 0 {
			return
		}
		var b bytes.Buffer
		if err := Write(&b, got.Data, nil); err != nil {
			t.Fatal(err)
		}
		back, err := Read[float64](&b, &Options{Header: HeaderNone})
		if err != nil || back.Data.String() != got.Data.String() {
			t.Fatalf("%v comes back as %v: %v", got.Data, back.Data, err)
		}
	})
}
