package kernel

import (
	"math"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// countPart does the reductions that count: any, all, count_nonzero and
// nancount. Any and all stop at the first block that decides them.
func countPart(t cpu.Tier, r Reduction, dt dtype.DType, a unsafe.Pointer, n int) Partial {
	if r == RedNaNCount && !dt.IsFloat() && !dt.IsComplex() {
		return put(int64(n))
	}
	total := 0
	for n > 0 {
		k := min(n, BlockLen)
		c := countBlock(t, r, dt, a, k)
		total += c
		switch {
		case r == RedAny && c > 0:
			return put(true)
		case r == RedAll && c < k:
			return put(false)
		}
		if n -= k; n > 0 {
			a = unsafe.Add(a, k*dt.Size())
		}
	}
	switch r {
	case RedAny:
		return put(false)
	case RedAll:
		return put(true)
	}
	return put(int64(total))
}

// countBlock counts the elements of a block that are not NaN, or not zero.
func countBlock(t cpu.Tier, r Reduction, dt dtype.DType, a unsafe.Pointer, n int) int {
	if dt.IsComplex() {
		return countComplex(t, r, dt, a, n)
	}
	if t != cpu.Generic {
		if c, ok := countAsm(t, r == RedNaNCount, dt, a, n); ok {
			return c
		}
	}
	return countRef(r == RedNaNCount, dt, a, n)
}

// countRef is the meaning of counting.
func countRef(nan bool, dt dtype.DType, a unsafe.Pointer, n int) int {
	switch {
	case nan && dt == dtype.Float64:
		return countNumbers(unsafe.Slice((*float64)(a), n))
	case nan:
		return countNumbers(unsafe.Slice((*float32)(a), n))
	case dt == dtype.Float64:
		return countBits(unsafe.Slice((*uint64)(a), n), math.MaxInt64)
	case dt == dtype.Float32:
		return countBits(unsafe.Slice((*uint32)(a), n), math.MaxInt32)
	}
	switch dt.Size() {
	case 1:
		return countBits(unsafe.Slice((*uint8)(a), n), math.MaxUint8)
	case 2:
		return countBits(unsafe.Slice((*uint16)(a), n), math.MaxUint16)
	case 4:
		return countBits(unsafe.Slice((*uint32)(a), n), math.MaxUint32)
	}
	return countBits(unsafe.Slice((*uint64)(a), n), math.MaxUint64)
}

func countNumbers[T float](x []T) (c int) {
	for _, v := range x {
		if v == v {
			c++
		}
	}
	return c
}

// countBits counts elements with a bit set under mask; a float's mask leaves
// out the sign, since -0 is zero.
func countBits[T integer](x []T, mask T) (c int) {
	for _, v := range x {
		if v&mask != 0 {
			c++
		}
	}
	return c
}

// countComplex compares into bools first: a complex number is zero when both
// parts are, and NaN when it is not equal to itself.
func countComplex(t cpu.Tier, r Reduction, dt dtype.DType, a unsafe.Pointer, n int) int {
	var tile [countTile]bool
	var zero Partial
	bools, c := unsafe.Pointer(&tile), 0
	for lo := 0; lo < n; lo += countTile {
		k, x := min(n-lo, countTile), unsafe.Add(a, lo*dt.Size())
		if r == RedNaNCount {
			Binary(t, Eq, dt, VV, bools, x, x, k)
		} else {
			Binary(t, Ne, dt, VS, bools, x, unsafe.Pointer(&zero), k)
		}
		c += countBlock(t, RedCount, dtype.Bool, bools, k)
	}
	return c
}
