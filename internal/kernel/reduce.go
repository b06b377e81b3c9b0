package kernel

//go:generate go run ./reducegen -dir .

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// BlockLen is the number of elements in one block of the reduction tree.
//
// # The reduction tree
//
// All sums and products follow one fixed tree, so that no result depends on
// the tier, on who computed a block, or on the number of workers.
//
// The elements are cut into blocks of BlockLen from the start; the last block
// may be short. Inside a block L lanes run side by side, lane j taking
// elements j, j+L, j+2L, ... in order, starting from the identity (-0 for
// sums, which leaves every value as it is, 1 for products). L is 64 for
// 8-byte elements and 128 for 4-byte ones, half of that for complex elements
// of twice the size: 512 bytes, eight AVX-512 registers. Then lanes fold by
// halves: lane j takes lane j+L/2, then j+L/4, down to lane 0. Narrower
// registers go through the block, which is in the cache, once for each half
// of the lanes.
//
// Block results meet in a binary counter: neighbours of equal height merge
// left with right as they appear, and what is left at the end folds from the
// right. Therefore an aligned run of 2^k blocks can be reduced alone, and the
// last run may be short: see Tree.
//
// With u the unit roundoff, a sum of n terms in b blocks is off by at most
// (n' + log2 L + ceil(log2 b)) u Σ|x|, n' = min(ceil(n/L), BlockLen/L) - 1, to
// first order: at most 37 u Σ|x| for float64 up to BlockLen elements, 57 u
// for two thousand million; 22 u and 42 u for float32.
const BlockLen = 2048

// Reduction names a reduction of one array to one value.
type Reduction uint8

// The reductions. NaN-ignoring forms follow NumPy's nan functions.
const (
	RedSum      Reduction = iota // np.sum; integers in 64 bits, modulo 2^64
	RedProd                      // np.prod, likewise
	RedSumAbs                    // Σ|x|
	RedSumSq                     // Σx², float: square and sum in one rounding (FMA)
	RedMin                       // np.min: NaN if any is NaN, -0 < +0
	RedMax                       // np.max: NaN if any is NaN, -0 < +0
	RedFMin                      // np.nanmin: NaN only if all are NaN
	RedFMax                      // np.nanmax: NaN only if all are NaN
	RedArgMin                    // np.argmin: first smallest, or the first NaN
	RedArgMax                    // np.argmax: first largest, or the first NaN
	RedAny                       // np.any: NaN counts as true
	RedAll                       // np.all
	RedCount                     // np.count_nonzero
	RedNaNSum                    // np.nansum: NaN counts as +0
	RedNaNProd                   // np.nanprod: NaN counts as 1
	RedNaNCount                  // how many elements are not NaN
	numReductions
)

// ReductionCount is one more than the largest Reduction.
const ReductionCount = int(numReductions)

var reductionNames = [ReductionCount]string{"sum", "prod", "sumabs", "sumsq", "min", "max",
	"fmin", "fmax", "argmin", "argmax", "any", "all", "count_nonzero", "nansum", "nanprod", "nancount"}

// String returns the reduction's name.
func (r Reduction) String() string {
	if int(r) < ReductionCount {
		return reductionNames[r]
	}
	return "invalid"
}

// Supports reports whether r is defined on elements of type dt.
func (r Reduction) Supports(dt dtype.DType) bool {
	switch r {
	case RedSum, RedProd, RedAny, RedAll, RedCount, RedNaNSum, RedNaNProd, RedNaNCount:
		return dt.Valid()
	case RedSumAbs, RedSumSq:
		return dt.IsInteger() || dt.IsFloat()
	}
	return r < numReductions && (dt == dtype.Bool || dt.IsInteger() || dt.IsFloat())
}

// Result returns the element type of r over elements of type dt, Invalid
// where r is not defined.
func (r Reduction) Result(dt dtype.DType) dtype.DType {
	if !r.Supports(dt) {
		return dtype.Invalid
	}
	switch r {
	case RedSum, RedProd, RedSumAbs, RedSumSq, RedNaNSum, RedNaNProd:
		return SumType(dt)
	case RedMin, RedMax, RedFMin, RedFMax:
		return dt
	case RedAny, RedAll:
		return dtype.Bool
	}
	return dtype.Int64
}

// NeedsElements reports whether r has no value for an empty array. Reduce
// gives +0 for empty sums and counts, 1 for products, true for all.
func (r Reduction) NeedsElements() bool {
	return r >= RedMin && r <= RedArgMax
}

// IsArg reports whether r gives a position.
func (r Reduction) IsArg() bool { return r == RedArgMin || r == RedArgMax }

// isSum reports whether partial results of r are added.
func (r Reduction) isSum() bool {
	switch r {
	case RedSum, RedSumAbs, RedSumSq, RedNaNSum, RedCount, RedNaNCount:
		return true
	}
	return false
}

// SumType returns the type sums and products of dt are formed in: bool and
// signed integers widen to int64, unsigned ones to uint64.
func SumType(dt dtype.DType) dtype.DType {
	switch {
	case dt == dtype.Bool || dt.IsSigned():
		return dtype.Int64
	case dt.IsUnsigned():
		return dtype.Uint64
	}
	return dt
}

// Reduce writes the reduction r of the n contiguous elements at a to dst, one
// element of type r.Result(dt). Reductions that NeedsElements want n > 0.
func Reduce(t cpu.Tier, r Reduction, dt dtype.DType, dst, a unsafe.Pointer, n int) {
	if t != cpu.Generic && n > 0 && n <= BlockLen && floatLanesAsm(t, r, dt, dst, a, n, 1, 0) {
		return
	}
	p := Part(t, r, dt, a, n, 0)
	p.value(r, dt, dst)
}

// Sum is Reduce with RedSum.
func Sum(t cpu.Tier, dt dtype.DType, dst, a unsafe.Pointer, n int) {
	Reduce(t, RedSum, dt, dst, a, n)
}

// ReduceRows reduces each of rows rows of n contiguous elements, stride
// elements apart, into contiguous elements of dst. It is the fast road for
// many short rows; each result has the bits Reduce gives.
func ReduceRows(t cpu.Tier, r Reduction, dt dtype.DType, dst, a unsafe.Pointer, n, rows, stride int) {
	if rows <= 0 {
		return
	}
	if n > 0 && n <= BlockLen && dt.IsFloat() {
		switch {
		case r.IsArg() && dt == dtype.Float64:
			argShortRows[float64](t, r, dt, dst, a, n, rows, stride)
			return
		case r.IsArg():
			argShortRows[float32](t, r, dt, dst, a, n, rows, stride)
			return
		case floatLanes(t, r, dt, dst, a, n, rows, stride):
			return
		}
	}
	out, in := r.Result(dt).Size(), stride*dt.Size()
	for i := 0; i < rows; i++ {
		p := Part(t, r, dt, a, n, 0)
		p.value(r, dt, dst)
		if i+1 < rows { // a pointer past the last row must not exist
			dst, a = unsafe.Add(dst, out), unsafe.Add(a, in)
		}
	}
}

// Part reduces n contiguous elements to a Partial: the whole of a row, an
// aligned run of 2^k blocks of it, or one tile of a stream. base is the
// position of a in the row; only arg reductions use it.
func Part(t cpu.Tier, r Reduction, dt dtype.DType, a unsafe.Pointer, n, base int) Partial {
	switch {
	case n <= 0:
		return identity(r, dt)
	case r.IsArg():
		return argPart(t, r, dt, a, n, base)
	case r == RedAny || r == RedAll || r == RedCount || r == RedNaNCount:
		return countPart(t, r, dt, a, n)
	case dt.IsFloat():
		return floatPart(t, r, dt, a, n)
	case dt.IsComplex():
		return complexPart(t, r, dt, a, n)
	}
	return intPart(t, r, dt, a, n)
}
