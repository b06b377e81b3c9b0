package sorts

import (
	"math/bits"
	"slices"

	"github.com/scicore-go/scicore/internal/dtype"
)

// ArgSort sets idx to the indices that sort x, as numpy.argsort with
// kind="stable": equal elements keep their order, -0 equals +0, NaN come last
// and equal each other. It panics unless len(idx) == len(x). It returns false
// when it was cancelled; idx is then unspecified.
func ArgSort[T dtype.Element](e Env, idx []int64, x []T) bool {
	checkLen("ArgSort", len(idx), len(x))
	cols := parts(x)
	if len(cols) == 2 && hasNaN(x) {
		return argSortGroups(e, idx, x, cols)
	}
	a := newArgSorter(e, cols, len(x))
	return a.sortAll(idx)
}

// LexSort sets idx to the indices that sort the rows by several keys, as
// numpy.lexsort does: the last key counts most. Rows equal in all keys keep
// their order. It panics unless every key has len(idx) rows. It returns false
// when it was cancelled; idx is then unspecified.
func LexSort(e Env, idx []int64, keys ...Column) bool {
	cols := make([]Column, 0, len(keys))
	for _, k := range slices.Backward(keys) {
		checkLen("LexSort", len(idx), k.n)
		cols = append(cols, k)
	}
	if len(cols) == 0 {
		iota64(idx, 0)
		return !e.cancelled()
	}
	a := newArgSorter(e, cols, len(idx))
	return a.sortAll(idx)
}

// argSorter sorts indices by columns, the first of which counts most.
//
// A run of indices is sorted by packing, into the place of every index, the
// leading bits of its key above the index, and sorting these words: the index
// makes words distinct and the order stable. Indices whose leading bits are
// equal form shorter runs, which are sorted by the bits that were left out
// and then by the next column.
type argSorter struct {
	e     Env
	cols  []Column
	index uint // bits of an index
}

func newArgSorter(e Env, cols []Column, n int) *argSorter {
	return &argSorter{e: e, cols: cols, index: uint(bits.Len(uint(n)))}
}

const (
	// packBlock is the number of keys loaded at once, into a buffer on the stack.
	packBlock = 256
	// insertMax is the longest run sorted by insertion.
	insertMax = 24
)

const topBit = -1 << 63 // turns the order of unsigned words into that of signed ones

// sortAll sets idx to the sorted indices 0…len(idx)-1.
func (a *argSorter) sortAll(idx []int64) bool {
	if len(idx) < 2 {
		iota64(idx, 0)
		return !a.e.cancelled()
	}
	c := a.cols[0]
	var low, high key = 0, 1<<c.bits() - 1
	if c.bits()+a.index > 64 && !c.dt.IsFloat() { // floats spread over their range
		low, high = a.rangeOfAll(c)
	}
	p := a.packing(low, high)
	ok := a.e.forRange(len(idx), func(from, to int) {
		var buf [packBlock]key
		for i := from; i < to; i += packBlock {
			part := idx[i:min(i+packBlock, to)]
			iota64(part, i)
			k := buf[:len(part)]
			c.keys(k, i)
			p.pack(part, k)
		}
	})
	return ok && a.finish(idx, 0, p)
}

// sort sorts a run of indices that are equal in the columns before col. They
// stand in ascending order.
func (a *argSorter) sort(idx []int64, col int) bool {
	if len(idx) < 2 || col == len(a.cols) {
		return true
	}
	if len(idx) <= insertMax {
		return a.insert(idx, col)
	}
	c := a.cols[col]
	low, high := a.rangeOf(c, idx)
	if low == high {
		return a.sort(idx, col+1)
	}
	p := a.packing(low, high)
	var buf [packBlock]key
	for i := 0; i < len(idx); i += packBlock {
		part := idx[i:min(i+packBlock, len(idx))]
		k := buf[:len(part)]
		c.gather(k, part)
		p.pack(part, k)
	}
	return a.finish(idx, col, p)
}

// packing says how keys between low and high are packed above an index.
type packing struct {
	low   key
	shift uint // bits of the key left out
	index uint // bits of the index
}

func (a *argSorter) packing(low, high key) packing {
	width := uint(bits.Len64(high - low))
	room := 64 - a.index
	return packing{low, width - min(width, room), a.index}
}

// pack replaces every index by its packed word.
func (p packing) pack(idx []int64, keys []key) {
	low, shift, index := p.low, p.shift&63, p.index&63
	keys = keys[:len(idx)]
	for i, k := range keys {
		idx[i] |= int64((k-low)>>shift<<index) ^ topBit
	}
}

// finish sorts the packed words, unpacks them and sorts the runs of equal
// leading bits further.
func (a *argSorter) finish(idx []int64, col int, p packing) bool {
	if !sortWords(a.e, idx) {
		return false
	}
	mask := int64(1)<<a.index - 1
	if p.shift == 0 { // the whole key was packed
		col++
	}
	if col == len(a.cols) {
		for i := range idx {
			idx[i] &= mask
		}
		return true
	}
	start, before := 0, idx[0]
	idx[0] &= mask
	for i := 1; i < len(idx); i++ {
		word := idx[i]
		idx[i] = word & mask
		if (word^before)&^mask != 0 {
			if i-start > 1 && !a.sort(idx[start:i], col) {
				return false
			}
			start = i
		}
		before = word
	}
	return a.sort(idx[start:], col)
}

// insert sorts a short run.
func (a *argSorter) insert(idx []int64, col int) bool {
	var buf [insertMax]key
	k := buf[:len(idx)]
	a.cols[col].gather(k, idx)
	for i := 1; i < len(idx); i++ {
		key, index := k[i], idx[i]
		j := i
		for ; j > 0 && k[j-1] > key; j-- {
			k[j], idx[j] = k[j-1], idx[j-1]
		}
		k[j], idx[j] = key, index
	}
	if col+1 == len(a.cols) {
		return true
	}
	for i := 0; i < len(idx); {
		j := i + 1
		for j < len(idx) && k[j] == k[i] {
			j++
		}
		if !a.sort(idx[i:j], col+1) {
			return false
		}
		i = j
	}
	return true
}

// rangeOfAll returns the least and the greatest key of c.
func (a *argSorter) rangeOfAll(c Column) (low, high key) {
	var buf [packBlock]key
	low = ^key(0)
	for i := 0; i < c.n; i += packBlock {
		k := buf[:min(packBlock, c.n-i)]
		c.keys(k, i)
		low, high = widen(low, high, k)
	}
	return low, high
}

// rangeOf is rangeOfAll over the given rows.
func (a *argSorter) rangeOf(c Column, rows []int64) (low, high key) {
	var buf [packBlock]key
	low = ^key(0)
	for i := 0; i < len(rows); i += packBlock {
		part := rows[i:min(i+packBlock, len(rows))]
		k := buf[:len(part)]
		c.gather(k, part)
		low, high = widen(low, high, k)
	}
	return low, high
}

func widen(low, high key, k []key) (key, key) {
	for _, v := range k {
		low, high = min(low, v), max(high, v)
	}
	return low, high
}

// iota64 sets idx to from, from+1, ….
func iota64(idx []int64, from int) {
	for i := range idx {
		idx[i] = int64(from + i)
	}
}
