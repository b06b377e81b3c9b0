package vertical_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/scalingtest"
	"github.com/scicore-go/scicore/scaling/vertical"
)

func TestAnalyzeCurrentWorkload(t *testing.T) {
	metric := func(name string, v float64, err error) scaling.Metric {
		return scaling.Metric{Name: name, Kind: scaling.Total, Value: v, At: start, Err: err}
	}
	broken := errors.New("broken")
	a, err := vertical.NewWorkloadAnalyzer(nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	for want, load := range map[string]scaling.LoadMetrics{
		"no cpu_cores":         {metric("memory_bytes", 1<<30, nil)},
		"no memory_bytes":      {metric("cpu_cores", 1, nil)},
		"memory_bytes: broken": {metric("cpu_cores", 1, nil), metric("memory_bytes", 0, broken)},
		"NaN cores":            {metric("cpu_cores", math.NaN(), nil), metric("memory_bytes", 1<<30, nil)},
		"-1 cores":             {metric("cpu_cores", -1, nil), metric("memory_bytes", 1<<30, nil)},
	} {
		if _, err := a.AnalyzeCurrentWorkload(ctx, scalingtest.NewSource(load...)); !errors.Is(err, vertical.ErrSample) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not tell %q", err, want)
		}
	}
	source := scalingtest.NewSource()
	source.Fail(broken)
	if _, err := a.AnalyzeCurrentWorkload(ctx, source); !errors.Is(err, broken) {
		t.Error(err)
	}
	if _, err := a.Workload(); !errors.Is(err, vertical.ErrNoSamples) {
		t.Errorf("what failed was counted: %v", err)
	}
	source.Set(metric("cpu_cores", 2, nil), metric("memory_bytes", 3<<30, nil))
	w, err := a.AnalyzeCurrentWorkload(ctx, source)
	if err != nil {
		t.Fatal(err)
	}
	// A sample lies in a bucket at most 5 % wide and 0.01 cores from the first,
	// and 15 % are added.
	if c := w.Target.CPUCores / 1.15; w.Samples != 1 || c < 2 || c > 2*1.05+0.011 {
		t.Errorf("%+v", w)
	}
	if m := w.Target.MemoryBytes / 1.15 / (3 << 30); m < 1 || m > 1.055 {
		t.Errorf("%+v", w)
	}
}
