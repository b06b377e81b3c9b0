package linalg

import (
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/matfun"
	"github.com/scicore-go/scicore/internal/nd"
)

// ExpmFrechet returns the exponentials of a and their Fréchet derivatives in
// the directions e: exp(a + t·e) = value + t·derivative + O(t²). a and e are
// square matrices of one size over leading axes that broadcast. A result that
// overflows is a [*NotFiniteError].
//
// Scaling and squaring differentiated (A. Al-Mohy and N. Higham, "Computing the
// Fréchet Derivative of the Matrix Exponential", SIAM J. Matrix Anal. Appl. 30,
// 2009), for about three exponentials. SciPy: linalg.expm_frechet.
func ExpmFrechet[T Scalar](a, e array.Array[T]) (value, derivative array.Array[T], err error) {
	return expmFrechet(eager(), a, e)
}

func expmFrechet[T Scalar](env nd.Env, a, e array.Array[T]) (value, derivative array.Array[T], err error) {
	const op = "expm_frechet"
	s, lead, err := together(env, op, a, e)
	if err != nil {
		return value, derivative, err
	}
	n := s[0].rows
	value, vs := make2[T](lead, n, n)
	derivative, ds := make2[T](lead, n, n)
	err = each(env, vs.count(), 90*cube(n), func(env nd.Env, i int) error {
		st := matfun.ExpmFrechet(env, vs.at(i), ds.at(i), s[0].at(i), s[1].at(i))
		out := vs.at(i)
		if allFinite(out) {
			out = ds.at(i)
		}
		return statusError(op, st, out, index(lead, i))
	})
	return value, derivative, err
}

// allFinite reports whether no element is NaN or infinite.
func allFinite[T Scalar](m blas.Mat[T]) bool {
	for i := range m.Rows {
		for j := range m.Cols {
			if !blas.Finite(m.At(i, j)) {
				return false
			}
		}
	}
	return true
}

// ExpmCond returns the relative condition numbers of the exponential at square
// matrices in the Frobenius norm, max ‖L(a, E)‖·‖a‖/‖exp(a)‖ over all E of norm
// 1 for the derivative L of [ExpmFrechet]. They are estimated from below by the
// power method on L, nearly always to a few percent, which takes at most ten
// derivatives. An exponential that overflows is a [*NotFiniteError]. SciPy:
// linalg.expm_cond.
func ExpmCond[T Scalar](a array.Array[T]) (array.Array[float64], error) {
	return expmCond(eager(), a)
}

func expmCond[T Scalar](env nd.Env, a array.Array[T]) (array.Array[float64], error) {
	const op = "expm_cond"
	s, err := squares(op, a)
	if err != nil {
		return array.Array[float64]{}, err
	}
	if err := finite(env, op, a); err != nil {
		return array.Array[float64]{}, err
	}
	out, row := values[float64](s.lead, -1)
	err = each(env, s.count(), 600*cube(s.rows), func(env nd.Env, i int) error {
		c, st := matfun.ExpmCond(env, s.at(i))
		if st != matfun.OK {
			return &NotFiniteError{Op: op, Operand: -1, Index: index(s.lead, i), Value: complex(c, 0)}
		}
		row(i)[0] = c
		return nil
	})
	return out, err
}

// ExpmMultiply returns exp(t·a)·b without forming the exponential, by products
// of a with the columns of b: for few columns, less work than [Expm] as long as
// ‖t·a‖ is moderate. b is as for [Solve]. A result that overflows is a
// [*NotFiniteError]. sparse.ExpmMultiply takes sparse matrices and operators.
//
// Truncated Taylor series in steps (A. Al-Mohy and N. Higham, "Computing the
// Action of the Matrix Exponential", SIAM J. Sci. Comput. 33, 2011). SciPy:
// sparse.linalg.expm_multiply.
func ExpmMultiply[T Scalar](a, b array.Array[T], t float64) (array.Array[T], error) {
	return expmMultiply(eager(), a, b, t)
}

func expmMultiply[T Scalar](env nd.Env, a, b array.Array[T], t float64) (x array.Array[T], err error) {
	const op = "expm_multiply"
	if t-t != 0 {
		return x, valueError(op, "time %g is not finite", t)
	}
	s, err := squares(op, a)
	if err != nil {
		return x, err
	}
	r, err := rightSide(op, s.lead, s.rows, b)
	if err != nil {
		return x, err
	}
	if err := finite(env, op, a, b); err != nil {
		return x, err
	}
	x, xs := r.result(s.rows)
	s = s.stretch(r.lead)
	err = each(env, xs.count(), 100*square(s.rows)*float64(xs.cols), func(env nd.Env, i int) error {
		return statusError(op, matfun.ExpmMultiply(env, xs.at(i), t, s.at(i), r.b.at(i)), xs.at(i), index(r.lead, i))
	})
	return x, err
}
