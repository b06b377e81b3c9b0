package nd

import (
	"math/bits"
	"sync"
	"unsafe"

	"github.com/scicore-go/scicore/internal/kernel"
)

const (
	stripLen   = 2048 // columns accumulated together
	shortStrip = 128  // fewer are not worth a worker's while
	runRows    = 64 * kernel.RowBlock
)

// outer reduces rows onto a row: each output column adds its elements row by
// row, in blocks of kernel.RowBlock rows.
func (d *reducer) outer() bool {
	w, k := d.row.size(), d.keep.size()
	strip := min(w, stripLen)
	if !d.solidRow() {
		strip = min(w, bigTile/kernel.RowBlock/max(d.from.Size(), d.dt.Size()))
	}
	if parallel(d.env, w*k*d.n) {
		strip = stripFor(strip, w, k, d.env.Pool.Workers())
		return d.shared().outerShared(w, k, strip, (w+strip-1)/strip)
	}
	strips := (w + strip - 1) / strip
	for i := range k * strips {
		if stopped(d.env.Done) || !d.strip(i/strips, i%strips*strip, min(strip, w-i%strips*strip)) {
			return false
		}
	}
	return true
}

// stripFor returns the strip that gives every worker two, for k rows of w
// columns, as long as strips do not become too short to be read in one go.
func stripFor(strip, w, k, workers int) int {
	parts := max(1, 2*workers/k)
	return min(strip, max(shortStrip, (w/parts+63)&^63))
}

// outerShared shares out strips of columns, or runs of rows where there are
// few strips.
func (d *reducer) outerShared(w, k, strip, strips int) bool {
	if k*strips >= 2*d.env.Pool.Workers() || d.n < 2*runRows {
		return d.each(w*k*d.n, k*strips, func(i int) {
			c := i % strips * strip
			d.strip(i/strips, c, min(strip, w-c))
		})
	}
	runs := (d.n + runRows - 1) / runRows
	size := d.to.Size()
	sums := make([]uint64, (runs*strip*size+7)/8)
	for i := range k * strips {
		c := i % strips * strip
		cols := min(strip, w-c)
		at := func(r int) unsafe.Pointer { return unsafe.Add(unsafe.Pointer(&sums[0]), r*cols*size) }
		if !d.each(cols*d.n, runs, func(r int) {
			d.stack(i/strips, c, cols, r*runRows, min(d.n, (r+1)*runRows), at(r))
		}) {
			return false
		}
		var l ladder
		for r := range runs {
			l.push(d, at(r), cols)
		}
		d.put(i/strips, c, cols, l.total(d, cols))
	}
	return true
}

// strip computes columns c to c+w of row k of the outputs.
func (d *reducer) strip(k, c, w int) bool {
	room := ladderPool.Get().(*[]uint64)
	size := (w*d.to.Size() + 7) / 8
	if cap(*room) < size {
		*room = make([]uint64, size)
	}
	acc := unsafe.Pointer(unsafe.SliceData((*room)[:cap(*room)]))
	ok := d.stack(k, c, w, 0, d.n, acc)
	if ok {
		d.put(k, c, w, acc)
	}
	ladderPool.Put(room)
	return ok
}

var ladderPool = sync.Pool{New: func() any { return new([]uint64) }}

// put writes w accumulators to columns c on of row k of the outputs.
func (d *reducer) put(k, c, w int, acc unsafe.Pointer) {
	_, dst, _ := d.keep.at(k)
	size := d.to.Size()
	_, ds := d.row.last()
	for w > 0 {
		_, off, run := d.row.at(c)
		n := min(w, run)
		kernel.CopyStrided(d.env.Tier, d.to, unsafe.Add(d.dst, (dst+off)*size), ds, acc, 1, n)
		if c, w = c+n, w-n; w > 0 { // a pointer must not leave its operand
			acc = unsafe.Add(acc, n*size)
		}
	}
}

// stack folds rows lo to hi of w columns into acc by the tree over blocks.
func (d *reducer) stack(k, c, w, lo, hi int, acc unsafe.Pointer) bool {
	if hi-lo <= kernel.RowBlock {
		d.rowBlock(k, c, w, lo, hi, acc)
		return true
	}
	size := (w*d.to.Size() + 7) / 8
	levels := bits.Len(uint((hi-lo)/kernel.RowBlock)) + 1
	room := ladderPool.Get().(*[]uint64)
	if cap(*room) < size*levels {
		*room = make([]uint64, size*levels)
	}
	buf := (*room)[:size*levels]
	var l ladder
	for i := range levels {
		l.spare[i] = unsafe.Pointer(&buf[i*size])
	}
	l.spares = levels
	for ; lo < hi; lo += kernel.RowBlock {
		if stopped(d.env.Done) {
			d.halt()
			ladderPool.Put(room)
			return false
		}
		l.spares--
		p := l.spare[l.spares]
		d.rowBlock(k, c, w, lo, min(hi, lo+kernel.RowBlock), p)
		l.push(d, p, w)
	}
	kernel.Copy(d.env.Tier, d.to, acc, l.total(d, w), w)
	ladderPool.Put(room)
	return true
}

// ladder is the binary counter of the reduction tree over rows of
// accumulators.
type ladder struct {
	count  uint64
	level  [64]unsafe.Pointer
	spare  [64]unsafe.Pointer // rows free for use
	spares int
}

// push adds the row at p, to the right of all before, and takes it over.
func (l *ladder) push(d *reducer, p unsafe.Pointer, w int) {
	i := 0
	for c := l.count; c&1 != 0; c >>= 1 {
		d.merge(l.level[i], p, w)
		if l.spares < len(l.spare) {
			l.spare[l.spares] = p
			l.spares++
		}
		p = l.level[i]
		i++
	}
	l.level[i] = p
	l.count++
}

// total returns the row all pushed rows combine to.
func (l *ladder) total(d *reducer, w int) unsafe.Pointer {
	i := bits.TrailingZeros64(l.count)
	p := l.level[i]
	for i++; l.count>>i != 0; i++ {
		if l.count>>i&1 != 0 {
			d.merge(l.level[i], p, w)
			p = l.level[i]
		}
	}
	return p
}

// merge folds the row src into the row left of it.
func (d *reducer) merge(dst, src unsafe.Pointer, w int) {
	kernel.MergeRows(d.env.Tier, d.r, d.dt, dst, src, w)
}

// rowBlock folds rows lo to hi, at most kernel.RowBlock, of w columns.
func (d *reducer) rowBlock(k, c, w, lo, hi int, acc unsafe.Pointer) {
	kernel.FillIdentity(d.r, d.dt, acc, w)
	src, dst, _ := d.keep.at(k)
	_, col, _ := d.row.at(c)
	mean := d.meanAt(dst + col)
	size := d.from.Size()
	p := unsafe.Add(d.src, src*size)
	var s *strips
	if !d.solidRow() {
		s = stripPool.Get().(*strips)
	}
	ss, _ := d.fold.last()
	for lo < hi {
		off, _, run := d.fold.at(lo)
		n := min(run, hi-lo)
		x, step := unsafe.Add(p, off*size), ss
		if s != nil {
			x, step = d.gatherStrip(s, x, n, ss, c, w), w
		} else {
			x = unsafe.Add(x, c*size)
		}
		if d.mean != nil {
			kernel.AccumulateSqDev(d.env.Tier, d.dt, acc, mean, x, w, n, step)
		} else {
			kernel.Accumulate(d.env.Tier, d.r, d.dt, acc, x, w, n, step)
		}
		lo += n
	}
	if s != nil {
		stripPool.Put(s)
	}
}

// solidRow reports whether rows can be handed to the kernels as they lie; they
// take no negative strides.
func (d *reducer) solidRow() bool {
	ss, _ := d.fold.last()
	return d.plain && d.row.solid() && ss >= 0
}

// gatherStrip brings w columns from c on of k rows, ss elements apart, side
// by side and converts them.
func (d *reducer) gatherStrip(s *strips, p unsafe.Pointer, k, ss, c, w int) unsafe.Pointer {
	size := d.from.Size()
	raw := unsafe.Pointer(&s.raw)
	cs, _ := d.row.last()
	for at := 0; at < w; {
		off, _, run := d.row.at(c + at)
		n := min(run, w-at)
		gatherRun(d.env.Tier, d.from, unsafe.Add(raw, at*size), w, unsafe.Add(p, off*size), k, n, ss, cs)
		at += n
	}
	if d.plain {
		return raw
	}
	return d.convert(s, raw, k*w)
}
