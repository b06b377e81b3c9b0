package kernel

import (
	"math"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// groupBlocks is how many blocks one call of a lane kernel reduces at most,
// which keeps it within tens of microseconds.
const groupBlocks = 16

// floatLanes reduces rows rows of n <= BlockLen elements, stride elements
// apart, each as one block, and reports whether r is a reduction by lanes.
func floatLanes(t cpu.Tier, r Reduction, dt dtype.DType, dst, a unsafe.Pointer, n, rows, stride int) bool {
	if t != cpu.Generic && floatLanesAsm(t, r, dt, dst, a, n, rows, stride*dt.Size()) {
		return true
	}
	switch r {
	case RedArgMin, RedArgMax, RedAny, RedAll, RedCount, RedNaNCount:
		return false
	}
	if dt == dtype.Float64 {
		floatLanesRef[float64](r, dst, a, n, rows, stride)
	} else {
		floatLanesRef[float32](r, dst, a, n, rows, stride)
	}
	return true
}

func floatLanesRef[T float](r Reduction, dst, a unsafe.Pointer, n, rows, stride int) {
	out := unsafe.Slice((*T)(dst), rows)
	x := unsafe.Slice((*T)(a), (rows-1)*stride+n)
	for i := range out {
		out[i] = floatBlock(r, x[i*stride:i*stride+n])
	}
}

// floatPart reduces n > 0 elements block by block.
func floatPart(t cpu.Tier, r Reduction, dt dtype.DType, a unsafe.Pointer, n int) Partial {
	var buf [groupBlocks]uint64
	size := dt.Size()
	if n <= BlockLen {
		floatLanes(t, r, dt, unsafe.Pointer(&buf), a, n, 1, 0)
		return element(unsafe.Pointer(&buf), size, 0)
	}
	var tree Tree
	tree.Reset(r, dt)
	for n > 0 {
		blocks, length := min(n/BlockLen, groupBlocks), BlockLen
		if blocks == 0 {
			blocks, length = 1, n
		}
		floatLanes(t, r, dt, unsafe.Pointer(&buf), a, length, blocks, BlockLen)
		for i := 0; i < blocks; i++ {
			tree.Push(element(unsafe.Pointer(&buf), size, i))
		}
		if n -= blocks * length; n > 0 {
			a = unsafe.Add(a, blocks*length*size)
		}
	}
	return tree.Total()
}

// element is the i-th element of the given size (4 or 8) at p, as a Partial.
func element(p unsafe.Pointer, size, i int) Partial {
	if size == 8 {
		return Partial{*(*uint64)(unsafe.Add(p, 8*i))}
	}
	return put(*(*uint32)(unsafe.Add(p, 4*i)))
}

// floatBlock is the meaning of every lane kernel: one block of at most
// BlockLen elements, at least one.
func floatBlock[T float](r Reduction, x []T) T {
	switch r {
	case RedProd:
		return prodBlock(x)
	case RedSumAbs:
		return sumAbsBlock(x)
	case RedSumSq:
		return dotBlock(x, x)
	case RedMin:
		return minBlock(x)
	case RedMax:
		return maxBlock(x)
	case RedFMin, RedFMax:
		return fextremeBlock(r, x)
	case RedNaNSum:
		return nanSumBlock(x)
	case RedNaNProd:
		return nanProdBlock(x)
	}
	return sumBlock(x)
}

// maxLanes is the number of lanes of the smallest lane type.
const maxLanes = 64

// lanesOf is L of the tree: 256 bytes of lanes.
func lanesOf[T any]() int {
	var z T
	return 256 / int(unsafe.Sizeof(z))
}

// foldAdd adds lanes by halves.
func foldAdd[T float](lane []T) T {
	for h := len(lane) / 2; h > 0; h /= 2 {
		for j := 0; j < h; j++ {
			lane[j] += lane[j+h]
		}
	}
	return lane[0]
}

// foldMul multiplies lanes by halves.
func foldMul[T float](lane []T) T {
	for h := len(lane) / 2; h > 0; h /= 2 {
		for j := 0; j < h; j++ {
			lane[j] *= lane[j+h]
		}
	}
	return lane[0]
}

// fillLanes sets every lane to v.
func fillLanes[T any](lane []T, v T) {
	for j := range lane {
		lane[j] = v
	}
}

func negZero[T float]() T { return T(math.Copysign(0, -1)) }

func sumBlock[T float](x []T) T {
	var buf [maxLanes]T
	lane := buf[:lanesOf[T]()]
	fillLanes(lane, negZero[T]())
	for ; len(x) >= len(lane); x = x[len(lane):] {
		for j := range lane {
			lane[j] += x[j]
		}
	}
	for j, v := range x {
		lane[j] += v
	}
	return foldAdd(lane)
}

func prodBlock[T float](x []T) T {
	var buf [maxLanes]T
	lane := buf[:lanesOf[T]()]
	fillLanes(lane, 1)
	for ; len(x) >= len(lane); x = x[len(lane):] {
		for j := range lane {
			lane[j] *= x[j]
		}
	}
	for j, v := range x {
		lane[j] *= v
	}
	return foldMul(lane)
}

func sumAbsBlock[T float](x []T) T {
	var buf [maxLanes]T
	lane := buf[:lanesOf[T]()]
	fillLanes(lane, negZero[T]())
	for ; len(x) > 0; x = x[min(len(lane), len(x)):] {
		for j, v := range x[:min(len(lane), len(x))] {
			lane[j] += T(math.Abs(float64(v)))
		}
	}
	return foldAdd(lane)
}

func nanSumBlock[T float](x []T) T {
	var buf [maxLanes]T
	lane := buf[:lanesOf[T]()]
	fillLanes(lane, negZero[T]())
	for ; len(x) > 0; x = x[min(len(lane), len(x)):] {
		for j, v := range x[:min(len(lane), len(x))] {
			if v != v {
				v = 0
			}
			lane[j] += v
		}
	}
	return foldAdd(lane)
}

func nanProdBlock[T float](x []T) T {
	var buf [maxLanes]T
	lane := buf[:lanesOf[T]()]
	fillLanes(lane, 1)
	for ; len(x) > 0; x = x[min(len(lane), len(x)):] {
		for j, v := range x[:min(len(lane), len(x))] {
			if v != v {
				v = 1
			}
			lane[j] *= v
		}
	}
	return foldMul(lane)
}

// minBlock needs no lanes: a minimum is the same in any order. The comparison
// leaves only new minima, equals and NaN to the slower min.
func minBlock[T float](x []T) T {
	m := x[0]
	for _, v := range x[1:] {
		if !(v > m) {
			m = min(m, v)
		}
	}
	return m
}

func maxBlock[T float](x []T) T {
	m := x[0]
	for _, v := range x[1:] {
		if !(v < m) {
			m = max(m, v)
		}
	}
	return m
}

func fextremeBlock[T float](r Reduction, x []T) T {
	m := x[0]
	for _, v := range x[1:] {
		m = extreme(r, m, v)
	}
	return m
}
