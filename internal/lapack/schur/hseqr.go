package schur

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// Hseqr computes the eigenvalues w of an upper Hessenberg matrix H and, if
// full, its Schur form T, which replaces it; z, if it is not empty, is
// multiplied from the right by the unitary Z with H = Z·T·Zᴴ. Outside rows and
// columns lo to hi H must be triangular. What lies below the subdiagonal is
// set to zero.
//
// It returns how many eigenvalues were not found: w[result:] and w[:lo] are
// eigenvalues. LAPACK: ?hseqr.
func Hseqr[T blas.Scalar](env blas.Env, full bool, lo, hi int, h, z blas.Mat[T], w []complex128) int {
	n := h.Rows
	if n != h.Cols || len(w) != n || !z.Empty() && z.Cols != n {
		panic("schur: hseqr: shapes do not fit")
	}
	if n == 0 {
		return 0
	}
	clearBelow(h)
	if m := lapack.MaxAbs(h); math.IsNaN(m) || math.IsInf(m, 0) {
		nan := math.NaN()
		for i := range w {
			w[i] = complex(nan, nan)
		}
		return n
	}
	readDiagonal(h, w, 0, lo)
	readDiagonal(h, w, hi, n)
	return hseqr(env, full, lo, hi, h, z, w)
}

// hseqr is [Hseqr] for a finite matrix that is zero below the subdiagonal.
func hseqr[T blas.Scalar](env blas.Env, full bool, lo, hi int, h, z blas.Mat[T], w []complex128) int {
	switch h := any(h).(type) {
	case blas.Mat[float64]:
		return hseqrReal(env, full, lo, hi, h, any(z).(blas.Mat[float64]), w)
	case blas.Mat[float32]:
		return hseqrReal(env, full, lo, hi, h, any(z).(blas.Mat[float32]), w)
	case blas.Mat[complex128]:
		return hseqrComplex(env, full, lo, hi, h, any(z).(blas.Mat[complex128]), w)
	case blas.Mat[complex64]:
		return hseqrComplex(env, full, lo, hi, h, any(z).(blas.Mat[complex64]), w)
	}
	panic("schur: unreachable element type")
}

func hseqrReal[T blas.Real](env blas.Env, full bool, lo, hi int, h, z blas.Mat[T], w []complex128) int {
	if hi-lo <= smallOrder {
		return lahqrReal(env, full, lo, hi, h, z, w)
	}
	m := multishift[T]{h: h, z: z, lo: lo, hi: hi, full: full, w: w}
	m.sweep = func(env blas.Env, ktop, kbot int, shifts []complex128) {
		c := chain[T]{h: h, z: z, full: full, ulp: m.ulp, tiny: m.tiny, ktop: ktop, kbot: kbot, shifts: shifts, products: &m.products}
		c.run(env)
	}
	return m.run(env)
}

func hseqrComplex[T blas.Complex](env blas.Env, full bool, lo, hi int, h, z blas.Mat[T], w []complex128) int {
	if hi-lo <= smallOrder {
		return lahqrComplex(env, full, lo, hi, h, z, w)
	}
	m := multishift[T]{h: h, z: z, lo: lo, hi: hi, full: full, w: w}
	m.sweep = func(env blas.Env, ktop, kbot int, shifts []complex128) {
		c := chainc[T]{h: h, z: z, full: full, ulp: m.ulp, tiny: m.tiny, ktop: ktop, kbot: kbot, shifts: shifts, products: &m.products}
		c.run(env)
	}
	return m.run(env)
}

func readDiagonal[T blas.Scalar](h blas.Mat[T], w []complex128, lo, hi int) {
	for i := lo; i < hi; i++ {
		w[i] = blas.Complex128(h.At(i, i))
	}
}
