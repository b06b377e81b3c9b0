package graph

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"github.com/scicore-go/scicore/internal/dtype"
)

// differs lists where these rules leave NumPy's on purpose.
func differs(text, numpy, reason string) bool {
	name, _, _ := strings.Cut(text, "(")
	switch {
	case strings.HasPrefix(numpy, "float16"):
		return true // there is no float16: float32 stands in
	case strings.Contains(reason, "not defined on complex"):
		return true // complex numbers have no order, and some functions no complex kernel
	case name == "take" && numpy == "error", name == "power" && numpy == "error":
		return true // a fault of the values, not of the types
	case strings.Contains(text, "(s, axis="):
		return true // NumPy lets a scalar pass for one dimension
	case name == "tile" && strings.Contains(reason, "repetitions"):
		return true // NumPy takes a negative count for zero
	case strings.HasPrefix(text, "matmul(b") && strings.Contains(reason, "not defined on bool"):
		return true // say what is meant: any(a & b) or a count
	}
	return false
}

// TestTypesAreNumPys holds shapes and element types, and what is refused,
// against what NumPy says; testdata/numpy_types.py wrote the table.
func TestTypesAreNumPys(t *testing.T) {
	params := map[string]*Node{}
	add := func(name string, dt DType, shape ...int) { params[name] = ParamOf(name, Type{dt, shape}) }
	for i, name := range strings.Fields("b i1 i2 i4 i8 u1 u2 u4 u8 f4 f8 c8 c16") {
		add(name, dtype.Bool+DType(i), 3)
	}
	for name, shape := range map[string][]int{"s": {}, "v3": {3}, "v4": {4}, "m34": {3, 4}, "m43": {4, 3}, "m14": {1, 4},
		"m31": {3, 1}, "t234": {2, 3, 4}, "t213": {2, 1, 3}, "e": {0}, "e03": {0, 3}} {
		add(name, dtype.Float64, shape...)
	}
	add("k", dtype.Int64, 4)
	add("k22", dtype.Int64, 2, 2)

	f, err := os.Open("testdata/numpy_types.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := 0
	for s := bufio.NewScanner(f); s.Scan(); lines++ {
		text, want, _ := strings.Cut(s.Text(), "\t")
		n, err := Parse(text, params, nil)
		got := "error"
		if err == nil {
			got = n.Type().String()
		}
		if got != want && !differs(text, want, firstLine(err)) {
			t.Errorf("%s is %s, NumPy says %s (%s)", text, got, want, firstLine(err))
		}
	}
	if lines < 1000 {
		t.Errorf("only %d lines in the table", lines)
	}
}

func firstLine(err error) string {
	if err == nil {
		return ""
	}
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
