package scaling_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scicore-go/scicore/internal/leak"
	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/scalingtest"
)

func TestMain(m *testing.M) { leak.Main(m) }

func TestMemory(t *testing.T) {
	scalingtest.TestActuator(t, scalingtest.NewActuator(scaling.SystemClock{}, 1, 5*time.Millisecond), 20*time.Second)
	scalingtest.TestSource(t, scalingtest.NewSource(scaling.Metric{Name: "want", Value: 3}))
}

func want(n int) scaling.Metric { return scaling.Metric{Name: "want", Value: float64(n)} }

func TestControllerFollows(t *testing.T) {
	clock := scalingtest.NewClock(start)
	pool := scalingtest.NewActuator(clock, 2, 20*time.Second)
	load := scalingtest.NewSource(want(5))
	steps := make(chan scaling.Step, 10)
	c, err := scaling.NewController(wants()).WithSource(load).WithActuator(pool).WithClock(clock).
		WithPeriod(10 * time.Second).WithListener(func(s scaling.Step) { steps <- s }).Build()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- c.Run(ctx) }()
	for i, expect := range []struct{ current, ready, asked int }{{2, 2, 5}, {5, 2, 5}, {5, 5, 5}, {5, 5, 1}} {
		s := <-steps
		if s.Current != expect.current || s.Ready != expect.ready || s.Asked != expect.asked || s.Err != nil {
			t.Errorf("step %d: %+v, want %+v", i, s, expect)
		}
		if i == 2 {
			load.Set(want(1))
		}
		if !clock.Wait() {
			t.Fatal("nobody waits")
		}
		clock.Advance(10 * time.Second)
	}
	<-steps
	load.Emit(scaling.Event{Name: "now"})
	if s := <-steps; !s.At.Equal(start.Add(40 * time.Second)) {
		t.Errorf("an event did not wake: %v", s.At)
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// Nothing that fails moves the size, and all of it is told.
func TestFaultsHoldStill(t *testing.T) {
	broken := errors.New("broken")
	for _, tc := range []struct {
		name  string
		spoil func(p *scalingtest.Actuator, s *scalingtest.Source)
		told  string
		calls int
	}{
		{"source fails", func(_ *scalingtest.Actuator, s *scalingtest.Source) { s.Fail(broken) }, "load: broken", 0},
		{"metric gone", func(_ *scalingtest.Actuator, s *scalingtest.Source) { s.Set() }, "", 0},
		{"metric NaN", func(_ *scalingtest.Actuator, s *scalingtest.Source) {
			s.Set(scaling.Metric{Name: "want", Value: math.NaN()})
		}, "", 0},
		{"metric with an error", func(_ *scalingtest.Actuator, s *scalingtest.Source) {
			s.Set(scaling.Metric{Name: "want", Value: 9, Err: broken})
		}, "", 0},
		{"actuator fails", func(p *scalingtest.Actuator, s *scalingtest.Source) { p.Fail(broken) }, "status: broken", 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			pool, load := scalingtest.NewActuator(scaling.SystemClock{}, 4, 0), scalingtest.NewSource(want(4))
			p := scaling.PolicyFunc(func(s scaling.Signals) scaling.Decision {
				v := s.Load.Value("want")
				if math.IsNaN(v) {
					return scaling.Unknown(s, "no want")
				}
				return scaling.Scale(int(v), "want")
			})
			c, err := scaling.NewController(scaling.Max(p).WithLimits(0, 100)).WithSource(load).WithActuator(pool).Build()
			if err != nil {
				t.Fatal(err)
			}
			c.Step(context.Background())
			tc.spoil(pool, load)
			for range 3 {
				s := c.Step(context.Background())
				if !s.Decision.Unknown || s.Asked != 4 || s.Current != 4 {
					t.Errorf("%+v", s)
				}
				if tc.told != "" && !strings.Contains(s.Fault, tc.told) {
					t.Errorf("fault %q does not tell %q", s.Fault, tc.told)
				}
			}
			if n := pool.Calls(); n != tc.calls {
				t.Errorf("%d calls", n)
			}
		})
	}
}

type wild struct {
	scalingtest.Actuator
	status func() (scaling.Status, error)
	scale  func(n int) error
}

func (w *wild) Status(context.Context) (scaling.Status, error) { return w.status() }
func (w *wild) Scale(_ context.Context, n int) error           { return w.scale(n) }

func TestWildActuators(t *testing.T) {
	four := func() (scaling.Status, error) { return scaling.Status{Desired: 4, Ready: 9}, nil }
	for _, tc := range []struct {
		name string
		a    *wild
		told string
	}{
		{"negative", &wild{status: func() (scaling.Status, error) { return scaling.Status{Desired: -1}, nil }}, "must be >= 0"},
		{"panics at status", &wild{status: func() (scaling.Status, error) { panic("boom") }}, "panicked: boom"},
		{"panics at scale", &wild{status: four, scale: func(int) error { panic("boom") }}, "scale from 4 to 7: panicked: boom"},
		{"refuses", &wild{status: four, scale: func(int) error { return errors.New("no") }}, "scale from 4 to 7: no"},
		{"lies", &wild{status: four, scale: func(int) error { return nil }}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c, err := scaling.NewController(wants()).WithSource(scalingtest.NewSource(want(7))).WithActuator(tc.a).Build()
			if err != nil {
				t.Fatal(err)
			}
			c.Step(context.Background())
			s := c.Step(context.Background())
			if tc.told != "" && !strings.Contains(s.Fault, tc.told) {
				t.Errorf("%q is not in %q", tc.told, s.Fault)
			}
			if tc.told == "" && !strings.Contains(s.Decision.Reason, "found 4 where 7 was asked for") {
				t.Errorf("the reason does not tell: %s", s.Decision.Reason)
			}
			if s.Ready > s.Current {
				t.Errorf("%d of %d ready", s.Ready, s.Current)
			}
		})
	}
}

func TestPolicyPanics(t *testing.T) {
	pool := scalingtest.NewActuator(scaling.SystemClock{}, 4, 0)
	c, err := scaling.NewController(scaling.PolicyFunc(func(scaling.Signals) scaling.Decision { panic("boom") })).WithActuator(pool).Build()
	if err != nil {
		t.Fatal(err)
	}
	if s := c.Step(context.Background()); !s.Decision.Unknown || !strings.Contains(s.Decision.Reason, "boom") || s.Asked != 4 {
		t.Errorf("%+v", s)
	}
}

// A clock that goes back neither ends windows early nor makes time run
// backwards for policies.
func TestClockJumps(t *testing.T) {
	clock := scalingtest.NewClock(start)
	load := scalingtest.NewSource(want(9))
	pool := scalingtest.NewActuator(clock, 9, 0)
	c, err := scaling.NewController(scaling.From(wants()).WithStabilization(0, time.Minute)).WithSource(load).WithActuator(pool).WithClock(clock).Build()
	if err != nil {
		t.Fatal(err)
	}
	c.Step(context.Background())
	load.Set(want(1))
	clock.Advance(-time.Hour)
	if s := c.Step(context.Background()); s.Asked != 9 || s.At.Before(start) {
		t.Errorf("%+v", s)
	}
	clock.Advance(time.Hour + 59*time.Second)
	if s := c.Step(context.Background()); s.Asked != 9 {
		t.Errorf("%+v", s)
	}
	clock.Advance(time.Second)
	if s := c.Step(context.Background()); s.Asked != 1 {
		t.Errorf("%+v", s)
	}
}

func TestCancelledStepsChangeNothing(t *testing.T) {
	pool := scalingtest.NewActuator(scaling.SystemClock{}, 4, 0)
	c, err := scaling.NewController(wants()).WithSource(scalingtest.NewSource(want(9))).WithActuator(pool).Build()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if s := c.Step(ctx); s.Asked != 0 || pool.Calls() != 0 || !errors.Is(s.Err, context.Canceled) {
		t.Errorf("%+v", s)
	}
	if err := c.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestControllerFaults(t *testing.T) {
	_, err := scaling.NewController(scaling.Max()).WithPeriod(0).WithTimeout(-1).WithClock(nil).WithListener(nil).WithEvents(nil).Build()
	for _, want := range []string{"of no policies", "actuator", "clock", "period 0s", "timeout -1ns", "listener 0", "events 0"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %v", want, err)
		}
	}
}

func TestStepsAreRemembered(t *testing.T) {
	clock := scalingtest.NewClock(start)
	load := scalingtest.NewSource(want(2))
	c, err := scaling.NewController(scaling.From(wants()).WithStabilization(0, 10*time.Second)).
		WithSource(load).WithActuator(scalingtest.NewActuator(clock, 2, 0)).WithClock(clock).Build()
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 { // readers beside the one who steps
		wg.Go(func() {
			for range 200 {
				for _, s := range c.Steps() {
					if s.Asked != 2 {
						t.Error(s)
					}
				}
			}
		})
	}
	for range 50 {
		c.Step(context.Background())
		clock.Advance(time.Second)
	}
	wg.Wait()
	if n := len(c.Steps()); n < 11 || n > 13 {
		t.Errorf("%d steps for a window of ten", n)
	}
}

func TestLogAndJSON(t *testing.T) {
	var out bytes.Buffer
	load := scalingtest.NewSource(want(7), scaling.Metric{Name: "gone", Value: math.NaN(), Err: errors.New("no such metric"),
		Replicas: []scaling.Replica{{ID: "a", Value: math.NaN(), State: scaling.Starting}}})
	c, err := scaling.NewController(scaling.Max(wants()).WithLimits(1, 9)).WithSource(load).
		WithActuator(scalingtest.NewActuator(scaling.SystemClock{}, 2, 0)).WithLogger(slog.New(slog.NewTextHandler(&out, nil))).Build()
	if err != nil {
		t.Fatal(err)
	}
	step := c.Step(context.Background())
	if !strings.Contains(out.String(), "scaled") || !strings.Contains(out.String(), "target=7") {
		t.Error(out.String())
	}
	b, err := json.Marshal(step)
	if err != nil {
		t.Fatal(err)
	}
	var back scaling.Step
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	gone, _ := back.Load.Metric("gone")
	if back.Asked != 7 || back.Load.Value("want") != 7 || !math.IsNaN(gone.Value) || gone.Err == nil ||
		!math.IsNaN(gone.Replicas[0].Value) || gone.Replicas[0].State != scaling.Starting || len(back.Decision.Parts) != 1 {
		t.Errorf("%+v from %s", back, b)
	}
}
