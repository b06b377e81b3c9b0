package scalingtest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/scicore-go/scicore/scaling"
)

// TestActuator holds an actuator to what a controller counts on. It scales
// between 1 and 3 and waits up to limit for each size to be ready.
func TestActuator(t *testing.T, a scaling.Actuator, limit time.Duration) {
	ctx := context.Background()
	for _, n := range []int{2, 3, 1, 1, 2} {
		if err := a.Scale(ctx, n); err != nil {
			t.Fatalf("scale to %d: %v", n, err)
		}
		if s, err := a.Status(ctx); err != nil || s.Desired != n || s.Ready < 0 {
			t.Fatalf("asked for %d: %+v, %v", n, s, err)
		}
		await(t, a, n, limit)
	}
	t.Run("negative", func(t *testing.T) {
		if err := a.Scale(ctx, -1); err == nil {
			t.Error("no error from a negative target")
		}
		await(t, a, 2, limit)
	})
	t.Run("cancelled", func(t *testing.T) {
		gone, cancel := context.WithCancel(ctx)
		cancel()
		if err := a.Scale(gone, 3); !errors.Is(err, context.Canceled) {
			t.Errorf("scale: %v", err)
		}
		await(t, a, 2, limit)
	})
	t.Run("concurrent", func(t *testing.T) {
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if err := a.Scale(ctx, 3); err != nil {
					t.Error(err)
				}
				if _, err := a.Status(ctx); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		await(t, a, 3, limit)
	})
}

func await(t *testing.T, a scaling.Actuator, n int, limit time.Duration) {
	t.Helper()
	for end := time.Now().Add(limit); ; time.Sleep(10 * time.Millisecond) {
		s, err := a.Status(context.Background())
		if err == nil && s.Desired == n && s.Ready == n {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("after %v: %+v, %v; want %d ready", limit, s, err, n)
		}
	}
}

// TestSource holds a source to what a controller counts on.
func TestSource(t *testing.T, s scaling.Source) {
	load, err := s.Load(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]bool)
	for _, m := range load {
		if m.Name == "" || seen[m.Name] {
			t.Errorf("metric %q: a name must be given, and once", m.Name)
		}
		seen[m.Name] = true
		if m.Err == nil && m.Value != m.Value {
			t.Errorf("metric %q: NaN without an error", m.Name)
		}
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Load(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := s.Load(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}
