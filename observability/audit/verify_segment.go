package audit

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"

	"golang.org/x/mod/sumdb/tlog"
)

// segmentCheck goes through one segment.
type segmentCheck struct {
	*verification
	f    file
	path string
	size int64
	next uint64 // first entry of the next segment; 0 in the last
	made segment
	buf  []byte
}

// segment checks the segment whose name says first. next is the first entry of
// the one behind it, 0 if there is none.
func (v *verification) segment(first, next uint64, begins bool) error {
	path := segmentPath(v.dir, first)
	switch {
	case first > v.tree.size && !begins:
		if err := v.found(Removed, v.tree.size, first-1, path, -1, "no segment has them; the next begins with entry %d", first); err != nil {
			return err
		}
		fallthrough
	case first > v.tree.size:
		if err := v.skip(first); err != nil {
			return err
		}
	case first < v.tree.size:
		return v.found(Duplicated, first, v.tree.size-1, path, -1, "a segment before has them already")
	}
	f, err := v.opts.fs.open(path, false)
	if errors.Is(err, fs.ErrNotExist) {
		return v.skip(next) // retention was faster; judged at the end
	}
	if err != nil {
		return fmt.Errorf("audit: verify: %w", err)
	}
	defer f.Close()
	size, err := f.Size()
	if err != nil {
		return fmt.Errorf("audit: verify: %w", err)
	}
	v.report.Bytes += size
	s := &segmentCheck{verification: v, f: f, path: path, size: size, next: next}
	s.made = segment{path: path, first: first, next: first, end: segmentHeader}
	return s.check()
}

func (s *segmentCheck) check() error {
	first := s.made.first
	if err := checkHeader(s.f, s.path, first, s.origin); err != nil {
		var c *CorruptError
		if !errors.As(err, &c) {
			return fmt.Errorf("audit: verify: %w", err)
		}
		if s.size < segmentHeader && s.next == 0 && !s.covered(first) {
			return s.found(Torn, first, first, s.path, c.Offset, "a segment that was being made")
		}
		kind := Altered
		if s.size < segmentHeader {
			kind = Truncated
		} else if g, ok := readGroupHeader(s.f, segmentHeader); ok && g.first != first {
			kind = Reordered
		}
		if err := s.found(kind, first, first, s.path, c.Offset, "%s", c.What); err != nil {
			return err
		}
		if kind != Altered {
			return s.skip(s.next)
		}
	}
	for s.made.end < s.size {
		if s.atSeal() {
			return s.checkSeal()
		}
		done, err := s.group()
		if err != nil {
			return err
		}
		if done {
			break
		}
	}
	if s.next == 0 {
		return nil
	}
	if s.tree.size < s.next {
		if err := s.found(Truncated, s.tree.size, s.next-1, s.path, s.made.end, "the segment ends; the next begins with entry %d", s.next); err != nil {
			return err
		}
		return s.skip(s.next)
	}
	if s.made.end >= s.size {
		return s.found(Truncated, s.next-1, 0, s.path, s.size, "the segment's seal is missing")
	}
	return nil
}

// atSeal reports whether all groups of the segment have been met.
func (s *segmentCheck) atSeal() bool {
	if s.next > 0 && s.tree.size >= s.next {
		return true
	}
	seal, ok := readSeal(s.f, s.size)
	return ok && seal.offset == s.made.end
}

func (s *segmentCheck) checkSeal() error {
	want := encodeSeal(s.made.points, s.made.next, s.monotone)
	have := make([]byte, s.size-s.made.end)
	if _, err := s.f.ReadAt(have, s.made.end); err != nil {
		return fmt.Errorf("audit: verify: %w", err)
	}
	if bytes.Equal(have, want) {
		return nil
	}
	last := max(s.tree.size, 1) - 1
	if g, ok := parseGroupHeader(have); ok && g.next() <= s.tree.size {
		return s.found(Duplicated, g.first, g.next()-1, s.path, s.made.end, "they stand there again before the segment's seal")
	}
	kind, what := Altered, "the segment's seal is not what its groups give"
	if len(have) < len(want) && bytes.HasPrefix(want, have) {
		kind, what = Truncated, "the segment's seal ends early"
	}
	return s.found(kind, last, 0, s.path, s.made.end, "%s", what)
}

// group checks what lies at the end of what was checked so far; done means
// that the rest of the file can tell nothing more.
func (s *segmentCheck) group() (done bool, err error) {
	off := s.made.end
	g, ok := readGroupHeader(s.f, off)
	if !ok || off+g.bytes() > s.size {
		return s.broken(off, g, ok)
	}
	if g.first < s.tree.size {
		s.made.end += g.bytes()
		return false, s.found(Duplicated, g.first, g.next()-1, s.path, off, "they stand there again behind entry %d", s.tree.size-1)
	}
	if g.first > s.tree.size {
		if s.next > 0 && g.first >= s.next || s.haveCP && g.first > s.cp.Size && s.cp.Size > s.tree.size {
			return s.broken(off, g, false)
		}
		if err := s.found(Removed, s.tree.size, g.first-1, s.path, off, "the next group begins with entry %d", g.first); err != nil {
			return false, err
		}
		if err := s.skip(g.first); err != nil {
			return false, err
		}
	}
	b, t, err := readGroup(s.f, off, g, s.buf)
	if err != nil {
		return false, fmt.Errorf("audit: verify: %w", err)
	}
	s.buf = b
	if s.isTorn(g, t) {
		return true, s.found(Torn, g.first, g.next()-1, s.path, off, "a group that was being written when the process or the machine ended")
	}
	s.made.add(g)
	return false, s.entries(off, g, b, t)
}

// isTorn reports whether a group can be what a crash left: behind the
// checkpoint, not whole, with nothing behind it.
func (s *segmentCheck) isTorn(g groupInfo, t trailer) bool {
	return !t.whole && s.haveCP && g.first >= s.cp.Size && s.next == 0 && s.made.end+g.bytes() == s.size
}

// entries holds the entries of a group against stored hashes and signed root.
func (s *segmentCheck) entries(off int64, g groupInfo, b []byte, t trailer) error {
	start, rest := s.tree, body(b)
	have := leavesOf(rest, int(g.count), s)
	want, bad := s.compare(g, have)
	s.report.Groups++
	s.groupEnd = g.next()
	s.report.Entries += uint64(len(have))
	if bad < 0 && len(have) == int(g.count) {
		for _, h := range have {
			if err := s.feed(h); err != nil {
				return err
			}
		}
		return errors.Join(s.frame(off, g, t), s.passMarks())
	}
	if bad < 0 {
		bad = len(have)
	}
	leads := func(leaves []Hash) bool {
		try := start
		for _, h := range leaves {
			try.add(h, nil)
		}
		return len(leaves) == int(g.count) && try.root() == t.root
	}
	i := g.first + uint64(bad)
	signed := t.whole && s.keys.verify(checkpointText(s.origin, g.next(), t.root), t.keyHash, t.sig)
	var err error
	if signed && leads(have) {
		want = have
		err = s.found(HashesDamaged, i, i, tilePath(s.dir, 0), int64(i)*tlog.HashSize, "the entry is what was signed, its stored hash is not")
	} else {
		kind, last, what := s.classify(off, rest, g, bad)
		if signed && !leads(want) && s.trusted {
			what += "; its hash was changed, too"
			s.trusted = false
		}
		err = s.found(kind, i, last, s.path, off, "%s", what)
	}
	if err != nil {
		return err
	}
	for _, h := range want {
		if err := s.feed(h); err != nil {
			return err
		}
	}
	return s.passMarks()
}

// leavesOf hashes the entries of a body, as far as it can be parsed.
func leavesOf(rest []byte, n int, s *segmentCheck) []Hash {
	out := make([]Hash, 0, n)
	for range n {
		entry, next, ok := nextEntry(rest)
		if !ok {
			break
		}
		rest = next
		out = append(out, tlog.RecordHash(entry))
		if len(entry) >= fixedBytes {
			s.monotone = monotoneOf(entry)
			if entry[1]&flagInternal != 0 {
				s.retention(entry)
			}
		}
	}
	if len(out) == n && len(rest) > 0 && n > 0 {
		out = out[:n-1] // bytes between the last entry and the trailer
	}
	return out
}

// retention notes what the log recorded that it would delete.
func (v *verification) retention(raw []byte) {
	e, err := Decode(raw)
	if err != nil || e.Action != ActionRetention {
		return
	}
	if before, ok := e.Attr("before"); ok && before.Kind().String() == "Uint64" {
		v.droppable = max(v.droppable, min(before.Uint64(), e.Index))
	}
}

// compare returns the stored hashes of a group's entries, its own where none
// are stored, and the first place where they differ, or -1.
func (s *segmentCheck) compare(g groupInfo, have []Hash) (want []Hash, bad int) {
	want, bad = make([]Hash, 0, g.count), -1
	for k := range int(g.count) {
		h, ok := s.stored(g.first + uint64(k))
		switch {
		case !ok && k < len(have):
			h = have[k]
		case bad < 0 && (k >= len(have) || have[k] != h):
			bad = k
		}
		want = append(want, h)
	}
	return want, bad
}

// classify says what happened to the first bad entry of a group, by the place
// that what stands there was signed for.
func (s *segmentCheck) classify(off int64, rest []byte, g groupInfo, bad int) (kind Kind, last uint64, what string) {
	i := g.first + uint64(bad)
	var found [][]byte
	for range bad + 2 {
		entry, next, ok := nextEntry(rest)
		if !ok {
			break
		}
		found, rest = append(found, entry), next
	}
	if len(found) <= bad {
		return Altered, i, "cannot be read: its length, or one before it, was changed"
	}
	claims, genuine := s.genuine(found[bad])
	after, afterGenuine := uint64(0), false
	follower := s.follower(off + g.bytes())
	if len(found) > bad+1 {
		follower = found[bad+1]
	}
	if follower != nil {
		after, afterGenuine = s.genuine(follower)
	}
	switch {
	case genuine && claims > i && (afterGenuine && after == claims+1 || follower == nil):
		return Removed, claims - 1, fmt.Sprintf("in its place stands entry %d", claims)
	case genuine && claims > i:
		return Reordered, claims, fmt.Sprintf("in its place stands entry %d", claims)
	case genuine && claims < i:
		return Duplicated, i, fmt.Sprintf("in its place stands entry %d again", claims)
	case afterGenuine && after == i:
		return Inserted, i, "in its place stands something that was never logged"
	}
	return Altered, i, "is not what was logged"
}

// follower returns the entry behind a group that ends at off, be it in the
// next segment, or nil.
func (s *segmentCheck) follower(off int64) []byte {
	if e := firstEntry(s.f, off); e != nil || s.next == 0 {
		return e
	}
	f, err := s.opts.fs.open(segmentPath(s.dir, s.next), false)
	if err != nil {
		return nil
	}
	defer f.Close()
	return firstEntry(f, segmentHeader)
}

// firstEntry returns the first entry of the group at off, or nil.
func firstEntry(f file, off int64) []byte {
	g, ok := readGroupHeader(f, off)
	if !ok {
		return nil
	}
	b := make([]byte, min(int(g.body), 2+maxEntry))
	n, _ := f.ReadAt(b, off+groupHeader)
	e, _, _ := nextEntry(b[:n])
	return e
}

// genuine returns the place that an entry was signed for.
func (s *segmentCheck) genuine(entry []byte) (uint64, bool) {
	i, ok := indexOf(entry)
	if !ok || i >= s.cp.Size {
		return 0, false
	}
	f, err := s.tiles.open(0)
	if err != nil {
		return 0, false
	}
	var h Hash
	if _, err := f.ReadAt(h[:], int64(i)*tlog.HashSize); err != nil {
		return 0, false
	}
	return i, tlog.RecordHash(entry) == h
}

// frame checks the end of a group whose entries agree with their hashes.
func (s *segmentCheck) frame(off int64, g groupInfo, t trailer) error {
	last := g.next() - 1
	text := checkpointText(s.origin, g.next(), t.root)
	switch {
	case !t.whole:
		return s.found(Altered, g.first, last, s.path, off, "the frame of their group was changed; the entries are what was logged")
	case s.tree.root() == t.root:
		s.trusted = true
		if !s.opts.SkipGroupSignatures || !s.covered(last) {
			s.jobs <- signatureJob{text, t.keyHash, t.sig, g.first, last, s.path, off}
		}
		return nil
	case !s.trusted:
		return nil // follows from what was found before
	}
	if n := s.shortened(t.root); n > 0 {
		kind := Removed
		if s.follower(off+g.bytes()) == nil {
			kind = Truncated
		}
		return s.found(kind, last+1, last+n, s.path, off, "they belong to this group, which was cut short")
	}
	s.trusted = false
	if !s.keys.verify(text, t.keyHash, t.sig) {
		return s.found(BadSignature, g.first, last, s.path, off, "no signature of the keys given on their group, which has another root")
	}
	return s.found(Altered, g.first, last, s.path, off, "entries and hashes were changed together: the signed root is another")
}

// shortened returns by how many entries a group was longer when it was signed:
// so many stored hashes lead on to its root.
func (s *segmentCheck) shortened(root Hash) uint64 {
	longer := s.tree
	for n := uint64(1); n <= 1<<16; n++ {
		h, ok := s.stored(longer.size)
		if !ok {
			break
		}
		if longer.add(h, nil); longer.root() == root {
			return n
		}
	}
	return 0
}

// broken judges what lies at off and is no whole group: a damaged header, or
// a group that the file's end cuts off.
func (s *segmentCheck) broken(off int64, g groupInfo, cut bool) (done bool, err error) {
	rest := make([]byte, s.size-off)
	if _, err := s.f.ReadAt(rest, off); err != nil {
		return false, fmt.Errorf("audit: verify: %w", err)
	}
	skip, next := s.resync(rest)
	switch {
	case skip > 0:
	case s.next > 0:
		next = s.next
	case s.covered(s.tree.size):
		next = s.cp.Size
	default:
		return true, s.found(Torn, s.tree.size, s.tree.size, s.path, off, "%d bytes of a write that was not finished", len(rest))
	}
	good := s.readable(rest, next)
	i := s.tree.size + uint64(good)
	ends := skip == 0 && (cut || len(rest) < groupHeader)
	switch {
	case i == next && ends:
		err = s.found(Truncated, s.tree.size, next-1, s.path, s.size, "the file ends within the frame of their group")
	case i == next:
		err = s.found(Altered, s.tree.size, next-1, s.path, off, "the frame of their group was changed; the entries are what was logged")
	case ends:
		err = s.found(Truncated, i, next-1, s.path, s.size, "the file ends within their group")
	default:
		err = s.found(Altered, i, i, s.path, off, "cannot be read")
	}
	if err == nil {
		err = s.skip(next)
	}
	s.made.end += int64(skip)
	s.made.next = next
	return skip == 0, err
}

// resync finds the next group's header in b, behind the broken one.
func (s *segmentCheck) resync(b []byte) (off int, first uint64) {
	for off = 1; off < len(b); off++ {
		i := bytes.Index(b[off:], []byte(groupMagic))
		if i < 0 {
			break
		}
		off += i
		g, ok := parseGroupHeader(b[off:])
		if ok && g.first > s.tree.size && (s.next == 0 || g.first < s.next) && (!s.haveCP || g.first <= max(s.cp.Size, s.tree.size)) {
			return off, g.first
		}
	}
	return 0, 0
}

// readable counts the entries in a broken group that have their hashes.
func (s *segmentCheck) readable(b []byte, next uint64) (n int) {
	if len(b) < groupHeader {
		return 0
	}
	rest := b[groupHeader:]
	for i := s.tree.size; i < next; i++ {
		entry, r, ok := nextEntry(rest)
		if h, stored := s.stored(i); !ok || !stored || tlog.RecordHash(entry) != h {
			break
		}
		n, rest = n+1, r
		s.report.Entries++
	}
	return n
}
