//go:build amd64 && !purego

package kernel

import (
	"math"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// vectorBytes is the size of a register, below which the kernels of integers,
// counts and searches do not work.
func vectorBytes(t cpu.Tier) int {
	if t == cpu.AVX512 {
		return 64
	}
	return 32
}

// intAsm reduces n <= Chunk integers or bools if there is a kernel.
func intAsm(t cpu.Tier, r Reduction, dt dtype.DType, a unsafe.Pointer, n int) (p Partial, ok bool) {
	if n*dt.Size() < vectorBytes(t) {
		return Partial{}, false
	}
	var v uint64
	switch r {
	case RedSum, RedNaNSum:
		if t == cpu.AVX512 {
			v = sumIntAVX512(dt, a, n)
		} else {
			v = sumIntAVX2(dt, a, n)
		}
		return Partial{v}, true
	case RedMin, RedFMin:
		if t == cpu.AVX512 {
			v = minIntAVX512(dt, a, n)
		} else {
			v = minIntAVX2(dt, a, n)
		}
	case RedMax, RedFMax:
		if t == cpu.AVX512 {
			v = maxIntAVX512(dt, a, n)
		} else {
			v = maxIntAVX2(dt, a, n)
		}
	default:
		return Partial{}, false
	}
	return Partial{v & (math.MaxUint64 >> (64 - 8*dt.Size()))}, true
}

// countAsm counts the numbers or the nonzeros of n elements if there is a
// kernel for so many.
func countAsm(t cpu.Tier, nan bool, dt dtype.DType, a unsafe.Pointer, n int) (count int, ok bool) {
	mask := uint64(math.MaxUint64)
	switch {
	case n*dt.Size() < vectorBytes(t):
		return 0, false
	case nan && t == cpu.AVX512 && dt == dtype.Float64:
		return countNumbersF64AVX512(a, n), true
	case nan && t == cpu.AVX512:
		return countNumbersF32AVX512(a, n), true
	case nan && dt == dtype.Float64:
		return countNumbersF64AVX2(a, n), true
	case nan:
		return countNumbersF32AVX2(a, n), true
	case dt == dtype.Float64:
		mask = math.MaxInt64
	case dt == dtype.Float32:
		mask = math.MaxInt32<<32 | math.MaxInt32
	}
	if t == cpu.AVX512 {
		return countAVX512(dt.Size(), a, n, mask), true
	}
	return countAVX2(dt.Size(), a, n, mask), true
}

// findAsm finds the first element equal to the one at v, or the first NaN if
// that is one.
func findAsm(t cpu.Tier, dt dtype.DType, a, v unsafe.Pointer, n int) (at int, ok bool) {
	if n*dt.Size() < vectorBytes(t) {
		return 0, false
	}
	var x uint64
	switch dt.Size() {
	case 1:
		x = uint64(*(*uint8)(v)) * 0x0101010101010101
	case 2:
		x = uint64(*(*uint16)(v)) * 0x0001000100010001
	case 4:
		x = uint64(*(*uint32)(v)) * 0x0000000100000001
	default:
		x = *(*uint64)(v)
	}
	isNaN := dt == dtype.Float64 && *(*float64)(unsafe.Pointer(&x)) != *(*float64)(unsafe.Pointer(&x)) ||
		dt == dtype.Float32 && *(*float32)(unsafe.Pointer(&x)) != *(*float32)(unsafe.Pointer(&x))
	if t == cpu.AVX512 {
		at = findAVX512(dt, isNaN, a, n, x)
	} else {
		at = findAVX2(dt, isNaN, a, n, x)
	}
	return at, at >= 0
}

// accumulateAsm folds rows into accumulators if there is a kernel; stride is
// in bytes.
func accumulateAsm(t cpu.Tier, r Reduction, dt dtype.DType, acc, x unsafe.Pointer, n, rows, stride int) bool {
	switch {
	case dt.IsFloat():
		return floatRowsAsm(t, r, dt, acc, x, n, rows, stride)
	case dt == dtype.Complex128 && r == RedSum:
		return floatRowsAsm(t, r, dtype.Float64, acc, x, 2*n, rows, stride)
	case dt == dtype.Complex64 && r == RedSum:
		return floatRowsAsm(t, r, dtype.Float32, acc, x, 2*n, rows, stride)
	case dt.IsComplex():
		return false
	}
	switch r {
	case RedSum, RedNaNSum:
	case RedMin, RedFMin, RedMax, RedFMax:
	case RedAny:
		r = RedMax
	case RedAll:
		r = RedMin
	default:
		return false
	}
	return intRowsAsm(t, r, dt, acc, x, n, rows, stride)
}

// intRowsAsm gives whole registers of accumulators to the kernel and the
// other columns to the reference.
func intRowsAsm(t cpu.Tier, r Reduction, dt dtype.DType, acc, x unsafe.Pointer, n, rows, stride int) bool {
	out := r.Result(dt).Size()
	k := n &^ (vectorBytes(t)/out - 1)
	if k == 0 {
		return false
	}
	switch {
	case r.isSum() && t == cpu.AVX512:
		sumIntRowsAVX512(dt, acc, x, k, rows, stride)
	case r.isSum():
		sumIntRowsAVX2(dt, acc, x, k, rows, stride)
	case (r == RedMin || r == RedFMin) && t == cpu.AVX512:
		minIntRowsAVX512(dt, acc, x, k, rows, stride)
	case r == RedMin || r == RedFMin:
		minIntRowsAVX2(dt, acc, x, k, rows, stride)
	case t == cpu.AVX512:
		maxIntRowsAVX512(dt, acc, x, k, rows, stride)
	default:
		maxIntRowsAVX2(dt, acc, x, k, rows, stride)
	}
	if k < n {
		size := dt.Size()
		accumulateRef(r, dt, unsafe.Add(acc, k*out), unsafe.Add(x, k*size), n-k, rows, stride/size)
	}
	return true
}
