package progress

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// record is a sink that keeps everything.
type record struct {
	mu sync.Mutex
	us []Update
}

func (r *record) Report(u Update) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.us = append(r.us, u)
}

func (r *record) last(t *testing.T) Update {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.us) == 0 {
		t.Fatal("nothing was reported")
	}
	return r.us[len(r.us)-1]
}

func (r *record) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.us)
}

func TestSteadyWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r record
		p := Start(With(t.Context(), &r), "factorise", 1000, "rows")
		if u := r.last(t); u.Done != 0 || u.Total != 1000 || u.State != Running || u.Remaining >= 0 || u.Rate != 0 {
			t.Errorf("at the start: %+v", u)
		}
		for range 40 {
			time.Sleep(50 * time.Millisecond)
			p.Add(5)
		}
		time.Sleep(time.Millisecond)
		// 2 s of work, an update each 100 ms; the tick at 2 s may come before
		// or after the last addition.
		if n := r.count(); n != 21 {
			t.Errorf("%d updates in 2 s", n)
		}
		u := r.last(t)
		if math.Abs(u.Rate-100) > 3 || (u.Remaining-8*time.Second).Abs() > 300*time.Millisecond || u.Elapsed != 2*time.Second {
			t.Errorf("%+v", u)
		}
		p.Done(nil)
		p.Done(errors.New("again"))
		p.Add(7)
		u = r.last(t)
		if u.State != Finished || u.Done != 200 || u.Err != nil || u.Remaining != 0 || math.Abs(u.Rate-200/2.001) > 1e-9 {
			t.Errorf("at the end: %+v", u)
		}
		n := r.count()
		time.Sleep(time.Minute)
		if r.count() != n {
			t.Error("an ended task was told")
		}
	})
}

// The rate follows a change of speed within the smoothing time, and a stall is
// told though nothing moves.
func TestRateFollows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r record
		p := Start(With(t.Context(), &r), "w", 1_000_000, "")
		work := func(perSecond int64, d time.Duration) {
			for range int(d / (10 * time.Millisecond)) {
				time.Sleep(10 * time.Millisecond)
				p.Add(perSecond / 100)
			}
		}
		work(1000, 30*time.Second)
		if u := r.last(t); math.Abs(u.Rate-1000) > 10 {
			t.Errorf("rate %v", u.Rate)
		}
		work(3000, 5*time.Second) // one time constant: 1 - 1/e of the way
		if u := r.last(t); math.Abs(u.Rate-(3000-2000/math.E)) > 20 {
			t.Errorf("rate %v", u.Rate)
		}
		n := r.count()
		time.Sleep(20 * time.Second)
		if u := r.last(t); u.Rate > 100 || r.count()-n > 22 || r.count()-n < 19 {
			t.Errorf("after a stall: rate %v, %d updates", u.Rate, r.count()-n)
		}
		p.Done(nil)
	})
}

func TestRateDoesNotDependOnItsFeeding(t *testing.T) {
	var fine, coarse rate
	for range 1000 {
		fine.observe(1, time.Millisecond, time.Second)
	}
	coarse.observe(1000, time.Second, time.Second)
	if a, b := fine.perSecond(), coarse.perSecond(); math.Abs(a-1000) > 1e-6 || math.Abs(b-1000) > 1e-6 {
		t.Errorf("%v and %v", a, b)
	}
	coarse.observe(5, 0, time.Second)
	coarse.observe(5, -time.Second, time.Second)
	if b := coarse.perSecond(); math.Abs(b-1000) > 1e-6 {
		t.Errorf("no time passed, and the rate is %v", b)
	}
	for _, c := range []struct {
		n    int64
		rate float64
		want time.Duration
	}{{100, 50, 2 * time.Second}, {0, 0, 0}, {-5, 1, 0}, {1, 0, -1}, {1, math.NaN(), -1}, {math.MaxInt64, 1e-300, -1}} {
		if got := remaining(c.n, c.rate); got != c.want {
			t.Errorf("remaining(%d, %v) = %v, want %v", c.n, c.rate, got, c.want)
		}
	}
}

func TestWithoutSink(t *testing.T) {
	ctx := t.Context()
	p := Start(ctx, "w", 10, "")
	if p != nil {
		t.Fatal("a task without a sink")
	}
	p.Add(1)
	p.SetTotal(5)
	p.SetNote("x")
	if p.Context(ctx) != ctx {
		t.Error("another context")
	}
	p.Done(nil)
	var r record
	if Start(With(With(ctx, &r), nil), "w", 1, "") != nil || r.count() != 0 {
		t.Error("a nil sink does not silence")
	}
}

func TestNestedTasks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r record
		ctx := With(t.Context(), &r)
		outer := Start(ctx, "outer", 2, "")
		inner := Start(outer.Context(ctx), "inner", Unknown, "bytes")
		deep := Start(inner.Context(outer.Context(ctx)), "deep", 1, "")
		peer := Start(ctx, "peer", 1, "")
		want := []struct {
			name       string
			id, parent uint64
		}{{"outer", 1, 0}, {"inner", 2, 1}, {"deep", 3, 2}, {"peer", 4, 0}}
		for i, w := range want {
			if u := r.us[i]; u.Name != w.name || u.ID != w.id || u.Parent != w.parent {
				t.Errorf("%+v, want %+v", u, w)
			}
		}
		if u := r.us[1]; u.Total != Unknown || u.Remaining >= 0 {
			t.Errorf("%+v", u)
		}
		inner.SetTotal(10)
		inner.SetNote("page 3")
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		if u := r.last(t); u.Name != "inner" || u.Total != 10 || u.Note != "page 3" {
			t.Errorf("%+v", u)
		}
		fault := errors.New("no space")
		for _, p := range []*Task{deep, inner, outer, peer} {
			p.Done(fault)
		}
		if u := r.last(t); u.State != Failed || u.Err != fault {
			t.Errorf("%+v", u)
		}
	})
}

// The context ends and nobody calls Done: the task must not be told for ever.
func TestAbandonedTask(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r record
		ctx, cancel := context.WithCancelCause(t.Context())
		p := Start(With(ctx, &r), "w", 10, "")
		why := errors.New("client went away")
		cancel(why)
		time.Sleep(500 * time.Millisecond)
		if u := r.last(t); u.State != Running {
			t.Errorf("given up too early: %+v", u)
		}
		time.Sleep(time.Second)
		if u := r.last(t); u.State != Abandoned || u.Err != why {
			t.Errorf("%+v", u)
		}
		p.Done(nil)
		if u := r.last(t); u.State != Abandoned {
			t.Errorf("told after its end: %+v", u)
		}
	})
}

func TestConcurrentWork(t *testing.T) {
	var r record
	ctx := Options{Interval: time.Millisecond}.With(t.Context(), &r)
	p := Start(ctx, "w", 80_000, "")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			c := Start(p.Context(ctx), "child", 10_000, "")
			for range 10_000 {
				p.Add(1)
				c.Add(1)
			}
			c.SetNote("end")
			c.Done(nil)
		})
	}
	wg.Wait()
	p.Done(nil)
	if u := r.last(t); u.Done != 80_000 || u.State != Finished {
		t.Errorf("%+v", u)
	}
	seen := map[uint64]int64{}
	for _, u := range r.us {
		if u.Done < seen[u.ID] {
			t.Errorf("task %d went back from %d to %d", u.ID, seen[u.ID], u.Done)
		}
		seen[u.ID] = u.Done
	}
	if len(seen) != 9 {
		t.Errorf("%d tasks", len(seen))
	}
}

func TestSinkThatEndsOddly(t *testing.T) {
	calls := 0
	for name, sink := range map[string]SinkFunc{
		"panic":  func(Update) { calls++; panic("full") },
		"goexit": func(Update) { calls++; runtime.Goexit() },
	} {
		t.Run(name, func(t *testing.T) {
			calls = 0
			var wg sync.WaitGroup
			ctx := With(t.Context(), sink)
			wg.Go(func() { Start(ctx, "w", 1, "").Done(nil) })
			wg.Wait()
			Start(ctx, "w", 1, "").Done(nil)
			if calls != 1 {
				t.Errorf("told %d times", calls)
			}
		})
	}
}

// Time that goes backwards must not make rates or times negative.
func TestClockPutBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
		var mu sync.Mutex
		var r record
		clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
		shift := func(d time.Duration) { mu.Lock(); defer mu.Unlock(); now = now.Add(d) }
		p := Start(Options{Now: clock}.With(t.Context(), &r), "w", 100, "")
		for i := range 20 {
			p.Add(1)
			shift(time.Second)
			if i == 10 {
				shift(-time.Hour)
			}
			time.Sleep(100 * time.Millisecond)
			synctest.Wait()
			if u := r.last(t); u.Rate < 0 || u.Elapsed < 0 || u.Rate > 1.5 || u.Done != int64(i+1) {
				t.Errorf("step %d: %+v", i, u)
			}
		}
		p.Done(nil)
	})
}

func TestUpdateText(t *testing.T) {
	for want, u := range map[string]Update{
		"a: 512/1024 rows (50 %), 128 rows/s, 4s left": {Name: "a", Unit: "rows", Done: 512, Total: 1024, Rate: 128, Remaining: 4 * time.Second},
		"a: 7":                       {Name: "a", Done: 7, Total: Unknown, Remaining: -1},
		"a: 0/0 (100 %), 0s left, n": {Name: "a", Note: "n"},
		"a: 3/2 (100 %), failed after 1.5s: boom":                     {Name: "a", Done: 3, Total: 2, State: Failed, Elapsed: 1500 * time.Millisecond, Err: errors.New("boom")},
		"a: 9 bytes, 1.23e+04 bytes/s, finished after 1s":             {Name: "a", Unit: "bytes", Done: 9, Total: Unknown, Rate: 12345, State: Finished, Elapsed: time.Second},
		"a: 1/4 (25 %), abandoned after 2s, page 1: context canceled": {Name: "a", Done: 1, Total: 4, State: Abandoned, Elapsed: 2 * time.Second, Note: "page 1", Err: context.Canceled},
	} {
		if got := u.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if s := fmt.Sprint(State(9)); s != "state(9)" {
		t.Error(s)
	}
}
