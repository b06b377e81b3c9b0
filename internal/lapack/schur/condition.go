package schur

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// Trsna computes reciprocal condition numbers for every eigenvalue of a complex
// Schur form: in s the cosine of the angle between its left and its right
// eigenvector, in sep an estimate of the least singular value of T₂₂ - λ·I, where
// T₂₂ is what is left of the matrix when the eigenvalue stands first. Numbers
// below the range are zero. t is not changed. LAPACK: ?trsna.
//
// With (λ r; 0 T₂₂) the left eigenvector is (1, y), (T₂₂ - λ·I)ᴴ·y = -rᴴ, so that
// one triangle gives both.
func Trsna(env blas.Env, t blas.Mat[complex128], s, sep []float64) {
	n := t.Rows
	if t.Cols != n || len(s) != n || len(sep) != n {
		panic("schur: trsna: shapes do not fit")
	}
	least := max(2*blas.Eps[float64]()*lapack.MaxAbs(t), blas.SafeMin[float64]())
	env.Pool.For(env.Done, n, func(j int) {
		one := blas.Env{Tier: env.Tier, Done: env.Done}
		m := t.Clone(one)
		for k := j; k > 0; k-- {
			swapComplex(one, m, blas.Mat[complex128]{}, k-1)
		}
		s[j], sep[j] = firstCondition(one, m, least)
	})
}

// firstCondition is Trsna for the first eigenvalue. Of t, which is destroyed,
// pivots T₂₂ - λ·I are kept from zero.
func firstCondition(env blas.Env, t blas.Mat[complex128], least float64) (s, sep float64) {
	n := t.Rows - 1
	if n == 0 {
		return 1, math.Max(absc(t.At(0, 0)), least)
	}
	rest, first := t.Window(1, 1, n, n), t.At(0, 0)
	for i := range n {
		d := rest.At(i, i) - first
		if absc(d) < least {
			d = complex(least, 0)
		}
		rest.Set(i, i, d)
	}
	y := t.Window(0, 1, 1, n).H().Clone(env)
	blas.Trsm(env, blas.Lower, blas.NonUnit, -1, rest.H(), y)
	s = 1 / blas.Hypot(1, blas.Nrm2(env, y.Col(0)))
	inverse := lapack.EstimateNorm1(n, func(x blas.Mat[complex128], adjoint bool) blas.Mat[complex128] {
		if adjoint {
			blas.Trsm(env, blas.Lower, blas.NonUnit, 1, rest.H(), x)
		} else {
			blas.Trsm(env, blas.Upper, blas.NonUnit, 1, rest, x)
		}
		return x
	})
	return zeroIfNaN(s), zeroIfNaN(1 / inverse)
}

// zeroIfNaN answers for solutions that overflowed.
func zeroIfNaN(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return x
}
