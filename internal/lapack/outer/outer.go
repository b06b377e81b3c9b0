// Package outer subtracts outer products of short vectors, the step of
// elimination: what is left when matrices are too small for products of
// matrices.
//
// As in package vec the bits depend on nothing but the operands, and the
// reference function is what the assembly of every tier computes.
package outer

//go:generate go run ./gen .

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
)

// Chunk is how many elements of C a caller should hand over at most: assembly
// cannot be preempted.
const Chunk = 1 << 15

// Sub computes C -= x·yᵀ for C of rows by cols elements, rows ld elements
// apart. The elements of x lie ld elements apart too, as in a column of the
// matrix that C is a part of; those of y lie side by side. C overlaps neither.
func Sub[T blas.Scalar](t cpu.Tier, c []T, ld int, x, y []T, rows, cols int) {
	if rows <= 0 || cols <= 0 {
		return
	}
	_, _, _ = c[(rows-1)*ld+cols-1], x[(rows-1)*ld], y[cols-1]
	pc, px, py := unsafe.Pointer(unsafe.SliceData(c)), unsafe.Pointer(unsafe.SliceData(x)), unsafe.Pointer(unsafe.SliceData(y))
	ld *= int(unsafe.Sizeof(c[0]))
	switch any(c).(type) {
	case []float64:
		subF64(t, pc, ld, px, py, rows, cols)
	case []float32:
		subF32(t, pc, ld, px, py, rows, cols)
	case []complex128:
		subC128(t, pc, ld, px, py, rows, 2*cols)
	case []complex64:
		subC64(t, pc, ld, px, py, rows, 2*cols)
	}
}
