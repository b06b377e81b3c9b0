package graph

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/nd"
)

func encode(t testing.TB, outputs ...*Node) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Encode(&b, outputs...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sameGraph compares like Same, but constant arrays by their elements.
func sameGraph(a, b *Node) bool {
	x, y := Topological(a), Topological(b)
	if len(x) != len(y) {
		return false
	}
	at := map[*Node]int{}
	for i := range x {
		m, n := x[i], y[i]
		at[m], at[n] = i, i
		if m.kind != n.kind || m.op != n.op || m.Type().String() != n.Type().String() || m.Name() != n.Name() ||
			m.Scalar() != n.Scalar() || !m.attrs.Equal(n.attrs) || len(m.inputs) != len(n.inputs) {
			return false
		}
		if m.kind == KindArray && !sameBits(contiguous(m.Array()), contiguous(n.Array())) {
			return false
		}
		for k := range m.inputs {
			if at[m.inputs[k]] != at[n.inputs[k]] {
				return false
			}
		}
	}
	return true
}

func contiguous(a array.Any) array.Any {
	out := array.NewAny(a.DType(), a.Shape())
	nd.Copy(nd.Env{Tier: cpu.Best}, out.Raw(), a.Raw())
	return out
}

func TestWireKeepsRandomGraphs(t *testing.T) {
	for seed := range uint64(1000) {
		r := rand.New(rand.NewPCG(seed, 4))
		in := hardInputs(seed)
		params := paramsOf(in)
		params["x"] = ConstantOf(in["x"]) // some inputs travel as elements
		params["b"] = ConstantOf(in["b"])
		n := randomGraph(r, params, 1+r.IntN(30))
		data := encode(t, n)
		back, err := Decode(iotest.OneByteReader(bytes.NewReader(data)), nil)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if !sameGraph(n, back[0]) {
			t.Fatalf("seed %d: %v came back as %v", seed, n, back[0])
		}
		if !bytes.Equal(encode(t, back...), data) {
			t.Fatalf("seed %d: encoding again gives other bytes", seed)
		}
	}
}

func TestWireKeepsEveryAttributeAndType(t *testing.T) {
	a := array.FromSlice([]float64{1, 2, 3, 4, 5, 6}, 2, 3)
	custom, err := Define(Definition{Name: "test.op", MaxInputs: -1,
		Attrs: []AttrSpec{{"i", AttrInt, true}, {"l", AttrInts, false}, {"b", AttrBool, false}, {"f", AttrFloat, false},
			{"t", AttrText, false}, {"d", AttrDType, false}},
		Infer: func(in []Type, _ Attrs) (Type, error) { return in[0], nil },
		Eval:  func(context.Context, []array.Any, Attrs) (array.Any, error) { return nil, nil }})
	if err != nil {
		t.Fatal(err)
	}
	reg, err := Builtin().With(custom)
	if err != nil {
		t.Fatal(err)
	}
	attrs := Attrs{}.WithInt("i", -5).WithInts("l", 1, -2).WithBool("b", true).WithText("t", "a \"b\"\\\n é").WithDType("d", dtype.Uint16)
	x := ConstantOf(a)
	outputs := []*Node{
		custom.Apply([]*Node{x}, attrs.WithFloat("f", math.Inf(-1))),
		custom.Apply([]*Node{x, x, x, x}, attrs.WithFloat("f", 1e-310)),
		custom.Apply([]*Node{x}, Attrs{}.WithInt("i", math.MinInt64).WithFloat("f", math.Copysign(0, -1)).WithInts("l")),
		ConstantOf(a.T()), ConstantOf(array.Scalar(true)), ConstantOf(array.Zeros[complex64](0, 3)),
		ScalarNode(ScalarOf(complex(1, -2))), ScalarNode(ScalarOf(int8(-1))), ScalarNode(ScalarOf(true)),
		ParamOf("p", Type{dtype.Int16, nil}),
	}
	for i, n := range outputs {
		if err := n.Err(); err != nil {
			t.Fatalf("output %d: %v", i, err)
		}
	}
	data := encode(t, outputs...)
	back, err := Decode(bytes.NewReader(data), &DecodeOptions{Registry: reg})
	if err != nil {
		t.Fatal(err)
	}
	for i := range outputs {
		if !sameGraph(outputs[i], back[i]) {
			t.Errorf("output %d: %v came back as %v", i, outputs[i], back[i])
		}
	}
	if _, err := Decode(bytes.NewReader(data), nil); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), `unknown operation "test.op"`) {
		t.Errorf("without the operation: %v", err)
	}
}

func TestWireReadsNoFurther(t *testing.T) {
	one := encode(t, ScalarNode(ScalarOf(1.5)))
	two := encode(t, ConstantOf(array.FromSlice([]int32{1, 2, 3})))
	r := bytes.NewReader(append(append([]byte{}, one...), two...))
	for i := range 2 {
		if _, err := Decode(r, nil); err != nil {
			t.Fatalf("graph %d of the stream: %v", i, err)
		}
	}
	if _, err := Decode(r, nil); !errors.Is(err, ErrFormat) {
		t.Errorf("at the end: %v", err)
	}
}

// wire wraps a header in the container, for headers Encode would not write.
func wire(header string, blocks ...byte) []byte {
	b := append([]byte{}, wireMagic...)
	b = binary.LittleEndian.AppendUint32(b, wireVersion)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(header)))
	b = binary.LittleEndian.AppendUint32(b, crc32.Checksum([]byte(header), castagnoli))
	return append(append(b, header...), blocks...)
}

func block(length uint64, elements ...byte) []byte {
	b := binary.LittleEndian.AppendUint64(nil, length)
	b = binary.LittleEndian.AppendUint32(b, crc32.Checksum(elements, castagnoli))
	return append(b, elements...)
}

func TestDecodeRefuses(t *testing.T) {
	const x = `{"param":"x","dtype":"float64","shape":[3]}`
	good := encode(t, ConstantOf(array.FromSlice([]float64{1, 2})))
	flip := func(i int) []byte {
		b := append([]byte{}, good...)
		b[(i+len(b))%len(b)] ^= 1
		return b
	}
	tests := []struct {
		name string
		data []byte
		err  error
		text string
	}{
		{"nothing", nil, ErrFormat, "the data ends too early"},
		{"other magic", flip(0), ErrFormat, "does not begin"},
		{"other version", flip(8), ErrFormat, "version 0, this program reads version 1"},
		{"cut in the header", good[:30], ErrFormat, "too early"},
		{"cut in the elements", good[:len(good)-1], ErrFormat, "too early"},
		{"a bit of the header", flip(25), ErrFormat, "checksum of the header"},
		{"a bit of the elements", flip(-1), ErrFormat, "checksum of an array"},
		{"no JSON", wire(`nodes`), ErrFormat, ""},
		{"empty header", wire(``), ErrFormat, "too early"},
		{"header of another kind", wire(`[]`), ErrFormat, "want {"},
		{"unknown field", wire(`{"nodes":[],"outputs":[],"more":1}`), ErrFormat, `unknown field "more"`},
		{"unknown field of a node", wire(`{"nodes":[{"param":"x","dtype":"int8","what":2}]}`), ErrFormat, "node 0"},
		{"two headers", wire(`{"nodes":[],"outputs":[]}{}`), ErrFormat, "something follows"},
		{"nodes twice", wire(`{"nodes":[` + x + `],"nodes":[` + x + `]}`), ErrFormat, "given twice"},
		{"empty node", wire(`{"nodes":[{}],"outputs":[0]}`), ErrFormat, "want one of op, param, scalar and array, got 0"},
		{"node of two kinds", wire(`{"nodes":[{"op":"exp","param":"x"}],"outputs":[0]}`), ErrFormat, "got 2"},
		{"operand of the future", wire(`{"nodes":[{"op":"exp","in":[1]},` + x + `],"outputs":[0]}`), ErrFormat, "no node 1"},
		{"operand of itself", wire(`{"nodes":[{"op":"exp","in":[0]}],"outputs":[0]}`), ErrFormat, "no node 0"},
		{"negative operand", wire(`{"nodes":[` + x + `,{"op":"exp","in":[-1]}],"outputs":[0]}`), ErrFormat, "no node -1"},
		{"output that is not", wire(`{"nodes":[` + x + `],"outputs":[1]}`), ErrFormat, "outputs: "},
		{"unknown operation", wire(`{"nodes":[{"op":"nosuch"}]}`), ErrFormat, `unknown operation "nosuch"`},
		{"macro", wire(`{"nodes":[` + x + `,{"op":"softmax","in":[0]}]}`), ErrFormat, `unknown operation "softmax"`},
		{"alias", wire(`{"nodes":[` + x + `,{"op":"asin","in":[0]}]}`), ErrFormat, `unknown operation "asin"`},
		{"too few operands", wire(`{"nodes":[` + x + `,{"op":"add","in":[0]}]}`), ErrFormat, "add: want 2 operands, got 1"},
		{"no promotion here", wire(`{"nodes":[` + x + `,{"scalar":"01","dtype":"int8"},{"op":"add","in":[0,1]}]}`), ErrFormat, "element types differ"},
		{"unknown attribute", wire(`{"nodes":[` + x + `,{"op":"sum","in":[0],"attrs":{"x":1}}]}`), ErrFormat, `no attribute is named "x"`},
		{"attribute of another type", wire(`{"nodes":[` + x + `,{"op":"sum","in":[0],"attrs":{"axis":"0"}}]}`), ErrFormat, "attribute axis"},
		{"axis out of range", wire(`{"nodes":[` + x + `,{"op":"sum","in":[0],"attrs":{"axis":[3]}}]}`), ErrFormat, "axis 3 is out of range"},
		{"negative dimension", wire(`{"nodes":[{"param":"x","dtype":"float64","shape":[-1]}]}`), ErrFormat, "negative"},
		{"size that overflows", wire(`{"nodes":[{"array":true,"dtype":"float64","shape":[4294967296,4294967296]}]}`), ErrFormat, "too many elements"},
		{"unknown type", wire(`{"nodes":[{"param":"x","dtype":"object"}]}`), ErrFormat, `unknown element type "object"`},
		{"name that is none", wire(`{"nodes":[{"param":"a b","dtype":"int8"}]}`), ErrFormat, "not an identifier"},
		{"scalar of another size", wire(`{"nodes":[{"scalar":"0011","dtype":"int8"}]}`), ErrFormat, "is no int8"},
		{"bool that is neither", wire(`{"nodes":[{"scalar":"02","dtype":"bool"}]}`), ErrFormat, "is no bool"},
		{"bools that are neither", wire(`{"nodes":[{"array":true,"dtype":"bool","shape":[2]}]}`, block(2, 1, 2)...), ErrFormat, "element 1 of a bool array is 2"},
		{"block of another size", wire(`{"nodes":[{"array":true,"dtype":"int8","shape":[2]}]}`, block(3, 1, 2, 3)...), ErrFormat, "a block of 3 bytes for int8(2,)"},
		{"slice far outside", wire(`{"nodes":[` + x + `,{"op":"slice","in":[0],"attrs":{"start":[-9223372036854775808],"stop":[9223372036854775807],"step":[1]}}]}`), ErrFormat, "outside"},
		{"huge header", append(good[:12:12], 255, 255, 255, 255, 0, 0, 0, 0), ErrLimit, "a header of 4294967295 bytes"},
		{"too many nodes", wire(`{"nodes":[` + strings.Repeat(x+",", 20) + x + `]}`), ErrLimit, "more than 20 nodes"},
		{"too deep", wire(`{"nodes":[` + x + `,{"op":"exp","in":[0]},{"op":"exp","in":[1]},{"op":"exp","in":[2]},{"op":"exp","in":[3]}],"outputs":[4]}`), ErrLimit, "deeper than 3"},
		{"huge attribute", wire(`{"nodes":[` + x + `,{"op":"einsum","in":[0],"attrs":{"subscripts":"` + strings.Repeat("i", 300) + `"}}]}`), ErrLimit, "attribute subscripts has 302 bytes"},
		{"huge arrays", wire(`{"nodes":[{"array":true,"dtype":"int8","shape":[1025]}]}`, block(1025)...), ErrLimit, "more than 1024 bytes"},
	}
	opts := &DecodeOptions{MaxNodes: 20, MaxDepth: 3, MaxAttr: 200, MaxBytes: 1024}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			out, err := Decode(bytes.NewReader(tt.data), opts)
			if out != nil || !errors.Is(err, tt.err) || !strings.Contains(err.Error(), tt.text) {
				t.Errorf("got %v, %v; want %q wrapping %v", out, err, tt.text, tt.err)
			}
		})
	}
	broken := errors.New("the line is down")
	if _, err := Decode(io.MultiReader(bytes.NewReader(good[:40]), iotest.ErrReader(broken)), nil); !errors.Is(err, broken) {
		t.Errorf("a reader's own error became %v", err)
	}
}

// TestDecodeTakesMemoryAsDataArrives: a promise of a gigabyte that is not kept
// must not cost one.
func TestDecodeTakesMemoryAsDataArrives(t *testing.T) {
	data := wire(`{"nodes":[{"array":true,"dtype":"float64","shape":[134217728]}]}`, binary.LittleEndian.AppendUint64(nil, 1<<30)...)
	data = append(data, make([]byte, 100_000)...)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := Decode(bytes.NewReader(data), nil); !errors.Is(err, ErrFormat) {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 2<<20 {
		t.Errorf("%d bytes were allocated for 100 kB of data", got)
	}
}

func TestEncodeRefusesPoison(t *testing.T) {
	bad := op("add", ParamOf("x", Type{dtype.Float64, []int{3}}), ParamOf("y", Type{dtype.Float64, []int{4}}))
	if err := Encode(io.Discard, bad); err == nil || err != bad.Err() {
		t.Errorf("error = %v", err)
	}
	if err := Encode(io.Discard, nil); err == nil {
		t.Error("a nil output was written")
	}
}

func FuzzDecode(f *testing.F) {
	in := hardInputs(1)
	p := paramsOf(in)
	p["y"] = ConstantOf(in["y"])
	for _, s := range []string{"sqrt(mean(x*x, axis=0))", "y[::-1, 1:4] @ y.T[1:4]", "einsum('ij,kj->ik', x, y)", "where(b, x, nan)",
		"concatenate((x, y, x), axis=1).cumsum(0)", "var(f, ddof=1.5) + norm(y, ord=inf)", "int8(u) + 3", "pad(y, 0, (1, 2), (0, 3))"} {
		n, err := Parse(s, p, nil)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(encode(f, n))
		head := encode(f, n)
		f.Add(head[20:]) // without the container, which the target adds
	}
	opts := &DecodeOptions{MaxNodes: 1000, MaxDepth: 100, MaxBytes: 1 << 16, MaxHeader: 1 << 16}
	f.Fuzz(func(t *testing.T, data []byte) {
		check(t, data, opts)
		// The checksums keep the fuzzer out of the header: give it a right one.
		n := len(data)
		if i := bytes.LastIndexByte(data, '}'); i >= 0 {
			n = i + 1
		}
		check(t, wire(string(data[:n]), data[n:]...), opts)
	})
}

// check decodes hostile bytes: an error of ours, or a graph that is sound.
func check(t *testing.T, data []byte, opts *DecodeOptions) {
	t.Helper()
	out, err := Decode(bytes.NewReader(data), opts)
	if err != nil {
		if out != nil || !errors.Is(err, ErrFormat) && !errors.Is(err, ErrLimit) {
			t.Fatalf("%v, %v", out, err)
		}
		return
	}
	if err := FirstError(out...); err != nil {
		t.Fatalf("a poisoned graph was decoded: %v", err)
	}
	again, err := Decode(bytes.NewReader(encode(t, out...)), nil)
	if err != nil {
		t.Fatalf("not read again: %v", err)
	}
	for i := range out {
		if !sameGraph(out[i], again[i]) {
			t.Fatalf("output %d: %v came back as %v", i, out[i], again[i])
		}
	}
	Optimize(out...)
	if _, err := Fuse(out, nil); err != nil {
		t.Fatal(err)
	}
}
