package execution

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/cpu"
)

// named is an engine that only estimates.
type named struct {
	name string
	d    time.Duration
	err  error
}

func (n named) Name() string                     { return n.name }
func (n named) Estimate(*Plan) (Estimate, error) { return Estimate{Duration: n.d}, n.err }
func (n named) Run(context.Context, *Plan, Inputs) ([]array.Any, error) {
	return nil, errors.New("not to be run")
}

func candidates(engines ...Engine) []Candidate { return Consider(nil, engines) }

func TestFastest(t *testing.T) {
	broken := named{"broken", 1, fmt.Errorf("no code: %w", ErrUnsupported)}
	for want, cs := range map[string][]Candidate{
		"b":    candidates(named{"a", 30, nil}, named{"b", 10, nil}, named{"c", 20, nil}, broken),
		"a":    candidates(named{"a", 10, nil}, named{"b", 10, nil}),
		"only": candidates(broken, named{"only", 99, nil}),
	} {
		d, err := Fastest{}.Select(cs)
		if err != nil || d.Engine.Name() != want || d.Reason == "" || len(d.Candidates) != len(cs) {
			t.Errorf("chose %+v, %v, want %s", d, err, want)
		}
	}
	if _, err := (Fastest{}).Select(candidates(broken)); !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), `engine "broken"`) {
		t.Errorf("nothing can run it: %v", err)
	}
	if _, err := (Fastest{}).Select(nil); !errors.Is(err, ErrUnavailable) {
		t.Errorf("no engines: %v", err)
	}
}

func TestFixed(t *testing.T) {
	cs := candidates(named{"a", 1, nil}, named{"b", 2, nil}, named{"c", 3, ErrUnsupported})
	if d, err := Fixed("b").Select(cs); err != nil || d.Engine.Name() != "b" {
		t.Errorf("chose %v, %v", d, err)
	}
	if _, err := Fixed("c").Select(cs); !errors.Is(err, ErrUnsupported) {
		t.Errorf("an engine that cannot: %v", err)
	}
	var ue *UnavailableError
	if _, err := Fixed("gpu").Select(cs); !errors.As(err, &ue) || !strings.Contains(err.Error(), `["a" "b" "c"]`) {
		t.Errorf("an engine that is not there: %v", err)
	}
}

func plan(t *testing.T, n int) *Plan {
	t.Helper()
	x := graph.Param[float64]("x", n)
	p, err := NewPlan(x.Mul(x).AddScalar(1).Sqrt().Sum().Node())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestSmallWorkIsNotMeasuredFor: only large work has the machine measured, and
// only once.
func TestSmallWorkIsNotMeasuredFor(t *testing.T) {
	took := time.Duration(0)
	for range 5 { // a busy machine takes longer, but not each time
		if took = smallThenLarge(t); took < 2*time.Second {
			return
		}
	}
	t.Errorf("measuring took %v, at every attempt", took)
}

// smallThenLarge returns how long it took to measure the machine.
func smallThenLarge(t *testing.T) time.Duration {
	t.Helper()
	c := NewCosts(CostOptions{Workers: 2})
	e := NewCPU("parallel", c, true)
	if _, err := e.Estimate(plan(t, 1000)); err != nil {
		t.Fatal(err)
	}
	if _, measured := c.Calibration(); measured {
		t.Error("measured for 1000 elements")
	}
	start := time.Now()
	if _, err := e.Estimate(plan(t, 100_000_000)); err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	first, measured := c.Calibration()
	if !measured {
		t.Error("not measured for 100 000 000 elements")
	}
	if _, err := e.Estimate(plan(t, 200_000_000)); err != nil {
		t.Fatal(err)
	}
	if again, _ := c.Calibration(); again != first {
		t.Error("measured twice")
	}
	return took
}

func TestCalibrationFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "calibration.json")
	c := NewCosts(CostOptions{Workers: 2, File: path})
	c.speeds(plan(t, 100_000_000))
	want, _ := c.Calibration()
	got, measured := NewCosts(CostOptions{Workers: 2, File: path}).Calibration()
	if !measured || got != want {
		t.Errorf("stored %+v, read %+v, %v", want, got, measured)
	}
	if _, measured := NewCosts(CostOptions{Workers: 3, File: path}).Calibration(); measured {
		t.Error("speeds of 2 workers were taken for those of 3")
	}
	for _, text := range []string{"", "{", `{"flop_ns": -1}`, `{"cpu":"` + cpuKey(cpu.Best) + `","workers":2}`} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, measured := NewCosts(CostOptions{Workers: 2, File: path}).Calibration(); measured {
			t.Errorf("%q was taken for a calibration", text)
		}
	}
}

func TestCalibrateEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Calibrate(ctx, cpu.Best, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestRunsCorrectEstimates: what is measured moves the next prediction, within
// bounds, and short runs do not.
func TestRunsCorrectEstimates(t *testing.T) {
	c := NewCosts(CostOptions{Workers: 2})
	for range 100 {
		c.learn(1, time.Millisecond, 3*time.Millisecond)
		c.learn(2, time.Millisecond, time.Hour)
	}
	if f := c.factor(1); f < 2.9 || f > 3.1 {
		t.Errorf("three times too fast a prediction is corrected by %v", f)
	}
	if f := c.factor(2); f < 7.9 || f > learnMost {
		t.Errorf("a run that took an hour corrects by %v", f)
	}
	short := NewCosts(CostOptions{Workers: 1})
	short.learn(1, time.Nanosecond, 10*time.Microsecond)
	if f := short.factor(1); f != 1 {
		t.Errorf("a short run corrects by %v", f)
	}
}

func TestPlanFaults(t *testing.T) {
	x, y := graph.Param[float64]("x", 3), graph.Param[float64]("x", 4)
	for name, nodes := range map[string][]*graph.Node{"none": nil, "nil": {nil},
		"two of one name": {x.Sum().Node(), y.Sum().Node()}, "poisoned": {x.MatMul(y).Node()}} {
		if p, err := NewPlan(nodes...); err == nil {
			t.Errorf("%s: planned as %v", name, p)
		}
	}
}

func TestRound(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "0s", 7: "7ns", 1234: "1.23µs", 12345678: "12.3ms", 98765432109: "1m38.8s"} {
		if got := Round(d).String(); got != want {
			t.Errorf("Round(%d) = %s, want %s", int64(d), got, want)
		}
	}
}
