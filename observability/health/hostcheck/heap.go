package hostcheck

import (
	"context"
	"fmt"
	"log/slog"
	"sync"

	"github.com/scicore-go/scicore/observability/health"
	"github.com/scicore-go/scicore/observability/internal/host"
)

// HeapOptions say what memory and collector may take. Nil means defaults.
type HeapOptions struct {
	Levels // of GOMEMLIMIT in use; default 0.9 and 0.98

	// MaxGC is the part of the processor time between two runs that may go to
	// the garbage collector, between 0 and 1; 0: a quarter. Near the limit the
	// collector takes all it can get before the process is killed.
	MaxGC float64
}

// Heap checks the memory that the Go runtime holds against GOMEMLIMIT, and the
// collector's share of processor time. Without a limit only the latter counts.
func Heap(name string, o *HeapOptions) health.Check {
	w := &heapWatch{maxGC: orZero(o).MaxGC, read: readHeap}
	var err error
	w.levels, err = orZero(o).Levels.or(0.9, 0.98)
	if w.maxGC == 0 {
		w.maxGC = 0.25
	}
	c := health.NewCheck(name, w.check).WithFault(err)
	if !(0 < w.maxGC && w.maxGC <= 1) {
		c = c.WithFault(fmt.Errorf("max GC %v: must be between 0 and 1", w.maxGC))
	}
	return c
}

// heapState is what the runtime says.
type heapState struct {
	used, limit int64   // bytes; limit 0 for none
	gc, cpu     float64 // processor seconds since the process began
}

type heapWatch struct {
	levels Levels
	maxGC  float64
	read   func() heapState

	mu   sync.Mutex
	last heapState
}

func (w *heapWatch) check(context.Context) health.Result {
	now := w.read()
	w.mu.Lock()
	gc, cpu := now.gc-w.last.gc, now.cpu-w.last.cpu
	w.last = now
	w.mu.Unlock()
	part := 0.0
	if cpu > 0 { // the runtime counts at the end of a collection: none, no news
		part = gc / cpu
	}
	r := judgeBytes("Go memory", now.used, now.limit, w.levels, slog.Float64("gc_part", part))
	if part > w.maxGC {
		r.State = health.Degraded.Worse(r.State)
		r.Message = join(r.Message, fmt.Sprintf("the collector takes %.0f %% of processor time", 100*part))
	}
	return r
}

func readHeap() heapState {
	g := host.ReadGo()
	return heapState{used: int64(g.Used), limit: int64(g.Limit), gc: g.GC.Seconds(), cpu: g.CPU.Seconds()}
}
