package gonumblas

import (
	gonum "gonum.org/v1/gonum/blas"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// workspace reports whether work and lwork are what gonum asks for at least.
// The routines here take their memory themselves; a query of the size
// (lwork = -1) is gonum's to answer.
func workspace(work []float64, lwork, least int) bool {
	return lwork >= max(1, least) && len(work) >= lwork
}

// Dgetrf factors A = P·L·U with partial pivoting.
func (impl LAPACK) Dgetrf(m, n int, a []float64, lda int, ipiv []int) (ok bool) {
	av, sound := general(a, m, n, lda)
	if !sound || len(ipiv) != min(m, n) || len(ipiv) < leastLU {
		return impl.Implementation.Dgetrf(m, n, a, lda, ipiv)
	}
	return lapack.Getrf(env(), av, ipiv) < 0
}

// Dgetrs solves op(A)·X = B from the factors of [LAPACK.Dgetrf].
func (impl LAPACK) Dgetrs(trans gonum.Transpose, n, nrhs int, a []float64, lda int, ipiv []int, b []float64, ldb int) {
	av, okA := general(a, n, n, lda)
	bv, okB := general(b, n, nrhs, ldb)
	switch {
	case n < leastSolve || !okA || !okB || len(ipiv) != n || !pivots(ipiv):
		impl.Implementation.Dgetrs(trans, n, nrhs, a, lda, ipiv, b, ldb)
	case trans == gonum.NoTrans:
		lapack.Getrs(env(), av, ipiv, bv)
	case trans == gonum.Trans || trans == gonum.ConjTrans:
		lapack.GetrsT(env(), av, ipiv, bv)
	default:
		impl.Implementation.Dgetrs(trans, n, nrhs, a, lda, ipiv, b, ldb)
	}
}

// pivots reports whether all row exchanges stay inside the matrix.
func pivots(ipiv []int) bool {
	for _, p := range ipiv {
		if uint(p) >= uint(len(ipiv)) {
			return false
		}
	}
	return true
}

// Dgetri computes A⁻¹ from the factors of [LAPACK.Dgetrf].
func (impl LAPACK) Dgetri(n int, a []float64, lda int, ipiv []int, work []float64, lwork int) (ok bool) {
	av, sound := general(a, n, n, lda)
	if n < leastInverse || !sound || len(ipiv) != n || !pivots(ipiv) || !workspace(work, lwork, n) {
		return impl.Implementation.Dgetri(n, a, lda, ipiv, work, lwork)
	}
	work[0] = float64(n)
	return lapack.Getri(env(), av, ipiv) < 0
}

// Dpotrf factors a positive definite A = Uᵀ·U or L·Lᵀ.
func (impl LAPACK) Dpotrf(ul gonum.Uplo, n int, a []float64, lda int) (ok bool) {
	uplo, av, sound := triangle(ul, a, n, lda)
	if !sound || n < leastCholesky {
		return impl.Implementation.Dpotrf(ul, n, a, lda)
	}
	return lapack.Potrf(env(), uplo, av) == 0
}

// Dpotrs solves A·X = B from the factor of [LAPACK.Dpotrf].
func (impl LAPACK) Dpotrs(ul gonum.Uplo, n, nrhs int, a []float64, lda int, b []float64, ldb int) {
	uplo, av, okA := triangle(ul, a, n, lda)
	bv, okB := general(b, n, nrhs, ldb)
	if !okA || !okB || n < leastSolve {
		impl.Implementation.Dpotrs(ul, n, nrhs, a, lda, b, ldb)
		return
	}
	lapack.Potrs(env(), uplo, av, bv)
}

// Dpotri computes a triangle of A⁻¹ from the factor of [LAPACK.Dpotrf].
func (impl LAPACK) Dpotri(ul gonum.Uplo, n int, a []float64, lda int) (ok bool) {
	uplo, av, sound := triangle(ul, a, n, lda)
	if !sound || n < leastInverse {
		return impl.Implementation.Dpotri(ul, n, a, lda)
	}
	return lapack.Potri(env(), uplo, av) < 0
}

// Dtrtri inverts a triangular A.
func (impl LAPACK) Dtrtri(ul gonum.Uplo, d gonum.Diag, n int, a []float64, lda int) (ok bool) {
	uplo, diag, av, sound := triangular(ul, gonum.NoTrans, d, a, n, lda)
	if !sound || n < leastInverse {
		return impl.Implementation.Dtrtri(ul, d, n, a, lda)
	}
	return lapack.Trtri(env(), uplo, diag, av) < 0
}

// Dgeqrf factors A = Q·R.
func (impl LAPACK) Dgeqrf(m, n int, a []float64, lda int, tau, work []float64, lwork int) {
	av, ok := general(a, m, n, lda)
	if !ok || min(m, n) < leastQR || len(tau) != min(m, n) || !workspace(work, lwork, n) {
		impl.Implementation.Dgeqrf(m, n, a, lda, tau, work, lwork)
		return
	}
	lapack.Geqrf(env(), av, tau)
	work[0] = float64(n)
}

// Dgelqf factors A = L·Q.
func (impl LAPACK) Dgelqf(m, n int, a []float64, lda int, tau, work []float64, lwork int) {
	av, ok := general(a, m, n, lda)
	if !ok || min(m, n) < leastQR || len(tau) < min(m, n) || !workspace(work, lwork, m) {
		impl.Implementation.Dgelqf(m, n, a, lda, tau, work, lwork)
		return
	}
	lapack.Geqrf(env(), av.T(), tau[:min(m, n)])
	work[0] = float64(m)
}

// Dgeqp3 factors A·P = Q·R with column pivoting. Where jpvt holds columns in
// front, gonum's routine does it.
func (impl LAPACK) Dgeqp3(m, n int, a []float64, lda int, jpvt []int, tau, work []float64, lwork int) {
	av, ok := general(a, m, n, lda)
	if !ok || min(m, n) < leastPivoted || len(jpvt) != n || len(tau) < min(m, n) || !workspace(work, lwork, 3*n+1) || anyFixed(jpvt) {
		impl.Implementation.Dgeqp3(m, n, a, lda, jpvt, tau, work, lwork)
		return
	}
	lapack.Geqp3(env(), av, jpvt, tau[:min(m, n)])
	work[0] = float64(3*n + 1)
}

func anyFixed(jpvt []int) bool {
	for _, p := range jpvt {
		if p != -1 {
			return true
		}
	}
	return false
}

// Dorgqr makes the first n columns of the Q of [LAPACK.Dgeqrf].
func (impl LAPACK) Dorgqr(m, n, k int, a []float64, lda int, tau, work []float64, lwork int) {
	av, ok := general(a, m, n, lda)
	if !ok || k < 0 || k > n || n > m || len(tau) != k || !workspace(work, lwork, n) {
		impl.Implementation.Dorgqr(m, n, k, a, lda, tau, work, lwork)
		return
	}
	lapack.Orgqr(env(), av, tau)
	work[0] = float64(n)
}

// Dorglq makes the first m rows of the Q of [LAPACK.Dgelqf].
func (impl LAPACK) Dorglq(m, n, k int, a []float64, lda int, tau, work []float64, lwork int) {
	av, ok := general(a, m, n, lda)
	if !ok || k < 0 || k > m || m > n || len(tau) < k || !workspace(work, lwork, m) {
		impl.Implementation.Dorglq(m, n, k, a, lda, tau, work, lwork)
		return
	}
	lapack.Orgqr(env(), av.T(), tau[:k])
	work[0] = float64(m)
}

// Dormqr multiplies C by the Q of [LAPACK.Dgeqrf] or its transpose.
func (impl LAPACK) Dormqr(side gonum.Side, trans gonum.Transpose, m, n, k int, a []float64, lda int, tau, c []float64, ldc int, work []float64, lwork int) {
	order, okSide := sided(side, m, n)
	v, okV := general(a, order, k, lda)
	cv, okC := general(c, m, n, ldc)
	if !okSide || !okV || !okC || k < leastApplyQ || k > order || len(tau) != k || !orthogonalOp(trans) || !workspace(work, lwork, m+n-order) {
		impl.Implementation.Dormqr(side, trans, m, n, k, a, lda, tau, c, ldc, work, lwork)
		return
	}
	ormqr(side, trans == gonum.Trans, v, tau, cv)
	work[0] = float64(m + n - order)
}

// Dormlq multiplies C by the Q of [LAPACK.Dgelqf] or its transpose.
func (impl LAPACK) Dormlq(side gonum.Side, trans gonum.Transpose, m, n, k int, a []float64, lda int, tau, c []float64, ldc int, work []float64, lwork int) {
	order, okSide := sided(side, m, n)
	v, okV := general(a, k, order, lda)
	cv, okC := general(c, m, n, ldc)
	if !okSide || !okV || !okC || k < leastApplyQ || k > order || len(tau) < k || !orthogonalOp(trans) || !workspace(work, lwork, m+n-order) {
		impl.Implementation.Dormlq(side, trans, m, n, k, a, lda, tau, c, ldc, work, lwork)
		return
	}
	// The rows of Q are the columns of the Q of Aᵀ.
	ormqr(side, trans == gonum.NoTrans, v.T(), tau[:k], cv)
	work[0] = float64(m + n - order)
}

func orthogonalOp(t gonum.Transpose) bool { return t == gonum.NoTrans || t == gonum.Trans }

// ormqr computes C = op(Q)·C or C·op(Q).
func ormqr(side gonum.Side, transposed bool, v blas.Mat[float64], tau []float64, c blas.Mat[float64]) {
	if side == gonum.Left {
		lapack.Ormqr(env(), transposed, v, tau, c)
		return
	}
	lapack.Ormqr(env(), !transposed, v, tau, c.T()) // C·Q = (Qᵀ·Cᵀ)ᵀ
}
