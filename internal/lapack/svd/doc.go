// Package svd computes singular value decompositions A = U·diag(s)·Vᴴ of dense
// matrices over float32, float64, complex64 and complex128, and what follows
// from them: least squares of minimal norm, polar factors, Procrustes
// rotations, low-rank approximations.
//
// # Roads
//
// [Gesdd] brings A to a real bidiagonal B by unitary transformations from both
// sides ([Gebrd], with a QR factorisation first where A is much taller than
// wide), decomposes B, and applies the transformations to its vectors. The
// matrix AᴴA is never formed. For B there are three algorithms, all in float64
// whatever the type of A: the n² numbers cost little beside the n³ operations
// around them, and vectors of a float32 matrix come out better than they would
// in its own precision.
//
//	[Bdsdc]  divide and conquer, with vectors
//	[Bdsqr]  implicit zero-shift QR, with vectors or without
//	[Lasq]   differential quotient-difference, values alone
//
// [Gesvj] is the one-sided Jacobi method on a pivoted QR factorisation.
//
// # What to expect of the results
//
// All roads are backward stable: the results are the exact ones of A + E with
// ‖E‖ a small multiple of eps·‖A‖, so each singular value is off by at most a
// small multiple of eps·s₁. That says nothing about values below eps·s₁. Those
// have correct leading digits
//
//   - of a bidiagonal matrix, from Bdsqr and Lasq, whatever its entries (J.
//     Demmel and W. Kahan 1990; K. Fernando and B. Parlett 1994), but not from
//     Bdsdc, which deflates absolutely;
//   - of a matrix D·A or A·D, D diagonal with entries of any size and A well
//     conditioned, from Gesvj (J. Demmel and K. Veselić 1992; Z. Drmač and K.
//     Veselić 2008), but not from any road over a bidiagonal matrix.
//
// Results do not depend on the kernel tier or the number of workers.
package svd
