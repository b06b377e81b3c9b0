package graph_test

import (
	"context"
	"fmt"

	"github.com/scicore-go/scicore"
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
)

// A parameter stands for an array that is bound when the graph runs.
func ExampleParam() {
	x := graph.Param[float64]("x", 4)
	e := x.Sub(x.Mean()).Square().Sum()
	for _, p := range graph.Params(e.Node()) {
		fmt.Println(p.Name(), p.Type())
	}
	for _, data := range [][]float64{{1, 2, 3, 4}, {5, 5, 5, 5}} {
		y, err := scicore.Eval(context.Background(), e, scicore.Bind("x", array.FromSlice(data)))
		fmt.Println(y, err)
	}
	// Output:
	// x float64(4,)
	// 5.0 <nil>
	// 0.0 <nil>
}

// An operation of one's own has a rule for shapes and types and an evaluator.
// A registry with it makes its name part of the text form.
func ExampleDefine() {
	mirror, err := graph.Define(graph.Definition{
		Name: "demo.mirror", MinInputs: 1, MaxInputs: 1,
		Infer: func(in []graph.Type, _ graph.Attrs) (graph.Type, error) {
			if len(in[0].Shape) != 1 || in[0].DType != array.Float64 {
				return graph.Type{}, fmt.Errorf("want a float64 vector, got %v", in[0])
			}
			return in[0], nil
		},
		Eval: func(_ context.Context, in []array.Any, _ graph.Attrs) (array.Any, error) {
			return array.Copy(array.CastAny[float64](in[0]).Flip(0)), nil
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	ops, err := graph.Builtin().With(mirror)
	if err != nil {
		fmt.Println(err)
		return
	}
	x := graph.Of(array.FromSlice([]float64{1, 2, 3}))
	n, err := graph.Parse("x - demo.mirror(x)", map[string]*graph.Node{"x": x.Node()}, &graph.ParseOptions{Registry: ops})
	if err != nil {
		fmt.Println(err)
		return
	}
	y, err := scicore.Eval(context.Background(), graph.FromNode[float64](n))
	fmt.Println(y, err)
	// Output:
	// [-2.  0.  2.] <nil>
}
