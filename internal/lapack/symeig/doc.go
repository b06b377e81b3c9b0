// Package symeig solves symmetric and Hermitian eigenproblems: real
// eigenvalues, orthonormal eigenvectors, over float32, float64, complex64 and
// complex128.
//
// A dense matrix is first brought to tridiagonal form by reflectors ([Sytrd]),
// whose eigenproblem is solved by divide and conquer ([Stedc]), and the vectors
// are carried back ([Ormtr]). Values alone come from the square-root-free QL
// iteration ([Sterf]). [Syevd], [Sygvd], [Stevr] and, for bands, [Sbevr] are the
// drivers.
//
// # Precision
//
// The tridiagonal matrix, its eigenvalues and everything about the secular
// equation are float64 whatever the element type; only the matrices of
// eigenvectors, where the time goes, are of the element's real type. A float32
// problem so runs at the speed of float32 products and loses digits in the
// reduction and the products alone.
//
// # The triangle
//
// Exactly one triangle of a matrix is read. Routines work on the lower triangle
// of column-major views, and on an upper one as the lower triangle of the
// transposed view, which is that of the conjugate matrix: eigenvalues are the
// same, eigenvectors are conjugated.
package symeig
