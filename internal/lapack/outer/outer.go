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
	switch c := any(c).(type) {
	case []float64:
		Real(t, c, ld, any(x).([]float64), any(y).([]float64), rows, cols)
	case []float32:
		Real(t, c, ld, any(x).([]float32), any(y).([]float32), rows, cols)
	case []complex128:
		Complex(t, parts[float64](c), 2*ld, parts[float64](any(x).([]complex128)), parts[float64](any(y).([]complex128)), rows, cols)
	case []complex64:
		Complex(t, parts[float32](c), 2*ld, parts[float32](any(x).([]complex64)), parts[float32](any(y).([]complex64)), rows, cols)
	}
}

func parts[R blas.Real, T blas.Complex](w []T) []R {
	return unsafe.Slice((*R)(unsafe.Pointer(unsafe.SliceData(w))), 2*len(w))
}

// Real is [Sub] for real numbers.
func Real[R blas.Real](t cpu.Tier, c []R, ld int, x, y []R, rows, cols int) {
	if rows <= 0 || cols <= 0 {
		return
	}
	_, _, _ = c[(rows-1)*ld+cols-1], x[(rows-1)*ld], y[cols-1]
	pc, px, py := unsafe.Pointer(unsafe.SliceData(c)), unsafe.Pointer(unsafe.SliceData(x)), unsafe.Pointer(unsafe.SliceData(y))
	if unsafe.Sizeof(c[0]) == 8 {
		subF64(t, pc, 8*ld, px, py, rows, cols)
	} else {
		subF32(t, pc, 4*ld, px, py, rows, cols)
	}
}

// Complex is [Sub] for complex numbers given by their parts, ld counting
// parts, cols numbers.
func Complex[R blas.Real](t cpu.Tier, c []R, ld int, x, y []R, rows, cols int) {
	if rows <= 0 || cols <= 0 {
		return
	}
	_, _, _ = c[(rows-1)*ld+2*cols-1], x[(rows-1)*ld+1], y[2*cols-1]
	pc, px, py := unsafe.Pointer(unsafe.SliceData(c)), unsafe.Pointer(unsafe.SliceData(x)), unsafe.Pointer(unsafe.SliceData(y))
	if unsafe.Sizeof(c[0]) == 8 {
		subC128(t, pc, 8*ld, px, py, rows, 2*cols)
	} else {
		subC64(t, pc, 4*ld, px, py, rows, 2*cols)
	}
}
