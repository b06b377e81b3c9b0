// Package blas is dense linear algebra below the decompositions: the vector,
// matrix-vector and matrix-matrix operations of BLAS over float32, float64,
// complex64 and complex128, on the kernels of this module and the workers of a
// pool.
//
// # Views instead of flags
//
// BLAS says with flags how an operand is to be read: transposed, conjugated,
// on the left or on the right. Here a [Mat] has two strides and a Conj mark,
// so all of that is a view: a.T(), a.H(). Transposing costs nothing, and
// row-major and column-major matrices are equally at home. What remains of the
// flags is [Uplo], the triangle that is stored, and [Diag]; both speak of the
// view that is passed, so the transposed view of an upper triangle is a lower
// one. An operation from the right is the one from the left on transposed
// views:
//
//	X·A = B  ⇔  Aᵀ·Xᵀ = Bᵀ:  Trsm(env, uplo.T(), diag, alpha, a.T(), b.T())
//
// # The bits
//
// Results depend neither on the kernel tier nor on the number of workers. Work
// is cut by sizes alone, sums run in one fixed order.
//
// Functions write nothing but their result, do not check finiteness, and panic
// on shapes that do not fit: callers inside this module have checked them. When
// env.Done is closed they may return early with a result half done; see
// [Stopped].
package blas
