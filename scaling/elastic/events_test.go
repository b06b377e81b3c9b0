package elastic_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/elastic"
	"github.com/scicore-go/scicore/scaling/scalingtest"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func event(name, key string, after time.Duration) scaling.Event {
	return scaling.Event{Name: name, Key: key, At: noon.Add(after)}
}

// drive asks a policy once a step and lets the size follow at once.
type drive struct {
	t     *testing.T
	p     scaling.Policy
	size  int
	steps []scaling.Step
}

func (d *drive) at(after time.Duration, events ...scaling.Event) scaling.Decision {
	d.t.Helper()
	s := scaling.Signals{Now: noon.Add(after), Current: d.size, Ready: d.size, Events: events, Past: scaling.NewPast(d.steps)}
	dec := d.p.Decide(s)
	d.steps = append(d.steps, scaling.Step{At: s.Now, Current: d.size, Ready: d.size, Decision: dec, Asked: dec.Target})
	d.size = dec.Target
	return dec
}

func (d *drive) want(n int, after time.Duration, events ...scaling.Event) {
	d.t.Helper()
	if dec := d.at(after, events...); dec.Target != n {
		d.t.Errorf("after %v: %d (%s), want %d", after, dec.Target, dec.Reason, n)
	}
}

func driven(t *testing.T, b elastic.EventDrivenScalerBuilder) *drive {
	t.Helper()
	p, err := b.Build(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return &drive{t: t, p: p, size: 1}
}

func fixed(n int) scaling.Policy {
	return scaling.PolicyFunc(func(scaling.Signals) scaling.Decision { return scaling.Scale(n, "always %d", n) })
}

func batch() elastic.EventDrivenScalerBuilder {
	return elastic.NewEventDrivenScaler().WithBase(fixed(2)).WithMaxReplicas(20).WithScalingRules(
		elastic.NewScalingRule("batch_job_submitted").ScaleUp(5).WithTimeout(time.Hour),
		elastic.NewScalingRule("emergency_computation").ScaleUp(10).WithTimeout(time.Minute).WithPriority(elastic.High),
		elastic.NewScalingRule("nice_to_have").ScaleUp(4).WithTimeout(2*time.Hour).WithPriority(elastic.Low),
	)
}

func TestLeases(t *testing.T) {
	d := driven(t, batch())
	d.want(2, 0)
	d.want(7, time.Minute, event("batch_job_submitted", "a", time.Minute))
	d.want(7, 2*time.Minute, event("batch_job_submitted", "a", time.Minute))                                // delivered again
	d.want(12, 3*time.Minute, event("batch_job_submitted", "b", 2*time.Minute), event("unheard of", "", 0)) // another
	d.want(12, 30*time.Minute, event("batch_job_submitted", "a", 30*time.Minute))                           // extends it
	d.want(7, 62*time.Minute)                                                                               // b is over, at its own time
	d.want(7, 89*time.Minute)
	d.want(2, 90*time.Minute)
	d.want(2, 91*time.Minute, event("batch_job_submitted", "late", 0)) // it was over before it came
	d.want(7, 92*time.Minute, event("batch_job_submitted", "future", 1000*time.Hour))
	d.want(2, 152*time.Minute) // an hour after it came, not after it says it was
	d.want(17, 153*time.Minute, event("batch_job_submitted", "", 153*time.Minute), event("batch_job_submitted", "", 153*time.Minute), event("batch_job_submitted", "", 153*time.Minute))
}

// Above the maximum the important ones have their replicas, and the others
// when there is room.
func TestPriorities(t *testing.T) {
	d := driven(t, batch())
	dec := d.at(0, event("nice_to_have", "n", 0), event("batch_job_submitted", "a", 0), event("batch_job_submitted", "b", 0), event("emergency_computation", "e", 0))
	if dec.Target != 20 || !strings.Contains(dec.Reason, "10 more by emergency_computation, 8 more by batch_job_submitted") || !strings.Contains(dec.Reason, "6 that events want are above the most of 20") {
		t.Errorf("%d: %s", dec.Target, dec.Reason)
	}
	d.want(16, time.Minute) // 2 + 5 + 5 + 4
	d.want(6, time.Hour)
	d.want(2, 2*time.Hour)
}

// A storm of events is one decision of bounded size, and nothing that will
// matter later is lost.
func TestStorm(t *testing.T) {
	d := driven(t, batch())
	var storm []scaling.Event
	for i := range 100_000 {
		storm = append(storm, event("batch_job_submitted", fmt.Sprint(i), time.Duration(i)*time.Microsecond))
	}
	storm = append(storm, event("nice_to_have", "n", 0))
	began := time.Now()
	d.want(20, time.Second, storm...)
	t.Logf("100 000 events in %v", time.Since(began))
	allocated := testing.AllocsPerRun(10, func() {
		d.p.Decide(scaling.Signals{Now: noon.Add(2 * time.Second), Current: 20, Ready: 20, Past: scaling.NewPast(d.steps)})
	})
	if allocated > 100 {
		t.Errorf("a decision after the storm allocates %v times", allocated)
	}
	d.want(6, time.Hour+time.Second)
}

func TestBaseSeesItsOwnSize(t *testing.T) {
	var saw []int
	base := scaling.PolicyFunc(func(s scaling.Signals) scaling.Decision {
		saw = append(saw, s.Current)
		return scaling.Stay(s, "stay")
	})
	d := driven(t, batch().WithBase(base))
	d.want(6, 0, event("batch_job_submitted", "a", 0))
	d.want(6, time.Minute)
	d.want(1, time.Hour)
	if fmt.Sprint(saw) != "[1 1 1]" {
		t.Errorf("the base saw %v", saw)
	}
}

func TestUnknownBase(t *testing.T) {
	blind := scaling.PolicyFunc(func(s scaling.Signals) scaling.Decision { return scaling.Unknown(s, "blind") })
	d := driven(t, batch().WithBase(blind))
	d.size = 3
	if dec := d.at(0); !dec.Unknown || dec.Target != 3 {
		t.Errorf("%+v", dec)
	}
	if dec := d.at(time.Minute, event("batch_job_submitted", "", time.Minute)); dec.Unknown || dec.Target != 8 {
		t.Errorf("%+v", dec)
	}
}

func TestHandler(t *testing.T) {
	d := driven(t, elastic.NewEventDrivenScaler().WithHandler(func(e scaling.Event) elastic.Action {
		switch e.Name {
		case "large_dataset_upload":
			return elastic.ScaleUp(3)
		case "peak_hour_start":
			return elastic.ScaleUp(5)
		case "nonsense":
			return elastic.ScaleUp(-5)
		}
		return elastic.NoAction
	}))
	d.want(4, 0, event("large_dataset_upload", "", 0), event("nonsense", "", 0), event("other", "", 0))
	d.want(9, time.Minute, event("peak_hour_start", "", time.Minute))
	d.want(6, elastic.DefaultLeaseTimeout)
	d.want(1, elastic.DefaultLeaseTimeout+time.Minute)
}

func TestEventFaults(t *testing.T) {
	rule := elastic.NewScalingRule
	_, err := elastic.NewEventDrivenScaler().WithBase(nil).WithMaxReplicas(0).WithEvents(nil).WithDriver("memory", elastic.NewBus(0).Driver()).
		WithEventSource("kafka://user:secret@events.internal:9092").WithEventSource(":").
		WithScalingRules(rule("").ScaleUp(1), rule("a"), rule("a").ScaleUp(-1), rule("b").ScaleUp(1).WithTimeout(0), rule("c").ScaleUp(1).WithPriority(7)).Build(context.Background())
	if !errors.Is(err, elastic.ErrUnavailable) {
		t.Error(err)
	}
	for _, want := range []string{"base", "at most 0", "source 0", `no driver for scheme "kafka"; there are ["memory"]`, "event must be given", "scales up by nothing", "given twice", "up by -1", "timeout", "priority 7"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %v", want, err)
		}
	}
	if strings.Contains(err.Error(), "secret") {
		t.Error("the error tells the password")
	}
	broken := func(context.Context, *url.URL) (scaling.EventSource, error) { return nil, errors.New("broken") }
	if _, err := elastic.NewEventDrivenScaler().WithDriver("x", broken).WithEventSource("x://y").Build(context.Background()); err == nil || !strings.Contains(err.Error(), "broken") {
		t.Error(err)
	}
}

func TestBus(t *testing.T) {
	b := elastic.NewBus(3)
	b.Publish(event("a", "1", 0), event("a", "1", time.Second), event("a", "1", -time.Second), event("b", "", 0), event("b", "", 0), event("c", "", 0))
	got, err := b.Events(context.Background())
	if len(got) != 3 || !got[0].At.Equal(noon.Add(time.Second)) || !errors.Is(err, elastic.ErrDropped) || !strings.Contains(err.Error(), "1, of") {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := b.Events(context.Background()); len(got) != 0 || err != nil {
		t.Errorf("%v, %v", got, err)
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := b.Events(gone); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// From publishing to replicas, at once and not at the next period.
func TestEventsWakeTheController(t *testing.T) {
	bus := elastic.NewBus(0)
	e, err := batch().WithDriver("memory", bus.Driver()).WithEventSource("memory://events").Build(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	clock := scalingtest.NewClock(noon)
	pool := scalingtest.NewActuator(clock, 2, 0)
	steps := make(chan scaling.Step, 10)
	c, err := e.Controller().WithActuator(pool).WithClock(clock).WithPeriod(time.Hour).WithListener(func(s scaling.Step) { steps <- s }).Build()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- c.Run(ctx) }()
	<-steps
	bus.Publish(event("batch_job_submitted", "a", 0))
	if s := <-steps; s.Asked != 7 {
		t.Errorf("%+v", s)
	}
	cancel()
	<-done
}

// A hundred thousand events from several goroutines, while a controller steps:
// each is delivered once or told to be dropped, and what is on lease is the
// maximum and no more.
func TestStormOnTheBus(t *testing.T) {
	const from, each = 4, 25_000
	bus := elastic.NewBus(0)
	var seen atomic.Int64
	counted := scaling.PolicyFunc(func(s scaling.Signals) scaling.Decision { return scaling.Scale(2, "always 2") })
	e, err := batch().WithBase(counted).WithEvents(tally{bus, &seen}).Build(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	clock := scalingtest.NewClock(noon)
	pool := scalingtest.NewActuator(clock, 2, 0)
	c, err := e.Controller().WithActuator(pool).WithClock(clock).Build()
	if err != nil {
		t.Fatal(err)
	}
	var published sync.WaitGroup
	for g := range from {
		published.Go(func() {
			for i := range each {
				bus.Publish(event("batch_job_submitted", fmt.Sprint(g, " ", i), 0))
			}
		})
	}
	done := make(chan struct{})
	go func() { published.Wait(); close(done) }()
	dropped := 0
	step := func() {
		s := c.Step(context.Background())
		if errors.Is(s.Err, elastic.ErrDropped) {
			_, after, _ := strings.Cut(s.Fault, "dropped: ")
			number, _, _ := strings.Cut(after, ",")
			n, err := strconv.Atoi(number)
			if err != nil || !strings.Contains(s.Decision.Reason, "events were dropped") {
				t.Errorf("%v: %s", err, s.Decision.Reason)
			}
			dropped += n
		}
	}
	for running := true; running; {
		select {
		case <-done:
			running = false
		default:
		}
		step()
	}
	step()
	if got := int(seen.Load()) + dropped; got != from*each {
		t.Errorf("%d delivered, %d dropped, of %d", seen.Load(), dropped, from*each)
	}
	if last, _ := c.Last(); last.Asked != 20 || pool.Calls() > 4 { // by five at a time at least
		t.Errorf("%d after %d calls: %.200s", last.Asked, pool.Calls(), last.Decision.Reason)
	}
}

// tally counts what a bus hands out.
type tally struct {
	*elastic.Bus
	seen *atomic.Int64
}

func (b tally) Events(ctx context.Context) ([]scaling.Event, error) {
	events, err := b.Bus.Events(ctx)
	b.seen.Add(int64(len(events)))
	return events, err
}

func ExampleEventDrivenScaler() {
	bus := elastic.NewBus(0) // kafka:// and others come as drivers
	e, err := elastic.NewEventDrivenScaler().
		WithDriver("memory", bus.Driver()).
		WithEventSource("memory://events").
		WithScalingRules(
			elastic.NewScalingRule("batch_job_submitted").ScaleUp(5).WithTimeout(time.Hour),
			elastic.NewScalingRule("emergency_computation").ScaleUp(10).WithPriority(elastic.High),
		).
		Build(context.Background())
	if err != nil {
		panic(err)
	}
	clock := scalingtest.NewClock(time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC))
	c, err := e.Controller().WithActuator(scalingtest.NewActuator(clock, 1, 0)).WithClock(clock).Build()
	if err != nil {
		panic(err)
	}
	bus.Publish(scaling.Event{Name: "batch_job_submitted", Key: "job 17", At: clock.Now()})
	fmt.Println(c.Step(context.Background()).Decision.Reason)
	clock.Advance(time.Hour)
	fmt.Println(c.Step(context.Background()).Asked)
	// Output:
	// 1, 5 more by batch_job_submitted
	// 1
}
