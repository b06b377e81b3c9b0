package simd

import (
	"fmt"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// Float lists the element types of the slice functions.
type Float interface {
	float32 | float64
}

// LengthError is the panic value of slice functions whose slices differ in
// length, or are empty where elements are needed.
type LengthError struct {
	Op      string
	Lengths []int
}

// Error returns a text such as "simd: add: lengths differ: [3 4 4]".
func (e *LengthError) Error() string {
	if len(e.Lengths) == 1 {
		return fmt.Sprintf("simd: %s: no elements", e.Op)
	}
	return fmt.Sprintf("simd: %s: lengths differ: %v", e.Op, e.Lengths)
}

func at[T Float](s []T) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(s)) }

func unary[T Float](op kernel.Op, name string, dst, a []T) {
	if len(dst) != len(a) {
		panic(&LengthError{name, []int{len(dst), len(a)}})
	}
	dt := dtype.Of[T]()
	for len(a) > 0 {
		n := min(len(a), kernel.Chunk)
		kernel.Unary(cpu.Best, op, dt, at(dst), at(a), n)
		dst, a = dst[n:], a[n:]
	}
}

func binary[T Float](op kernel.Op, name string, dst, a, b []T) {
	if len(dst) != len(a) || len(a) != len(b) {
		panic(&LengthError{name, []int{len(dst), len(a), len(b)}})
	}
	dt := dtype.Of[T]()
	for len(a) > 0 {
		n := min(len(a), kernel.Chunk)
		kernel.Binary(cpu.Best, op, dt, kernel.VV, at(dst), at(a), at(b), n)
		dst, a, b = dst[n:], a[n:], b[n:]
	}
}

func scalar[T Float](op kernel.Op, name string, dst, a []T, c T, m kernel.Mode) {
	if len(dst) != len(a) {
		panic(&LengthError{name, []int{len(dst), len(a)}})
	}
	dt := dtype.Of[T]()
	for len(a) > 0 {
		n := min(len(a), kernel.Chunk)
		if m == kernel.VS {
			kernel.Binary(cpu.Best, op, dt, m, at(dst), at(a), unsafe.Pointer(&c), n)
		} else {
			kernel.Binary(cpu.Best, op, dt, m, at(dst), unsafe.Pointer(&c), at(a), n)
		}
		dst, a = dst[n:], a[n:]
	}
}

// FMA computes dst[i] = a[i]·b[i] + c[i] in one rounding. dst may be a, b or
// c.
func FMA[T Float](dst, a, b, c []T) {
	if len(dst) != len(a) || len(a) != len(b) || len(b) != len(c) {
		panic(&LengthError{"fma", []int{len(dst), len(a), len(b), len(c)}})
	}
	dt := dtype.Of[T]()
	for len(a) > 0 {
		n := min(len(a), kernel.Chunk)
		kernel.Ternary(cpu.Best, kernel.FMA, dt, at(dst), at(a), at(b), at(c), n)
		dst, a, b, c = dst[n:], a[n:], b[n:], c[n:]
	}
}

// Sum returns the sum of a by a fixed tree: the same bits on every CPU, with
// an error of at most 90 u Σ|a[i]| up to 2³¹ elements, u being half a unit in
// the last place of 1. The sum of nothing is 0.
func Sum[T Float](a []T) (sum T) {
	kernel.Sum(cpu.Best, dtype.Of[T](), unsafe.Pointer(&sum), at(a), len(a))
	return sum
}

// Dot returns Σ a[i]·b[i], each product added in one rounding, by the same
// tree as [Sum].
func Dot[T Float](a, b []T) (dot T) {
	if len(a) != len(b) {
		panic(&LengthError{"dot", []int{len(a), len(b)}})
	}
	kernel.Dot(cpu.Best, dtype.Of[T](), unsafe.Pointer(&dot), at(a), at(b), len(a))
	return dot
}

// MinOf returns the smallest element, NaN if any is NaN; -0 is below +0. It
// panics with a [*LengthError] if a is empty.
func MinOf[T Float](a []T) T { return extreme[T](kernel.RedMin, "min", a) }

// MaxOf returns the largest element, NaN if any is NaN; -0 is below +0. It
// panics with a [*LengthError] if a is empty.
func MaxOf[T Float](a []T) T { return extreme[T](kernel.RedMax, "max", a) }

func extreme[T Float](r kernel.Reduction, name string, a []T) (x T) {
	if len(a) == 0 {
		panic(&LengthError{name, []int{0}})
	}
	kernel.Reduce(cpu.Best, r, dtype.Of[T](), unsafe.Pointer(&x), at(a), len(a))
	return x
}

// ArgMin returns the index of the first smallest element, or of the first NaN.
// It panics with a [*LengthError] if a is empty.
func ArgMin[T Float](a []T) int { return position(kernel.RedArgMin, "argmin", a) }

// ArgMax returns the index of the first largest element, or of the first NaN.
// It panics with a [*LengthError] if a is empty.
func ArgMax[T Float](a []T) int { return position(kernel.RedArgMax, "argmax", a) }

func position[T Float](r kernel.Reduction, name string, a []T) int {
	if len(a) == 0 {
		panic(&LengthError{name, []int{0}})
	}
	var i int64
	kernel.Reduce(cpu.Best, r, dtype.Of[T](), unsafe.Pointer(&i), at(a), len(a))
	return int(i)
}
