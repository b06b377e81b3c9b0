package matfun

import (
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// SubspaceCond returns reciprocal condition numbers of the first k eigenvalues
// of a Schur form as a cluster: s of their mean, 1/sqrt(1+‖R‖²) for the R that
// separates the cluster from the rest, T₁₁·R - R·T₂₂ = T₁₂, and sep, an estimate of
// the separation of the two, which is the reciprocal of what the invariant
// subspace moves by. The cluster must not end within a 2 by 2 block. With
// nothing on one side both are those of a perfectly separated matrix: 1 and its
// norm. LAPACK: ?trsen.
func SubspaceCond[T blas.Scalar](env Env, t Mat[T], k int) (s, sep float64) {
	if blas.IsComplex[T]() {
		return subspaceCond(env, widen[complex128](env, t), k)
	}
	return subspaceCond(env, widen[float64](env, t), k)
}

func subspaceCond[W wide](env Env, t Mat[W], k int) (s, sep float64) {
	n := t.Rows
	if k == 0 || k == n {
		return 1, lapack.Norm1(t)
	}
	a, b := t.Window(0, 0, k, k).Clone(env), t.Window(k, k, n-k, n-k).Clone(env)
	solver := newTriangularSolver(env, sylvester, -1, blas.Upper, a, blas.Upper, b)
	r := t.Window(0, k, k, n-k).Clone(env)
	scale := solver.solve(a, b, r)
	// ‖r‖ = scale·‖R‖, and s = scale/√(scale²+‖r‖²) does not overflow.
	s = quotient(scale, blas.Hypot(scale, lapack.NormFro(env, r)))
	return s, solver.rcond() * (lapack.Norm1(a) + lapack.NormInf(b))
}
