package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// What a crash can leave behind, and what is done about it:
//
//   - a group at the very end of the last segment, incomplete: nobody was told
//     that its events are durable; it is cut away
//   - whole groups behind the checkpoint file: they are signed, so they are
//     taken over; they are written and synced once more, because after a
//     failed fsync the page cache may show what the disk does not have
//   - hashes behind the checkpoint: they follow from those groups and are
//     written anew
//   - a seal without a next segment, a segment without a header: the rotation
//     is finished
//
// Whatever else does not fit was no crash.

// recover brings the directory in order and returns how many bytes were cut.
func (l *Log) recover(ctx context.Context) (torn int64, err error) {
	segments, err := listSegments(l.fs, l.dir)
	if err != nil {
		return 0, err
	}
	cp, err := l.loadCheckpoint()
	if errors.Is(err, fs.ErrNotExist) {
		return 0, l.create(segments)
	}
	if err != nil {
		return 0, err
	}
	if l.tree, err = trustedEdge(l.tiles, cp); err != nil {
		return 0, err
	}
	l.saved = cp.Size
	last, err := l.loadSealed(segments, cp)
	if err != nil {
		return 0, err
	}
	if torn, err = l.adopt(ctx, last, cp); err != nil {
		return 0, err
	}
	if err := l.tiles.cut(l.tree.size); err != nil {
		return 0, fmt.Errorf("audit: %w", err)
	}
	if err := l.checkRemembered(); err != nil {
		return 0, err
	}
	return torn, l.settle()
}

func (l *Log) loadCheckpoint() (Checkpoint, error) {
	path := filepath.Join(l.dir, "checkpoint")
	b, err := readAll(l.fs, path, 1<<20)
	if err != nil {
		return Checkpoint{}, err
	}
	cp, err := ParseCheckpoint(b, l.keys...)
	if err != nil {
		return cp, fmt.Errorf("%s: %w", path, err)
	}
	if cp.Origin != l.opts.Origin {
		return cp, &CorruptError{Path: path, Offset: -1, What: fmt.Sprintf("of the log %q, want %q", cp.Origin, l.opts.Origin)}
	}
	return cp, nil
}

// trustedEdge reads the edge of the tree that cp signed.
func trustedEdge(t *tiles, cp Checkpoint) (tree, error) {
	edge, err := t.edge(cp.Size)
	if err != nil {
		return edge, &CorruptError{Path: filepath.Join(t.dir, "tiles"), Offset: -1, What: err.Error()}
	}
	if edge.root() != cp.Root {
		return edge, &CorruptError{Path: filepath.Join(t.dir, "tiles"), Offset: -1, What: "the hashes do not lead to the signed root"}
	}
	return edge, nil
}

// listSegments returns the first indexes of all segments, in order.
func listSegments(fsys fsys, dir string) ([]uint64, error) {
	names, err := fsys.list(filepath.Join(dir, "segments"))
	if err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	var out []uint64
	for _, n := range names {
		if first, ok := segmentName(n); ok {
			out = append(out, first)
		}
	}
	slices.Sort(out)
	return out, nil
}

// create makes an empty log. There may be the beginnings of one, from a crash
// at this very place; anything more means that a checkpoint was taken away.
func (l *Log) create(segments []uint64) error {
	for _, first := range segments {
		n, err := l.fs.size(segmentPath(l.dir, first))
		if err != nil {
			return fmt.Errorf("audit: %w", err)
		}
		if first != 0 || n > segmentHeader {
			return &CorruptError{Path: filepath.Join(l.dir, "checkpoint"), Offset: -1, What: "missing, though there are entries"}
		}
	}
	if l.opts.Remembered != nil {
		cp, err := ParseCheckpoint(l.opts.Remembered, l.keys...)
		if err != nil {
			return err
		}
		if cp.Size > 0 {
			return &RollbackError{Remembered: cp}
		}
	}
	if err := l.tiles.cut(0); err != nil {
		return err
	}
	if err := l.settle(); err != nil {
		return err
	}
	for _, d := range []string{l.dir, filepath.Dir(filepath.Clean(l.dir))} {
		if err := l.fs.syncDir(d); err != nil {
			return fmt.Errorf("audit: %w", err)
		}
	}
	return nil
}

// settle publishes the recovered state, writes its checkpoint and sees to a
// segment for what comes.
func (l *Log) settle() error {
	root := l.tree.root()
	sig, err := l.opts.Signer.Sign([]byte(checkpointText(l.opts.Origin, l.tree.size, root)))
	if err != nil {
		return fmt.Errorf("audit: sign: %w", err)
	}
	l.publish(root, l.opts.Signer.KeyHash(), sig)
	if err := l.saveCheckpoint(); err != nil {
		return err
	}
	if l.active == nil {
		return l.beginSegment()
	}
	return nil
}

// checkRemembered refuses a log that does not continue what the host saw.
func (l *Log) checkRemembered() error {
	if l.opts.Remembered == nil {
		return nil
	}
	old, err := ParseCheckpoint(l.opts.Remembered, l.keys...)
	if err != nil {
		return fmt.Errorf("audit: remembered: %w", err)
	}
	have := Checkpoint{Origin: l.opts.Origin, Size: l.tree.size, Root: l.tree.root()}
	if old.Size == 0 || old.Size > have.Size {
		return CheckConsistency(old, have, nil)
	}
	proof, err := tlog.ProveTree(int64(have.Size), int64(old.Size), l.tiles)
	if err != nil {
		return fmt.Errorf("audit: remembered: %w", err)
	}
	return CheckConsistency(old, have, proof)
}

// loadSealed reads the seals of all segments but the last, whose first index
// it returns.
func (l *Log) loadSealed(firsts []uint64, cp Checkpoint) (last uint64, err error) {
	if len(firsts) == 0 && cp.Size == 0 {
		return 0, nil // the making of the log broke off here
	}
	if len(firsts) == 0 {
		return 0, &CorruptError{Path: filepath.Join(l.dir, "segments"), Offset: -1, What: "no segments, though there is a checkpoint"}
	}
	last = firsts[len(firsts)-1]
	if last > cp.Size {
		return 0, &CorruptError{Path: segmentPath(l.dir, last), Offset: -1, What: fmt.Sprintf("begins behind the checkpoint of %d entries", cp.Size)}
	}
	for i, first := range firsts[:len(firsts)-1] {
		s, sealed, err := loadSegment(l.fs, l.dir, first, l.opts.Origin)
		if err != nil {
			return 0, err
		}
		if !sealed || s.next != firsts[i+1] {
			return 0, &CorruptError{Path: s.path, Offset: -1, What: fmt.Sprintf("does not lead to the segment of entry %d", firsts[i+1])}
		}
		l.sealed = append(l.sealed, s)
		l.monotone = s.last
	}
	return last, nil
}

// loadSegment reads a segment's header and, where there is one, its seal.
func loadSegment(fsys fsys, dir string, first uint64, origin string) (*segment, bool, error) {
	path := segmentPath(dir, first)
	f, err := fsys.open(path, false)
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	if err := checkHeader(f, path, first, origin); err != nil {
		return nil, false, err
	}
	n, err := f.Size()
	if err != nil {
		return nil, false, err
	}
	s := &segment{path: path, first: first, next: first, end: segmentHeader, size: n}
	seal, ok := readSeal(f, n)
	if ok {
		s.next, s.end, s.last, s.points = seal.next, seal.offset, seal.last, seal.points
	}
	return s, ok, nil
}

// adopt scans the last segment, takes over whole groups behind the checkpoint
// and cuts what is torn.
func (l *Log) adopt(ctx context.Context, first uint64, cp Checkpoint) (torn int64, err error) {
	path := segmentPath(l.dir, first)
	f, err := l.fs.open(path, true)
	if err != nil {
		return 0, fmt.Errorf("audit: %w", err)
	}
	defer func() {
		if f != nil {
			err = errors.Join(err, f.Close())
		}
	}()
	size, err := f.Size()
	if err != nil {
		return 0, fmt.Errorf("audit: %w", err)
	}
	if size < segmentHeader && first == cp.Size {
		return 0, nil // the rotation broke off here; settle begins the segment anew
	}
	if err := checkHeader(f, path, first, l.opts.Origin); err != nil {
		return 0, err
	}
	scan := tailScan{l: l, f: f, cp: cp, size: size, segment: &segment{path: path, first: first, next: first, end: segmentHeader}}
	if err := scan.groups(ctx); err != nil {
		return 0, err
	}
	s := scan.segment
	s.last = l.monotone
	if err := f.Sync(); err != nil {
		return 0, fmt.Errorf("audit: %w", err)
	}
	if seal, ok := readSeal(f, size); ok && seal.offset == s.end && seal.next == s.next {
		s.size = size
		l.sealed = append(l.sealed, s)
		return 0, nil
	}
	if torn = size - s.end; torn > 0 {
		if err := scan.checkTorn(); err != nil {
			return 0, err
		}
		if err := f.Truncate(s.end); err != nil {
			return 0, fmt.Errorf("audit: %w", err)
		}
		if err := f.Sync(); err != nil {
			return 0, fmt.Errorf("audit: %w", err)
		}
	}
	s.size = s.end
	l.active, l.activeFile, l.born = s, f, l.opts.Clock()
	f = nil
	return torn, nil
}

// tailScan walks the groups of the last segment.
type tailScan struct {
	l       *Log
	f       file
	cp      Checkpoint
	size    int64
	segment *segment
}

func (t *tailScan) corrupt(what string) error {
	return &CorruptError{Path: t.segment.path, Offset: t.segment.end, What: what}
}

func (t *tailScan) groups(ctx context.Context) error {
	var buf []byte
	for s := t.segment; s.end < t.size; {
		if err := ctx.Err(); err != nil {
			return err
		}
		g, ok := readGroupHeader(t.f, s.end)
		if !ok || g.first != s.next || s.end+g.bytes() > t.size {
			break
		}
		b, tr, err := readGroup(t.f, s.end, g, buf)
		if err != nil {
			return fmt.Errorf("audit: %w", err)
		}
		if buf = b; !tr.whole {
			break
		}
		if err := t.group(g, b, tr); err != nil {
			return err
		}
		s.add(g)
	}
	if t.segment.next < t.cp.Size {
		return t.corrupt(fmt.Sprintf("entry %d cannot be read, though the checkpoint covers %d", t.segment.next, t.cp.Size))
	}
	return nil
}

// group takes one whole group over.
func (t *tailScan) group(g groupInfo, b []byte, tr trailer) error {
	if g.first < t.cp.Size && g.next() > t.cp.Size {
		return t.corrupt("a group across the checkpoint")
	}
	l, fresh := t.l, g.first >= t.cp.Size
	before := l.tree.size
	l.rows.reset()
	rest := body(b)
	for i := range g.count {
		entry, r, ok := nextEntry(rest)
		if index, valid := indexOf(entry); !ok || !valid || index != g.first+uint64(i) {
			return t.corrupt(fmt.Sprintf("entry %d is malformed", g.first+uint64(i)))
		}
		rest = r
		l.monotone = monotoneOf(entry)
		if fresh {
			l.tree.add(tlog.RecordHash(entry), &l.rows)
		}
	}
	switch {
	case len(rest) > 0:
		return t.corrupt("bytes behind the entries of a group")
	case !fresh:
		return nil
	case l.tree.root() != tr.root || !l.keys.verify(checkpointText(l.opts.Origin, l.tree.size, tr.root), tr.keyHash, tr.sig):
		return t.corrupt(fmt.Sprintf("entries %d to %d are not what was signed", g.first, g.next()-1))
	}
	if err := l.tiles.put(before, &l.rows); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	_, err := t.f.WriteAt(b, t.segment.end)
	return err
}

// checkTorn makes sure that what is about to be cut is the end of a write and
// nothing else: behind the only group that was not acknowledged there can be
// no whole one.
func (t *tailScan) checkTorn() error {
	b := make([]byte, t.size-t.segment.end)
	if _, err := t.f.ReadAt(b, t.segment.end); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	for off := 0; ; off++ {
		i := bytes.Index(b[off:], []byte(groupMagic))
		if i < 0 {
			return nil
		}
		off += i
		g, ok := parseGroupHeader(b[off:])
		if !ok || g.bytes() > int64(len(b)-off) || g.next() <= t.segment.next {
			continue
		}
		tr := parseTrailer(b[off : off+int(g.bytes())])
		if tr.whole && t.l.keys.verify(checkpointText(t.l.opts.Origin, g.next(), tr.root), tr.keyHash, tr.sig) {
			return t.corrupt(fmt.Sprintf("damaged: behind it lie signed entries up to %d", g.next()-1))
		}
	}
}
