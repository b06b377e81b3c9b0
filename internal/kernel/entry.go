package kernel

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// Mode tells which operands of a kernel are vectors and which one element.
type Mode uint8

const (
	VV Mode = iota // both operands have n elements
	VS             // the second operand is one element
	SV             // the first operand is one element
	SS             // both are one element (Select only)
)

// Unary computes dst[i] = op(a[i]) for i in [0, n). dst has the type
// op.Result(dt).
func Unary(t cpu.Tier, op Op, dt dtype.DType, dst, a unsafe.Pointer, n int) {
	if k, w := vecUnary(t, op, dt, dst, a, n); k != n {
		unaryRest(t, op, dt, dst, a, n, k, w)
	}
}

// unaryRest goes on after k elements: w of them by the reference, then the
// kernel again, in turns.
func unaryRest(t cpu.Tier, op Op, dt dtype.DType, dst, a unsafe.Pointer, n, k, w int) {
	rs, s := op.Result(dt).Size(), dt.Size()
	for i := k; i < n; i += k {
		w = min(w, n-i)
		refUnary(op, dt, unsafe.Add(dst, i*rs), unsafe.Add(a, i*s), w)
		if i += w; i == n {
			return
		}
		k, w = vecUnary(t, op, dt, unsafe.Add(dst, i*rs), unsafe.Add(a, i*s), n-i)
	}
}

// Binary computes dst[i] = op(a[i], b[i]) for i in [0, n), where a one-element
// operand gives its element for every i. dst has the type op.Result(dt):
// comparisons write bool.
func Binary(t cpu.Tier, op Op, dt dtype.DType, m Mode, dst, a, b unsafe.Pointer, n int) {
	if k, w := vecBinary(t, op, dt, m, dst, a, b, n); k != n {
		binaryRest(t, op, dt, m, dst, a, b, n, k, w)
	}
}

// binaryRest goes on after k elements as unaryRest does, unless the kernel of
// another mode or type can do the work.
func binaryRest(t cpu.Tier, op Op, dt dtype.DType, m Mode, dst, a, b unsafe.Pointer, n, k, w int) {
	rs := op.Result(dt).Size()
	sa, sb := m.strides(dt.Size())
	switch {
	case t == cpu.Generic:
	case m != VV && spreads(op) && dt.IsFloat():
		spreadBinary(t, op, dt, m, dst, a, b, n)
		return
	case dt.Size() < 4 && isBitwise(op, dt):
		k = bitwiseWords(t, op, dt, m, dst, a, b, n)
	}
	for i := k; i < n; i += k {
		w = min(w, n-i)
		refBinary(op, dt, m, unsafe.Add(dst, i*rs), unsafe.Add(a, i*sa), unsafe.Add(b, i*sb), w)
		if i += w; i == n {
			return
		}
		k, w = vecBinary(t, op, dt, m, unsafe.Add(dst, i*rs), unsafe.Add(a, i*sa), unsafe.Add(b, i*sb), n-i)
	}
}

// spreads reports whether op has kernels for vectors only.
func spreads(op Op) bool { return op == Pow || op == Atan2 || op == Hypot }

// spreadBinary fills a vector with the one-element operand and uses it for a
// piece of the other after the other.
func spreadBinary(t cpu.Tier, op Op, dt dtype.DType, m Mode, dst, a, b unsafe.Pointer, n int) {
	var same [128]uint64
	s := dt.Size()
	one := a
	if m == VS {
		one = b
	}
	refFill(s, unsafe.Pointer(&same), one, min(n, len(same)))
	for i := 0; i < n; i += len(same) {
		k := min(len(same), n-i)
		if m == VS {
			Binary(t, op, dt, VV, unsafe.Add(dst, i*s), unsafe.Add(a, i*s), unsafe.Pointer(&same), k)
		} else {
			Binary(t, op, dt, VV, unsafe.Add(dst, i*s), unsafe.Pointer(&same), unsafe.Add(b, i*s), k)
		}
	}
}

// isBitwise reports whether op works on the bits of its operands one by one:
// for bools, which are bytes 0 and 1, minimum and maximum do too.
func isBitwise(op Op, dt dtype.DType) bool {
	switch op {
	case BitAnd, BitOr, BitXor:
		return true
	case Min, Max, FMin, FMax:
		return dt == dtype.Bool
	}
	return false
}

// bitwiseWords does as many small elements as fill whole words, as words, and
// returns how many.
func bitwiseWords(t cpu.Tier, op Op, dt dtype.DType, m Mode, dst, a, b unsafe.Pointer, n int) int {
	switch op {
	case Min, FMin:
		op = BitAnd
	case Max, FMax:
		op = BitOr
	}
	var word uint64
	if m == SV {
		a, b, m = b, a, VS
	}
	if m == VS {
		if dt.Size() == 1 {
			word = 0x0101010101010101 * uint64(*(*uint8)(b))
		} else {
			word = 0x0001000100010001 * uint64(*(*uint16)(b))
		}
		b = unsafe.Pointer(&word)
	}
	words := n * dt.Size() / 8
	if words > 0 {
		Binary(t, op, dtype.Uint64, m, dst, a, b, words)
	}
	return words * 8 / dt.Size()
}

// strides returns the distance in bytes between elements of the two operands,
// 0 for an operand of one element.
func (m Mode) strides(size int) (a, b int) {
	a, b = size, size
	if m == SV || m == SS {
		a = 0
	}
	if m == VS || m == SS {
		b = 0
	}
	return a, b
}

// Ternary computes dst[i] = op(a[i], b[i], c[i]); FMA is the only operation.
func Ternary(t cpu.Tier, op Op, dt dtype.DType, dst, a, b, c unsafe.Pointer, n int) {
	k, _ := vecTernary(t, op, dt, dst, a, b, c, n)
	if k < n {
		o := k * dt.Size()
		refTernary(dt, unsafe.Add(dst, o), unsafe.Add(a, o), unsafe.Add(b, o), unsafe.Add(c, o), n-k)
	}
}

// Select computes dst[i] = a[i] where mask[i] holds and b[i] elsewhere. The
// mask is n bools; a and b are vectors or one element each, by mode.
func Select(t cpu.Tier, dt dtype.DType, m Mode, dst, mask, a, b unsafe.Pointer, n int) {
	k, _ := vecSelect(t, dt, m, dst, mask, a, b, n)
	if k < n {
		sa, sb := m.strides(dt.Size())
		refSelect(dt, m, unsafe.Add(dst, k*dt.Size()), unsafe.Add(mask, k), unsafe.Add(a, k*sa), unsafe.Add(b, k*sb), n-k)
	}
}

// Cast converts n elements as NumPy's astype does: bool gives 0 and 1, a
// number is true unless it is zero, integers wrap, floats round to nearest
// even, and complex loses its imaginary part. Where NumPy's answer depends on
// the machine it is fixed here: a float becomes an integer by truncation,
// values beyond the range give the nearest end of it, NaN gives 0. dst may be
// src only if both types have one size.
func Cast(t cpu.Tier, to, from dtype.DType, dst, src unsafe.Pointer, n int) {
	k, _ := vecCast(t, to, from, dst, src, n)
	if k < n {
		refCast(to, from, unsafe.Add(dst, k*to.Size()), unsafe.Add(src, k*from.Size()), n-k)
	}
}

// Fill sets n elements of dst to the one element at value.
func Fill(t cpu.Tier, dt dtype.DType, dst, value unsafe.Pointer, n int) {
	refFill(dt.Size(), dst, value, n)
}

// Copy copies n elements; the two may overlap in any way.
func Copy(t cpu.Tier, dt dtype.DType, dst, src unsafe.Pointer, n int) {
	s := n * dt.Size()
	copy(unsafe.Slice((*byte)(dst), s), unsafe.Slice((*byte)(src), s))
}

// CopyStrided copies n elements from src, every ss-th, to dst, every ds-th.
// Strides are in elements and may be negative or, for src, zero.
func CopyStrided(t cpu.Tier, dt dtype.DType, dst unsafe.Pointer, ds int, src unsafe.Pointer, ss int, n int) {
	size := dt.Size()
	if ds == 1 && ss == 1 {
		Copy(t, dt, dst, src, n)
		return
	}
	for ds == 1 {
		k := vecStrided(t, size, dst, src, ss, min(n, Chunk))
		if k == 0 {
			break
		}
		dst, src, n = unsafe.Add(dst, k*size), unsafe.Add(src, k*ss*size), n-k
	}
	refCopyStrided(size, dst, ds, src, ss, n)
}

// Take computes dst[i] = src[idx[i]] for every index; the caller has checked
// them.
func Take(t cpu.Tier, dt dtype.DType, dst, src unsafe.Pointer, idx []int64) {
	refTake(dt.Size(), dst, src, idx)
}
