// Package sparse holds sparse matrices, iterative and direct solvers for them,
// and a few of their eigenvalues.
//
// # Matrices
//
// A matrix is built as triplets, [COO] or [Builder], and computed with as
// [CSR], by rows, or [CSC], by columns. The two are transposed views of each
// other: [CSR.T] costs nothing. Structures are checked once, when a matrix is
// made from slices, and never change after; rows list their columns in
// increasing order, each once. Column numbers are 32-bit, since the time of a
// product is the time to read the matrix; the number of stored elements is
// bounded by memory only.
//
// # Operators
//
// Solvers see an [Operator]: anything that can be applied to a vector. Sparse
// matrices are operators, dense arrays and functions become ones. A
// [Preconditioner] is anything that solves approximately.
//
// # Results
//
// Solvers return what they have, and a [Result] that says how good it is: not
// converging is an answer, not an error. Errors are for input that makes no
// sense, for cancelled contexts, and for operators that fail.
//
// Products and solvers use the cores of the machine and return the same bits
// on any number of them.
package sparse
