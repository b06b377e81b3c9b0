package enginetest

import (
	"fmt"

	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/dtype"
)

// recipe is one way to apply an operation: shapes of the operands and
// attributes. ints marks operands that are indices below the given bound.
type recipe struct {
	shapes [][]int
	attrs  graph.Attrs
	index  map[int]int // operand: its elements are indices below this
}

var none graph.Attrs

// shapesOf gives the operand shapes that operations without a recipe of their
// own are tried on, by number of operands.
var shapesOf = map[int][][][]int{
	1: {{{}}, {{1}}, {{7}}, {{0, 3}}, {{3, 5}}, {{2, 3, 4}}, {{5000}}, {{3, 2100}}},
	2: {{{}, {}}, {{7}, {7}}, {{4, 5}, {5}}, {{4, 1}, {5}}, {{3, 1, 5}, {4, 1}}, {{0, 3}, {3}}, {{5000}, {}}, {{}, {2500}}},
	3: {{{}, {}, {}}, {{7}, {7}, {7}}, {{4, 5}, {5}, {4, 1}}, {{3000}, {}, {3000}}, {{}, {3000}, {}}, {{0, 2}, {}, {2}}},
}

// reductionShapes are tried with every choice of axes below.
var reductionShapes = [][]int{{7}, {3, 5}, {2, 3, 4}, {130, 3}, {2, 70, 33}, {4100}, {2, 5000}, {1, 6, 1}}

// special holds the recipes of operations that need attributes or operands
// that fit together.
var special = map[string][]recipe{
	"where": {}, // the first operand is bool: see nodesOf
	"reshape": {
		{shapes: [][]int{{2, 6}}, attrs: none.WithInts("shape", 3, -1)},
		{shapes: [][]int{{1}}, attrs: none.WithInts("shape")},
		{shapes: [][]int{{0, 3}}, attrs: none.WithInts("shape", 3, 0)},
	},
	"transpose": {
		{shapes: [][]int{{2, 3, 4}}},
		{shapes: [][]int{{2, 3, 4}}, attrs: none.WithInts("axes", 1, 0, 2)},
	},
	"broadcast_to": {{shapes: [][]int{{3, 1}}, attrs: none.WithInts("shape", 2, 3, 4)}},
	"slice": {
		{shapes: [][]int{{9, 7}}, attrs: none.WithInts("start", 8, 1).WithInts("stop", -1, 6).WithInts("step", -3, 2)},
		{shapes: [][]int{{9}}, attrs: none.WithInts("start", 3).WithInts("stop", 3).WithInts("step", 1)},
	},
	"concatenate": {
		{shapes: [][]int{{2, 3}, {4, 3}, {0, 3}}},
		{shapes: [][]int{{2, 3}, {2, 1}}, attrs: none.WithInt("axis", 1)},
	},
	"take": {
		{shapes: [][]int{{5, 3}, {2, 2}}, attrs: none.WithInt("axis", 0), index: map[int]int{1: 5}},
		{shapes: [][]int{{5, 3}, {4}}, attrs: none.WithInt("axis", 1), index: map[int]int{1: 3}},
	},
	"take_along_axis": {{shapes: [][]int{{4, 5}, {4, 3}}, attrs: none.WithInt("axis", 1), index: map[int]int{1: 5}}},
	"pad":             {{shapes: [][]int{{2, 3}, {}}, attrs: none.WithInts("before", 1, 0).WithInts("after", 2, 4)}},
	"matmul": {
		{shapes: [][]int{{4, 5}, {5, 3}}}, {shapes: [][]int{{5}, {5}}}, {shapes: [][]int{{4, 5}, {5}}}, {shapes: [][]int{{5}, {5, 2}}},
		{shapes: [][]int{{2, 1, 4, 5}, {3, 5, 2}}}, {shapes: [][]int{{0, 5}, {5, 3}}}, {shapes: [][]int{{3, 0}, {0, 2}}},
		{shapes: [][]int{{70, 300}, {300, 65}}},
	},
	"einsum": {
		{shapes: [][]int{{4, 5}, {5, 3}}, attrs: none.WithText("subscripts", "ij,jk->ki")},
		{shapes: [][]int{{4, 4}}, attrs: none.WithText("subscripts", "ii->i")},
		{shapes: [][]int{{4, 4}}, attrs: none.WithText("subscripts", "ii")},
		{shapes: [][]int{{2, 3}, {3, 4}, {4, 2}}, attrs: none.WithText("subscripts", "ij,jk,ki->")},
		{shapes: [][]int{{2, 3, 4}, {2, 4, 5}}, attrs: none.WithText("subscripts", "bij,bjk->bik")},
	},
	"expand_dims": {{shapes: [][]int{{3, 4}}, attrs: none.WithInts("axis", 0, -1)}},
	"squeeze":     {{shapes: [][]int{{1, 3, 1}}}, {shapes: [][]int{{1, 3, 1}}, attrs: none.WithInts("axis", 2)}},
	"swapaxes":    {{shapes: [][]int{{2, 3, 4}}, attrs: none.WithInt("axis1", 0).WithInt("axis2", -1)}},
	"moveaxis":    {{shapes: [][]int{{2, 3, 4}}, attrs: none.WithInts("source", 0).WithInts("destination", -1)}},
	"roll":        {{shapes: [][]int{{7}}, attrs: none.WithInt("shift", 3)}, {shapes: [][]int{{3, 4}}, attrs: none.WithInt("shift", -1).WithInt("axis", 1)}},
	"flip":        {{shapes: [][]int{{3, 4}}}, {shapes: [][]int{{3, 4}}, attrs: none.WithInts("axis", 1)}},
	"stack":       {{shapes: [][]int{{3}, {3}}}, {shapes: [][]int{{3}, {3}}, attrs: none.WithInt("axis", 1)}},
	"tile":        {{shapes: [][]int{{2, 3}}, attrs: none.WithInts("reps", 2, 1, 2)}},
	"diff":        {{shapes: [][]int{{3, 6}}}, {shapes: [][]int{{3, 6}}, attrs: none.WithInt("axis", 0)}},
	"dot":         {{shapes: [][]int{{4}, {4}}}, {shapes: [][]int{{3, 4}, {4, 2}}}},
	"outer":       {{shapes: [][]int{{4}, {3}}}},
	"trace":       {{shapes: [][]int{{4, 4}}}},
	"softmax":     {{shapes: [][]int{{3, 6}}}, {shapes: [][]int{{3, 6}}, attrs: none.WithInts("axis", 1)}},
	"round":       {{shapes: [][]int{{50}}}, {shapes: [][]int{{50}}, attrs: none.WithInt("decimals", 2)}},
}

// recipesFor returns the ways an operation is tried.
func recipesFor(op *graph.Op) []recipe {
	if list, ok := special[op.Name()]; ok && len(list) > 0 {
		return list
	}
	switch op.Kind() {
	case graph.Reduction:
		return reductionRecipes(op)
	case graph.Scan, graph.Sorting:
		return axisRecipes()
	}
	least, _ := op.Operands()
	var list []recipe
	for _, s := range shapesOf[least] {
		list = append(list, recipe{shapes: s})
	}
	return list
}

func reductionRecipes(op *graph.Op) []recipe {
	var list []recipe
	for _, shape := range reductionShapes {
		choices := [][]int{nil, {0}, {-1}}
		if len(shape) == 3 {
			choices = append(choices, []int{1}, []int{0, 2}, []int{1, 2}, []int{0, 1})
		}
		for i, axes := range choices {
			a := none
			if axes != nil {
				a = a.WithInts("axis", axes...)
			}
			if i%2 == 1 {
				a = a.WithBool("keepdims", true)
			}
			list = append(list, recipe{shapes: [][]int{shape}, attrs: a})
		}
	}
	for _, s := range op.Schema() {
		switch s.Name {
		case "ddof":
			list = append(list, recipe{shapes: [][]int{{40, 3}}, attrs: none.WithFloat("ddof", 1).WithInts("axis", 0)})
		case "ord":
			for _, ord := range []float64{1, 3} {
				list = append(list, recipe{shapes: [][]int{{40, 3}}, attrs: none.WithFloat("ord", ord).WithInts("axis", 1)})
			}
		}
	}
	return append(list, recipe{shapes: [][]int{{0, 3}}, attrs: none.WithInts("axis", 0)})
}

func axisRecipes() []recipe {
	var list []recipe
	for _, shape := range [][]int{{9}, {0}, {4, 7}, {3, 4, 5}, {3000}} {
		for axis := range shape {
			list = append(list, recipe{shapes: [][]int{shape}, attrs: none.WithInt("axis", axis)})
		}
	}
	return list
}

// trial is an operation applied: a node over parameters, with what they need.
type trial struct {
	name   string
	node   *graph.Node
	params []*graph.Node
	index  map[int]int
}

// trialsOf applies op in all ways on operands of type dt; ways that the
// operation refuses are left out.
func trialsOf(op *graph.Op, dt dtype.DType) []trial {
	var list []trial
	for i, r := range recipesFor(op) {
		t := trial{name: fmt.Sprintf("%s/%v/%d", op.Name(), dt, i), index: r.index}
		for k, shape := range r.shapes {
			pt := dt
			if _, isIndex := r.index[k]; isIndex {
				pt = dtype.Int64
			}
			if op.Name() == "where" && k == 0 {
				pt = dtype.Bool
			}
			t.params = append(t.params, graph.ParamOf(fmt.Sprintf("x%d", k), graph.Type{DType: pt, Shape: shape}))
		}
		if op.Name() == "cast" {
			list = append(list, castTrials(t)...)
			continue
		}
		if t.node = op.Apply(t.params, r.attrs); t.node.Err() == nil {
			list = append(list, t)
		}
	}
	return list
}

func castTrials(t trial) []trial {
	var list []trial
	for to := dtype.Bool; to.Valid(); to++ {
		c := t
		c.name = fmt.Sprintf("%s→%v", t.name, to)
		if c.node = graph.Apply("cast", t.params, none.WithDType("dtype", to)); c.node.Err() == nil {
			list = append(list, c)
		}
	}
	return list
}
