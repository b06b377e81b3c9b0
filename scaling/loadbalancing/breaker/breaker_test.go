package breaker

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// bench is a breaker on a clock that the test moves, and what it told.
type bench struct {
	*Breaker
	t      testing.TB
	mu     sync.Mutex
	now    time.Time
	events []Event
}

func on(t testing.TB, b Builder) *bench {
	t.Helper()
	w := &bench{t: t, now: time.Unix(1000, 0)}
	br, err := b.WithClock(func() time.Time {
		w.mu.Lock()
		defer w.mu.Unlock()
		return w.now
	}).WithListener(func(e Event) { w.events = append(w.events, e) }).Build()
	if err != nil {
		t.Fatal(err)
	}
	w.Breaker = br
	return w
}

func (w *bench) advance(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// run lets n requests through that end in r, and stops where one is refused.
func (w *bench) run(n int, r Result) {
	w.t.Helper()
	for i := range n {
		p, err := w.Allow()
		if err != nil {
			w.t.Fatalf("request %d of %d: %v", i, n, err)
		}
		p.Done(r)
	}
}

func (w *bench) want(s State, reason string) {
	w.t.Helper()
	if got := w.State(); got != s {
		w.t.Fatalf("%v, want %v (%+v)", got, s, w.Status())
	}
	if got := w.Status().Last.Reason; !strings.Contains(got, reason) {
		w.t.Errorf("reason %q, want %q", got, reason)
	}
}

// steady waits without jitter.
func steady() Builder { return New().WithBackoff(time.Second, 8*time.Second, 0) }

// rate is steady by success rate alone: below 80 % of at least 10 in 10 s.
func rate() Builder {
	return steady().WithConsecutiveFailures(0).WithSuccessRate(0.8, 10*time.Second, 10)
}

func TestConsecutiveFailuresTrip(t *testing.T) {
	w := on(t, steady())
	w.run(4, Failure)
	w.run(1, Success)
	w.run(4, Failure)
	w.want(Closed, "")
	w.run(1, Failure)
	w.want(Open, "5 failures in a row")
	_, err := w.Allow()
	var open *OpenError
	if !errors.Is(err, ErrOpen) || !errors.As(err, &open) || open.RetryAfter != time.Second || open.State != Open {
		t.Errorf("refused with %v", err)
	}
}

func TestRateLimitedIsNoFailureInARow(t *testing.T) {
	w := on(t, steady())
	w.run(4, Failure)
	w.run(100, RateLimited) // neither adds to the row nor ends it
	w.want(Closed, "")
	w.run(1, Failure)
	w.want(Open, "5 failures in a row")
}

func TestRateLimitedLowersTheSuccessRate(t *testing.T) {
	w := on(t, rate())
	w.run(7, Success)
	w.run(3, RateLimited)
	w.want(Open, "success rate 70 % of 10 requests")
}

func TestColdStartProtectsSuccessRate(t *testing.T) {
	w := on(t, rate())
	w.run(9, Failure)
	w.want(Closed, "")
	w.run(1, Failure)
	w.want(Open, "success rate 0 % of 10 requests")
}

func TestIdleReengagesColdStart(t *testing.T) {
	for _, idle := range []time.Duration{10 * time.Second, 11 * time.Second, time.Hour} {
		w := on(t, rate())
		w.run(100, Success)
		w.run(9, Failure)
		w.advance(idle)
		w.run(9, Failure)
		w.want(Closed, "")
		w.run(1, Failure)
		w.want(Open, "0 % of 10 requests")
	}
}

func TestIdleShorterThanTheWindowDoesNot(t *testing.T) {
	w := on(t, rate())
	w.run(5, Failure)
	w.advance(9 * time.Second) // nine parts later all are still in the window
	w.run(4, Failure)
	w.want(Closed, "")
	w.run(1, Failure)
	w.want(Open, "of 10 requests")
}

// What is counted is the same however fast requests come.
func TestWindowIsRateIndependent(t *testing.T) {
	for _, n := range []int{10, 1000, 100000} {
		w := on(t, rate())
		for i := range n {
			r := Success
			if i%5 == 4 && i != n-1 {
				r = Failure // 80 % and more
			}
			w.run(1, r)
			w.advance(9 * time.Second / time.Duration(n))
		}
		w.want(Closed, "")
		if s := w.Status(); s.Requests != int64(n) || s.Successes != int64(n)-int64(n)/5+1 {
			t.Errorf("%d requests count as %d, %d good", n, s.Requests, s.Successes)
		}
		for i := 0; i < n && w.State() == Closed; i++ {
			w.run(1, Failure)
		}
		w.want(Open, "success rate")
	}
}

// The window agrees with a list of everything that happened.
func TestWindowAgainstAList(t *testing.T) {
	w := window{width: time.Second}
	type entry struct {
		part int64
		ok   bool
	}
	var all []entry
	now := time.Duration(0)
	for i := range 5000 {
		now += time.Duration(i*i%1700) * time.Millisecond / 3
		if i%977 == 0 {
			now += time.Duration(i%23) * time.Second
		}
		ok := i%3 != 0
		all = append(all, entry{int64(now / time.Second), ok})
		var good, total int64
		for j := len(all) - 1; j >= 0 && all[j].part > int64(now/time.Second)-buckets; j-- {
			total++
			if all[j].ok {
				good++
			}
		}
		if g, n := w.add(now, ok); g != good || n != total {
			t.Fatalf("entry %d at %v: %d of %d, want %d of %d", i, now, g, n, good, total)
		}
	}
}

func TestProbationAdmitsSingleProbe(t *testing.T) {
	w := on(t, steady())
	w.run(5, Failure)
	w.advance(time.Second)
	var admitted atomic.Int64
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			if p, err := w.Allow(); err == nil {
				if !p.Probe() {
					t.Error("admitted, and not as a probe")
				}
				admitted.Add(1)
			} else if !errors.Is(err, ErrOpen) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if admitted.Load() != 1 {
		t.Errorf("%d probes at once", admitted.Load())
	}
	w.want(HalfOpen, "one probe")
}

func TestProbeDecides(t *testing.T) {
	for r, want := range map[Result]State{Success: Closed, Failure: Open, RateLimited: Open, Canceled: Open} {
		w := on(t, steady())
		w.run(5, Failure)
		w.advance(time.Second)
		w.run(1, r)
		w.want(want, "probe")
		if r == Canceled { // says nothing, so the next request is the probe
			w.run(1, Success)
			w.want(Closed, "the probe succeeded")
		}
	}
}

func TestBackoffDoublesUpToItsLimit(t *testing.T) {
	w := on(t, steady())
	w.run(5, Failure)
	for _, want := range []time.Duration{1, 2, 4, 8, 8, 8} {
		if got := w.RetryIn(); got != want*time.Second {
			t.Fatalf("waits %v, want %v", got, want*time.Second)
		}
		w.advance(want*time.Second - 1)
		if _, err := w.Allow(); err == nil {
			t.Fatal("let through a nanosecond early")
		}
		w.advance(1)
		w.run(1, Failure)
	}
}

func TestBackoffResetsToBaseOnRetrip(t *testing.T) {
	w := on(t, steady())
	w.run(5, Failure)
	for _, d := range []time.Duration{1, 2, 4} {
		w.advance(d * time.Second)
		w.run(1, Failure)
	}
	w.advance(8 * time.Second)
	w.run(1, Success)
	w.want(Closed, "")
	w.run(5, Failure)
	if got := w.RetryIn(); got != time.Second {
		t.Errorf("after a recovery it waits %v", got)
	}
	if n := w.Status().Trips; n != 2 {
		t.Errorf("%d trips", n)
	}
}

func TestBackoffIsJittered(t *testing.T) {
	b := New().WithBackoff(time.Second, time.Minute, 0.2)
	low, high := time.Hour, time.Duration(0)
	for range 1000 {
		d := b.wait(1)
		low, high = min(low, d), max(high, d)
	}
	if low < 800*time.Millisecond || high > 1200*time.Millisecond || high-low < 300*time.Millisecond {
		t.Errorf("between %v and %v", low, high)
	}
	if d := New().WithBackoff(time.Second, 1<<61, 0).wait(200); d != 1<<61 {
		t.Errorf("the 200th wait is %v", d)
	}
}

func TestMinRequestsZeroTripsOnFirstFailure(t *testing.T) {
	w := on(t, steady().WithConsecutiveFailures(0).WithSuccessRate(0.8, time.Second, 0))
	w.run(1, Failure)
	w.want(Open, "0 % of 1 requests")
}

func TestBothPoliciesDisabledNeverTrips(t *testing.T) {
	w := on(t, steady().WithConsecutiveFailures(0))
	w.run(10000, Failure)
	w.want(Closed, "")
}

func TestSimultaneousThresholdCrossReportsConsecutiveReason(t *testing.T) {
	w := on(t, steady().WithSuccessRate(0.8, 10*time.Second, 5))
	w.run(5, Failure)
	w.want(Open, "5 failures in a row")
}

// A slow answer is an answer: while the probe is under way nobody else is
// admitted, and when it ends well the breaker closes.
func TestSlowHealthyProbeReopens(t *testing.T) {
	w := on(t, steady())
	w.run(5, Failure)
	w.advance(time.Second)
	probe, err := w.Allow()
	if err != nil {
		t.Fatal(err)
	}
	w.advance(50 * time.Second) // far longer than the breaker was open
	if _, err := w.Allow(); !errors.Is(err, ErrOpen) {
		t.Errorf("a second request beside the probe: %v", err)
	}
	probe.Done(Success)
	w.want(Closed, "the probe succeeded")
}

func TestLostProbeIsReplaced(t *testing.T) {
	w := on(t, steady().WithProbeTimeout(10*time.Second))
	w.run(5, Failure)
	w.advance(time.Second)
	lost, _ := w.Allow()
	w.advance(10 * time.Second)
	probe, err := w.Allow()
	if err != nil {
		t.Fatalf("after the probe timed out: %v", err)
	}
	lost.Done(Failure) // too late to count
	w.want(HalfOpen, "did not end in time")
	probe.Done(Success)
	probe.Done(Failure) // a second time
	w.want(Closed, "")
}

func TestRequestsFromBeforeTheTripDoNotCount(t *testing.T) {
	w := on(t, steady())
	early, _ := w.Allow()
	w.run(5, Failure)
	w.advance(time.Second)
	probe, _ := w.Allow()
	early.Done(Success)
	w.want(HalfOpen, "")
	probe.Done(Failure)
	w.want(Open, "the probe failed")
	w.Record(Success)
	w.want(Open, "")
}

func TestTheWindowBeginsAnewAfterARecovery(t *testing.T) {
	w := on(t, rate())
	w.run(10, Failure)
	w.advance(time.Second)
	w.run(1, Success)
	w.run(8, Failure)
	w.want(Closed, "") // 8 requests since: not enough to judge
}

func TestEventsTellTheStory(t *testing.T) {
	w := on(t, steady())
	w.run(5, Failure)
	w.advance(time.Second)
	w.run(1, Failure)
	w.advance(2 * time.Second)
	w.run(1, Success)
	var story []string
	for _, e := range w.events {
		story = append(story, fmt.Sprintf("%v→%v", e.From, e.To))
		if e.Reason == "" || e.Time.IsZero() {
			t.Errorf("%+v", e)
		}
	}
	want := "closed→open open→half-open half-open→open open→half-open half-open→closed"
	if got := strings.Join(story, " "); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestListenerMayAsk(t *testing.T) {
	var br *Breaker
	heard := 0
	br, err := steady().WithConsecutiveFailures(1).WithListener(func(e Event) {
		heard++
		if br.State() != e.To || br.Status().State != e.To {
			t.Errorf("told of %v and found %v", e.To, br.State())
		}
		br.Record(Failure)
	}).Build()
	if err != nil {
		t.Fatal(err)
	}
	br.Record(Failure)
	if heard != 1 {
		t.Errorf("heard %d events", heard)
	}
}

func TestClockThatJumpsBack(t *testing.T) {
	w := on(t, steady())
	w.run(5, Failure)
	w.advance(-time.Hour)
	w.advance(999 * time.Millisecond)
	if _, err := w.Allow(); err == nil {
		t.Error("let through early")
	}
	w.advance(time.Second)
	w.run(1, Success)
	w.want(Closed, "")
}

func TestBuildTellsEveryFault(t *testing.T) {
	_, err := New().WithConsecutiveFailures(-1).WithSuccessRate(math.NaN(), 0, -1).WithBackoff(-1, -2, math.NaN()).
		WithProbeTimeout(0).WithListener(nil).Build()
	for _, want := range []string{"consecutive failures -1", "success rate NaN", "min requests -1", "base -1ns", "maximum -2ns", "jitter NaN", "probe timeout 0s", "listener 0"} {
		if !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("%v\ndoes not tell of %s", err, want)
		}
	}
	if err := New().WithSuccessRate(0.5, 3, 1).Check(); err == nil {
		t.Error("a window too short for its parts")
	}
}

func TestBuildersBranch(t *testing.T) {
	var a, b int
	stem := New().WithConsecutiveFailures(1).WithListener(func(Event) {})
	left, _ := stem.WithListener(func(Event) { a++ }).Build()
	right, _ := stem.WithListener(func(Event) { b++ }).Build()
	left.Record(Failure)
	right.Record(Failure)
	if a != 1 || b != 1 {
		t.Errorf("heard %d and %d", a, b)
	}
}

func TestDo(t *testing.T) {
	w := on(t, steady().WithConsecutiveFailures(2))
	boom := errors.New("boom")
	ctx, cancel := context.WithCancel(context.Background())
	fail := func(context.Context) error { return boom }
	if err := w.Do(ctx, func(context.Context) error { return nil }); err != nil {
		t.Error(err)
	}
	if err := w.Do(ctx, fail); err != boom {
		t.Error(err)
	}
	func() {
		defer func() { recover() }()
		w.Do(ctx, func(context.Context) error { panic("counts as a failure") })
	}()
	if err := w.Do(ctx, fail); !errors.Is(err, ErrOpen) {
		t.Errorf("after a failure and a panic: %v", err)
	}
	w.advance(time.Second)
	cancel()
	if err := w.Do(ctx, fail); err != boom {
		t.Error(err)
	}
	w.want(Open, "canceled")
}

func TestTheZeroPermitTellsNobody(t *testing.T) {
	var p Permit
	p.Done(Failure)
	if p.Probe() {
		t.Error("it is a probe")
	}
}

// Many tell at once: nothing is lost, and the state is one of the three.
func TestConcurrentResults(t *testing.T) {
	w := on(t, steady().WithConsecutiveFailures(0).WithSuccessRate(0.01, time.Hour, 1))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for i := range 1000 {
				p, err := w.Allow()
				if err != nil {
					t.Error(err)
					return
				}
				p.Done([]Result{Success, Success, Failure}[i%3])
			}
		})
	}
	all.Wait()
	if s := w.Status(); s.Requests != 8000 || s.Successes != 8*667 {
		t.Errorf("%d requests, %d good", s.Requests, s.Successes)
	}
}

func BenchmarkAllowDone(b *testing.B) {
	br, _ := New().Build()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			p, _ := br.Allow()
			p.Done(Success)
		}
	})
}
