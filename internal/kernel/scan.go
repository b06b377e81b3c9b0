package kernel

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// ScanOp names a running reduction.
type ScanOp uint8

// The scans. NumPy's accumulate methods.
const (
	CumSum  ScanOp = iota // np.cumsum; integers in 64 bits, as RedSum
	CumProd               // np.cumprod, likewise
	CumMin                // np.minimum.accumulate: once NaN, NaN to the end
	CumMax                // np.maximum.accumulate
	numScans
)

// ScanCount is one more than the largest ScanOp.
const ScanCount = int(numScans)

var scanNames = [ScanCount]string{"cumsum", "cumprod", "cummin", "cummax"}

// String returns the scan's name.
func (op ScanOp) String() string {
	if int(op) < ScanCount {
		return scanNames[op]
	}
	return "invalid"
}

// Supports reports whether op is defined on elements of type dt.
func (op ScanOp) Supports(dt dtype.DType) bool { return op.reduction().Supports(dt) }

// Result returns the element type of op over elements of type dt.
func (op ScanOp) Result(dt dtype.DType) dtype.DType { return op.reduction().Result(dt) }

// reduction is what the last element of a scan is, but for the order.
func (op ScanOp) reduction() Reduction {
	return [ScanCount]Reduction{RedSum, RedProd, RedMin, RedMax}[op]
}

// Scan writes the running reduction of n contiguous elements at a to dst,
// elements of op.Result(dt):
//
//	dst[0] = a[0], or carry op a[0] unless first
//	dst[i] = dst[i-1] op a[i]
//
// exactly in this order, which is its meaning: another order has other bits,
// so the elements of a row are not shared out. carry, one element of the
// result type apart from dst, receives the last value, for the next piece of
// the row; first tells that this is the first piece. dst may be a where the
// types are the same. The error of dst[i] is at most i u Σ|a[k]|, to first
// order.
//
// The loop waits for one addition per element on every tier; ScanRows hides
// that wait where there are several rows.
func Scan(_ cpu.Tier, op ScanOp, dt dtype.DType, dst, carry, a unsafe.Pointer, n int, first bool) {
	if n <= 0 {
		return
	}
	switch dt {
	case dtype.Float64:
		scanFloat[float64](op, dst, carry, a, n, first)
	case dtype.Float32:
		scanFloat[float32](op, dst, carry, a, n, first)
	case dtype.Complex128:
		scanPairs[float64](op, dst, carry, a, n, first)
	case dtype.Complex64:
		scanPairs[float32](op, dst, carry, a, n, first)
	case dtype.Int8:
		scanInts[int8, int64](op, dst, carry, a, n, first)
	case dtype.Int16:
		scanInts[int16, int64](op, dst, carry, a, n, first)
	case dtype.Int32:
		scanInts[int32, int64](op, dst, carry, a, n, first)
	case dtype.Int64:
		scanInts[int64, int64](op, dst, carry, a, n, first)
	case dtype.Uint16:
		scanInts[uint16, uint64](op, dst, carry, a, n, first)
	case dtype.Uint32:
		scanInts[uint32, uint64](op, dst, carry, a, n, first)
	case dtype.Uint64:
		scanInts[uint64, uint64](op, dst, carry, a, n, first)
	default:
		scanInts[uint8, uint64](op, dst, carry, a, n, first) // uint8 and bool
	}
}

func scanFloat[T float](op ScanOp, dst, carry, a unsafe.Pointer, n int, first bool) {
	x, y := unsafe.Slice((*T)(a), n), unsafe.Slice((*T)(dst), n)
	s := scanStart(op, negZero[T](), T(1), *(*T)(carry), x[0], first)
	switch op {
	case CumSum:
		for i, v := range x {
			s += v
			y[i] = s
		}
	case CumProd:
		for i, v := range x {
			s *= v
			y[i] = s
		}
	case CumMin:
		for i, v := range x {
			s = min(s, v)
			y[i] = s
		}
	case CumMax:
		for i, v := range x {
			s = max(s, v)
			y[i] = s
		}
	}
	*(*T)(carry) = s
}

// scanStart is the value before the first element, one that leaves it as it
// is when the row starts here.
func scanStart[T any](op ScanOp, zero, one, carry, x T, first bool) T {
	switch {
	case !first:
		return carry
	case op == CumSum:
		return zero
	case op == CumProd:
		return one
	}
	return x
}

func scanInts[T integer, A int64 | uint64](op ScanOp, dst, carry, a unsafe.Pointer, n int, first bool) {
	x := unsafe.Slice((*T)(a), n)
	if op == CumMin || op == CumMax {
		scanIntExtremes(op, x, unsafe.Slice((*T)(dst), n), (*T)(carry), first)
		return
	}
	y := unsafe.Slice((*A)(dst), n)
	s := scanStart(op, 0, 1, *(*A)(carry), 0, first)
	for i, v := range x {
		if op == CumSum {
			s += A(v)
		} else {
			s *= A(v)
		}
		y[i] = s
	}
	*(*A)(carry) = s
}

func scanIntExtremes[T integer](op ScanOp, x, y []T, carry *T, first bool) {
	s := scanStart(op, 0, 1, *carry, x[0], first)
	for i, v := range x {
		if op == CumMin {
			s = min(s, v)
		} else {
			s = max(s, v)
		}
		y[i] = s
	}
	*carry = s
}

func scanPairs[F float](op ScanOp, dst, carry, a unsafe.Pointer, n int, first bool) {
	x, y := unsafe.Slice((*pair[F])(a), n), unsafe.Slice((*pair[F])(dst), n)
	s := *(*pair[F])(carry)
	for i, v := range x {
		switch {
		case first && i == 0:
			s = v
		case op == CumSum:
			s.re += v.re
			s.im += v.im
		default:
			s = s.mul(v)
		}
		y[i] = s
	}
	*(*pair[F])(carry) = s
}

// ScanRows scans each of rows rows of n elements on its own; the rows of dst
// are ds elements apart, those of a are as apart. Float sums and products run
// four rows side by side, which takes a quarter of the time.
func ScanRows(t cpu.Tier, op ScanOp, dt dtype.DType, dst, a unsafe.Pointer, n, rows, ds, as int) {
	if n <= 0 {
		return
	}
	in, out := as*dt.Size(), ds*op.Result(dt).Size()
	i := 0
	if dt.IsFloat() && (op == CumSum || op == CumProd) {
		for ; i+4 <= rows; i += 4 {
			d, x := unsafe.Add(dst, i*out), unsafe.Add(a, i*in)
			if dt == dtype.Float64 {
				scanFour[float64](op, d, x, n, out, in)
			} else {
				scanFour[float32](op, d, x, n, out, in)
			}
		}
	}
	for ; i < rows; i++ {
		var carry Partial
		Scan(t, op, dt, unsafe.Add(dst, i*out), unsafe.Pointer(&carry), unsafe.Add(a, i*in), n, true)
	}
}

// scanFour scans four rows; strides are in bytes.
func scanFour[T float](op ScanOp, dst, a unsafe.Pointer, n, ds, as int) {
	row := func(p unsafe.Pointer, i, stride int) []T {
		return unsafe.Slice((*T)(unsafe.Add(p, i*stride)), n)
	}
	x0, x1, x2, x3 := row(a, 0, as), row(a, 1, as), row(a, 2, as), row(a, 3, as)
	y0, y1, y2, y3 := row(dst, 0, ds), row(dst, 1, ds), row(dst, 2, ds), row(dst, 3, ds)
	s := [4]T{x0[0], x1[0], x2[0], x3[0]}
	y0[0], y1[0], y2[0], y3[0] = s[0], s[1], s[2], s[3]
	if op == CumSum {
		addFour(y0, y1, y2, y3, x0, x1, x2, x3, s)
	} else {
		mulFour(y0, y1, y2, y3, x0, x1, x2, x3, s)
	}
}

// addFour continues four running sums from element 1.
func addFour[T float](y0, y1, y2, y3, x0, x1, x2, x3 []T, s [4]T) {
	n := len(x0)
	x1, x2, x3 = x1[:n], x2[:n], x3[:n]
	y0, y1, y2, y3 = y0[:n], y1[:n], y2[:n], y3[:n]
	s0, s1, s2, s3 := s[0], s[1], s[2], s[3]
	for i := 1; i < n; i++ {
		s0 += x0[i]
		s1 += x1[i]
		s2 += x2[i]
		s3 += x3[i]
		y0[i], y1[i], y2[i], y3[i] = s0, s1, s2, s3
	}
}

// mulFour continues four running products from element 1.
func mulFour[T float](y0, y1, y2, y3, x0, x1, x2, x3 []T, s [4]T) {
	n := len(x0)
	x1, x2, x3 = x1[:n], x2[:n], x3[:n]
	y0, y1, y2, y3 = y0[:n], y1[:n], y2[:n], y3[:n]
	s0, s1, s2, s3 := s[0], s[1], s[2], s[3]
	for i := 1; i < n; i++ {
		s0 *= x0[i]
		s1 *= x1[i]
		s2 *= x2[i]
		s3 *= x3[i]
		y0[i], y1[i], y2[i], y3[i] = s0, s1, s2, s3
	}
}
