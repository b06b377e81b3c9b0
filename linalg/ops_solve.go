package linalg

import (
	"fmt"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/nd"
)

// solveRules are the operations that solve systems.
func solveRules() []rule {
	return []rule{
		{name: "solve", operands: 2, shapes: allOf(solveShape), flops: solving(2. / 3),
			eval: overTypes(evalSolve[float32], evalSolve[float64], evalSolve[complex64], evalSolve[complex128])},
		{name: "inv", operands: 1, shapes: allOf(sameSquare), flops: times(2),
			eval: overTypes(evalInv[float32], evalInv[float64], evalInv[complex64], evalInv[complex128])},
		{name: "solve_triangular", operands: 2, shapes: allOf(solveShape), flops: solving(0),
			attrs: []graph.AttrSpec{attr("lower", graph.AttrBool), attr("unit_diagonal", graph.AttrBool), attr("transposed", graph.AttrBool), attr("conjugated", graph.AttrBool)},
			eval:  overTypes(evalTriangular[float32], evalTriangular[float64], evalTriangular[complex64], evalTriangular[complex128])},
		{name: "solve_banded", operands: 2, shapes: allOf(bandedShape), flops: linear(8),
			attrs: []graph.AttrSpec{attr("lower", graph.AttrInt), attr("upper", graph.AttrInt)},
			eval:  overTypes(evalBanded[float32], evalBanded[float64], evalBanded[complex64], evalBanded[complex128])},
		{name: "solveh_banded", operands: 2, shapes: allOf(bandedPositiveShape), flops: linear(6),
			eval: overTypes(evalBandedPositive[float32], evalBandedPositive[float64], evalBandedPositive[complex64], evalBandedPositive[complex128])},
		{name: "solve_tridiagonal", operands: 4, shapes: allOf(tridiagonalShape), flops: linear(10),
			eval: overTypes(evalTridiagonal[float32], evalTridiagonal[float64], evalTridiagonal[complex64], evalTridiagonal[complex128])},
	}
}

func solveShape(in []graph.Type, _ graph.Attrs) ([]int, error) {
	d, err := squareDims(in[0])
	if err != nil {
		return nil, err
	}
	return solution(d.lead, d.rows, d.cols, in[1])
}

func evalSolve[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	x, _, err := solve(env, in[0], in[1])
	return anys(err, x)
}

func evalInv[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	x, _, err := inverse(env, in[0])
	return anys(err, x)
}

func evalTriangular[T Scalar](env nd.Env, in []array.Array[T], a graph.Attrs) ([]array.Any, error) {
	x, err := solveTriangular(env, in[0], in[1], &TriangularOptions{Lower: boolOf(a, "lower"),
		Unit: boolOf(a, "unit_diagonal"), Transposed: boolOf(a, "transposed"), Conjugated: boolOf(a, "conjugated")})
	return anys(err, x)
}

func bandedShape(in []graph.Type, a graph.Attrs) ([]int, error) {
	d, err := matrixDims(in[0])
	if err != nil {
		return nil, err
	}
	l, u := intOf(a, "lower"), intOf(a, "upper")
	if l < 0 || u < 0 || d.rows != l+u+1 {
		return nil, fmt.Errorf("lower %d and upper %d diagonals, but the bands are %v", l, u, in[0])
	}
	return solution(d.lead, d.cols, d.cols, in[1])
}

func evalBanded[T Scalar](env nd.Env, in []array.Array[T], a graph.Attrs) ([]array.Any, error) {
	x, _, err := solveBanded(env, intOf(a, "lower"), intOf(a, "upper"), in[0], in[1])
	return anys(err, x)
}

func bandedPositiveShape(in []graph.Type, _ graph.Attrs) ([]int, error) {
	d, err := matrixDims(in[0])
	if err != nil {
		return nil, err
	}
	if d.rows == 0 {
		return nil, fmt.Errorf("want at least the main diagonal, got %v", in[0])
	}
	return solution(d.lead, d.cols, d.cols, in[1])
}

func evalBandedPositive[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	x, _, err := solveBandedPositive(env, in[0], in[1])
	return anys(err, x)
}

func tridiagonalShape(in []graph.Type, _ graph.Attrs) ([]int, error) {
	var leads [][]int
	var n [3]int
	for i, t := range in[:3] {
		k := len(t.Shape)
		if k == 0 {
			return nil, fmt.Errorf("diagonals need a dimension, got %v", t)
		}
		n[i] = t.Shape[k-1]
		leads = append(leads, t.Shape[:k-1])
	}
	if off := max(n[1]-1, 0); n[0] != off || n[2] != off {
		return nil, fmt.Errorf("want diagonals of n-1, n and n-1 numbers, got %v", in[:3])
	}
	lead, err := common("", leads...)
	if err != nil {
		return nil, err
	}
	return solution(lead, n[1], n[1], in[3])
}

func evalTridiagonal[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	x, _, err := solveTridiagonal(env, in[0], in[1], in[2], in[3])
	return anys(err, x)
}
