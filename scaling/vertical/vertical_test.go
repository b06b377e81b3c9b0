package vertical_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/scalingtest"
	"github.com/scicore-go/scicore/scaling/vertical"
)

var start = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

func documented() []vertical.ResourceProfile {
	return []vertical.ResourceProfile{
		vertical.NewResourceProfile("small").WithCPUCores(4).WithMemoryGB(8).WithCostPerHour(0.20),
		vertical.NewResourceProfile("medium").WithCPUCores(8).WithMemoryGB(16).WithCostPerHour(0.40),
		vertical.NewResourceProfile("large").WithCPUCores(16).WithMemoryGB(32).WithCostPerHour(0.80),
		vertical.NewResourceProfile("xlarge").WithCPUCores(32).WithMemoryGB(64).WithCostPerHour(1.60),
	}
}

// Percentiles against all samples kept, each with its own decayed weight.
func TestHistogramPercentiles(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, tc := range []struct {
		name string
		draw func() float64
	}{
		{"uniform", func() float64 { return 10 * rng.Float64() }},
		{"exponential", rng.ExpFloat64},
		{"two values", func() float64 { return []float64{0.1, 8}[rng.IntN(2)] }},
		{"zero", func() float64 { return 0 }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h, err := vertical.NewHistogram(0.01, 1000, 1.05, 24*time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			type kept struct{ v, w float64 }
			var all []kept
			for i := range 5000 {
				v := tc.draw()
				at := start.Add(time.Duration(i) * time.Hour) // 208 half-lives: beyond a rescale
				if err := h.Add(v, 1, at); err != nil {
					t.Fatal(err)
				}
				all = append(all, kept{v, math.Exp2(float64(i-5000) / 24)})
			}
			slices.SortFunc(all, func(a, b kept) int { return int(math.Copysign(1, a.v-b.v)) })
			total := 0.0
			for _, k := range all {
				total += k.w
			}
			for _, p := range []float64{0.01, 0.3, 0.5, 0.9, 0.95, 0.99} {
				sum, exact := 0.0, 0.0
				for _, k := range all {
					if sum += k.w; sum >= p*total*(1-1e-12) {
						exact = k.v
						break
					}
				}
				if got := h.Percentile(p); got < exact*(1-1e-9) || got > exact*1.05+0.0101 {
					t.Errorf("percentile %v: %v, want %v to a bucket", p, got, exact)
				}
			}
		})
	}
}

func TestHistogramEdges(t *testing.T) {
	h, err := vertical.NewHistogram(1, 100, 2, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if h.Percentile(0.5) != 0 || !h.Empty() {
		t.Error("an empty histogram has no percentile but 0")
	}
	for _, bad := range []float64{-1, math.NaN()} {
		if err := h.Add(bad, 1, start); !errors.Is(err, vertical.ErrHistogram) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	// Buckets of 1, 2, 4, 8 ...: they end at 1, 3, 7, 15.
	for v, end := range map[float64]float64{0: 1, 0.99: 1, 1: 3, 2.9: 3, 3: 7, 6.9: 7, 7: 15, math.Inf(1): 127} {
		if err := h.Add(v, 1, start); err != nil {
			t.Fatal(err)
		}
		if got := h.Percentile(1); got != end {
			t.Errorf("%v is in the bucket that ends at %v, want %v", v, got, end)
		}
		if err := h.Remove(v, 1, start); err != nil || !h.Empty() {
			t.Errorf("%v did not go: %v", v, err)
		}
	}
	for _, bad := range [][4]float64{{0, 1, 2, 1}, {1, 1, 2, 1}, {1, 2, 1, 1}, {1, 2, 2, 0}, {1, math.Inf(1), 2, 1}} {
		if _, err := vertical.NewHistogram(bad[0], bad[1], bad[2], time.Duration(bad[3])); !errors.Is(err, vertical.ErrHistogram) {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

func TestHistogramMergeAndCheckpoint(t *testing.T) {
	h := func() *vertical.Histogram {
		h, err := vertical.NewHistogram(0.01, 1000, 1.05, 24*time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	a, b, both := h(), h(), h()
	for i := range 1000 {
		one, v := a, float64(i%37)
		if i%3 == 0 {
			one = b
		}
		at := start.Add(time.Duration(i) * 10 * time.Hour)
		if err := errors.Join(one.Add(v, 1, at), both.Add(v, 1, at)); err != nil {
			t.Fatal(err)
		}
	}
	written, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	read := new(vertical.Histogram)
	if err := json.Unmarshal(written, read); err != nil {
		t.Fatal(err)
	}
	if err := a.Merge(read); err != nil {
		t.Fatal(err)
	}
	for p := 0.05; p < 1; p += 0.05 {
		if a.Percentile(p) != both.Percentile(p) {
			t.Errorf("percentile %v: %v, want %v", p, a.Percentile(p), both.Percentile(p))
		}
	}
	if other, _ := vertical.NewHistogram(0.02, 1000, 1.05, 24*time.Hour); !errors.Is(a.Merge(other), vertical.ErrHistogram) {
		t.Error("merged other buckets")
	}
}

func FuzzCheckpoint(f *testing.F) {
	f.Add([]byte(`{"first":0.01,"growth":1.05,"buckets":10,"halfLife":1,"reference":"2026-01-01T00:00:00Z","weights":{"3":1}}`))
	f.Add([]byte(`{"first":1,"growth":2,"buckets":1000000000,"halfLife":1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		h := new(vertical.Histogram)
		if json.Unmarshal(b, h) != nil {
			return
		}
		if p := h.Percentile(0.9); math.IsNaN(p) || p < 0 {
			t.Errorf("percentile %v", p)
		}
		if _, err := json.Marshal(h); err != nil {
			t.Error(err)
		}
	})
}

// The factors are those the vertical pod autoscaler documents.
func TestConfidence(t *testing.T) {
	for _, tc := range []struct {
		life         time.Duration
		lower, upper float64
	}{
		{5 * time.Minute, 0.6, 289}, {30 * time.Minute, 0.91, 49}, {12 * time.Hour, 0.996, 3}, {24 * time.Hour, 0.998, 2}, {7 * 24 * time.Hour, 0.9997, 1.14},
	} {
		a, err := vertical.NewWorkloadAnalyzer(&vertical.AnalyzerOptions{SafetyMargin: -1, Min: vertical.Resources{CPUCores: 1e-9, MemoryBytes: 1}})
		if err != nil {
			t.Fatal(err)
		}
		for at := time.Duration(0); at <= tc.life; at += time.Minute {
			if err := a.Observe(vertical.Sample{At: start.Add(at), CPUCores: 2, MemoryBytes: 1 << 30}); err != nil {
				t.Fatal(err)
			}
		}
		w, err := a.Workload()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range []struct{ got, want float64 }{{w.Lower.CPUCores / w.Target.CPUCores, tc.lower}, {w.Upper.CPUCores / w.Target.CPUCores, tc.upper},
			{w.Lower.MemoryBytes / w.Target.MemoryBytes, tc.lower}, {w.Upper.MemoryBytes / w.Target.MemoryBytes, tc.upper}} {
			if math.Abs(r.got/r.want-1) > 0.1 {
				t.Errorf("after %v: factor %v, want %v", tc.life, r.got, r.want)
			}
		}
		if w.Target.CPUCores < 2 || w.Target.CPUCores > 2.2 {
			t.Errorf("target %v", w.Target)
		}
	}
}

// Memory counts by the peaks of days; a day's lower values count for nothing.
func TestMemoryPeaks(t *testing.T) {
	a, err := vertical.NewWorkloadAnalyzer(&vertical.AnalyzerOptions{SafetyMargin: -1})
	if err != nil {
		t.Fatal(err)
	}
	for day := range 20 {
		for minute := range 24 * 60 {
			used := 1.0 * (1 << 30)
			if minute == 700 {
				used = 5 << 30
			}
			if err := a.Observe(vertical.Sample{At: start.Add(time.Duration(day)*24*time.Hour + time.Duration(minute)*time.Minute), CPUCores: 1, MemoryBytes: used}); err != nil {
				t.Fatal(err)
			}
		}
	}
	w, err := a.Workload()
	if err != nil {
		t.Fatal(err)
	}
	if g := w.Lower.MemoryBytes / (1 << 30); g < 4.9 || g > 5.3 {
		t.Errorf("half of the days need %v GiB, want 5", g)
	}
	if err := a.Observe(vertical.Sample{At: start.Add(20 * 24 * time.Hour), MemoryBytes: 10 << 30, OutOfMemory: true}); err != nil {
		t.Fatal(err)
	}
	if w, _ = a.Workload(); w.Target.MemoryBytes < 12*(1<<30) {
		t.Errorf("out of memory at 10 GiB, and %v is said to suffice", w.Target)
	}
	written, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	b, err := vertical.NewWorkloadAnalyzer(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(written, b); err != nil {
		t.Fatal(err)
	}
	if got, _ := b.Workload(); got != w {
		t.Errorf("read back: %+v, want %+v", got, w)
	}
}

func TestBadSamples(t *testing.T) {
	a, err := vertical.NewWorkloadAnalyzer(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Workload(); !errors.Is(err, vertical.ErrNoSamples) {
		t.Error(err)
	}
	for _, s := range []vertical.Sample{{}, {At: start, CPUCores: -1}, {At: start, CPUCores: math.NaN()}, {At: start, MemoryBytes: math.Inf(1)}} {
		if err := a.Observe(s); !errors.Is(err, vertical.ErrSample) {
			t.Errorf("%+v: %v", s, err)
		}
	}
	if _, err := vertical.NewWorkloadAnalyzer(&vertical.AnalyzerOptions{TargetQuantile: 2, LowerQuantile: 3, HalfLife: -1}); err == nil ||
		!strings.Contains(err.Error(), "quantile 2") || !strings.Contains(err.Error(), "half-life") {
		t.Error(err)
	}
}

func workload(lower, target, upper float64) vertical.Workload {
	r := func(c float64) vertical.Resources { return vertical.Resources{CPUCores: c, MemoryBytes: 1 << 30} }
	return vertical.Workload{Lower: r(lower), Target: r(target), Upper: r(upper), Confidence: 1}
}

func TestRecommend(t *testing.T) {
	s, err := vertical.NewScaler(documented()...).WithCurrent("medium").Build()
	if err != nil {
		t.Fatal(err)
	}
	for i, step := range []struct {
		w            vertical.Workload
		want         string
		insufficient bool
	}{
		{workload(5, 6, 20), "medium", false}, // suffices: what might be needed does not make it grow
		{workload(2, 3, 5), "medium", false},  // the upper bound does not fit small
		{workload(2, 3, 3.5), "medium", false},
		{workload(2, 3, 3.5), "medium", false},
		{workload(2, 3, 3.5), "small", false}, // the third time in a row
		{workload(2, 9, 10), "medium", false}, // no longer in a row
		{workload(7, 9, 10), "medium", false},
		{workload(7, 9, 10), "large", false},
		{workload(9, 10, 11), "large", false}, // below the lower bound: at once
		{workload(40, 50, 60), "xlarge", true},
	} {
		r := s.RecommendProfile(step.w)
		if r.Profile.Name() != step.want || r.Insufficient != step.insufficient || r.Reason == "" {
			t.Errorf("step %d: %s (%s), want %s", i, r.Profile, r.Reason, step.want)
		}
	}
}

func TestScalerFaults(t *testing.T) {
	p := vertical.NewResourceProfile
	_, err := vertical.NewScaler(p("").WithCPUCores(1).WithMemoryGB(1), p("a").WithCPUCores(math.NaN()).WithMemoryGB(math.Inf(1)).WithCostPerHour(-1), p("a").WithCPUCores(1).WithMemoryBytes(1)).
		WithPatience(0).WithApplier(nil).WithCurrent("b").Build()
	for _, want := range []string{"name: must be given", "cores NaN", "memory: must be", "cost per hour -1", "is given twice", "patience 0", "applier 0", `unknown profile: "b"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %v", want, err)
		}
	}
	if _, err := vertical.NewScaler().Build(); err == nil {
		t.Error("built of no profiles")
	}
}

func TestAppliersGoBackTogether(t *testing.T) {
	var log []string
	note := func(who string, fail string) vertical.Applier {
		return vertical.ApplierFunc(func(_ context.Context, p vertical.ResourceProfile) error {
			log = append(log, who+" "+p.Name())
			if p.Name() == fail {
				return errors.New("no")
			}
			return nil
		})
	}
	s, err := vertical.NewScaler(documented()...).WithApplier(note("a", ""), note("b", ""), note("c", "large")).Build()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.ApplyProfile(context.Background(), documented()[2]); err == nil || s.Current().Name() != "small" {
		t.Errorf("%v, %s", err, s.Current())
	}
	if want := []string{"a large", "b large", "c large", "b small", "a small"}; !slices.Equal(log, want) {
		t.Errorf("%v, want %v", log, want)
	}
	if err := s.ApplyProfile(context.Background(), vertical.NewResourceProfile("other")); !errors.Is(err, vertical.ErrUnknownProfile) {
		t.Error(err)
	}
}

func TestActuator(t *testing.T) {
	s, err := vertical.NewScaler(documented()...).Build()
	if err != nil {
		t.Fatal(err)
	}
	scalingtest.TestActuator(t, s.Actuator(), time.Second)
}

func TestThisProcess(t *testing.T) {
	before, limit := runtime.GOMAXPROCS(0), debug.SetMemoryLimit(-1)
	defer func() { runtime.GOMAXPROCS(before); debug.SetMemoryLimit(limit) }()
	var workers []int
	a := vertical.ThisProcess().WithWorkerPool(func(_ context.Context, n int) error { workers = append(workers, n); return nil })
	one := vertical.NewResourceProfile("one").WithCPUCores(0.5).WithMemoryGB(10)
	if err := a.Apply(context.Background(), one); err != nil {
		t.Fatal(err)
	}
	if n, m := runtime.GOMAXPROCS(0), debug.SetMemoryLimit(-1); n != 1 || m != 9<<30 || !slices.Equal(workers, []int{1}) {
		t.Errorf("GOMAXPROCS %d, limit %d, workers %v", n, m, workers)
	}
	err := a.Apply(context.Background(), one.WithCPUCores(float64(runtime.NumCPU()+1)))
	if !errors.Is(err, vertical.ErrUnavailable) || runtime.GOMAXPROCS(0) != 1 {
		t.Error(err)
	}
	refuse := a.WithWorkerPool(func(context.Context, int) error { return errors.New("no") })
	workers = nil
	if err := refuse.Apply(context.Background(), one); err == nil || !slices.Equal(workers, []int{1, 1}) {
		t.Errorf("%v, workers %v", err, workers)
	}
}

// A day of growing load, and then a quiet week, through a controller.
func TestPolicyInController(t *testing.T) {
	s, err := vertical.NewScaler(documented()...).WithPatience(5).Build()
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Policy(nil)
	if err != nil {
		t.Fatal(err)
	}
	clock, load := scalingtest.NewClock(start), scalingtest.NewSource()
	c, err := scaling.NewController(p).WithSource(load).WithActuator(s.Actuator()).WithClock(clock).Build()
	if err != nil {
		t.Fatal(err)
	}
	use := func(cores float64, minutes int) {
		for range minutes {
			load.Set(scaling.Metric{Name: vertical.CPUCores, Kind: scaling.Total, Value: cores}, scaling.Metric{Name: vertical.MemoryBytes, Kind: scaling.Total, Value: 4 << 30})
			if step := c.Step(context.Background()); step.Err != nil || step.Decision.Unknown {
				t.Fatalf("%+v", step)
			}
			clock.Advance(time.Minute)
		}
	}
	use(1, 60)
	if s.Current().Name() != "small" {
		t.Errorf("an hour of one core: %s", s.Current())
	}
	use(11, 24*60)
	if s.Current().Name() != "large" {
		t.Errorf("a day of eleven cores: %s", s.Current())
	}
	use(1, 2*24*60)
	if s.Current().Name() != "large" {
		t.Errorf("two quiet days after: %s", s.Current())
	}
	use(1, 10*24*60)
	if s.Current().Name() != "small" {
		t.Errorf("ten quiet days after: %s", s.Current())
	}
	load.Set()
	if step := c.Step(context.Background()); !step.Decision.Unknown {
		t.Errorf("%+v", step)
	}
	if d := p.Decide(scaling.Signals{Now: start, Current: 9, Load: scaling.LoadMetrics{{Name: vertical.CPUCores}, {Name: vertical.MemoryBytes}}}); !d.Unknown {
		t.Errorf("%+v", d)
	}
}
