package array

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// Small contiguous arrays of one shape are the common case. For them a call
// of the kernel costs less than the way through package nd would.

// flatLen returns the number of elements of a contiguous array by its dims, 0
// for any other, an empty one among them.
func flatLen(dims []int) int {
	if dims == nil {
		return 0
	}
	k, n := len(dims)/2, 1
	for i := k - 1; i >= 0; i-- {
		d := dims[i]
		if d != 1 && dims[k+i] != n {
			return 0
		}
		n *= d
	}
	return n
}

// smallLen is flatLen of arrays that one kernel call may take, and 0 for
// others.
func smallLen(dims []int) int {
	if n := flatLen(dims); n <= kernel.Chunk {
		return n
	}
	return 0
}

// sameDims reports whether two arrays have equal shapes and strides.
func sameDims(a, b []int) bool {
	if len(a) != len(b) || a == nil || b == nil {
		return false
	}
	for i, d := range a {
		if b[i] != d {
			return false
		}
	}
	return true
}

// first returns the address of the first element of a non-empty array. The
// pointer receiver saves a copy of a, which would wait for its own spill.
func (a *Array[T]) first() unsafe.Pointer { return unsafe.Pointer(&a.data[a.off]) }

// clearOf reports whether na bytes at a may be read while nd bytes at dst are
// written: the two are the same or apart.
func clearOf(dst, a unsafe.Pointer, nd, na int) bool {
	if dst == a {
		return nd == na
	}
	d, s := uintptr(dst), uintptr(a)
	return d+uintptr(nd) <= s || s+uintptr(na) <= d
}

// smallUnary computes op into dst if both are small and of one layout.
func smallUnary[R, T Element](op kernel.Op, dst *Array[R], a *Array[T]) bool {
	n := smallLen(dst.dims)
	if n == 0 || !sameDims(dst.dims, a.dims) {
		return false
	}
	p, x := dst.first(), a.first()
	if !clearOf(p, x, n*int(unsafe.Sizeof(*new(R))), n*int(unsafe.Sizeof(*new(T)))) {
		return false
	}
	kernel.Unary(cpu.Best, op, dtype.Of[T](), p, x, n)
	return true
}

// smallBinary is smallUnary for two operands.
func smallBinary[R, T Element](op kernel.Op, dst *Array[R], a, b *Array[T]) bool {
	n := smallLen(dst.dims)
	if n == 0 || !sameDims(dst.dims, a.dims) || !sameDims(dst.dims, b.dims) {
		return false
	}
	p, x, y := dst.first(), a.first(), b.first()
	to, from := n*int(unsafe.Sizeof(*new(R))), n*int(unsafe.Sizeof(*new(T)))
	if !clearOf(p, x, to, from) || !clearOf(p, y, to, from) {
		return false
	}
	kernel.Binary(cpu.Best, op, dtype.Of[T](), kernel.VV, p, x, y, n)
	return true
}

// smallScalar is smallUnary for an operand and one number, which is the first
// or the second by mode.
func smallScalar[R, T Element](op kernel.Op, m kernel.Mode, dst *Array[R], a *Array[T], x T) bool {
	n := smallLen(dst.dims)
	if n == 0 || !sameDims(dst.dims, a.dims) {
		return false
	}
	p, v := dst.first(), a.first()
	if !clearOf(p, v, n*int(unsafe.Sizeof(*new(R))), n*int(unsafe.Sizeof(*new(T)))) {
		return false
	}
	left, right := v, unsafe.Pointer(&x)
	if m == kernel.SV {
		left, right = right, left
	}
	kernel.Binary(cpu.Best, op, dtype.Of[T](), m, p, left, right, n)
	return true
}

// smallFMA is smallUnary for three operands.
func smallFMA[T Element](dst, a, b, c *Array[T]) bool {
	n := smallLen(dst.dims)
	if n == 0 || !sameDims(dst.dims, a.dims) || !sameDims(dst.dims, b.dims) || !sameDims(dst.dims, c.dims) {
		return false
	}
	p, x, y, z := dst.first(), a.first(), b.first(), c.first()
	size := n * int(unsafe.Sizeof(*new(T)))
	if !clearOf(p, x, size, size) || !clearOf(p, y, size, size) || !clearOf(p, z, size, size) {
		return false
	}
	kernel.Ternary(cpu.Best, kernel.FMA, dtype.Of[T](), p, x, y, z, n)
	return true
}

// smallSelect is smallUnary for a mask and two operands.
func smallSelect[T Element](dst *Array[T], mask *Array[bool], a, b *Array[T]) bool {
	n := smallLen(dst.dims)
	if n == 0 || !sameDims(dst.dims, mask.dims) || !sameDims(dst.dims, a.dims) || !sameDims(dst.dims, b.dims) {
		return false
	}
	p, m, x, y := dst.first(), mask.first(), a.first(), b.first()
	size := n * int(unsafe.Sizeof(*new(T)))
	if !clearOf(p, m, size, n) || !clearOf(p, x, size, size) || !clearOf(p, y, size, size) {
		return false
	}
	kernel.Select(cpu.Best, dtype.Of[T](), kernel.VV, p, m, x, y, n)
	return true
}

// smallVar is Var over the whole of a small contiguous array of n elements.
func smallVar[T Float](a Array[T], n int, ddof float64) (out T) {
	dt, p := dtype.Of[T](), a.first()
	var mean T
	kernel.Reduce(cpu.Best, kernel.RedSum, dt, unsafe.Pointer(&mean), p, n)
	mean /= T(n)
	kernel.SumSqDev(cpu.Best, dt, unsafe.Pointer(&out), unsafe.Pointer(&mean), p, n)
	return out / T(max(float64(n)-ddof, 0))
}
