package loadbalancing

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Probe asks a node whether it is healthy: nil means that it is. It should end
// when ctx does. Package httpprobe has one for HTTP.
type Probe interface {
	Probe(ctx context.Context, n Node) error
}

// ProbeFunc is a function as a [Probe].
type ProbeFunc func(ctx context.Context, n Node) error

// Probe calls f.
func (f ProbeFunc) Probe(ctx context.Context, n Node) error { return f(ctx, n) }

// HealthChecks has nodes asked at intervals. A node is healthy until Fall
// probes in a row have failed, and unhealthy until Rise in a row have
// succeeded. A zero field has the value that its comment gives.
type HealthChecks struct {
	Probe    Probe
	Interval time.Duration // between rounds; 10 s
	Timeout  time.Duration // of a probe; 1 s
	Rise     int           // 2
	Fall     int           // 3
	Parallel int           // probes under way at once; 16
}

func (h HealthChecks) normal() HealthChecks {
	set(&h.Interval, 10*time.Second)
	set(&h.Timeout, time.Second)
	set(&h.Rise, 2)
	set(&h.Fall, 3)
	set(&h.Parallel, 16)
	return h
}

func (h HealthChecks) check() error {
	var errs []error
	if h.Probe == nil {
		errs = append(errs, errors.New("loadbalancing: health checks: probe must not be nil"))
	}
	if h.Interval < 0 || h.Timeout < 0 {
		errs = append(errs, fmt.Errorf("loadbalancing: health checks: interval %v, timeout %v: must be >= 0", h.Interval, h.Timeout))
	}
	if h.Rise < 0 || h.Fall < 0 || h.Parallel < 0 {
		errs = append(errs, fmt.Errorf("loadbalancing: health checks: rise %d, fall %d, parallel %d: must be >= 0", h.Rise, h.Fall, h.Parallel))
	}
	return errors.Join(errs...)
}

// healthState is what active checks found.
type healthState struct {
	down   bool
	row    int // results in a row against the present state
	reason string
	probed int64
}

// CheckHealth asks every node once and returns when all have answered or ctx
// is done. Monitoring does so at intervals; only one round runs at a time.
// Without health checks it does nothing.
func (b *Balancer) CheckHealth(ctx context.Context) {
	if b.cfg.health == nil {
		return
	}
	b.checking.Lock()
	defer b.checking.Unlock()
	h := b.cfg.health.normal()
	b.mu.Lock()
	list := b.nodes
	b.mu.Unlock()
	var probes sync.WaitGroup
	slots := make(chan struct{}, h.Parallel)
	for _, e := range list {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			probes.Wait()
			return
		}
		probes.Go(func() {
			defer func() { <-slots }()
			err := h.ask(ctx, e.Node())
			if ctx.Err() == nil { // else the probe was ended by us
				b.change(func() { b.probed(e, h, err) })
			}
		})
	}
	probes.Wait()
}

// ask runs one probe; one that panics has failed.
func (h HealthChecks) ask(ctx context.Context, n Node) (err error) {
	ctx, cancel := context.WithTimeout(ctx, h.Timeout)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("probe panicked: %v", p)
		}
	}()
	return h.Probe.Probe(ctx, n)
}

// probed takes in the result of a probe.
func (b *Balancer) probed(e *Endpoint, h HealthChecks, err error) {
	if b.byID[e.ID()] != e {
		return // removed meanwhile
	}
	s := &e.state.health
	s.probed++
	if err == nil && e.state.outlier.ejected && !s.down {
		b.readmit(e, "an active check succeeded")
	}
	if s.down == (err != nil) {
		s.row = 0
		return
	}
	s.row++
	switch {
	case err != nil && s.row >= h.Fall:
		s.down, s.row, s.reason = true, 0, err.Error()
		b.stale = true
		b.say(Unhealthy, e.ID(), fmt.Sprintf("%d checks in a row failed: %v", h.Fall, err))
	case err == nil && s.row >= h.Rise:
		s.down, s.row, s.reason = false, 0, ""
		b.stale = true
		b.ramp(e)
		b.say(Healthy, e.ID(), fmt.Sprintf("%d checks in a row succeeded", h.Rise))
	}
}
