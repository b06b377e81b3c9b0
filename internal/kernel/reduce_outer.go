package kernel

import (
	"math"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// RowBlock is the number of rows accumulated in order into one row of
// accumulators when an outer axis is reduced. Block rows then combine by the
// binary counter of the reduction tree, MergeRows taking the place of adding
// two numbers.
//
// A column of n rows is thus off by at most (min(n, RowBlock) - 1 +
// ceil(log2 blocks)) u Σ|x|, to first order.
const RowBlock = 64

// passRows is how many rows are added in one pass over the accumulators: few
// enough for the hardware prefetchers to follow, each as its own stream.
const passRows = 8

// passBytes is the size below which rows stay in the first-level cache, so
// that one pass can take them all.
const passBytes = 16 << 10

// Accumulate folds rows rows of n elements, stride elements apart, into the
// accumulators at acc, in order:
//
//	acc[j] = acc[j] op x[i*stride+j]    for i = 0 ... rows-1
//
// acc holds elements of r.Result(dt), not overlapping x. Start it with
// FillIdentity. Any and all, counts and sums of int rows widen as Reduce
// does. For arg reductions see AccumulateArg.
func Accumulate(t cpu.Tier, r Reduction, dt dtype.DType, acc, x unsafe.Pointer, n, rows, stride int) {
	if n <= 0 || rows <= 0 {
		return
	}
	size := dt.Size()
	for {
		k := passOf(rows, n*size)
		accumulatePass(t, r, dt, acc, x, n, k, stride)
		if rows -= k; rows == 0 {
			return
		}
		x = unsafe.Add(x, k*stride*size)
	}
}

// accumulatePass folds a few rows in.
func accumulatePass(t cpu.Tier, r Reduction, dt dtype.DType, acc, x unsafe.Pointer, n, rows, stride int) {
	switch {
	case counts(r, dt):
		countRows(t, r, dt, acc, x, n, rows, stride)
	case t == cpu.Generic || !accumulateAsm(t, r, dt, acc, x, n, rows, stride*dt.Size()):
		accumulateRef(r, dt, acc, x, n, rows, stride)
	}
}

// passOf is how many of rows rows of the given size one pass takes.
func passOf(rows, bytes int) int {
	if rows*bytes <= passBytes {
		return rows
	}
	return min(rows, passRows)
}

// AccumulateSqDev adds squared deviations from a row of means:
// acc[j] = fma(d, d, acc[j]) with d = x[i*stride+j] - mean[j]. All are of the
// float type dt. Block rows merge as RedSum.
func AccumulateSqDev(t cpu.Tier, dt dtype.DType, acc, mean, x unsafe.Pointer, n, rows, stride int) {
	if n <= 0 || rows <= 0 {
		return
	}
	size := dt.Size()
	for {
		k := passOf(rows, n*size)
		switch {
		case t != cpu.Generic && sqDevRowsAsm(t, dt, acc, mean, x, n, k, stride*size):
		case dt == dtype.Float64:
			sqDevRows[float64](acc, mean, x, n, k, stride)
		default:
			sqDevRows[float32](acc, mean, x, n, k, stride)
		}
		if rows -= k; rows == 0 {
			return
		}
		x = unsafe.Add(x, k*stride*size)
	}
}

func sqDevRows[T float](acc, mean, x unsafe.Pointer, n, rows, stride int) {
	s, m := unsafe.Slice((*T)(acc), n), unsafe.Slice((*T)(mean), n)
	v := unsafe.Slice((*T)(x), (rows-1)*stride+n)
	for i := 0; i < rows; i++ {
		for j, xj := range v[i*stride : i*stride+n] {
			d := xj - m[j]
			s[j] = fused(d, d, s[j])
		}
	}
}

// accumulateRef is the meaning of Accumulate but for the counts.
func accumulateRef(r Reduction, dt dtype.DType, acc, x unsafe.Pointer, n, rows, stride int) {
	for i := 0; i < rows; i++ {
		row := unsafe.Add(x, i*stride*dt.Size())
		switch {
		case dt == dtype.Float64:
			floatRow(r, unsafe.Slice((*float64)(acc), n), unsafe.Slice((*float64)(row), n))
		case dt == dtype.Float32:
			floatRow(r, unsafe.Slice((*float32)(acc), n), unsafe.Slice((*float32)(row), n))
		case dt == dtype.Complex128:
			complexRow(r, unsafe.Slice((*pair[float64])(acc), n), unsafe.Slice((*pair[float64])(row), n))
		case dt == dtype.Complex64:
			complexRow(r, unsafe.Slice((*pair[float32])(acc), n), unsafe.Slice((*pair[float32])(row), n))
		default:
			intRow(r, dt, acc, row, n)
		}
	}
}

func floatRow[T float](r Reduction, acc, x []T) {
	acc = acc[:len(x)]
	switch r {
	case RedSum:
		for j, v := range x {
			acc[j] += v
		}
	case RedProd:
		for j, v := range x {
			acc[j] *= v
		}
	case RedMin:
		for j, v := range x {
			if !(v > acc[j]) {
				acc[j] = min(acc[j], v)
			}
		}
	case RedMax:
		for j, v := range x {
			if !(v < acc[j]) {
				acc[j] = max(acc[j], v)
			}
		}
	case RedFMin, RedFMax:
		for j, v := range x {
			acc[j] = extreme(r, acc[j], v)
		}
	default:
		floatTermRow(r, acc, x)
	}
}

// floatTermRow does the sums and products whose terms are not x itself.
func floatTermRow[T float](r Reduction, acc, x []T) {
	switch r {
	case RedSumAbs:
		for j, v := range x {
			acc[j] += T(math.Abs(float64(v)))
		}
	case RedSumSq:
		for j, v := range x {
			acc[j] = fused(v, v, acc[j])
		}
	case RedNaNSum:
		for j, v := range x {
			if v != v {
				v = 0
			}
			acc[j] += v
		}
	case RedNaNProd:
		for j, v := range x {
			if v == v {
				acc[j] *= v
			}
		}
	}
}

func complexRow[F float](r Reduction, acc, x []pair[F]) {
	for j, v := range x {
		bad := v.re != v.re || v.im != v.im
		switch r {
		case RedSum:
			acc[j].re += v.re
			acc[j].im += v.im
		case RedNaNSum:
			if bad {
				v = pair[F]{}
			}
			acc[j].re += v.re
			acc[j].im += v.im
		case RedProd:
			acc[j] = acc[j].mul(v)
		case RedNaNProd:
			if !bad {
				acc[j] = acc[j].mul(v)
			}
		}
	}
}

func intRow(r Reduction, dt dtype.DType, acc, x unsafe.Pointer, n int) {
	switch dt {
	case dtype.Int8:
		intRowOf[int8, int64](r, acc, x, n)
	case dtype.Int16:
		intRowOf[int16, int64](r, acc, x, n)
	case dtype.Int32:
		intRowOf[int32, int64](r, acc, x, n)
	case dtype.Int64:
		intRowOf[int64, int64](r, acc, x, n)
	case dtype.Uint16:
		intRowOf[uint16, uint64](r, acc, x, n)
	case dtype.Uint32:
		intRowOf[uint32, uint64](r, acc, x, n)
	case dtype.Uint64:
		intRowOf[uint64, uint64](r, acc, x, n)
	default:
		intRowOf[uint8, uint64](r, acc, x, n) // uint8 and bool
	}
}

func intRowOf[T integer, A int64 | uint64](r Reduction, acc, x unsafe.Pointer, n int) {
	v := unsafe.Slice((*T)(x), n)
	switch r { // of bools
	case RedAny:
		r = RedMax
	case RedAll:
		r = RedMin
	}
	if r >= RedMin && r <= RedFMax {
		m := unsafe.Slice((*T)(acc), n)
		for j, xj := range v {
			m[j] = extreme(r, m[j], xj)
		}
		return
	}
	s := unsafe.Slice((*A)(acc), n)
	for j, xj := range v {
		switch r {
		case RedProd, RedNaNProd:
			s[j] *= A(xj)
		case RedSumSq:
			s[j] += A(xj) * A(xj)
		case RedSumAbs:
			if xj < 0 {
				s[j] -= A(xj)
			} else {
				s[j] += A(xj)
			}
		default:
			s[j] += A(xj)
		}
	}
}

// countTile is how many elements of a row are turned into bools at a time.
const countTile = 512

// countRows does the reductions that count: each row becomes bools, and those
// accumulate by or, and, or addition.
func countRows(t cpu.Tier, r Reduction, dt dtype.DType, acc, x unsafe.Pointer, n, rows, stride int) {
	var tile [countTile]bool
	var zero Partial
	bools := unsafe.Pointer(&tile)
	how, out := RedSum, 8
	if r == RedAny || r == RedAll {
		how, out = r, 1
	}
	size := dt.Size()
	for lo := 0; lo < n; lo += countTile {
		k := min(n-lo, countTile)
		for i := 0; i < rows; i++ {
			row := unsafe.Add(x, (i*stride+lo)*size)
			if r == RedNaNCount {
				Binary(t, Eq, dt, VV, bools, row, row, k)
			} else {
				Binary(t, Ne, dt, VS, bools, row, unsafe.Pointer(&zero), k)
			}
			accumulatePass(t, how, dtype.Bool, unsafe.Add(acc, lo*out), bools, k, 1, k)
		}
	}
}

// counts reports whether r over dt goes through bools.
func counts(r Reduction, dt dtype.DType) bool {
	switch r {
	case RedAny, RedAll:
		return dt != dtype.Bool
	}
	return r == RedCount || r == RedNaNCount
}

// FillIdentity fills n accumulators of r.Result(dt) with what leaves every
// first operand as it is: -0 for float sums, 1 for products, the far limit
// for minimum and maximum, NaN for the NaN-ignoring ones.
func FillIdentity(r Reduction, dt dtype.DType, acc unsafe.Pointer, n int) {
	res := r.Result(dt)
	p := identity(r, dt)
	if r.isSum() && (res.IsFloat() || res.IsComplex()) {
		p = negZeroOf(res)
	}
	size := res.Size()
	for j := 0; j < n; j++ {
		p.store(size, unsafe.Add(acc, j*size))
	}
}

func negZeroOf(dt dtype.DType) Partial {
	const sign32, sign64 = 1 << 31, 1 << 63
	switch dt {
	case dtype.Float32:
		return put(uint32(sign32))
	case dtype.Complex64:
		return put([2]uint32{sign32, sign32})
	case dtype.Float64:
		return Partial{sign64}
	}
	return Partial{sign64, sign64}
}

// MergeRows combines two rows of accumulators, dst left of src:
// dst[j] = dst[j] op src[j], where op adds for sums and counts, multiplies
// for products. For arg reductions see MergeArgRows.
func MergeRows(t cpu.Tier, r Reduction, dt dtype.DType, dst, src unsafe.Pointer, n int) {
	res := r.Result(dt)
	switch {
	case r.isSum():
		Accumulate(t, RedSum, res, dst, src, n, 1, n)
	case r == RedProd || r == RedNaNProd:
		Accumulate(t, RedProd, res, dst, src, n, 1, n)
	default:
		Accumulate(t, r, res, dst, src, n, 1, n)
	}
}
