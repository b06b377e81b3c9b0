package array

import (
	"slices"

	"github.com/scicore-go/scicore/internal/nd"
	"github.com/scicore-go/scicore/internal/sorts"
)

// The order of these functions is NumPy's: ascending, NaN last, complex
// numbers by their real and then their imaginary part. They work along one
// axis, a negative one counted from the last.

// Sort returns a sorted along axis. NumPy: sort.
func Sort[T Element](a Array[T], axis int) Array[T] {
	axis = axisOf("sort", axis, a.NDim())
	out := allocLike[T](a)
	nd.Sort(eager(), out.view(), a.view(), axis)
	return out
}

// SortInto is [Sort] written into dst, which may be a.
func SortInto[T Element](dst, a Array[T], axis int) {
	axis = axisOf("sort", axis, a.NDim())
	checkShape("sort", dst.shape(), a.shape())
	a = ready("sort", dst, a)
	nd.Sort(eager(), dst.view(), a.view(), axis)
}

// ArgSort returns the indices that sort a along axis; equal elements keep
// their order. NumPy: argsort with kind="stable".
func ArgSort[T Element](a Array[T], axis int) Array[int64] {
	axis = axisOf("argsort", axis, a.NDim())
	out := allocLike[int64](a)
	nd.ArgSort(eager(), out.view(), a.view(), axis)
	return out
}

// Partition returns a rearranged along axis so that the elements at the
// places kth, negative ones counted from the last, are those of [Sort],
// nothing before them is greater and nothing after them is less. NumPy:
// partition. A place outside the axis panics with an *IndexError.
func Partition[T Element](a Array[T], axis int, kth ...int) Array[T] {
	axis = axisOf("partition", axis, a.NDim())
	kth = placesOf("partition", kth, axis, a.Dim(axis))
	out := allocLike[T](a)
	nd.Partition(eager(), out.view(), a.view(), axis, kth...)
	return out
}

// ArgPartition returns the indices that bring about [Partition]. NumPy:
// argpartition.
func ArgPartition[T Element](a Array[T], axis int, kth ...int) Array[int64] {
	axis = axisOf("argpartition", axis, a.NDim())
	kth = placesOf("argpartition", kth, axis, a.Dim(axis))
	out := allocLike[int64](a)
	nd.ArgPartition(eager(), out.view(), a.view(), axis, kth...)
	return out
}

func placesOf(op string, kth []int, axis, n int) []int {
	out := make([]int, len(kth))
	for i, k := range kth {
		out[i] = indexOf(op, k, axis, n)
	}
	return out
}

// TopK returns the k largest elements along axis, or the smallest, best
// first, and their indices; among equals the lower index is better, and NaN is
// the greatest. It panics with a *ValueError unless k is in [0, length].
func TopK[T Element](a Array[T], k, axis int, largest bool) (values Array[T], indices Array[int64]) {
	axis = axisOf("topk", axis, a.NDim())
	if n := a.Dim(axis); k < 0 || k > n {
		badValue("topk", "k = %d of %d elements", k, n)
	}
	shape := slices.Clone(a.shape())
	shape[axis] = k
	indices = newArray[int64]("topk", shape)
	nd.TopK(eager(), indices.view(), a.view(), axis, largest)
	return TakeAlongAxis(a, indices, axis), indices
}

// LexSort returns the indices that sort by several keys, vectors of one
// length, the last counting most; rows equal in all keep their order. NumPy:
// lexsort. Keys of other lengths are a *ShapeError.
func LexSort[T Real](keys ...Array[T]) Array[int64] {
	if len(keys) == 0 {
		badValue("lexsort", "no keys")
	}
	cols := make([]sorts.Column, len(keys))
	for i, k := range keys {
		if k.NDim() != 1 || k.Size() != keys[0].Size() {
			badShape("lexsort", "keys are not vectors of one length", keys[0].shape(), k.shape())
		}
		cols[i] = sorts.Col(flatData(k))
	}
	out := alloc[int64](keys[0].shape(), keys[0].Size())
	sorts.LexSort(sorts.Env(eager()), out.data, cols...)
	return out
}

// flatData returns the elements in C order, without a copy where they lie so.
func flatData[T Element](a Array[T]) []T {
	if d, ok := a.Data(); ok {
		return d
	}
	return ToSlice(a)
}
