package linalg

import (
	"fmt"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/lapack/matfun"
	"github.com/scicore-go/scicore/internal/nd"
)

// functionRules are the functions of matrices and the matrix equations.
func functionRules() []rule {
	rules := []rule{
		{name: "expm", operands: 1, shapes: allOf(sameSquare), flops: times(30),
			eval: overTypes(evalExpm[float32], evalExpm[float64], evalExpm[complex64], evalExpm[complex128])},
		{name: "expm_frechet", operands: 2, flops: times(90),
			parts: []part{{"value", elements}, {"derivative", elements}}, shapes: allOf(sameSquares, sameSquares),
			eval: overTypes(evalFrechet[float32], evalFrechet[float64], evalFrechet[complex64], evalFrechet[complex128])},
		{name: "expm_cond", operands: 1, flops: times(600), parts: []part{{"", reals}}, shapes: allOf(perSquare),
			eval: overTypes(evalExpmCond[float32], evalExpmCond[float64], evalExpmCond[complex64], evalExpmCond[complex128])},
		{name: "expm_multiply", operands: 2, attrs: []graph.AttrSpec{attr("t", graph.AttrFloat)}, shapes: allOf(solveShape), flops: actionFlops,
			eval: overTypes(evalExpmMultiply[float32], evalExpmMultiply[float64], evalExpmMultiply[complex64], evalExpmMultiply[complex128])},
		{name: "logm", operands: 1, shapes: allOf(sameSquare), flops: times(60),
			eval: overTypes(evalLogm[float32], evalLogm[float64], evalLogm[complex64], evalLogm[complex128])},
		{name: "sqrtm", operands: 1, shapes: allOf(sameSquare), flops: times(30),
			eval: overTypes(evalSqrtm[float32], evalSqrtm[float64], evalSqrtm[complex64], evalSqrtm[complex128])},
		{name: "matrix_power", operands: 1, attrs: []graph.AttrSpec{needed("n", graph.AttrInt)}, shapes: allOf(sameSquare), flops: times(20),
			eval: overTypes(evalPower[float32], evalPower[float64], evalPower[complex64], evalPower[complex128])},
		{name: "fractional_matrix_power", operands: 1, attrs: []graph.AttrSpec{needed("t", graph.AttrFloat)}, shapes: allOf(sameSquare), flops: times(60),
			eval: overTypes(evalFractional[float32], evalFractional[float64], evalFractional[complex64], evalFractional[complex128])},
		{name: "solve_sylvester", operands: 3, shapes: allOf(sylvesterShape), flops: times(50),
			eval: overTypes(evalSylvester[float32], evalSylvester[float64], evalSylvester[complex64], evalSylvester[complex128])},
		{name: "solve_continuous_lyapunov", operands: 2, shapes: allOf(sameSquares), flops: times(50),
			eval: overTypes(evalLyapunov[float32], evalLyapunov[float64], evalLyapunov[complex64], evalLyapunov[complex128])},
		{name: "solve_discrete_lyapunov", operands: 2, shapes: allOf(sameSquares), flops: times(50),
			eval: overTypes(evalDiscreteLyapunov[float32], evalDiscreteLyapunov[float64], evalDiscreteLyapunov[complex64], evalDiscreteLyapunov[complex128])},
		{name: "solve_continuous_are", operands: 4, optional: 2, shapes: allOf(riccatiShape), flops: times(400),
			eval: overTypes(evalCARE[float32], evalCARE[float64], evalCARE[complex64], evalCARE[complex128])},
		{name: "solve_discrete_are", operands: 4, optional: 2, shapes: allOf(riccatiShape), flops: times(400),
			eval: overTypes(evalDARE[float32], evalDARE[float64], evalDARE[complex64], evalDARE[complex128])},
	}
	for name, eval := range map[string]evaluator{
		"cosm":  overTypes(evalCosm[float32], evalCosm[float64], evalCosm[complex64], evalCosm[complex128]),
		"sinm":  overTypes(evalSinm[float32], evalSinm[float64], evalSinm[complex64], evalSinm[complex128]),
		"tanm":  overTypes(evalTanm[float32], evalTanm[float64], evalTanm[complex64], evalTanm[complex128]),
		"coshm": overTypes(evalCoshm[float32], evalCoshm[float64], evalCoshm[complex64], evalCoshm[complex128]),
		"sinhm": overTypes(evalSinhm[float32], evalSinhm[float64], evalSinhm[complex64], evalSinhm[complex128]),
		"tanhm": overTypes(evalTanhm[float32], evalTanhm[float64], evalTanhm[complex64], evalTanhm[complex128]),
		"signm": overTypes(evalSignm[float32], evalSignm[float64], evalSignm[complex64], evalSignm[complex128]),
	} {
		rules = append(rules, rule{name: name, operands: 1, shapes: allOf(sameSquare), flops: times(60), eval: eval})
	}
	return rules
}

func evalExpm[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	x, err := expm(env, in[0])
	return anys(err, x)
}

func evalFrechet[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	x, d, err := expmFrechet(env, in[0], in[1])
	return anys(err, x, d)
}

func evalExpmCond[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	c, err := expmCond(env, in[0])
	return anys(err, c)
}

// actionFlops is the cost of some fifty products of the matrix and the columns.
func actionFlops(in []graph.Type, a graph.Attrs) float64 { return 50 * solving(0)(in, a) }

func evalExpmMultiply[T Scalar](env nd.Env, in []array.Array[T], a graph.Attrs) ([]array.Any, error) {
	x, err := expmMultiply(env, in[0], in[1], floatOf(a, "t", 1))
	return anys(err, x)
}

func evalLogm[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	x, err := logm(env, in[0])
	return anys(err, x)
}

func evalSqrtm[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	x, err := sqrtm(env, in[0])
	return anys(err, x)
}

func evalPower[T Scalar](env nd.Env, in []array.Array[T], a graph.Attrs) ([]array.Any, error) {
	x, err := matrixPower(env, in[0], intOf(a, "n"))
	return anys(err, x)
}

func evalFractional[T Scalar](env nd.Env, in []array.Array[T], a graph.Attrs) ([]array.Any, error) {
	x, err := fractionalPower(env, in[0], floatOf(a, "t", 1))
	return anys(err, x)
}

func evalCosm[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	x, err := cosm(env, in[0])
	return anys(err, x)
}

func evalSinm[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	x, err := sinm(env, in[0])
	return anys(err, x)
}

func evalTanm[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	x, err := tanm(env, in[0])
	return anys(err, x)
}

func evalCoshm[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	x, err := coshm(env, in[0])
	return anys(err, x)
}

func evalSinhm[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	x, err := sinhm(env, in[0])
	return anys(err, x)
}

func evalTanhm[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	x, err := tanhm(env, in[0])
	return anys(err, x)
}

func evalSignm[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	x, err := signm(env, in[0])
	return anys(err, x)
}

func sylvesterShape(in []graph.Type, _ graph.Attrs) ([]int, error) {
	a, err := squareDims(in[0])
	if err != nil {
		return nil, err
	}
	b, err := squareDims(in[1])
	if err != nil {
		return nil, err
	}
	q, err := matrixDims(in[2])
	if err != nil {
		return nil, err
	}
	if q.rows != a.rows || q.cols != b.rows {
		return nil, fmt.Errorf("%v, %v and %v do not fit", in[0], in[1], in[2])
	}
	lead, err := common("", a.lead, b.lead, q.lead)
	if err != nil {
		return nil, fmt.Errorf("leading dimensions do not broadcast: %v", in)
	}
	return dims{lead: lead}.with(q.rows, q.cols), nil
}

func evalSylvester[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	r, err := solveSylvester(env, in[0], in[1], in[2])
	return anys(err, r.X)
}

// sameSquares is the shape rule of functions of square matrices of one size.
func sameSquares(in []graph.Type, _ graph.Attrs) ([]int, error) {
	d, err := squaresOf(in)
	return d.with(d.rows, d.rows), err
}

func evalLyapunov[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	r, err := lyapunov(env, "solve_continuous_lyapunov", in[0], in[1], matfun.Lyapunov[T])
	return anys(err, r.X)
}

func evalDiscreteLyapunov[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	r, err := lyapunov(env, "solve_discrete_lyapunov", in[0], in[1], matfun.DiscreteLyapunov[T])
	return anys(err, r.X)
}

// riccatiShape is that of a, for operands a, b, q, r and, if given, e and s.
func riccatiShape(in []graph.Type, _ graph.Attrs) ([]int, error) {
	aq, err := squaresOf([]graph.Type{in[0], in[2]})
	if err != nil {
		return nil, err
	}
	b, err := matrixDims(in[1])
	if err != nil {
		return nil, err
	}
	r, err := squareDims(in[3])
	if err != nil {
		return nil, err
	}
	if b.rows != aq.rows || r.rows != b.cols {
		return nil, fmt.Errorf("%v, %v, %v and %v do not fit", in[0], in[1], in[2], in[3])
	}
	leads := [][]int{aq.lead, b.lead, r.lead}
	for k, t := range in[4:] {
		d, err := matrixDims(t)
		if err != nil {
			return nil, err
		}
		if d.rows != aq.rows || k == 0 && d.cols != aq.rows || k == 1 && d.cols != b.cols {
			return nil, fmt.Errorf("%v, %v and %v do not fit", in[0], in[1], t)
		}
		leads = append(leads, d.lead)
	}
	lead, err := common("", leads...)
	if err != nil {
		return nil, fmt.Errorf("leading dimensions do not broadcast: %v", in)
	}
	return dims{lead: lead}.with(aq.rows, aq.rows), nil
}

// riccatiTerms reads the operands that may follow.
func riccatiTerms[T Scalar](in []array.Array[T]) *RiccatiOptions[T] {
	o := &RiccatiOptions[T]{}
	if len(in) > 4 {
		o.E = in[4]
	}
	if len(in) > 5 {
		o.S = in[5]
	}
	return o
}

func evalCARE[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	r, err := riccati(env, "solve_continuous_are", in[0], in[1], in[2], in[3], riccatiTerms(in), matfun.CARE[T])
	return anys(err, r.X)
}

func evalDARE[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	r, err := riccati(env, "solve_discrete_are", in[0], in[1], in[2], in[3], riccatiTerms(in), matfun.DARE[T])
	return anys(err, r.X)
}
