package kernel

import (
	"math"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

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
	if n <= BlockLen {
		var p Partial
		floatLanes(t, r, dt, unsafe.Pointer(&p), a, n, 1, 0)
		return p
	}
	return blockOp{r, dt, oneOperand}.part(t, a, nil, n)
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
const maxLanes = laneBytes / 4

// laneBytes is the size of all lanes of the tree: eight AVX-512 registers, so
// that the latency of additions hides behind their number.
const laneBytes = 512

// lanesOf is L of the tree.
func lanesOf[T any]() int {
	var z T
	return laneBytes / int(unsafe.Sizeof(z))
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
