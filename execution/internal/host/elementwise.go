package host

import (
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/nd"
)

const (
	// tilesPerChunk is the most that one worker takes at once: 32768 elements.
	tilesPerChunk = 16
	// streamTile is the tile where the result goes past the caches: so short
	// that its inputs can be asked for while the one before is computed.
	streamTile = 256
	// streamBytes is the size from which a result is written past the
	// caches: it would push its own inputs out of them.
	streamBytes = 8 << 20
)

// Elementwise evaluates the program over shape into dst, which is contiguous
// and has that shape. It returns false when cancelled.
func (p *Program) Elementwise(env nd.Env, dst nd.View, in []nd.View) bool {
	total := dst.Size()
	if total == 0 {
		return true
	}
	j := p.newJob(env, dst.Shape, in)
	size := dst.DT.Size()
	stream := total*size >= streamBytes
	chunk := chunkLen(total, env.Pool.Workers())
	return j.share((total+chunk-1)/chunk, func(c int) {
		w := j.worker()
		defer w.release()
		lo, end := c*chunk, min((c+1)*chunk, total)
		if stream {
			w.stream(dst, lo, end)
			return
		}
		for ; lo < end && !j.over(); lo += TileLen {
			w.tile(lo, min(TileLen, end-lo), unsafe.Add(dst.Ptr, lo*size))
		}
	})
}

// chunkLen returns how many of n elements are one worker's piece of work: a
// few for each, so that all end at about the same time.
func chunkLen(n, workers int) int {
	tiles := (n + TileLen - 1) / TileLen
	return TileLen * min(max(1, tiles/(6*workers)), tilesPerChunk)
}

// stream writes elements lo to end of dst past the caches.
func (w *worker) stream(dst nd.View, lo, end int) {
	size := dst.DT.Size()
	for ; lo < end && (lo%TileLen != 0 || !w.j.over()); lo += streamTile {
		n := min(streamTile, end-lo)
		w.lookAhead(lo+n, min(streamTile, end-lo-n))
		w.x.past = unsafe.Add(dst.Ptr, lo*size)
		if out := w.spread(w.tile(lo, n, nil), n); out != w.x.past {
			kernel.CopyStream(w.j.env.Tier, w.x.past, out, n*size)
		}
	}
	w.x.past = nil
	clear(w.x.ahead[:cap(w.x.ahead)]) // the worker outlives the arrays
	w.x.ahead = w.x.ahead[:0]
	kernel.StreamFence()
}

// lookAhead notes where the inputs of the next tile lie. Processors fetch
// ahead by themselves only while something reads, not while a square root is
// computed.
func (w *worker) lookAhead(lo, n int) {
	w.x.ahead = w.x.ahead[:0]
	if n == 0 {
		return
	}
	for i := range w.j.feeds {
		if f := &w.j.feeds[i]; f.direct {
			size := f.dt.Size()
			w.x.ahead = append(w.x.ahead, span{unsafe.Add(f.ptr, lo*size), n * size})
		}
	}
}

// job is one run of a program: what all its workers share.
type job struct {
	p     *Program
	env   nd.Env
	feeds []feed
	cut   atomic.Bool // some chunk was left before its end
}

func (p *Program) newJob(env nd.Env, shape []int, in []nd.View) *job {
	j := &job{p: p, env: env, feeds: make([]feed, len(in))}
	for i, v := range in {
		j.feeds[i] = newFeed(v, shape, p.expand[i])
	}
	return j
}

// share runs body for every chunk on the pool. It returns false when cancelled,
// also where only a part of a chunk is missing.
func (j *job) share(chunks int, body func(chunk int)) bool {
	return j.env.Pool.For(j.env.Done, chunks, body) && !j.cut.Load()
}

// over reports whether the run was cancelled, and that the chunk which asks is
// left. It is asked before each tile: a chunk of a long program can take a
// tenth of a second.
func (j *job) over() bool {
	select {
	case <-j.env.Done:
		j.cut.Store(true)
		return true
	default:
		return false
	}
}

// worker is a job with the memory of one goroutine. Workers are used again:
// their buffers are what a small evaluation would otherwise spend most time on.
type worker struct {
	j    *job
	x    tile
	base unsafe.Pointer
	mem  []uint64 // registers and gathered inputs
	wide []uint64 // a tile of one element repeated; see spread
	acc  []uint64 // a row of accumulators
}

var workers = sync.Pool{New: func() any { return new(worker) }}

func (j *job) worker() *worker {
	w := workers.Get().(*worker)
	w.j = j
	w.mem = grow(w.mem, (j.p.scratch+7)/8)
	w.base = unsafe.Pointer(unsafe.SliceData(w.mem))
	w.x.at = grow(w.x.at, len(j.p.types))
	w.x.scalar = grow(w.x.scalar, len(j.p.types))
	w.x.single = grow(w.x.single, len(j.p.types))
	for i := range j.feeds {
		w.x.scalar[i] = j.feeds[i].scalar
	}
	return w
}

// release gives the worker back, without the pointers into arrays.
func (w *worker) release() {
	clear(w.x.at)
	w.j = nil
	workers.Put(w)
}

// grow returns a slice of length n, s itself where it is long enough.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// tile evaluates n elements from flat index lo and returns where the result
// is: at dst, or in a register when dst is nil.
func (w *worker) tile(lo, n int, dst unsafe.Pointer) unsafe.Pointer {
	p := w.j.p
	for i := range w.j.feeds {
		w.x.at[i] = w.j.feeds[i].at(w.j.env.Tier, unsafe.Add(w.base, p.loads[i]), lo, n)
	}
	p.run(w.j.env.Tier, &w.x, w.base, dst, n)
	last := len(w.x.at) - 1
	if dst != nil && w.x.scalar[last] {
		kernel.Fill(w.j.env.Tier, p.types[last], dst, w.x.at[last], n)
		return dst
	}
	return w.x.at[last]
}
