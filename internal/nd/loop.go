package nd

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

const (
	maxDims = 12 // dimensions a loop holds; more are peeled off the front
	maxOps  = 4  // operands of a loop, the destination among them

	grain      = 16384 // elements of a chunk of cheap work
	fineGrain  = 4096  // the same for elementary functions
	forkGrains = 4     // work of fewer grains stays on one goroutine

	// streamBytes is the size from which a destination is written past the
	// caches: it would push its own operands out of them.
	streamBytes = 8 << 20
)

// price is what elements of an operation cost, as counts of elements.
type price struct {
	least, most int // elements of a chunk: worth its handing out; before done is looked at
	fork        int // from here on work is spread over the pool
	hot         int // the same where workers are at hand
}

var (
	cheap = price{least: 4096, most: grain, fork: forkGrains * grain, hot: 16384}
	dear  = price{least: 1024, most: fineGrain, fork: forkGrains * fineGrain, hot: 4096} // elementary functions
)

// chunk returns the elements of a chunk of work on n elements. Each worker gets
// as many chunks as the others and at least four of them, so that all end at
// about the same time even if one begins late.
func (p price) chunk(n, workers int) int {
	rounds := max(4, (n+workers*p.most-1)/(workers*p.most))
	each := (n + workers*rounds - 1) / (workers * rounds)
	return max(p.least, (each+63)&^63)
}

// kind is what a loop does with its operands.
type kind uint8

const (
	doUnary kind = iota
	doBinary
	doTernary
	doSelect
	doCast
	doCopy
)

// job says which kernel a loop calls.
type job struct {
	kind kind
	tier cpu.Tier
	op   kernel.Op
	dt   dtype.DType // of the operands; of the result for select
	to   dtype.DType // of the destination
}

// plan is how a loop walks its inner two dimensions.
type plan uint8

const (
	byRow   plan = iota // a kernel call for each row, cut at the tile or chunk
	byTile              // short rows: several gathered into one call
	byBlock             // an operand runs across the rows: gather square-ish blocks
)

// loop is an elementwise walk over operands of one shape. Order is free, so
// dimensions are sorted by the destination's strides and merged where every
// operand allows it. A loop lives on the stack of a serial walk.
type loop struct {
	job
	ops  int
	nd   int
	plan plan
	tile bool // some operand passes through scratch
	far  bool // the destination is written past the caches
	cell int  // the operand held in cells instead of behind a pointer; 0: none
	dim  [maxDims]int
	step [maxOps][maxDims]int // strides in elements
	ptr  [maxOps]unsafe.Pointer
	size [maxOps]int // bytes of an element
	one  Scalar      // the operand of cell
	cut  cut
}

// cut divides a walk into chunks: rowsPer rows each, or pieces of one row
// when rows are longer than a chunk.
type cut struct {
	rows, rowsPer   int
	cols, colsPer   int
	colCuts, chunks int
}

// begin sets the destination, which gives the shape.
func (l *loop) begin(dst View) {
	l.nd = len(dst.Shape)
	copy(l.dim[:], dst.Shape)
	copy(l.step[0][:], dst.Strides)
	l.ptr[0], l.size[0], l.ops = dst.Ptr, dst.DT.Size(), 1
}

// operand adds an operand, stretched to the destination's shape.
func (l *loop) operand(v View) {
	i := l.ops
	l.ops++
	l.ptr[i], l.size[i] = v.Ptr, v.DT.Size()
	lead := l.nd - len(v.Shape)
	for k, d := range v.Shape {
		if d != 1 {
			l.step[i][lead+k] = v.Strides[k]
		}
	}
}

// constant adds a one-element operand that travels with the loop.
func (l *loop) constant(x Scalar, size int) {
	l.cell, l.one = l.ops, x
	l.size[l.ops] = size
	l.ops++
}

// at returns the address of operand i.
func (l *loop) at(i int) unsafe.Pointer {
	if i == l.cell && i != 0 {
		return unsafe.Pointer(&l.one)
	}
	return l.ptr[i]
}

// run walks the loop, over the pool if it is worth it. It returns false if it
// was cancelled.
func (l *loop) run(env Env, p price) bool {
	n := 1
	for _, d := range l.dim[:l.nd] {
		n *= d
	}
	if n == 0 {
		return true
	}
	l.coalesce()
	l.far = n*l.size[0] >= streamBytes
	l.choose()
	workers := env.Pool.Workers()
	l.divide(p.chunk(n, workers))
	if workers > 1 && (n >= p.fork || n >= p.hot && env.Pool.Hot()) {
		return l.fork(env)
	}
	for c := range l.cut.chunks {
		if stopped(env.Done) {
			return false
		}
		l.chunk(c)
	}
	return true
}

// fork is run over the pool; it copies the loop to the heap.
func (l *loop) fork(env Env) bool {
	c := *l
	return env.Pool.For(env.Done, c.cut.chunks, func(i int) { c.chunk(i) })
}

// coalesce drops dimensions of length one, turns the destination's negative
// strides round, sorts dimensions by its strides and merges neighbours.
func (l *loop) coalesce() {
	n := 0
	for k := range l.nd {
		if l.dim[k] != 1 {
			l.move(n, k)
			n++
		}
	}
	l.nd = n
	for k := range n {
		if l.step[0][k] < 0 {
			l.flip(k)
		}
		for j := k; j > 0 && l.step[0][j-1] < l.step[0][j]; j-- {
			l.swap(j-1, j)
		}
	}
	if n == 0 {
		return
	}
	n = 0
	for k := 1; k < l.nd; k++ {
		if l.merges(n, k) {
			d := l.dim[n]
			l.move(n, k)
			l.dim[n] *= d
		} else {
			n++
			l.move(n, k)
		}
	}
	l.nd = n + 1
}

// merges reports whether dimension k continues dimension n for every operand.
func (l *loop) merges(n, k int) bool {
	for i := range l.ops {
		if l.step[i][n] != l.step[i][k]*l.dim[k] {
			return false
		}
	}
	return true
}

// move copies dimension k to place n.
func (l *loop) move(n, k int) {
	l.dim[n] = l.dim[k]
	for i := range l.ops {
		l.step[i][n] = l.step[i][k]
	}
}

func (l *loop) swap(j, k int) {
	l.dim[j], l.dim[k] = l.dim[k], l.dim[j]
	for i := range l.ops {
		l.step[i][j], l.step[i][k] = l.step[i][k], l.step[i][j]
	}
}

// flip walks dimension k backwards.
func (l *loop) flip(k int) {
	for i := range l.ops {
		s := l.step[i][k]
		if s != 0 {
			l.ptr[i] = unsafe.Add(l.ptr[i], (l.dim[k]-1)*s*l.size[i])
		}
		l.step[i][k] = -s
	}
}

const shortRow = 64 // rows shorter than this are gathered into tiles

// choose picks the plan for the inner two dimensions.
func (l *loop) choose() {
	if l.nd == 0 {
		l.nd, l.dim[0] = 1, 1
		for i := range l.ops {
			l.step[i][0] = 1
		}
		if l.cell != 0 {
			l.step[l.cell][0] = 0
		}
	}
	in := l.nd - 1
	l.plan = byRow
	if l.nd > 1 && l.dim[in] < shortRow {
		l.plan = byTile
	}
	for i := range l.ops {
		cs := abs(l.step[i][in])
		if l.step[i][in] != 0 && l.step[i][in] != 1 {
			l.tile = true
			if l.nd > 1 && l.dim[in] >= shortRow && abs(l.step[i][in-1]) < cs {
				l.plan = byBlock
			}
		}
	}
	l.far = l.far && l.plan == byRow && l.step[0][in] == 1 && l.ops > 1
	if l.plan == byTile || l.kind == doTernary || l.far {
		l.tile = true
	}
}

// divide fixes the cut into chunks of about g elements.
func (l *loop) divide(g int) {
	c := &l.cut
	c.cols, c.rows = l.dim[l.nd-1], 1
	for _, d := range l.dim[:l.nd-1] {
		c.rows *= d
	}
	c.rowsPer, c.colsPer = 1, c.cols
	if c.cols > g {
		c.colsPer = g
	} else {
		c.rowsPer = min(c.rows, max(1, g/c.cols))
	}
	if l.plan == byBlock && c.rowsPer < blockRows {
		c.rowsPer = min(c.rows, blockRows) // whole blocks of a wide transpose
		c.colsPer = min(c.cols, max(blockCols, g/blockRows))
	}
	c.colCuts = (c.cols + c.colsPer - 1) / c.colsPer
	c.chunks = (c.rows + c.rowsPer - 1) / c.rowsPer * c.colCuts
}

// chunk does piece i of the cut.
func (l *loop) chunk(i int) {
	var s *scratch
	if l.tile {
		s = tiles.Get().(*scratch)
	}
	r0, c0 := i/l.cut.colCuts*l.cut.rowsPer, i%l.cut.colCuts*l.cut.colsPer
	r1, cols := min(r0+l.cut.rowsPer, l.cut.rows), min(l.cut.colsPer, l.cut.cols-c0)
	m := 1
	if l.nd > 1 {
		m = l.dim[l.nd-2]
	}
	for r0 < r1 {
		k := min(m-r0%m, r1-r0)
		p := l.start(r0, c0)
		switch l.plan {
		case byRow:
			l.rows(p, k, cols, s)
		case byTile:
			l.tiled(p, k, cols, s)
		case byBlock:
			l.blocks(p, k, cols, s)
		}
		r0 += k
	}
	if l.far {
		kernel.StreamFence()
	}
	if s != nil {
		tiles.Put(s)
	}
}

// start returns where the operands stand at row r, column c.
func (l *loop) start(r, c int) (p [maxOps]unsafe.Pointer) {
	var off [maxOps]int
	for i := range l.ops {
		off[i] = c * l.step[i][l.nd-1]
	}
	for k := l.nd - 2; k >= 0; k-- {
		at := r % l.dim[k]
		r /= l.dim[k]
		for i := range l.ops {
			off[i] += at * l.step[i][k]
		}
	}
	for i := range l.ops {
		p[i] = unsafe.Add(l.at(i), off[i]*l.size[i])
	}
	return p
}

func abs(x int) int {
	if x < 0 {
		return -x
	}
	return x
}

func stopped(done <-chan struct{}) bool {
	if done == nil {
		return false
	}
	select {
	case <-done:
		return true
	default:
		return false
	}
}
