package schur

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// swapComplex exchanges the diagonal elements k and k+1 of a triangular
// matrix. LAPACK: ztrexc.
func swapComplex[T blas.Complex](env blas.Env, t, z blas.Mat[T], k int) {
	a, d := t.At(k, k), t.At(k+1, k+1)
	// (t₀₁, d - a) is the eigenvector of d: it becomes the first unit vector.
	r, _ := makeBump2(complex128(t.At(k, k+1)), complex128(d)-complex128(a))
	rows2c(env.Tier, r, t, k, k, t.Cols)
	cols2c(env.Tier, r, t, k, 0, k+2)
	t.Set(k, k, d)
	t.Set(k+1, k, 0)
	t.Set(k+1, k+1, a)
	if !z.Empty() {
		cols2c(env.Tier, r, z, k, 0, z.Rows)
	}
}

// givensc returns the rotation (cs sn; -conj(sn) cs) that takes (f, g) to
// (r, 0).
func givensc(f, g complex128) (cs float64, sn complex128) {
	if g == 0 {
		return 1, 0
	}
	_, e := math.Frexp(max(abs1(f), abs1(g)))
	shrink := func(x complex128) complex128 { return complex(math.Ldexp(real(x), -e), math.Ldexp(imag(x), -e)) }
	f, g = shrink(f), shrink(g)
	af := absc(f)
	if af == 0 {
		return 0, scaled(1/absc(g), conj(g))
	}
	r := math.Sqrt(square(f) + square(g))
	return af / r, mul(scaled(1/af, f), scaled(1/r, conj(g)))
}
