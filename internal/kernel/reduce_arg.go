package kernel

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// argPart finds the first extreme value of n > 0 elements. Each block is
// first reduced to its extreme by the fast kernel; only a block that beats
// all before is searched for the place, which happens about log(blocks) times
// on data in no particular order.
func argPart(t cpu.Tier, r Reduction, dt dtype.DType, a unsafe.Pointer, n, base int) Partial {
	switch dt {
	case dtype.Float64:
		return argReduce[float64](t, r, dt, a, n, base)
	case dtype.Float32:
		return argReduce[float32](t, r, dt, a, n, base)
	case dtype.Int8:
		return argReduce[int8](t, r, dt, a, n, base)
	case dtype.Int16:
		return argReduce[int16](t, r, dt, a, n, base)
	case dtype.Int32:
		return argReduce[int32](t, r, dt, a, n, base)
	case dtype.Int64:
		return argReduce[int64](t, r, dt, a, n, base)
	case dtype.Uint16:
		return argReduce[uint16](t, r, dt, a, n, base)
	case dtype.Uint32:
		return argReduce[uint32](t, r, dt, a, n, base)
	case dtype.Uint64:
		return argReduce[uint64](t, r, dt, a, n, base)
	}
	return argReduce[uint8](t, r, dt, a, n, base) // uint8 and bool
}

// beats reports whether v, further right, replaces best.
func beats[T realNumber](r Reduction, v, best T) bool {
	switch {
	case best != best:
		return false
	case v != v:
		return true
	case r == RedArgMin:
		return v < best
	}
	return v > best
}

func argReduce[T realNumber](t cpu.Tier, r Reduction, dt dtype.DType, a unsafe.Pointer, n, base int) Partial {
	value := RedMin
	if r == RedArgMax {
		value = RedMax
	}
	var best T
	at := -1
	for lo := 0; lo < n; lo += BlockLen {
		k := min(n-lo, BlockLen)
		block := unsafe.Add(a, lo*dt.Size())
		v := get[T](Part(t, value, dt, block, k, 0))
		if at < 0 || beats(r, v, best) {
			best, at = v, lo+find(t, dt, block, v, k)
		}
		if best != best {
			break
		}
	}
	return putArg(best, int64(base+at))
}

// find returns the position of the first element equal to v, of the first
// NaN if v is one; it is there.
func find[T realNumber](t cpu.Tier, dt dtype.DType, a unsafe.Pointer, v T, n int) int {
	if t != cpu.Generic {
		if at, ok := findAsm(t, dt, a, unsafe.Pointer(&v), n); ok {
			return at
		}
	}
	for i, x := range unsafe.Slice((*T)(a), n) {
		if x == v || x != x {
			return i
		}
	}
	return n - 1
}

// mergeArg keeps the left of equals.
func mergeArg(r Reduction, dt dtype.DType, p, q Partial) Partial {
	switch dt {
	case dtype.Float64:
		return argMerge[float64](r, p, q)
	case dtype.Float32:
		return argMerge[float32](r, p, q)
	case dtype.Int8:
		return argMerge[int8](r, p, q)
	case dtype.Int16:
		return argMerge[int16](r, p, q)
	case dtype.Int32:
		return argMerge[int32](r, p, q)
	case dtype.Int64:
		return argMerge[int64](r, p, q)
	case dtype.Uint16:
		return argMerge[uint16](r, p, q)
	case dtype.Uint32:
		return argMerge[uint32](r, p, q)
	case dtype.Uint64:
		return argMerge[uint64](r, p, q)
	}
	return argMerge[uint8](r, p, q)
}

func argMerge[T realNumber](r Reduction, p, q Partial) Partial {
	a, b := getArg[T](p), getArg[T](q)
	if b.at >= 0 && (a.at < 0 || beats(r, b.val, a.val)) {
		return q
	}
	return p
}
