package schur

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// Ggev computes the eigenvalues alpha[j]/beta[j] of A·v = λ·B·v and, if they
// are wanted, left and right eigenvectors, uᴴ·A = λ·uᴴ·B, as [Tgevc] gives them.
// beta is not negative; zero means an infinite eigenvalue, and alpha zero as
// well that the pencil is singular. Both matrices are overwritten. It returns
// how many eigenvalues were not found; if there are any, there are no vectors.
// LAPACK: ?ggev.
func Ggev[T blas.Scalar](env blas.Env, a, b blas.Mat[T], alpha []complex128, beta []float64, wantLeft, wantRight bool) (left, right blas.Mat[T], failed int) {
	var q, z blas.Mat[T]
	if wantLeft {
		q = blas.NewCols[T](a.Rows, a.Rows)
	}
	if wantRight {
		z = blas.NewCols[T](a.Rows, a.Rows)
	}
	p, failed := reducePair(env, a, b, q, z, alpha, beta)
	if failed == 0 && wantLeft && a.Rows > 0 {
		left = Tgevc(env, true, a, b, q)
	}
	if failed == 0 && wantRight && a.Rows > 0 {
		right = Tgevc(env, false, a, b, z)
	}
	p.scaleOut(alpha, beta)
	return left, right, failed
}

// Gges computes the generalised Schur form A = Q·S·Zᴴ, B = Q·P·Zᴴ as [Hgeqz]
// describes it: S and P replace A and B, the unitary factors are stored in q
// and z unless these are empty. If sel is not nil, the eigenvalues for which it
// is true stand first; selected is how many they are (both of a pair count if
// one is selected). ordered is false if two were too close to be exchanged, or
// if rounding changed the answer of sel. failed counts the eigenvalues that
// were not found: those from failed on are. LAPACK: ?gges.
func Gges[T blas.Scalar](env blas.Env, a, b, q, z blas.Mat[T], alpha []complex128, beta []float64, sel func(alpha complex128, beta float64) bool) (selected int, ordered bool, failed int) {
	x, failed := reducePair(env, a, b, q, z, alpha, beta)
	ordered = failed == 0
	if sel != nil && ordered {
		pick := make([]bool, len(alpha))
		for i := range pick {
			pick[i] = sel(ldexp(alpha[i], x.a), math.Ldexp(beta[i], x.b))
		}
		selected, ordered = Tgsen(env, pick, a, b, q, z, alpha, beta)
	}
	timesTwoTo(env, a, x.a)
	timesTwoTo(env, b, x.b)
	x.scaleOut(alpha, beta)
	if sel != nil && ordered {
		for i, v := range alpha {
			picked := sel(v, beta[i]) || imag(v) != 0 && !blas.IsComplex[T]() && sel(conj(v), beta[i])
			ordered = ordered && picked == (i < selected)
		}
	}
	return selected, ordered, failed
}

// pairScale holds the powers of two that were taken out of a pair.
type pairScale struct{ a, b int }

func (x pairScale) scaleOut(alpha []complex128, beta []float64) {
	for i := range alpha {
		alpha[i], beta[i] = ldexp(alpha[i], x.a), math.Ldexp(beta[i], x.b)
	}
}

// reducePair computes the generalised Schur form of a pair that it scales
// first, by what it returns.
func reducePair[T blas.Scalar](env blas.Env, a, b, q, z blas.Mat[T], alpha []complex128, beta []float64) (x pairScale, failed int) {
	n := checkDriver(a, alpha)
	if b.Rows != n || b.Cols != n || len(beta) != n {
		panic("schur: shapes do not fit")
	}
	if n == 0 {
		return x, 0
	}
	if !allFinite(a) || !allFinite(b) {
		noEigenvalues(alpha, beta)
		return x, n
	}
	x = pairScale{scaleIn(env, a), scaleIn(env, b)}
	tau := make([]T, n)
	lapack.Geqrf(env, b, tau)
	lapack.Ormqr(env, true, b, tau, a)
	if !q.Empty() {
		blas.Copy(env, q, b)
		lapack.Orgqr(env, q, tau)
	}
	if !z.Empty() {
		blas.Fill(z, 0, 1)
	}
	Gghrd(env, 0, n, a, b, q, z)
	return x, Hgeqz(env, 0, n, a, b, q, z, alpha, beta)
}
