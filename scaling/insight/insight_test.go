package insight_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/insight"
)

func law(l, s, k, n float64) float64 { return l * n / (1 + s*(n-1) + k*n*(n-1)) }

func TestUSLFindsTheParameters(t *testing.T) {
	for _, p := range [][3]float64{{1000, 0.05, 0.001}, {40, 0.3, 0}, {7, 0, 0.02}, {1e6, 0, 0}, {3e-4, 0.6, 0.1}} {
		var points []insight.Point
		for _, n := range []float64{1, 2, 4, 8, 16, 32, 48} {
			points = append(points, insight.Point{Size: n, Throughput: law(p[0], p[1], p[2], n)})
		}
		u, err := insight.FitUSL(points)
		if err != nil {
			t.Fatal(err)
		}
		for i, e := range []insight.Estimate{u.Lambda, u.Sigma, u.Kappa} {
			if math.Abs(e.Value-p[i]) > 1e-9*math.Max(p[i], 1) && math.Abs(e.Value/p[i]-1) > 1e-6 {
				t.Errorf("%v: parameter %d is %v", p, i, e)
			}
		}
		if u.R2 < 1-1e-9 {
			t.Errorf("%v: R² %v", p, u.R2)
		}
	}
}

// Nine in ten intervals and more hold the truth over many noisy fits: they
// are of 95 %.
func TestUSLIntervalsCover(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	const l, s, k = 500.0, 0.08, 0.002
	held, trials := [3]int{}, 400
	for range trials {
		var points []insight.Point
		for n := 1.0; n <= 24; n++ {
			points = append(points, insight.Point{Size: n, Throughput: law(l, s, k, n) + 40*rng.NormFloat64()})
		}
		u, err := insight.FitUSL(points)
		if err != nil {
			t.Fatal(err)
		}
		for i, e := range []insight.Estimate{u.Lambda, u.Sigma, u.Kappa} {
			if v := [3]float64{l, s, k}[i]; e.Low <= v && v <= e.High {
				held[i]++
			}
		}
	}
	for i, n := range held {
		if share := float64(n) / float64(trials); share < 0.92 || share > 0.98 {
			t.Errorf("parameter %d is within its bounds in %.3f of fits, want 0.95", i, share)
		}
	}
}

// A system that scales perfectly or better has no negative losses.
func TestUSLHoldsLossesAtZero(t *testing.T) {
	var points []insight.Point
	for n := 1.0; n <= 8; n++ {
		points = append(points, insight.Point{Size: n, Throughput: 10 * math.Pow(n, 1.1)})
	}
	u, err := insight.FitUSL(points)
	if err != nil {
		t.Fatal(err)
	}
	if u.Sigma.Value != 0 || u.Kappa.Value != 0 || !math.IsInf(u.Peak(), 1) {
		t.Errorf("%v", u)
	}
}

func TestUSLAnswers(t *testing.T) {
	u := insight.USL{Lambda: insight.Estimate{Value: 1000}, Sigma: insight.Estimate{Value: 0.05}, Kappa: insight.Estimate{Value: 0.001}}
	peak := u.Peak() // sqrt(0.95/0.001)
	if math.Abs(peak-30.8221) > 1e-4 || u.Throughput(peak) < u.Throughput(peak-1) || u.Throughput(peak) < u.Throughput(peak+1) {
		t.Errorf("peak at %v", peak)
	}
	for _, want := range []float64{1000, 5000, u.Throughput(peak) * 0.999} {
		n, ok := u.SizeFor(want)
		if !ok || n > peak || math.Abs(u.Throughput(n)/want-1) > 1e-9 {
			t.Errorf("%v needs %v (%v)", want, n, ok)
		}
	}
	if _, ok := u.SizeFor(u.Throughput(peak) * 1.001); ok {
		t.Error("more than the peak")
	}
	linear := insight.USL{Lambda: insight.Estimate{Value: 10}}
	if n, ok := linear.SizeFor(200); !ok || math.Abs(n-20) > 1e-9 {
		t.Errorf("%v, %v", n, ok)
	}
	if e := u.Efficiency(1); e != 1 {
		t.Errorf("one alone has efficiency %v", e)
	}
}

func TestUSLRefuses(t *testing.T) {
	for _, p := range [][]insight.Point{nil, {{1, 1}, {2, 2}, {3, 3}}, {{1, 1}, {2, 2}, {3, 3}, {0, 4}}, {{1, 1}, {2, 2}, {3, 3}, {4, math.NaN()}},
		{{1, 1}, {1, 2}, {1, 3}, {1, 4}}} {
		if _, err := insight.FitUSL(p); !errors.Is(err, insight.ErrData) {
			t.Errorf("%v: %v", p, err)
		}
	}
}

func TestLittle(t *testing.T) {
	for _, l := range []insight.Little{{Rate: 50, Residence: 0.2}, {Rate: 50, Concurrency: 10}, {Residence: 0.2, Concurrency: 10}} {
		got, err := l.Solve()
		if want := (insight.Little{Rate: 50, Residence: 0.2, Concurrency: 10}); err != nil || got != want || got.Gap() > 1e-12 {
			t.Errorf("%+v: %+v, %v", l, got, err)
		}
	}
	for _, l := range []insight.Little{{}, {Rate: 1}, {1, 1, 1}, {Rate: -1, Residence: 1}, {Rate: math.NaN(), Residence: 1}} {
		if _, err := l.Solve(); !errors.Is(err, insight.ErrData) {
			t.Errorf("%+v: %v", l, err)
		}
	}
	if g := (insight.Little{Rate: 50, Residence: 0.2, Concurrency: 15}).Gap(); math.Abs(g-0.5) > 1e-12 {
		t.Error(g)
	}
}

// Values from the closed forms: M/M/1 by hand; Erlang C of 10 erlangs at 11
// and 14 servers as printed in tables of it (0.6821, 0.1741).
func TestErlangC(t *testing.T) {
	for _, tc := range []struct {
		rate, service float64
		servers       int
		waiting       float64
	}{{0.5, 1, 1, 0.5}, {0.9, 1, 1, 0.9}, {10, 1, 11, 0.6821}, {10, 1, 14, 0.1741}, {2, 1, 3, 4. / 9}, {0, 1, 3, 0}} {
		q, err := insight.ErlangC(tc.rate, tc.service, tc.servers)
		if err != nil || math.Abs(q.Waiting-tc.waiting) > 5e-5 {
			t.Errorf("%+v: %+v, %v", tc, q, err)
		}
		if l := (insight.Little{Rate: tc.rate, Residence: q.Wait, Concurrency: q.Length}); tc.rate > 0 && l.Gap() > 1e-12 {
			t.Errorf("%+v breaks Little's law", q)
		}
	}
	if q, _ := insight.ErlangC(3, 1, 3); !math.IsInf(q.Wait, 1) {
		t.Errorf("%+v", q)
	}
	if q, err := insight.ErlangC(99_000, 1, 100_000); err != nil || math.IsNaN(q.Wait) || q.Waiting > 0.5 {
		t.Errorf("%+v, %v", q, err)
	}
	for _, load := range []float64{0, 0.3, 10, 99.5, 5000} {
		q, err := insight.ServersFor(load, 1, 0.05)
		if err != nil || q.Wait > 0.05 {
			t.Fatalf("%+v, %v", q, err)
		}
		if q.Servers > 1 {
			if less, _ := insight.ErlangC(load, 1, q.Servers-1); less.Wait <= 0.05 {
				t.Errorf("%d servers suffice for %v", q.Servers-1, load)
			}
		}
	}
	for _, bad := range [][3]float64{{-1, 1, 1}, {1, 0, 1}, {math.NaN(), 1, 1}, {1, 1, 0}, {1e9, 1, 1}} {
		if _, err := insight.ServersFor(bad[0], bad[1], bad[2]); !errors.Is(err, insight.ErrData) {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

func TestBottlenecks(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	var seen []insight.Observation
	for i := range 60 {
		x := 100 + 5*float64(i)
		noise := func() float64 { return 0.01 * rng.NormFloat64() }
		seen = append(seen, insight.Observation{Throughput: x, Resources: []insight.Use{
			{Name: "cpu", Utilization: 0.05 + x*0.0008 + noise(), Servers: 4, Saturation: math.NaN(), Errors: math.NaN()},
			{Name: "disk", Utilization: x*0.0021 + noise(), Saturation: 0, Errors: math.NaN()},
			{Name: "net", Utilization: 0.2, Saturation: 0},
			{Name: "gpu", Utilization: math.NaN(), Saturation: math.NaN(), Errors: math.NaN()},
		}})
	}
	b, err := insight.Bottlenecks(seen)
	if err != nil {
		t.Fatal(err)
	}
	if len(b) != 4 || b[0].Resource != "disk" || b[3].Resource != "gpu" || b[3].State != "unknown" {
		t.Errorf("%+v", b)
	}
	if d := b[0]; d.Demand.Low > 0.0021 || d.Demand.High < 0.0021 || math.Abs(d.MaxThroughput.Value-1/0.0021) > 20 {
		t.Errorf("disk: demand %v, max %v", d.Demand, d.MaxThroughput)
	}
	for _, r := range b {
		if r.Resource == "cpu" && (math.Abs(r.Demand.Value-0.0032) > 0.0002 || math.Abs(r.Idle-0.05) > 0.02 || math.Abs(r.MaxThroughput.Value-0.95/0.0008) > 100) {
			t.Errorf("cpu: %+v", r)
		}
		if r.Resource == "net" && r.MaxThroughput.Value < 1e6 {
			t.Errorf("net does not depend on the throughput: %+v", r)
		}
	}
	if text, err := json.Marshal(b); err != nil || !strings.Contains(string(text), `"utilization":null`) {
		t.Errorf("%s, %v", text, err)
	}
	for _, tc := range []struct {
		use   insight.Use
		state string
	}{
		{insight.Use{Name: "x", Utilization: 0.99}, "full"},
		{insight.Use{Name: "x", Utilization: 0.5, Saturation: 3}, "saturated"},
		{insight.Use{Name: "x", Utilization: 0.5, Errors: 3}, "failing"},
		{insight.Use{Name: "x", Utilization: 0.8}, "busy"},
		{insight.Use{Name: "x", Utilization: 0.1}, "free"},
	} {
		b, err := insight.Bottlenecks([]insight.Observation{{10, []insight.Use{tc.use}}})
		if err != nil || b[0].State != tc.state || b[0].Reason == "" {
			t.Errorf("%+v: %+v, %v", tc.use, b, err)
		}
	}
	for _, bad := range [][]insight.Observation{nil, {{-1, nil}}, {{1, []insight.Use{{}}}}, {{1, []insight.Use{{Name: "x", Utilization: -1}}}}} {
		if _, err := insight.Bottlenecks(bad); !errors.Is(err, insight.ErrData) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

var start = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

func step(at time.Duration, current, asked int, cpu float64) scaling.Step {
	return scaling.Step{At: start.Add(at), Current: current, Ready: current, Asked: asked, Load: scaling.LoadMetrics{{Name: scaling.CPU, Value: cpu}}}
}

func TestCosts(t *testing.T) {
	h := time.Hour
	r, err := insight.Costs([]scaling.Step{
		step(0, 10, 10, 0.35), step(h, 10, 5, 0.7), step(2*h, 5, 5, 0.7), step(3*h, 5, 5, 1), step(4*h, 5, 5, math.NaN()), step(5*h, 5, 5, 0),
	}, insight.CostOptions{CostPerHour: 2})
	if err != nil {
		t.Fatal(err)
	}
	// Sizes 10, 5, 5, 5, 5 for an hour each; needed 5, 10, 5, 8 and unknown.
	if r.Spent != 60 || r.Needed != 2*(5+10+5+8+5) || r.Idle != 10 || r.Short != h || r.Unknown != h || r.ReplicaHours != 30 || r.Changes != 1 || r.Hours[0] != 10 {
		t.Errorf("%+v", r)
	}
	if _, err := json.Marshal(r); err != nil {
		t.Error(err)
	}
	for _, want := range []string{"spent 60.00", "unknown for 20 %", "short for 20.0 %"} {
		if !strings.Contains(r.String(), want) {
			t.Errorf("%q is not in\n%s", want, r)
		}
	}
}

// A service that idles at night is told so.
func TestCostsAdviseASchedule(t *testing.T) {
	var steps []scaling.Step
	for i := range 3 * 24 {
		cpu := 0.7
		if i%24 < 6 {
			cpu = 0.05
		}
		steps = append(steps, step(time.Duration(i)*time.Hour, 20, 20, cpu))
	}
	r, err := insight.Costs(steps, insight.CostOptions{CostPerHour: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Advice) != 1 || !strings.Contains(r.Advice[0], "between 00:00 and 06:00 UTC") {
		t.Errorf("%v", r.Advice)
	}
}

func TestCostsRefuse(t *testing.T) {
	two := []scaling.Step{step(0, 1, 1, 1), step(time.Hour, 1, 1, 1)}
	for _, o := range []insight.CostOptions{{}, {CostPerHour: -1}, {CostPerHour: 1, Target: 2}, {CostPerHour: 1, Min: -1}} {
		if _, err := insight.Costs(two, o); !errors.Is(err, insight.ErrData) {
			t.Errorf("%+v: %v", o, err)
		}
	}
	back := []scaling.Step{two[1], two[0]}
	for _, steps := range [][]scaling.Step{nil, two[:1], back} {
		if _, err := insight.Costs(steps, insight.CostOptions{CostPerHour: 1}); !errors.Is(err, insight.ErrData) {
			t.Errorf("%d steps: %v", len(steps), err)
		}
	}
}
