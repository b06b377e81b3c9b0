package array

import "github.com/scicore-go/scicore/internal/sorts"

// Sets are vectors of distinct elements in ascending order. -0 equals +0; all
// NaN count as one value in [Unique] and [Union1D], and NaN is a member of
// nothing.

// UniqueResult is what [UniqueAll] gives.
type UniqueResult[T Element] struct {
	Values  Array[T]     // the distinct elements, ascending
	First   Array[int64] // where each first occurs in the flattened array
	Inverse Array[int64] // of the array's shape: the index of its value
	Counts  Array[int64] // how often each occurs
}

// Unique returns the distinct elements of a, ascending. NumPy: unique.
func Unique[T Element](a Array[T]) Array[T] {
	r, _ := sorts.Unique(sorts.Env(eager()), flatData(a), sorts.UniqueWants{})
	return vector(r.Values)
}

// UniqueAll returns the distinct elements of a with all that is known about
// them. NumPy: unique with return_index, return_inverse and return_counts.
func UniqueAll[T Element](a Array[T]) UniqueResult[T] {
	r, _ := sorts.Unique(sorts.Env(eager()), flatData(a), sorts.UniqueWants{First: true, Inverse: true, Counts: true})
	return UniqueResult[T]{vector(r.Values), vector(r.First), vector(r.Inverse).Reshape(a.shape()...), vector(r.Counts)}
}

// Union1D returns the distinct elements of a and b. NumPy: union1d.
func Union1D[T Element](a, b Array[T]) Array[T] {
	s, _ := sorts.Union1D(sorts.Env(eager()), flatData(a), flatData(b))
	return vector(s)
}

// Intersect1D returns the distinct elements that are in both a and b. NumPy:
// intersect1d.
func Intersect1D[T Element](a, b Array[T]) Array[T] {
	s, _ := sorts.Intersect1D(sorts.Env(eager()), flatData(a), flatData(b))
	return vector(s)
}

// SetDiff1D returns the distinct elements of a that are not in b. NumPy:
// setdiff1d.
func SetDiff1D[T Element](a, b Array[T]) Array[T] {
	s, _ := sorts.SetDiff1D(sorts.Env(eager()), flatData(a), flatData(b))
	return vector(s)
}

// SetXor1D returns the distinct elements that are in one of a and b only.
// NumPy: setxor1d.
func SetXor1D[T Element](a, b Array[T]) Array[T] {
	s, _ := sorts.SetXor1D(sorts.Env(eager()), flatData(a), flatData(b))
	return vector(s)
}

// IsIn reports which elements of a are elements of set. NumPy: isin.
func IsIn[T Element](a, set Array[T]) Array[bool] {
	out := alloc[bool](a.shape(), a.Size())
	sorts.IsIn(sorts.Env(eager()), out.data, flatData(a), flatData(set))
	return out
}

// vector wraps a slice.
func vector[T Element](s []T) Array[T] { return wrap(s, 0, []int{len(s), 1}) }
