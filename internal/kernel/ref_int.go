package kernel

import (
	"math/bits"
	"unsafe"
)

func intUnary[T integer](op Op, dst, a unsafe.Pointer, n int) {
	switch op {
	case Neg:
		each(dst, a, n, func(x T) T { return -x })
	case Abs:
		each(dst, a, n, absInt[T])
	case Sign:
		each(dst, a, n, signInt[T])
	case Square:
		each(dst, a, n, func(x T) T { return x * x })
	case Not:
		each(dst, a, n, func(x T) T { return ^x })
	case Conj:
		copy(slice[T](dst, n), slice[T](a, n))
	case PopCount:
		each(dst, a, n, popCount[T])
	case IsNaN, IsInf:
		each(dst, a, n, func(T) bool { return false })
	case IsFinite:
		each(dst, a, n, func(T) bool { return true })
	case SignBit:
		each(dst, a, n, func(x T) bool { return x < 0 })
	}
}

// absInt wraps: the smallest integer is its own magnitude.
func absInt[T integer](x T) T {
	if x < 0 {
		return -x
	}
	return x
}

func signInt[T integer](x T) T { return boolTo[T](x > 0) - boolTo[T](x < 0) }

// popCount counts the bits of the magnitude, as NumPy's bitwise_count does.
func popCount[T integer](x T) T {
	u := uint64(absInt(x))
	return T(bits.OnesCount64(u << (64 - 8*unsafe.Sizeof(x))))
}

func boolTo[T realNumber](b bool) T {
	if b {
		return 1
	}
	return 0
}

func intBinary[T integer](op Op, m Mode, dst, a, b unsafe.Pointer, n int) {
	if ops[op].class == ToBool {
		compare[T](op, m, dst, a, b, n)
		return
	}
	if arith[T](op, m, dst, a, b, n) || bitwise[T](op, m, dst, a, b, n) {
		return
	}
	switch op {
	case Div:
		zip(m, dst, a, b, n, divInt[T])
	case FloorDiv:
		zip(m, dst, a, b, n, floorDivInt[T])
	case Mod:
		zip(m, dst, a, b, n, modInt[T])
	case Rem:
		zip(m, dst, a, b, n, remInt[T])
	case Pow:
		zip(m, dst, a, b, n, powInt[T])
	case FMin:
		arith[T](Min, m, dst, a, b, n)
	case FMax:
		arith[T](Max, m, dst, a, b, n)
	case Shl:
		zip(m, dst, a, b, n, shl[T])
	case Shr:
		zip(m, dst, a, b, n, shr[T])
	}
}

// bitwise has the loops of the three bit operations.
func bitwise[T integer](op Op, m Mode, dst, a, b unsafe.Pointer, n int) bool {
	d := slice[T](dst, n)
	x, y, mx, my := operands[T](m, a, b, n)
	switch op {
	case BitAnd:
		for i := range d {
			d[i] = x[i&mx] & y[i&my]
		}
	case BitOr:
		for i := range d {
			d[i] = x[i&mx] | y[i&my]
		}
	case BitXor:
		for i := range d {
			d[i] = x[i&mx] ^ y[i&my]
		}
	default:
		return false
	}
	return true
}

// shl and shr: Go's own shifts of a count at or beyond the width give 0, or
// the sign; only negative counts, which panic, need a word.

func shl[T integer](x, y T) T {
	if y < 0 {
		return 0
	}
	return x << y
}

func shr[T integer](x, y T) T {
	if y < 0 {
		return -boolTo[T](x < 0)
	}
	return x >> y
}

func boolUnary(op Op, dst, a unsafe.Pointer, n int) {
	switch op {
	case Not:
		each(dst, a, n, func(x bool) bool { return !x })
	case Abs:
		copy(slice[bool](dst, n), slice[bool](a, n))
	case IsNaN, IsInf:
		each(dst, a, n, func(bool) bool { return false })
	case IsFinite:
		each(dst, a, n, func(bool) bool { return true })
	}
}

// boolBinary works on the bytes of the bools, which are 0 or 1.
func boolBinary(op Op, m Mode, dst, a, b unsafe.Pointer, n int) {
	switch op {
	case Min, FMin:
		op = BitAnd
	case Max, FMax:
		op = BitOr
	}
	intBinary[uint8](op, m, dst, a, b, n)
}
