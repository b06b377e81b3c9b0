package sorts

import (
	"slices"

	"github.com/scicore-go/scicore/internal/dtype"
)

// As in NumPy, a set holds -0 and +0 once and NaN once at most (Union1D), and
// NaN is a member of no set (IsIn, Intersect1D, SetDiff1D, SetXor1D).

// Union1D returns the distinct elements of a and b, ascending:
// numpy.union1d. ok is false when it was cancelled.
func Union1D[T dtype.Element](e Env, a, b []T) (u []T, ok bool) {
	r, ok := Unique(e, slices.Concat(a, b), UniqueWants{})
	return r.Values, ok
}

// Intersect1D returns the distinct elements that a and b share, ascending:
// numpy.intersect1d. ok is false when it was cancelled.
func Intersect1D[T dtype.Element](e Env, a, b []T) (shared []T, ok bool) {
	return combine(e, a, b, func(inA, inB bool) bool { return inA && inB })
}

// SetDiff1D returns the distinct elements of a that are not in b, ascending:
// numpy.setdiff1d. ok is false when it was cancelled.
func SetDiff1D[T dtype.Element](e Env, a, b []T) (rest []T, ok bool) {
	return combine(e, a, b, func(inA, inB bool) bool { return inA && !inB })
}

// SetXor1D returns the distinct elements that are in one of a and b only,
// ascending: numpy.setxor1d. ok is false when it was cancelled.
func SetXor1D[T dtype.Element](e Env, a, b []T) (single []T, ok bool) {
	return combine(e, a, b, func(inA, inB bool) bool { return inA != inB })
}

// combine merges the distinct elements of a and b and keeps those whose
// membership keep accepts. An element of both is given as it stands in a.
func combine[T dtype.Element](e Env, a, b []T, keep func(inA, inB bool) bool) (c []T, ok bool) {
	ra, ok := Unique(e, a, UniqueWants{})
	if !ok {
		return nil, false
	}
	rb, ok := Unique(e, b, UniqueWants{})
	if !ok {
		return nil, false
	}
	ua, ub := ra.Values, rb.Values
	// Where each would stand in the other tells the order of both, whatever T.
	in := make([]int64, len(ua))
	if !SearchSorted(e, in, ub, ua, Left) {
		return nil, false
	}
	c = make([]T, 0, len(ua))
	at := 0
	for i, v := range ua {
		place := int(in[i])
		if keep(false, true) {
			c = append(c, ub[at:place]...)
		}
		at = place
		both := at < len(ub) && ub[at] == v // never true of NaN
		if both {
			at++
		}
		if keep(true, both) {
			c = append(c, v)
		}
	}
	if keep(false, true) {
		c = append(c, ub[at:]...)
	}
	return c, true
}

// IsIn sets in[j] to whether v[j] is an element of set: numpy.isin. NaN is
// an element of nothing. It panics unless len(in) == len(v), and returns false
// when it was cancelled; in is then unspecified.
func IsIn[T dtype.Element](e Env, in []bool, v, set []T) bool {
	checkLen("IsIn", len(in), len(v))
	sorted := slices.Clone(set)
	if !Sort(e, sorted) {
		return false
	}
	return e.forRange(len(v), func(lo, hi int) {
		var idx [packBlock]int64
		for i := lo; i < hi; i += packBlock {
			n := min(packBlock, hi-i)
			searchAny(idx[:n], sorted, v[i:i+n], Left)
			for j, k := range idx[:n] {
				in[i+j] = int(k) < len(sorted) && sorted[k] == v[i+j]
			}
		}
	})
}
