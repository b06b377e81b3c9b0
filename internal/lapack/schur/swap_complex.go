package schur

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// swapComplex exchanges the diagonal elements k and k+1 of a triangular
// matrix. LAPACK: ztrexc.
func swapComplex[T blas.Complex](env blas.Env, t, z blas.Mat[T], k int) {
	a, d := t.At(k, k), t.At(k+1, k+1)
	cs, sn := givensc(complex128(t.At(k, k+1)), complex128(d)-complex128(a))
	if k+2 < t.Cols {
		blas.Rot(env, t.Row(k).From(k+2, t.Cols), t.Row(k+1).From(k+2, t.Cols), cs, T(sn))
	}
	blas.Rot(env, t.Col(k).From(0, k), t.Col(k+1).From(0, k), cs, T(conj(sn)))
	t.Set(k, k, d)
	t.Set(k+1, k+1, a)
	if !z.Empty() {
		blas.Rot(env, z.Col(k), z.Col(k+1), cs, T(conj(sn)))
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
