package sorts

import (
	"slices"

	"github.com/scicore-go/scicore/internal/dtype"
)

// Partition rearranges x so that, for every k of kth, x[k] is the element that
// Sort would put there, nothing before it is greater and nothing after it is
// less: numpy.partition. Elements less than, equal to and greater than x[k]
// otherwise keep their order, which makes the result unique. It panics when a
// k is out of range, and returns false when it was cancelled; x then holds its
// elements in some order.
//
// Time is O(n) for one k. A complex x is sorted.
func Partition[T dtype.Element](e Env, x []T, kth ...int) bool {
	ks := sortedKth("Partition", len(x), kth)
	if dtype.Of[T]().IsComplex() {
		return Sort(e, x)
	}
	if len(ks) == 0 {
		return !e.cancelled()
	}
	from := slices.Clone(x)
	s := selector{e: e, col: Col(from), words: make([]int64, len(x))}
	return s.cut(ks, 0, len(x), func(to []int, lo int, side []uint8) {
		for i, d := range side {
			x[to[d]] = from[lo+i]
			to[d]++
		}
	}, func(lo, hi int) { copy(from[lo:hi], x[lo:hi]) })
}

// ArgPartition sets idx to the indices by which Partition rearranges x, -0
// equal to +0 and all NaN equal: numpy.argpartition. It panics unless
// len(idx) == len(x) and every k is in range, and returns false when it was
// cancelled; idx is then unspecified.
func ArgPartition[T dtype.Element](e Env, idx []int64, x []T, kth ...int) bool {
	checkLen("ArgPartition", len(idx), len(x))
	ks := sortedKth("ArgPartition", len(x), kth)
	if dtype.Of[T]().IsComplex() {
		return ArgSort(e, idx, x)
	}
	iota64(idx, 0)
	if len(ks) == 0 {
		return !e.cancelled()
	}
	from := slices.Clone(idx)
	s := selector{e: e, col: Col(x), rows: from, words: make([]int64, len(x))}
	return s.cut(ks, 0, len(x), func(to []int, lo int, side []uint8) {
		for i, d := range side {
			idx[to[d]] = from[lo+i]
			to[d]++
		}
	}, func(lo, hi int) { copy(from[lo:hi], idx[lo:hi]) })
}

// sortedKth returns the distinct kth in ascending order.
func sortedKth(op string, n int, kth []int) []int {
	ks := slices.Clone(kth)
	slices.Sort(ks)
	ks = slices.Compact(ks)
	if len(ks) > 0 {
		checkIndex(op, ks[0], n)
		checkIndex(op, ks[len(ks)-1], n)
	}
	return ks
}

// selector finds order statistics among the rows of a column and deals the
// rows out to the sides of them.
type selector struct {
	e     Env
	col   Column
	rows  []int64 // the row at each position; nil: position i is row i
	words []int64 // keys of the positions, to be rearranged
}

// deal moves the positions from lo on, side by side: side[i] is 0, 1 or 2 for
// less than, equal to and greater than; to holds where the next of each goes.
type deal func(to []int, lo int, side []uint8)

// cut partitions the positions [lo, hi) around every k of ks. settle is told
// of a range that has been dealt out and will be read again.
func (s *selector) cut(ks []int, lo, hi int, move deal, settle func(lo, hi int)) bool {
	if len(ks) == 0 || hi-lo < 2 {
		return !s.e.cancelled()
	}
	mid := len(ks) / 2
	s.loadAll(lo, hi)
	words := s.words[lo:hi]
	v, ok := nth(s.e, words, ks[mid]-lo)
	if !ok {
		return false
	}
	less, equal := countBelow(words, v)
	s.dealOut(v, lo, hi, []int{lo, lo + less, lo + less + equal}, move)
	left, right := ks[:mid], ks[mid+1:]
	for len(left) > 0 && left[len(left)-1] >= lo+less {
		left = left[:len(left)-1]
	}
	for len(right) > 0 && right[0] < lo+less+equal {
		right = right[1:]
	}
	if len(left)+len(right) == 0 {
		return !s.e.cancelled()
	}
	settle(lo, hi)
	return s.cut(left, lo, lo+less, move, settle) && s.cut(right, lo+less+equal, hi, move, settle)
}

// load sets w to the words of the positions from lo on.
func (s *selector) load(w []int64, lo int) {
	k := cast[uint64](w)
	if s.rows == nil {
		s.col.keys(k, lo)
	} else {
		s.col.gather(k, s.rows[lo:lo+len(w)])
	}
	for i := range w {
		w[i] ^= topBit
	}
}

func (s *selector) loadAll(lo, hi int) {
	for i := lo; i < hi; i += packBlock {
		s.load(s.words[i:min(i+packBlock, hi)], i)
	}
}

// dealOut classes every position in [lo, hi) against v and moves it.
func (s *selector) dealOut(v int64, lo, hi int, to []int, move deal) {
	var w [packBlock]int64
	var side [packBlock]uint8
	for i := lo; i < hi; i += packBlock {
		n := min(packBlock, hi-i)
		s.load(w[:n], i)
		for j, u := range w[:n] {
			side[j] = b2u(u >= v) + b2u(u > v)
		}
		move(to, i, side[:n])
	}
}

func b2u(b bool) uint8 {
	if b {
		return 1
	}
	return 0
}

// countBelow returns how many words are below v and how many equal it.
func countBelow(words []int64, v int64) (less, equal int) {
	for _, w := range words {
		less += int(b2u(w < v))
		equal += int(b2u(w == v))
	}
	return less, equal
}

// selectMin is the length below which nth sorts.
const selectMin = 128

// nth returns the word that sorting x would put at k, and rearranges x.
func nth(e Env, x []int64, k int) (v int64, ok bool) {
	return nthWithin(e, x, k, budget(len(x)))
}

// nthWithin is nth, with so many partitions at most before x is sorted.
func nthWithin(e Env, x []int64, k, budget int) (v int64, ok bool) {
	q := quick[int64]{e: e}
	floor := lowest[int64]()
	for ; len(x) > selectMin; budget-- {
		if e.cancelled() {
			return 0, false
		}
		if budget == 0 {
			q.radix(x)
			return x[k], true
		}
		m, pivot, same := q.split(x, floor)
		switch {
		case k >= m:
			x, k, floor = x[m:], k-m, pivot
		case same:
			return floor, true
		default:
			x = x[:m]
		}
	}
	q.leaf(x)
	return x[k], true
}
