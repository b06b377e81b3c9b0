package array

import (
	"math"

	"github.com/scicore-go/scicore/internal/sorts"
)

// Side says which place [SearchSorted] gives among equal elements.
type Side = sorts.Side

// The sides.
const (
	Left  = sorts.Left  // before them: a[i-1] < v <= a[i]
	Right = sorts.Right // after them: a[i-1] <= v < a[i]
)

// SearchSorted returns the places where the elements of v belong in the
// vector a, which is in ascending order with NaN last. NumPy: searchsorted.
func SearchSorted[T Element](a, v Array[T], side Side) Array[int64] {
	if a.NDim() != 1 {
		badShape("searchsorted", "the sorted array is no vector", a.shape())
	}
	out := alloc[int64](v.shape(), v.Size())
	sorts.SearchSorted(sorts.Env(eager()), out.data, flatData(a), flatData(v), side)
	return out
}

// Digitize returns the bin each element of x falls into: the i for which
// bins[i-1] <= x < bins[i], or bins[i-1] < x <= bins[i] if right is set, for
// ascending bins, and the mirror image for descending ones. NumPy: digitize.
// Bins that are neither are a *ValueError.
func Digitize[T Real](x, bins Array[T], right bool) Array[int64] {
	if bins.NDim() != 1 {
		badShape("digitize", "the bins are no vector", bins.shape())
	}
	edges := flatData(bins)
	if sorts.IsSorted(edges) {
		return SearchSorted(bins, x, Side(!right))
	}
	rev := bins.Slice(Reversed())
	if !sorts.IsSorted(flatData(rev)) {
		badValue("digitize", "the bins are neither ascending nor descending")
	}
	out := SearchSorted(rev, x, Side(!right))
	RSubScalarInto(out, int64(len(edges)), out)
	return out
}

// BinCount returns how often each number from 0 on occurs in x, a vector; the
// result has at least minLength elements. NumPy: bincount. A negative number
// is a *ValueError, one that would take more memory than there are addresses
// a *ShapeError.
func BinCount[T Integer](x Array[T], minLength int) Array[int64] {
	return binned(x, minLength, func(int) int64 { return 1 })
}

// BinCountWeights returns the sum of the weights of each number from 0 on in
// x, added in order. NumPy: bincount with weights.
func BinCountWeights[T Integer, W Float](x Array[T], weights Array[W], minLength int) Array[W] {
	checkShape("bincount", weights.shape(), x.shape())
	w := flatData(weights)
	return binned(x, minLength, func(i int) W { return w[i] })
}

func binned[T Integer, W int64 | float32 | float64](x Array[T], minLength int, weight func(int) W) Array[W] {
	if x.NDim() != 1 {
		badShape("bincount", "the array is no vector", x.shape())
	}
	v, n := flatData(x), max(minLength, 0)
	for _, k := range v {
		if k < 0 || uint64(k) >= math.MaxInt {
			badValue("bincount", "%d cannot be counted", k)
		}
		n = max(n, int(k)+1)
	}
	out := newArray[W]("bincount", []int{n})
	for i, k := range v {
		out.data[k] += weight(i)
	}
	return out
}
