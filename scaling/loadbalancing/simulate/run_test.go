package simulate_test

import (
	"context"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing"
	"github.com/scicore-go/scicore/scaling/loadbalancing/simulate"
)

var (
	weighted = simulate.Client{Strategy: loadbalancing.WeightedRoundRobin, Weigh: 5 * time.Second}
	byTurns  = simulate.Client{Strategy: loadbalancing.RoundRobin}
	adaptive = simulate.Client{Strategy: loadbalancing.Adaptive}
	probing  = simulate.Client{Strategy: loadbalancing.ProbePool, Probes: 3}
	told     = simulate.Client{Strategy: loadbalancing.ProbePool, Tell: true}
)

// ramp is a fleet at 83 to 127 % of its allocation; the short one is smaller.
func ramp() *simulate.Options {
	o := &simulate.Options{Seed: 1, Loads: simulate.Ramp()[1:6], Step: 15 * time.Second, Work: 80 * time.Millisecond}
	if testing.Short() {
		o.Servers, o.Clients, o.Step, o.Loads = 30, 30, 6*time.Second, o.Loads[1:]
	}
	return o
}

func run(t *testing.T, c simulate.Client, o *simulate.Options) simulate.Report {
	t.Helper()
	r, err := simulate.Run(t.Context(), c, o)
	if err != nil {
		t.Fatal(err)
	}
	if testing.Verbose() {
		r.WriteTo(os.Stdout)
	}
	return r
}

// TestRamp is the promise: beyond the allocation, up to 114 % of it and more,
// no query ends in its deadline with the default strategy, nor with Prequal.
// Weighted round robin, which evens out utilisation, is no worse below the
// allocation and much above.
func TestRamp(t *testing.T) {
	o := ramp()
	wrr := run(t, weighted, o)
	for _, c := range []simulate.Client{adaptive, probing, told} {
		r := run(t, c, o)
		if r.Safe() < 1.14 {
			t.Errorf("%s: no errors up to %.0f %% only", r.Name, 100*r.Safe())
		}
		for i, s := range r.Steps {
			if s.P999 > time.Second {
				t.Errorf("%s at %.0f %%: p99.9 %v", r.Name, 100*s.Load, s.P999)
			}
			if s.Load > 1.1 && 4*s.P999 > wrr.Steps[i].P999 {
				t.Errorf("%s at %.0f %%: p99.9 %v, with weights %v", r.Name, 100*s.Load, s.P999, wrr.Steps[i].P999)
			}
		}
	}
	last := wrr.Steps[len(wrr.Steps)-1]
	if last.Errors == 0 || wrr.Steps[0].Errors > 0 {
		t.Errorf("weighted round robin: %d errors at %.0f %%, %d at first", last.Errors, 100*last.Load, wrr.Steps[0].Errors)
	}
}

func TestTheSameSeedTheSameReport(t *testing.T) {
	o := &simulate.Options{Seed: 3, Servers: 10, Clients: 5, Loads: []float64{0.9, 1.2}, Step: 3 * time.Second}
	for _, c := range []simulate.Client{byTurns, weighted, adaptive, probing, told, {Strategy: loadbalancing.ProbePool}, {Strategy: loadbalancing.LeastConnections}} {
		one, two := run(t, c, o), run(t, c, o)
		if !reflect.DeepEqual(one, two) {
			t.Errorf("%s: %+v and %+v", one.Name, one, two)
		}
	}
	other := *o
	other.Seed++
	if reflect.DeepEqual(run(t, adaptive, o), run(t, adaptive, &other)) {
		t.Error("another seed, the same report")
	}
}

// TestSharedProcessor holds the model against the formula for one queue with
// one core shared by all: the mean number there is ρ/(1−ρ), so by Little's law
// a query takes work/(1−ρ) in the mean, whatever the distribution of work.
func TestSharedProcessor(t *testing.T) {
	const load, work = 0.7, 10 * time.Millisecond
	o := &simulate.Options{Servers: 1, Clients: 1, Loads: []float64{load}, Step: 3000 * time.Second, Work: work, Deadline: time.Hour, Delay: time.Nanosecond,
		Machine: simulate.Machine{Cores: 1, Allocation: 1, Low: 1e-12, High: 1e-12, Stays: 1e6 * time.Hour, Quiet: 1e6 * time.Hour, Hobble: 1e-12}}
	if testing.Short() {
		o.Step = 1000 * time.Second
	}
	s := run(t, byTurns, o).Steps[0]
	want := work.Seconds() / (1 - load)
	if got := s.Mean.Seconds(); got < 0.95*want || got > 1.05*want {
		t.Errorf("a query takes %.4g s in the mean, want %.4g", got, want)
	}
	if rate := float64(s.Queries) / o.Step.Seconds(); rate < 0.98*load/work.Seconds() || rate > 1.02*load/work.Seconds() {
		t.Errorf("%v queries a second", rate)
	}
}

// TestDeadline: a server that is asked for twice what it can do answers what it
// can, and all else ends in the deadline, and no later.
func TestDeadline(t *testing.T) {
	o := &simulate.Options{Servers: 1, Clients: 3, Loads: []float64{2}, Step: time.Minute, Deadline: time.Second,
		Machine: simulate.Machine{Cores: 4, Low: 1, High: 1}}
	s := run(t, byTurns, o).Steps[0]
	if s.ErrorRate() < 0.4 || s.ErrorRate() > 0.95 {
		t.Errorf("%.3g of the queries are errors", s.ErrorRate())
	}
	if s.P999 != time.Second {
		t.Errorf("the slowest took %v", s.P999)
	}
}

func TestRoomBeyondTheAllocation(t *testing.T) {
	alone := simulate.Machine{Low: 1e-9, High: 1e-9, Quiet: 1000 * time.Hour}
	r := run(t, weighted, &simulate.Options{Servers: 10, Clients: 10, Loads: []float64{1.7}, Step: 5 * time.Second, Machine: alone})
	if s := r.Steps[0]; s.Errors > 0 || s.P999 > time.Second {
		t.Errorf("machines of one's own are slow: %+v", s)
	}
}

func TestWhatCannotBe(t *testing.T) {
	bad := simulate.Options{Servers: -1, Clients: -1, Loads: []float64{0, -1, 1e9}, Step: -1, Work: -1, Deadline: -1, Delay: -1,
		Machine: simulate.Machine{Cores: 1, Allocation: 2, Hobble: 1, Low: 2, High: 1, Stays: -1, Quiet: -1, Burst: -1}}
	_, err := simulate.Run(t.Context(), simulate.Client{Probes: -1}, &bad)
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{"strategy", "probes -1", "-1 servers", "load 0", "load 1", "load 2", "step -1ns", "allocation 2", "hobble 1", "antagonists from 2", "burst -1ns"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %v", want, err)
		}
	}
	if _, err := simulate.Run(t.Context(), simulate.Client{Strategy: loadbalancing.Algorithm("x")}, nil); err == nil {
		t.Error("an unknown algorithm is accepted")
	}
}

func TestCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := simulate.Run(ctx, adaptive, nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
