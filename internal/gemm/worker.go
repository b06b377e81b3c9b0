package gemm

import "sync"

// worker is what one goroutine needs to compute a chunk.
type worker struct {
	block block
	rows  buffer // packed rows of A, or the vector of a matrix times vector
	cols  buffer // packed columns of B, or the sums of a vector times matrix
}

var workers = sync.Pool{New: func() any { return new(worker) }}

// begin prepares the block of one k-block of q. The operands and sizes of the
// chunk are for the caller to set.
func (w *worker) begin(q *product, pc, kc int) *block {
	x := &w.block
	x.tier, x.g, x.size, x.done, x.k = q.tier, q.g, q.size, q.done, kc
	x.aPanels, x.bPanels, x.slivers, x.ready = false, false, nil, false
	x.tile.alpha, x.tile.beta, x.tile.mode = q.alpha, q.beta, q.mode(pc)
	x.tile.panels = 1
	x.part, x.per, x.i0, x.j0 = q.part, 1, 0, 0
	if q.ex.on {
		x.per = 2
	}
	return x
}

// packA replaces A by panels of its rows.
func (w *worker) packA() {
	x := &w.block
	dst := x.slivers
	if dst == nil {
		dst = w.rows.grab(roundUp(x.m, x.g.width()) * x.k * x.size)
	}
	packPanels(x.tier, x.size, x.g, x.a.t(), x.k, x.m, dst)
	x.a, x.aPanels = operand{p: dst}, true
}

// packB replaces B by panels of its columns.
func (w *worker) packB() {
	x := &w.block
	dst := w.cols.grab(roundUp(x.n, x.g.width()) * x.k * x.size)
	packPanels(x.tier, x.size, x.g, x.b, x.k, x.n, dst)
	x.b, x.bPanels = operand{p: dst}, true
}

// release drops the operands and gives the worker back.
func (w *worker) release() {
	x := &w.block
	x.a, x.b, x.c, x.done = operand{}, operand{}, operand{}, nil
	x.slivers = nil
	t := &x.tile
	t.a, t.b, t.c, t.next, t.to = nil, nil, nil, nil, nil
	workers.Put(w)
}
