package lapack

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// Potrf factors the positive definite Hermitian matrix whose triangle uplo is
// stored, in place: A = L·Lᴴ or A = Uᴴ·U. It returns the order of the first
// leading minor that is not positive, with the factor of the minor before it
// in place, or 0. Imaginary parts of the diagonal are not read. LAPACK:
// ?potrf; halved as in F. Gustavson, IBM J. Res. Dev. 41 (1997).
func Potrf[T blas.Scalar](env blas.Env, uplo blas.Uplo, a blas.Mat[T]) int {
	if a.Rows != a.Cols {
		panic("lapack: potrf: matrix is not square")
	}
	if uplo == blas.Upper {
		a = a.T() // Aᵀ = Uᵀ·(Uᵀ)ᴴ
	}
	return potrf(env, a)
}

// potrfLeaf bounds the order that is factored without products.
const potrfLeaf = 16

func potrf[T blas.Scalar](env blas.Env, a blas.Mat[T]) int {
	n := a.Rows
	if n <= potrfLeaf {
		return potrfSmall(a)
	}
	if blas.Stopped(env) {
		return 0
	}
	h := halfOf(n)
	a11, a21, a22 := a.Window(0, 0, h, h), a.Window(h, 0, n-h, h), a.Window(h, h, n-h, n-h)
	if bad := potrf(env, a11); bad > 0 {
		return bad
	}
	// X·L₁₁ᴴ = A₂₁
	blas.Trsm(env, blas.Lower, blas.NonUnit, 1, conjugate(a11), a21.T())
	blas.Herk(env, blas.Lower, -1, a21, 1, a22)
	if bad := potrf(env, a22); bad > 0 {
		return h + bad
	}
	return 0
}

// potrfSmall factors column by column.
func potrfSmall[T blas.Scalar](a blas.Mat[T]) int {
	n := a.Rows
	for j := range n {
		d := blas.Re(a.At(j, j))
		for k := range j {
			x := a.At(j, k)
			d -= float64(blas.Re(x)*blas.Re(x)) + float64(blas.Im(x)*blas.Im(x))
		}
		if !(d > 0) { // NaN too
			a.Set(j, j, blas.FromReal[T](d))
			return j + 1
		}
		d = math.Sqrt(d)
		a.Set(j, j, blas.FromReal[T](d))
		r := blas.FromReal[T](1 / d)
		for i := j + 1; i < n; i++ {
			s := a.At(i, j)
			for k := range j {
				s -= blas.Mul(a.At(i, k), blas.Conj(a.At(j, k)))
			}
			a.Set(i, j, blas.Mul(s, r))
		}
	}
	return 0
}

// Potrs solves A·X = B from the factor of [Potrf], in place of B. LAPACK:
// ?potrs.
func Potrs[T blas.Scalar](env blas.Env, uplo blas.Uplo, f, b blas.Mat[T]) {
	if uplo == blas.Upper {
		blas.Trsm(env, blas.Lower, blas.NonUnit, 1, f.H(), b)
		blas.Trsm(env, blas.Upper, blas.NonUnit, 1, f, b)
		return
	}
	blas.Trsm(env, blas.Lower, blas.NonUnit, 1, f, b)
	blas.Trsm(env, blas.Upper, blas.NonUnit, 1, f.H(), b)
}

// Potri overwrites the factor of [Potrf] with the triangle uplo of A⁻¹. It
// returns the index of the first zero on the diagonal and changes nothing
// then, or -1. LAPACK: ?potri.
func Potri[T blas.Scalar](env blas.Env, uplo blas.Uplo, f blas.Mat[T]) int {
	if zero := Trtri(env, uplo, blas.NonUnit, f); zero >= 0 {
		return zero
	}
	Lauum(env, uplo, f)
	return -1
}
