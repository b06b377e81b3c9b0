package graph_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/scicore-go/scicore/graph"
)

func TestBranchesFromOnePrefix(t *testing.T) {
	x := graph.Param[float64]("x", 3, 4)
	prefix := x.Mul(x).AddScalar(1)
	a, b := prefix.Sqrt(), prefix.Sum(0)
	before := prefix.Node().Inputs()[0]
	c := prefix.Add(a).T()
	if prefix.Node().Inputs()[0] != before || a.Node().Inputs()[0] != prefix.Node() || b.Node().Inputs()[0] != prefix.Node() {
		t.Fatal("a branch changed its prefix")
	}
	if got := c.Shape(); got[0] != 4 || got[1] != 3 {
		t.Errorf("shape of the transpose = %v", got)
	}
	c.Shape()[0] = 99
	if got := c.Shape(); got[0] != 4 {
		t.Errorf("writing into Shape's result changed the expression: %v", got)
	}
	attrs := graph.Attrs{}.WithInts("axis", 1, 2)
	p, q := attrs.WithBool("keepdims", true), attrs.WithFloat("ddof", 1)
	if attrs.Len() != 1 || p.Has("ddof") || q.Has("keepdims") {
		t.Errorf("attributes branched into each other: %v | %v | %v", attrs, p, q)
	}
}

func TestPoisonKeepsTheFirstErrorAndItsLine(t *testing.T) {
	a := graph.Param[float64]("a", 3, 4)
	b := graph.Param[float64]("b", 5, 6)
	_, _, line, _ := runtime.Caller(0)
	bad := a.MatMul(b) // the line named in the error
	e := bad.Add(a).Sum().MatMul(graph.Param[float64]("c", 9))
	err := e.Err()
	if err == nil {
		t.Fatal("no error")
	}
	want := fmt.Sprintf("graph: matmul: inner dimensions differ: (3,4)·(5,6) (at node_test.go:%d)", line+1)
	if err.Error() != want {
		t.Errorf("error = %q, want %q", err, want)
	}
	if bad.Err() != err {
		t.Error("later steps did not pass the first error on")
	}
	if a.Err() != nil || b.Err() != nil {
		t.Error("operands were poisoned")
	}
}

func TestZeroExprIsAnError(t *testing.T) {
	var e graph.Expr[float64]
	if err := e.Sqrt().Err(); err == nil || !strings.Contains(err.Error(), "zero Expr") {
		t.Errorf("error = %v", err)
	}
}
