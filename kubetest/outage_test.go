package kubetest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/horizontal"
	"github.com/scicore-go/scicore/scaling/kubernetes"
)

// steps are what a controller did, for a test to wait upon.
type steps struct {
	mu  sync.Mutex
	all []scaling.Step
}

func (s *steps) add(step scaling.Step) { s.mu.Lock(); s.all = append(s.all, step); s.mu.Unlock() }

// since counts those from the n-th on that are so.
func (s *steps) since(n int, so func(scaling.Step) bool) (count, all int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, step := range s.all[n:] {
		if so(step) {
			count++
		}
	}
	return count, len(s.all)
}

// The server is killed while a controller runs, and comes back: nothing is
// scaled meanwhile, and then everything as before.
func TestOutage(t *testing.T) {
	ns := namespace(t)
	kubelet(t, ns)
	ref, c := deploy(t, ns, "web", 4), client(t, adminToken)
	size := actuator(t, c, ref, nil)
	settled(t, size, 4)
	m := measure(t)
	m.set(200, false)
	policy, err := horizontal.HPA().WithReplicas(1, 20).WithUtilization(scaling.CPU, 0.5).WithScaleDown(0, horizontal.DefaultScaleDown()).Build()
	if err != nil {
		t.Fatal(err)
	}
	var done steps
	control, err := scaling.NewController(policy).WithSource(source(t, c, ref, ofCPU)).WithActuator(size).
		WithPeriod(50 * time.Millisecond).WithTimeout(5 * time.Second).WithListener(done.add).Build()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	wg.Go(func() { _ = control.Run(ctx) })
	well := func(s scaling.Step) bool { return s.Err == nil && s.Asked == 4 }
	until(t, "two steps well", func() bool { n, _ := done.since(0, well); return n >= 2 })

	if err := here.kill(); err != nil {
		t.Fatal(err)
	}
	_, from := done.since(0, well)
	until(t, "five steps without a server", func() bool {
		n, _ := done.since(from, func(s scaling.Step) bool { return errors.Is(s.Err, kubernetes.ErrUnavailable) && s.Decision.Unknown })
		return n >= 5
	})
	if err := here.serve(); err != nil {
		t.Fatal(err)
	}
	_, from = done.since(0, well)
	until(t, "two steps well again", func() bool { n, _ := done.since(from, well); return n >= 2 })
	// Of all of them, none asked for another size.
	if n, all := done.since(0, func(s scaling.Step) bool { return s.Asked != 4 }); n != 0 {
		t.Errorf("%d of %d steps asked for another size", n, all)
	}
	if replicas(t, ref) != 4 {
		t.Errorf("%d replicas", replicas(t, ref))
	}
	// And it moves again.
	m.set(400, false)
	settled(t, size, 8)
}
