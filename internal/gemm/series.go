package gemm

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/kernel"
)

// series is one call of a kernel that multiplies many pairs of small matrices,
// all of one shape and in places that follow from the first by fixed steps:
// C = alpha*A*B. Strides and steps are in bytes; rows of B and C are
// contiguous. A complex product is a real one of twice the columns, see
// gemmComplex; k counts complex elements. Every product has the bits of Gemm.
type series struct {
	a, b, c             unsafe.Pointer
	ars, acs, brs, crs  int
	astep, bstep, cstep int // from matrix to matrix
	k, count            int
	tiles               int // of rows, one below the other, at distances
	arow, crow          int // in A and C, the last one
	alast, clast        int
	panels              int // tiles side by side, at distances
	bcol                int // in B and C
	mask                uint64
	lanes               [8]uint32      // the mask for tiers that have no mask registers
	sign                [2]uint64      // what the parts of B change when they are exchanged
	kept                unsafe.Pointer // rows with exchanged parts, from the first tile
	again               int            // tiles with fewer left than this find B in the cache
	alpha               uint64
	scaled              int // not 0: alpha is not 1
	past                int // not 0: C is written past the caches
	aheada, aheadb      int // how far ahead A and B are asked for
}

// cut is how the tiles of a series lie in a product of m rows by n columns.
type cut struct {
	rows, vecs    int // of a tile; no vectors mean one with a mask
	tiles, panels int
}

// cutOf returns the cut for a geometry that has series.
func cutOf(g geometry, m, n int) (x cut, ok bool) {
	if g.series == 0 || n > 4*g.lanes {
		return x, false
	}
	x.vecs, x.panels = 2, ceilDiv(n, 2*g.lanes)
	switch {
	case n < g.lanes:
		x.vecs, x.panels = 0, 1
	case n < 2*g.lanes || n == 3*g.lanes: // panels at equal distances
		x.vecs, x.panels = 1, ceilDiv(n, g.lanes)
	case n == 4*g.lanes && g.series == 8:
		x.vecs, x.panels = 4, 1
	}
	least := 0
	for _, rows := range []int{8, 4, 3, 2, 1} {
		if rows > m || rows > g.series || rows > 4 && x.vecs == 4 {
			continue
		}
		tiles := ceilDiv(m, rows)
		// Beside its rows a tile costs about two more: B and the loop.
		if cost := tiles * (rows + 2); least == 0 || cost < least {
			least, x.rows, x.tiles = cost, rows, tiles
		}
	}
	return x, true
}

// runSeries multiplies the products from i to end.
func (x *tiny[T]) runSeries(i, end int) {
	s := x.series()
	w := workers.Get().(*worker)
	defer w.release()
	if x.q.ex.on {
		s.kept = w.cols.grab(s.k * x.cut.vecs * x.q.g.lanes * x.q.size)
	}
	for per := x.run(); i < end; {
		s.count = min(end-i, per-i%per)
		s.a, s.b, s.c = x.a.place(x.shape, i), x.b.place(x.shape, i), x.c.place(x.shape, i)
		multiplySeries(&x.q, x.cut, &s)
		i += s.count
	}
	if s.past != 0 {
		kernel.StreamFence()
	}
}

// multiplySeries runs the kernel.
func multiplySeries(q *product, x cut, s *series) {
	if q.ex.on {
		seriesComplex(q.tier, q.size, x.rows, x.vecs, s)
	} else {
		seriesReal(q.tier, q.size, x.rows, x.vecs, s)
	}
}

// run returns how many matrices lie at equal distances from one to the next,
// counted from one whose number is a multiple of that.
func (x *tiny[T]) run() int {
	n := 1
	for d := len(x.shape) - 1; d >= 0; d-- {
		if d < len(x.shape)-1 && !(follows(x.a, x.shape, d) && follows(x.b, x.shape, d) && follows(x.c, x.shape, d)) {
			break
		}
		n *= x.shape[d]
	}
	return n
}

// follows reports whether dimension d goes on where the next one ends.
func follows[T any](s Stack[T], shape []int, d int) bool {
	return s.Strides[d] == s.Strides[d+1]*shape[d+1]
}

// step is the distance in bytes of matrices that follow each other.
func (x *tiny[T]) step(s Stack[T]) int {
	if len(x.shape) == 0 {
		return 0
	}
	return s.Strides[len(x.shape)-1] * sizeOf[T]() // folded dimensions have strides, but no length
}

// series returns the arguments that all calls have in common.
func (x *tiny[T]) series() series {
	q, g := &x.q, x.q.g
	s := series{ars: q.a.rs, acs: q.a.cs, brs: q.b.rs, crs: q.c.rs,
		astep: x.step(x.a), bstep: x.step(x.b), cstep: x.step(x.c),
		k: q.k, tiles: x.cut.tiles, panels: x.cut.panels, alpha: q.alpha}
	if q.ex.on {
		s.k, s.acs = q.k/2, x.a.CS*2*q.size
		_, s.sign = q.ex.signs(q.size)
	}
	if q.alpha != oneBits(q.size) {
		s.scaled = 1
	}
	if s.tiles > 1 {
		last := q.m - x.cut.rows*(s.tiles-1) // rows beyond those of the tile before
		s.arow, s.crow = x.cut.rows*s.ars, x.cut.rows*s.crs
		s.alast, s.clast = last*s.ars, last*s.crs
	}
	if s.panels == 1 {
		s.again = s.tiles
	} else {
		s.bcol = (q.n - x.cut.vecs*g.lanes) / (s.panels - 1) * q.size
	}
	s.mask = laneMask(q.n)
	for i := range min(q.n*q.size/4, len(s.lanes)) {
		s.lanes[i] = ^uint32(0)
	}
	s.aheada, s.aheadb = ahead(s.astep), ahead(s.bstep)
	if x.past() {
		s.past = 1
	}
	return s
}

// ahead returns how far ahead of its use an operand is asked for, in whole
// matrices.
func ahead(step int) int {
	const far = 4 << 10
	if step == 0 {
		return 0
	}
	return ceilDiv(far, max(step, -step)) * step
}

// past reports whether the results are written past the caches: they are many
// and made of whole lines.
func (x *tiny[T]) past() bool {
	const line = 64
	q := &x.q
	count := 1
	for _, d := range x.shape {
		count *= d
	}
	places := uintptr(q.c.p) | uintptr(q.c.rs) | uintptr(x.step(x.c)) | uintptr(q.n*q.size)
	return count*q.m*q.n*q.size >= pastBytes && places%line == 0
}

// pastBytes is the size from which on results are written past the caches:
// lines that are written whole need not be read first, which is a quarter of
// the traffic once the stacks lie outside the second-level cache.
const pastBytes = 4 << 20
