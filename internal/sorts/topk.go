package sorts

import (
	"slices"

	"github.com/scicore-go/scicore/internal/dtype"
)

// TopK sets idx to the indices of the len(idx) largest elements of x, or of
// the smallest, best first; among equal elements the lower index is better.
// The order is that of the package, in which NaN is the greatest. It panics
// when len(idx) > len(x), and returns false when it was cancelled; idx is then
// unspecified.
//
// Time is O(n + k log k) for data in random order and O(n log k) at worst.
func TopK[T dtype.Element](e Env, idx []int64, x []T, largest bool) bool {
	k := len(idx)
	if k > len(x) {
		checkIndex("TopK", k, len(x)+1)
	}
	if k == 0 {
		return !e.cancelled()
	}
	if k > len(x)/8 || dtype.Of[T]().IsComplex() {
		return topBySort(e, idx, x, largest)
	}
	t := topper{e: e, k: k}
	if largest {
		t.flip = ^key(0)
	}
	return t.scan(Col(x)) && t.best(idx)
}

// topBySort is TopK by a full argsort.
func topBySort[T dtype.Element](e Env, idx []int64, x []T, largest bool) bool {
	all := make([]int64, len(x))
	if !ArgSort(e, all, x) {
		return false
	}
	if !largest {
		copy(idx, all)
		return true
	}
	// From the greatest down, every run of equal elements forwards.
	at := 0
	for hi := len(all); at < len(idx); {
		lo := hi - 1
		for lo > 0 && equal(x[all[lo-1]], x[all[hi-1]]) {
			lo--
		}
		at += copy(idx[at:], all[lo:hi])
		hi = lo
	}
	return true
}

// equal is equality in the order of the package.
func equal[T dtype.Element](a, b T) bool {
	return a == b || a != a && b != b && !dtype.Of[T]().IsComplex() || sameComplexNaN(a, b)
}

// sameComplexNaN reports whether a and b are complex numbers with NaN that
// neither precedes.
func sameComplexNaN[T dtype.Element](a, b T) bool {
	if !dtype.Of[T]().IsComplex() || a == a || b == b {
		return false
	}
	at := reIm([]T{a, b})
	re, im := at(0)
	re2, im2 := at(1)
	return !lessComplex(re, im, re2, im2) && !lessComplex(re2, im2, re, im)
}

// topper keeps the k rows with the least keys of those it has seen. Rows that
// may be among them are collected until there are twice as many as needed;
// then the worse half goes, and the bar for coming in is lowered.
type topper struct {
	e    Env
	k    int
	flip key // all ones when the greatest are wanted
	bar  key
	keys []key
	rows []int64
}

func (t *topper) scan(c Column) bool {
	room := 2*t.k + packBlock
	t.keys, t.rows = make([]key, 0, room), make([]int64, 0, room)
	t.bar = ^key(0)
	var buf [packBlock]key
	for i := 0; i < c.n; i += packBlock {
		k := buf[:min(packBlock, c.n-i)]
		c.keys(k, i)
		t.collect(k, i)
		if len(t.keys) >= room-packBlock {
			if !t.shrink() {
				return false
			}
		}
	}
	return t.shrink()
}

// collect takes in the rows from start on that may be among the best. A key
// equal to the bar is needed only while fewer than k have been seen.
func (t *topper) collect(keys []key, start int) {
	bar, flip := t.bar, t.flip
	full := bar != ^key(0)
	for i, k := range keys {
		k ^= flip
		if k > bar || k == bar && full {
			continue
		}
		t.keys = append(t.keys, k)
		t.rows = append(t.rows, int64(start+i))
	}
}

// shrink sorts what has been collected and keeps the best k.
func (t *topper) shrink() bool {
	order := make([]int64, len(t.keys))
	if !ArgSort(t.e, order, t.keys) {
		return false
	}
	order = order[:min(t.k, len(order))]
	keys, rows := slices.Clone(t.keys), slices.Clone(t.rows)
	t.keys, t.rows = t.keys[:len(order)], t.rows[:len(order)]
	for i, o := range order {
		t.keys[i], t.rows[i] = keys[o], rows[o]
	}
	if len(order) == t.k {
		t.bar = t.keys[t.k-1]
	}
	return true
}

func (t *topper) best(idx []int64) bool {
	copy(idx, t.rows)
	return !t.e.cancelled()
}
