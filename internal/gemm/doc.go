// Package gemm multiplies matrices: C = alpha*A*B + beta*C over float32,
// float64, complex64, complex128 and, without the scalars, the integer types.
//
// Every operand is a pointer with two strides, so that transpositions,
// windows with any leading dimension, reversed and broadcast views need no
// copy by the caller.
//
// # The bits
//
// The result of a product is fixed to the last bit; tier, number of workers,
// layout of the operands and the road taken inside (tiles on unpacked
// operands, packed panels, matrix times vector) never change it. For every
// element, with KC = 256 for float64 and 512 for float32:
//
//	for each block of KC indices p, in increasing order:
//		s = +0
//		for p in the block, in increasing order: s = fma(a[i][p], b[p][j], s)
//		first block, beta == 0:  c[i][j] = alpha*s
//		first block, otherwise:  c[i][j] = fma(alpha, s, beta*c[i][j])
//		later blocks:            c[i][j] = fma(alpha, s, c[i][j])
//
// with every operation rounded once. Hence |error| is at most about
// (KC + k/KC) eps sum |a||b| instead of k eps. As in BLAS, beta == 0 means
// that C is not read, so a NaN there does not survive, and alpha == 0 or
// k == 0 means that A and B are not read: c = beta*c. A complex product is a
// real one of twice the size, see gemmComplex; where the columns of C are
// contiguous and its rows are not, it is that of the transposed matrices,
// which adds the two products of an imaginary part in the other order. Zeros inside A and B are
// never skipped: NaN and Inf propagate. The payload and sign of a NaN are not
// part of the promise.
//
// # How it is done
//
// The innermost loop is a micro-kernel that holds a tile of C in registers
// (8 rows by 3 vectors with AVX-512, 4 by 3 with AVX2, 4 by 6 with NEON) and
// adds to it columns of A times rows of B. On amd64 one call runs a strip of
// such tiles, side by side. Large products copy B into panels that stream
// through the second-level cache: one worker packs the block it is about to
// use, several share a buffer. Rows of A are packed by the first tile that
// reads them, while it multiplies. The scheme is that of K. Goto and
// R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM
// TOMS 34 (2008), with the roles of A and B exchanged because our matrices are
// row-major.
//
// What bounds it: a core runs more slowly on wide multiply-adds that also load
// than on those in registers alone. Where [PeakFlops] measures 80 GFLOP/s, a
// tile on operands in the first-level cache reaches 70 at most, whatever its
// shape; the rest of the way is packing and C.
package gemm

//go:generate go run ./gen .
