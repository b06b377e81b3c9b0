package loadbalancing

import (
	"context"
	"sync"
	"time"
)

// monitor is the goroutines of a balancer.
type monitor struct {
	cancel context.CancelFunc
	done   chan struct{}
}

// tick is how often monitoring looks whether something is due.
const tick = 50 * time.Millisecond

// StartMonitoring maintains the balancer and runs health checks in the
// background until [Balancer.StopMonitoring] is called or ctx is done. It
// returns [ErrMonitoring] if that is so already.
func (b *Balancer) StartMonitoring(ctx context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.monitor != nil {
		return ErrMonitoring
	}
	ctx, cancel := context.WithCancel(ctx)
	m := &monitor{cancel: cancel, done: make(chan struct{})}
	b.monitor = m
	var loops sync.WaitGroup
	loops.Go(func() { every(ctx, tick, b.maintainIfDue) })
	if h := b.cfg.health; h != nil {
		loops.Go(func() {
			b.CheckHealth(ctx)
			every(ctx, h.normal().Interval, func() { b.CheckHealth(ctx) })
		})
	}
	go func() {
		loops.Wait()
		cancel()
		b.mu.Lock()
		b.monitor = nil
		b.mu.Unlock()
		close(m.done)
	}()
	return nil
}

// StopMonitoring ends monitoring and waits until nothing of it runs. It does
// nothing if there is none.
func (b *Balancer) StopMonitoring() {
	b.mu.Lock()
	m := b.monitor
	b.mu.Unlock()
	if m != nil {
		m.cancel()
		<-m.done
	}
}

func (b *Balancer) maintainIfDue() {
	if int64(b.clock.Now()) >= b.due.Load() {
		b.Maintain()
	}
}

// every calls f once in a period until ctx is done.
func every(ctx context.Context, period time.Duration, f func()) {
	t := time.NewTicker(period)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			f()
		}
	}
}
