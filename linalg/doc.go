// Package linalg is dense linear algebra on arrays: systems of equations,
// decompositions, eigenvalues, singular values, functions of matrices and
// matrix equations, over float32, float64, complex64 and complex128.
//
// # Stacks
//
// Functions work on the last two axes and repeat over the others, as NumPy's
// do: the inverse of a (10000, 4, 4) array is 10000 inverses. Operands with
// fewer leading axes are stretched. Views need no copies of the caller's:
// transposed, sliced and broadcast arrays are read where they lie.
//
// # What comes back
//
// By-products that are real for every type, such as singular values, norms,
// condition numbers and the eigenvalues of Hermitian matrices, are float64,
// whatever the element type; eigenvalues of general matrices are complex128.
// They have the accuracy of the element type. Numbers come as arrays with one
// element for each matrix of the stack; Item gives that of a single matrix.
//
// # Trouble is an answer
//
// Shapes that do not fit are an [array.ShapeError]; NaN and infinity among the
// elements a [NotFiniteError] that says where. A singular matrix is a
// [SingularError], one that is not positive definite a
// [NotPositiveDefiniteError], with the pivot; an iteration that does not end a
// [ConvergenceError]. A matrix that is merely ill-conditioned is no error:
// [Solve] and [Inv] return the reciprocal condition number beside the result,
// and [IllConditioned] reads it.
//
// # Bits and speed
//
// Results do not depend on the number of workers nor on the kernel tier.
// Functions here run on all cores to their end; the same operations in graphs
// (package lazy) run where the runtime sends them and stop when the context
// does.
//
// Algorithms are LAPACK's, named in each comment, written anew on this
// module's kernels. Residuals and orthogonality are held to LAPACK's own
// limits over families of hard matrices; docs/linalg.md has the tables.
package linalg
