package linalg

import (
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/lapack/matfun"
	"github.com/scicore-go/scicore/internal/nd"
)

// Expm returns the matrix exponentials. Scaling and squaring with Padé
// approximants that avoids needless scaling (A. Al-Mohy and N. Higham, "A New
// Scaling and Squaring Algorithm for the Matrix Exponential", SIAM J. Matrix
// Anal. Appl. 31, 2009). A result that overflows is a [*NotFiniteError]. SciPy:
// linalg.expm.
func Expm[T Scalar](a array.Array[T]) (array.Array[T], error) {
	return expm(eager(), a)
}

func expm[T Scalar](env nd.Env, a array.Array[T]) (array.Array[T], error) {
	return matrixFunction(env, "expm", a, 30, matfun.Expm[T])
}

// Logm returns the principal logarithms, whose eigenvalues have imaginary parts
// in (-π, π]. A real matrix with eigenvalues on the negative axis has none that
// is real, and a singular one has none: both are a [*NoSolutionError]; convert
// the first to complex. Inverse scaling and squaring on the Schur form (A.
// Al-Mohy and N. Higham, "Improved Inverse Scaling and Squaring Algorithms for
// the Matrix Logarithm", SIAM J. Sci. Comput. 34, 2012). SciPy: linalg.logm.
func Logm[T Scalar](a array.Array[T]) (array.Array[T], error) {
	return logm(eager(), a)
}

func logm[T Scalar](env nd.Env, a array.Array[T]) (array.Array[T], error) {
	return matrixFunction(env, "logm", a, 60, matfun.Logm[T])
}

// Sqrtm returns the principal square roots, whose eigenvalues have nonnegative
// real parts. A real matrix with eigenvalues on the negative axis has none that
// is real, and some singular ones have none: both are a [*NoSolutionError];
// convert the first to complex. Schur method (A. Björck and S. Hammarling 1983;
// N. Higham 1987; E. Deadman, N. Higham and R. Ralha 2013). SciPy:
// linalg.sqrtm.
func Sqrtm[T Scalar](a array.Array[T]) (array.Array[T], error) {
	return sqrtm(eager(), a)
}

func sqrtm[T Scalar](env nd.Env, a array.Array[T]) (array.Array[T], error) {
	return matrixFunction(env, "sqrtm", a, 30, matfun.Sqrtm[T])
}

// matrixFunction applies f to square matrices; work is its operations over n³.
func matrixFunction[T Scalar](env nd.Env, op string, a array.Array[T], work float64, f func(env blas.Env, dst, a blas.Mat[T]) matfun.Status) (array.Array[T], error) {
	s, err := squares(op, a)
	if err != nil {
		return array.Array[T]{}, err
	}
	if err := finite(env, op, a); err != nil {
		return array.Array[T]{}, err
	}
	out, o := make2[T](s.lead, s.rows, s.cols)
	err = each(env, s.count(), work*cube(s.rows), func(env nd.Env, i int) error {
		return statusError(op, f(env, o.at(i), s.at(i)), o.at(i), index(s.lead, i))
	})
	return out, err
}

// statusError turns the answer of a matrix function into an error.
func statusError[T Scalar](op string, st matfun.Status, dst blas.Mat[T], batch []int) error {
	switch st {
	case matfun.OK:
		return nil
	case matfun.Singular:
		return &NoSolutionError{op, "the matrix is singular", batch}
	case matfun.NotReal:
		return &NoSolutionError{op, "the principal value of this real matrix is complex", batch}
	case matfun.NotConverged:
		return &ConvergenceError{op, dst.Rows, batch}
	case matfun.NoSolution:
		return &NoSolutionError{op, "there is no such solution", batch}
	case matfun.Stopped:
		return errStopped
	}
	for i := range dst.Rows {
		for j := range dst.Cols {
			if x := dst.At(i, j); !blas.Finite(x) {
				return &NotFiniteError{op, -1, append(batch[:len(batch):len(batch)], i, j), blas.Complex128(x)}
			}
		}
	}
	return &NotFiniteError{Op: op, Operand: -1, Index: batch}
}

// MatrixPower returns aⁿ by repeated squaring; a negative n takes powers of the
// inverse, and a singular matrix is then a [*SingularError]. NumPy:
// linalg.matrix_power.
func MatrixPower[T Scalar](a array.Array[T], n int) (array.Array[T], error) {
	return matrixPower(eager(), a, n)
}

func matrixPower[T Scalar](env nd.Env, a array.Array[T], n int) (array.Array[T], error) {
	const op = "matrix_power"
	s, err := squares(op, a)
	if err != nil {
		return array.Array[T]{}, err
	}
	if err := finite(env, op, a); err != nil {
		return array.Array[T]{}, err
	}
	out, o := make2[T](s.lead, s.rows, s.cols)
	err = each(env, s.count(), 20*cube(s.rows), func(env nd.Env, i int) error {
		st := matfun.MatrixPower(env, o.at(i), s.at(i), n)
		if st == matfun.Singular {
			return &SingularError{op, zeroPivot(env, s.at(i)), index(s.lead, i)}
		}
		return statusError(op, st, o.at(i), index(s.lead, i))
	})
	return out, err
}

// zeroPivot returns the pivot of a that is zero.
func zeroPivot[T Scalar](env nd.Env, a blas.Mat[T]) int {
	return max(lapack.Getrf(env, a.Clone(env), make([]int, a.Rows)), 0)
}

// FractionalMatrixPower returns aᵖ = exp(p·log a) with the principal logarithm,
// for any real p; see [Logm] for the matrices that have none. The Schur-Padé
// algorithm (N. Higham and L. Lin, SIAM J. Matrix Anal. Appl. 32, 2011, and 34,
// 2013). SciPy: linalg.fractional_matrix_power.
func FractionalMatrixPower[T Scalar](a array.Array[T], p float64) (array.Array[T], error) {
	return fractionalPower(eager(), a, p)
}

func fractionalPower[T Scalar](env nd.Env, a array.Array[T], p float64) (array.Array[T], error) {
	const op = "fractional_matrix_power"
	if p-p != 0 {
		return array.Array[T]{}, valueError(op, "power %g is not finite", p)
	}
	return matrixFunction(env, op, a, 60, func(env blas.Env, dst, a blas.Mat[T]) matfun.Status {
		return matfun.FractionalMatrixPower(env, dst, a, p)
	})
}

// Cosm returns the cosines of matrices. SciPy: linalg.cosm.
func Cosm[T Scalar](a array.Array[T]) (array.Array[T], error) {
	return cosm(eager(), a)
}

func cosm[T Scalar](env nd.Env, a array.Array[T]) (array.Array[T], error) {
	return matrixFunction(env, "cosm", a, 60, matfun.Cosm[T])
}

// Sinm returns the sines of matrices. SciPy: linalg.sinm.
func Sinm[T Scalar](a array.Array[T]) (array.Array[T], error) {
	return sinm(eager(), a)
}

func sinm[T Scalar](env nd.Env, a array.Array[T]) (array.Array[T], error) {
	return matrixFunction(env, "sinm", a, 60, matfun.Sinm[T])
}

// Tanm returns the tangents of matrices; a pole is a [*NoSolutionError]. SciPy:
// linalg.tanm.
func Tanm[T Scalar](a array.Array[T]) (array.Array[T], error) {
	return tanm(eager(), a)
}

func tanm[T Scalar](env nd.Env, a array.Array[T]) (array.Array[T], error) {
	return matrixFunction(env, "tanm", a, 60, matfun.Tanm[T])
}

// Coshm returns the hyperbolic cosines of matrices. SciPy: linalg.coshm.
func Coshm[T Scalar](a array.Array[T]) (array.Array[T], error) {
	return coshm(eager(), a)
}

func coshm[T Scalar](env nd.Env, a array.Array[T]) (array.Array[T], error) {
	return matrixFunction(env, "coshm", a, 60, matfun.Coshm[T])
}

// Sinhm returns the hyperbolic sines of matrices. SciPy: linalg.sinhm.
func Sinhm[T Scalar](a array.Array[T]) (array.Array[T], error) {
	return sinhm(eager(), a)
}

func sinhm[T Scalar](env nd.Env, a array.Array[T]) (array.Array[T], error) {
	return matrixFunction(env, "sinhm", a, 60, matfun.Sinhm[T])
}

// Tanhm returns the hyperbolic tangents of matrices; a pole is a
// [*NoSolutionError]. SciPy: linalg.tanhm.
func Tanhm[T Scalar](a array.Array[T]) (array.Array[T], error) {
	return tanhm(eager(), a)
}

func tanhm[T Scalar](env nd.Env, a array.Array[T]) (array.Array[T], error) {
	return matrixFunction(env, "tanhm", a, 60, matfun.Tanhm[T])
}

// Signm returns the sign functions of matrices: eigenvalues become 1 or -1 as
// they lie right or left of the imaginary axis. One on the axis is a
// [*ConvergenceError], a singular matrix a [*NoSolutionError]. Newton's method
// (N. Higham, "Functions of Matrices", 2008, chapter 5). SciPy: linalg.signm.
func Signm[T Scalar](a array.Array[T]) (array.Array[T], error) {
	return signm(eager(), a)
}

func signm[T Scalar](env nd.Env, a array.Array[T]) (array.Array[T], error) {
	return matrixFunction(env, "signm", a, 60, matfun.Signm[T])
}
