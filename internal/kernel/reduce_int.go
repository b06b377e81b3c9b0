package kernel

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// intPart reduces n > 0 integers or bools. Order does not matter here: sums
// and products are exact modulo 2^64.
func intPart(t cpu.Tier, r Reduction, dt dtype.DType, a unsafe.Pointer, n int) Partial {
	acc := intChunk(t, r, dt, a, min(n, Chunk))
	for n -= Chunk; n > 0; n -= Chunk {
		a = unsafe.Add(a, Chunk*dt.Size())
		acc = merge(r, dt, acc, intChunk(t, r, dt, a, min(n, Chunk)))
	}
	return acc
}

// intChunk reduces at most Chunk elements.
func intChunk(t cpu.Tier, r Reduction, dt dtype.DType, a unsafe.Pointer, n int) Partial {
	if t != cpu.Generic {
		if p, ok := intAsm(t, r, dt, a, n); ok {
			return p
		}
	}
	return intRef(r, dt, a, n)
}

// intRef is the meaning of the integer reductions.
func intRef(r Reduction, dt dtype.DType, a unsafe.Pointer, n int) Partial {
	switch dt {
	case dtype.Int8:
		return intReduce[int8, int64](r, a, n)
	case dtype.Int16:
		return intReduce[int16, int64](r, a, n)
	case dtype.Int32:
		return intReduce[int32, int64](r, a, n)
	case dtype.Int64:
		return intReduce[int64, int64](r, a, n)
	case dtype.Uint8:
		return intReduce[uint8, uint64](r, a, n)
	case dtype.Uint16:
		return intReduce[uint16, uint64](r, a, n)
	case dtype.Uint32:
		return intReduce[uint32, uint64](r, a, n)
	case dtype.Uint64:
		return intReduce[uint64, uint64](r, a, n)
	}
	return intReduce[uint8, int64](r, a, n) // bool
}

// intReduce reduces n > 0 elements of T, sums and products in A.
func intReduce[T integer, A int64 | uint64](r Reduction, a unsafe.Pointer, n int) Partial {
	x := unsafe.Slice((*T)(a), n)
	switch r {
	case RedProd, RedNaNProd:
		return put(prodInts[T, A](x))
	case RedSumAbs:
		return put(sumAbsInts[T, A](x))
	case RedSumSq:
		return put(dotInts[T, A](a, a, n))
	case RedMin, RedFMin:
		m := x[0]
		for _, v := range x {
			m = min(m, v)
		}
		return put(m)
	case RedMax, RedFMax:
		m := x[0]
		for _, v := range x {
			m = max(m, v)
		}
		return put(m)
	}
	var s A
	for _, v := range x {
		s += A(v)
	}
	return put(s)
}

// prodInts keeps four products going, since each waits for the one before.
func prodInts[T integer, A int64 | uint64](x []T) A {
	p0, p1, p2, p3 := A(1), A(1), A(1), A(1)
	for ; len(x) >= 4; x = x[4:] {
		p0 *= A(x[0])
		p1 *= A(x[1])
		p2 *= A(x[2])
		p3 *= A(x[3])
	}
	for _, v := range x {
		p0 *= A(v)
	}
	return p0 * p1 * (p2 * p3)
}

func sumAbsInts[T integer, A int64 | uint64](x []T) A {
	var s A
	for _, v := range x {
		var sign A // all ones for a negative value
		if v < 0 {
			sign = ^sign
		}
		s += (A(v) ^ sign) - sign
	}
	return s
}
