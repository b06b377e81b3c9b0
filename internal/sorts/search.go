package sorts

import (
	"github.com/scicore-go/scicore/internal/dtype"
)

// Side says which end of a run of equal elements a search gives.
type Side bool

// The sides, named as in numpy.searchsorted.
const (
	Left  Side = false // a[i-1] < v <= a[i]
	Right Side = true  // a[i-1] <= v < a[i]
)

// IsSorted reports whether x is in ascending order, NaN last; -0 and +0 may
// stand either way.
func IsSorted[T dtype.Element](x []T) bool {
	switch dtype.Of[T]() {
	case dtype.Bool, dtype.Uint8:
		return isSorted(cast[uint8](x))
	case dtype.Int8:
		return isSorted(cast[int8](x))
	case dtype.Int16:
		return isSorted(cast[int16](x))
	case dtype.Uint16:
		return isSorted(cast[uint16](x))
	case dtype.Int32:
		return isSorted(cast[int32](x))
	case dtype.Uint32:
		return isSorted(cast[uint32](x))
	case dtype.Int64:
		return isSorted(cast[int64](x))
	case dtype.Uint64:
		return isSorted(cast[uint64](x))
	case dtype.Float32:
		return isSorted(cast[float32](x))
	case dtype.Float64:
		return isSorted(cast[float64](x))
	}
	for i := 1; i < len(x); i++ {
		if less(x[i], x[i-1]) {
			return false
		}
	}
	return true
}

// ordered are the element types that Go's < orders, but for NaN.
type ordered interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64 | float32 | float64
}

func isSorted[T ordered](x []T) bool {
	for i := 1; i < len(x); i++ {
		if !(x[i-1] <= x[i]) && x[i] == x[i] {
			return false
		}
	}
	return true
}

// less is the order of complex elements.
func less[T dtype.Element](a, b T) bool {
	at := reIm([]T{a, b})
	re, im := at(0)
	re2, im2 := at(1)
	return lessComplex(re, im, re2, im2)
}

// SearchSorted sets idx[j] to the place where v[j] belongs in a, which is in
// ascending order with NaN last: numpy.searchsorted. With Left it is the
// number of elements less than v[j], with Right the number not greater. NaN
// equals NaN and is the greatest. It panics unless len(idx) == len(v), and
// returns false when it was cancelled; idx is then unspecified.
//
// Needles in ascending order are found by galloping from one to the next,
// others by several binary searches side by side.
func SearchSorted[T dtype.Element](e Env, idx []int64, a, v []T, side Side) bool {
	checkLen("SearchSorted", len(idx), len(v))
	return e.forRange(len(v), func(lo, hi int) { searchAny(idx[lo:hi], a, v[lo:hi], side) })
}

func searchAny[T dtype.Element](idx []int64, a, v []T, side Side) {
	switch dtype.Of[T]() {
	case dtype.Bool, dtype.Uint8:
		search(idx, cast[uint8](a), cast[uint8](v), side)
	case dtype.Int8:
		search(idx, cast[int8](a), cast[int8](v), side)
	case dtype.Int16:
		search(idx, cast[int16](a), cast[int16](v), side)
	case dtype.Uint16:
		search(idx, cast[uint16](a), cast[uint16](v), side)
	case dtype.Int32:
		search(idx, cast[int32](a), cast[int32](v), side)
	case dtype.Uint32:
		search(idx, cast[uint32](a), cast[uint32](v), side)
	case dtype.Int64:
		search(idx, cast[int64](a), cast[int64](v), side)
	case dtype.Uint64:
		search(idx, cast[uint64](a), cast[uint64](v), side)
	case dtype.Float32:
		search(idx, cast[float32](a), cast[float32](v), side)
	case dtype.Float64:
		search(idx, cast[float64](a), cast[float64](v), side)
	default:
		searchComplex(idx, a, v, side)
	}
}

// searchComplex searches one needle after the other.
func searchComplex[T dtype.Element](idx []int64, a, v []T, side Side) {
	for j, needle := range v {
		lo, hi := 0, len(a)
		for lo < hi {
			m := int(uint(lo+hi) / 2)
			if less(a[m], needle) || side == Right && !less(needle, a[m]) {
				lo = m + 1
			} else {
				hi = m
			}
		}
		idx[j] = int64(lo)
	}
}

// lanes is the number of binary searches that run side by side: enough to
// hide the time a miss of the cache takes.
const lanes = 8

// search is SearchSorted for one real type. The NaN at the end of a are cut
// off first; a NaN needle belongs before or behind all of them.
func search[T ordered](idx []int64, a, v []T, side Side) {
	all := len(a)
	if all > 0 && a[all-1] != a[all-1] {
		a = a[:numbers(a)]
	}
	j, at := 0, 0
	for ; j+lanes <= len(v); j += lanes {
		needles := (*[lanes]T)(v[j:])
		out := (*[lanes]int64)(idx[j:])
		if ascending(needles) {
			at = gallop(out[:], a, needles[:], at, side)
		} else if side == Left {
			searchLeft(out, a, needles)
		} else {
			searchRight(out, a, needles)
		}
	}
	for j := j; j < len(v); j++ {
		idx[j] = int64(bisect(a, 0, len(a), v[j], side))
	}
	for j, needle := range v {
		if needle != needle {
			idx[j] = int64(len(a))
			if side == Right {
				idx[j] = int64(all)
			}
		}
	}
}

// numbers returns how many elements of the sorted a are not NaN.
func numbers[T ordered](a []T) int {
	lo, hi := 0, len(a)
	for lo < hi {
		m := int(uint(lo+hi) / 2)
		if a[m] == a[m] {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

func ascending[T ordered](v *[lanes]T) bool {
	for i := 1; i < lanes; i++ {
		if !(v[i-1] <= v[i]) {
			return false
		}
	}
	return true
}

// searchLeft halves, for all needles in step, the range that holds the
// answer: base elements are known to be less, and n more are undecided.
func searchLeft[T ordered](out *[lanes]int64, a []T, v *[lanes]T) {
	var base [lanes]int
	n := len(a)
	for ; n > 1; n -= n / 2 {
		half := n / 2
		for l := range lanes {
			next := base[l] + half
			if a[next-1] < v[l] {
				base[l] = next
			}
		}
	}
	for l := range lanes {
		out[l] = int64(base[l])
		if n == 1 && a[base[l]] < v[l] {
			out[l]++
		}
	}
}

// searchRight is searchLeft with elements equal to the needle below it.
func searchRight[T ordered](out *[lanes]int64, a []T, v *[lanes]T) {
	var base [lanes]int
	n := len(a)
	for ; n > 1; n -= n / 2 {
		half := n / 2
		for l := range lanes {
			next := base[l] + half
			if a[next-1] <= v[l] {
				base[l] = next
			}
		}
	}
	for l := range lanes {
		out[l] = int64(base[l])
		if n == 1 && a[base[l]] <= v[l] {
			out[l]++
		}
	}
}

// gallop finds ascending needles, each from the place of the one before, by
// steps of doubling length and then halving. The first starts at at, which is
// right or left of its place. It returns the last place.
func gallop[T ordered](idx []int64, a, v []T, at int, side Side) int {
	if at > 0 && !below(a[at-1], v[0], side) {
		at = bisect(a, 0, at, v[0], side)
	}
	for j, needle := range v {
		step, lo, hi := 1, at, at
		for hi < len(a) && below(a[hi], needle, side) {
			lo = hi + 1
			hi += step
			step *= 2
		}
		at = bisect(a, lo, min(hi, len(a)), needle, side)
		idx[j] = int64(at)
	}
	return at
}

// below reports whether the place of v is behind an element a.
func below[T ordered](a, v T, side Side) bool { return a < v || side == Right && a == v }

// bisect searches a[lo:hi].
func bisect[T ordered](a []T, lo, hi int, v T, side Side) int {
	for lo < hi {
		m := int(uint(lo+hi) / 2)
		if below(a[m], v, side) {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}
