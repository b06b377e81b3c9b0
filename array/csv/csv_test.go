package csv

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/scicore-go/scicore/array"
)

func TestRead(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		opts  *Options
		names string
		want  string
	}{
		"plain":         {"1,2\n3,4\n", nil, "[]", "[1 2 3 4]"},
		"header":        {"year,value\n1700,5\n1701,1e2\n", nil, "[year value]", "[1700 5 1701 100]"},
		"byte order":    {"\uFEFFa,b\r\n1,2\r\n", nil, "[a b]", "[1 2]"},
		"no header":     {"\uFEFF1,2\n", nil, "[]", "[1 2]"},
		"forced header": {"1,2\n3,4\n", &Options{Header: HeaderFirst}, "[1 2]", "[3 4]"},
		"blank, spaces": {"1, 2 \n\n3,4", nil, "[]", "[1 2 3 4]"},
		"comment":       {"# made by hand\n1;2\n", &Options{Comment: '#', Comma: ';'}, "[]", "[1 2]"},
		"columns":       {"a,b,c\n1,x,3\n4,y,6\n", &Options{Columns: []string{"c", "0"}}, "[c a]", "[3 1 6 4]"},
		"missing":       {"1,\nNA,2\n", &Options{Missing: "NA", MissingNaN: true}, "[]", "[1 NaN NaN 2]"},
		"quoted":        {"\"1\",\"-0\"\n", nil, "[]", "[1 -0]"},
		"infinite":      {"inf,-Inf,nan\n1,2,3\n", nil, "[]", "[+Inf -Inf NaN 1 2 3]"},
	} {
		got, err := Read[float64](strings.NewReader(c.text), c.opts)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if n, v := fmt.Sprint(got.Names), fmt.Sprint(array.ToSlice(got.Values)); n != c.names || v != c.want {
			t.Errorf("%s: names %s, values %s, want %s, %s", name, n, v, c.names, c.want)
		}
	}
}

func TestReadFaults(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		opts *Options
		kind error
		say  string
	}{
		"empty":       {"", nil, ErrEmpty, "csv: no numbers: the file has no rows of numbers"},
		"header only": {"a,b\n", nil, ErrEmpty, ""},
		"word":        {"1,2\n3,x\n", nil, ErrSyntax, `csv: line 2, field 2: malformed: "x" is no float64`},
		"ragged":      {"1,2\n3\n", nil, ErrSyntax, "csv: line 2: malformed: wrong number of fields"},
		"quote":       {"1,\"2\n", nil, ErrSyntax, ""},
		"missing":     {"1,2\n3,\n", nil, ErrSyntax, "csv: line 2, field 2: malformed: a value is missing"},
		"no column":   {"a,b\n1,2\n", &Options{Columns: []string{"c"}}, ErrSyntax, `csv: line 1: malformed: there is no column "c"`},
		"too many":    {"1,2\n3,4\n", &Options{MaxValues: 3}, ErrLimit, "csv: line 2: too large: more than 3 values"},
		"separator":   {"1\n", &Options{Comma: '\n'}, ErrSyntax, ""},
	} {
		_, err := Read[float64](strings.NewReader(c.text), c.opts)
		var e *Error
		if !errors.As(err, &e) || !errors.Is(err, c.kind) || c.say != "" && err.Error() != c.say {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Read[int32](strings.NewReader("3000000000\n"), nil); !errors.Is(err, ErrSyntax) {
		t.Errorf("an int32 out of range: %v", err)
	}
	if _, err := Read[float64](io.MultiReader(strings.NewReader("1\n"), failing{}), nil); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a failing reader: %v", err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error)  { return 0, io.ErrClosedPipe }
func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestRoundTrip(t *testing.T) {
	a := array.FromSlice([]float64{1, -0.1, 1e-320, math.MaxFloat64, math.Inf(-1), 1.0 / 3}, 3, 2)
	var b bytes.Buffer
	if err := Write(&b, a.T(), &WriteOptions{Names: []string{"x", "y", "z"}, Comma: '\t'}); err != nil {
		t.Fatal(err)
	}
	got, err := Read[float64](&b, &Options{Comma: '\t'})
	if err != nil {
		t.Fatal(err)
	}
	if g, w := fmt.Sprint(array.ToSlice(got.Values)), fmt.Sprint(array.ToSlice(a.T())); g != w {
		t.Errorf("got %s, want %s", g, w)
	}
	if err := Write(failing{}, a, nil); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a failing writer: %v", err)
	}
	if err := Write(&b, a.Reshape(1, 3, 2), nil); err == nil {
		t.Error("three dimensions were written")
	}
	if err := Write(&b, a, &WriteOptions{Names: []string{"one"}}); err == nil {
		t.Error("one name for two columns was accepted")
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "1,2\n3,4", "a;b\n", "\"", "1,\n,2", "\uFEFFx\n1"} {
		f.Add(s, ',', true)
	}
	f.Fuzz(func(t *testing.T, text string, comma rune, nan bool) {
		got, err := Read[float64](strings.NewReader(text), &Options{Comma: comma, MissingNaN: nan, MaxValues: 1 << 16})
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := Write(&b, got.Values, nil); err != nil {
			t.Fatal(err)
		}
		again, err := Read[float64](&b, &Options{Header: HeaderAbsent})
		if err != nil || fmt.Sprint(array.ToSlice(again.Values)) != fmt.Sprint(array.ToSlice(got.Values)) {
			t.Fatalf("written and read again: %v", err)
		}
	})
}

func ExampleRead() {
	t, err := Read[float64](strings.NewReader("year,value\n1700,5\n1701,11\n"), nil)
	fmt.Println(t.Names, t.Values.Shape(), t.Values.At(1, 1), err)
	// Output: [year value] [2 2] 11 <nil>
}
