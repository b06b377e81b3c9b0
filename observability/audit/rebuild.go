package audit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// RebuildOptions say what rebuilt hashes are held against.
type RebuildOptions struct {
	Keys []note.Verifier // of the signers; wanted
	// Remembered are signed checkpoints seen earlier, which the rebuilt tree
	// must lead to as well.
	Remembered [][]byte
	// Write puts rebuilt files in the place of damaged ones. Without it
	// nothing is changed: the result says what would be.
	Write bool
	// Progress is called now and then with the entries done and those to do.
	Progress func(done, total uint64)

	fs fsys
}

// Rebuilt is what RebuildHashes found, and did.
type Rebuilt struct {
	Checkpoint Checkpoint // the signed one that the entries lead to
	Size       uint64     // entries in the tree, with signed groups behind the checkpoint
	First      uint64     // first entry whose data is there; hashes of those before it were taken as they are stored
	Lost       uint64     // entries, from 0 on, whose hashes cannot be made anew: the roots over them that retention recorded stand for them
	Files      []RebuiltFile
	Written    bool
}

// RebuiltFile is a file of hashes that is damaged.
type RebuiltFile struct {
	Path   string // below the log's folder
	What   string // is wrong with it
	Offset int64  // of the first hash concerned, in bytes
	Bytes  int64  // of the rebuilt file
	Kept   string // where the damaged file is now, below the log's folder; "" where there was none, or nothing was written
}

// String says in a few lines what was found and done.
func (r *Rebuilt) String() string {
	s := fmt.Sprintf("%d entries lead to the signed root: %s\n", r.Checkpoint.Size, r.Checkpoint)
	if r.Size > r.Checkpoint.Size {
		s += fmt.Sprintf("%d signed entries behind it\n", r.Size-r.Checkpoint.Size)
	}
	if r.First > r.Lost {
		s += fmt.Sprintf("the data of entries %d to %d is not kept: their hashes were taken as stored\n", r.Lost, r.First-1)
	}
	if r.Lost > 0 {
		s += fmt.Sprintf("the data of entries 0 to %d is not kept and their hashes are lost: roots that retention recorded stand for them\n", r.Lost-1)
	}
	for _, f := range r.Files {
		s += fmt.Sprintf("%s: %s\n", f.Path, f.What)
		switch {
		case f.Kept != "":
			s += fmt.Sprintf("\trebuilt, %d bytes; the damaged file is %s\n", f.Bytes, f.Kept)
		case r.Written:
			s += fmt.Sprintf("\trebuilt, %d bytes\n", f.Bytes)
		default:
			s += fmt.Sprintf("\tcan be rebuilt, %d bytes\n", f.Bytes)
		}
	}
	if len(r.Files) == 0 {
		s += "ok: every stored hash is that of its entries\n"
	}
	return s
}

// ErrRebuild is the sentinel of a log whose entries do not lead to what was
// signed.
var ErrRebuild = errors.New("audit: hashes cannot be rebuilt")

// RebuildError reports why hashes were not rebuilt.
type RebuildError struct {
	Proven uint64 // entries that are proven: a signed root covers them and agrees
	Failed uint64 // the first size at which it does not
	What   string
}

// Error names both sizes.
func (e *RebuildError) Error() string {
	return fmt.Sprintf("audit: hashes cannot be rebuilt: %s; the first %d entries are proven, those up to %d are not", e.What, e.Proven, e.Failed)
}

// Is makes errors.Is(err, ErrRebuild) and (err, ErrCorrupt) true.
func (e *RebuildError) Is(target error) bool { return target == ErrRebuild || target == ErrCorrupt }

// RebuildHashes makes the files of hashes anew from the entries of the log in
// dir, where they are lost or damaged. The entries are taken for the truth
// only if they lead to the signed checkpoint; if they do not, the error is a
// *RebuildError and nothing is changed. Hashes of entries whose data retention
// deleted cannot be made anew. Where they are not there, or do not lead to it,
// the roots over them that retention recorded in a later entry take their place
// if they do: then the entries that are kept can be proven as before, and the
// others, which Verify goes on to report, never again.
//
// Nothing is changed without opts.Write, either. With it, each damaged file is
// replaced by a whole new one and kept beside it as LEVEL.damaged-N. A crash on
// the way leaves a log that RebuildHashes can be called on again. No writer may
// have the log open meanwhile.
func RebuildHashes(ctx context.Context, dir string, opts *RebuildOptions) (*Rebuilt, error) {
	if opts == nil || len(opts.Keys) == 0 {
		return nil, errors.New("audit: rebuild: no keys: want those of the log's signers")
	}
	r := &rebuilding{ctx: ctx, dir: dir, opts: *opts, keys: opts.Keys}
	if r.opts.fs == nil {
		r.opts.fs = disk{}
	}
	if _, err := r.opts.fs.size(dir); err != nil {
		return nil, fmt.Errorf("audit: rebuild: %w", err)
	}
	if opts.Write {
		lock, err := r.opts.fs.lock(filepath.Join(dir, "LOCK"))
		if err != nil {
			return nil, err
		}
		defer lock.Close()
	}
	return r.run()
}

// rebuilding reads the log once to prove its entries and to see what is
// damaged, and a second time to write.
type rebuilding struct {
	ctx  context.Context
	dir  string
	opts RebuildOptions
	keys keyring
	cp   Checkpoint
	seen []Checkpoint // remembered

	tree   tree
	lost   tree // roots that stand for hashes which are lost
	marked tree // lost as the log has it
	rows   rows
	levels [tileLevels]levelFile
	proven uint64
	buf    []byte
}

func (r *rebuilding) run() (*Rebuilt, error) {
	if err := r.statements(); err != nil {
		return nil, err
	}
	first, err := r.prove()
	if err != nil {
		return nil, err
	}
	out := &Rebuilt{Checkpoint: r.cp, Size: r.tree.size, First: first, Lost: r.lost.size}
	if r.lost != r.marked {
		out.Files = append(out.Files, RebuiltFile{Path: filepath.Join("tiles", "lost"), What: fmt.Sprintf("the hashes of entries 0 to %d are lost", r.lost.size-1),
			Bytes: int64(len(lostText(&r.lost)))})
	}
	for level := range r.levels {
		if l := &r.levels[level]; l.what != "" {
			out.Files = append(out.Files, RebuiltFile{Path: filepath.Join("tiles", fmt.Sprint(level)), What: l.what, Offset: l.at, Bytes: l.done})
		}
	}
	if !r.opts.Write || len(out.Files) == 0 {
		return out, nil
	}
	size := r.tree.size
	if err := r.write(); err != nil {
		return nil, err
	}
	if r.tree.size != size {
		return nil, fmt.Errorf("audit: rebuild: the log changed from %d to %d entries meanwhile", size, r.tree.size)
	}
	return out, r.exchange(out)
}

// prove goes through the log with what is stored of entries whose data is gone.
// If that does not lead to what was signed, the roots that retention recorded
// are tried, those over the fewest entries first.
func (r *rebuilding) prove() (first uint64, err error) {
	r.marked, err = readLost(r.opts.fs, r.dir)
	if err != nil && !errors.Is(err, ErrCorrupt) {
		return 0, err
	}
	r.lost = r.marked
	first, err = r.pass(nil)
	var refused *RebuildError
	if first == 0 || !errors.As(err, &refused) {
		return first, err
	}
	edges, e := r.recorded(first)
	if e != nil {
		return 0, errors.Join(err, e)
	}
	for _, edge := range edges {
		r.lost = edge
		n, e := r.pass(nil)
		if e == nil {
			return n, nil
		}
		if !errors.Is(e, ErrRebuild) {
			return 0, e
		}
	}
	return 0, err
}

// recorded returns the roots over at most the first entries that retention
// recorded in entries which are kept, those over the fewest first.
func (r *rebuilding) recorded(first uint64) ([]tree, error) {
	firsts, err := listSegments(r.opts.fs, r.dir)
	if err != nil {
		return nil, err
	}
	var edges []tree
	for _, s := range firsts {
		err := r.entries(s, func(raw []byte) {
			if t, ok := recordedEdge(raw); ok && t.size <= first && t.size > r.marked.size {
				edges = append(edges, t)
			}
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(edges, func(a, b tree) int { return cmp.Compare(a.size, b.size) })
	return slices.Compact(edges), nil
}

// entries calls f with the entries of a segment, proven or not.
func (r *rebuilding) entries(first uint64, f func(raw []byte)) error {
	file, err := r.opts.fs.open(segmentPath(r.dir, first), false)
	if err != nil {
		return fmt.Errorf("audit: rebuild: %w", err)
	}
	defer file.Close()
	size, err := file.Size()
	if err != nil {
		return fmt.Errorf("audit: rebuild: %w", err)
	}
	for off := int64(segmentHeader); r.ctx.Err() == nil; {
		g, ok := readGroupHeader(file, off)
		if !ok || off+g.bytes() > size {
			return nil
		}
		b, _, err := readGroup(file, off, g, r.buf)
		if err != nil {
			return fmt.Errorf("audit: rebuild: %w", err)
		}
		r.buf = b
		for rest := body(b); ; {
			raw, after, ok := nextEntry(rest)
			if !ok {
				break
			}
			f(raw)
			rest = after
		}
		off += g.bytes()
	}
	return r.ctx.Err()
}

// statements reads the signed checkpoints.
func (r *rebuilding) statements() error {
	path := filepath.Join(r.dir, "checkpoint")
	b, err := readAll(r.opts.fs, path, 1<<20)
	if err != nil {
		return fmt.Errorf("audit: rebuild: nothing signed to hold the entries against: %w", err)
	}
	if r.cp, err = ParseCheckpoint(b, r.keys...); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for i, b := range r.opts.Remembered {
		cp, err := ParseCheckpoint(b, r.keys...)
		if err != nil {
			return fmt.Errorf("audit: remembered checkpoint %d: %w", i, err)
		}
		if cp.Origin != r.cp.Origin {
			return fmt.Errorf("audit: remembered checkpoint %d is of the log %q, this is %q", i, cp.Origin, r.cp.Origin)
		}
		r.seen = append(r.seen, cp)
	}
	return nil
}

// refuse ends in what is not proven.
func (r *rebuilding) refuse(size uint64, format string, args ...any) error {
	return &RebuildError{Proven: r.proven, Failed: size, What: fmt.Sprintf(format, args...)}
}

// pass goes through the log, compares the hashes of its entries with those
// stored, and writes them where write says so.
func (r *rebuilding) pass(write map[int]bool) (first uint64, err error) {
	r.tree, r.proven = tree{}, 0
	for level := range r.levels {
		if err := r.levels[level].open(r.opts.fs, r.dir, level, write[level]); err != nil {
			return 0, err
		}
	}
	defer func() {
		for level := range r.levels {
			err = errors.Join(err, r.levels[level].close())
		}
	}()
	firsts, err := listSegments(r.opts.fs, r.dir)
	if err != nil {
		return 0, err
	}
	first = r.cp.Size
	if len(firsts) > 0 {
		first = min(first, firsts[0])
	}
	if err := r.prefix(first); err != nil {
		return first, err
	}
	for _, f := range firsts {
		if f != r.tree.size {
			break
		}
		if err := r.segment(f); err != nil {
			return first, err
		}
	}
	if r.tree.size < r.cp.Size {
		return first, r.refuse(r.cp.Size, "entry %d cannot be read, though the checkpoint covers %d", r.tree.size, r.cp.Size)
	}
	for _, cp := range r.seen {
		if cp.Size > r.tree.size {
			return first, &RollbackError{Have: r.cp, Remembered: cp}
		}
	}
	return first, r.end()
}

// prefix takes over the stored hashes of entries whose data is gone.
func (r *rebuilding) prefix(first uint64) error {
	if r.lost.size > first {
		return r.refuse(r.cp.Size, "more hashes are marked as lost, %d, than entries were deleted, %d", r.lost.size, first)
	}
	if err := r.passLost(); err != nil {
		return err
	}
	var b [64 * tileWidth * tlog.HashSize]byte
	for r.tree.size < first {
		part := b[:min(uint64(len(b)), (first-r.tree.size)*tlog.HashSize)]
		n := r.levels[0].read(part, int64(r.tree.size)*tlog.HashSize)
		for i := 0; i+tlog.HashSize <= n; i += tlog.HashSize {
			if err := r.add(Hash(part[i:])); err != nil {
				return err
			}
		}
		if n < len(part) {
			return r.refuse(r.cp.Size, "the hash of entry %d is lost, and its data is not kept", r.tree.size)
		}
	}
	return nil
}

// passLost begins behind the hashes that are lost.
func (r *rebuilding) passLost() error {
	for _, cp := range r.seen {
		if cp.Size < r.lost.size {
			return r.refuse(cp.Size, "a remembered checkpoint of %d entries cannot be held against hashes of which %d are lost", cp.Size, r.lost.size)
		}
	}
	if r.lost.size == 0 {
		return nil
	}
	r.tree = r.lost
	for level := range r.levels {
		if err := r.levels[level].skip(int64(count(level, r.lost.size)) * tlog.HashSize); err != nil {
			return err
		}
	}
	return r.meet()
}

// segment adds the entries of one segment, as far as they can be read.
func (r *rebuilding) segment(first uint64) error {
	path := segmentPath(r.dir, first)
	f, err := r.opts.fs.open(path, false)
	if err != nil {
		return fmt.Errorf("audit: rebuild: %w", err)
	}
	defer f.Close()
	size, err := f.Size()
	if err != nil {
		return fmt.Errorf("audit: rebuild: %w", err)
	}
	if first >= r.cp.Size && size < segmentHeader {
		return nil // its making broke off
	}
	if err := checkHeader(f, path, first, r.cp.Origin); err != nil {
		return err
	}
	for off := int64(segmentHeader); ; {
		g, ok := readGroupHeader(f, off)
		if !ok || g.first != r.tree.size || off+g.bytes() > size {
			return nil
		}
		b, t, err := readGroup(f, off, g, r.buf)
		if err != nil {
			return fmt.Errorf("audit: rebuild: %w", err)
		}
		r.buf = b
		if more, err := r.group(g, b, t); err != nil || !more {
			return err
		}
		off += g.bytes()
	}
}

// group adds one group. Behind the checkpoint only what was signed counts:
// more is false where that ends.
func (r *rebuilding) group(g groupInfo, b []byte, t trailer) (more bool, err error) {
	signed := r.keys.verify(checkpointText(r.cp.Origin, g.next(), t.root), t.keyHash, t.sig)
	if g.first >= r.cp.Size && !(signed && t.whole) {
		return false, nil
	}
	rest := body(b)
	for i := g.first; i < g.next(); i++ {
		entry, after, ok := nextEntry(rest)
		if !ok {
			return false, r.refuse(g.next(), "entry %d is malformed", i)
		}
		rest = after
		if err := r.add(tlog.RecordHash(entry)); err != nil {
			return false, err
		}
	}
	switch {
	case signed && t.root == r.tree.root():
		r.proven = r.tree.size
	case signed:
		return false, r.refuse(g.next(), "entries %d to %d are not what was signed", g.first, g.next()-1)
	}
	return true, r.ctx.Err()
}

// add adds a leaf.
func (r *rebuilding) add(h Hash) error {
	r.rows.reset()
	r.tree.add(h, &r.rows)
	for level := 0; level < tileLevels && len(r.rows[level]) > 0; level++ {
		if err := r.levels[level].put(r.rows[level]); err != nil {
			return err
		}
	}
	if err := r.meet(); err != nil {
		return err
	}
	if p := r.opts.Progress; p != nil && r.tree.size%(16*tileWidth) == 0 {
		p(r.tree.size, max(r.cp.Size, r.tree.size))
	}
	return nil
}

// meet holds the tree against the checkpoints of its size.
func (r *rebuilding) meet() error {
	if r.tree.size == r.cp.Size && r.tree.root() != r.cp.Root {
		return r.refuse(r.cp.Size, "they do not lead to the root that the checkpoint signs")
	}
	if r.tree.size == r.cp.Size {
		r.proven = r.cp.Size
	}
	for _, cp := range r.seen {
		if cp.Size == r.tree.size && cp.Root != r.tree.root() {
			return r.refuse(cp.Size, "they do not lead to the root that a remembered checkpoint signs")
		}
	}
	return nil
}

// end compares what has not been compared yet.
func (r *rebuilding) end() error {
	for level := range r.levels {
		if err := r.levels[level].end(); err != nil {
			return err
		}
	}
	return nil
}

// write makes the damaged files anew, under another name.
func (r *rebuilding) write() error {
	write := map[int]bool{}
	for level := range r.levels {
		write[level] = r.levels[level].what != ""
	}
	if err := r.opts.fs.mkdir(filepath.Join(r.dir, "tiles")); err != nil {
		return fmt.Errorf("audit: rebuild: %w", err)
	}
	_, err := r.pass(write)
	if err == nil {
		err = r.opts.fs.syncDir(r.dir) // the folder may be new
	}
	if err == nil {
		return nil
	}
	for level, made := range write {
		if !made {
			continue
		}
		if e := r.opts.fs.remove(madePath(r.dir, level)); e != nil && !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return err
}
