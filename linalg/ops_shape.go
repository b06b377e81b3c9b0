package linalg

import (
	"fmt"
	"slices"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
)

// Shape rules that several operations share. Errors start without the name of
// the operation, which the node adds.

// dims is the shape of a stack of matrices.
type dims struct {
	lead       []int
	rows, cols int
}

func (d dims) with(tail ...int) []int { return append(slices.Clone(d.lead), tail...) }

func matrixDims(t graph.Type) (dims, error) {
	n := len(t.Shape)
	if n < 2 {
		return dims{}, fmt.Errorf("want at least two dimensions, got %v", t)
	}
	return dims{t.Shape[:n-2], t.Shape[n-2], t.Shape[n-1]}, nil
}

func squareDims(t graph.Type) (dims, error) {
	d, err := matrixDims(t)
	if err == nil && d.rows != d.cols {
		err = fmt.Errorf("want square matrices, got %v", t)
	}
	return d, err
}

// pairDims is two operands over their common leading axes.
func pairDims(in []graph.Type) (x, y dims, err error) {
	if x, err = matrixDims(in[0]); err != nil {
		return
	}
	if y, err = matrixDims(in[1]); err != nil {
		return
	}
	lead, err := common("", x.lead, y.lead)
	if err != nil {
		return x, y, fmt.Errorf("leading dimensions of %v and %v do not broadcast", in[0], in[1])
	}
	x.lead, y.lead = lead, lead
	return
}

// squaresOf is several square operands of one size.
func squaresOf(in []graph.Type) (dims, error) {
	first, err := squareDims(in[0])
	if err != nil {
		return first, err
	}
	leads := [][]int{first.lead}
	for _, t := range in[1:] {
		d, err := squareDims(t)
		if err != nil {
			return first, err
		}
		if d.rows != first.rows {
			return first, fmt.Errorf("want matrices of one size, got %v and %v", in[0], t)
		}
		leads = append(leads, d.lead)
	}
	if first.lead, err = common("", leads...); err != nil {
		return first, fmt.Errorf("leading dimensions do not broadcast: %v", in)
	}
	return first, nil
}

// solution is the shape of the solution of systems with rows equations and cols
// unknowns over lead, for the right side b.
func solution(lead []int, rows, cols int, b graph.Type) ([]int, error) {
	if len(b.Shape) == 0 {
		return nil, fmt.Errorf("the right side needs a dimension")
	}
	if len(b.Shape) == 1 {
		if b.Shape[0] != rows {
			return nil, fmt.Errorf("%d equations, but the right side is %v", rows, b)
		}
		return append(slices.Clone(lead), cols), nil
	}
	d, _ := matrixDims(b)
	if d.rows != rows {
		return nil, fmt.Errorf("%d equations, but the right side is %v", rows, b)
	}
	all, err := common("", lead, d.lead)
	if err != nil {
		return nil, fmt.Errorf("leading dimensions of the right side %v do not broadcast", b)
	}
	return append(slices.Clone(all), cols, d.cols), nil
}

// shape is the shape rule of one result.
type shape = func(in []graph.Type, attrs graph.Attrs) ([]int, error)

// allOf makes the rule of an operation from those of its results.
func allOf(rules ...shape) func([]graph.Type, graph.Attrs) ([][]int, error) {
	return func(in []graph.Type, attrs graph.Attrs) ([][]int, error) {
		out := make([][]int, len(rules))
		for i, r := range rules {
			var err error
			if out[i], err = r(in, attrs); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
}

// sameSquare is the shape rule of functions of square matrices.
func sameSquare(in []graph.Type, _ graph.Attrs) ([]int, error) {
	d, err := squareDims(in[0])
	return d.with(d.rows, d.cols), err
}

// perSquare is the shape rule of numbers of square matrices.
func perSquare(in []graph.Type, _ graph.Attrs) ([]int, error) {
	d, err := squareDims(in[0])
	return d.with(), err
}

// perMatrix is the shape rule of numbers of matrices.
func perMatrix(in []graph.Type, _ graph.Attrs) ([]int, error) {
	d, err := matrixDims(in[0])
	return d.with(), err
}

// times returns the cost rule k·m·n·min(m, n) for each matrix of the first
// operand.
func times(k float64) func([]graph.Type, graph.Attrs) float64 {
	return func(in []graph.Type, _ graph.Attrs) float64 {
		d, err := matrixDims(in[0])
		if err != nil {
			return 0
		}
		return float64(k * float64(prod(d.lead)) * float64(d.rows) * float64(d.cols) * float64(min(d.rows, d.cols)))
	}
}

// solving returns the cost rule of k·n³ and two operations a right side and
// element.
func solving(k float64) func([]graph.Type, graph.Attrs) float64 {
	return func(in []graph.Type, attrs graph.Attrs) float64 {
		b := in[len(in)-1]
		d, err := matrixDims(in[0])
		if err != nil {
			return 0
		}
		return times(k)(in, attrs) + float64(2*float64(d.rows)*float64(prod(b.Shape)))
	}
}

// linear returns the cost rule of k operations an element of the operands.
func linear(k float64) func([]graph.Type, graph.Attrs) float64 {
	return func(in []graph.Type, _ graph.Attrs) float64 {
		n := 0
		for _, t := range in {
			n += prod(t.Shape)
		}
		return k * float64(n)
	}
}

// Attributes.

func attr(name string, t graph.AttrType) graph.AttrSpec { return graph.AttrSpec{Name: name, Type: t} }

func needed(name string, t graph.AttrType) graph.AttrSpec {
	return graph.AttrSpec{Name: name, Type: t, Required: true}
}

func boolOf(a graph.Attrs, key string) bool { return a.Bool(key) }

func intOf(a graph.Attrs, key string) int { v, _ := a.Int(key); return v }

func floatOf(a graph.Attrs, key string, or float64) float64 {
	if v, ok := a.Float(key); ok {
		return v
	}
	return or
}

// orderIn reads the attribute ord.
func orderIn(a graph.Attrs, or Order) (Order, error) {
	name, ok := a.Text("ord")
	if !ok {
		return or, nil
	}
	o, ok := OrderOf(name)
	if !ok {
		return 0, fmt.Errorf("ord = %q is no norm of matrices", name)
	}
	return o, nil
}

// anys lists results.
func anys(err error, out ...array.Any) ([]array.Any, error) { return out, err }
