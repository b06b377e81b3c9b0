package gonumblas

import (
	"math"

	gonum "gonum.org/v1/gonum/blas"
	gonumlapack "gonum.org/v1/gonum/lapack"

	"github.com/scicore-go/scicore/internal/lapack"
)

// Dgecon estimates the reciprocal condition number of A from the factors of
// [LAPACK.Dgetrf]. Either norm is that of a matrix whose rows were exchanged,
// so the exchanges need not be known.
func (impl LAPACK) Dgecon(norm gonumlapack.MatrixNorm, n int, a []float64, lda int, anorm float64, work []float64, iwork []int) float64 {
	av, sound := general(a, n, n, lda)
	if n < leastRcond || !sound || !positive(anorm) || len(work) < 4*n || len(iwork) < n {
		return impl.Implementation.Dgecon(norm, n, a, lda, anorm, work, iwork)
	}
	switch norm {
	case gonumlapack.MaxColumnSum:
		return lapack.Gecon(env(), av, nil, anorm)
	case gonumlapack.MaxRowSum:
		return lapack.GeconInf(env(), av, nil, anorm)
	}
	return impl.Implementation.Dgecon(norm, n, a, lda, anorm, work, iwork)
}

// Dpocon estimates the reciprocal condition number of A from the factor of
// [LAPACK.Dpotrf].
func (impl LAPACK) Dpocon(ul gonum.Uplo, n int, a []float64, lda int, anorm float64, work []float64, iwork []int) float64 {
	uplo, av, sound := triangle(ul, a, n, lda)
	if n < leastRcond || !sound || !positive(anorm) || len(work) < 3*n || len(iwork) < n {
		return impl.Implementation.Dpocon(ul, n, a, lda, anorm, work, iwork)
	}
	return lapack.Pocon(env(), uplo, av, anorm)
}

// Dtrcon estimates the reciprocal condition number of a triangular A.
func (impl LAPACK) Dtrcon(norm gonumlapack.MatrixNorm, ul gonum.Uplo, d gonum.Diag, n int, a []float64, lda int, work []float64, iwork []int) float64 {
	uplo, diag, av, sound := triangular(ul, gonum.NoTrans, d, a, n, lda)
	if n < leastRcond || !sound || len(work) < 3*n || len(iwork) < n {
		return impl.Implementation.Dtrcon(norm, ul, d, n, a, lda, work, iwork)
	}
	switch norm {
	case gonumlapack.MaxColumnSum:
		return lapack.Trcon(env(), uplo, diag, av)
	case gonumlapack.MaxRowSum: // the 1-norm of the transpose
		return lapack.Trcon(env(), uplo.T(), diag, av.T())
	}
	return impl.Implementation.Dtrcon(norm, ul, d, n, a, lda, work, iwork)
}

func positive(norm float64) bool { return norm > 0 && !math.IsInf(norm, 1) }
