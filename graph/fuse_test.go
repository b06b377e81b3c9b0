package graph_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/scicore-go/scicore/graph"
)

// plan prints stages as "kind(op op op)".
func plan(t *testing.T, outputs ...*graph.Node) string {
	t.Helper()
	stages, err := graph.Fuse(outputs, nil)
	if err != nil {
		t.Fatal(err)
	}
	checkStages(t, stages)
	var parts []string
	for _, s := range stages {
		var names []string
		for _, n := range s.Nodes {
			names = append(names, n.Op().Name())
		}
		parts = append(parts, fmt.Sprintf("%v(%s)", s.Kind, strings.Join(names, " ")))
	}
	return strings.Join(parts, " ")
}

// checkStages holds a schedule against its promises: what a stage reads is a
// leaf or was made before, and its nodes have their operands inside.
func checkStages(t *testing.T, stages []graph.Stage) {
	t.Helper()
	made := map[*graph.Node]bool{}
	for i, s := range stages {
		inside := map[*graph.Node]bool{}
		for _, in := range s.Inputs {
			if in.Kind() == graph.KindScalar || in.Op() != nil && !made[in] {
				t.Errorf("stage %d reads %v, which is not there yet", i, in.Type())
			}
			inside[in] = true
		}
		for _, n := range s.Nodes {
			for _, in := range n.Inputs() {
				if in.Kind() != graph.KindScalar && !inside[in] {
					t.Errorf("stage %d: an operand of %v is neither read nor made", i, n.Op())
				}
			}
			inside[n] = true
		}
		if s.Nodes[len(s.Nodes)-1] != s.Output {
			t.Errorf("stage %d: the output is not the last node", i)
		}
		made[s.Output] = true
	}
}

func TestFuse(t *testing.T) {
	x := graph.Param[float64]("x", 100, 50)
	y := graph.Param[float64]("y", 100, 50)
	row := graph.Param[float64]("row", 50)
	b := graph.Param[bool]("b", 100, 50)
	shared := x.Mul(y).Exp()
	tests := []struct {
		name string
		out  []*graph.Node
		want string
	}{
		{"chain", nodes(x.Mul(x).Add(y.Mul(y)).Sqrt()), "fused(multiply multiply add sqrt)"},
		{"reduction sink", nodes(x.Mul(x).Mean(0)), "fused(multiply mean)"},
		{"tail after a reduction", nodes(x.Mul(x).Mean(0).Sqrt()), "fused(multiply mean) fused(sqrt)"},
		{"broadcast input", nodes(x.Add(row)), "fused(add)"},
		{"broadcast value is stored", nodes(x.Add(row.Exp())), "fused(exp) fused(add)"},
		{"matmul between", nodes(x.Exp().MatMul(y.T()).Abs()), "fused(exp) view(transpose) single(matmul) fused(absolute)"},
		{"shared by two outputs", nodes(shared.Sin(), shared.Cos()), "fused(multiply exp) fused(sin) fused(cos)"},
		{"shared inside one stage", nodes(shared.Mul(shared.Sin())), "fused(multiply exp sin multiply)"},
		{"cheap is made twice", nodes(x.Neg().Sin(), x.Neg().Add(y)), "fused(negative sin) fused(negative add)"},
		{"output in the middle", nodes(shared, shared.Sin()), "fused(multiply exp) fused(sin)"},
		{"two passes", nodes(x.Exp().Var(0)), "fused(exp) single(var)"},
		{"select", nodes(graph.Where(b, x.Sqrt(), y)), "fused(sqrt where)"},
		{"softmax", nodes(x.Softmax(1)), "fused(max) fused(subtract exp) fused(sum) fused(divide)"},
		{"nothing to do", nodes(x), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := plan(t, tt.out...); got != tt.want {
				t.Errorf("plan = %s, want %s", got, tt.want)
			}
		})
	}
	// One node asked for under two names: the same stage twice would be waste.
	n := x.Neg().Node()
	if got := plan(t, n, n); got != "fused(negative)" {
		t.Errorf("plan of one node twice = %s", got)
	}
}

func nodes(es ...graph.Expr[float64]) []*graph.Node {
	out := make([]*graph.Node, len(es))
	for i, e := range es {
		out[i] = e.Node()
	}
	return out
}

func TestFuseLimitsStages(t *testing.T) {
	e := graph.Param[float64]("x", 1000)
	for range 100 {
		e = e.Sin()
	}
	stages, err := graph.Fuse(nodes(e), &graph.FuseOptions{MaxNodes: 30})
	if err != nil {
		t.Fatal(err)
	}
	checkStages(t, stages)
	var sizes []int
	for _, s := range stages {
		sizes = append(sizes, len(s.Nodes))
	}
	if want := []int{10, 30, 30, 30}; !slices.Equal(sizes, want) {
		t.Errorf("stage sizes = %v, want %v", sizes, want)
	}
}

func TestFuseRefusesPoison(t *testing.T) {
	bad := graph.Param[float64]("x", 3).Add(graph.Param[float64]("y", 4))
	if _, err := graph.Fuse(nodes(bad), nil); err == nil || err != bad.Err() {
		t.Errorf("error = %v, want %v", err, bad.Err())
	}
	if _, err := graph.Fuse([]*graph.Node{nil}, nil); err == nil {
		t.Error("a nil output was accepted")
	}
}

func TestPeakBytes(t *testing.T) {
	x := graph.Param[float64]("x", 1000)
	const array = 8000.0
	two := x.Sort(0)
	tests := []struct {
		name string
		out  []*graph.Node
		want float64
	}{
		{"fused chain", nodes(x.Mul(x).Sqrt()), array},
		{"one value, then a scalar", nodes(x.Sort(0).Sum()), array + 8},
		{"chain of sorts holds two", nodes(x.Sort(0).CumSum(0).Sort(0)), 2 * array},
		{"view holds what is under it", nodes(two.Flip(0).CumSum(0).Sort(0)), 2 * array},
		{"output lives to the end", nodes(two, two.CumSum(0).Sort(0)), 3 * array},
	}
	for _, tt := range tests {
		stages, err := graph.Fuse(tt.out, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := graph.PeakBytes(stages, tt.out); got != tt.want {
			t.Errorf("%s: peak = %v, want %v", tt.name, got, tt.want)
		}
	}
}
