package gemm

import "unsafe"

// Strips multiply all rows of a tile with several panels in one call of a
// kernel. The first panel of the first block packs the rows of A on the way,
// for all that read them later.

// packWorth is how many panels must follow before packing rows of A pays.
const packWorth = 3

// stripped reports whether the tiles of some rows can be taken as strips.
func (x *block) stripped(rows int) bool {
	return x.g.strips && rows == x.g.rows && x.c.cs == x.size && !x.cut
}

// strips runs the tiles of the rows from i over the columns j to j1, as far as
// they are made of whole vectors, and returns the first column that is left.
func (x *block) strips(i, j, j1 int) int {
	w, lanes := x.g.width(), x.g.lanes
	panels, vecs, tiles := (j1-j)/w, (j1-j)%w/lanes, 1
	if (j1-j)%lanes != 0 {
		vecs = 0 // one tile with a mask takes the rest
	}
	if vecs == 1 && panels > 0 && !x.bPanels {
		// A tile of one vector waits for its own sums: two of two do not.
		panels, vecs, tiles = panels-1, 2, 2
	}
	if !x.aPanels && panels > packWorth {
		if x.packsA(i, j) {
			panels, j = panels-1, j+w
		}
	}
	x.askA(i+x.g.rows, panels)
	j = x.strip(i, j, panels, x.g.vecs)
	if vecs > 0 {
		j = x.strip(i, j, tiles, vecs)
	}
	return j
}

// strip runs some tiles of the given vectors, one beside the other, and
// returns the column after them.
func (x *block) strip(i, j, tiles, vecs int) int {
	if tiles == 0 {
		return j
	}
	x.pointB(j, tiles, vecs)
	t := &x.tile
	t.mask, t.c = laneMask(x.g.lanes), x.c.at(i, j)
	runTile(x.tier, x.size, x.g.rows, vecs, t)
	t.panels = 1
	return j + tiles*vecs*x.g.lanes
}

// pointB points the tile at the columns of B from j.
func (x *block) pointB(j, tiles, vecs int) {
	t := &x.tile
	t.panels = tiles
	t.b, t.brs, t.bskip = x.b.at(0, j), x.b.rs, vecs*x.g.lanes*x.size-x.k*x.b.rs
	if x.bPanels {
		t.b, t.brs, t.bskip = unsafe.Add(x.b.p, j*x.k*x.size), x.g.width()*x.size, 0
	}
}

// askA sets what the panels prefetch: a row each of those that come next.
func (x *block) askA(i, panels int) {
	t := &x.tile
	t.next, t.nextskip, t.nextstep = t.a, 0, 0
	switch {
	case panels == 0 || i+min(panels, x.g.rows) > x.m: // row x.m has no address
	case x.ready:
		t.next, t.nextskip, t.nextstep = x.sliverOf(i), x.k*x.size, 4*x.size
	default:
		t.next, t.nextskip, t.nextstep = x.rowOfA(i), x.a.rs, 4*x.size
	}
}

// packsA points the tile at the packed rows from i. If they are yet to be
// packed it runs their first panel for that and returns true.
func (x *block) packsA(i, j int) bool {
	t := &x.tile
	to := x.sliverOf(i)
	if !x.ready {
		x.pointB(j, 1, x.g.vecs)
		t.c, t.to = x.c.at(i, j), to
		stripPack(x.tier, x.size, t)
	}
	t.a, t.ars, t.acs = to, x.size, x.g.rows*x.size
	return !x.ready
}

// sliverOf is where the rows of a tile from row i lie packed: all rows of A
// if several blocks of B share them, otherwise the rows in work.
func (x *block) sliverOf(i int) unsafe.Pointer {
	if x.slivers != nil {
		return unsafe.Add(x.slivers, i*x.k*x.size)
	}
	return x.sliver.grab(x.g.rows * x.k * x.size)
}
