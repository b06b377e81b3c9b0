package host

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/nd"
)

// outer is a fused reduction over an axis that is not the last: shape is
// (batch, rows, width), and the rows fold into one row of accumulators for
// each batch, in blocks of kernel.RowBlock that meet in a binary counter.
type outer struct {
	j                  *job
	r                  kernel.Reduction
	dt, acc            dtype.DType
	batch, rows, width int
	piece              int // columns one unit of work takes
	span               int // rows one unit of work takes, 2^k blocks
}

// ReduceOuter evaluates the program over (batch, rows, width) and reduces the
// middle axis into dst, contiguous with batch*width elements of type r.Result.
// The bits are those of evaluating first and reducing then. It returns false
// when cancelled. r is no arg reduction.
func (p *Program) ReduceOuter(env nd.Env, r kernel.Reduction, dst nd.View, shape []int, batch, rows, width int, in []nd.View) bool {
	o := &outer{j: p.newJob(env, shape, in), r: r, dt: p.Result(), acc: dst.DT,
		batch: batch, rows: rows, width: width, piece: min(width, TileLen)}
	switch {
	case dst.Size() == 0:
		return true
	case rows == 0:
		return o.j.emptyRows(r, dst, dst.Size())
	}
	o.span = kernel.RowBlock
	for o.span*o.piece < TileLen*tilesPerChunk && o.span < rows {
		o.span *= 2
	}
	pieces, spans := ceilDiv(width, o.piece), ceilDiv(rows, o.span)
	size := o.acc.Size()
	parts := make([]uint64, (batch*spans*width*size+7)/8)
	base := unsafe.Pointer(unsafe.SliceData(parts))
	at := func(b, s, c int) unsafe.Pointer { return unsafe.Add(base, ((b*spans+s)*width+c)*size) }
	ok := o.j.share(batch*spans*pieces, func(u int) {
		b, s, c := u/(spans*pieces), u/pieces%spans, u%pieces*o.piece
		o.unit(at(b, s, c), b, s*o.span, c)
	})
	if !ok {
		return false
	}
	return o.j.share(batch*pieces, func(u int) {
		b, c := u/pieces, u%pieces*o.piece
		n := min(o.piece, width-c)
		tree := o.tree(n)
		for s := range spans {
			tree.push(at(b, s, c))
		}
		tree.total(unsafe.Add(dst.Ptr, (b*width+c)*size))
	})
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }

// unit folds the rows from row on, one span of them, of the columns from c on
// into the accumulators at out.
func (o *outer) unit(out unsafe.Pointer, b, row, c int) {
	w := o.j.worker()
	defer w.release()
	n := min(o.piece, o.width-c)
	together := 1 // rows evaluated in one tile: only whole ones lie together
	if n == o.width {
		together = min(max(TileLen/n, 1), kernel.RowBlock)
	}
	end := min(row+o.span, o.rows)
	tree := o.tree(n)
	w.acc = grow(w.acc, (n*o.acc.Size()+7)/8)
	acc := unsafe.Pointer(unsafe.SliceData(w.acc))
	for row < end {
		if o.j.over() {
			return
		}
		stop := min(row+kernel.RowBlock, end)
		kernel.FillIdentity(o.r, o.dt, acc, n)
		for ; row < stop; row += together {
			m := min(together, stop-row)
			x := w.spread(w.tile((b*o.rows+row)*o.width+c, m*n, nil), m*n)
			kernel.Accumulate(o.j.env.Tier, o.r, o.dt, acc, x, n, m, n)
		}
		row = stop
		tree.push(acc)
	}
	tree.total(out)
}

// rowTree is kernel.Tree for rows of accumulators.
type rowTree struct {
	o     *outer
	n     int
	count uint64
	level [][]uint64
}

func (o *outer) tree(n int) *rowTree { return &rowTree{o: o, n: n} }

func (t *rowTree) merge(dst, src unsafe.Pointer) {
	kernel.MergeRows(t.o.j.env.Tier, t.o.r, t.o.dt, dst, src, t.n)
}

// push adds the next row, to the right of all before; it copies it.
func (t *rowTree) push(row unsafe.Pointer) {
	i := 0
	for c := t.count; c&1 != 0; c >>= 1 {
		// The left neighbour absorbs the row and is the row from then on.
		left := unsafe.Pointer(unsafe.SliceData(t.level[i]))
		t.merge(left, row)
		row = left
		i++
	}
	for len(t.level) <= i {
		t.level = append(t.level, make([]uint64, (t.n*t.o.acc.Size()+7)/8))
	}
	at := unsafe.Pointer(unsafe.SliceData(t.level[i]))
	kernel.Copy(t.o.j.env.Tier, t.o.acc, at, row, t.n)
	t.count++
}

// total writes the combination of all rows to dst.
func (t *rowTree) total(dst unsafe.Pointer) {
	if t.count == 0 {
		kernel.FillIdentity(t.o.r, t.o.dt, dst, t.n)
		return
	}
	var right unsafe.Pointer
	for i := range t.level {
		if t.count>>i&1 == 0 {
			continue
		}
		left := unsafe.Pointer(unsafe.SliceData(t.level[i]))
		if right != nil {
			t.merge(left, right)
		}
		right = left
	}
	kernel.Copy(t.o.j.env.Tier, t.o.acc, dst, right, t.n)
}
