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
		{name: "eigh_generalized", operands: 2, attrs: kind, flops: times(14),
			parts: []part{{"values", reals}, {"vectors", elements}}, shapes: allOf(pencilValues, pencilVectors),
			eval: overTypes(evalPencil[float32], evalPencil[float64], evalPencil[complex64], evalPencil[complex128])},
		{name: "eig", operands: 1, complex: true, flops: times(25),
			parts: []part{{"values", elements}, {"vectors", elements}}, shapes: allOf(perOrder, sameSquare),
			eval: overTypes(evalEig[float32], evalEig[float64], evalEig[complex64], evalEig[complex128])},
		{name: "eigvals", operands: 1, complex: true, flops: times(10), parts: []part{{"", elements}}, shapes: allOf(perOrder),
			eval: overTypes(evalEigVals[float32], evalEigVals[float64], evalEigVals[complex64], evalEigVals[complex128])},
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
