package sched

import (
	"errors"
	"runtime"
	"sync/atomic"
	"testing"
	"time"
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
		if got := p.free.Load(); got != int64(workers-1) {
			t.Errorf("workers %d: %d tokens left of %d", workers, got, workers-1)
		}
	}
}

func TestForStaysInsideItsWorkers(t *testing.T) {
	p := New(3)
	var now, most atomic.Int64
	p.For(nil, 50, func(int) {
		p.For(nil, 4, func(int) { // nested: shares the same tokens
			n := now.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			time.Sleep(50 * time.Microsecond)
			now.Add(-1)
		})
	})
	if m := most.Load(); m > 3 || m < 2 {
		t.Errorf("%d chunks ran at once, want 2 or 3", m)
	}
}

func TestForStopsWhenDone(t *testing.T) {
	for _, p := range []*Pool{nil, New(1), New(4)} {
		done := make(chan struct{})
		var ran atomic.Int64
		ok := p.For(done, 1_000_000, func(int) {
			if ran.Add(1) == 10 {
				close(done)
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
	if got := p.free.Load(); got != 3 {
		t.Errorf("%d tokens free after a panic, want 3", got)
	}
}

func TestNewRefusesNoWorkers(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("New(0) did not panic")
		}
	}()
	New(0)
}
