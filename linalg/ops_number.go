package linalg

import (
	"fmt"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/nd"
)

// numberRules are the operations that give one number for a matrix, and
// products.
func numberRules() []rule {
	ord := []graph.AttrSpec{attr("ord", graph.AttrText)}
	rtol := []graph.AttrSpec{attr("rtol", graph.AttrFloat)}
	return []rule{
		{name: "det", operands: 1, shapes: allOf(perSquare), flops: times(2. / 3),
			eval: overTypes(evalDet[float32], evalDet[float64], evalDet[complex64], evalDet[complex128])},
		{name: "slogdet", operands: 1, flops: times(2. / 3),
			parts: []part{{"sign", elements}, {"logabsdet", reals}}, shapes: allOf(perSquare, perSquare),
			eval: overTypes(evalSLogDet[float32], evalSLogDet[float64], evalSLogDet[complex64], evalSLogDet[complex128])},
		{name: "norm", operands: 1, attrs: ord, flops: linear(2), parts: []part{{"", reals}}, shapes: allOf(normShape),
			eval: overTypes(evalNorm[float32], evalNorm[float64], evalNorm[complex64], evalNorm[complex128])},
		{name: "cond", operands: 1, attrs: ord, flops: times(8. / 3), parts: []part{{"", reals}}, shapes: allOf(condShape),
			eval: overTypes(evalCond[float32], evalCond[float64], evalCond[complex64], evalCond[complex128])},
		{name: "matrix_rank", operands: 1, attrs: rtol, flops: times(8. / 3), parts: []part{{"", indices}}, shapes: allOf(perMatrix),
			eval: overTypes(evalRank[float32], evalRank[float64], evalRank[complex64], evalRank[complex128])},
		{name: "khatri_rao", operands: 2, shapes: allOf(khatriRaoShape), flops: linear(4),
			eval: overTypes(evalKhatriRao[float32], evalKhatriRao[float64], evalKhatriRao[complex64], evalKhatriRao[complex128])},
		{name: "kron", operands: 2, shapes: allOf(kronShape), flops: kronFlops,
			eval: overTypes(evalKron[float32], evalKron[float64], evalKron[complex64], evalKron[complex128])},
	}
}

func evalDet[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	d, err := det(env, in[0])
	return anys(err, d)
}

func evalSLogDet[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	sign, logabs, err := slogdet(env, in[0])
	return anys(err, sign, logabs)
}

func normShape(in []graph.Type, a graph.Attrs) ([]int, error) {
	if _, err := orderIn(a, Fro); err != nil {
		return nil, err
	}
	return perMatrix(in, a)
}

func evalNorm[T Scalar](env nd.Env, in []array.Array[T], a graph.Attrs) ([]array.Any, error) {
	ord, err := orderIn(a, Fro)
	if err != nil {
		return nil, err
	}
	x, err := norm(env, in[0], ord)
	return anys(err, x)
}

func condShape(in []graph.Type, a graph.Attrs) ([]int, error) {
	if _, err := orderIn(a, Two); err != nil {
		return nil, err
	}
	return perMatrix(in, a)
}

func evalCond[T Scalar](env nd.Env, in []array.Array[T], a graph.Attrs) ([]array.Any, error) {
	ord, err := orderIn(a, Two)
	if err != nil {
		return nil, err
	}
	x, err := cond(env, in[0], ord)
	return anys(err, x)
}

func evalRank[T Scalar](env nd.Env, in []array.Array[T], a graph.Attrs) ([]array.Any, error) {
	r, err := matrixRank(env, in[0], floatOf(a, "rtol", -1))
	return anys(err, r)
}

func kronShape(in []graph.Type, _ graph.Attrs) ([]int, error) {
	x, y, err := pairDims(in)
	return x.with(x.rows*y.rows, x.cols*y.cols), err
}

func khatriRaoShape(in []graph.Type, _ graph.Attrs) ([]int, error) {
	x, y, err := pairDims(in)
	if err == nil && x.cols != y.cols {
		err = fmt.Errorf("want as many columns, got %v and %v", in[0], in[1])
	}
	return x.with(x.rows*y.rows, x.cols), err
}

func evalKhatriRao[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	x, err := khatriRao(env, in[0], in[1])
	return anys(err, x)
}

func kronFlops(in []graph.Type, a graph.Attrs) float64 {
	s, err := kronShape(in, a)
	if err != nil {
		return 0
	}
	return float64(prod(s))
}

func evalKron[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	x, err := kron(env, in[0], in[1])
	return anys(err, x)
}
