// Package schur holds the Hessenberg and Schur forms of general matrices and
// what follows from them: eigenvalues, eigenvectors, reordering; and the same
// for pairs of matrices (QZ).
//
// The drivers:
//
//	Geev(env, a, w, wantLeft, wantRight)   eigenvalues and eigenvectors
//	Gees(env, a, z, w, sel)                Schur form A = Z·T·Zᴴ
//	Ggev, Gges                             the same for A·x = λ·B·x
//
// and what they are made of: [Gebal], [Gehrd], [Orghr], [Hseqr], [Trevc],
// [Trexc], [Trsen], [Trsna], [Rsf2csf]; [Gghrd], [Hgeqz], [Tgevc], [Tgexc], [Tgsen].
//
// # Forms
//
// A complex matrix has an upper triangular Schur form. A real one has an upper
// quasi-triangular form with 2 by 2 blocks on the diagonal for the pairs of
// complex eigenvalues. Such a block is standardised: its diagonal elements are
// equal and its off-diagonal elements have opposite signs. The eigenvalues of
// a pair follow each other, the one with the positive imaginary part first.
//
// Eigenvectors of a real matrix are packed as LAPACK packs them: for a pair in
// places j and j+1 column j holds the real part and column j+1 the imaginary
// part of the vector of w[j]; that of w[j+1] is the conjugate. [Unpack] writes
// them out.
//
// Indices count from zero; a range lo, hi excludes hi.
//
// # When the iteration does not converge
//
// Drivers and Hseqr return the number of eigenvalues that were not found. If
// it is k > 0, then w[k:] (and w[:lo] for Hseqr) are eigenvalues, and the rest
// is not defined. A matrix with a NaN or an infinity has none that can be
// found: all are NaN, at once.
package schur
