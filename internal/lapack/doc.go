// Package lapack holds the decompositions of dense matrices, over float32,
// float64, complex64 and complex128, on the operations of package blas. Names
// follow LAPACK without the type letter: Getrf, Potrf, Geqrf.
//
// This package itself has what the others stand on (reflectors, norms,
// condition estimates) and the factorisations: LU, Cholesky, LDL, QR. Below it:
//
//	symeig   symmetric and Hermitian eigenvalues
//	svd      singular values
//	schur    Hessenberg and Schur forms, eigenvalues of any matrix, QZ
//	band     band, tridiagonal and other structured matrices
//	matfun   exponential, logarithm, roots; matrix equations
//
// Routines work in place on views of any strides, check no finiteness (the
// public package does), and allocate their own workspace. What can fail
// numerically says so in its results; they panic only on shapes that do not
// fit. When env.Done closes they return early with results half done.
package lapack
