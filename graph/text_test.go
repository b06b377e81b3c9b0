package graph

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/scicore-go/scicore/internal/dtype"
)

// textParams are the inputs of the text tests.
func textParams() map[string]*Node {
	p := paramsOf(hardInputs(1))
	for name, t := range map[string]Type{
		"v": {dtype.Float64, []int{6}}, "a": {dtype.Float64, []int{3, 4}}, "c": {dtype.Float64, []int{4, 5}},
		"t": {dtype.Float64, []int{2, 3, 4}}, "z": {dtype.Complex128, []int{4}}, "k": {dtype.Int64, []int{3}},
		"z8": {dtype.Complex64, []int{4}}, "n8": {dtype.Int8, []int{5}},
	} {
		p[name] = ParamOf(name, t)
	}
	return p
}

// TestParse gives each text's printed form, in which every promotion and
// default is written out, and its type. The types are NumPy's.
func TestParse(t *testing.T) {
	tests := []struct{ text, want, typ string }{
		{"sqrt(mean(x*x, axis=0))", "sqrt(mean(x * x, axis=0))", "float64(6,)"},
		{"1 + 2*x", "1.0 + 2.0 * x", "float64(4,6)"},
		{"-x**2", "-x ** 2.0", "float64(4,6)"},
		{"(-x)**2", "(-x) ** 2.0", "float64(4,6)"},
		{"x**-y**2", "x ** -y ** 2.0", "float64(4,6)"},
		{"x**y**f", "x ** y ** float64(f)", "float64(4,6)"},
		{"(x**y)**x", "(x ** y) ** x", "float64(4,6)"},
		{"x-(y-x)-y", "x - (y - x) - y", "float64(4,6)"},
		{"x/y/x", "x / y / x", "float64(4,6)"},
		{"x/(y/x)", "x / (y / x)", "float64(4,6)"},
		{"x < y + 1", "x < y + 1.0", "bool(4,6)"},
		{"(x < y) & (x > 0) | ~b", "(x < y) & (x > 0.0) | ~b", "bool(4,6)"},
		{"i & j ^ i | j << 1", "i & j ^ i | j << 1", "int32(4,6)"},
		{"i + 1", "i + 1", "int32(4,6)"},
		{"i * 2.5", "float64(i) * 2.5", "float64(4,6)"},
		{"f * 2.5", "f * 2.5", "float32(4,6)"},
		{"f * x", "float64(f) * x", "float64(4,6)"},
		{"f * float64(2.5)", "float64(f) * 2.5", "float64(4,6)"},
		{"f + i", "float64(f) + float64(i)", "float64(4,6)"},
		{"f + u", "f + float32(u)", "float32(4,6)"},
		{"i / j", "float64(i) / float64(j)", "float64(4,6)"},
		{"i // j % 3", "i // j % 3", "int32(4,6)"},
		{"b + b", "b | b", "bool(4,6)"},
		{"b * b", "b & b", "bool(4,6)"},
		{"b + 1", "int64(b) + 1", "int64(4,6)"},
		{"b ** b", "int8(b) ** int8(b)", "int8(4,6)"},
		{"sqrt(i)", "sqrt(float64(i))", "float64(4,6)"},
		{"sqrt(n8)", "sqrt(float32(n8))", "float32(5,)"},
		{"floor(i)", "i", "int32(4,6)"},
		{"sum(u)", "sum(u)", "uint64()"},
		{"sum(b, 0)", "sum(b, axis=0)", "int64(6,)"},
		{"mean(f, axis=(0, 1))", "mean(f)", "float32()"},
		{"mean(i, axis=-1, keepdims=True)", "mean(i, axis=1, keepdims=True)", "float64(4,1)"},
		{"var(x, ddof=1)", "var(x, ddof=1.0)", "float64()"},
		{"sum(t, axis=(-1, 0))", "sum(t, axis=(0,2))", "float64(3,)"},
		{"x.sum(axis=())", "sum(x, axis=())", "float64(4,6)"},
		{"nansum(i)", "sum(i)", "int64()"},
		{"nanmean(x, 1)", "nanmean(x, axis=1)", "float64(4,)"},
		{"norm(i)", "norm(float64(i))", "float64()"},
		{"norm(z, ord=2)", "norm(abs(z))", "float64()"},
		{"norm(v, ord=1)", "norm(v, ord=1.0)", "float64()"},
		{"std(b)", "std(float64(b))", "float64()"},
		{"logsumexp(f, axis=0)", "logsumexp(f, axis=0)", "float32(6,)"},
		{"argmax(x, axis=1)", "argmax(x, axis=1)", "int64(4,)"},
		{"argmin(x)", "argmin(x)", "int64()"},
		{"a @ c", "a @ c", "float64(3,5)"},
		{"a @ v[:4]", "a @ v[:4]", "float64(3,)"},
		{"dot(a, c)", "a @ c", "float64(3,5)"},
		{"outer(v, k)", "reshape(v, (6,1)) * float64(reshape(k, (1,3)))", "float64(6,3)"},
		{"einsum('ij,jk', a, c)", `einsum("ij,jk->ik", a, c)`, "float64(3,5)"},
		{"einsum('...j,j->...', t, v[2:])", `einsum("ABj,j->AB", t, v[2:])`, "float64(2,3)"},
		{"trace(a[:, :3])", `einsum("ii->", a[:, :3])`, "float64()"},
		{"a.T", "a.T", "float64(4,3)"},
		{"t.T.T", "t.T.T", "float64(2,3,4)"},
		{"transpose(t, (1, 0, 2))", "transpose(t, axes=(1,0,2))", "float64(3,2,4)"},
		{"reshape(x, (2, -1))", "reshape(x, (2,12))", "float64(2,12)"},
		{"x.ravel()", "reshape(x, (24,))", "float64(24,)"},
		{"v[1:5:2]", "v[1:4:2]", "float64(2,)"},
		{"v[::-1]", "v[5::-1]", "float64(6,)"},
		{"v[-2]", "reshape(v[4:5], ())", "float64()"},
		{"v[10:20]", "v[:0]", "float64(0,)"},
		{"t[..., 1]", "reshape(t[:, :, 1:2], (2,3))", "float64(2,3)"},
		{"t[0, None]", "t[:1]", "float64(1,3,4)"},
		{"v[k]", "take(v, k, axis=0)", "float64(3,)"},
		{"take(a, k, axis=1)", "take(a, k, axis=1)", "float64(3,3)"},
		{"v[k + 1]", "take(v, k + 1, axis=0)", "float64(3,)"},
		{"concatenate((a, a*2), axis=1)", "concatenate((a, a * 2.0), axis=1)", "float64(3,8)"},
		{"stack([v, v])", "concatenate((reshape(v, (1,6)), reshape(v, (1,6))), axis=0)", "float64(2,6)"},
		{"where(b, x, 0)", "where(b, x, 0.0)", "float64(4,6)"},
		{"where(b, f, i)", "where(b, float64(f), float64(i))", "float64(4,6)"},
		{"clip(x, -1, 1)", "minimum(maximum(x, -1.0), 1.0)", "float64(4,6)"},
		{"minimum(x, inf)", "minimum(x, inf)", "float64(4,6)"},
		{"x.astype(dtype=float32)", "float32(x)", "float32(4,6)"},
		{"cast(x, float32)", "float32(x)", "float32(4,6)"},
		{"x.astype('int8')", "int8(x)", "int8(4,6)"},
		{"abs(z)", "abs(z)", "float64(4,)"},
		{"abs(x)", "absolute(x)", "float64(4,6)"},
		{"z.real + z.imag", "real(z) + imag(z)", "float64(4,)"},
		{"z * 2j", "z * complex(0.0, 2.0)", "complex128(4,)"},
		{"f * 1j", "complex64(f) * complex(0.0, 1.0)", "complex64(4,6)"},
		{"z8 + x[0, :4]", "complex128(z8) + complex128(reshape(x[:1, :4], (4,)))", "complex128(4,)"},
		{"pi * v", "3.141592653589793 * v", "float64(6,)"},
		{"cumsum(v)", "cumsum(v, axis=0)", "float64(6,)"},
		{"sort(x)", "sort(x, axis=1)", "float64(4,6)"},
		{"diff(v)", "v[1:] - v[:5]", "float64(5,)"},
		{"squeeze(x[:1])", "reshape(x[:1], (6,))", "float64(6,)"},
		{"softmax(v)", "_1 = exp(v - max(v, keepdims=True)); _1 / sum(_1, keepdims=True)", "float64(6,)"},
		{"s = x*y; s + exp(s)", "_1 = x * y; _1 + exp(_1)", "float64(4,6)"},
		{"# of squares\ns = x*y\ns + s # twice", "_1 = x * y; _1 + _1", "float64(4,6)"},
		{"2 * 3", "int64(2) * int64(3)", "int64()"},
		{"x * (1/3)", "x * (float64(1.0) / float64(3.0))", "float64(4,6)"},
		{"f * (1/3)", "f * float32(float64(1.0) / float64(3.0))", "float32(4,6)"},
		{"x + nan - -0.0", "x + nan - -0.0", "float64(4,6)"},
		{"float32(0.1) + f", "0.1 + f", "float32(4,6)"},
		{"0xff + i", "255 + i", "int32(4,6)"},
		{"1_000 * i", "1000 * i", "int32(4,6)"},
		{"-9223372036854775808 + k", "-9223372036854775808 + k", "int64(3,)"},
		{"pad(v, 0, before=2, after=(1,))", "pad(v, 0.0, after=(1,), before=(2,))", "float64(9,)"},
		{"tile(v, 2)", "reshape(broadcast_to(reshape(v, (1,6)), (2,6)), (12,))", "float64(12,)"},
	}
	params := textParams()
	for _, tt := range tests {
		n, err := Parse(tt.text, params, nil)
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		text := Format(n)
		if text != tt.want || n.Type().String() != tt.typ {
			t.Errorf("%s\n got %s, %v\nwant %s, %s", tt.text, text, n.Type(), tt.want, tt.typ)
		}
		checkReadsBack(t, n)
	}
}

// checkReadsBack parses what Format prints and compares.
func checkReadsBack(t *testing.T, n *Node) {
	t.Helper()
	text, inputs := FormatInputs(n)
	back, err := Parse(text, inputs, &ParseOptions{MaxText: 1 << 24, MaxNodes: 1 << 20})
	if err != nil {
		t.Errorf("printed form is not read: %v", err)
	} else if !Same(n, back) {
		t.Errorf("%s\nwas read as\n%v", text, back)
	}
}

func TestParseFaults(t *testing.T) {
	tests := []struct{ text, reason string }{
		{"", "want a value, got the end at line 1, column 1"},
		{"x +", "want a value, got the end at line 1, column 4"},
		{"x y", `want an operator or the end, got "y" at line 1, column 3`},
		{"(x", `want ")", got the end at line 1, column 3`},
		{"x ? y", `'?' has no meaning here at line 1, column 3`},
		{"nothing", "nothing is named nothing"},
		{"nosuch(x)", "there is no function nosuch"},
		{"sqrt", "sqrt is a function: write sqrt(…)"},
		{"sqrt(x, y)", "sqrt: too many arguments"},
		{"x\n+ nosuch", `want an operator or the end, got "+" at line 2, column 1`},
		{"s = x\ns + nosuch", "nothing is named nosuch at line 2, column 5\n\ts + nosuch\n\t    ^"},
		{"sum(x, axis=2)", "sum: axis 2 is out of range for 2 dimensions at line 1, column 1\n\tsum(x, axis=2)\n\t^"},
		{"sum(x, axes=0)", `sum: no argument is named "axes"; there are: axis, keepdims`},
		{"sum(x, axis=0, axis=1)", "axis is given twice"},
		{"sum(x, 0, axis=1)", "sum: axis is given twice"},
		{"sum(axis=0, x)", "a positional argument follows a named one"},
		{"sum(x, axis=1.5)", "sum: axis: want integers"},
		{"sum(x, keepdims=2)", "sum: keepdims: want bool"},
		{"a @ a", "matmul: inner dimensions differ: (3,4)·(3,4) at line 1, column 3"},
		{"x + a", "add: shapes do not broadcast: (4,6) and (3,4)"},
		{"x < y < x", "comparisons do not chain"},
		{"b - b", "subtract: not defined on bool"},
		{"-b", "negative: not defined on bool"},
		{"x & x", "bitwise_and: not defined on float64"},
		{"u + 300", "add: 300 is out of bounds for uint8"},
		{"x[b]", "the length of a selection by bool depends on the data"},
		{"x[0, k]", "an array can only be the one index"},
		{"x[1.5]", "an index must be an integer"},
		{"x[::0]", "the step of a slice must not be zero"},
		{"v[7]", "slice: "},
		{"v[1, 2]", "slice: "},
		{"x.shape", "there is no attribute shape; there are T, real and imag"},
		{"z < z", "less: not defined on complex128"},
		{"float64(z)", "cast: complex128 to float64 would drop the imaginary part"},
		{"einsum('ij,jk->iz', a, c)", `einsum: "ij,jk->iz": the result names 'z', which no operand has`},
		{"einsum('ij,jk', a, a)", "is 4 and 3"},
		{"reshape(x, (5, -1))", "reshape: (4,6) does not fit into (5,-1)"},
		{"reshape(x, (-2, 3))", "reshape: dimension 0 is negative"},
		{"(x, y)", "a tuple is possible only as an argument"},
		{"x = y", "x cannot be given a value: the name is taken"},
		{"inf = y; x", "inf cannot be given a value"},
		{"s = x s", "want ; after the value of s"},
		{"'text'", "want a value, got a string"},
		{"einsum('ij", "the string does not end"},
		{"1e999 * x", "1e999: the number is out of range"},
		{"0x * x", "0x: not a number"},
		{"1.2.3", "1.2.3: not a number"},
		{"int8(200)", "200 is no int8"},
		{"broadcast_to(v, (4611686018427387904, 6))", "broadcast_to: (4611686018427387904,6) has too many elements"},
		{strings.Repeat("(", 200) + "x", "nested deeper than 100"},
		{strings.Repeat("-", 200) + "x", "nested deeper than 100"},
		{strings.Repeat("x**", 200) + "x", "nested deeper than 100"},
		{strings.Repeat("[", 200), "want a value"},
		{"sum(" + strings.Repeat("[", 200), "nested deeper than 100"},
		{"x" + strings.Repeat("+x", 20000), "more than 10000 operations"},
		{strings.Repeat(" ", 70000), "70000 bytes of text, at most 65536"},
	}
	params := textParams()
	for _, tt := range tests {
		n, err := Parse(tt.text, params, nil)
		var syntax *SyntaxError
		if n != nil || !errors.As(err, &syntax) {
			t.Errorf("%.40s: got %v, %v", tt.text, n, err)
			continue
		}
		if !strings.Contains(err.Error(), tt.reason) {
			t.Errorf("%.40s\n got %v\nwant %s", tt.text, err, tt.reason)
		}
	}
}

// TestTextOfRandomGraphs: what is printed parses to an equal graph.
func TestTextOfRandomGraphs(t *testing.T) {
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 3))
		n := randomGraph(r, paramsOf(hardInputs(seed)), 1+r.IntN(40))
		checkReadsBack(t, n)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func TestTextOfScalars(t *testing.T) {
	x := ParamOf("x", Type{dtype.Float64, []int{2}})
	f := ParamOf("f", Type{dtype.Float32, []int{2}})
	r := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		bits := r.Uint64()
		d := ScalarNode(ScalarOf(math.Float64frombits(bits)))
		s := ScalarNode(ScalarOf(math.Float32frombits(uint32(bits))))
		for _, n := range []*Node{op("add", x, d), op("add", f, s), op("exp", d), op("exp", s), castTo(s, dtype.Float64), op("negative", d)} {
			checkReadsBack(t, n)
		}
	}
	for _, s := range []Scalar{ScalarOf(true), ScalarOf(int8(-128)), ScalarOf(uint64(math.MaxUint64)), ScalarOf(int64(math.MinInt64)),
		ScalarOf(complex64(complex(1, -2))), ScalarOf(complex(math.Inf(-1), math.Copysign(0, -1))),
		ScalarOf(complex(math.Float64frombits(0x7ff8000000000005), 1)), ScalarOf(float32(math.NaN()))} {
		checkReadsBack(t, ScalarNode(s))
	}
}

func TestTextOfDeepGraphs(t *testing.T) {
	x := ParamOf("_1", Type{dtype.Float64, []int{2}}) // the printer's own first name
	n := x
	for range 3000 {
		n = op("exp", op("add", n, x))
	}
	checkReadsBack(t, n)
	wide := x
	for range 60 {
		wide = op("add", wide, wide)
	}
	if text := Format(wide); len(text) > 4000 {
		t.Errorf("a graph of 60 shared nodes prints as %d bytes", len(text))
	}
	checkReadsBack(t, wide)
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"sqrt(mean(x*x, axis=0))", "s = x*y; s[::-1].T + exp(s.T[::-1])", "einsum('ij,jk->ik', a, c)",
		"where((x<y)&b, f, 2j)", "x[1:3, None, ..., -1]", "concatenate((a, a), axis=-1)", "frombits(float64, 0x7ff8000000000123, 0)",
		"tile(roll(v, 2), (3, 1, 2)).sum(axis=(0, -1))", "pad(v, 0, 1, 2)", "softmax(t, axis=1)", "-2**-2**x", "# c\n\n x"} {
		f.Add(s)
	}
	params := textParams()
	f.Fuzz(func(t *testing.T, text string) {
		n, err := Parse(text, params, &ParseOptions{MaxNodes: 500})
		if err != nil {
			if n != nil || err.Error() == "" {
				t.Fatalf("%v together with %v", n, err)
			}
			return
		}
		checkReadsBack(t, n)
	})
}
