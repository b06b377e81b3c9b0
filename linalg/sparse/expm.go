package sparse

import (
	"context"
	"math"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/lapack/matfun"
)

// ExpmOptions adjusts [ExpmMultiply]. Nil means the defaults.
type ExpmOptions[T array.Inexact] struct {
	// Trace is the trace of an operator, if the caller knows it: without its
	// mean eigenvalue an operator is smaller, and takes fewer steps. That of
	// [CSR] and [CSC] is known.
	Trace T
}

// ExpmMultiply returns exp(t·A)·b for a square operator, by products of A with
// the columns of b alone: some multiple of ‖t·A‖ of them. b has one axis or two,
// and the result its shape; single precision is carried in double. The 1-norm of
// an operator that is no [CSR] or [CSC] is estimated with its adjoint. A result
// that overflows is a [*NonFiniteError].
//
// Truncated Taylor series in steps (A. Al-Mohy and N. Higham, "Computing the
// action of the matrix exponential, with an application to exponential
// integrators", 2011). SciPy: expm_multiply.
func ExpmMultiply[T array.Inexact](ctx context.Context, a AdjointOperator[T], b array.Array[T], t float64, opts *ExpmOptions[T]) (array.Array[T], error) {
	const op = "expm_multiply"
	var none array.Array[T]
	rows, cols := a.Shape()
	switch {
	case rows != cols:
		return none, badShape(op, "not square", []int{rows, cols})
	case b.NDim() != 1 && b.NDim() != 2 || b.Dim(0) != rows:
		return none, badShape(op, "b does not fit the matrix", []int{rows, cols}, b.Shape())
	case t-t != 0:
		return none, badValue(op, "time %g is not finite", t)
	}
	x := array.Copy(b)
	data, _ := x.Data()
	if err := checkSystem(op, a, data); err != nil {
		return none, inColumns(err, x)
	}
	if len(data) == 0 {
		return x, ctx.Err()
	}
	var err error
	if blas.IsComplex[T]() {
		err = expmAction[complex128](ctx, op, a, data, t, opts)
	} else {
		err = expmAction[float64](ctx, op, a, data, t, opts)
	}
	return x, inColumns(err, x)
}

// inColumns gives the place of an element in b of two axes.
func inColumns[T array.Inexact](err error, b array.Array[T]) error {
	if n, ok := err.(*NonFiniteError); ok && len(n.Index) == 1 && b.NDim() == 2 {
		n.Index = []int{n.Index[0] / b.Dim(1), n.Index[0] % b.Dim(1)}
	}
	return err
}

// expmAction is ExpmMultiply on the rows of b, in the arithmetic of W.
func expmAction[W float64 | complex128, T array.Inexact](ctx context.Context, op string, a AdjointOperator[T], b []T, t float64, opts *ExpmOptions[T]) error {
	n, _ := a.Shape()
	x := blas.NewMat[W](n, len(b)/n)
	for i, v := range b {
		x.Data[i] = blas.FromComplex[W](blas.Complex128(v))
	}
	run, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s := &shifted[W, T]{a: a, fail: cancel, in: make([]T, n), out: make([]T, n), shift: meanOf[W](a, opts)}
	env := eager()
	env.Done = run.Done()
	y, st := matfun.ExpmAction(env, t, s.norm(), s.shift, s.apply, x)
	if st == matfun.Stopped || run.Err() != nil {
		return context.Cause(run)
	}
	for i, v := range y.Data[:len(b)] {
		b[i] = blas.FromComplex[T](blas.Complex128(v))
	}
	return finite(op, "result", b)
}

// meanOf returns the mean of the eigenvalues, as far as it is known.
func meanOf[W float64 | complex128, T array.Inexact](a Operator[T], opts *ExpmOptions[T]) W {
	n, _ := a.Shape()
	var diagonal []T
	switch m := a.(type) {
	case *CSR[T]:
		diagonal = m.Diagonal(0)
	case *CSC[T]:
		diagonal = m.t.Diagonal(0)
	default:
		if opts != nil {
			diagonal = []T{opts.Trace}
		}
	}
	sum := complex128(0)
	for _, d := range diagonal {
		sum += blas.Complex128(d)
	}
	mean := complex(real(sum)/float64(n), imag(sum)/float64(n))
	if blas.Finite(mean) {
		return blas.FromComplex[W](mean)
	}
	return 0 // the sum overflows
}

// shifted is the operator A - shift·I on matrices of W.
type shifted[W float64 | complex128, T array.Inexact] struct {
	a       AdjointOperator[T]
	shift   W
	in, out []T
	fail    func(error) // ends the computation
	failed  bool
}

func (s *shifted[W, T]) apply(x blas.Mat[W], adjoint bool) blas.Mat[W] {
	y := blas.NewMat[W](x.Rows, x.Cols)
	by, shift := s.a.Apply, s.shift
	if adjoint {
		by, shift = s.a.ApplyAdjoint, blas.Conj(shift)
	}
	for j := 0; j < x.Cols && !s.failed; j++ {
		for i := range s.in {
			s.in[i] = blas.FromComplex[T](blas.Complex128(x.At(i, j)))
		}
		if err := by(s.out, s.in); err != nil {
			s.failed = true
			s.fail(err)
		}
		for i, v := range s.out {
			y.Set(i, j, blas.FromComplex[W](blas.Complex128(v))-blas.Mul(shift, x.At(i, j)))
		}
	}
	return y
}

// norm returns the 1-norm, or an estimate from below.
func (s *shifted[W, T]) norm() float64 {
	switch a := s.a.(type) {
	case *CSR[T]:
		return s.largestSum(a, true)
	case *CSC[T]:
		return s.largestSum(a.t, false)
	}
	return lapack.EstimateNorm1(len(s.in), s.apply)
}

// largestSum returns the largest sum of magnitudes of a column, or of a row.
func (s *shifted[W, T]) largestSum(m *CSR[T], columns bool) float64 {
	sums, diagonal := make([]float64, m.rows), make([]float64, m.rows)
	for i := range diagonal {
		diagonal[i] = blas.Abs(s.shift) // unless an element is stored
	}
	for i := range m.rows {
		cols, values := m.Row(i)
		for k, j := range cols {
			switch v := blas.FromComplex[W](blas.Complex128(values[k])); {
			case int(j) == i:
				diagonal[i] = blas.Abs(v - s.shift)
			case columns:
				sums[j] += blas.Abs(v)
			default:
				sums[i] += blas.Abs(v)
			}
		}
	}
	most := 0.0
	for i, x := range sums {
		most = math.Max(most, x+diagonal[i])
	}
	return most
}
