package linalg

import (
	"fmt"
	"slices"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/nd"
)

// factorRules are the factorisations that solve systems.
func factorRules() []rule {
	return []rule{
		{name: "cholesky", operands: 1, shapes: allOf(sameSquare), flops: times(1. / 3),
			eval: overTypes(evalCholesky[float32], evalCholesky[float64], evalCholesky[complex64], evalCholesky[complex128])},
		{name: "lu", operands: 1, flops: times(2. / 3),
			parts: []part{{"perm", indices}, {"l", elements}, {"u", elements}}, shapes: allOf(perRow, leftFactor, rightFactor),
			eval: overTypes(evalLU[float32], evalLU[float64], evalLU[complex64], evalLU[complex128])},
		{name: "ldl", operands: 1, flops: times(1. / 3),
			parts: []part{{"perm", indices}, {"l", elements}, {"d", elements}}, shapes: allOf(perOrder, sameSquare, sameSquare),
			eval: overTypes(evalLDL[float32], evalLDL[float64], evalLDL[complex64], evalLDL[complex128])},
		{name: "qr_pivoted", operands: 1, flops: times(8. / 3),
			parts: []part{{"q", elements}, {"r", elements}, {"perm", indices}}, shapes: allOf(leftFactor, rightFactor, perColumn),
			eval: overTypes(evalQRPivoted[float32], evalQRPivoted[float64], evalQRPivoted[complex64], evalQRPivoted[complex128])},
		{name: "lstsq", operands: 2, shapes: allOf(lstsqShape), flops: solving(4), attrs: []graph.AttrSpec{attr("rcond", graph.AttrFloat), attr("method", graph.AttrText)},
			eval: overTypes(evalLstSq[float32], evalLstSq[float64], evalLstSq[complex64], evalLstSq[complex128])},
		{name: "qr", operands: 1, flops: times(8. / 3),
			parts: []part{{"q", elements}, {"r", elements}}, shapes: allOf(leftFactor, rightFactor),
			eval: overTypes(evalQR[float32], evalQR[float64], evalQR[complex64], evalQR[complex128])},
		{name: "svd", operands: 1, flops: times(22),
			parts: []part{{"u", elements}, {"s", reals}, {"vh", elements}}, shapes: allOf(leftFactor, perLess, rightFactor),
			eval: overTypes(evalSVD[float32], evalSVD[float64], evalSVD[complex64], evalSVD[complex128])},
		{name: "polar", operands: 1, flops: times(24),
			parts: []part{{"u", elements}, {"h", elements}}, shapes: allOf(sameMatrix, lessSquare),
			eval: overTypes(evalPolar[float32], evalPolar[float64], evalPolar[complex64], evalPolar[complex128])},
		{name: "orthogonal_procrustes", operands: 2, flops: times(26),
			parts: []part{{"r", elements}, {"scale", reals}}, shapes: allOf(procrustesShape, procrustesScale),
			eval: overTypes(evalProcrustes[float32], evalProcrustes[float64], evalProcrustes[complex64], evalProcrustes[complex128])},
		{name: "randomized_svd", operands: 1, flops: times(4),
			attrs: []graph.AttrSpec{attr("k", graph.AttrInt), attr("oversample", graph.AttrInt), attr("power", graph.AttrInt), attr("seed", graph.AttrInt)},
			parts: []part{{"u", elements}, {"s", reals}, {"vh", elements}}, shapes: allOf(someLeft, someValues, someRight),
			eval: overTypes(evalRandomized[float32], evalRandomized[float64], evalRandomized[complex64], evalRandomized[complex128])},
		{name: "svdvals", operands: 1, flops: times(8. / 3), parts: []part{{"", reals}}, shapes: allOf(perLess),
			eval: overTypes(evalSVDVals[float32], evalSVDVals[float64], evalSVDVals[complex64], evalSVDVals[complex128])},
		{name: "pinv", operands: 1, flops: times(24), attrs: []graph.AttrSpec{attr("rtol", graph.AttrFloat)}, shapes: allOf(turned),
			eval: overTypes(evalPinv[float32], evalPinv[float64], evalPinv[complex64], evalPinv[complex128])},
	}
}

// perRow is a number for every row.
func perRow(in []graph.Type, _ graph.Attrs) ([]int, error) {
	d, err := matrixDims(in[0])
	return d.with(d.rows), err
}

// perLess is min(m, n) numbers.
func perLess(in []graph.Type, _ graph.Attrs) ([]int, error) {
	d, err := matrixDims(in[0])
	return d.with(min(d.rows, d.cols)), err
}

// leftFactor is m by min(m, n).
func leftFactor(in []graph.Type, _ graph.Attrs) ([]int, error) {
	d, err := matrixDims(in[0])
	return d.with(d.rows, min(d.rows, d.cols)), err
}

// rightFactor is min(m, n) by n.
func rightFactor(in []graph.Type, _ graph.Attrs) ([]int, error) {
	d, err := matrixDims(in[0])
	return d.with(min(d.rows, d.cols), d.cols), err
}

// turned is n by m.
func turned(in []graph.Type, _ graph.Attrs) ([]int, error) {
	d, err := matrixDims(in[0])
	return d.with(d.cols, d.rows), err
}

func evalCholesky[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	f, err := choleskyOf(env, "cholesky", in[0])
	if err != nil {
		return nil, err
	}
	return anys(nil, f.L())
}

func evalLU[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	f, err := luOf(env, in[0])
	if err != nil {
		return nil, err
	}
	return anys(nil, f.Perm(), f.L(), f.U())
}

func evalQR[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	f, err := qrOf(env, "qr", in[0], false)
	if err != nil {
		return nil, err
	}
	return anys(nil, f.columnsOf(env, min(f.qr.rows, f.qr.cols)), f.R())
}

func evalSVD[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	r, err := svdOf(env, "svd", in[0], nil)
	return anys(err, r.U, r.S, r.Vh)
}

func evalSVDVals[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	s, err := svdvals(env, "svdvals", in[0])
	return anys(err, s)
}

func evalPinv[T Scalar](env nd.Env, in []array.Array[T], a graph.Attrs) ([]array.Any, error) {
	p, err := pinv(env, in[0], floatOf(a, "rtol", -1))
	return anys(err, p)
}

// perColumn is a number for every column.
func perColumn(in []graph.Type, _ graph.Attrs) ([]int, error) {
	d, err := matrixDims(in[0])
	return d.with(d.cols), err
}

func evalLDL[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	f, err := ldlOf(env, in[0], true)
	if err != nil {
		return nil, err
	}
	return anys(nil, f.Perm(), f.L(), f.D())
}

func evalQRPivoted[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	f, err := qrOf(env, "qr", in[0], true)
	if err != nil {
		return nil, err
	}
	return anys(nil, f.columnsOf(env, min(f.qr.rows, f.qr.cols)), f.R(), f.Perm())
}

func lstsqShape(in []graph.Type, a graph.Attrs) ([]int, error) {
	if _, err := methodIn(a); err != nil {
		return nil, err
	}
	d, err := matrixDims(in[0])
	if err != nil {
		return nil, err
	}
	return solution(d.lead, d.rows, d.cols, in[1])
}

func evalLstSq[T Scalar](env nd.Env, in []array.Array[T], a graph.Attrs) ([]array.Any, error) {
	method, err := methodIn(a)
	if err != nil {
		return nil, err
	}
	r, err := lstsq(env, in[0], in[1], &LstSqOptions{RCond: floatOf(a, "rcond", 0), Method: method})
	return anys(err, r.X)
}

// methodIn reads the attribute method of least squares.
func methodIn(a graph.Attrs) (LstSqMethod, error) {
	name, ok := a.Text("method")
	if !ok {
		return OrthogonalFactors, nil
	}
	m := slices.Index(methodNames[:], name)
	if m < 0 {
		return 0, fmt.Errorf("method = %q is none, want one of %q", name, methodNames)
	}
	return LstSqMethod(m), nil
}

func sameMatrix(in []graph.Type, _ graph.Attrs) ([]int, error) {
	d, err := matrixDims(in[0])
	return d.with(d.rows, d.cols), err
}

// lessSquare is min(m, n) by min(m, n).
func lessSquare(in []graph.Type, _ graph.Attrs) ([]int, error) {
	d, err := matrixDims(in[0])
	k := min(d.rows, d.cols)
	return d.with(k, k), err
}

func evalPolar[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	r, err := polar(env, in[0])
	return anys(err, r.U, r.H)
}

func procrustesDims(in []graph.Type) (dims, error) {
	x, y, err := pairDims(in)
	if err == nil && (x.rows != y.rows || x.cols != y.cols) {
		err = fmt.Errorf("want matrices of one shape, got %v and %v", in[0], in[1])
	}
	return x, err
}

func procrustesShape(in []graph.Type, _ graph.Attrs) ([]int, error) {
	d, err := procrustesDims(in)
	return d.with(d.cols, d.cols), err
}

func procrustesScale(in []graph.Type, _ graph.Attrs) ([]int, error) {
	d, err := procrustesDims(in)
	return d.with(), err
}

func evalProcrustes[T Scalar](env nd.Env, in []array.Array[T], _ graph.Attrs) ([]array.Any, error) {
	r, err := procrustes(env, in[0], in[1])
	return anys(err, r.R, r.Scale)
}

func someDims(in []graph.Type, a graph.Attrs) (dims, int, error) {
	d, err := matrixDims(in[0])
	k := intOf(a, "k")
	if err == nil && (k < 0 || k > min(d.rows, d.cols)) {
		err = fmt.Errorf("k = %d singular values of %v", k, in[0])
	}
	return d, k, err
}

func someLeft(in []graph.Type, a graph.Attrs) ([]int, error) {
	d, k, err := someDims(in, a)
	return d.with(d.rows, k), err
}

func someValues(in []graph.Type, a graph.Attrs) ([]int, error) {
	d, k, err := someDims(in, a)
	return d.with(k), err
}

func someRight(in []graph.Type, a graph.Attrs) ([]int, error) {
	d, k, err := someDims(in, a)
	return d.with(k, d.cols), err
}

func evalRandomized[T Scalar](env nd.Env, in []array.Array[T], a graph.Attrs) ([]array.Any, error) {
	r, err := randomizedSVD(env, in[0], intOf(a, "k"), &RandomizedOptions{
		Oversample: intOf(a, "oversample"), Power: intOf(a, "power"), Seed: uint64(intOf(a, "seed"))})
	return anys(err, r.U, r.S, r.Vh)
}
