package setup

import (
	"context"
	"sync"
	"time"

	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/scicore-go/scicore/observability/metrics/otlp"
)

// pusher sends what there is to collect each period, on a goroutine of its
// own. It takes the place of the SDK's periodic reader, which cannot be
// exchanged: since all are read from one place, totals go on when the
// collector is another.
type pusher struct {
	collect func(context.Context, *metricdata.ResourceMetrics) error
	to      *otlp.Exporter
	period  time.Duration
	timeout time.Duration

	flushes chan chan error
	stop    chan struct{} // closed: send once more and end
	stopped chan struct{}
	closing sync.Once
	sending context.Context
	giveUp  context.CancelFunc // ends a request under way
	last    error              // of the last request, once stopped
}

// start begins to send.
func (p *pusher) start() {
	p.flushes, p.stop, p.stopped = make(chan chan error), make(chan struct{}), make(chan struct{})
	p.sending, p.giveUp = context.WithCancel(context.Background())
	go p.run()
}

func (p *pusher) run() {
	defer close(p.stopped)
	ticker := time.NewTicker(p.period)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			_ = p.send() // counted; the next has all that this one had
		case done := <-p.flushes:
			done <- p.send()
		case <-p.stop:
			p.last = p.send()
			return
		}
	}
}

func (p *pusher) send() error {
	ctx, cancel := context.WithTimeout(p.sending, p.timeout)
	defer cancel()
	var all metricdata.ResourceMetrics
	if err := p.collect(ctx, &all); err != nil {
		return err
	}
	return p.to.Export(ctx, &all)
}

// ForceFlush sends now.
func (p *pusher) ForceFlush(ctx context.Context) error {
	done := make(chan error, 1)
	select {
	case p.flushes <- done:
	case <-p.stopped:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Shutdown sends once more and ends; when ctx ends first, the request under
// way is given up.
func (p *pusher) Shutdown(ctx context.Context) error {
	var err error
	p.closing.Do(func() {
		close(p.stop)
		select {
		case <-p.stopped:
			err = p.last
		case <-ctx.Done():
			p.giveUp()
			<-p.stopped
			err = ctx.Err()
		}
		p.giveUp()
		if e := p.to.Shutdown(context.WithoutCancel(ctx)); err == nil {
			err = e
		}
	})
	return err
}
