package health

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func build(t *testing.T, b RegistryBuilder) *Registry {
	t.Helper()
	r, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func closeNow(t *testing.T, r *Registry) {
	t.Helper()
	if err := r.Close(t.Context()); err != nil {
		t.Errorf("close: %v", err)
	}
}

func ok(context.Context) Result { return Pass() }

func fails(context.Context) Result { return Fail(errors.New("down")) }

// sequence answers with the states given, then with the last for ever.
func sequence(states ...State) Func {
	var n atomic.Int64
	return func(context.Context) Result {
		i := min(int(n.Add(1)), len(states)) - 1
		return Result{State: states[i], Message: states[i].String()}
	}
}

func TestHangingCheck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		var running, runs atomic.Int64
		deaf := func(context.Context) Result { // looks at no context
			running.Add(1)
			runs.Add(1)
			defer running.Add(-1)
			<-release
			return Pass()
		}
		r := build(t, NewRegistry().WithCheck(NewCheck("deaf", deaf).WithTimeout(time.Second), NewCheck("fine", ok)))
		begun := time.Now()
		rep := r.Probe(t.Context(), Readiness)
		if took := time.Since(begun); took != time.Second {
			t.Errorf("the probe took %v, want the timeout", took)
		}
		c := rep.Checks[0]
		if rep.State != Unhealthy || c.State != Unhealthy || !errors.Is(c.Last.Err, ErrTimeout) || !errors.Is(c.Last.Err, context.DeadlineExceeded) || !c.HungSince.Equal(begun) {
			t.Errorf("%v: %+v", rep.State, c)
		}
		if rep.Checks[1].State != Healthy {
			t.Errorf("a hanging neighbour made it %v", rep.Checks[1].State)
		}
		for range 10 { // probes go on, nothing piles up
			time.Sleep(5 * time.Second)
			rep = r.Probe(t.Context(), Readiness)
		}
		if running.Load() != 1 || runs.Load() != 1 {
			t.Errorf("%d runs, %d at once, want 1", runs.Load(), running.Load())
		}
		if c = rep.Checks[0]; !strings.Contains(c.Last.Message, "still running after 51s") || c.Failures != 11 {
			t.Errorf("%q, %d failures", c.Last.Message, c.Failures)
		}
		close(release)
		synctest.Wait()
		if c = r.Snapshot(Readiness).Checks[0]; !c.HungSince.IsZero() || c.State != Unhealthy || !strings.Contains(c.Last.Message, "healthy after 51s") {
			t.Errorf("after its return: %+v", c)
		}
		time.Sleep(2 * time.Second)
		if rep = r.Probe(t.Context(), Readiness); rep.State != Healthy || runs.Load() != 2 {
			t.Errorf("%v after %d runs", rep.State, runs.Load())
		}
	})
}

func TestTimeoutReachesTheCheck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		polite := func(ctx context.Context) Result {
			<-ctx.Done()
			return Fail(fmt.Errorf("dial: %w", ctx.Err()))
		}
		r := build(t, NewRegistry().WithCheck(NewCheck("polite", polite).WithTimeout(time.Second)))
		r.Probe(t.Context(), Readiness)
		synctest.Wait()
		c := r.Snapshot(Readiness).Checks[0]
		if c.State != Unhealthy || !c.HungSince.IsZero() || !strings.Contains(c.Last.Message, "dial: context deadline exceeded") {
			t.Errorf("%+v", c)
		}
		if c.Runs != 1 || c.Failures != 1 {
			t.Errorf("%d runs, %d failures: counted twice", c.Runs, c.Failures)
		}
	})
}

func explode(m map[string]int) { m["x"] = 1 }

func TestPanickingCheck(t *testing.T) {
	boom := func(context.Context) Result { explode(nil); return Pass() }
	other := func(context.Context) Result { panic("secret\nvalue") }
	r := build(t, NewRegistry().WithCheck(NewCheck("boom", boom).WithMaxAge(0), NewCheck("other", other)))
	first := r.Probe(t.Context(), Readiness)
	second := r.Probe(t.Context(), Readiness)
	var a, b, c *PanicError
	if !errors.As(first.Checks[0].Last.Err, &a) || !errors.As(second.Checks[0].Last.Err, &b) || !errors.As(first.Checks[1].Last.Err, &c) {
		t.Fatalf("%+v", first)
	}
	if first.State != Unhealthy || !errors.Is(a, ErrPanic) || !strings.Contains(a.Value, "nil map") {
		t.Errorf("%v: %v", first.State, a)
	}
	if a.Hash != b.Hash || a.Hash == c.Hash || len(a.Hash) != 16 {
		t.Errorf("hashes %s, %s and of another place %s", a.Hash, b.Hash, c.Hash)
	}
	if len(a.Frames) < 2 || !strings.Contains(a.Frames[0], "health.explode (registry_test.go:") || !strings.Contains(a.Frames[1], "TestPanickingCheck") {
		t.Errorf("frames %q", a.Frames)
	}
	if c.Value != "secret\nvalue" {
		t.Errorf("value %q", c.Value)
	}
}

type unprintable struct{}

func (unprintable) String() string { panic("again") }

func TestChecksThatEndOddly(t *testing.T) {
	for name, c := range map[string]struct {
		run  Func
		want State
		text string
	}{
		"goexit":      {func(context.Context) Result { runtime.Goexit(); return Pass() }, Unhealthy, "Goexit"},
		"nil panic":   {func(context.Context) Result { panic(nil) }, Unhealthy, "nil"},
		"unprintable": {func(context.Context) Result { panic(unprintable{}) }, Unhealthy, "PANIC=String"},
		"no state":    {func(context.Context) Result { return Result{State: 77, Message: "m"} }, Unhealthy, "state(77)"},
		"unavailable": {FromError(func(context.Context) error { return fmt.Errorf("here: %w", ErrUnavailable) }), Unknown, "unavailable"},
		"silent":      {func(context.Context) Result { return Result{} }, Unknown, "could not tell"},
		"long":        {func(context.Context) Result { return Fail(errors.New(strings.Repeat("é", 5000))) }, Unhealthy, "…"},
		"error":       {FromError(func(context.Context) error { return errors.New("refused") }), Unhealthy, "refused"},
		"no error":    {FromError(func(context.Context) error { return nil }), Healthy, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := build(t, NewRegistry().WithCheck(NewCheck("c", c.run)))
			got := r.Probe(t.Context(), Readiness).Checks[0]
			if got.State != c.want || !strings.Contains(got.Last.Message, c.text) || len(got.Last.Message) > maxMessage+len("…") {
				t.Errorf("%v, %q", got.State, got.Last.Message)
			}
		})
	}
}

func TestThunderingProbesShareOneRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int64
		slow := func(context.Context) Result {
			runs.Add(1)
			time.Sleep(100 * time.Millisecond)
			return Pass()
		}
		r := build(t, NewRegistry().WithCheck(NewCheck("slow", slow)))
		var wg sync.WaitGroup
		for range 1000 {
			wg.Go(func() {
				if rep := r.Probe(t.Context(), Readiness); rep.State != Healthy {
					t.Errorf("%v", rep.State)
				}
			})
		}
		wg.Wait()
		if runs.Load() != 1 {
			t.Errorf("%d runs for 1000 probes", runs.Load())
		}
		r.Probe(t.Context(), Readiness)
		if runs.Load() != 1 {
			t.Errorf("a cached result was not used")
		}
		time.Sleep(DefaultMaxAge)
		r.Probe(t.Context(), Readiness)
		if runs.Load() != 2 {
			t.Errorf("%d runs after the result expired", runs.Load())
		}
	})
}

// A probe that gives up does not take the run from the others.
func TestProbeThatGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := func(ctx context.Context) Result {
			select {
			case <-time.After(time.Second):
				return Pass()
			case <-ctx.Done():
				return Fail(ctx.Err())
			}
		}
		r := build(t, NewRegistry().WithCheck(NewCheck("slow", slow)))
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		rep := r.Probe(ctx, Readiness)
		if rep.State != Unknown || rep.Checks[0].Last.Message != "has not answered yet" {
			t.Errorf("%v, %q", rep.State, rep.Checks[0].Last.Message)
		}
		if rep = r.Probe(t.Context(), Readiness); rep.State != Healthy || rep.Checks[0].Runs != 1 {
			t.Errorf("%v after %d runs", rep.State, rep.Checks[0].Runs)
		}
	})
}

func TestFlappingIsHeldBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, u := Healthy, Unhealthy
		results := []State{h, u, h, u, u, h, u, u, u, h, u, h, h, u}
		want := []State{h, h, h, h, h, h, h, h, u, u, u, u, h, h}
		r := build(t, NewRegistry().WithCheck(NewCheck("flap", sequence(results...)).WithThresholds(3, 2).WithMaxAge(0)))
		for i := range results {
			c := r.Probe(t.Context(), Readiness).Checks[0]
			if c.State != want[i] || c.Last.State != results[i] {
				t.Errorf("result %d, %v: state %v, want %v", i, c.Last.State, c.State, want[i])
			}
		}
	})
}

func TestNeverRunIsNotGreen(t *testing.T) {
	r := build(t, NewRegistry().WithCheck(NewCheck("a", ok), NewCheck("b", ok).WithOptional()))
	rep := r.Snapshot(Readiness)
	if rep.State != Unknown || rep.State.Passes() {
		t.Errorf("overall %v", rep.State)
	}
	for _, c := range rep.Checks {
		if c.State != Unknown || c.Last.Message != "has never run" || c.Runs != 0 || !c.Time.IsZero() {
			t.Errorf("%+v", c)
		}
	}
}

func TestStaleResultsAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		block := make(chan struct{})
		var n atomic.Int64
		once := func(context.Context) Result {
			if n.Add(1) > 1 {
				<-block
			}
			return Pass()
		}
		// The timeout is longer than what counts as stale: nothing is heard
		// of the second run for an hour.
		r := build(t, NewRegistry().WithCheck(NewCheck("p", once).WithPeriod(time.Second).WithTimeout(time.Hour).WithStaleAfter(5*time.Second)))
		synctest.Wait()
		if rep := r.Probe(t.Context(), Readiness); rep.State != Healthy || rep.Checks[0].Stale {
			t.Errorf("%+v", rep)
		}
		time.Sleep(6 * time.Second)
		c := r.Probe(t.Context(), Readiness).Checks[0]
		if c.State != Unknown || !c.Stale || c.Age != 6*time.Second || c.Last.State != Healthy {
			t.Errorf("%+v", c)
		}
		close(block)
		synctest.Wait()
		if c = r.Probe(t.Context(), Readiness).Checks[0]; c.State != Healthy || c.Stale {
			t.Errorf("%+v", c)
		}
		closeNow(t, r)
	})
}

// With the wall clock put back, an old result has an age nobody knows: it must
// be neither used for ever nor shown as fresh.
func TestClockPutBack(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	var runs atomic.Int64
	r := build(t, NewRegistry().
		WithClock(func() time.Time { return now }).
		WithCheck(NewCheck("c", func(context.Context) Result { runs.Add(1); return Pass() }).WithMaxAge(time.Minute)))
	r.Probe(t.Context(), Readiness)
	r.Probe(t.Context(), Readiness)
	if runs.Load() != 1 {
		t.Fatalf("%d runs within the maximum age", runs.Load())
	}
	now = now.Add(-24 * time.Hour)
	if c := r.Snapshot(Readiness).Checks[0]; !c.Stale || c.State != Unknown {
		t.Errorf("a result from tomorrow: %+v", c)
	}
	if rep := r.Probe(t.Context(), Readiness); rep.State != Healthy || runs.Load() != 2 {
		t.Errorf("%v, %d runs", rep.State, runs.Load())
	}
}

func TestOptionalChecksOnlyDegrade(t *testing.T) {
	warn := func(context.Context) Result { return Degrade("slow") }
	for _, c := range []struct {
		checks []Check
		want   State
	}{
		{nil, Healthy},
		{[]Check{NewCheck("a", ok)}, Healthy},
		{[]Check{NewCheck("a", ok), NewCheck("b", fails).WithOptional()}, Degraded},
		{[]Check{NewCheck("a", ok), NewCheck("b", warn)}, Degraded},
		{[]Check{NewCheck("a", fails), NewCheck("b", warn)}, Unhealthy},
		{[]Check{NewCheck("a", func(context.Context) Result { return Result{} }), NewCheck("b", warn)}, Unknown},
	} {
		if rep := build(t, NewRegistry().WithCheck(c.checks...)).Probe(t.Context(), Readiness); rep.State != c.want {
			t.Errorf("%v, want %v: %+v", rep.State, c.want, rep.Checks)
		}
	}
}

func TestProbesAskTheirOwnChecks(t *testing.T) {
	var deps, alive atomic.Int64
	dep := func(ctx context.Context) Result { deps.Add(1); return fails(ctx) }
	live := func(context.Context) Result { alive.Add(1); return Pass() }
	r := build(t, NewRegistry().WithCheck(
		NewCheck("db", dep).WithDependency(),
		NewCheck("loop", live).WithProbes(Liveness|Readiness)))
	rep := r.Probe(t.Context(), Liveness)
	if rep.State != Healthy || deps.Load() != 0 || alive.Load() != 1 || len(rep.Checks) != 1 {
		t.Errorf("liveness %v, %d runs of the dependency", rep.State, deps.Load())
	}
	if rep = r.Probe(t.Context(), Readiness); rep.State != Unhealthy || deps.Load() != 1 {
		t.Errorf("readiness %v", rep.State)
	}
	if rep = r.Probe(t.Context(), All); len(rep.Checks) != 2 || rep.State != Unhealthy {
		t.Errorf("all: %+v", rep)
	}
	if rep = r.Probe(t.Context(), 0); rep.State != Unknown {
		t.Errorf("no probe: %v", rep.State)
	}
}

func TestExclude(t *testing.T) {
	var runs atomic.Int64
	r := build(t, NewRegistry().WithCheck(
		NewCheck("bad", func(ctx context.Context) Result { runs.Add(1); return fails(ctx) }),
		NewCheck("good", ok)))
	rep := r.Probe(t.Context(), Readiness, "bad", "unheard-of", "unheard-of")
	if rep.State != Healthy || len(rep.Checks) != 1 || runs.Load() != 0 {
		t.Errorf("%+v, %d runs", rep, runs.Load())
	}
	if len(rep.Unmatched) != 1 || rep.Unmatched[0] != "unheard-of" {
		t.Errorf("unmatched %q", rep.Unmatched)
	}
}

func TestProbeCheck(t *testing.T) {
	r := build(t, NewRegistry().WithCheck(NewCheck("bad", fails), NewCheck("good", ok)))
	if c, found := r.ProbeCheck(t.Context(), Readiness, "good"); !found || c.State != Healthy || c.Runs != 1 {
		t.Errorf("%v, %+v", found, c)
	}
	if c := r.Snapshot(Readiness).Checks[0]; c.Runs != 0 {
		t.Errorf("asking for one ran another: %+v", c)
	}
	if _, found := r.ProbeCheck(t.Context(), Liveness, "good"); found {
		t.Error("liveness asks a check of readiness")
	}
}

func TestStartup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := build(t, NewRegistry().WithStartupGrace(time.Minute).WithCheck(
			NewCheck("load", sequence(Unhealthy, Unhealthy, Healthy, Unhealthy)).WithProbes(Startup).WithMaxAge(0),
			NewCheck("loop", fails).WithProbes(Liveness),
			NewCheck("work", ok)))
		if rep := r.Probe(t.Context(), Startup); rep.State != Unhealthy {
			t.Errorf("startup %v", rep.State)
		}
		if rep := r.Probe(t.Context(), Liveness); rep.State != Degraded || len(rep.Notes) != 1 {
			t.Errorf("liveness in the grace %v, %q", rep.State, rep.Notes)
		}
		if rep := r.Probe(t.Context(), Readiness); rep.State != Unhealthy || len(rep.Checks) != 2 || len(rep.Notes) != 1 {
			t.Errorf("readiness while starting: %+v", rep)
		}
		if rep := r.Probe(t.Context(), Startup); rep.State != Healthy {
			t.Errorf("startup %v", rep.State)
		}
		for range 3 { // once up, start-up is over
			if rep := r.Probe(t.Context(), Startup); rep.State != Healthy || rep.Checks[0].Runs != 3 {
				t.Errorf("startup %v after %d runs", rep.State, rep.Checks[0].Runs)
			}
		}
		if rep := r.Probe(t.Context(), Readiness); rep.State != Healthy || len(rep.Checks) != 1 {
			t.Errorf("readiness %+v", rep)
		}
		if rep := r.Probe(t.Context(), Liveness); rep.State != Unhealthy {
			t.Errorf("liveness after start-up %v, grace or not", rep.State)
		}
	})
}

func TestGraceEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := build(t, NewRegistry().WithStartupGrace(time.Minute).WithCheck(NewCheck("loop", fails).WithProbes(Liveness)))
		if rep := r.Probe(t.Context(), Liveness); rep.State != Degraded {
			t.Errorf("in the grace: %v", rep.State)
		}
		time.Sleep(time.Minute)
		if rep := r.Probe(t.Context(), Liveness); rep.State != Unhealthy {
			t.Errorf("after the grace: %v", rep.State)
		}
	})
}

func TestReadinessFlipsBeforeDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := build(t, NewRegistry().WithDrainDelay(5*time.Second).WithCheck(NewCheck("a", ok), NewCheck("l", ok).WithProbes(Liveness)))
		r.SetReady(false)
		if rep := r.Probe(t.Context(), Readiness); rep.State != Unhealthy || r.Ready() {
			t.Errorf("not ready: %v", rep.State)
		}
		r.SetReady(true)
		if rep := r.Probe(t.Context(), Readiness); rep.State != Healthy || !r.Ready() {
			t.Errorf("ready: %v", rep.State)
		}
		begun := time.Now()
		drained := make(chan error)
		go func() { drained <- r.Drain(t.Context()) }()
		synctest.Wait()
		if rep := r.Probe(t.Context(), Readiness); rep.State != Unhealthy || rep.Notes[0] != "draining" || time.Since(begun) != 0 {
			t.Errorf("while draining: %v %q", rep.State, rep.Notes)
		}
		if rep := r.Probe(t.Context(), Liveness); rep.State != Healthy {
			t.Errorf("draining is no reason for a restart: %v", rep.State)
		}
		if err := <-drained; err != nil || time.Since(begun) != 5*time.Second {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
		r.SetReady(true)
		if r.Ready() {
			t.Error("draining can be taken back")
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := r.Drain(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("drain with an ended context: %v", err)
		}
	})
}

func TestPeriodicChecksRunInTheBackground(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var runs atomic.Int64
		count := func(context.Context) Result { runs.Add(1); time.Sleep(time.Second); return Pass() }
		r := build(t, NewRegistry().WithCheck(NewCheck("p", count).WithPeriod(10*time.Second)))
		if rep := r.Probe(t.Context(), Readiness); rep.State != Unknown {
			t.Errorf("a probe waited for a periodic check: %v", rep.State)
		}
		time.Sleep(35 * time.Second)
		if runs.Load() != 4 {
			t.Errorf("%d runs in 35 s", runs.Load())
		}
		if rep := r.Probe(t.Context(), Readiness); rep.State != Healthy || rep.Checks[0].Took != time.Second {
			t.Errorf("%+v", rep)
		}
		closeNow(t, r)
		time.Sleep(time.Minute)
		if runs.Load() != 4 {
			t.Errorf("%d runs, some of them after Close", runs.Load())
		}
	})
}

// A bubble ends only when all its goroutines have: this test fails if Close
// leaves one.
func TestCloseLeavesNoGoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := NewRegistry().WithListener(func(Change) { time.Sleep(time.Second) })
		for i := range 20 {
			wait := func(ctx context.Context) Result { <-ctx.Done(); return Fail(ctx.Err()) }
			b = b.WithCheck(NewCheck(fmt.Sprintf("w%d", i), wait).WithPeriod(time.Second), NewCheck(fmt.Sprintf("o%d", i), ok))
		}
		r := build(t, b)
		go r.Probe(t.Context(), Readiness)
		time.Sleep(1500 * time.Millisecond)
		closeNow(t, r)
		closeNow(t, r)
		if rep := r.Probe(t.Context(), Readiness); rep.State != Unhealthy {
			t.Errorf("closed and %v", rep.State)
		}
		if err := r.Register(NewCheck("late", ok)); !errors.Is(err, ErrClosed) {
			t.Errorf("registered after Close: %v", err)
		}
	})
}

// A run that is cancelled because nobody wants its result any more has none.
func TestCancelledRunsTellNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []string
		wait := func(ctx context.Context) Result { <-ctx.Done(); return Fail(ctx.Err()) }
		r := build(t, NewRegistry().
			WithListener(func(c Change) { told = append(told, c.Check) }).
			WithCheck(NewCheck("gone", wait).WithPeriod(time.Minute), NewCheck("closed", wait).WithPeriod(time.Minute)))
		synctest.Wait()
		r.Unregister("gone")
		synctest.Wait()
		closeNow(t, r)
		if c := r.Snapshot(All).Checks[0]; c.Runs != 0 || c.State != Unknown {
			t.Errorf("%+v", c)
		}
		if len(told) != 1 || told[0] != "" { // readiness, that it is closed
			t.Errorf("told of %q", told)
		}
	})
}

func TestCloseNamesWhatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		r := build(t, NewRegistry().WithCheck(NewCheck("deaf", func(context.Context) Result { <-release; return Pass() }).WithPeriod(time.Minute)))
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := r.Close(ctx); err == nil || !strings.Contains(err.Error(), "deaf") || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
		close(release)
		closeNow(t, r)
	})
}

func TestConcurrentRegistration(t *testing.T) {
	r := build(t, NewRegistry().WithListener(func(Change) {}))
	var wg sync.WaitGroup
	var refused atomic.Int64
	for i := range 32 {
		wg.Go(func() {
			own := fmt.Sprintf("own-%d", i)
			if err := r.Register(NewCheck(own, ok).WithPeriod(time.Millisecond)); err != nil {
				t.Error(err)
			}
			if r.Register(NewCheck("shared", ok)) != nil {
				refused.Add(1)
			}
			r.Probe(t.Context(), Readiness)
			r.Snapshot(All)
			if i%2 == 0 && !r.Unregister(own) {
				t.Errorf("%s vanished", own)
			}
		})
	}
	wg.Wait()
	if refused.Load() != 31 {
		t.Errorf("%d of 32 registrations of one name refused", refused.Load())
	}
	if n := len(r.Snapshot(All).Checks); n != 17 {
		t.Errorf("%d checks, want 17", n)
	}
	if r.Unregister("own-0") {
		t.Error("taken out twice")
	}
	closeNow(t, r)
}

func TestBuildTellsEveryFault(t *testing.T) {
	_, err := NewRegistry().WithStartupGrace(-1).WithDrainDelay(-1).WithListener(nil).WithCheck(
		NewCheck("no spaces", nil).WithTimeout(0).WithMaxAge(-1).WithPeriod(0).WithStaleAfter(-1).WithProbes(0).WithThresholds(0, 1),
		NewCheck("db", ok).WithDependency().WithProbes(Liveness),
		NewCheck("db", ok).WithFault(errors.New("path: must be absolute")).WithFault(nil)).Build()
	if err == nil {
		t.Fatal("built")
	}
	for _, want := range []string{"startup grace", "drain delay", "listener 0", `"no spaces": name`, "function", "timeout 0s: must be > 0", "max age -1ns",
		"period 0s", "stale after -1ns", "probes probe(0)", "thresholds 0 and 1", "WithDependencyInLiveness", "path: must be absolute", "given twice"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no word of %q in\n%v", want, err)
		}
	}
	if n := strings.Count(err.Error(), "\n") + 1; n != 14 {
		t.Errorf("%d faults told, want 14:\n%v", n, err)
	}
	if _, err := NewRegistry().WithCheck(NewCheck("db", ok).WithDependency().WithProbes(Liveness).WithDependencyInLiveness()).Build(); err != nil {
		t.Errorf("the host insisted: %v", err)
	}
}

func TestBuilderBranches(t *testing.T) {
	base := NewRegistry().WithCheck(NewCheck("a", ok), NewCheck("b", ok), NewCheck("c", ok))
	left, right := base.WithCheck(NewCheck("left", ok)), base.WithCheck(NewCheck("right", ok))
	l, r := build(t, left).Snapshot(All), build(t, right).Snapshot(All)
	if l.Checks[3].Name != "left" || r.Checks[3].Name != "right" || len(build(t, base).Snapshot(All).Checks) != 3 {
		t.Errorf("branches touch: %v, %v", l.Checks, r.Checks)
	}
	c := NewCheck("x", ok).WithFault(errors.New("1")).WithFault(errors.New("2")).WithFault(errors.New("3"))
	a, b := c.WithFault(errors.New("a")), c.WithFault(errors.New("b"))
	if !strings.Contains(a.validate().Error(), ": a") || !strings.Contains(b.validate().Error(), ": b") {
		t.Error("the faults of branches touch")
	}
}
