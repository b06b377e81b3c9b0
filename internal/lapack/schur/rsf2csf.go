package schur

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// Rsf2csf turns a real Schur form A = Z·T·Zᵀ into a complex one: both results
// are new, the second is empty if z is. Eigenvalues keep their places.
func Rsf2csf[C blas.Complex, T blas.Real](env blas.Env, t, z blas.Mat[T]) (tc, zc blas.Mat[C]) {
	tc, zc = toComplex[C](t), toComplex[C](z)
	for k := 0; k+1 < t.Rows; k++ {
		sub := float64(t.At(k+1, k))
		if sub == 0 {
			continue
		}
		// The eigenvector of a + i·w is (i·w, sub), here times -i.
		w := math.Sqrt(math.Abs(float64(t.At(k, k+1)))) * math.Sqrt(math.Abs(sub))
		cs, sn := givens(w, sub)
		s := C(complex(0, -sn))
		blas.Rot(env, tc.Row(k).From(k, t.Cols), tc.Row(k+1).From(k, t.Cols), cs, -s)
		blas.Rot(env, tc.Col(k).From(0, k+2), tc.Col(k+1).From(0, k+2), cs, s)
		a := complex(float64(t.At(k, k)), w)
		tc.Set(k, k, C(a))
		tc.Set(k+1, k+1, C(conj(a)))
		tc.Set(k+1, k, 0)
		if !zc.Empty() {
			blas.Rot(env, zc.Col(k), zc.Col(k+1), cs, s)
		}
	}
	return tc, zc
}

func toComplex[C blas.Complex, T blas.Real](a blas.Mat[T]) blas.Mat[C] {
	c := blas.NewMat[C](a.Rows, a.Cols)
	for i := range a.Rows {
		for j := range a.Cols {
			c.Set(i, j, C(complex(float64(a.At(i, j)), 0)))
		}
	}
	return c
}
