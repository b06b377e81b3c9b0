package kernel

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// Dot writes the sum of a[i]*b[i] over n contiguous elements to dst, one
// element of SumType(dt). Floats go through the reduction tree, each lane
// doing acc = fma(a, b, acc), so that each term is rounded once; the error is
// that of a sum of one more term per lane, relative to Σ|a b|. Complex
// operands are not conjugated. Integers are modulo 2^64, bools count.
func Dot(t cpu.Tier, dt dtype.DType, dst, a, b unsafe.Pointer, n int) {
	p := DotPart(t, dt, a, b, n)
	p.value(RedSum, dt, dst)
}

// DotPart is the Partial of a dot: see Part. Partials combine in a Tree of
// RedSum.
func DotPart(t cpu.Tier, dt dtype.DType, a, b unsafe.Pointer, n int) Partial {
	switch {
	case n <= 0:
		return Partial{}
	case dt.IsFloat():
		return pairPart(t, dotKind, dt, a, b, n)
	case dt.IsComplex():
		return complexDot(dt, a, b, n)
	}
	return intDot(dt, a, b, n)
}

// DotRows writes to dst the dots of rows pairs of rows of n elements; the
// rows of a are as elements apart, those of b are bs apart, 0 for one b
// against all.
func DotRows(t cpu.Tier, dt dtype.DType, dst, a, b unsafe.Pointer, n, rows, as, bs int) {
	if rows <= 0 {
		return
	}
	size := dt.Size()
	if n > 0 && n <= BlockLen && dt.IsFloat() {
		pairLanes(t, dotKind, dt, dst, a, b, n, rows, as*size, bs*size)
		return
	}
	out := SumType(dt).Size()
	for i := 0; i < rows; i++ {
		Dot(t, dt, dst, a, b, n)
		if i+1 < rows {
			dst, a, b = unsafe.Add(dst, out), unsafe.Add(a, as*size), unsafe.Add(b, bs*size)
		}
	}
}

// SumSqDev writes the sum of (a[i]-mean)^2 to dst; dt is a float type, mean
// and dst one element of it. The deviation is rounded, its square and the
// sum are one fused operation. It is the second pass of a two-pass variance,
// whose relative error is about (n'+log2 L+2)u plus the square of the mean's,
// with no cancellation.
func SumSqDev(t cpu.Tier, dt dtype.DType, dst, mean, a unsafe.Pointer, n int) {
	if n > 0 && n <= BlockLen {
		pairLanes(t, devKind, dt, dst, a, mean, n, 1, 0, 0)
		return
	}
	p := SumSqDevPart(t, dt, mean, a, n)
	p.value(RedSum, dt, dst)
}

// SumSqDevPart is the Partial of SumSqDev: see Part. Partials combine in a
// Tree of RedSum.
func SumSqDevPart(t cpu.Tier, dt dtype.DType, mean, a unsafe.Pointer, n int) Partial {
	if n <= 0 {
		return Partial{}
	}
	return pairPart(t, devKind, dt, a, mean, n)
}

// SumSqDevRows does rows rows of n elements, stride elements apart, each with
// its own mean.
func SumSqDevRows(t cpu.Tier, dt dtype.DType, dst, mean, a unsafe.Pointer, n, rows, stride int) {
	if rows <= 0 {
		return
	}
	size := dt.Size()
	if n > 0 && n <= BlockLen {
		pairLanes(t, devKind, dt, dst, a, mean, n, rows, stride*size, size)
		return
	}
	for i := 0; i < rows; i++ {
		SumSqDev(t, dt, dst, mean, a, n)
		if i+1 < rows {
			dst, mean, a = unsafe.Add(dst, size), unsafe.Add(mean, size), unsafe.Add(a, stride*size)
		}
	}
}

// pairKind is a reduction by lanes of two operands.
type pairKind uint8

const (
	dotKind    pairKind = iota // second operand a vector
	devKind                    // second operand one mean per row
	oneOperand                 // none: a Reduction says which
)

// pairLanes is floatLanes for two operands; strides are in bytes.
func pairLanes(t cpu.Tier, k pairKind, dt dtype.DType, dst, a, b unsafe.Pointer, n, rows, as, bs int) {
	switch {
	case t != cpu.Generic && pairLanesAsm(t, k, dt, dst, a, b, n, rows, as, bs):
	case dt == dtype.Float64:
		pairLanesRef[float64](k, dst, a, b, n, rows, as, bs)
	default:
		pairLanesRef[float32](k, dst, a, b, n, rows, as, bs)
	}
}

func pairLanesRef[T float](k pairKind, dst, a, b unsafe.Pointer, n, rows, as, bs int) {
	out := unsafe.Slice((*T)(dst), rows)
	for i := range out {
		x := unsafe.Slice((*T)(unsafe.Add(a, i*as)), n)
		p := (*T)(unsafe.Add(b, i*bs))
		if k == dotKind {
			out[i] = dotBlock(x, unsafe.Slice(p, n))
		} else {
			out[i] = sqDevBlock(x, *p)
		}
	}
}

// pairPart reduces n > 0 elements block by block.
func pairPart(t cpu.Tier, k pairKind, dt dtype.DType, a, b unsafe.Pointer, n int) Partial {
	if n <= BlockLen {
		var p Partial
		pairLanes(t, k, dt, unsafe.Pointer(&p), a, b, n, 1, 0, 0)
		return p
	}
	return blockOp{RedSum, dt, k}.part(t, a, b, n)
}

func dotBlock[T float](x, y []T) T {
	var buf [maxLanes]T
	lane := buf[:lanesOf[T]()]
	fillLanes(lane, negZero[T]())
	for len(x) > 0 {
		k := min(len(lane), len(x))
		for j := range lane[:k] {
			lane[j] = fused(x[j], y[j], lane[j])
		}
		x, y = x[k:], y[k:]
	}
	return foldAdd(lane)
}

func sqDevBlock[T float](x []T, mean T) T {
	var buf [maxLanes]T
	lane := buf[:lanesOf[T]()]
	fillLanes(lane, negZero[T]())
	for ; len(x) > 0; x = x[min(len(lane), len(x)):] {
		for j, v := range x[:min(len(lane), len(x))] {
			d := v - mean
			lane[j] = fused(d, d, lane[j])
		}
	}
	return foldAdd(lane)
}

// fused is a*b + c in one rounding.
func fused[T float](a, b, c T) T {
	if unsafe.Sizeof(a) == 8 {
		return T(fma64(float64(a), float64(b), float64(c)))
	}
	return T(fma32(float32(a), float32(b), float32(c)))
}

func intDot(dt dtype.DType, a, b unsafe.Pointer, n int) Partial {
	switch dt {
	case dtype.Bool:
		return put(dotInts[uint8, int64](a, b, n))
	case dtype.Int8:
		return put(dotInts[int8, int64](a, b, n))
	case dtype.Int16:
		return put(dotInts[int16, int64](a, b, n))
	case dtype.Int32:
		return put(dotInts[int32, int64](a, b, n))
	case dtype.Uint8:
		return put(dotInts[uint8, uint64](a, b, n))
	case dtype.Uint16:
		return put(dotInts[uint16, uint64](a, b, n))
	case dtype.Uint32:
		return put(dotInts[uint32, uint64](a, b, n))
	}
	return put(dotInts[int64, int64](a, b, n)) // the same bits for uint64
}

func dotInts[T integer, A int64 | uint64](a, b unsafe.Pointer, n int) A {
	x, y := unsafe.Slice((*T)(a), n), unsafe.Slice((*T)(b), n)
	var s A
	for i, v := range x {
		s += A(v) * A(y[i])
	}
	return s
}
