package gonumblas

import (
	gonum "gonum.org/v1/gonum/blas"
	gonumlapack "gonum.org/v1/gonum/lapack"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/schur"
	"github.com/scicore-go/scicore/internal/lapack/symeig"
)

// Dsyev computes the eigenvalues of a symmetric A, ascending in w, and in
// place of A its eigenvectors, if jobz asks for them.
func (impl LAPACK) Dsyev(jobz gonumlapack.EVJob, ul gonum.Uplo, n int, a []float64, lda int, w, work []float64, lwork int) (ok bool) {
	uplo, av, sound := triangle(ul, a, n, lda)
	vectors := jobz == gonumlapack.EVCompute
	few := vectors && n < leastVectors // for values alone, gonum's Dsterf panics where they are tiny
	if few || !sound || len(w) < n || !vectors && jobz != gonumlapack.EVNone || !workspace(work, lwork, 3*n-1) {
		return impl.Implementation.Dsyev(jobz, ul, n, a, lda, w, work, lwork)
	}
	if !vectors { // gonum leaves the other triangle alone
		c := blas.Scratch[float64](n, n)
		blas.CopyTriangle(uplo, c, av)
		av = c
	}
	work[0] = float64(3*n - 1)
	return symeig.Syevd(env(), vectors, uplo, av, w[:n]) == 0
}

// Dgeev computes the eigenvalues of A and its left and right eigenvectors, if
// jobvl and jobvr ask for them.
func (impl LAPACK) Dgeev(jobvl gonumlapack.LeftEVJob, jobvr gonumlapack.RightEVJob, n int, a []float64, lda int, wr, wi []float64, vl []float64, ldvl int, vr []float64, ldvr int, work []float64, lwork int) (first int) {
	wantLeft, wantRight := jobvl == gonumlapack.LeftEVCompute, jobvr == gonumlapack.RightEVCompute
	least := 3 * n
	if wantLeft || wantRight {
		least = 4 * n
	}
	av, okA := general(a, n, n, lda)
	left, okL := eigenvectors(wantLeft, vl, n, ldvl)
	right, okR := eigenvectors(wantRight, vr, n, ldvr)
	jobs := (wantLeft || jobvl == gonumlapack.LeftEVNone) && (wantRight || jobvr == gonumlapack.RightEVNone)
	if n < leastValues || !okA || !okL || !okR || !jobs || len(wr) != n || len(wi) != n || !workspace(work, lwork, least) {
		return impl.Implementation.Dgeev(jobvl, jobvr, n, a, lda, wr, wi, vl, ldvl, vr, ldvr, work, lwork)
	}
	w := make([]complex128, n)
	l, r, failed := schur.Geev(env(), av, w, wantLeft, wantRight)
	for i, z := range w {
		wr[i], wi[i] = real(z), imag(z)
	}
	if failed == 0 && wantLeft {
		blas.Copy(env(), left, l)
	}
	if failed == 0 && wantRight {
		blas.Copy(env(), right, r)
	}
	work[0] = float64(least)
	return failed
}

// eigenvectors is where the eigenvectors of one side go, if they are wanted.
func eigenvectors(want bool, v []float64, n, ld int) (blas.Mat[float64], bool) {
	if !want {
		return blas.Mat[float64]{}, ld >= 1
	}
	return general(v, n, n, ld)
}
