package audit

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// VerifyOptions say what a log is held against.
type VerifyOptions struct {
	Keys []note.Verifier // of the signers; wanted
	// Remembered are signed checkpoints seen earlier, from a witness or an
	// earlier Verify. Without one, nobody can tell a log that was cut at the
	// end of a group, with all its files, from one that never went further.
	Remembered [][]byte
	// SkipGroupSignatures leaves out the signatures of groups before the
	// checkpoint, whose signature covers them. Their roots are checked anyway.
	SkipGroupSignatures bool
	// Progress is called now and then with the entries done and those to do.
	Progress    func(done, total uint64)
	MaxFindings int // stop after so many; 100

	fs fsys
}

// Verify checks every byte of the log in dir: entries against hashes, hashes
// against each other and against every signed root, files against their names.
// It may run beside a writer. The error is nil unless the log could not be
// read or ctx ended; what is wrong with the log is in the report.
func Verify(ctx context.Context, dir string, opts *VerifyOptions) (*Report, error) {
	if opts == nil || len(opts.Keys) == 0 {
		return nil, errors.New("audit: verify: no keys: want those of the log's signers")
	}
	o := *opts
	set(&o.MaxFindings, 100)
	if o.fs == nil {
		o.fs = disk{}
	}
	v := &verification{
		ctx: ctx, dir: dir, opts: o, keys: o.Keys, trusted: true, report: &Report{},
		tiles: &tiles{fs: o.fs, dir: dir}, jobs: make(chan signatureJob, 64),
	}
	defer v.tiles.close()
	if err := v.run(); err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	v.report.sort()
	return v.report, nil
}

var errEnough = errors.New("audit: enough findings")

// verification goes through a log once, in the order of its entries. Its tree
// is built from what it believes: the entries as long as they agree with the
// stored hashes, else whichever of the two leads to the signed root.
type verification struct {
	ctx    context.Context
	dir    string
	opts   VerifyOptions
	keys   keyring
	report *Report
	origin string
	cp     Checkpoint
	haveCP bool
	marks  []mark // signed roots to meet on the way, by size

	tree     tree
	rows     rows
	groupEnd uint64 // here the group's own root is looked at before the marks
	trusted  bool   // the tree agreed with the last signed root
	tiles    *tiles
	leaves   []byte // stored hashes from leaf on
	leaf     uint64
	short    [tileLevels]bool // a file that ended early was reported

	droppable uint64 // retention recorded that entries before this were deleted
	monotone  int64

	jobs    chan signatureJob
	workers sync.WaitGroup
	mu      sync.Mutex // of report.Findings while workers run
}

// mark is a checkpoint that the tree must agree with.
type mark struct {
	cp         Checkpoint
	remembered bool
}

func (v *verification) run() error {
	if _, err := v.opts.fs.size(v.dir); err != nil {
		return fmt.Errorf("audit: verify: %w", err)
	}
	for range runtime.GOMAXPROCS(0) {
		v.workers.Go(v.checkSignatures)
	}
	err := v.walk()
	close(v.jobs)
	v.workers.Wait()
	return err
}

func (v *verification) walk() error {
	if err := v.checkpoint(); err != nil {
		return err
	}
	firsts, err := listSegments(v.opts.fs, v.dir)
	if err != nil {
		return err
	}
	v.report.First = v.cp.Size
	if len(firsts) > 0 {
		v.report.First = firsts[0]
	}
	for i, first := range firsts {
		next := uint64(0) // the last
		if i+1 < len(firsts) {
			next = firsts[i+1]
		}
		if err := v.segment(first, next, i == 0); err != nil {
			return err
		}
	}
	if err := v.ending(firsts); err != nil {
		return err
	}
	return v.foreign()
}

// found keeps a finding.
func (v *verification) found(kind Kind, first, last uint64, path string, off int64, format string, args ...any) error {
	if rel, err := filepath.Rel(v.dir, path); err == nil {
		path = rel
	}
	f := Finding{Kind: kind, First: first, Last: max(first, last), Path: path, Offset: off, What: fmt.Sprintf(format, args...)}
	v.mu.Lock()
	defer v.mu.Unlock()
	if kind == Torn {
		if v.report.Torn == nil {
			v.report.Torn = &f
		}
		return nil
	}
	v.report.Findings = append(v.report.Findings, f)
	if len(v.report.Findings) >= v.opts.MaxFindings {
		return errEnough
	}
	return nil
}

// checkpoint reads the signed statements that the log must agree with.
func (v *verification) checkpoint() error {
	path := filepath.Join(v.dir, "checkpoint")
	b, err := readAll(v.opts.fs, path, 1<<20)
	if err == nil {
		v.cp, err = ParseCheckpoint(b, v.keys...)
	}
	var perr *fs.PathError
	switch {
	case err == nil:
		v.haveCP, v.report.Checkpoint, v.origin = true, v.cp, v.cp.Origin
		v.marks = append(v.marks, mark{cp: v.cp})
		err = v.canonical(b, path)
	case errors.Is(err, ErrSignature):
		err = v.found(BadSignature, 0, 0, path, -1, "no signature of the keys given")
	case errors.Is(err, fs.ErrNotExist):
		err = v.found(BadCheckpoint, 0, 0, path, -1, "missing")
	case errors.As(err, &perr):
		return err
	default:
		err = v.found(BadCheckpoint, 0, 0, path, -1, "malformed: %v", err)
	}
	for i, b := range v.opts.Remembered {
		cp, err := ParseCheckpoint(b, v.keys...)
		if err != nil {
			return fmt.Errorf("audit: remembered checkpoint %d: %w", i, err)
		}
		if v.origin == "" {
			v.origin = cp.Origin
		}
		if cp.Origin != v.origin {
			return fmt.Errorf("audit: remembered checkpoint %d is of the log %q, this is %q", i, cp.Origin, v.origin)
		}
		v.marks = append(v.marks, mark{cp, true})
	}
	if v.origin == "" {
		v.origin = v.keys[0].Name()
	}
	slices.SortStableFunc(v.marks, func(a, b mark) int { return int(min(max(int64(a.cp.Size)-int64(b.cp.Size), -1), 1)) })
	if err != nil {
		return err
	}
	return v.passMarks()
}

// canonical finds changes that no signature covers, such as spare bits in the
// base64 of a signature.
func (v *verification) canonical(b []byte, path string) error {
	n, err := note.Open(b, note.VerifierList(v.keys...))
	if err != nil {
		return err
	}
	s := n.Sigs[0]
	sig, err := signatureData(s.Base64)
	if err == nil && string(checkpointNote(n.Text, s.Name, s.Hash, sig)) == string(b) {
		return nil
	}
	return v.found(BadCheckpoint, 0, 0, path, -1, "signed, but not written as the log writes it")
}

// signatureJob is a group's signature to be checked.
type signatureJob struct {
	text        string
	keyHash     uint32
	sig         []byte
	first, last uint64
	path        string
	offset      int64
}

func (v *verification) checkSignatures() {
	for j := range v.jobs {
		if !v.keys.verify(j.text, j.keyHash, j.sig) {
			v.found(BadSignature, j.first, j.last, j.path, j.offset, "no signature of the keys given on their group")
		}
	}
}

// covered reports whether the checkpoint covers entry i: then it must be
// there. Behind it a crash may have left the end unfinished.
func (v *verification) covered(i uint64) bool { return v.haveCP && i < v.cp.Size }

// stored returns the stored hash of leaf i; false where there is none, or none
// that a crash could not have left behind.
func (v *verification) stored(i uint64) (Hash, bool) {
	if v.haveCP && i >= v.cp.Size {
		return Hash{}, false
	}
	at := (i - v.leaf) * tlog.HashSize
	if i < v.leaf || at >= uint64(len(v.leaves)) {
		at, v.leaf, v.leaves = 0, i, v.leaves[:0]
		if f, err := v.tiles.open(0); err == nil {
			if cap(v.leaves) == 0 {
				v.leaves = make([]byte, 0, 2048*tlog.HashSize)
			}
			n, _ := f.ReadAt(v.leaves[:cap(v.leaves)], int64(i)*tlog.HashSize)
			v.leaves = v.leaves[:n-n%tlog.HashSize]
		}
		if len(v.leaves) == 0 {
			return Hash{}, false
		}
	}
	return Hash(v.leaves[at : at+tlog.HashSize]), true
}

// feed adds a leaf that is believed and compares the hashes above it with
// those stored.
func (v *verification) feed(h Hash) error {
	v.rows.reset()
	v.tree.add(h, &v.rows)
	if v.tree.size%tileWidth == 0 {
		for level := 1; level < tileLevels && len(v.rows[level]) > 0; level++ {
			if err := v.upper(level); err != nil {
				return err
			}
		}
		if err := v.ctx.Err(); err != nil {
			return err
		}
		if p := v.opts.Progress; p != nil && v.tree.size%(16*tileWidth) == 0 {
			p(v.tree.size, max(v.cp.Size, v.tree.size))
		}
	}
	if v.tree.size == v.groupEnd {
		return nil
	}
	return v.passMarks()
}

// upper compares the newest hash of a level of tiles with the one stored.
func (v *verification) upper(level int) error {
	if v.haveCP && v.tree.size > v.cp.Size || !v.haveCP && !v.trusted {
		return nil
	}
	i := count(level, v.tree.size) - 1
	last := v.tree.size - 1
	first := last + 1 - 1<<(level*tileHeight)
	path := tilePath(v.dir, level)
	f, err := v.tiles.open(level)
	var b Hash
	if err == nil {
		_, err = f.ReadAt(b[:], int64(i)*tlog.HashSize)
	}
	switch {
	case err != nil && v.short[level]:
		return nil
	case err != nil:
		v.short[level] = true
		return v.found(HashesDamaged, first, last, path, int64(i)*tlog.HashSize, "the file ends early or is missing")
	case b != Hash(v.rows[level]) && v.trusted:
		return v.found(HashesDamaged, first, last, path, int64(i)*tlog.HashSize, "the hash over these entries is not theirs")
	}
	return nil
}

// passMarks compares the tree with the signed roots of its size.
func (v *verification) passMarks() error {
	for len(v.marks) > 0 && v.marks[0].cp.Size == v.tree.size {
		m := v.marks[0]
		v.marks = v.marks[1:]
		if v.tree.root() == m.cp.Root || !v.trusted {
			continue
		}
		what := "the checkpoint file signs another history of this length"
		if m.remembered {
			what = "the remembered checkpoint signs another history of this length"
		}
		if err := v.found(Forked, 0, max(m.cp.Size, 1)-1, filepath.Join(v.dir, "checkpoint"), -1, "%s", what); err != nil {
			return err
		}
	}
	return nil
}

// skip goes on to entry next by stored hashes alone.
func (v *verification) skip(next uint64) error {
	if v.tree.size == 0 && next > 0 {
		if err := v.skipLost(next); err != nil {
			return err
		}
	}
	for v.tree.size < next {
		i := v.tree.size
		h, ok := v.stored(i)
		if !ok && !v.short[0] {
			v.short[0] = true
			if err := v.found(HashesDamaged, i, next-1, tilePath(v.dir, 0), int64(i)*tlog.HashSize, "the file ends early or is missing"); err != nil {
				return err
			}
		}
		if !ok {
			v.trusted = false
		}
		if err := v.feed(h); err != nil {
			return err
		}
	}
	return nil
}

// skipLost goes on behind the entries whose hashes are lost by the roots that
// retention recorded, and reports that. Whether those are right shows at the
// next signed root.
func (v *verification) skipLost(next uint64) error {
	lost, err := v.tiles.lost()
	if errors.Is(err, ErrCorrupt) {
		return v.found(HashesDamaged, 0, next-1, lostPath(v.dir), -1, "%v", err)
	}
	if err != nil {
		return fmt.Errorf("audit: verify: %w", err)
	}
	if lost.size == 0 || lost.size > next {
		return nil
	}
	v.tree = *lost
	for len(v.marks) > 0 && v.marks[0].cp.Size < lost.size {
		v.marks = v.marks[1:]
	}
	return v.found(HashesDamaged, 0, lost.size-1, lostPath(v.dir), -1,
		"they were lost after the data was deleted; what follows is proven by the roots over them that retention recorded")
}

// ending judges what is missing after the last segment.
func (v *verification) ending(firsts []uint64) error {
	if v.report.First > v.droppable {
		if err := v.found(Removed, v.droppable, v.report.First-1, filepath.Join(v.dir, "segments"), -1,
			"their data is gone, and no retention was recorded for it"); err != nil {
			return err
		}
	}
	v.report.Size = v.tree.size
	if v.covered(v.tree.size) {
		path := filepath.Join(v.dir, "segments")
		if len(firsts) > 0 {
			path = segmentPath(v.dir, firsts[len(firsts)-1])
		}
		if v.report.First < v.cp.Size {
			if err := v.found(Truncated, v.tree.size, v.cp.Size-1, path, -1, "the checkpoint covers %d entries", v.cp.Size); err != nil {
				return err
			}
		}
		if err := v.skip(v.cp.Size); err != nil {
			return err
		}
	}
	for _, m := range v.marks {
		if !m.remembered {
			continue
		}
		if err := v.found(RolledBack, v.report.Size, m.cp.Size-1, filepath.Join(v.dir, "checkpoint"), -1,
			"a checkpoint with %d entries was seen, the log has %d", m.cp.Size, v.report.Size); err != nil {
			return err
		}
	}
	return v.lengths()
}

// lengths looks at the ends of the files of hashes.
func (v *verification) lengths() error {
	for level := range tileLevels {
		path := tilePath(v.dir, level)
		have, err := v.opts.fs.size(path)
		if errors.Is(err, fs.ErrNotExist) {
			have, err = 0, nil
		}
		if err != nil {
			return fmt.Errorf("audit: verify: %w", err)
		}
		v.report.Bytes += have
		want := int64(count(level, v.tree.size)) * tlog.HashSize
		must := want
		if v.haveCP {
			must = min(want, int64(count(level, v.cp.Size))*tlog.HashSize)
		}
		i := uint64(max(have, 0)) / tlog.HashSize << (level * tileHeight)
		switch {
		case have < must && !v.short[level]:
			err = v.found(HashesDamaged, i, v.tree.size-1, path, have, "the file ends early: %d bytes, want %d", have, want)
		case have > want:
			err = v.found(Torn, i, i, path, want, "%d bytes of hashes behind the end", have-want)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// foreign finds files that no log makes.
func (v *verification) foreign() error {
	known := map[string]func(string) bool{
		"": func(n string) bool {
			return slices.Contains([]string{"LOCK", "checkpoint", "checkpoint.tmp", "segments", "tiles"}, n)
		},
		"segments": func(n string) bool { _, ok := segmentName(n); return ok },
		"tiles": func(n string) bool {
			if rebuiltName(n) || n == "lost" || n == "lost.tmp" { // RebuildHashes keeps what was damaged
				return true
			}
			level, err := strconv.Atoi(n)
			return err == nil && level >= 0 && level < tileLevels && strconv.Itoa(level) == n
		},
	}
	for _, d := range []string{"", "segments", "tiles"} {
		names, err := v.opts.fs.list(filepath.Join(v.dir, d))
		if err != nil {
			return fmt.Errorf("audit: verify: %w", err)
		}
		for _, n := range names {
			if !known[d](n) {
				if err := v.found(Foreign, v.tree.size, 0, filepath.Join(v.dir, d, n), -1, "no log makes such a file"); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
