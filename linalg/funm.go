package linalg

import (
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/lapack/matfun"
	"github.com/scicore-go/scicore/internal/nd"
)

// FunmResult is a function of matrices and how good it is.
type FunmResult[T Scalar] struct {
	F array.Array[T]
	// Error estimates, for each matrix, the relative error in the Frobenius norm
	// that the recurrence has added to what the condition of f at the matrix
	// allows. Near one no digit is left.
	Error array.Array[float64]
}

// Funm returns f of square matrices for any function that is analytic around
// their eigenvalues. f(z, k) is the k-th derivative at z, f(z, 0) the function
// itself; where all eigenvalues are at least 0.1 apart no derivative is asked
// for. Calls may come from several goroutines at once.
//
// Where there is a function of its own ([Expm], [Logm], [Sqrtm], [Cosm], …) it is
// better: the recurrence between blocks of eigenvalues is not stable for
// matrices far from normal, as Error tells. A real matrix must have a real
// result, and f be defined at its eigenvalues: else a [*NoSolutionError]. If
// eigenvalues that are close together lie so near a singularity of f that 250
// terms of Taylor's series do not reach them, it is a [*ConvergenceError].
//
// The Schur-Parlett algorithm with reordering and blocks (P. Davies and N.
// Higham, "A Schur-Parlett Algorithm for Computing Matrix Functions", SIAM J.
// Matrix Anal. Appl. 25, 2003). A function cannot be written down, so this is no
// operation of graphs; put your own there with graph.Define. SciPy: linalg.funm,
// which has no blocks and needs no derivatives.
func Funm[T Scalar](a array.Array[T], f func(z complex128, derivative int) complex128) (FunmResult[T], error) {
	return funm(eager(), a, f)
}

func funm[T Scalar](env nd.Env, a array.Array[T], f matfun.Function) (r FunmResult[T], err error) {
	const op = "funm"
	if f == nil {
		return r, valueError(op, "there is no function")
	}
	s, err := squares(op, a)
	if err != nil {
		return r, err
	}
	if err := finite(env, op, a); err != nil {
		return r, err
	}
	var xs stack[T]
	var estimate func(int) []float64
	r.F, xs = make2[T](s.lead, s.rows, s.cols)
	r.Error, estimate = values[float64](s.lead, -1)
	err = each(env, s.count(), 100*cube(s.rows), func(env nd.Env, i int) error {
		e, st := matfun.Funm(env, xs.at(i), s.at(i), f)
		estimate(i)[0] = e
		if st == matfun.NotFinite {
			return &NoSolutionError{op, "the function or a derivative is not finite at the eigenvalues", index(s.lead, i)}
		}
		return statusError(op, st, xs.at(i), index(s.lead, i))
	})
	return r, err
}
