package sorts

import (
	"math"
	"sort"

	"github.com/scicore-go/scicore/internal/dtype"
)

// Sort sorts x in place, ascending, as numpy.sort does: NaN last. Real
// elements with equal values are ordered by their bits (-0 before +0),
// complex ones keep their order. It returns false when it was cancelled; x
// then holds its elements in some order.
//
// Time is O(n log n) for every input, O(n) for types of 8 and 16 bits. Real
// types take a bounded amount of memory beside x, but for inputs made to
// defeat the choice of pivots; complex ones take 24 bytes an element at most.
func Sort[T dtype.Element](e Env, x []T) bool {
	if len(x) < 2 {
		return !e.cancelled()
	}
	switch dtype.Of[T]() {
	case dtype.Bool, dtype.Uint8:
		return countSort(e, cast[uint8](x), 0)
	case dtype.Int8:
		return countSort(e, cast[uint8](x), 1<<7)
	case dtype.Uint16:
		return sort16(e, cast[uint16](x), 0)
	case dtype.Int16:
		return sort16(e, cast[uint16](x), 1<<15)
	case dtype.Int32:
		return sortWords(e, cast[int32](x))
	case dtype.Int64:
		return sortWords(e, cast[int64](x))
	case dtype.Uint32:
		return sortUnsigned(e, cast[int32](x))
	case dtype.Uint64:
		return sortUnsigned(e, cast[int64](x))
	case dtype.Float32:
		const nan = int32(-1<<31 | 0x7f800001)
		return sortFloats(e, cast[int32](x), nan)
	case dtype.Float64:
		const nan = int64(math.MinInt64 | 0x7ff0000000000001)
		return sortFloats(e, cast[int64](x), nan)
	}
	return sortComplex(e, x)
}

// sortUnsigned sorts words that hold unsigned integers: sorted as signed
// ones, those with the top bit stand first and belong last.
func sortUnsigned[W word](e Env, x []W) bool {
	if !sortWords(e, x) {
		return false
	}
	rotate(e, x, firstAtLeast(x, 0))
	return true
}

// sortFloats sorts words that hold floats. Sorted as signed integers, the
// negative floats stand first, from -0 down to -Inf and on to the NaN with a
// sign bit, the least of which is nan; the others follow in their final order.
func sortFloats[W word](e Env, x []W, nan W) bool {
	if !sortWords(e, x) {
		return false
	}
	negative := firstAtLeast(x, 0)
	number := firstAtLeast(x[:negative], nan)
	reverse(e, x[:number])
	rotate(e, x[number:], negative-number)
	return true
}

// firstAtLeast returns how many elements of the sorted x are below v.
func firstAtLeast[W word](x []W, v W) int {
	return sort.Search(len(x), func(i int) bool { return x[i] >= v })
}

// rotate moves the first k elements of x behind the others. It is never cut
// short: cancelling in the middle of a sort must not lose an element.
func rotate[W word](e Env, x []W, k int) {
	if k == 0 || k == len(x) {
		return
	}
	reverse(e, x[:k])
	reverse(e, x[k:])
	reverse(e, x)
}

// reverse turns x around.
func reverse[W word](e Env, x []W) {
	e.Done = nil
	e.forRange(len(x)/2, func(lo, hi int) {
		mirror(e.Tier, x[lo:hi], x[len(x)-hi:len(x)-lo])
	})
}

// mirrorRef exchanges a, turned around, with b, turned around; they have one
// length.
func mirrorRef[W word](a, b []W) {
	for i, j := 0, len(b)-1; i < len(a) && j >= 0; i, j = i+1, j-1 {
		a[i], b[j] = b[j], a[i]
	}
}

// sortComplex sorts by way of an argsort.
func sortComplex[T dtype.Element](e Env, x []T) bool {
	idx := make([]int64, len(x))
	if !ArgSort(e, idx, x) {
		return false
	}
	from := make([]T, len(x))
	copy(from, x)
	e.Done = nil
	e.forRange(len(x), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			x[i] = from[idx[i]]
		}
	})
	return true
}
