package matfun

import (
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// solve overwrites b with a⁻¹·b and a with its factors. It reports false, with
// b as it was, if a is exactly singular or has no finite factors.
func solve[W wide](env Env, a, b Mat[W]) bool {
	piv := make([]int, a.Rows)
	if lapack.Getrf(env, a, piv) >= 0 || !finiteDiagonal(a) {
		return false
	}
	lapack.Getrs(env, a, piv, b)
	return true
}

func finiteDiagonal[W wide](a Mat[W]) bool {
	for i := range a.Rows {
		if !blas.Finite(a.At(i, i)) {
			return false
		}
	}
	return true
}

// solveRight returns b·a⁻¹ and an estimate of the reciprocal condition of a,
// which is overwritten; the condition is 0, and b returned, if a is singular.
func solveRight[W wide](env Env, b, a Mat[W]) (Mat[W], float64) {
	norm, piv := lapack.Norm1(a), make([]int, a.Rows)
	if lapack.Getrf(env, a, piv) >= 0 || !finiteDiagonal(a) {
		return b, 0
	}
	x := b.Clone(env)
	lapack.GetrsT(env, a, piv, x.T())
	inv := lapack.EstimateNorm1(a.Rows, func(x Mat[W], adjoint bool) Mat[W] {
		if adjoint {
			lapack.GetrsH(env, a, piv, x)
		} else {
			lapack.Getrs(env, a, piv, x)
		}
		return x
	})
	if a.Rows == 0 {
		return x, 1
	}
	if rc := 1 / inv / norm; rc > 0 {
		return x, rc
	}
	return b, 0
}
