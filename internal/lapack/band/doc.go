// Package band solves systems whose matrix has structure: band, positive
// definite band, tridiagonal, Toeplitz, circulant and Hankel.
//
// A band matrix is kept by diagonals, as LAPACK and SciPy keep it: element
// (i, j) is row KU+i-j, column j of an array of KL+KU+1 rows ([Matrix]).
// Factorisations copy it into storage of their own, which has room for fill-in.
//
// Routines work on any strides and all four element types. A singular or
// indefinite matrix is a pivot index in the results, -1 standing for none.
package band
