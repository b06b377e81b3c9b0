package gemm

import (
	"sync"
	"sync/atomic"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/sched"
)

// Gemm computes C = alpha*A*B + beta*C for A of m by k, B of k by n and C of
// m by n, on the tier t and the workers of p (nil: the calling goroutine). C
// must not overlap A or B. It returns false if done was closed before the
// product was complete; C then holds a mixture.
//
// Complex products are formed as four real ones; see gemmComplex.
func Gemm[T Float](t cpu.Tier, p *sched.Pool, done <-chan struct{}, m, n, k int, alpha T, a, b Mat[T], beta T, c Mat[T]) bool {
	switch alpha := any(alpha).(type) {
	case float64:
		return gemmReal(t, p, done, m, n, k, alpha, erase(a), erase(b), any(beta).(float64), erase(c))
	case float32:
		return gemmReal(t, p, done, m, n, k, alpha, erase(a), erase(b), any(beta).(float32), erase(c))
	case complex128:
		return gemmComplex[float64](t, p, done, m, n, k, split(alpha), erase(a), erase(b), split(any(beta).(complex128)), erase(c))
	case complex64:
		return gemmComplex[float32](t, p, done, m, n, k, split64(alpha), erase(a), erase(b), split64(any(beta).(complex64)), erase(c))
	}
	panic("gemm: unreachable element type")
}

// gemmReal is Gemm over a real type.
func gemmReal[T Real](t cpu.Tier, p *sched.Pool, done <-chan struct{}, m, n, k int, alpha T, a, b operand, beta T, c operand) bool {
	if m <= 0 || n <= 0 {
		return true
	}
	size := sizeOf[T]()
	if alpha == 0 || k <= 0 {
		scaleC(m, n, beta, c)
		return true
	}
	j := jobs.Get().(*job)
	defer j.release()
	*j = job{body: j.body, strip: j.strip, tier: t, g: geometryOf(t, size), size: size, pool: p, done: done,
		m: m, n: n, k: k, a: a, b: b, c: c, alpha: toBits(alpha), beta: toBits(beta), first: firstMode(beta)}
	j.orient()
	return j.run()
}

func firstMode[T Real](beta T) int {
	switch beta {
	case 0:
		return set
	case 1:
		return add // beta*c is c
	}
	return scale
}

// scaleC computes c = beta*c, or c = 0 without reading it.
func scaleC[T Real](m, n int, beta T, c operand) {
	if beta == 1 {
		return
	}
	for i := range m {
		for j := range n {
			e := (*T)(c.at(i, j))
			if beta == 0 {
				*e = 0
			} else {
				*e *= beta
			}
		}
	}
}

// job is one product in flight. Jobs are reused, so that a product allocates
// nothing once the buffers have grown.
type job struct {
	tier        cpu.Tier
	g           geometry
	size        int
	pool        *sched.Pool
	done        <-chan struct{}
	m, n, k     int
	a, b, c     operand
	alpha, beta uint64
	first       int // mode of the first k-block

	// The part in work: columns jc to jc+nc of C, indices pc to pc+kc.
	jc, nc, pc, kc int
	packA, packB   bool
	rowBlock       int // rows and columns of a chunk
	colBlock       int
	colBlocks      int
	strip          buffer // packed columns of B
	packed         operand
	phase          int
	body           func(int) // j.chunk, bound once
	stopped        atomic.Bool
}

// Phases of a strip.
const (
	packing = iota
	multiplying
)

var jobs = sync.Pool{New: func() any {
	j := new(job)
	j.body = j.chunk
	return j
}}

// release drops what must not outlive the product and gives the job back.
func (j *job) release() {
	j.pool, j.done = nil, nil
	j.a, j.b, j.c, j.packed = operand{}, operand{}, operand{}, operand{}
	jobs.Put(j)
}

// orient transposes the whole product if that lets the vectors run along
// contiguous memory of C, or along the longer side of a vector.
func (j *job) orient() {
	flip := j.c.cs != j.size && j.c.rs == j.size
	if j.n == 1 {
		flip = j.m > 1
	} else if j.m == 1 {
		flip = false
	}
	if flip {
		j.m, j.n = j.n, j.m
		j.a, j.b, j.c = j.b.t(), j.a.t(), j.c.t()
	}
}

// run walks the strips of B and the k-blocks.
func (j *job) run() bool {
	kc := depth(j.size)
	for j.jc = 0; j.jc < j.n; j.jc += stripWidth {
		j.nc = min(stripWidth, j.n-j.jc)
		for j.pc = 0; j.pc < j.k; j.pc += kc {
			j.kc = min(kc, j.k-j.pc)
			if !j.strips() {
				return false
			}
		}
	}
	return true
}

// strips multiplies the part in work.
func (j *job) strips() bool {
	j.plan()
	if j.packB {
		w := j.g.width()
		panels := (j.nc + w - 1) / w
		j.packed = operand{p: j.strip.grab(panels * w * j.kc * j.size)}
		j.phase = packing
		if !j.pool.For(j.done, (panels+panelsPerChunk-1)/panelsPerChunk, j.body) {
			return false
		}
	}
	j.phase = multiplying
	rows := (j.m + j.rowBlock - 1) / j.rowBlock
	return j.pool.For(j.done, rows*j.colBlocks, j.body) && !j.stopped.Load()
}

const panelsPerChunk = 4

// plan chooses what is packed and how the part in work is cut.
func (j *job) plan() {
	small := j.m*j.nc*j.kc <= 32*32*32
	j.packA = j.a.cs != j.size && !small
	j.packB = j.b.cs != j.size || j.m > 4*j.g.rows && !small
	j.rowBlock, j.colBlock = j.m, j.nc
	if small {
		j.colBlocks = 1
		return
	}
	j.rowBlock = blockRows
	if w := j.pool.Workers(); w > 1 {
		// Enough chunks that an uneven machine still ends evenly.
		even := (j.m + 4*w - 1) / (4 * w)
		j.rowBlock = min(blockRows, max(even+j.g.rows-1-(even-1)%j.g.rows, 4*j.g.rows))
		if rows := (j.m + j.rowBlock - 1) / j.rowBlock; rows < 4*w {
			want := (4*w + rows - 1) / rows
			cols := (j.nc + want - 1) / want
			j.colBlock = max(cols+j.g.width()-1-(cols-1)%j.g.width(), 4*j.g.width())
		}
	}
	j.colBlocks = (j.nc + j.colBlock - 1) / j.colBlock
}

// chunk does one piece of the phase in work.
func (j *job) chunk(i int) {
	if j.phase == packing {
		j.packPanels(i)
	} else {
		j.multiply(i)
	}
}

// packPanels packs some panels of B.
func (j *job) packPanels(chunk int) {
	w := j.g.width()
	for q := chunk * panelsPerChunk; q < (chunk+1)*panelsPerChunk && q*w < j.nc; q++ {
		src := j.b.from(j.pc, j.jc+q*w)
		dst := operand{j.packed.p, 0, j.kc * j.size}
		packPanel(j.tier, j.size, j.g, src, j.kc, min(w, j.nc-q*w), w, dst.at(0, q*w))
	}
}

// multiply computes one chunk of C.
func (j *job) multiply(chunk int) {
	i0, j0 := chunk/j.colBlocks*j.rowBlock, chunk%j.colBlocks*j.colBlock
	w := workers.Get().(*worker)
	x := &w.block
	x.tier, x.g, x.size, x.done = j.tier, j.g, j.size, j.done
	x.m, x.n, x.k = min(j.rowBlock, j.m-i0), min(j.colBlock, j.nc-j0), j.kc
	x.a, x.b, x.c = j.a.from(i0, j.pc), j.b, j.c.from(i0, j.jc+j0)
	x.aPanels, x.bPanels = j.packA, j.packB
	if j.packB {
		x.b = operand{j.packed.p, 0, j.kc * j.size}
		x.b = operand{p: x.b.at(0, j0)}
	} else {
		x.b = j.b.from(j.pc, j.jc+j0)
	}
	if j.packA {
		w.packA(x)
	}
	x.tile.alpha, x.tile.beta, x.tile.mode = j.alpha, j.beta, add
	if j.pc == 0 {
		x.tile.mode = j.first
	}
	if !x.run() {
		j.stopped.Store(true)
	}
	w.release()
}

// worker is what one goroutine needs to compute a chunk.
type worker struct {
	block block
	rows  buffer // packed rows of A
}

var workers = sync.Pool{New: func() any { return new(worker) }}

// packA replaces A by panels of its rows.
func (w *worker) packA(x *block) {
	width := x.g.width()
	panels := (x.m + width - 1) / width
	dst := operand{w.rows.grab(panels * width * x.k * x.size), x.k * x.size, 0}
	for i := 0; i < x.m; i += width {
		packPanel(x.tier, x.size, x.g, x.a.from(i, 0).t(), x.k, min(width, x.m-i), width, dst.at(i, 0))
	}
	x.a = operand{p: dst.p}
}

// release drops the operands and gives the worker back.
func (w *worker) release() {
	x := &w.block
	x.a, x.b, x.c, x.done = operand{}, operand{}, operand{}, nil
	x.tile = tile{}
	workers.Put(w)
}
