package linalg

import (
	"fmt"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/nd"
)

// eigenRules are the operations on eigenvalues.
func eigenRules() []rule {
	upper := []graph.AttrSpec{attr("upper", graph.AttrBool)}
	kind := []graph.AttrSpec{attr("type", graph.AttrInt)}
	return []rule{
		{name: "eigh", operands: 1, attrs: upper, flops: times(9),
			parts: []part{{"values", reals}, {"vectors", elements}}, shapes: allOf(perOrder, sameSquare),
			eval: overTypes(evalEigh[float32], evalEigh[float64], evalEigh[complex64], evalEigh[complex128])},
		{name: "eigvalsh", operands: 1, attrs: upper, flops: times(4. / 3), parts: []part{{"", reals}}, shapes: allOf(perOrder),
			eval: overTypes(evalEigValsH[float32], evalEigValsH[float64], evalEigValsH[complex64], evalEigValsH[complex128])},
		{name: "eigh_tridiagonal", operands: 2, flops: tridiagonalFlops,
			parts: []part{{"values", reals}, {"vectors", elements}}, shapes: allOf(eighTridiagonalValues, eighTridiagonalVectors),
			eval: overTypes(evalEighTridiagonal[float32], evalEighTridiagonal[float64], evalEighTridiagonal[complex64], evalEighTridiagonal[complex128])},
		{name: "eigvalsh_tridiagonal", operands: 2, flops: linear(1000), parts: []part{{"", reals}}, shapes: allOf(eighTridiagonalValues),
			eval: overTypes(evalEigValsHTridiagonal[float32], evalEigValsHTridiagonal[float64], evalEigValsHTridiagonal[complex64], evalEigValsHTridiagonal[complex128])},
		{name: "eig_banded", operands: 1, attrs: upper, flops: bandFlops(8),
			parts: []part{{"values", reals}, {"vectors", elements}}, shapes: allOf(eighBandedValues, eighBandedVectors),
			eval: overTypes(evalEighBanded[float32], evalEighBanded[float64], evalEighBanded[complex64], evalEighBanded[complex128])},
		{name: "eigvals_banded", operands: 1, attrs: upper, flops: bandFlops(0), parts: []part{{"", reals}}, shapes: allOf(eighBandedValues),
			eval: overTypes(evalEigValsHBanded[float32], evalEigValsHBanded[float64], evalEigValsHBanded[complex64], evalEigValsHBanded[complex128])},
		{name: "eigh_generalized", operands: 2, attrs: kind, flops: times(14),
			parts: []part{{"values", reals}, {"vectors", elements}}, shapes: allOf(pencilValues, pencilVectors),
			eval: overTypes(evalPencil[float32], evalPencil[float64], evalPencil[complex64], evalPencil[complex128])},
		{name: "eig", operands: 1, complex: true, flops: times(25),
			parts: []part{{"values", elements}, {"vectors", elements}}, shapes: allOf(perOrder, sameSquare),
			eval: overTypes(evalEig[float32], evalEig[float64], evalEig[complex64], evalEig[complex128])},
		{name: "eigvals", operands: 1, complex: true, flops: times(10), parts: []part{{"", elements}}, shapes: allOf(perOrder),
			eval: overTypes(evalEigVals[float32], evalEigVals[float64], evalEigVals[complex64], evalEigVals[complex128])},
		{name: "eig_cond", operands: 1, complex: true, flops: times(70),
			parts: []part{{"values", elements}, {"rcond", reals}, {"sep", reals}}, shapes: allOf(perOrder, perOrder, perOrder),
			eval: overTypes(evalEigCond[float32], evalEigCond[float64], evalEigCond[complex64], evalEigCond[complex128])},
		{name: "schur", operands: 1, flops: times(25),
			parts: []part{{"t", elements}, {"z", elements}}, shapes: allOf(sameSquare, sameSquare),
			eval: overTypes(evalSchur[float32], evalSchur[float64], evalSchur[complex64], evalSchur[complex128])},
		{name: "qz", operands: 2, flops: times(66),
			parts: []part{{"s", elements}, {"p", elements}, {"q", elements}, {"z", elements}}, shapes: allOf(sameSquares, sameSquares, sameSquares, sameSquares),
			eval: overTypes(evalQZ[float32], evalQZ[float64], evalQZ[complex64], evalQZ[complex128])},
		{name: "eig_generalized", operands: 2, complex: true, flops: times(66),
			parts: []part{{"alpha", elements}, {"beta", reals}, {"vectors", elements}}, shapes: allOf(pencilValues, pencilValues, sameSquares),
			eval: overTypes(evalEigGeneralized[float32], evalEigGeneralized[float64], evalEigGeneralized[complex64], evalEigGeneralized[complex128])},
		{name: "hessenberg", operands: 1, flops: times(14. / 3),
			parts: []part{{"h", elements}, {"q", elements}}, shapes: allOf(sameSquare, sameSquare),
			eval: overTypes(evalHessenberg[float32], evalHessenberg[float64], evalHessenberg[complex64], evalHessenberg[complex128])},
	}
}

// perOrder is n numbers for each square matrix.
func perOrder(in []graph.Type, _ graph.Attrs) ([]int, error) {
	d, err := squareDims(in[0])
	return d.with(d.rows), err
}

func evalEigh[T Scalar](env nd.Env, in []array.Array[T], a graph.Attrs) ([]array.Any, error) {
	r, err := eigh(env, in[0], &EighOptions{Upper: boolOf(a, "upper")}, true)
	return anys(err, r.Values, r.Vectors)
}

func evalEigValsH[T Scalar](env nd.Env, in []array.Array[T], a graph.Attrs) ([]array.Any, error) {
	r, err := eigh(env, in[0], &EighOptions{Upper: boolOf(a, "upper")}, false)
	return anys(err, r.Values)
}

// tridiagonalDims is the size of matrices given by their diagonals.
func tridiagonalDims(in []graph.Type) (dims, error) {
	k, l := len(in[0].Shape), len(in[1].Shape)
	if k == 0 || l == 0 {
		return dims{}, fmt.Errorf("diagonals need a dimension, got %v and %v", in[0], in[1])
	}
	n := in[0].Shape[k-1]
	if in[1].Shape[l-1] != max(n-1, 0) {
		return dims{}, fmt.Errorf("want diagonals of n and n-1 numbers, got %v and %v", in[0], in[1])
	}
	lead, err := common("", in[0].Shape[:k-1], in[1].Shape[:l-1])
	if err != nil {
		return dims{}, fmt.Errorf("leading dimensions of %v and %v do not broadcast", in[0], in[1])
	}
	return dims{lead, n, n}, nil
}

func tridiagonalFlops(in []graph.Type, _ graph.Attrs) float64 {
	d, err := tridiagonalDims(in)
	if err != nil {
		return 0
	}
	return 4 * float64(prod(d.lead)) * cube(d.rows)
}

func eighTridiagonalValues(in []graph.Type, _ graph.Attrs) ([]int, error) {
	d, err := tridiagonalDims(in)
	return d.with(d.rows), err
}

func eighTridiagonalVectors(in []graph.Type, _ graph.Attrs) ([]int, error) {
	d, err := tridiagonalDims(in)
	return d.with(d.rows, d.rows), err
}

func evalEighTridiagonal[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	r, err := eighTridiagonal(env, in[0], in[1], nil, true)
	return anys(err, r.Values, r.Vectors)
}

func evalEigValsHTridiagonal[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	r, err := eighTridiagonal(env, in[0], in[1], nil, false)
	return anys(err, r.Values)
}

// bandDims is the size of matrices given by their bands.
func bandDims(in []graph.Type) (d dims, width int, err error) {
	if d, err = matrixDims(in[0]); err != nil {
		return d, 0, err
	}
	if d.rows == 0 {
		return d, 0, fmt.Errorf("want at least the main diagonal, got %v", in[0])
	}
	return dims{d.lead, d.cols, d.cols}, d.rows, nil
}

// bandFlops returns the cost rule 6·n²·width + k·n³.
func bandFlops(k float64) func([]graph.Type, graph.Attrs) float64 {
	return func(in []graph.Type, _ graph.Attrs) float64 {
		d, width, err := bandDims(in)
		if err != nil {
			return 0
		}
		return float64(prod(d.lead)) * (float64(6*square(d.rows)*float64(width)) + float64(k*cube(d.rows)))
	}
}

func eighBandedValues(in []graph.Type, _ graph.Attrs) ([]int, error) {
	d, _, err := bandDims(in)
	return d.with(d.rows), err
}

func eighBandedVectors(in []graph.Type, _ graph.Attrs) ([]int, error) {
	d, _, err := bandDims(in)
	return d.with(d.rows, d.rows), err
}

func evalEighBanded[T Scalar](env nd.Env, in []array.Array[T], a graph.Attrs) ([]array.Any, error) {
	r, err := eighBanded(env, in[0], &EighOptions{Upper: boolOf(a, "upper")}, true)
	return anys(err, r.Values, r.Vectors)
}

func evalEigValsHBanded[T Scalar](env nd.Env, in []array.Array[T], a graph.Attrs) ([]array.Any, error) {
	r, err := eighBanded(env, in[0], &EighOptions{Upper: boolOf(a, "upper")}, false)
	return anys(err, r.Values)
}

func pencilDims(in []graph.Type, a graph.Attrs) (dims, error) {
	if k := intOf(a, "type"); k < 0 || k > int(BAxLambdax) {
		return dims{}, fmt.Errorf("type = %d, want 0, 1 or 2", k)
	}
	return squaresOf(in)
}

func pencilValues(in []graph.Type, a graph.Attrs) ([]int, error) {
	d, err := pencilDims(in, a)
	return d.with(d.rows), err
}

func pencilVectors(in []graph.Type, a graph.Attrs) ([]int, error) {
	d, err := pencilDims(in, a)
	return d.with(d.rows, d.rows), err
}

func evalPencil[T Scalar](env nd.Env, in []array.Array[T], a graph.Attrs) ([]array.Any, error) {
	r, err := eighGeneralized(env, in[0], in[1], Pencil(intOf(a, "type")))
	return anys(err, r.Values, r.Vectors)
}

func evalEig[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	r, err := eig(env, in[0], true, false)
	return anys(err, r.Values, r.Right)
}

func evalEigVals[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	r, err := eig(env, in[0], false, false)
	return anys(err, r.Values)
}

func evalEigCond[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	r, err := eigCond(env, in[0])
	return anys(err, r.Values, r.RCond, r.Sep)
}

func evalSchur[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	r, err := schurOf(env, in[0], nil)
	return anys(err, r.T, r.Z)
}

func evalHessenberg[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	r, err := hessenberg(env, in[0])
	return anys(err, r.H, r.Q)
}

func evalQZ[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	r, err := qzOf(env, in[0], in[1], nil)
	return anys(err, r.S, r.P, r.Q, r.Z)
}

func evalEigGeneralized[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	r, err := eigGeneralized(env, in[0], in[1])
	return anys(err, r.Alpha, r.Beta, r.Right)
}
