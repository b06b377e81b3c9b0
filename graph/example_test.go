package graph_test

import (
	"bytes"
	"fmt"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
)

// A computation is built, looked at and branched before anything runs.
func Example() {
	x := graph.Of(array.FromSlice([]float64{3, 4, 5, 12}, 2, 2))
	squares := x.Mul(x)
	norms := squares.Sum(1).Sqrt()
	total := squares.Sum()
	fmt.Println(norms, norms.Shape(), norms.DType())
	fmt.Println(total, total.Shape())
	// Output:
	// sqrt(sum($0 * $0, axis=1)) [2] float64
	// sum($0 * $0) []
}

func ExampleExpr_Err() {
	a := graph.Param[float64]("a", 3, 4)
	b := graph.Param[float64]("b", 5, 6)
	e := a.MatMul(b).Sqrt()
	fmt.Println(e.Err())
	// Output:
	// graph: matmul: inner dimensions differ: (3,4)·(5,6) (at example_test.go:27)
}

func ExampleParse() {
	x := graph.Param[float64]("x", 100, 3)
	n, err := graph.Parse("sqrt(mean(x*x, axis=0))", map[string]*graph.Node{"x": x.Node()}, nil)
	fmt.Println(n, n.Type(), err)

	_, err = graph.Parse("sqrt(mean(x*x, axis=2))", map[string]*graph.Node{"x": x.Node()}, nil)
	fmt.Println(err)
	// Output:
	// sqrt(mean(x * x, axis=0)) float64(3,) <nil>
	// graph: parse: mean: axis 2 is out of range for 2 dimensions at line 1, column 6
	// 	sqrt(mean(x*x, axis=2))
	// 	     ^
}

func ExampleOptimize() {
	x := graph.Param[float64]("x", 4, 5)
	e := x.MulScalar(1).Neg().Neg().DivScalar(4).T().Exp()
	fmt.Println(e)
	fmt.Println(graph.Optimize(e.Node())[0])
	// Output:
	// exp((--(x * 1.0) / 4.0).T)
	// exp(x.T * 0.25)
}

func ExampleFuse() {
	x := graph.Param[float64]("x", 1000)
	y := graph.Param[float64]("y", 1000)
	e := x.Mul(x).Add(y.Mul(y)).Sqrt().Mean()
	stages, err := graph.Fuse([]*graph.Node{e.Node()}, nil)
	for _, s := range stages {
		fmt.Println(s.Kind, len(s.Nodes), "operations,", len(s.Inputs), "inputs, ends in", s.Sink.Op())
	}
	fmt.Println(err)
	// Output:
	// fused 5 operations, 2 inputs, ends in mean
	// <nil>
}

func ExampleEncode() {
	e := graph.Of(array.FromSlice([]float64{1, 2, 3})).Exp().Sum()
	var wire bytes.Buffer
	if err := graph.Encode(&wire, e.Node()); err != nil {
		fmt.Println(err)
		return
	}
	back, err := graph.Decode(&wire, &graph.DecodeOptions{MaxBytes: 1 << 20})
	fmt.Println(back[0], back[0].Type(), err)
	// Output:
	// sum(exp($0)) float64() <nil>
}
