package kernel

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// AccumulateArg folds rows rows of n elements, stride elements apart, into
// accumulators of the extreme values (val, elements of dt) and their rows
// (idx, int64): where x[i*stride+j] beats val[j] as in RedArgMin and
// RedArgMax, both are replaced, idx[j] by base+i. With base 0 the first row
// is taken as it is, so the accumulators need no start value.
func AccumulateArg(_ cpu.Tier, r Reduction, dt dtype.DType, val, idx, x unsafe.Pointer, n, rows, stride, base int) {
	if n <= 0 {
		return
	}
	for i := 0; i < rows; i++ {
		row := unsafe.Add(x, i*stride*dt.Size())
		if base+i == 0 {
			copy(unsafe.Slice((*byte)(val), n*dt.Size()), unsafe.Slice((*byte)(row), n*dt.Size()))
			clear(unsafe.Slice((*int64)(idx), n))
			continue
		}
		argRow(r, dt, val, idx, row, nil, n, int64(base+i))
	}
}

// MergeArgRows combines two rows of arg accumulators, the first left of the
// second: equal values keep the first.
func MergeArgRows(r Reduction, dt dtype.DType, val, idx, val2, idx2 unsafe.Pointer, n int) {
	argRow(r, dt, val, idx, val2, idx2, n, 0)
}

// argRow is the meaning of AccumulateArg for one row; the positions come from
// from, or are all at where from is nil.
func argRow(r Reduction, dt dtype.DType, val, idx, x, from unsafe.Pointer, n int, at int64) {
	switch dt {
	case dtype.Float64:
		argRowOf[float64](r, val, idx, x, from, n, at)
	case dtype.Float32:
		argRowOf[float32](r, val, idx, x, from, n, at)
	case dtype.Int8:
		argRowOf[int8](r, val, idx, x, from, n, at)
	case dtype.Int16:
		argRowOf[int16](r, val, idx, x, from, n, at)
	case dtype.Int32:
		argRowOf[int32](r, val, idx, x, from, n, at)
	case dtype.Int64:
		argRowOf[int64](r, val, idx, x, from, n, at)
	case dtype.Uint16:
		argRowOf[uint16](r, val, idx, x, from, n, at)
	case dtype.Uint32:
		argRowOf[uint32](r, val, idx, x, from, n, at)
	case dtype.Uint64:
		argRowOf[uint64](r, val, idx, x, from, n, at)
	default:
		argRowOf[uint8](r, val, idx, x, from, n, at)
	}
}

func argRowOf[T realNumber](r Reduction, val, idx, x, from unsafe.Pointer, n int, at int64) {
	best, pos := unsafe.Slice((*T)(val), n), unsafe.Slice((*int64)(idx), n)
	for j, v := range unsafe.Slice((*T)(x), n) {
		if beats(r, v, best[j]) {
			best[j], pos[j] = v, at
			if from != nil {
				pos[j] = *(*int64)(unsafe.Add(from, 8*j))
			}
		}
	}
}
