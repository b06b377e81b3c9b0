package gonumblas

import (
	gonumlapack "gonum.org/v1/gonum/lapack"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/svd"
)

// Dgesvd computes the singular values of A, descending in s, and the left and
// right singular vectors that jobU and jobVT ask for. It divides and conquers,
// as LAPACK's Dgesdd does.
func (impl LAPACK) Dgesvd(jobU, jobVT gonumlapack.SVDJob, m, n int, a []float64, lda int, s, u []float64, ldu int, vt []float64, ldvt int, work []float64, lwork int) (ok bool) {
	k := min(m, n)
	least := max(3*k+max(m, n), 5*k)
	av, okA := general(a, m, n, lda)
	left, okU := singularVectors(jobU, u, m, countVectors(jobU, m, k), ldu)
	right, okV := singularVectors(jobVT, vt, countVectors(jobVT, n, k), n, ldvt)
	alone := jobU == gonumlapack.SVDNone && jobVT == gonumlapack.SVDNone
	few := k < leastVectors || alone && k < leastValues
	if few || !okA || !okU || !okV || len(s) < k || !workspace(work, lwork, least) {
		return impl.Implementation.Dgesvd(jobU, jobVT, m, n, a, lda, s, u, ldu, vt, ldvt, work, lwork)
	}
	work[0] = float64(least)
	switch {
	case alone:
		return svd.Gesdd(env(), svd.Values, av, s[:k], left, right)
	case left.Cols > k || right.Rows > k:
		return gesdd(svd.Full, av, s[:k], left, right, m, n)
	}
	return gesdd(svd.Economy, av, s[:k], left, right, k, k)
}

// gesdd computes so many left and right vectors, which may be more than the
// caller wants.
func gesdd(job svd.Job, a blas.Mat[float64], s []float64, left, right blas.Mat[float64], lefts, rights int) bool {
	u, v := left, right
	if u.Cols != lefts {
		u = blas.Scratch[float64](a.Rows, lefts)
	}
	if v.Rows != rights {
		v = blas.Scratch[float64](rights, a.Cols)
	}
	ok := svd.Gesdd(env(), job, a, s, u, v)
	if left.Cols > 0 && left.Cols < lefts {
		blas.Copy(env(), left, u.Window(0, 0, left.Rows, left.Cols))
	}
	if right.Rows > 0 && right.Rows < rights {
		blas.Copy(env(), right, v.Window(0, 0, right.Rows, right.Cols))
	}
	return ok
}

// countVectors says how many vectors of the given length a job asks for, k at
// most if not all of them; -1 for a job that is none.
func countVectors(job gonumlapack.SVDJob, length, k int) int {
	switch job {
	case gonumlapack.SVDAll:
		return length
	case gonumlapack.SVDStore:
		return k
	case gonumlapack.SVDNone:
		return 0
	}
	return -1
}

// singularVectors is where vectors go, if any are wanted.
func singularVectors(job gonumlapack.SVDJob, data []float64, rows, cols, ld int) (blas.Mat[float64], bool) {
	if job == gonumlapack.SVDNone {
		return blas.Mat[float64]{}, ld >= 1
	}
	return general(data, rows, cols, ld)
}
