package audit

import (
	"context"
	"encoding/binary"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// Receipt acknowledges a durable entry.
type Receipt struct {
	Index   uint64 // its place
	Leaf    Hash   // its leaf in the tree
	Dropped bool   // the disk was full and the policy Drop: there is no entry
}

// group is what becomes durable together. Events are added under Log.mu while
// it is the last in the queue; after that it is the committer's, and after
// done is closed everybody may read first, leaves, dropped and err.
type group struct {
	buf      []byte // room for the header, then entries with their lengths
	starts   []int  // of entries in buf
	openings []Opening
	since    time.Time
	bytes    int // counted in Log.pending
	done     chan struct{}
	first    uint64
	leaves   []Hash
	dropped  bool
	err      error
}

// Pending is an event on its way to the disk.
type Pending struct {
	g *group
	i int
}

// Done is closed when the event is durable or has failed.
func (p Pending) Done() <-chan struct{} { return p.g.done }

// Wait returns the receipt when the event is durable. If ctx ends first, the
// event is still on its way.
func (p Pending) Wait(ctx context.Context) (Receipt, error) {
	select {
	case <-p.g.done:
	default:
		select {
		case <-p.g.done:
		case <-ctx.Done():
			return Receipt{}, ctx.Err()
		}
	}
	return p.g.receipt(p.i)
}

func (g *group) receipt(i int) (Receipt, error) {
	switch {
	case g.err != nil:
		return Receipt{}, g.err
	case g.dropped:
		return Receipt{Dropped: true}, nil
	}
	return Receipt{Index: g.first + uint64(i), Leaf: g.leaves[i]}, nil
}

var encoders = sync.Pool{New: func() any { return new(encoder) }}

// Append records ev and returns when it is durable. An error means that it is
// not in the log, with two exceptions: when ctx ends while the event waits,
// and when the log fails (ErrFailed), it may be.
func (l *Log) Append(ctx context.Context, ev Event) (Receipt, error) {
	p, err := l.AppendAsync(ctx, ev)
	if err != nil {
		return Receipt{}, err
	}
	return p.Wait(ctx)
}

// AppendAsync hands ev over and returns at once, unless too much is waiting
// already. Events handed over one after another get their places in that
// order.
func (l *Log) AppendAsync(ctx context.Context, ev Event) (Pending, error) {
	return l.enqueue(ctx, false, ev)
}

// AppendBatch records events with consecutive places, all or none of them, and
// returns when they are durable.
func (l *Log) AppendBatch(ctx context.Context, evs []Event) ([]Receipt, error) {
	if len(evs) == 0 {
		return nil, nil
	}
	p, err := l.enqueue(ctx, false, evs...)
	if err != nil {
		return nil, err
	}
	out := make([]Receipt, len(evs))
	for i := range out {
		if out[i], err = (Pending{p.g, p.i + i}).Wait(ctx); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// note records an event of the log's own.
func (l *Log) note(ctx context.Context, action string, attrs ...slog.Attr) error {
	p, err := l.enqueue(ctx, true, Event{Actor: "audit", Action: action, Resource: l.opts.Origin, Outcome: Success, Attrs: attrs})
	if err == nil {
		_, err = p.Wait(ctx)
	}
	return err
}

func attrInt[T int | int64 | uint64](key string, v T) slog.Attr { return slog.Uint64(key, uint64(v)) }

// enqueue encodes events and adds them to the last group; the result stands
// for the first of them.
func (l *Log) enqueue(ctx context.Context, internal bool, evs ...Event) (Pending, error) {
	if err := ctx.Err(); err != nil {
		return Pending{}, err
	}
	e := encoders.Get().(*encoder)
	defer func() {
		if cap(e.buf) <= 1<<20 {
			encoders.Put(e)
		}
	}()
	starts, err := l.encode(ctx, e, evs, internal)
	if err != nil {
		return Pending{}, err
	}
	if err := l.waitForRoom(ctx, len(e.buf)); err != nil {
		return Pending{}, err
	}
	defer l.mu.Unlock()
	g := l.lastGroup(len(e.buf))
	p := Pending{g, len(g.starts)}
	for _, s := range starts {
		g.starts = append(g.starts, s+len(g.buf))
	}
	g.buf = append(g.buf, e.buf...)
	g.openings = append(g.openings, e.openings...)
	g.bytes += len(e.buf)
	l.pending += len(e.buf)
	signal(l.wake)
	if len(g.buf) >= l.opts.GroupBytes {
		signal(l.ripe)
	}
	return p, nil
}

// encode puts events into e.buf, each after its length, and returns where they
// start.
func (l *Log) encode(ctx context.Context, e *encoder, evs []Event, internal bool) ([]int, error) {
	*e = encoder{buf: e.buf[:0], redactor: l.redactor}
	var few [8]int
	starts := few[:0]
	for i := range evs {
		ev := &evs[i]
		if ev.Trace == "" {
			if trace := l.opts.TraceID(ctx); trace != "" {
				withTrace := *ev
				withTrace.Trace = trace
				ev = &withTrace
			}
		}
		e.buf = append(e.buf, 0, 0)
		start := len(e.buf)
		e.attrs, e.extra = 0, nil
		e.event(ev, internal)
		n := len(e.buf) - start
		if e.err == nil && n > l.opts.MaxEventBytes && !internal {
			e.fail("size", tooLarge(n, l.opts.MaxEventBytes))
		}
		if e.err == nil && len(e.buf) > maxBody/2 {
			e.fail("batch", tooLarge(len(e.buf), maxBody/2))
		}
		if e.err != nil {
			return nil, e.err
		}
		binary.BigEndian.PutUint16(e.buf[start-2:], uint16(n))
		starts = append(starts, start)
	}
	return starts, nil
}

// waitForRoom returns with l.mu held when n more bytes may wait. A batch
// larger than all the room goes when it is alone.
func (l *Log) waitForRoom(ctx context.Context, n int) error {
	for {
		l.mu.Lock()
		if err := l.refuse(); err != nil {
			l.mu.Unlock()
			return err
		}
		if l.pending == 0 || l.pending+n <= l.opts.MaxPending {
			return nil
		}
		room := l.room
		l.mu.Unlock()
		select {
		case <-room:
		case <-l.closing:
		case <-ctx.Done():
			return fmt.Errorf("audit: %d bytes of events are waiting already: %w", l.opts.MaxPending, ctx.Err())
		}
	}
}

func (l *Log) refuse() error {
	if f := l.failed.Load(); f != nil {
		return f
	}
	if l.closed {
		return ErrClosed
	}
	return nil
}

// lastGroup returns the group that n more bytes go into. It begins with room
// for a header.
func (l *Log) lastGroup(n int) *group {
	if k := len(l.queue); k > 0 {
		if g := l.queue[k-1]; len(g.buf)+n <= max(l.opts.GroupBytes, groupHeader+n) {
			return g
		}
	}
	g := &group{since: time.Now(), done: make(chan struct{})}
	if k := len(l.spare); k > 0 {
		g.buf, l.spare = l.spare[k-1][:groupHeader], l.spare[:k-1]
	} else {
		g.buf = make([]byte, groupHeader, 4096)
	}
	l.queue = append(l.queue, g)
	return g
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
