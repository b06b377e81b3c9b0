package audit

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path/filepath"
	"sort"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// View is a log as it was at one moment: a size, the root that was signed for
// it, and everything before. It is immutable and safe for concurrent use; data
// that retention deletes meanwhile ends in ErrDropped.
type View struct {
	fs      fsys
	dir     string
	origin  string
	tiles   *tiles
	size    uint64
	root    Hash
	keyHash uint32
	keyName string
	sig     []byte
	sealed  []*segment
	active  *segment
	owned   bool // the tiles are this view's to close
}

// OpenView opens the log in dir for reading, beside a writer or without one.
// It shows the log up to the last whole group that one of keys signed. Close
// it after use.
func OpenView(ctx context.Context, dir string, keys ...note.Verifier) (*View, error) {
	return openView(ctx, disk{}, dir, keys)
}

func openView(ctx context.Context, fsys fsys, dir string, keys []note.Verifier) (*View, error) {
	path := filepath.Join(dir, "checkpoint")
	b, err := readAll(fsys, path, 1<<20)
	if err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	cp, err := ParseCheckpoint(b, keys...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	v := &View{fs: fsys, dir: dir, origin: cp.Origin, tiles: &tiles{fs: fsys, dir: dir}, size: cp.Size, root: cp.Root, owned: true}
	for _, k := range keys {
		if err := v.sign(cp, k); err == nil {
			break
		}
	}
	if err := v.loadSegments(ctx, keys); err != nil {
		return nil, errors.Join(err, v.Close())
	}
	return v, nil
}

// sign takes the signature of k out of a checkpoint.
func (v *View) sign(cp Checkpoint, k note.Verifier) error {
	n, err := note.Open(cp.Signed, note.VerifierList(k))
	if err != nil {
		return err
	}
	data, err := signatureData(n.Sigs[0].Base64)
	v.keyName, v.keyHash, v.sig = n.Sigs[0].Name, n.Sigs[0].Hash, data
	return err
}

func (v *View) loadSegments(ctx context.Context, keys keyring) error {
	firsts, err := listSegments(v.fs, v.dir)
	if err != nil {
		return err
	}
	for _, first := range firsts {
		s, sealed, err := loadSegment(v.fs, v.dir, first, v.origin)
		switch {
		case errors.Is(err, fs.ErrNotExist): // retention was faster
			continue
		case err != nil && first == firsts[len(firsts)-1] && first >= v.size:
			return nil // being made at this moment
		case err != nil:
			return err
		case sealed:
			if s.next > v.size { // the process ended between seal and checkpoint
				whole := s
				s = &segment{path: whole.path, first: first, next: first, end: segmentHeader, size: whole.end, last: whole.last}
				if err := v.scanActive(ctx, s, keys); err != nil {
					return err
				}
			}
			v.sealed = append(v.sealed, s)
		default:
			if err := v.scanActive(ctx, s, keys); err != nil {
				return err
			}
			v.active = s
		}
	}
	return nil
}

// scanActive walks the groups of the segment that is being written and goes
// beyond the checkpoint as far as signed groups and their hashes lead.
func (v *View) scanActive(ctx context.Context, s *segment, keys keyring) error {
	f, err := v.fs.open(s.path, false)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	defer f.Close()
	var buf []byte
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		g, ok := readGroupHeader(f, s.end)
		if !ok || g.first != s.next || s.end+g.bytes() > s.size {
			break
		}
		if g.next() > v.size {
			b, t, err := readGroup(f, s.end, g, buf)
			if buf = b; err != nil || !t.whole || !keys.verify(checkpointText(v.origin, g.next(), t.root), t.keyHash, t.sig) {
				break
			}
			v.size, v.root, v.keyHash, v.sig, v.keyName = g.next(), t.root, t.keyHash, t.sig, keys.name(t.keyHash)
		}
		size := s.size
		s.add(g)
		s.size = size
	}
	return nil
}

// Close lets go of the files of a view that [OpenView] opened.
func (v *View) Close() error {
	if v.owned {
		return v.tiles.close()
	}
	return nil
}

// Size returns the number of entries, those whose data was deleted included.
func (v *View) Size() uint64 { return v.size }

// First returns the first entry whose data is kept.
func (v *View) First() uint64 {
	switch {
	case len(v.sealed) > 0:
		return v.sealed[0].first
	case v.active != nil:
		return v.active.first
	}
	return v.size
}

// Checkpoint returns the view's signed checkpoint.
func (v *View) Checkpoint() Checkpoint {
	text := checkpointText(v.origin, v.size, v.root)
	return Checkpoint{Origin: v.origin, Size: v.size, Root: v.root, Signed: checkpointNote(text, v.keyName, v.keyHash, v.sig)}
}

func (v *View) checkSize(size uint64) error {
	if size > v.size {
		return fmt.Errorf("%w: tree of %d entries, log has %d", ErrNoEntry, size, v.size)
	}
	return nil
}

// InclusionProof returns the proof that entry index is in the tree of the
// first size entries, for [CheckInclusion] or tlog.CheckRecord.
func (v *View) InclusionProof(index, size uint64) ([]Hash, error) {
	if err := v.checkSize(size); err != nil {
		return nil, err
	}
	if index >= size {
		return nil, fmt.Errorf("%w: index %d of %d", ErrNoEntry, index, size)
	}
	return tlog.ProveRecord(int64(size), int64(index), v.tiles)
}

// ConsistencyProof returns the proof that the tree of the first newer entries
// begins with that of the first older ones, for [CheckConsistency] or
// tlog.CheckTree.
func (v *View) ConsistencyProof(older, newer uint64) ([]Hash, error) {
	if err := v.checkSize(newer); err != nil {
		return nil, err
	}
	if older > newer {
		return nil, fmt.Errorf("%w: older tree of %d entries, newer of %d", ErrNoEntry, older, newer)
	}
	if older == 0 {
		return nil, nil
	}
	return tlog.ProveTree(int64(newer), int64(older), v.tiles)
}

// Root returns the root of the tree of the first size entries.
func (v *View) Root(size uint64) (Hash, error) {
	if err := v.checkSize(size); err != nil {
		return Hash{}, err
	}
	edge, err := v.tiles.edge(size)
	if err != nil {
		return Hash{}, err
	}
	return edge.root(), nil
}

// Entry returns one entry, its hash checked.
func (v *View) Entry(ctx context.Context, index uint64) (Entry, error) {
	if index >= v.size {
		return Entry{}, fmt.Errorf("%w: index %d of %d", ErrNoEntry, index, v.size)
	}
	for e, err := range v.Entries(ctx, index, index+1) {
		return e, err
	}
	return Entry{}, fmt.Errorf("%w: index %d", ErrNoEntry, index)
}

// Entries yields the entries from index from up to, not including, to, in
// order; to may be math.MaxUint64 for all. Each is checked against its hash.
// After an error nothing follows.
func (v *View) Entries(ctx context.Context, from, to uint64) iter.Seq2[Entry, error] {
	to = min(to, v.size)
	return func(yield func(Entry, error) bool) {
		if from >= to {
			return
		}
		r := entryReader{v: v, ctx: ctx, from: from, to: to, yield: yield}
		if err := r.segments(); err != nil {
			yield(Entry{}, err)
		}
	}
}

// entryReader walks segments, groups and entries.
type entryReader struct {
	v        *View
	ctx      context.Context
	from, to uint64
	yield    func(Entry, error) bool
	buf      []byte
	leaves   []byte // stored hashes from index leaf on
	leaf     uint64
	stopped  bool
}

func (r *entryReader) segments() error {
	for r.from < r.to {
		s := r.v.segmentOf(r.from)
		if s == nil {
			return fmt.Errorf("%w: entry %d; entries from %d on are there", ErrDropped, r.from, r.v.First())
		}
		if err := r.segment(s); err != nil || r.stopped {
			return err
		}
	}
	return nil
}

// segmentOf returns the segment that holds entry i, or nil.
func (v *View) segmentOf(i uint64) *segment {
	if v.active != nil && i >= v.active.first && i < v.active.next {
		return v.active
	}
	k := sort.Search(len(v.sealed), func(k int) bool { return v.sealed[k].next > i })
	if k < len(v.sealed) && v.sealed[k].first <= i {
		return v.sealed[k]
	}
	return nil
}

func (r *entryReader) segment(s *segment) error {
	f, err := r.v.fs.open(s.path, false)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: entry %d", ErrDropped, r.from)
	}
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	defer f.Close()
	off := int64(segmentHeader)
	if k := sort.Search(len(s.points), func(k int) bool { return s.points[k].index > r.from }); k > 0 {
		off = s.points[k-1].offset
	}
	for off < s.end && r.from < r.to && !r.stopped {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		g, ok := readGroupHeader(f, off)
		if !ok || off+g.bytes() > s.end {
			return &CorruptError{Path: s.path, Offset: off, What: "damaged group"}
		}
		if g.next() > r.from {
			if err := r.group(f, off, g, s.path); err != nil {
				return err
			}
		}
		off += g.bytes()
	}
	if !r.stopped && r.from < min(r.to, s.next) {
		return &CorruptError{Path: s.path, Offset: off, What: fmt.Sprintf("entry %d is not where it should be", r.from)}
	}
	return nil
}

func (r *entryReader) group(f file, off int64, g groupInfo, path string) error {
	b, _, err := readGroup(f, off, g, r.buf)
	if err != nil {
		return fmt.Errorf("audit: %s: %w", path, err)
	}
	r.buf = b
	rest := body(b)
	for i := g.first; i < min(g.next(), r.to) && !r.stopped; i++ {
		entry, next, ok := nextEntry(rest)
		if !ok {
			return &CorruptError{Path: path, Offset: off, What: fmt.Sprintf("entry %d is malformed", i)}
		}
		rest = next
		if i < r.from {
			continue
		}
		if err := r.entry(i, entry, path, off); err != nil {
			return err
		}
	}
	return nil
}

func (r *entryReader) entry(i uint64, raw []byte, path string, off int64) error {
	want, err := r.stored(i)
	if err != nil {
		return err
	}
	if tlog.RecordHash(raw) != want {
		return &CorruptError{Path: path, Offset: off, What: fmt.Sprintf("entry %d does not have its hash", i)}
	}
	e, err := Decode(append([]byte(nil), raw...))
	if err != nil {
		return &CorruptError{Path: path, Offset: off, What: fmt.Sprintf("entry %d: %v", i, err)}
	}
	r.from = i + 1
	r.stopped = !r.yield(e, nil)
	return nil
}

// stored returns the leaf hash of entry i, read a tile at a time.
func (r *entryReader) stored(i uint64) (Hash, error) {
	at := (i - r.leaf) * tlog.HashSize
	if i < r.leaf || at >= uint64(len(r.leaves)) {
		n := min(r.to-i, tileWidth)
		f, err := r.v.tiles.open(0)
		if err != nil {
			return Hash{}, err
		}
		r.leaves, r.leaf, at = make([]byte, n*tlog.HashSize), i, 0
		if _, err := f.ReadAt(r.leaves, int64(i)*tlog.HashSize); err != nil {
			return Hash{}, fmt.Errorf("audit: %s: %w", tilePath(r.v.dir, 0), err)
		}
	}
	return Hash(r.leaves[at : at+tlog.HashSize]), nil
}

// InclusionProof returns the proof that entry index is in the tree of the
// first size entries.
func (l *Log) InclusionProof(index, size uint64) ([]Hash, error) {
	return l.View().InclusionProof(index, size)
}

// ConsistencyProof returns the proof that the tree of the first newer entries
// begins with that of the first older ones.
func (l *Log) ConsistencyProof(older, newer uint64) ([]Hash, error) {
	return l.View().ConsistencyProof(older, newer)
}

// Entries yields the entries that are durable now, as [View.Entries] does.
func (l *Log) Entries(ctx context.Context, from, to uint64) iter.Seq2[Entry, error] {
	return l.View().Entries(ctx, from, to)
}

// Entry returns one entry, its hash checked.
func (l *Log) Entry(ctx context.Context, index uint64) (Entry, error) {
	return l.View().Entry(ctx, index)
}
