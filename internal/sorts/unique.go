package sorts

import (
	"slices"

	"github.com/scicore-go/scicore/internal/dtype"
)

// UniqueWants says what Unique shall give beside the values.
type UniqueWants struct {
	First   bool // the index of the first occurrence of each value
	Inverse bool // for each element, the index of its value
	Counts  bool // how often each value occurs
	NaNs    bool // every NaN is a value of its own (equal_nan=False)
}

// UniqueResult is what Unique gives. Slices not asked for are nil.
type UniqueResult[T dtype.Element] struct {
	Values                 []T
	First, Inverse, Counts []int64
}

// Unique returns the distinct elements of x in ascending order:
// numpy.unique. -0 equals +0; all NaN are one value unless w.NaNs is set. The
// value of a group is its first occurrence in x. x is not changed. ok is false
// when it was cancelled.
func Unique[T dtype.Element](e Env, x []T, w UniqueWants) (r UniqueResult[T], ok bool) {
	if w.First || w.Inverse || dtype.Of[T]().IsComplex() {
		return uniqueByIndex(e, x, w)
	}
	y := slices.Clone(x)
	if !Sort(e, y) {
		return r, false
	}
	var zero T
	r.Values = y[:0]
	for i := 0; i < len(y); {
		j := groupEnd(y, i, w.NaNs)
		v := y[i]
		if j-i > 1 && (v == zero || v != v) { // other bits may have come first
			v = firstEqual(x, v)
		}
		r.Values = append(r.Values, v) // never past y[i]
		if w.Counts {
			r.Counts = append(r.Counts, int64(j-i))
		}
		i = j
	}
	return r, true
}

// groupEnd returns the end of the run of equal elements of the sorted y that
// starts at i.
func groupEnd[T dtype.Element](y []T, i int, nans bool) int {
	v, j := y[i], i+1
	if v != v {
		if nans {
			return j
		}
		return len(y) // NaN are last
	}
	for j < len(y) && y[j] == v {
		j++
	}
	return j
}

// firstEqual returns the first element of x that equals v, which is in x.
func firstEqual[T dtype.Element](x []T, v T) T {
	for _, u := range x {
		if u == v || u != u && v != v {
			return u
		}
	}
	return v
}

// uniqueByIndex is Unique by a stable argsort.
func uniqueByIndex[T dtype.Element](e Env, x []T, w UniqueWants) (r UniqueResult[T], ok bool) {
	idx := make([]int64, len(x))
	if !ArgSort(e, idx, x) {
		return r, false
	}
	y := make([]T, len(x))
	for i, k := range idx {
		y[i] = x[k]
	}
	if w.Inverse {
		r.Inverse = make([]int64, len(x))
	}
	r.Values = y[:0]
	for i := 0; i < len(y); {
		j := groupEnd(y, i, w.NaNs)
		if w.First {
			r.First = append(r.First, idx[i])
		}
		if w.Counts {
			r.Counts = append(r.Counts, int64(j-i))
		}
		if w.Inverse {
			for _, k := range idx[i:j] {
				r.Inverse[k] = int64(len(r.Values))
			}
		}
		r.Values = append(r.Values, y[i])
		i = j
	}
	return r, true
}
