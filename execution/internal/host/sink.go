package host

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/nd"
)

// Reduce evaluates the program over shape and reduces the last axes of it,
// rowLen elements together, without ever holding the elements in full. dst is
// contiguous and has one element of type r.Result for each row. The bits are
// those of evaluating first and reducing then. It returns false when
// cancelled.
func (p *Program) Reduce(env nd.Env, r kernel.Reduction, dst nd.View, shape []int, rowLen int, in []nd.View) bool {
	rows := dst.Size()
	j := p.newJob(env, shape, in)
	switch {
	case rows == 0:
		return true
	case rowLen <= TileLen/2:
		return j.shortRows(r, dst, rows, rowLen)
	case rows == 1 || rowLen >= TileLen*tilesPerChunk:
		return j.longRows(r, dst, rows, rowLen)
	}
	return j.share(rows, func(row int) {
		w := j.worker()
		defer w.release()
		var tree kernel.Tree
		tree.Reset(r, p.Result())
		w.leaves(&tree, r, row*rowLen, rowLen)
		tree.Result(unsafe.Add(dst.Ptr, row*dst.DT.Size()))
	})
}

// leaves pushes the partial of every tile of the row that starts at flat index
// start.
func (w *worker) leaves(tree *kernel.Tree, r kernel.Reduction, start, rowLen int) {
	for k := 0; k < rowLen; k += TileLen {
		tree.Push(w.leaf(r, start, k, min(TileLen, rowLen-k)))
	}
}

// leaf reduces one tile: n elements from position k of the row at start.
func (w *worker) leaf(r kernel.Reduction, start, k, n int) kernel.Partial {
	at := w.tile(start+k, n, nil)
	return kernel.Part(w.j.env.Tier, r, w.j.p.Result(), w.spread(at, n), n, k)
}

// spread returns n elements at p even where the program gave one element for
// all of them.
func (w *worker) spread(p unsafe.Pointer, n int) unsafe.Pointer {
	if !w.x.scalar[len(w.x.scalar)-1] || n == 1 {
		return p
	}
	dt := w.j.p.Result()
	w.wide = grow(w.wide, (TileLen*dt.Size()+7)/8)
	out := unsafe.Pointer(unsafe.SliceData(w.wide))
	kernel.Fill(w.j.env.Tier, dt, out, p, n)
	return out
}

// shortRows reduces as many whole rows as fit a tile at once.
func (j *job) shortRows(r kernel.Reduction, dst nd.View, rows, rowLen int) bool {
	if rowLen == 0 {
		return j.emptyRows(r, dst, rows)
	}
	group := TileLen / rowLen
	perChunk := group * tilesPerChunk
	chunks := (rows + perChunk - 1) / perChunk
	size, dt := dst.DT.Size(), j.p.Result()
	return j.share(chunks, func(c int) {
		w := j.worker()
		defer w.release()
		end := min((c+1)*perChunk, rows)
		for row := c * perChunk; row < end && !j.over(); row += group {
			m := min(group, end-row)
			at := w.spread(w.tile(row*rowLen, m*rowLen, nil), m*rowLen)
			kernel.ReduceRows(j.env.Tier, r, dt, unsafe.Add(dst.Ptr, row*size), at, rowLen, m, rowLen)
		}
	})
}

// emptyRows writes what a reduction of nothing is; the caller has refused
// those that have no value.
func (j *job) emptyRows(r kernel.Reduction, dst nd.View, rows int) bool {
	for i := range rows {
		kernel.Reduce(j.env.Tier, r, j.p.Result(), unsafe.Add(dst.Ptr, i*dst.DT.Size()), nil, 0)
	}
	return true
}

// longRows cuts every row into chunks of tiles, the chunks of all rows being
// shared out over the pool, and combines their partials in order.
func (j *job) longRows(r kernel.Reduction, dst nd.View, rows, rowLen int) bool {
	const chunkLen = TileLen * tilesPerChunk // a power of two of tiles: see kernel.Tree
	perRow := (rowLen + chunkLen - 1) / chunkLen
	parts := make([]kernel.Partial, rows*perRow)
	dt := j.p.Result()
	ok := j.share(len(parts), func(c int) {
		w := j.worker()
		defer w.release()
		row, k := c/perRow, c%perRow*chunkLen
		var tree kernel.Tree
		tree.Reset(r, dt)
		for end := min(k+chunkLen, rowLen); k < end; k += TileLen {
			if j.over() {
				return
			}
			tree.Push(w.leaf(r, row*rowLen, k, min(TileLen, end-k)))
		}
		parts[c] = tree.Total()
	})
	if !ok {
		return false
	}
	for row := range rows {
		var tree kernel.Tree
		tree.Reset(r, dt)
		for _, p := range parts[row*perRow : (row+1)*perRow] {
			tree.Push(p)
		}
		tree.Result(unsafe.Add(dst.Ptr, row*dst.DT.Size()))
	}
	return true
}
