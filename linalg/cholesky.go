package linalg

import (
	"math"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/nd"
)

// CholeskyFactors holds a = L·Lᴴ for a stack of Hermitian positive definite
// matrices. It is immutable and safe for concurrent use.
type CholeskyFactors[T Scalar] struct {
	l    stack[T]
	keep array.Array[T] // L, with zeros above the diagonal
	norm []float64      // 1-norms of the matrices
}

// Cholesky factors symmetric or Hermitian positive definite matrices, of which
// the lower triangle is read. A matrix that is not positive definite is a
// [*NotPositiveDefiniteError] with the pivot.
//
// LAPACK: ?potrf. NumPy: linalg.cholesky.
func Cholesky[T Scalar](a array.Array[T]) (*CholeskyFactors[T], error) {
	return choleskyOf(eager(), "cholesky", a)
}

func choleskyOf[T Scalar](env nd.Env, op string, a array.Array[T]) (*CholeskyFactors[T], error) {
	s, err := squares(op, a)
	if err != nil {
		return nil, err
	}
	f := &CholeskyFactors[T]{norm: make([]float64, s.count())}
	f.keep, f.l = emptyMatrices[T](s.lead, s.rows, s.cols)
	err = each(env, s.count(), cube(s.rows)/3, func(env nd.Env, i int) error {
		src := s.at(i)
		norm, minor := lapack.PotrfTo(env, f.l.at(i), src)
		if err := finiteNorm(op, norm+imaginary(src), s, i, true); err != nil {
			return err
		}
		if minor > 0 {
			return &NotPositiveDefiniteError{op, minor - 1, index(s.lead, i)}
		}
		f.norm[i] = norm
		return nil
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

// imaginary returns the sum of |Im a[k][k]|, which no norm of a Hermitian matrix
// sees.
func imaginary[T Scalar](a blas.Mat[T]) float64 {
	s := 0.0
	if blas.IsComplex[T]() {
		for k := range a.Rows {
			s += math.Abs(blas.Im(a.At(k, k)))
		}
	}
	return s
}

// L returns the lower triangular factors. They share the memory of f and must
// not be written.
func (f *CholeskyFactors[T]) L() array.Array[T] { return f.keep }

// Solve returns x with a·x = b; b is as for the function [Solve].
func (f *CholeskyFactors[T]) Solve(b array.Array[T]) (x array.Array[T], err error) {
	const op = "cholesky solve"
	r, err := rightSide(op, f.l.lead, f.l.rows, b)
	if err != nil {
		return x, err
	}
	if err := finite(eager(), op, b); err != nil {
		return x, err
	}
	x, xs := r.result(f.l.cols)
	s := f.l.stretch(r.lead)
	err = each(eager(), xs.count(), 2*square(s.rows)*float64(xs.cols), func(env nd.Env, i int) error {
		blas.Copy(env, xs.at(i), r.b.at(i))
		lapack.Potrs(env, blas.Lower, s.at(i), xs.at(i))
		return nil
	})
	return x, err
}

// Inv returns the inverses, both triangles of them.
func (f *CholeskyFactors[T]) Inv() (array.Array[T], error) {
	inv, s := copyOf(eager(), f.l)
	err := each(eager(), s.count(), 2./3*cube(s.rows), func(env nd.Env, i int) error {
		lapack.Potri(env, blas.Lower, s.at(i))
		blas.Mirror(blas.Lower, true, s.at(i))
		return nil
	})
	return inv, err
}

// RCond returns the reciprocal condition numbers in the 1-norm, as LAPACK
// estimates them.
func (f *CholeskyFactors[T]) RCond() (array.Array[float64], error) {
	out, row := values[float64](f.l.lead, -1)
	err := each(eager(), f.l.count(), 4*square(f.l.rows), func(env nd.Env, i int) error {
		row(i)[0] = lapack.Pocon(env, blas.Lower, f.l.at(i), f.norm[i])
		return nil
	})
	return out, err
}

// LogDet returns the logarithms of the determinants, which are positive.
func (f *CholeskyFactors[T]) LogDet() array.Array[float64] {
	out, row := values[float64](f.l.lead, -1)
	for i := range f.l.count() {
		m := f.l.at(i)
		for k := range m.Rows {
			row(i)[0] += float64(2 * blas.Log(blas.Re(m.At(k, k))))
		}
	}
	return out
}

// SolvePositive returns x with a·x = b for Hermitian positive definite a, of
// which the lower triangle is read, and the reciprocal condition number; see
// [Solve] and [Cholesky].
//
// LAPACK: ?posv, ?pocon. SciPy: linalg.solve with assume_a="pos".
func SolvePositive[T Scalar](a, b array.Array[T]) (x array.Array[T], rcond float64, err error) {
	f, err := choleskyOf(eager(), "solve", a)
	if err != nil {
		return x, 0, err
	}
	r, err := f.RCond()
	if err != nil {
		return x, 0, err
	}
	x, err = f.Solve(b)
	all, _ := r.Data()
	return x, least(all), err
}
