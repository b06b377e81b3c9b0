package audit

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// run is the committer: the one goroutine that gives events their places and
// writes. It ends when Close has been called and the queue is empty.
func (l *Log) run() {
	defer close(l.ended)
	tick := time.NewTicker(l.opts.CheckpointInterval)
	defer tick.Stop()
	for {
		select {
		case <-l.wake:
			if g := l.take(); g != nil {
				l.commit(g)
				l.again()
			}
		case <-tick.C:
			l.periodic()
		case f := <-l.control:
			f()
		case <-l.closing:
			l.commitAll()
			if l.failed.Load() == nil {
				l.last = l.saveCheckpoint()
			}
			return
		}
		select { // a stream of events must not keep the ticker from its turn
		case <-tick.C:
			l.periodic()
		default:
		}
	}
}

// again wakes the committer for what is in the queue still.
func (l *Log) again() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.queue) > 0 {
		signal(l.wake)
	}
}

// take waits until the first group is ripe and takes it off the queue.
func (l *Log) take() *group {
	l.mu.Lock()
	if len(l.queue) == 0 {
		l.mu.Unlock()
		return nil
	}
	wait := l.opts.GroupWait - time.Since(l.queue[0].since)
	full := len(l.queue) > 1 || len(l.queue[0].buf) >= l.opts.GroupBytes
	l.mu.Unlock()
	if wait > 0 && !full {
		t := time.NewTimer(wait)
		select {
		case <-t.C:
		case <-l.ripe:
		case <-l.closing:
		}
		t.Stop()
	}
	return l.pop()
}

func (l *Log) pop() *group {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.queue) == 0 {
		return nil
	}
	g := l.queue[0]
	l.queue = append(l.queue[:0], l.queue[1:]...)
	return g
}

func (l *Log) commitAll() {
	for g := l.pop(); g != nil; g = l.pop() {
		l.commit(g)
	}
}

// commit makes a group durable, or ends it as the policy says.
func (l *Log) commit(g *group) {
	for pause := 10 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		err := l.refuseFailed()
		if err == nil {
			err = l.write(g)
		}
		switch {
		case err == nil:
			l.stats.full.Store(false)
			l.finish(g, nil)
			return
		case errors.Is(err, ErrFailed) || !diskFull(err):
			l.finish(g, err)
			return
		}
		l.stats.full.Store(true)
		switch n := len(g.starts); {
		case l.opts.OnDiskFull == Block && l.pause(pause):
			continue
		case l.opts.OnDiskFull == Drop:
			l.lost.add(n, l.opts.Clock())
			l.stats.dropped.Add(uint64(n))
			g.dropped = true
			l.finish(g, nil)
			return
		default:
			l.finish(g, &DiskFullError{Events: n, Err: err})
			return
		}
	}
}

func (l *Log) refuseFailed() error {
	if f := l.failed.Load(); f != nil {
		return f
	}
	return nil
}

// pause waits a little for room on the disk; false when the log closes.
func (l *Log) pause(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-l.closing:
		return false
	}
}

// finish tells everybody who waits for g.
func (l *Log) finish(g *group, err error) {
	g.err = err
	l.mu.Lock()
	l.pending -= g.bytes
	close(l.room)
	l.room = make(chan struct{})
	if cap(g.buf) <= 2*l.opts.GroupBytes && len(l.spare) < 4 {
		l.spare = append(l.spare, g.buf)
	}
	l.mu.Unlock()
	g.buf, g.openings = nil, nil
	close(g.done)
}

// fail ends the log for good: what is on the disk is not known any more.
func (l *Log) fail(op string, err error) error {
	f := &FailedError{Op: op, Err: err}
	l.failed.CompareAndSwap(nil, f)
	return l.failed.Load()
}

// write gives a group its places and makes it durable. An error that is
// neither ErrFailed nor of a full disk concerns this group alone. On return
// with an error nothing of the group counts.
func (l *Log) write(g *group) error {
	if err := l.makeSegment(); err != nil {
		return err
	}
	if l.lost.events > 0 {
		if err := l.writeGap(); err != nil {
			return err
		}
	}
	if len(g.openings) > 0 {
		if err := l.redactor.vault.Keep(context.Background(), g.openings); err != nil {
			return err
		}
	}
	return l.append(g)
}

// writeGap records that events were dropped, as a group of its own.
func (l *Log) writeGap() error {
	if err := l.writeOwn(Event{Actor: "audit", Action: ActionGap, Resource: l.opts.Origin, Outcome: Failure, Attrs: []slog.Attr{
		slog.Uint64("events", l.lost.events), slog.Time("from", l.lost.from), slog.Time("to", l.lost.to),
	}}); err != nil {
		return err
	}
	l.lost = gap{}
	l.stats.gaps.Add(1)
	return nil
}

// append writes hashes, then entries, then waits for the disk.
func (l *Log) append(g *group) error {
	next, monotone := l.place(g)
	root := next.root()
	b, err := l.seal(g, root, next.size)
	if err != nil {
		return err
	}
	if err := l.tiles.put(l.tree.size, &l.rows); err != nil {
		return l.mayFail("write hashes", err)
	}
	if _, err := l.activeFile.WriteAt(b, l.active.end); err != nil {
		if terr := l.activeFile.Truncate(l.active.end); terr != nil {
			return l.fail("cut back a group", errors.Join(err, terr))
		}
		return l.mayFail("write entries", err)
	}
	start := time.Now()
	if err := l.activeFile.Sync(); err != nil {
		return l.fail("fsync", err)
	}
	l.stats.synced(time.Since(start), len(g.starts), len(b))
	l.tree, l.monotone = next, monotone
	l.active.add(groupInfo{count: uint32(len(g.starts)), body: uint32(len(b) - groupHeader - groupTrailer), first: g.first})
	l.active.last = monotone
	t := parseTrailer(b)
	l.publish(root, t.keyHash, t.sig)
	return nil
}

// mayFail lets errors of a full disk through and makes all others final.
func (l *Log) mayFail(op string, err error) error {
	if diskFull(err) {
		return err
	}
	return l.fail(op, err)
}

// place gives each entry its place and time, and hashes it.
func (l *Log) place(g *group) (next tree, monotone int64) {
	next, monotone = l.tree, l.monotone
	now := l.opts.Clock().UnixNano()
	g.first, g.leaves = next.size, make([]Hash, len(g.starts))
	l.rows.reset()
	for i, start := range g.starts {
		end := len(g.buf)
		if i+1 < len(g.starts) {
			end = g.starts[i+1] - 2
		}
		recorded := now
		stamp(g.buf[start:end], next.size, recorded, max(recorded, monotone))
		monotone = max(recorded, monotone)
		g.leaves[i] = tlog.RecordHash(g.buf[start:end])
		next.add(g.leaves[i], &l.rows)
	}
	return next, monotone
}

// seal signs the state after the group and completes its bytes. The trailer
// lies behind g.buf, which stays as it is for another try.
func (l *Log) seal(g *group, root Hash, size uint64) ([]byte, error) {
	if size > maxSize {
		return nil, errors.New("audit: log is full")
	}
	sig, err := l.opts.Signer.Sign([]byte(checkpointText(l.opts.Origin, size, root)))
	if err != nil {
		return nil, err
	}
	putGroupHeader(g.buf, groupInfo{count: uint32(len(g.starts)), body: uint32(len(g.buf) - groupHeader), first: g.first})
	return appendTrailer(g.buf, l.opts.Signer.KeyHash(), sig, root), nil
}

// publish shows everybody the new state.
func (l *Log) publish(root Hash, keyHash uint32, sig []byte) {
	v := &View{
		fs: l.fs, dir: l.dir, origin: l.opts.Origin, tiles: l.tiles,
		size: l.tree.size, root: root, keyHash: keyHash, sig: sig, keyName: l.keys.name(keyHash),
		sealed: l.sealed,
	}
	if l.active != nil {
		active := *l.active
		v.active = &active
	}
	l.current.Store(v)
	l.stats.size.Store(v.size)
	l.stats.first.Store(v.First())
}

// gap is what was dropped since the last entry.
type gap struct {
	events   uint64
	from, to time.Time
}

func (g *gap) add(n int, now time.Time) {
	if g.events == 0 {
		g.from = now
	}
	g.events += uint64(n)
	g.to = now
}
