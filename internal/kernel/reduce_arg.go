package kernel

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// argPart finds the first extreme value of n > 0 elements. Blocks are first
// reduced to their extremes by the fast kernels; then the first block with
// the extreme of all is searched for the place.
func argPart(t cpu.Tier, r Reduction, dt dtype.DType, a unsafe.Pointer, n, base int) Partial {
	switch dt {
	case dtype.Float64:
		return argFloats[float64](t, r, dt, a, n, base)
	case dtype.Float32:
		return argFloats[float32](t, r, dt, a, n, base)
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

// extremeOf is the reduction to the value an arg reduction looks for.
func extremeOf(r Reduction) Reduction {
	if r == RedArgMax {
		return RedMax
	}
	return RedMin
}

func argReduce[T realNumber](t cpu.Tier, r Reduction, dt dtype.DType, a unsafe.Pointer, n, base int) Partial {
	var best T
	at := -1 // where the block of the best begins
	for lo := 0; lo < n; lo += BlockLen {
		v := get[T](Part(t, extremeOf(r), dt, unsafe.Add(a, lo*dt.Size()), min(n-lo, BlockLen), 0))
		if at < 0 || beats(r, v, best) {
			best, at = v, lo
		}
	}
	return putArg(best, int64(base+at+find(t, dt, unsafe.Add(a, at*dt.Size()), best, min(n-at, BlockLen))))
}

// argFloats is argReduce with many blocks in a call.
func argFloats[T float](t cpu.Tier, r Reduction, dt dtype.DType, a unsafe.Pointer, n, base int) Partial {
	var buf [groupBlocks]T
	var best T
	at := -1
	for lo := 0; lo < n; {
		rows, length := min((n-lo)/BlockLen, groupBlocks), BlockLen
		if rows == 0 {
			rows, length = 1, n-lo
		}
		floatLanes(t, extremeOf(r), dt, unsafe.Pointer(&buf), unsafe.Add(a, lo*dt.Size()), length, rows, length)
		for i, v := range buf[:rows] {
			if at < 0 || beats(r, v, best) {
				best, at = v, lo+i*length
			}
		}
		if best != best {
			break
		}
		lo += rows * length
	}
	return putArg(best, int64(base+at+find(t, dt, unsafe.Add(a, at*dt.Size()), best, min(n-at, BlockLen))))
}

// argRowBytes is how much of the rows is reduced before it is searched: it
// stays in the first-level cache.
const argRowBytes = 16 << 10

// argShortRows is ReduceRows of an arg reduction over rows of at most a block.
func argShortRows[T float](t cpu.Tier, r Reduction, dt dtype.DType, dst, a unsafe.Pointer, n, rows, stride int) {
	var buf [groupBlocks]T
	out, size := unsafe.Slice((*int64)(dst), rows), dt.Size()
	per := max(1, min(groupBlocks, argRowBytes/(n*size)))
	for i := 0; i < rows; i += per {
		k := min(per, rows-i)
		x := unsafe.Add(a, i*stride*size)
		floatLanes(t, extremeOf(r), dt, unsafe.Pointer(&buf), x, n, k, stride)
		for j, v := range buf[:k] {
			out[i+j] = int64(find(t, dt, unsafe.Add(x, j*stride*size), v, n))
		}
	}
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
