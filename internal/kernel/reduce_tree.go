package kernel

import (
	"math"
	"math/bits"
	"unsafe"

	"github.com/scicore-go/scicore/internal/dtype"
)

// Partial is the reduction of some elements, not yet combined with others:
// the bits of one value, or of an extreme value and its position.
type Partial [2]uint64

func put[T any](v T) (p Partial) {
	*(*T)(unsafe.Pointer(&p)) = v
	return p
}

func get[T any](p Partial) T { return *(*T)(unsafe.Pointer(&p)) }

// putBits is the Partial of an element of the given size with bits v.
func putBits(size int, v uint64) Partial {
	switch size {
	case 1:
		return put(uint8(v))
	case 2:
		return put(uint16(v))
	case 4:
		return put(uint32(v))
	}
	return Partial{v}
}

// argOf is the Partial of an arg reduction: an extreme value, and where it
// stands; at is -1 where there was no element.
type argOf[T any] struct {
	val T
	at  int64
}

func putArg[T any](v T, at int64) (p Partial) {
	*(*T)(unsafe.Pointer(&p[0])) = v
	p[1] = uint64(at)
	return p
}

func getArg[T any](p Partial) argOf[T] {
	return argOf[T]{*(*T)(unsafe.Pointer(&p[0])), int64(p[1])}
}

// value writes the finished result of r to dst.
func (p Partial) value(r Reduction, dt dtype.DType, dst unsafe.Pointer) {
	if r.IsArg() {
		*(*int64)(dst) = int64(p[1])
		return
	}
	p.store(r.Result(dt).Size(), dst)
}

// store writes the first size bytes of p to dst.
func (p Partial) store(size int, dst unsafe.Pointer) {
	switch size {
	case 1:
		*(*uint8)(dst) = get[uint8](p)
	case 2:
		*(*uint16)(dst) = get[uint16](p)
	case 4:
		*(*uint32)(dst) = get[uint32](p)
	case 8:
		*(*uint64)(dst) = p[0]
	case 16:
		*(*Partial)(dst) = p
	}
}

// maxHeight bounds the levels of a Tree: 2^63 blocks.
const maxHeight = 64

// Tree combines the partial results of the blocks of one row, pushed in
// order. All pushed Partials stand for runs of the same power-of-two number
// of blocks, the last one of any smaller number; then the result has the bits
// that Reduce gives for the whole row. A Tree is a value of some 1 KiB that
// belongs on the stack; the zero Tree is a sum of nothing.
type Tree struct {
	red   Reduction
	dt    dtype.DType
	how   joint
	count uint64
	level [maxHeight]Partial
}

// Reset empties the tree for reduction r over elements of type dt. Dots and
// sums of squared deviations combine as RedSum.
func (t *Tree) Reset(r Reduction, dt dtype.DType) {
	t.red, t.dt, t.how, t.count = r, dt, jointOf(r, dt), 0
}

// joint names the merges worth a short road, those of long float rows.
type joint uint8

const (
	joinByMerge joint = iota
	joinAdd64
	joinAdd32
	joinMin64
	joinMax64
)

func jointOf(r Reduction, dt dtype.DType) joint {
	switch res := r.Result(dt); {
	case r.isSum() && res == dtype.Float64:
		return joinAdd64
	case r.isSum() && res == dtype.Float32:
		return joinAdd32
	case r == RedMin && res == dtype.Float64:
		return joinMin64
	case r == RedMax && res == dtype.Float64:
		return joinMax64
	}
	return joinByMerge
}

// join is merge.
func (t *Tree) join(p, q Partial) Partial {
	x, y := math.Float64frombits(p[0]), math.Float64frombits(q[0])
	switch t.how {
	case joinAdd64:
		return Partial{math.Float64bits(x + y)}
	case joinMin64:
		return Partial{math.Float64bits(min(x, y))}
	case joinMax64:
		return Partial{math.Float64bits(max(x, y))}
	case joinAdd32:
		return put(get[float32](p) + get[float32](q))
	}
	return merge(t.red, t.dt, p, q)
}

// Push adds the next Partial, to the right of all before.
func (t *Tree) Push(p Partial) {
	i := 0
	for c := t.count; c&1 != 0; c >>= 1 {
		p = t.join(t.level[i], p)
		i++
	}
	t.level[i] = p
	t.count++
}

// Total returns the combination of all that was pushed.
func (t *Tree) Total() Partial {
	if t.count == 0 {
		return identity(t.red, t.dt)
	}
	i := bits.TrailingZeros64(t.count)
	p := t.level[i]
	for i++; t.count>>i != 0; i++ {
		if t.count>>i&1 != 0 {
			p = t.join(t.level[i], p)
		}
	}
	return p
}

// Result writes the finished value, one element of type r.Result(dt), to dst.
func (t *Tree) Result(dst unsafe.Pointer) {
	p := t.Total()
	p.value(t.red, t.dt, dst)
}

// merge combines the Partials of two neighbours, p left of q.
func merge(r Reduction, dt dtype.DType, p, q Partial) Partial {
	switch {
	case r.isSum():
		return mergeSum(r.Result(dt), p, q)
	case r == RedProd || r == RedNaNProd:
		return mergeProd(r.Result(dt), p, q)
	case r.IsArg():
		return mergeArg(r, dt, p, q)
	case r == RedAny:
		return Partial{p[0] | q[0]}
	case r == RedAll:
		return Partial{p[0] & q[0]}
	}
	return mergeExtreme(r, dt, p, q)
}

func mergeSum(dt dtype.DType, p, q Partial) Partial {
	switch dt {
	case dtype.Float64:
		return put(get[float64](p) + get[float64](q))
	case dtype.Float32:
		return put(get[float32](p) + get[float32](q))
	case dtype.Complex128:
		return put(get[complex128](p) + get[complex128](q))
	case dtype.Complex64:
		return put(get[complex64](p) + get[complex64](q))
	}
	return Partial{p[0] + q[0]}
}

func mergeProd(dt dtype.DType, p, q Partial) Partial {
	switch dt {
	case dtype.Float64:
		return put(get[float64](p) * get[float64](q))
	case dtype.Float32:
		return put(get[float32](p) * get[float32](q))
	case dtype.Complex128:
		return put(get[pair[float64]](p).mul(get[pair[float64]](q)))
	case dtype.Complex64:
		return put(get[pair[float32]](p).mul(get[pair[float32]](q)))
	}
	return Partial{p[0] * q[0]}
}

func mergeExtreme(r Reduction, dt dtype.DType, p, q Partial) Partial {
	switch dt {
	case dtype.Float64:
		return put(extreme(r, get[float64](p), get[float64](q)))
	case dtype.Float32:
		return put(extreme(r, get[float32](p), get[float32](q)))
	case dtype.Int8:
		return put(extreme(r, get[int8](p), get[int8](q)))
	case dtype.Int16:
		return put(extreme(r, get[int16](p), get[int16](q)))
	case dtype.Int32:
		return put(extreme(r, get[int32](p), get[int32](q)))
	case dtype.Int64:
		return put(extreme(r, get[int64](p), get[int64](q)))
	case dtype.Uint16:
		return put(extreme(r, get[uint16](p), get[uint16](q)))
	case dtype.Uint32:
		return put(extreme(r, get[uint32](p), get[uint32](q)))
	case dtype.Uint64:
		return put(extreme(r, get[uint64](p), get[uint64](q)))
	}
	return put(extreme(r, get[uint8](p), get[uint8](q))) // uint8 and bool
}

// extreme is the scalar minimum or maximum. Go's min and max are NumPy's:
// NaN propagates and -0 < +0.
func extreme[T realNumber](r Reduction, a, b T) T {
	switch {
	case (r == RedFMin || r == RedFMax) && a != a:
		return b
	case (r == RedFMin || r == RedFMax) && b != b:
		return a
	case r == RedMin || r == RedFMin:
		return min(a, b)
	}
	return max(a, b)
}

// identity is the Partial of no elements.
func identity(r Reduction, dt dtype.DType) Partial {
	switch {
	case r == RedProd || r == RedNaNProd:
		return one(r.Result(dt))
	case r == RedAll:
		return put(true)
	case r.IsArg():
		return Partial{0, ^uint64(0)}
	case r == RedMin:
		return limit(dt, true)
	case r == RedMax:
		return limit(dt, false)
	case (r == RedFMin || r == RedFMax) && dt == dtype.Float64:
		return put(math.NaN())
	case (r == RedFMin || r == RedFMax) && dt == dtype.Float32:
		return put(float32(math.NaN()))
	case r == RedFMin:
		return limit(dt, true)
	case r == RedFMax:
		return limit(dt, false)
	}
	return Partial{}
}

// one is the 1 of a product's type.
func one(dt dtype.DType) Partial {
	switch dt {
	case dtype.Float64, dtype.Complex128:
		return put(1.0)
	case dtype.Float32, dtype.Complex64:
		return put(float32(1))
	}
	return put(int64(1))
}

// limit is the largest value of dt, or the smallest.
func limit(dt dtype.DType, largest bool) Partial {
	width := uint(8 * dt.Size())
	ones := ^uint64(0) >> (64 - width)
	switch {
	case dt == dtype.Float64 && largest:
		return put(math.Inf(1))
	case dt == dtype.Float64:
		return put(math.Inf(-1))
	case dt == dtype.Float32 && largest:
		return put(float32(math.Inf(1)))
	case dt == dtype.Float32:
		return put(float32(math.Inf(-1)))
	case dt == dtype.Bool:
		return put(largest)
	case dt.IsSigned() && largest:
		return putBits(dt.Size(), ones>>1)
	case dt.IsSigned():
		return putBits(dt.Size(), 1<<(width-1))
	case largest:
		return putBits(dt.Size(), ones)
	}
	return Partial{}
}
