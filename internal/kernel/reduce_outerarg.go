package kernel

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// argColumns is how many columns are reduced to their extremes at a time.
const argColumns = 256

// AccumulateArg folds rows rows of n elements, stride elements apart, into
// accumulators of the extreme values (val, elements of dt) and their rows
// (idx, int64): where x[i*stride+j] beats val[j] as in RedArgMin and
// RedArgMax, both are replaced, idx[j] by base+i. With base 0 the first row
// is taken as it is, so the accumulators need no start value.
func AccumulateArg(t cpu.Tier, r Reduction, dt dtype.DType, val, idx, x unsafe.Pointer, n, rows, stride, base int) {
	if n <= 0 || rows <= 0 {
		return
	}
	switch dt {
	case dtype.Float64:
		argRows[float64](t, r, dt, val, idx, x, n, rows, stride, base)
	case dtype.Float32:
		argRows[float32](t, r, dt, val, idx, x, n, rows, stride, base)
	case dtype.Int8:
		argRows[int8](t, r, dt, val, idx, x, n, rows, stride, base)
	case dtype.Int16:
		argRows[int16](t, r, dt, val, idx, x, n, rows, stride, base)
	case dtype.Int32:
		argRows[int32](t, r, dt, val, idx, x, n, rows, stride, base)
	case dtype.Int64:
		argRows[int64](t, r, dt, val, idx, x, n, rows, stride, base)
	case dtype.Uint16:
		argRows[uint16](t, r, dt, val, idx, x, n, rows, stride, base)
	case dtype.Uint32:
		argRows[uint32](t, r, dt, val, idx, x, n, rows, stride, base)
	case dtype.Uint64:
		argRows[uint64](t, r, dt, val, idx, x, n, rows, stride, base)
	default:
		argRows[uint8](t, r, dt, val, idx, x, n, rows, stride, base) // uint8 and bool
	}
}

// argRows reduces each block of rows to its extremes by the fast kernel and
// searches only the columns where that beats all before.
func argRows[T realNumber](t cpu.Tier, r Reduction, dt dtype.DType, val, idx, x unsafe.Pointer, n, rows, stride, base int) {
	var tile [argColumns]T
	value := RedMin
	if r == RedArgMax {
		value = RedMax
	}
	best, pos := unsafe.Slice((*T)(val), n), unsafe.Slice((*int64)(idx), n)
	v := unsafe.Slice((*T)(x), (rows-1)*stride+n)
	for top := 0; top < rows; top += RowBlock {
		k := min(rows-top, RowBlock)
		for lo := 0; lo < n; lo += argColumns {
			m := tile[:min(n-lo, argColumns)]
			copy(m, v[top*stride+lo:])
			if k > 1 {
				Accumulate(t, value, dt, unsafe.Pointer(&tile), unsafe.Pointer(&v[(top+1)*stride+lo]), len(m), k-1, stride)
			}
			for j, e := range m {
				if j += lo; base+top == 0 || beats(r, e, best[j]) {
					i := findRow(v[top*stride+j:], e, k, stride)
					best[j], pos[j] = v[(top+i)*stride+j], int64(base+top+i)
				}
			}
		}
	}
}

// findRow is find in a column of k rows.
func findRow[T realNumber](column []T, e T, k, stride int) int {
	for i := 0; i < k-1; i++ {
		if x := column[i*stride]; x == e || x != x {
			return i
		}
	}
	return k - 1
}

// MergeArgRows combines two rows of arg accumulators, the first left of the
// second: equal values keep the first.
func MergeArgRows(r Reduction, dt dtype.DType, val, idx, val2, idx2 unsafe.Pointer, n int) {
	if n <= 0 {
		return
	}
	argRow(r, dt, val, idx, val2, idx2, n)
}

// argRow lets the values x and their positions from compete with val and idx.
func argRow(r Reduction, dt dtype.DType, val, idx, x, from unsafe.Pointer, n int) {
	switch dt {
	case dtype.Float64:
		argRowOf[float64](r, val, idx, x, from, n)
	case dtype.Float32:
		argRowOf[float32](r, val, idx, x, from, n)
	case dtype.Int8:
		argRowOf[int8](r, val, idx, x, from, n)
	case dtype.Int16:
		argRowOf[int16](r, val, idx, x, from, n)
	case dtype.Int32:
		argRowOf[int32](r, val, idx, x, from, n)
	case dtype.Int64:
		argRowOf[int64](r, val, idx, x, from, n)
	case dtype.Uint16:
		argRowOf[uint16](r, val, idx, x, from, n)
	case dtype.Uint32:
		argRowOf[uint32](r, val, idx, x, from, n)
	case dtype.Uint64:
		argRowOf[uint64](r, val, idx, x, from, n)
	default:
		argRowOf[uint8](r, val, idx, x, from, n)
	}
}

func argRowOf[T realNumber](r Reduction, val, idx, x, from unsafe.Pointer, n int) {
	best, pos := unsafe.Slice((*T)(val), n), unsafe.Slice((*int64)(idx), n)
	at := unsafe.Slice((*int64)(from), n)
	for j, v := range unsafe.Slice((*T)(x), n) {
		if beats(r, v, best[j]) {
			best[j], pos[j] = v, at[j]
		}
	}
}
