package otlp

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// A Processor is the sending half of a Provider: a span processor between
// those who end spans, who never wait, and the exporter, who may. The SDK's own
// batch processor drops as well, but does not tell how much.
type Processor struct {
	exporter sdktrace.SpanExporter
	client   *http.Client
	batch    int
	period   time.Duration
	timeout  time.Duration

	spans    chan sdktrace.ReadOnlySpan
	flushes  chan chan struct{}
	stop     chan struct{} // closed: send what is left and end
	stopped  chan struct{} // closed: the sender has ended
	closing  sync.Once
	mu       sync.RWMutex // between OnEnd and closed
	closed   bool
	sending  context.Context
	giveUp   context.CancelFunc // ends a request under way
	ended    atomic.Int64
	sent     atomic.Int64
	dropped  atomic.Int64
	failed   atomic.Int64
	shutdown error
}

func newProcessor(e sdktrace.SpanExporter, c *http.Client, o Options) *Processor {
	q := &Processor{exporter: e, client: c, batch: o.Batch, period: o.Period, timeout: o.Timeout,
		spans: make(chan sdktrace.ReadOnlySpan, o.Queue), flushes: make(chan chan struct{}),
		stop: make(chan struct{}), stopped: make(chan struct{})}
	q.sending, q.giveUp = context.WithCancel(context.Background())
	go q.run()
	return q
}

// OnStart implements sdktrace.SpanProcessor.
func (q *Processor) OnStart(context.Context, sdktrace.ReadWriteSpan) {}

// OnEnd puts a span in the queue or drops it.
func (q *Processor) OnEnd(s sdktrace.ReadOnlySpan) {
	if !s.SpanContext().IsSampled() {
		return
	}
	q.mu.RLock()
	defer q.mu.RUnlock()
	q.ended.Add(1)
	if q.closed {
		q.dropped.Add(1)
		return
	}
	select {
	case q.spans <- s:
	default:
		q.dropped.Add(1)
	}
}

// run sends batches: full ones at once, others when their time is up.
func (q *Processor) run() {
	defer close(q.stopped)
	ticker := time.NewTicker(q.period)
	defer ticker.Stop()
	batch := make([]sdktrace.ReadOnlySpan, 0, q.batch)
	for {
		select {
		case s := <-q.spans:
			if batch = append(batch, s); len(batch) == q.batch {
				batch = q.send(batch)
			}
		case <-ticker.C:
			batch = q.send(batch)
		case done := <-q.flushes:
			batch = q.drain(batch)
			close(done)
		case <-q.stop:
			q.drain(batch)
			return
		}
	}
}

// drain sends what is in the queue now, and no more than was there to begin
// with: others go on filling it.
func (q *Processor) drain(batch []sdktrace.ReadOnlySpan) []sdktrace.ReadOnlySpan {
	for range len(q.spans) {
		if batch = append(batch, <-q.spans); len(batch) == q.batch {
			batch = q.send(batch)
		}
	}
	return q.send(batch)
}

func (q *Processor) send(batch []sdktrace.ReadOnlySpan) []sdktrace.ReadOnlySpan {
	if len(batch) == 0 {
		return batch
	}
	ctx, cancel := context.WithTimeout(q.sending, q.timeout)
	defer cancel()
	if err := q.exporter.ExportSpans(ctx, batch); err != nil {
		q.failed.Add(int64(len(batch)))
	} else {
		q.sent.Add(int64(len(batch)))
	}
	clear(batch) // let go of the spans
	return batch[:0]
}

// ForceFlush sends what waits, and returns when it was sent or ctx ends.
func (q *Processor) ForceFlush(ctx context.Context) error {
	done := make(chan struct{})
	select {
	case q.flushes <- done:
	case <-q.stopped:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Shutdown sends what waits and ends the sender. When ctx ends first, the
// request under way is given up and the rest counts as failed.
func (q *Processor) Shutdown(ctx context.Context) error {
	q.closing.Do(func() {
		q.mu.Lock()
		q.closed = true
		q.mu.Unlock()
		close(q.stop)
		select {
		case <-q.stopped:
		case <-ctx.Done():
			q.shutdown = ctx.Err()
			q.giveUp()
			<-q.stopped // every further request ends at once
		}
		q.giveUp()
		if err := q.exporter.Shutdown(context.WithoutCancel(ctx)); q.shutdown == nil {
			q.shutdown = err
		}
		q.client.CloseIdleConnections()
	})
	return q.shutdown
}

// Stats returns the counts.
func (q *Processor) Stats() Stats {
	s := Stats{Sent: q.sent.Load(), Failed: q.failed.Load(), Dropped: q.dropped.Load()}
	s.Waiting = max(q.ended.Load()-s.Sent-s.Failed-s.Dropped, 0)
	return s
}
