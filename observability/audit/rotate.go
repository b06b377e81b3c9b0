package audit

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"time"
)

// segment is what the log knows of one file of entries.
type segment struct {
	path        string
	first, next uint64
	end         int64 // where its groups end
	size        int64 // of the file, with the seal
	last        int64 // monotone time of its last entry
	points      []point
}

// add counts a group written at the end.
func (s *segment) add(g groupInfo) {
	if n := len(s.points); n == 0 || s.end-s.points[n-1].offset >= pointGap {
		s.points = append(s.points, point{g.first, s.end})
	}
	s.next = g.next()
	s.end += g.bytes()
	s.size = s.end
}

// makeSegment seals the active segment when it is large or old enough, and
// sees to it that there is one. It can be tried again after an error.
func (l *Log) makeSegment() error {
	if l.active != nil && l.active.next > l.active.first {
		age := l.opts.SegmentAge > 0 && l.opts.Clock().Sub(l.born) >= l.opts.SegmentAge
		if l.active.end >= l.opts.SegmentBytes || age {
			if err := l.rotate(); err != nil {
				return err
			}
			if err := l.retain(); errors.Is(err, ErrFailed) || diskFull(err) {
				return err
			} else if err != nil {
				l.report(err) // old files that stay are no reason to refuse events
			}
		}
	}
	if l.active == nil {
		return l.beginSegment()
	}
	return nil
}

// rotate seals the active segment and begins the next. The checkpoint between
// the two keeps a promise that recovery relies on: whatever lies behind the
// last checkpoint lies in the last segment.
func (l *Log) rotate() error {
	s := l.active
	b := encodeSeal(s.points, s.next, s.last)
	if _, err := l.activeFile.WriteAt(b, s.end); err != nil {
		if terr := l.activeFile.Truncate(s.end); terr != nil {
			return l.fail("cut back a seal", errors.Join(err, terr))
		}
		return l.mayFail("write seal", err)
	}
	if err := l.activeFile.Sync(); err != nil {
		return l.fail("fsync", err)
	}
	s.size = s.end + int64(len(b))
	if err := l.activeFile.Close(); err != nil {
		return l.fail("close segment", err)
	}
	l.sealed = append(l.sealed[:len(l.sealed):len(l.sealed)], s)
	l.active, l.activeFile = nil, nil
	l.stats.rotations.Add(1)
	v := l.View()
	l.publish(v.root, v.keyHash, v.sig)
	return l.beginSegment()
}

// beginSegment makes an empty segment for what comes next.
func (l *Log) beginSegment() error {
	if err := l.saveCheckpoint(); err != nil {
		return err
	}
	path := segmentPath(l.dir, l.tree.size)
	f, err := l.fs.open(path, true)
	if err != nil {
		return l.mayFail("make segment", err)
	}
	if err := l.writeHeader(f); err != nil {
		return errors.Join(err, f.Close())
	}
	l.active = &segment{path: path, first: l.tree.size, next: l.tree.size, end: segmentHeader, size: segmentHeader, last: l.monotone}
	l.activeFile, l.born = f, l.opts.Clock()
	return nil
}

func (l *Log) writeHeader(f file) error {
	if err := f.Truncate(0); err != nil {
		return l.mayFail("empty segment", err)
	}
	if _, err := f.WriteAt(encodeHeader(l.tree.size, l.opts.Origin), 0); err != nil {
		return l.mayFail("write segment header", err)
	}
	if err := f.Sync(); err != nil {
		return l.fail("fsync", err)
	}
	if err := l.fs.syncDir(filepath.Join(l.dir, "segments")); err != nil {
		return l.fail("fsync", err)
	}
	return nil
}

// saveCheckpoint makes the hashes durable and then the statement about them.
func (l *Log) saveCheckpoint() error {
	v := l.View()
	if v.size == l.saved && l.stats.checkpoints.Load() > 0 {
		return nil
	}
	if err := l.tiles.sync(); err != nil {
		return l.fail("fsync hashes", err)
	}
	cp := v.Checkpoint()
	if err := replace(l.fs, filepath.Join(l.dir, "checkpoint"), cp.Signed); err != nil {
		l.stats.checkpointErrors.Add(1)
		return fmt.Errorf("audit: checkpoint: %w", err)
	}
	l.saved = v.size
	l.stats.checkpoints.Add(1)
	l.stats.saved.Store(&savedCheckpoint{v.size, l.opts.Clock()})
	if l.witness != nil {
		l.witness.offer(cp)
	}
	return nil
}

// periodic does what is due without events: checkpoints, old segments.
func (l *Log) periodic() {
	if l.failed.Load() != nil {
		return
	}
	l.report(l.saveCheckpoint())
	if l.opts.SegmentAge > 0 && l.failed.Load() == nil {
		l.report(l.makeSegment())
	}
}

// report counts an error of work that nobody waits for. The work is tried
// again; an error that is final is in failed already.
func (l *Log) report(err error) {
	if err != nil {
		l.stats.background.Store(&err)
	}
}

// Rotate seals the current segment and begins the next.
func (l *Log) Rotate(ctx context.Context) error {
	return l.do(ctx, func() error {
		l.commitAll()
		if err := l.refuseFailed(); err != nil {
			return err
		}
		if l.active == nil || l.active.next == l.active.first {
			return nil
		}
		return l.rotate()
	})
}

// DropBefore deletes the data of entries before index, as far as they fill
// whole sealed segments, and returns the first entry whose data is still
// there. Hashes stay, so that proofs and Verify hold for what remains; an
// entry "audit.retention" is written first.
func (l *Log) DropBefore(ctx context.Context, index uint64) (first uint64, err error) {
	err = l.do(ctx, func() error {
		l.commitAll()
		if err := l.refuseFailed(); err != nil {
			return err
		}
		n := 0
		for n < len(l.sealed) && l.sealed[n].next <= index {
			n++
		}
		return l.drop(n, "asked for")
	})
	return l.View().First(), err
}

// retain drops the sealed segments that the host's bounds name.
func (l *Log) retain() error {
	n, why := 0, ""
	if l.opts.RetainFor > 0 {
		old := l.opts.Clock().Add(-l.opts.RetainFor).UnixNano()
		for n < len(l.sealed) && l.sealed[n].last < old {
			n, why = n+1, "older than "+l.opts.RetainFor.String()
		}
	}
	if l.opts.RetainBytes > 0 {
		total := int64(0)
		for _, s := range l.sealed[n:] {
			total += s.size
		}
		for total > l.opts.RetainBytes && n < len(l.sealed) {
			total -= l.sealed[n].size
			n, why = n+1, fmt.Sprintf("more than %d bytes", l.opts.RetainBytes)
		}
	}
	return l.drop(n, why)
}

// drop records that the first n segments go, and lets them go. If the process
// ends between the two, the next drop takes them.
func (l *Log) drop(n int, why string) error {
	if n == 0 {
		return nil
	}
	if l.active == nil {
		if err := l.beginSegment(); err != nil {
			return err
		}
	}
	before := l.sealed[n-1].next
	edge, err := l.tiles.edge(before)
	if err != nil {
		return fmt.Errorf("audit: retention: %w", err)
	}
	if err := l.writeOwn(Event{Actor: "audit", Action: ActionRetention, Resource: l.opts.Origin, Outcome: Success, Attrs: []slog.Attr{
		slog.Uint64("first", l.sealed[0].first), slog.Uint64("before", before), slog.String("why", why), slog.Any(edgeAttr, edge.pack()),
	}}); err != nil {
		return err
	}
	if err := l.saveCheckpoint(); err != nil {
		return err
	}
	gone := l.sealed[:n]
	l.sealed = l.sealed[n:]
	v := l.View()
	l.publish(v.root, v.keyHash, v.sig)
	for _, s := range gone {
		if err := l.fs.remove(s.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("audit: retention: %w", err)
		}
		l.stats.deleted.Add(1)
	}
	return l.fs.syncDir(filepath.Join(l.dir, "segments"))
}

// writeOwn makes an event of the log's own durable from within the committer.
func (l *Log) writeOwn(ev Event) error {
	var e encoder
	starts, err := l.encode(context.Background(), &e, []Event{ev}, true)
	if err != nil {
		return err
	}
	g := &group{buf: append(make([]byte, groupHeader), e.buf...), starts: []int{starts[0] + groupHeader}, since: time.Now()}
	return l.append(g)
}
