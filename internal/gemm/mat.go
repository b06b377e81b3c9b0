package gemm

import (
	"math"
	"unsafe"
)

// Real is an element type with micro-kernels.
type Real interface{ float32 | float64 }

// Float is an element type that Gemm multiplies.
type Float interface {
	float32 | float64 | complex64 | complex128
}

// Mat is a matrix in memory: element (i, j) lies RS*i + CS*j elements after
// P. Strides may be zero in operands that are only read, and negative
// anywhere.
type Mat[T any] struct {
	P      unsafe.Pointer
	RS, CS int
}

// Of returns the row-major matrix with ld elements from row to row that
// starts at data[0]. An empty data gives a matrix without elements.
func Of[T any](data []T, ld int) Mat[T] {
	return Mat[T]{unsafe.Pointer(unsafe.SliceData(data)), ld, 1}
}

// T returns the transposed view.
func (m Mat[T]) T() Mat[T] { return Mat[T]{m.P, m.CS, m.RS} }

// At returns the view that starts at element (i, j).
func (m Mat[T]) At(i, j int) Mat[T] {
	return Mat[T]{offset(m, i*m.RS+j*m.CS), m.RS, m.CS}
}

// offset points n elements after the first of m.
func offset[T any](m Mat[T], n int) unsafe.Pointer {
	return unsafe.Add(m.P, n*sizeOf[T]())
}

// operand is a matrix with its strides in bytes.
type operand struct {
	p      unsafe.Pointer
	rs, cs int
}

func erase[T any](m Mat[T]) operand {
	size := sizeOf[T]()
	return operand{m.P, m.RS * size, m.CS * size}
}

func (o operand) at(i, j int) unsafe.Pointer { return unsafe.Add(o.p, i*o.rs+j*o.cs) }

func (o operand) from(i, j int) operand { return operand{o.at(i, j), o.rs, o.cs} }

func (o operand) t() operand { return operand{o.p, o.cs, o.rs} }

// toBits returns the bits of a scalar as tiles carry them.
func toBits[T Real](x T) uint64 {
	if unsafe.Sizeof(x) == 4 {
		return uint64(math.Float32bits(float32(x)))
	}
	return math.Float64bits(float64(x))
}

// oneBits is toBits of 1.
func oneBits(size int) uint64 {
	if size == 4 {
		return toBits(float32(1))
	}
	return toBits(float64(1))
}

// fromBits is the inverse of toBits.
func fromBits[T Real](u uint64) T {
	var x T
	if unsafe.Sizeof(x) == 4 {
		return T(math.Float32frombits(uint32(u)))
	}
	return T(math.Float64frombits(u))
}

func sizeOf[T any]() int {
	var e T
	return int(unsafe.Sizeof(e))
}
