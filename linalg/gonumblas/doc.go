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
// refused in its words: a call that is malformed or empty is answered by
// gonum's own code. So are the routines that have no faster form here (band
// and packed storage, rotations) and problems so small that gonum is done
// before a kernel has begun. What mat computes in loops of its own, such as
// elementwise sums, is not reached by any BLAS.
//
// # What differs
//
// Results agree with gonum's within rounding, not bit for bit; they do not
// depend on the number of cores. The products that are computed here never
// skip a zero, as gonum's do: 0·NaN and 0·∞ are NaN. Where LAPACK leaves a
// choice, such as the signs of singular vectors, that of large problems may be
// another one. Two faults of gonum 0.17 are not there: Dger and Sger with
// negative increments, which read beside the vectors, and Sgemv with a
// transposed matrix and beta = 0, which clears what lies behind y.
//
// The number of workers is that of the module: all cores, or what
// SCICORE_NUM_THREADS says.
package gonumblas
