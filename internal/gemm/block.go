package gemm

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
)

// block multiplies over one k-block: C = A*B into C by the mode of its tile.
// It belongs to one goroutine.
type block struct {
	tier    cpu.Tier
	g       geometry
	size    int // bytes of an element
	m, n, k int
	a, b, c operand
	aPanels bool           // a.p holds packed panels of the rows of A
	bPanels bool           // b.p holds packed panels of the columns of B
	slivers unsafe.Pointer // all rows of A, packed
	ready   bool           // an earlier block has packed them
	done    <-chan struct{}

	part   Part // the part of C to compute, in which
	per    int  // an element takes so many columns,
	i0, j0 int  // and where the block begins
	cut    bool // tiles in work cross the border of the part

	tile   tile
	pad    buffer // the last columns of B, padded to a vector
	stage  buffer // a tile of C that the kernels cannot address
	sliver buffer // the rows of A in work, packed
}

// run walks the tiles, B in pieces that stay in the second-level cache. It
// returns false if done was closed before the end.
func (x *block) run() bool {
	x.tile.k, x.tile.crs = x.k, x.c.rs
	for j0 := 0; j0 < x.n; j0 += blockWidth {
		for i := 0; i < x.m; {
			rows := x.g.fitRows(x.m - i)
			if closed(x.done) {
				return false
			}
			x.rowsOfC(i, rows, j0, min(x.n, j0+blockWidth))
			i += rows
		}
	}
	return true
}

// rowsOfC runs the tiles of some rows over the columns j to j1.
func (x *block) rowsOfC(i, rows, j, j1 int) {
	t := &x.tile
	t.a, t.next, t.ars, t.acs = x.rowOfA(i), x.rowOfA(i), x.a.rs, x.a.cs
	t.nextstep, t.nextskip = 4*x.size, 0
	if x.aPanels {
		t.ars, t.acs = x.size, x.g.width()*x.size
	}
	if x.part == Whole {
		x.tiles(i, rows, j, j1)
		return
	}
	from, full, end, to := x.span(i, rows, j, j1)
	x.cut = true
	x.tiles(i, rows, from, full)
	x.cut = false
	x.tiles(i, rows, full, end)
	x.cut = true
	x.tiles(i, rows, end, to)
	x.cut = false
}

// tiles runs the tiles of some rows over the columns j to j1, from the border
// of a panel on.
func (x *block) tiles(i, rows, j, j1 int) {
	if j >= j1 {
		return
	}
	if x.stripped(rows) && j1-j > x.g.width() {
		j = x.strips(i, j, j1)
	}
	t := &x.tile
	for next := i + rows; j < j1; j += x.g.width() {
		if next < x.m {
			t.next = x.rowOfA(next)
			next++
		}
		x.panel(i, rows, j, min(x.g.width(), j1-j))
	}
}

// rowOfA points at row i of A.
func (x *block) rowOfA(i int) unsafe.Pointer {
	if !x.aPanels {
		return x.a.at(i, 0)
	}
	w := x.g.width()
	return unsafe.Add(x.a.p, ((i-i%w)*x.k+i%w)*x.size)
}

// panel runs the tiles of some rows over the columns j to j+cols of one panel.
func (x *block) panel(i, rows, j, cols int) {
	t := &x.tile
	t.b, t.brs = x.b.at(0, j), x.b.rs
	if x.bPanels {
		t.b, t.brs = unsafe.Add(x.b.p, j*x.k*x.size), x.g.width()*x.size
	}
	if x.g.mask {
		vecs := (cols + x.g.lanes - 1) / x.g.lanes
		t.mask = laneMask(cols - (vecs-1)*x.g.lanes)
		x.put(i, rows, j, vecs, cols)
		return
	}
	for v := cols / x.g.lanes; v > 0; {
		vecs := x.g.fit(v)
		w := vecs * x.g.lanes
		x.put(i, rows, j, vecs, w)
		if v, j, cols = v-vecs, j+w, cols-w; cols > 0 {
			t.b = unsafe.Add(t.b, w*x.size)
		}
	}
	if cols > 0 {
		x.tail(i, rows, j, cols)
	}
}

// tail runs a tile whose columns do not fill a vector, without masks.
func (x *block) tail(i, rows, j, cols int) {
	t := &x.tile
	if !x.bPanels {
		w := x.g.lanes
		pad := x.pad.grab(x.k * w * x.size)
		if i == 0 || x.part != Whole { // the first rows need not have come here
			packPanel(x.tier, x.size, x.g, x.b.from(0, j), x.k, cols, w, pad)
		}
		t.b, t.brs = pad, w*x.size
	}
	x.staged(i, rows, j, 1, cols)
}

// put runs one tile that fills its vectors or masks them.
func (x *block) put(i, rows, j, vecs, cols int) {
	if x.c.cs != x.size || x.cut {
		x.staged(i, rows, j, vecs, cols)
		return
	}
	x.tile.c = x.c.at(i, j)
	runTile(x.tier, x.size, rows, vecs, &x.tile)
}

// staged runs one tile on a contiguous copy of its part of C.
func (x *block) staged(i, rows, j, vecs, cols int) {
	t := &x.tile
	w := x.g.width() * x.size
	s := operand{x.stage.grab(x.g.rows * w), w, x.size}
	c := x.c.from(i, j)
	if t.mode != set {
		x.copyTile(i, rows, j, cols, s, c)
	}
	t.c, t.crs = s.p, w
	runTile(x.tier, x.size, rows, vecs, t)
	x.copyTile(i, rows, j, cols, c, s)
	t.crs = x.c.rs
}

// laneMask returns a mask of n lanes.
func laneMask(n int) uint64 { return 1<<uint(n) - 1 }

func closed(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
		return false // a nil channel never closes
	}
}
