package hostload_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/hostload"
	"github.com/scicore-go/scicore/scaling/scalingtest"
)

func TestSource(t *testing.T) {
	s, err := hostload.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	scalingtest.TestSource(t, s)
}

// compute keeps one processor busy.
func compute(d time.Duration) {
	for end := time.Now().Add(d); time.Now().Before(end); {
	}
}

// A process that computes is seen to.
func TestLoadIsReal(t *testing.T) {
	s, err := hostload.New(&hostload.Options{MinInterval: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	first, err := s.Load(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if m, ok := first.Metric(hostload.ProcessCPU); !ok || m.Err == nil && m.Value < 0 {
		t.Errorf("%+v", m)
	}
	var load scaling.LoadMetrics
	seen := make(map[string]scaling.Metric)
	for until := time.Now().Add(20 * time.Second); seen[hostload.ProcessCPU].Value <= 0 && time.Now().Before(until); {
		compute(300 * time.Millisecond) // others may have had the processor all that time
		if load, err = s.Load(context.Background()); err != nil {
			t.Fatal(err)
		}
		for _, m := range load {
			seen[m.Name] = m
		}
	}
	if runtime.GOOS != "linux" {
		t.Logf("%s tells: %v", runtime.GOOS, load)
		return
	}
	if m := seen[hostload.ProcessCPU]; m.Err != nil || m.Value <= 0 || m.Value > float64(runtime.NumCPU())+1 {
		t.Errorf("process: %+v", m)
	}
	if m := seen[scaling.CPU]; m.Err != nil || m.Value <= 0 {
		t.Errorf("cpu: %+v", m)
	}
	if m := seen[scaling.Memory]; m.Err != nil || m.Value <= 0 || m.Value > 1 {
		t.Errorf("memory: %+v", m)
	}
	if m := seen[hostload.ProcessMemory]; m.Err != nil || m.Value < 1<<20 {
		t.Errorf("resident: %+v", m)
	}
	for _, name := range []string{hostload.CPUPressure, hostload.MemoryPressure, hostload.IOPressure} {
		// A kernel may be built without.
		if m := seen[name]; m.Err != nil && !errors.Is(m.Err, hostload.ErrUnavailable) || m.Err == nil && (m.Value < 0 || m.Value > 1) {
			t.Errorf("%s: %+v", name, m)
		}
	}
}

func TestCollect(t *testing.T) {
	load, err := hostload.Collect(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if len(load) != 9 {
		t.Errorf("%d metrics: %+v", len(load), load)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := hostload.Collect(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
