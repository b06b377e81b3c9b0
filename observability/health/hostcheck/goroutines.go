package hostcheck

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"github.com/scicore-go/scicore/observability/health"
)

// GoroutineOptions say when goroutines are too many, or leak. Nil means
// defaults.
type GoroutineOptions struct {
	Ceiling   int           // Unhealthy above; 0: 100 000
	Window    time.Duration // in which growth is looked for; 0: 10 minutes
	MinGrowth int           // goroutines that the floor must rise by to count; 0: 100
	Factor    float64       // and the factor, > 1; 0: 1.5

	// For tests: the clock and the count.
	Now   func() time.Time
	Count func() int
}

// Goroutines checks the number of goroutines against a ceiling, and its trend:
// Degraded when the lowest number seen in each third of the window is higher
// than in the third before, by more than MinGrowth and Factor in all. Bursts
// come down again and do not count; what leaks does not.
//
// Each run takes one sample, so the trend is known after a window of runs:
// give the check a period, or have it probed regularly.
func Goroutines(name string, o *GoroutineOptions) health.Check {
	w := &goroutineWatch{GoroutineOptions: orZero(o)}
	err := w.settle()
	return health.NewCheck(name, w.check).WithFault(err)
}

type goroutineWatch struct {
	GoroutineOptions
	mu      sync.Mutex
	samples []sample
}

type sample struct {
	at time.Time
	n  int
}

// maxSamples bounds memory: probes more frequent than this many in a window
// are thinned out.
const maxSamples = 300

func (w *goroutineWatch) settle() error {
	if w.Ceiling == 0 {
		w.Ceiling = 100_000
	}
	if w.Window == 0 {
		w.Window = 10 * time.Minute
	}
	if w.MinGrowth == 0 {
		w.MinGrowth = 100
	}
	if w.Factor == 0 {
		w.Factor = 1.5
	}
	if w.Now == nil {
		w.Now = time.Now
	}
	if w.Count == nil {
		w.Count = runtime.NumGoroutine
	}
	if w.Ceiling < 0 || w.Window < 0 || w.MinGrowth < 0 || !(w.Factor > 1) {
		return fmt.Errorf("ceiling %d, window %v, min growth %d, factor %v: must be > 0, the factor > 1", w.Ceiling, w.Window, w.MinGrowth, w.Factor)
	}
	return nil
}

func (w *goroutineWatch) check(context.Context) health.Result {
	n := w.Count()
	floors, known := w.take(n)
	details := []slog.Attr{slog.Int("goroutines", n), slog.Int("ceiling", w.Ceiling)}
	if known {
		details = append(details, slog.Int("floor_before", floors[0]), slog.Int("floor_now", floors[2]))
	}
	r := health.Pass(details...)
	switch {
	case n > w.Ceiling:
		r.State = health.Unhealthy
		r.Message = fmt.Sprintf("%d goroutines, more than %d", n, w.Ceiling)
	case known && w.rises(floors):
		r.State = health.Degraded
		r.Message = fmt.Sprintf("goroutines seem to leak: never below %d, %d, %d in the thirds of %v", floors[0], floors[1], floors[2], w.Window)
	}
	return r
}

func (w *goroutineWatch) rises(f [3]int) bool {
	return f[0] < f[1] && f[1] < f[2] && f[2]-f[0] >= w.MinGrowth && float64(f[2]) >= w.Factor*float64(f[0])
}

// take adds a sample and returns the lowest number in each third of the
// window, if the samples reach back that far.
func (w *goroutineWatch) take(n int) (floors [3]int, known bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.Now()
	w.add(sample{now, n})
	begin := now.Add(-w.Window)
	seen := [3]bool{}
	for _, s := range w.samples {
		if s.at.Before(begin) {
			continue
		}
		third := int(3 * s.at.Sub(begin) / (w.Window + 1))
		if !seen[third] || s.n < floors[third] {
			seen[third], floors[third] = true, s.n
		}
	}
	known = seen == [3]bool{true, true, true} && !w.samples[0].at.After(begin)
	return floors, known
}

// add appends a sample, drops those that the window has left behind but one,
// and starts over when the clock was put back.
func (w *goroutineWatch) add(s sample) {
	if k := len(w.samples); k > 0 {
		last := &w.samples[k-1]
		if s.at.Before(last.at) {
			w.samples = w.samples[:0]
		} else if k > 1 && s.at.Sub(w.samples[k-2].at) < w.Window/maxSamples {
			*last = sample{s.at, min(s.n, last.n)}
			return
		}
	}
	w.samples = append(w.samples, s)
	begin := s.at.Add(-w.Window)
	drop := 0
	for drop+1 < len(w.samples) && !w.samples[drop+1].at.After(begin) {
		drop++
	}
	w.samples = append(w.samples[:0], w.samples[drop:]...)
}
