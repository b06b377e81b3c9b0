package graph

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/scicore-go/scicore/internal/dtype"
)

// shorthand for building test graphs by name.
func op(name string, in ...*Node) *Node { return Apply(name, in, Attrs{}) }

func num[T float64 | float32 | int32 | uint8 | int64](v T) *Node { return ScalarNode(ScalarOf(v)) }

func castTo(n *Node, dt DType) *Node {
	return Apply("cast", []*Node{n}, Attrs{}.WithDType("dtype", dt))
}

// TestSimplifications: each rule fires where it keeps the bits, and does not
// where it would not; both forms are computed on hard values.
func TestSimplifications(t *testing.T) {
	inputs := hardInputs(7)
	p := paramsOf(inputs)
	x, y, f, i, u, b, row := p["x"], p["y"], p["f"], p["i"], p["u"], p["b"], p["row"]
	negZero := math.Copysign(0, -1)
	tests := []struct {
		name string
		n    *Node
		want *Node // nil: must stay as it is
	}{
		{"x*1", op("multiply", x, num(1.0)), x},
		{"1*x", op("multiply", num(1.0), x), x},
		{"x/1", op("divide", x, num(1.0)), x},
		{"x-0", op("subtract", x, num(0.0)), x},
		{"x-(-0)", op("subtract", x, num(negZero)), nil},
		{"x+0", op("add", x, num(0.0)), nil},
		{"x+(-0)", op("add", x, num(negZero)), x},
		{"i+0", op("add", i, num(int32(0))), i},
		{"i-0", op("subtract", i, num(int32(0))), i},
		{"0-x", op("subtract", num(0.0), x), nil},
		{"i|0", op("bitwise_or", i, num(int32(0))), i},
		{"i<<0", op("left_shift", i, num(int32(0))), i},
		{"i//1", op("floor_divide", i, num(int32(1))), i},
		{"x//1", op("floor_divide", x, num(1.0)), nil},
		{"x/4 is x*0.25", op("divide", x, num(4.0)), op("multiply", x, num(0.25))},
		{"f/8 is f*0.125", op("divide", f, num(float32(8))), op("multiply", f, num(float32(0.125)))},
		{"x/3", op("divide", x, num(3.0)), nil},
		{"x/2^1023", op("divide", x, num(math.Ldexp(1, 1023))), nil},
		{"row*1 broadcast", op("multiply", broadcastTo(num(1.0), []int{4, 6}), row), op("multiply", broadcastTo(num(1.0), []int{4, 6}), row)},
		{"--x", op("negative", op("negative", x)), x},
		{"--i", op("negative", op("negative", i)), i},
		{"~~u", op("invert", op("invert", u)), u},
		{"~~b", op("invert", op("invert", b)), b},
		{"conj of real", op("conj", x), x},
		{"abs(abs)", op("absolute", op("absolute", x)), op("absolute", x)},
		{"abs(-x)", op("absolute", op("negative", x)), op("absolute", x)},
		{"abs(-i)", op("absolute", op("negative", i)), op("absolute", i)},
		{"floor(rint)", op("floor", op("rint", x)), op("rint", x)},
		{"sqrt(square)", op("sqrt", op("square", x)), nil},
		{"where of one", op("where", b, x, x), x},
		{"where of one, broadcast", op("where", b, row, row), nil},
		{"cast up and back", castTo(castTo(f, dtype.Float64), dtype.Float32), f},
		{"cast down and back", castTo(castTo(x, dtype.Float32), dtype.Float64), nil},
		{"float to int by way of double", castTo(castTo(f, dtype.Float64), dtype.Int32), nil},
		{"int by way of double to byte", castTo(castTo(i, dtype.Float64), dtype.Int8), nil},
		{"int by way of long to byte", castTo(castTo(i, dtype.Int64), dtype.Int8), castTo(i, dtype.Int8)},
		{"byte by way of double to long", castTo(castTo(u, dtype.Float64), dtype.Int64), castTo(u, dtype.Int64)},
		{"int by way of double to single", castTo(castTo(i, dtype.Float64), dtype.Float32), castTo(i, dtype.Float32)},
		{"transpose twice", transpose(transpose(x, nil), nil), x},
		{"reshape twice", reshape(reshape(x, []int{24}), []int{2, 12}), reshape(x, []int{2, 12})},
		{"reshape and back", reshape(reshape(x, []int{24}), []int{4, 6}), x},
		{"broadcast twice", broadcastTo(broadcastTo(row, []int{4, 6}), []int{2, 4, 6}), broadcastTo(row, []int{2, 4, 6})},
		{"broadcast before broadcasting", op("add", x, broadcastTo(row, []int{4, 6})), op("add", x, row)},
		{"broadcast that decides the shape", op("exp", broadcastTo(row, []int{4, 6})), nil},
		{"whole slice", sliceAxis(x, 0, 0, 4, 1), x},
		{"flip twice", sliceAxis(sliceAxis(x, 1, 5, -1, -1), 1, 5, -1, -1), x},
		{"slice of slice", sliceAxis(sliceAxis(x, 1, 1, 6, 2), 1, 2, -1, -2), sliceAxis(x, 1, 5, 0, -4)},
		{"transpose through exp", transpose(op("exp", x), nil), op("exp", transpose(x, nil))},
		{"slice through a broadcast", sliceAxis(op("add", x, row), 1, 0, 6, 2), op("add", sliceAxis(x, 1, 0, 6, 2), sliceAxis(row, 0, 0, 6, 2))},
		{"transpose through a broadcast", transpose(op("add", x, row), nil), op("add", transpose(x, nil), transpose(reshape(row, []int{1, 6}), nil))},
		{"reshape through", reshape(op("multiply", x, y), []int{-1}), op("multiply", reshape(x, []int{-1}), reshape(y, []int{-1}))},
		{"reshape of a broadcast", reshape(op("multiply", x, row), []int{-1}), nil},
		{"constants", op("add", x, op("multiply", num(3.0), op("sqrt", num(16.0)))), op("add", x, num(12.0))},
		{"x/2 as a constant's tail", op("divide", x, op("add", num(1.0), num(1.0))), op("multiply", x, num(0.5))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.n.Err(); err != nil {
				t.Fatal(err)
			}
			got := Optimize(tt.n)[0]
			want := tt.want
			if want == nil {
				want = tt.n
			}
			if !Same(got, want) {
				t.Errorf("%v became %v, want %v", tt.n, got, want)
			}
			for seed := range uint64(8) {
				in := hardInputs(seed)
				if !sameBits(run(t, in, tt.n), run(t, in, got)) {
					t.Fatalf("bits differ: %v and %v", tt.n, got)
				}
			}
		})
	}
}

func TestMergeEqualSubexpressions(t *testing.T) {
	p := paramsOf(hardInputs(1))
	x, y, i, j := p["x"], p["y"], p["i"], p["j"]
	tests := []struct {
		name string
		n    *Node
		want int // operations left
	}{
		{"same", op("add", op("exp", x), op("exp", x)), 2},
		{"same parameter built twice", op("add", op("exp", ParamOf("x", x.Type())), op("exp", x)), 2},
		{"float sums in other order stay", op("multiply", op("add", x, y), op("add", y, x)), 3},
		{"integer sums in other order", op("multiply", op("add", i, j), op("add", j, i)), 2},
		{"differences never", op("multiply", op("subtract", i, j), op("subtract", j, i)), 3},
		{"scalars by bits", op("multiply", op("add", x, num(0.0)), op("add", x, num(math.Copysign(0, -1)))), 2},
		{"other axis", op("add", Apply("sum", []*Node{x}, Attrs{}.WithInts("axis", 0).WithBool("keepdims", true)),
			Apply("sum", []*Node{x}, Attrs{}.WithInts("axis", 1).WithBool("keepdims", true))), 3},
	}
	for _, tt := range tests {
		got := 0
		for _, n := range Topological(Optimize(tt.n)...) {
			if n.kind == KindOp {
				got++
			}
		}
		if got != tt.want {
			t.Errorf("%s: %d operations left, want %d", tt.name, got, tt.want)
		}
	}
}

// TestOptimizeKeepsBits compares random graphs, passes one by one and all
// together, with their optimised form on hard values.
func TestOptimizeKeepsBits(t *testing.T) {
	rounds := 3000
	if testing.Short() {
		rounds = 500
	}
	for seed := range uint64(rounds) {
		r := rand.New(rand.NewPCG(seed, 2))
		in := hardInputs(seed)
		n := randomGraph(r, paramsOf(in), 3+r.IntN(25))
		want := run(t, in, n)
		for _, p := range passes {
			if got := p.run([]*Node{n})[0]; !sameBits(want, run(t, in, got)) {
				t.Fatalf("seed %d: %s changed the bits\nfrom %v\nto   %v", seed, p.name, n, got)
			}
		}
		if got := Optimize(n)[0]; !sameBits(want, run(t, in, got)) {
			t.Fatalf("seed %d: bits changed\nfrom %v\nto   %v", seed, n, got)
		}
	}
}

func TestOptimizeLeavesItsArgumentsAlone(t *testing.T) {
	p := paramsOf(hardInputs(1))
	inner := op("negative", op("negative", p["x"]))
	n := op("add", inner, op("exp", p["y"]))
	Optimize(n)
	if n.inputs[0] != inner || inner.inputs[0].op.name != "negative" {
		t.Error("the graph was changed in place")
	}
	if out := Optimize(); len(out) != 0 {
		t.Errorf("no outputs became %d", len(out))
	}
	bad := op("add", p["x"], ParamOf("z", Type{dtype.Float64, []int{5}}))
	if got := Optimize(bad)[0]; got.Err() == nil || got.Err() != bad.Err() {
		t.Errorf("a poisoned node became %v", got)
	}
}

func TestDeepGraphs(t *testing.T) {
	n := ParamOf("x", Type{dtype.Float64, []int{3}})
	e := n
	for range 200_000 {
		e = op("negative", e)
	}
	if got := Optimize(e)[0]; got.kind != KindParam {
		t.Errorf("200000 negations became %v", got.kind)
	}
}
