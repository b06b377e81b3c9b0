package sched

import (
	"errors"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scicore-go/scicore/internal/need"
)

func TestForRunsEveryChunkOnce(t *testing.T) {
	for _, workers := range []int{1, 2, 3, 8} {
		p := New(workers)
		for _, chunks := range []int{0, 1, 2, 7, 100, 1000} {
			hits := make([]atomic.Int32, chunks)
			if !p.For(nil, chunks, func(i int) { hits[i].Add(1) }) {
				t.Fatalf("workers %d, chunks %d: reported cancelled", workers, chunks)
			}
			for i := range hits {
				if n := hits[i].Load(); n != 1 {
					t.Fatalf("workers %d: chunk %d ran %d times", workers, i, n)
				}
			}
		}
		settle(t, p)
	}
}

func TestForStaysInsideItsWorkers(t *testing.T) {
	p := New(3)
	var now, most atomic.Int64
	again(t, "two chunks at once", func() bool {
		p.For(nil, 50, func(int) {
			p.For(nil, 4, func(int) { // nested: shares the same tokens
				n := now.Add(1)
				for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
				}
				time.Sleep(50 * time.Microsecond)
				now.Add(-1)
			})
		})
		return most.Load() > 1
	})
	if m := most.Load(); m > 3 {
		t.Errorf("%d chunks ran at once, want 2 or 3", m)
	}
}

// again does something until it comes out as it should: whether a worker comes
// in time is the machine's to decide, that one does in the end is ours.
func again(t *testing.T, what string, do func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !do(); {
		if time.Now().After(end) {
			t.Fatalf("not within 20 s: %s", what)
		}
	}
}

func TestForStopsWhenDone(t *testing.T) {
	for _, p := range []*Pool{nil, New(1), New(4)} {
		done := make(chan struct{})
		var ran atomic.Int64
		ok := p.For(done, 1_000_000, func(int) {
			switch n := ran.Add(1); {
			case n == 10:
				close(done)
			case n > 10: // begun before it was closed
				<-done
			}
		})
		if ok || ran.Load() > 10+int64(p.Workers()) {
			t.Errorf("workers %d: ok %v after %d chunks", p.Workers(), ok, ran.Load())
		}
	}
}

func TestForRaisesPanicInCaller(t *testing.T) {
	want := errors.New("boom")
	p := New(4)
	func() {
		defer func() {
			f, ok := recover().(*Fault)
			if !ok || !errors.Is(f, want) || len(f.Stack) == 0 {
				t.Errorf("recovered %v, want a Fault around %v with a stack", f, want)
			}
		}()
		p.For(nil, 100, func(i int) {
			if i == 42 {
				panic(want)
			}
			runtime.Gosched()
		})
	}()
	settle(t, p)
}

func TestNewRefusesNoWorkers(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("New(0) did not panic")
		}
	}()
	New(0)
}

// settle waits until the workers have gone and fails if a token is missing.
func settle(t *testing.T, p *Pool) {
	t.Helper()
	want := int64(p.workers - 1)
	for end := time.Now().Add(20 * time.Second); p.free.Load() != want || p.waiting.Load() != 0; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("workers %d: %d tokens free and %d waiting 20 s after", p.workers, p.free.Load(), p.waiting.Load())
		}
	}
}

// A worker that finished must find the next region, and be gone soon after.
func TestWorkersWaitForTheNextRegion(t *testing.T) {
	if runtime.GOMAXPROCS(0) < 2 {
		need.Missing(t, "two processors: on one nobody waits")
	}
	before := runtime.NumGoroutine()
	p := New(2)
	again(t, "a worker waits, and the pool is hot for it", func() bool {
		p.For(nil, 8, func(int) { time.Sleep(100 * time.Microsecond) }) // long enough for a worker to join
		p.asked.Store(0)                                                // or it would be hot for being asked in a row
		return p.Hot()
	})
	settle(t, p)
	again(t, "its goroutine has ended", func() bool {
		time.Sleep(time.Millisecond)
		return runtime.NumGoroutine() <= before
	})
}

// Short regions one after the other from several goroutines: every chunk runs
// once, whoever comes late, and all workers go home.
func TestManyShortRegions(t *testing.T) {
	for _, workers := range []int{2, 3, 8} {
		p := New(workers)
		done := make(chan struct{})
		for range 3 {
			go func() {
				defer func() { done <- struct{}{} }()
				for i := range 3000 {
					var n atomic.Int64
					p.For(nil, 1+i%9, func(int) { n.Add(1) })
					if n.Load() != int64(1+i%9) {
						t.Errorf("%d of %d chunks ran when For returned", n.Load(), 1+i%9)
						return
					}
				}
			}()
		}
		for range 3 {
			<-done
		}
		settle(t, p)
	}
}

func TestHotNeedsCompany(t *testing.T) {
	if (*Pool)(nil).Hot() || New(1).Hot() {
		t.Error("a pool of one is hot")
	}
	p := New(2)
	if p.Hot() {
		t.Error("hot at the first call")
	}
	for range 1000 { // in a row, unless this test is held up between the two
		p.Hot()
		if p.Hot() {
			return
		}
	}
	t.Error("never hot though asked in a row")
}

func BenchmarkRegion(b *testing.B) {
	p := New(runtime.GOMAXPROCS(0))
	for _, d := range []time.Duration{0, 2, 5, 10, 30, 100, 1000} {
		b.Run((2 * d * time.Microsecond).String(), func(b *testing.B) {
			for b.Loop() {
				p.For(nil, 8, func(int) {
					for t := time.Now(); time.Since(t) < d*time.Microsecond/4; {
					}
				})
			}
		})
	}
}

// notes counts what a watcher hears, by worker.
type notes struct {
	begun, ended [8]atomic.Int64
}

func (n *notes) Work(w int) func() {
	n.begun[w].Add(1)
	return func() { n.ended[w].Add(1) }
}

func (n *notes) sum() (parts int64) {
	for w := range n.begun {
		parts += n.begun[w].Load()
	}
	return parts
}

func TestWatcherHearsOfWorkers(t *testing.T) {
	p, n := New(3), &notes{}
	q, regions := p.Watched(n), int64(0)
	again(t, "20 parts are heard of", func() bool {
		q.For(nil, 30, func(int) { time.Sleep(20 * time.Microsecond) })
		if regions++; regions%2 == 0 { // regions that nobody watches, on the same workers
			p.For(nil, 30, func(int) { time.Sleep(10 * time.Microsecond) })
		}
		return n.sum() >= 20
	})
	func() {
		defer func() { _ = recover() }()
		regions++
		q.For(nil, 30, func(i int) { panic(i) })
	}()
	settle(t, p)
	for w := range n.begun {
		b, e := n.begun[w].Load(), n.ended[w].Load()
		if b != e || (w == 0 || w > 2) && b != 0 {
			t.Errorf("worker %d began %d times and ended %d times", w, b, e)
		}
	}
	if heard := n.sum(); heard > 2*regions {
		t.Errorf("heard of %d parts in %d regions", heard, regions)
	}
	if q.Workers() != 3 || (*Pool)(nil).Watched(n) != nil {
		t.Error("a watched pool is another pool")
	}
}
