package gemm

import (
	"sync"
	"sync/atomic"

	"github.com/scicore-go/scicore/internal/sched"
)

// job is one product cut into chunks for the workers of a pool. Jobs are
// reused, so that a product allocates nothing once the buffers have grown.
type job struct {
	product
	pool    *sched.Pool
	body    func(int) // j.chunk, bound once
	stopped atomic.Bool
	task    task

	// The part in work: columns jc to jc+nc of C, indices pc to pc+kc.
	jc, nc, pc, kc int
	road           road
	rowBlock       int // rows and columns of a chunk
	colBlock       int
	colBlocks      int
	strip          buffer // columns of B packed for all workers
	packed         operand
	slivers        buffer // rows of A packed for all blocks of B, by one worker
}

// task is what the chunks of a parallel region do.
type task int

const (
	multiply task = iota // a block of C over one k-block
	pack                 // panels of B
	vector               // a piece of a vector C over all k
)

// road says how a part of a product reads its operands.
type road struct {
	packA bool // each worker packs the rows of A that it needs
	packB bool // B is packed for all workers first
	own   bool // each worker packs the columns of B that it needs
	share bool // one worker packs A once for all blocks of B
}

var jobs = sync.Pool{New: func() any {
	j := new(job)
	j.body = j.chunk
	return j
}}

// release drops what must not outlive the product and gives the job back.
func (j *job) release() {
	j.product, j.pool, j.packed = product{}, nil, operand{}
	jobs.Put(j)
}

// run walks the strips of B and the k-blocks.
func (j *job) run() bool {
	if j.asVector() {
		return j.runVector()
	}
	kc := depth(j.size)
	for j.jc = 0; j.jc < j.n; j.jc += stripWidth {
		j.nc = min(stripWidth, j.n-j.jc)
		for j.pc = 0; j.pc < j.k; j.pc += kc {
			j.kc = min(kc, j.k-j.pc)
			if !j.runPart() {
				return false
			}
		}
	}
	return true
}

// runPart multiplies the part in work.
func (j *job) runPart() bool {
	pool := j.helpers()
	j.plan(pool.Workers())
	if j.road.packB {
		w := j.g.width()
		panels := (j.nc + w - 1) / w
		j.packed = operand{j.strip.grab(panels * w * j.kc * j.size), 0, j.kc * j.size}
		if !j.each(pack, pool, (panels+panelsPerChunk-1)/panelsPerChunk) {
			return false
		}
	}
	rows := (j.m + j.rowBlock - 1) / j.rowBlock
	return j.each(multiply, pool, rows*j.colBlocks)
}

// each runs the chunks of one task on a pool and reports whether all came to
// their end.
func (j *job) each(t task, p *sched.Pool, chunks int) bool {
	j.task = t
	return p.For(j.done, chunks, j.body) && !j.stopped.Load()
}

// helpers returns the pool if the part in work is worth starting it.
func (j *job) helpers() *sched.Pool {
	const worth = 1 << 20 // multiply-adds
	if j.m*j.nc*j.kc < worth {
		return nil
	}
	return j.pool
}

// chunk does one piece of the task in work.
func (j *job) chunk(i int) {
	switch j.task {
	case pack:
		j.packPanels(i)
	case multiply:
		j.multiply(i)
	case vector:
		j.vector(i)
	}
}

const (
	panelsPerChunk = 4
	tallRows       = 4096    // rows of C in one chunk of a single worker
	nearBytes      = 1 << 20 // B in a part up to this size is read where it lies
	nearStride     = 2048    // if its rows are not further apart than this, or
	nearerBytes    = 512 << 10
	nearerStride   = 4096
)

// plan chooses the road of the part in work and how it is cut for the workers.
func (j *job) plan(workers int) {
	contiguous := j.b.cs == j.size
	bytes, stride := j.kc*j.nc*j.size, max(j.b.rs, -j.b.rs)
	near := contiguous && (bytes <= nearBytes && stride <= nearStride || bytes <= nearerBytes && stride <= nearerStride)
	near = near && !j.ex.on
	j.road = road{packA: j.a.cs != j.size, own: !near && (workers == 1 || j.m <= 2*j.g.rows)}
	j.road.packB = !near && !j.road.own

	// Chunks: on one worker very many rows, so that a block of B is packed once and
	// stays in the second-level cache; on several, enough chunks that an uneven
	// machine still ends evenly.
	j.rowBlock, j.colBlock = min(j.m, tallRows), j.nc
	if j.road.own {
		j.colBlock = roundUp(ceilDiv(j.nc, ceilDiv(j.nc, blockWidth)), j.g.width())
	}
	if w := 4 * workers; w > 4 {
		j.rowBlock = min(blockRows, max(roundUp(ceilDiv(j.m, w), j.g.rows), 4*j.g.rows))
		if rows := ceilDiv(j.m, j.rowBlock); rows < w {
			cols := roundUp(ceilDiv(j.nc, ceilDiv(w, rows)), j.g.width())
			j.colBlock = min(j.colBlock, max(cols, 4*j.g.width()))
		}
	}
	j.colBlocks = ceilDiv(j.nc, j.colBlock)
	// The first block packs the rows of A that it reads, which of a triangle
	// are not all, and complex rows that are not contiguous are copied anyway.
	apart := j.ex.on && j.a.cs != 2*j.size
	j.road.share = j.road.own && workers == 1 && j.colBlocks > 1 && j.part == Whole && !apart
	j.road.packA = j.road.packA && !j.ex.on
}

func ceilDiv(x, y int) int { return (x + y - 1) / y }

func roundUp(x, y int) int { return ceilDiv(x, y) * y }

// packPanels packs some panels of B for all workers.
func (j *job) packPanels(chunk int) {
	q := chunk * panelsPerChunk * j.g.width()
	n := min(panelsPerChunk*j.g.width(), j.nc-q)
	if j.ex.on {
		w := workers.Get().(*worker)
		j.expandPanels(j.bFrom(j.pc, j.jc+q), j.kc, n, j.packed.at(0, q), &w.block.pad)
		w.release()
		return
	}
	packPanels(j.tier, j.size, j.g, j.b.from(j.pc, j.jc+q), j.kc, n, j.packed.at(0, q))
}

// multiply computes one chunk of C.
func (j *job) multiply(chunk int) {
	if j.part == Lower { // longest rows first: workers end together
		chunk = ceilDiv(j.m, j.rowBlock)*j.colBlocks - 1 - chunk
	}
	i0, j0 := chunk/j.colBlocks*j.rowBlock, chunk%j.colBlocks*j.colBlock
	w := workers.Get().(*worker)
	defer w.release()
	x := w.begin(&j.product, j.pc, j.kc)
	x.m, x.n = min(j.rowBlock, j.m-i0), min(j.colBlock, j.nc-j0)
	x.i0, x.j0 = i0, j.jc+j0
	if x.outside() {
		return
	}
	x.a, x.c = j.aFrom(i0, j.pc), j.c.from(i0, j.jc+j0)
	if j.road.packB {
		x.b, x.bPanels = operand{p: j.packed.at(0, j0)}, true
	} else {
		x.b = j.bFrom(j.pc, j.jc+j0)
	}
	if j.ex.on {
		w.realRows()
	}
	switch {
	case j.road.own && j.ex.on:
		w.expandB(&j.product)
	case j.road.own:
		w.packB()
	}
	j.shareA(x, chunk)
	if j.road.packA && !x.aPanels {
		w.packA()
	}
	if !x.run() {
		j.stopped.Store(true)
	}
}

// shareA lets the blocks of B read the rows of A that the first one packs.
func (j *job) shareA(x *block, chunk int) {
	if !j.road.share {
		return
	}
	bytes := roundUp(j.rowBlock, j.g.width()) * j.kc * j.size
	x.slivers, x.ready = j.slivers.grab(bytes), chunk%j.colBlocks > 0
	if j.road.packA && x.ready {
		x.a, x.aPanels = operand{p: x.slivers}, true
	}
}
