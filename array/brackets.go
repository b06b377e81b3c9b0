package array

import (
	"fmt"
	"slices"
)

// A Selector is one item between the brackets of [Get] and [Set]: an [Index],
// [Places] or a [Mask].
type Selector interface {
	fmt.Stringer
	// pickers returns the index arrays that the item stands for and how many
	// axes it takes; an Index has none.
	pickers() (idx []Array[int64], axes int)
}

func (ix Index) pickers() ([]Array[int64], int) { return nil, 1 }

// Places is an index array between brackets: positions of one axis, negative
// ones counted from the end.
type Places struct{ idx Array[int64] }

// Picks selects the positions of idx along an axis. NumPy: a[…, idx, …].
func Picks(idx Array[int64]) Places { return Places{idx} }

func (p Places) pickers() ([]Array[int64], int) { return []Array[int64]{p.idx}, 1 }

// String names the shape of the index array.
func (p Places) String() string { return "places of shape " + shapeText(p.idx.shape()) }

// Mask is a mask between brackets: it takes as many axes as it has.
type Mask struct{ mask Array[bool] }

// Masked selects the true positions of mask along the axes it covers. NumPy:
// a[…, mask, …].
func Masked(mask Array[bool]) Mask { return Mask{mask} }

// pickers returns the positions along each axis. A mask without axes is one
// place or none.
func (m Mask) pickers() ([]Array[int64], int) {
	if m.mask.NDim() == 0 {
		n := 0
		if m.mask.At() {
			n = 1
		}
		return []Array[int64]{Zeros[int64](n)}, 0
	}
	return Nonzero(m.mask), m.mask.NDim()
}

// String names the shape of the mask.
func (m Mask) String() string { return "mask of shape " + shapeText(m.mask.shape()) }

// Get returns a copy of a[sel…] for slices, index arrays and masks mixed, by
// NumPy's rules: index arrays and masks, and with them every [At], broadcast to
// one shape and are walked together. Its axes stand where theirs stood if they
// were next to each other, and come first otherwise.
//
//	array.Get(a, array.All, array.Picks(rows), array.NewAxis, array.Masked(m))
//
// It panics as [Array.Slice] does, with a *ShapeError when a mask has not the
// lengths of its axes or the index arrays do not broadcast, and with an
// *IndexError for a position outside its axis.
func Get[T Element](a Array[T], sel ...Selector) Array[T] {
	b := newBrackets("get", a, sel)
	out := newArray[T]("get", b.shape)
	slab := b.slab(out)
	for k, off := range b.places {
		from := wrap(a.data, off, b.rest.dims)
		assign(wrap(out.data, k*b.inner, slab), from)
	}
	return out
}

// Set writes v, broadcast to the shape that [Get] returns, to a[sel…]. Where a
// position comes twice the last wins.
func Set[T Element](a Array[T], v Array[T], sel ...Selector) {
	checkDst("set", a)
	b := newBrackets("set", a, sel)
	if SharesMemory(a, v) {
		v = Copy(v)
	}
	v = AsContiguous(v.BroadcastTo(b.shape...))
	slab := b.slab(v)
	for k, off := range b.places {
		assign(wrap(a.data, off, b.rest.dims), wrap(v.data, v.off+k*b.inner, slab))
	}
}

// brackets is what selectors make of an array: every place that the index
// arrays name is the offset of a copy of rest.
type brackets[T Element] struct {
	rest   Array[T] // what the other selectors leave
	places []int
	shape  []int // of the result
	at     int   // where in shape the axes of the index arrays begin
	inner  int   // elements of rest behind them
}

// slab returns the dims of the part of result, which has b's shape and is
// contiguous, that belongs to one place.
func (b *brackets[T]) slab(result Array[T]) []int {
	d := slices.Clone(b.rest.dims)
	n := b.rest.NDim()
	strides, gone := result.strides(), result.NDim()-n
	for k := range n {
		from := k
		if k >= b.at {
			from += gone
		}
		d[n+k] = strides[from]
	}
	return d
}

func newBrackets[T Element](op string, a Array[T], sel []Selector) *brackets[T] {
	w := walker{op: op, shape: a.shape()}
	w.walk(sel)
	view := a.Slice(w.basic...)
	b := &brackets[T]{at: w.at}
	common := commonShape(op, w.shapes())
	if len(w.picks) == 0 {
		common = nil
	}
	b.places = slices.Repeat([]int{view.off}, sizeOf(op, common))
	var kept []int
	for k := range view.NDim() {
		if !slices.ContainsFunc(w.picks, func(p picked) bool { return p.viewAxis == k }) {
			kept = append(kept, k)
		}
	}
	for _, p := range w.picks {
		p.add(op, b.places, common, view.strides())
	}
	b.rest = view.reorder(kept).zeroed()
	left := b.rest.shape()
	b.shape = slices.Concat(left[:b.at], common, left[b.at:])
	b.inner = sizeOf(op, left[b.at:])
	return b
}

// picked is an index array and the axis it picks from: of the array, and of
// the view that slices leave; -1 for none.
type picked struct {
	idx            Array[int64]
	axis, viewAxis int
	n              int // the axis's length
}

// add adds to the places, of the common shape, what the index array moves them.
func (p picked) add(op string, places, common, strides []int) {
	if p.viewAxis < 0 {
		return
	}
	i := 0
	x := p.idx.BroadcastTo(common...)
	x.each(func(off int) {
		places[i] += pick(op, ModeRaise, x.data[off], p.axis, p.n) * strides[p.viewAxis]
		i++
	})
}

// walker goes through selectors and sorts out which axes each takes.
type walker struct {
	op    string
	shape []int
	basic []Index // for Slice: axes with index arrays are kept whole
	picks []picked

	axis, viewAxis int // the next of the array, of the view
	at             int // axes of the result before the index arrays'
	apart          int // 0: no index array yet; 1: in a run; 2: after it; 3: another run
}

func (w *walker) shapes() [][]int {
	s := make([][]int, len(w.picks))
	for i, p := range w.picks {
		s[i] = p.idx.shape()
	}
	return s
}

func (w *walker) walk(sel []Selector) {
	arrays := slices.ContainsFunc(sel, func(s Selector) bool { _, plain := s.(Index); return !plain })
	items := make([]item, len(sel))
	named, ellipses := 0, 0
	for i, s := range sel {
		items[i] = newItem(s, arrays)
		named += items[i].axes
		if items[i].index.kind == kindEllipsis && items[i].idx == nil {
			ellipses++
		}
	}
	if ellipses > 1 {
		badValue(w.op, "%d ellipses", ellipses)
	}
	if named > len(w.shape) {
		failShape(w.op, "%v takes %d axes of shape %s", sel, named, shapeText(w.shape))
	}
	rest := len(w.shape) - named
	for _, it := range items {
		if it.idx == nil {
			w.plain(it.index, rest)
		} else {
			w.arrays(it)
		}
	}
	if w.apart == 3 {
		w.at = 0
	}
}

// item is a selector made ready.
type item struct {
	index Index
	idx   []Array[int64] // nil for an Index
	axes  int
	mask  *Mask
}

// newItem counts the axes of s. An At beside index arrays is one of them.
func newItem(s Selector, arrays bool) item {
	it := item{}
	if ix, ok := s.(Index); ok {
		it.index, it.axes = ix, 1
		switch {
		case ix.kind == kindNewAxis || ix.kind == kindEllipsis:
			it.axes = 0
		case ix.kind == kindAt && arrays:
			it.idx = []Array[int64]{FromSlice([]int64{int64(ix.start)}).Reshape()}
		}
		return it
	}
	if m, ok := s.(Mask); ok {
		it.mask = &m
	}
	it.idx, it.axes = s.pickers()
	return it
}

// plain takes an Index other than an At beside index arrays.
func (w *walker) plain(ix Index, rest int) {
	axes, kept := 1, 1
	switch ix.kind {
	case kindNewAxis:
		axes = 0
	case kindEllipsis:
		axes, kept = rest, rest
	case kindAt:
		kept = 0
	}
	w.basic = append(w.basic, ix)
	w.axis += axes
	w.viewAxis += kept
	switch w.apart {
	case 0:
		w.at += kept
	case 1:
		w.apart = 2
	}
}

// arrays takes index arrays, one for each axis of the item.
func (w *walker) arrays(it item) {
	if w.apart == 0 || w.apart == 2 {
		w.apart++
	}
	if it.mask != nil {
		if want := w.shape[w.axis : w.axis+it.axes]; !slices.Equal(it.mask.mask.shape(), want) {
			failShape(w.op, "%v for axes of shape %s", it.mask, shapeText(want))
		}
	}
	for _, idx := range it.idx {
		p := picked{idx: idx, axis: w.axis, viewAxis: -1}
		if it.axes > 0 {
			p.viewAxis, p.n = w.viewAxis, w.shape[w.axis]
			w.basic = append(w.basic, All)
			w.axis++
			w.viewAxis++
		}
		w.picks = append(w.picks, p)
	}
}
