// Package gonumblas makes existing gonum programs use the kernels of this
// module. One call does it, at the beginning of main:
//
//	func main() {
//		gonumblas.Use()
//		…
//	}
//
// From then on package mat and everything else that computes through gonum's
// blas64, blas32, cblas128, cblas64 and lapack64 runs on vector units and on
// all cores: products, LU, Cholesky, QR, singular values, eigenvalues. Nothing
// else in the program changes, and importing this package alone changes
// nothing at all.
//
// [BLAS] and [LAPACK] are the implementations themselves, for those who want
// to register only one of them, or to call it directly.
//
// # What stays gonum's
//
// Arguments mean what they mean in gonum, and every call that gonum refuses is
// refused in its words: a call that is malformed, empty or has a negative
// increment is answered by gonum's own code, and so are the routines that have
// no faster form here (band and packed storage, rotations). What mat computes
// in loops of its own, such as elementwise sums, is not reached by any BLAS.
//
// # What differs
//
// Results agree with gonum's within rounding, not bit for bit. They depend
// neither on the processor nor on the number of cores, which gonum does not
// promise. Products never skip a zero, as gonum's do: 0·NaN is NaN and 0·∞ is
// NaN in every result here. Where LAPACK leaves a choice, such as the signs of
// singular vectors, the choice may be another one.
//
// The number of workers is that of the module: all cores, or what
// SCICORE_NUM_THREADS says.
package gonumblas
