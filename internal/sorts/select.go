package sorts

import (
	"math/bits"
	"slices"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
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
	return PartitionInto(e, x, x, kth...)
}

// PartitionInto is Partition of src written to dst, of the same length; they
// are one slice or do not overlap. Cancelled, it leaves dst unspecified unless
// it is src.
func PartitionInto[T dtype.Element](e Env, dst, src []T, kth ...int) bool {
	checkLen("Partition", len(dst), len(src))
	ks := sortedKth("Partition", len(src), kth)
	dt := dtype.Of[T]()
	if len(ks) == 0 || dt.IsComplex() {
		copy(dst, src)
		return dt.IsComplex() && Sort(e, dst) || !dt.IsComplex() && !e.cancelled()
	}
	inPlace := len(dst) > 0 && &dst[0] == &src[0]
	if inPlace {
		src = slices.Clone(src)
	}
	var ok bool
	switch dt.Size() {
	case 8:
		ok = choose(e, &values[int64]{e.Tier, dt, cast[int64](dst), cast[int64](src), false, [siftBlock]int64{}}, ks, len(src))
	case 4:
		ok = choose(e, &values[int32]{e.Tier, dt, cast[int32](dst), cast[int32](src), false, [siftBlock]int32{}}, ks, len(src))
	case 2:
		ok = choose(e, &narrow[uint16]{col: Col(src), dst: cast[uint16](dst), src: cast[uint16](src)}, ks, len(src))
	default:
		ok = choose(e, &narrow[uint8]{col: Col(src), dst: cast[uint8](dst), src: cast[uint8](src)}, ks, len(src))
	}
	if !ok && inPlace {
		copy(dst, src)
	}
	return ok
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
	if len(ks) == 0 {
		iota64(idx, 0)
		return !e.cancelled()
	}
	return choose(e, &places{tier: e.Tier, col: Col(x), dst: idx}, ks, len(x))
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

// selector finds order statistics among the rows of a field and deals the
// rows out to the sides of them.
//
// A sample gives two bounds between which the wanted row very likely lies;
// one pass over the rows counts those below and collects the few between,
// among which a quickselect finishes; a second pass deals the rows out. Floyd
// and Rivest, "Expected time bounds for selection" (1975).
type selector[W word] struct {
	e     Env
	field field[W]
	room  sieve[W]
	kept  []W // keys between the bounds
}

// choose partitions the n rows of f around every k of ks.
func choose[W word](e Env, f field[W], ks []int, n int) bool {
	s := selector[W]{e: e, field: f}
	return s.cut(ks, 0, n)
}

// cut partitions the positions [lo, hi) around every k of ks.
func (s *selector[W]) cut(ks []int, lo, hi int) bool {
	if len(ks) == 0 {
		return true
	}
	mid := len(ks) / 2
	v, less, equal, ok := s.find(ks[mid]-lo, lo, hi)
	if !ok || !s.dealOut(v, lo, hi, less, equal) {
		return false
	}
	left, right := ks[:mid], ks[mid+1:]
	for len(left) > 0 && left[len(left)-1] >= lo+less {
		left = left[:len(left)-1]
	}
	for len(right) > 0 && right[0] < lo+less+equal {
		right = right[1:]
	}
	if len(left)+len(right) == 0 {
		return true
	}
	s.field.settle(lo, hi)
	return s.cut(left, lo, lo+less) && s.cut(right, lo+less+equal, hi)
}

// find returns the key that sorting the positions [lo, hi) would put at k of
// them, and how many keys are less and equal.
func (s *selector[W]) find(k, lo, hi int) (v W, less, equal int, ok bool) {
	low, high := s.bounds(k, lo, hi)
	below, between, ok := s.collect(low, high, lo, hi)
	if ok && (k < below || k >= below+between) { // the sample misled
		low, high = lowest[W](), ^lowest[W]()
		below, between, ok = s.collect(low, high, lo, hi)
	}
	if !ok || low == high {
		return low, below, between, ok
	}
	v, ok = nth(s.e, s.kept, k-below)
	less, equal = countBelow(s.kept, v)
	return v, below + less, equal, ok
}

const (
	sampleMin = 1 << 11 // the least number of rows that is worth a sample
	sampleMax = 1 << 12
	sampleRun = 4 // rows of a sample that stand together, for they cost one
)

// bounds returns keys between which the k-th of the positions [lo, hi) very
// likely lies: three standard deviations of a sample to both sides.
func (s *selector[W]) bounds(k, lo, hi int) (low, high W) {
	low, high = lowest[W](), ^lowest[W]()
	n := hi - lo
	if n < sampleMin {
		return low, high
	}
	size := min(sampleMax, 1<<(2*bits.Len(uint(n))/3))
	s.kept = slices.Grow(s.kept[:0], size)[:size]
	step := n / size * sampleRun
	random := uint64(n) * 0x9e3779b97f4a7c15
	for i := 0; i < size; i += sampleRun {
		random = random*6364136223846793005 + 1442695040888963407
		jitter, _ := bits.Mul64(random, uint64(step-sampleRun+1))
		keys, _ := s.field.load(lo+i/sampleRun*step+int(jitter), sampleRun)
		copy(s.kept[i:], keys)
	}
	q := quick[W]{e: Env{Tier: s.e.Tier}}
	q.sort(s.kept, low, budget(size))
	at, reach := int(float64(k)/float64(n)*float64(size)), 3<<(bits.Len(uint(size))/2)/2
	if at >= reach {
		low = s.kept[at-reach]
	}
	if at+reach < size {
		high = s.kept[at+reach]
	}
	return low, high
}

// collect counts the keys of the positions [lo, hi) that are below low and
// those from low to high, and keeps the latter unless they are all the same.
func (s *selector[W]) collect(low, high W, lo, hi int) (below, between int, ok bool) {
	s.kept = s.kept[:0]
	for i := lo; i < hi; i += siftBlock {
		if (i-lo)%askMin == 0 && s.e.cancelled() {
			return 0, 0, false
		}
		keys, _ := s.field.load(i, min(siftBlock, hi-i))
		sift(s.e.Tier, &s.room, keys, keys, low, high)
		below += s.room.n[0]
		between += s.room.n[1]
		if low != high {
			s.kept = append(s.kept, s.room.side[1][:s.room.n[1]]...)
		}
	}
	return below, between, true
}

// dealOut moves the positions [lo, hi) to their side of v.
func (s *selector[W]) dealOut(v W, lo, hi, less, equal int) bool {
	to := [3]int{lo, lo + less, lo + less + equal}
	for i := lo; i < hi; i += siftBlock {
		if (i-lo)%askMin == 0 && s.e.cancelled() {
			return false
		}
		keys, words := s.field.load(i, min(siftBlock, hi-i))
		sift(s.e.Tier, &s.room, keys, words, v, v)
		for side, n := range s.room.n {
			s.field.put(to[side], s.room.side[side][:n])
			to[side] += n
		}
	}
	return true
}

// A field is what a selection rearranges: rows, each with a key that places it
// and a word that stands for it.
type field[W word] interface {
	// load returns the keys and the words of n positions from lo on, at most a
	// block. They are good until the next load.
	load(lo, n int) (keys, words []W)
	// put writes words to the positions from lo on.
	put(lo int, words []W)
	// settle makes what was put in [lo, hi) what load reads.
	settle(lo, hi int)
}

// values are elements as wide as the words.
type values[W word] struct {
	tier     cpu.Tier
	dt       dtype.DType
	dst, src []W
	own      bool // src may be written
	keys     [siftBlock]W
}

func (f *values[W]) load(lo, n int) (keys, words []W) {
	words = f.src[lo : lo+n]
	switch {
	case f.dt.IsFloat():
		floatKeys(f.tier, f.keys[:n], words)
	case f.dt == dtype.Uint64 || f.dt == dtype.Uint32:
		for i, w := range words {
			f.keys[i] = w ^ lowest[W]()
		}
	default:
		return words, words
	}
	return f.keys[:n], words
}

func (f *values[W]) put(lo int, words []W) { copy(f.dst[lo:], words) }

func (f *values[W]) settle(lo, hi int) {
	if !f.own {
		f.src, f.own = make([]W, len(f.src)), true
	}
	copy(f.src[lo:hi], f.dst[lo:hi])
}

// narrow are elements of 8 or 16 bits.
type narrow[U uint8 | uint16] struct {
	col      Column
	dst, src []U
	own      bool
	long     [siftBlock]key
	keys     [siftBlock]int32
	words    [siftBlock]int32
}

func (f *narrow[U]) load(lo, n int) (keys, words []int32) {
	f.col.keys(f.long[:n], lo)
	for i, k := range f.long[:n] {
		f.keys[i], f.words[i] = int32(k), int32(f.src[lo+i])
	}
	return f.keys[:n], f.words[:n]
}

func (f *narrow[U]) put(lo int, words []int32) {
	for i, w := range words {
		f.dst[lo+i] = U(w)
	}
}

func (f *narrow[U]) settle(lo, hi int) {
	if !f.own {
		f.src, f.own = make([]U, len(f.src)), true
		f.col.ptr = unsafe.Pointer(unsafe.SliceData(f.src))
	}
	copy(f.src[lo:hi], f.dst[lo:hi])
}

// places are the rows of a column, by number.
type places struct {
	tier cpu.Tier
	col  Column
	dst  []int64
	rows []int64 // the row at each position; nil: position i is row i
	keys [siftBlock]int64
	line [siftBlock]int64
}

func (f *places) load(lo, n int) (keys, words []int64) {
	keys, words = f.keys[:n], f.line[:n]
	if f.rows == nil {
		iota64(words, lo)
		if f.col.dt == dtype.Float64 && f.col.step == 1 {
			floatKeys(f.tier, keys, elements[int64](f.col)[lo:lo+n])
			return keys, words
		}
		f.col.keys(cast[key](keys), lo)
	} else {
		words = f.rows[lo : lo+n]
		f.col.gather(cast[key](keys), words)
	}
	for i := range keys {
		keys[i] ^= topBit
	}
	return keys, words
}

func (f *places) put(lo int, words []int64) { copy(f.dst[lo:], words) }

func (f *places) settle(lo, hi int) {
	if f.rows == nil {
		f.rows = make([]int64, len(f.dst))
	}
	copy(f.rows[lo:hi], f.dst[lo:hi])
}

func b2u(b bool) uint8 {
	if b {
		return 1
	}
	return 0
}

// countBelow returns how many words are below v and how many equal it.
func countBelow[W word](words []W, v W) (less, equal int) {
	for _, w := range words {
		less += int(b2u(w < v))
		equal += int(b2u(w == v))
	}
	return less, equal
}

// selectMin is the length below which nth sorts.
const selectMin = 128

// nth returns the word that sorting x would put at k, and rearranges x.
func nth[W word](e Env, x []W, k int) (v W, ok bool) {
	return nthWithin(e, x, k, budget(len(x)))
}

// nthWithin is nth, with so many partitions at most before x is sorted.
func nthWithin[W word](e Env, x []W, k, budget int) (v W, ok bool) {
	q := quick[W]{e: e}
	floor := lowest[W]()
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
