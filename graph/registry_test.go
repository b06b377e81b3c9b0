package graph_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
)

// double is a custom operation with a rule, an attribute and an evaluator.
func double(name string) graph.Definition {
	return graph.Definition{
		Name: name, MinInputs: 1, MaxInputs: 1,
		Attrs: []graph.AttrSpec{{Name: "times", Type: graph.AttrInt}},
		Infer: func(in []graph.Type, _ graph.Attrs) (graph.Type, error) {
			if len(in[0].Shape) != 1 {
				return graph.Type{}, fmt.Errorf("want one dimension, got %d", len(in[0].Shape))
			}
			return graph.Type{DType: in[0].DType, Shape: []int{2 * in[0].Shape[0]}}, nil
		},
		Eval: func(_ context.Context, in []array.Any, _ graph.Attrs) (array.Any, error) {
			x, ok := array.As[float64](in[0])
			if !ok {
				return nil, errors.New("want float64")
			}
			return array.Concatenate(0, x, x), nil
		},
	}
}

func TestCustomOperation(t *testing.T) {
	op, err := graph.Define(double("my.double"))
	if err != nil {
		t.Fatal(err)
	}
	x := graph.Param[float64]("x", 3)
	n := op.Call(x.Node())
	if err := n.Err(); err != nil || n.Size() != 6 || op.Kind() != graph.Opaque {
		t.Fatalf("%v, %v", n.Type(), err)
	}
	reg, err := graph.Builtin().With(op)
	if err != nil {
		t.Fatal(err)
	}
	inputs := map[string]*graph.Node{"x": x.Node()}
	for _, text := range []string{"my.double(x, times=3) + 1", "my.double(x, 3) + 1"} {
		p, err := graph.Parse(text, inputs, &graph.ParseOptions{Registry: reg})
		if err != nil {
			t.Fatal(err)
		}
		if got := p.String(); got != "my.double(x, times=3) + 1.0" {
			t.Errorf("printed as %s", got)
		}
	}
	if _, err := graph.Parse("my.double(x)", inputs, nil); err == nil {
		t.Error("the builtin registry knows the operation")
	}
	bad := op.Call(graph.Param[float64]("m", 2, 2).Node()).Err()
	if bad == nil || !strings.Contains(bad.Error(), "graph: my.double: want one dimension, got 2 (at registry_test.go:") || errors.Unwrap(bad) == nil {
		t.Errorf("error = %v", bad)
	}
	stages, err := graph.Fuse([]*graph.Node{n}, nil)
	if err != nil || len(stages) != 1 || stages[0].Kind != graph.StageSingle {
		t.Errorf("stages = %v, %v", stages, err)
	}
	out, err := op.Eval()(context.Background(), []array.Any{array.FromSlice([]float64{1, 2, 3})}, graph.Attrs{})
	if err != nil || out.Size() != 6 {
		t.Errorf("evaluated to %v, %v", out, err)
	}
}

func TestRegistryBranches(t *testing.T) {
	define := func(name string) *graph.Op {
		op, err := graph.Define(double(name))
		if err != nil {
			t.Fatal(err)
		}
		return op
	}
	a, b := define("a"), define("b")
	before := len(graph.Builtin().Names())
	base, err := graph.Builtin().With(define("base"))
	if err != nil {
		t.Fatal(err)
	}
	left, err := base.With(a)
	right, err2 := base.With(b)
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	has := func(r *graph.Registry, name string) bool { _, ok := r.Lookup(name); return ok }
	if has(left, "b") || has(right, "a") || has(base, "a") || has(graph.Builtin(), "base") || !has(left, "base") || !has(right, "sum") {
		t.Error("branches share operations")
	}
	if got := len(graph.Builtin().Names()); got != before {
		t.Errorf("the builtin registry grew from %d to %d", before, got)
	}
	if _, err := left.With(a); err != nil {
		t.Errorf("the same operation again: %v", err)
	}
	_, err = left.With(define("a"), nil, define("sum"))
	if err == nil || strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("three faults are %v", err)
	}
}

func TestDefineNamesEveryFault(t *testing.T) {
	_, err := graph.Define(graph.Definition{Name: "a b", MinInputs: -1, MaxInputs: -2,
		Attrs: []graph.AttrSpec{{Name: "x", Type: graph.AttrInt}, {Name: "x", Type: graph.AttrInt}, {Name: "y"}}})
	for _, want := range []string{"Name: must be", "MinInputs -1", "Infer: must be", "Eval: must be", `"x": must be`, "y: Type 0"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not among %v", want, err)
		}
	}
}

func TestDefinitionIsCopied(t *testing.T) {
	d := double("copied")
	op, err := graph.Define(d)
	if err != nil {
		t.Fatal(err)
	}
	d.Attrs[0].Name = "changed"
	op.Schema()[0].Name = "changed"
	if got := op.Schema()[0].Name; got != "times" {
		t.Errorf("schema = %s", got)
	}
}

func TestEveryOperationHasItsRules(t *testing.T) {
	reg := graph.Builtin()
	for _, name := range reg.Names() {
		op, _ := reg.Lookup(name)
		least, most := op.Operands()
		if op.Kind() < graph.Elementwise || op.Kind() > graph.Macro || least < 1 || most >= 0 && most < least {
			t.Errorf("%s: kind %v, %d to %d operands", name, op.Kind(), least, most)
		}
	}
}

func TestCost(t *testing.T) {
	x := graph.Param[float64]("x", 100, 50)
	y := graph.Param[float64]("y", 50, 20)
	tests := []struct {
		name string
		e    graph.Expr[float64]
		want graph.Cost
	}{
		{"sum of two", x.Add(x), graph.Cost{FLOPs: 5000, Bytes: 3 * 40000}},
		{"view", x.T(), graph.Cost{}},
		{"matrix product", x.MatMul(y), graph.Cost{FLOPs: 2 * 100 * 50 * 20, Bytes: 8 * (5000 + 1000 + 2000)}},
		{"the same as einsum", graph.Einsum("ij,jk->ik", x, y), graph.Cost{FLOPs: 2 * 100 * 50 * 20, Bytes: 8 * (5000 + 1000 + 2000)}},
		{"reduction", x.Sum(0), graph.Cost{FLOPs: 5000, Bytes: 8 * 5050}},
		{"gather", graph.Concatenate(0, x, x), graph.Cost{Bytes: 2 * 8 * 10000}},
	}
	for _, tt := range tests {
		if got := tt.e.Node().Cost(); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
	shared := x.Add(x)
	if got, want := graph.Estimate(shared.Mul(shared).Node()).FLOPs, 10000.0; got != want {
		t.Errorf("a shared node counts %v FLOPs, want %v", got, want)
	}
	stages, err := graph.Fuse([]*graph.Node{x.Mul(x).Add(x).Sum().Node()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := stages[0].Cost(), (graph.Cost{FLOPs: 15000, Bytes: 40000 + 8}); got != want {
		t.Errorf("a fused stage costs %+v, want %+v", got, want)
	}
}

func TestDefineExpandAndInexact(t *testing.T) {
	mean := func(in []*graph.Node, _ graph.Attrs) *graph.Node {
		return graph.Apply("mean", []*graph.Node{graph.Apply("abs", in, graph.Attrs{})}, graph.Attrs{})
	}
	op, err := graph.Define(graph.Definition{Name: "my.mad", MinInputs: 1, MaxInputs: 1, Expand: mean})
	if err != nil {
		t.Fatal(err)
	}
	x := graph.Param[float64]("x", 4).Node()
	if n := op.Call(x); n.Err() != nil || n.Op().Name() != "mean" {
		t.Errorf("expanded to %v, %v", n, n.Err())
	}
	d := double("my.double")
	d.Inexact = true
	if op, err = graph.Define(d); err != nil {
		t.Fatal(err)
	}
	if n := op.Call(graph.Param[int32]("i", 3).Node()); n.Err() != nil || n.DType() != array.Float64 {
		t.Errorf("integers become %v, %v", n.DType(), n.Err())
	}
	d.Expand = mean
	if _, err := graph.Define(d); err == nil || !strings.Contains(err.Error(), "Expand: must not") {
		t.Errorf("Expand beside Eval: %v", err)
	}
}
