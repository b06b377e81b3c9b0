package audit

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

const memDir = "/log"

// smallLog makes a closed log of n host events in several segments, in groups
// of three.
func smallLog(t testing.TB, n int, o *Options) *memFS {
	t.Helper()
	m := newMemFS()
	o.fs = m
	l := mustOpen(t, memDir, o)
	for i := 0; i < n; i += 3 {
		var evs []Event
		for j := i; j < min(i+3, n); j++ {
			evs = append(evs, Event{Actor: fmt.Sprint("u", j), Action: "read", Resource: fmt.Sprint("r", j)})
		}
		if _, err := l.AppendBatch(context.Background(), evs); err != nil {
			t.Fatal(err)
		}
	}
	mustClose(t, l)
	return m
}

func verifyMem(t testing.TB, m *memFS, s *Signer, remembered ...[]byte) *Report {
	t.Helper()
	r, err := Verify(context.Background(), memDir, &VerifyOptions{Keys: keyring{s.Verifier()}, Remembered: remembered, fs: m})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func paths(m *memFS) []string { return slices.Sorted(maps.Keys(m.names)) }

// where says which entry a byte of a segment belongs to, and whether it lies
// in an entry rather than in a frame.
func where(t testing.TB, data []byte, off int) (first, last uint64, inEntry bool) {
	t.Helper()
	if off < segmentHeader && len(data) > segmentHeader {
		first = binary.BigEndian.Uint64(data[12:])
		return first, first, false
	}
	for at := segmentHeader; at < len(data); {
		g, ok := parseGroupHeader(data[at:])
		if !ok {
			break
		}
		if off < at+int(g.bytes()) {
			rest, pos := body(data[at:at+int(g.bytes())]), at+groupHeader
			for i := range uint64(g.count) {
				entry, next, _ := nextEntry(rest)
				rest = next
				if off >= pos && off < pos+2+len(entry) {
					return g.first + i, g.first + i, true
				}
				pos += 2 + len(entry)
			}
			return g.first, g.next() - 1, false
		}
		at += int(g.bytes())
	}
	return 0, 0, false
}

// Every byte of every file is changed, in one bit and in all; Verify must find
// each, name the right entry, and not blame the wrong file.
func TestEveryFlippedByteIsFound(t *testing.T) {
	s := testSigner(t)
	m := smallLog(t, 16, &Options{Signer: s, SegmentBytes: 500})
	if r := verifyMem(t, m, s); !r.OK() || r.Torn != nil || r.Entries != 16 {
		t.Fatalf("before: %s", r)
	}
	stride := 1
	if testing.Short() {
		stride = 11
	}
	flips := 0
	for _, p := range paths(m) {
		data := m.names[p].data
		for off := 0; off < len(data); off += stride {
			for _, mask := range []byte{1 << (off % 8), 0xff} {
				first, last, inEntry := where(t, data, off)
				data[off] ^= mask
				checkFlip(t, p, off, verifyMem(t, m, s), first, last, inEntry)
				data[off] ^= mask
				flips++
			}
			if t.Failed() {
				t.FailNow()
			}
		}
	}
	t.Logf("%d changes in %d files", flips, len(paths(m)))
	if flips < 400 {
		t.Errorf("only %d changes were tried", flips)
	}
}

func checkFlip(t *testing.T, p string, off int, r *Report, first, last uint64, inEntry bool) {
	t.Helper()
	bad := func(what string) { t.Helper(); t.Errorf("%s byte %d: %s: %s", p, off, what, r) }
	if r.OK() {
		bad("not found")
		return
	}
	f := r.Findings[0]
	switch {
	case strings.HasSuffix(p, "checkpoint"):
		if f.Kind != BadSignature && f.Kind != BadCheckpoint {
			bad("wrong kind")
		}
	case strings.Contains(p, "/tiles/"):
		if f.Kind != HashesDamaged || len(r.Findings) > 1 || !strings.HasPrefix(f.Path, "tiles/") || f.First != uint64(off/32) {
			bad("wrong finding")
		}
	case inEntry:
		if f.Kind != Altered || f.First != first {
			bad(fmt.Sprintf("want entry %d altered", first))
		}
	default:
		if f.Kind != Altered || last > 0 && (f.First != first || f.Last != last) || !strings.HasPrefix(f.Path, "segments/") {
			bad(fmt.Sprintf("want the frame of entries %d to %d altered", first, last))
		}
	}
}

// A log over 256 entries has a second level of tiles.
func TestFlipsInUpperTiles(t *testing.T) {
	s := testSigner(t)
	m := smallLog(t, 600, &Options{Signer: s})
	if r := verifyMem(t, m, s); !r.OK() {
		t.Fatalf("before: %s", r)
	}
	stride := 1
	if testing.Short() {
		stride = 9
	}
	for off := 0; off < len(m.names[tilePath(memDir, 1)].data); off += stride {
		data := m.names[tilePath(memDir, 1)].data
		data[off] ^= 0x10
		r := verifyMem(t, m, s)
		if len(r.Findings) != 1 || r.Findings[0].Kind != HashesDamaged || r.Findings[0].First != uint64(off/32*256) {
			t.Errorf("byte %d: %s", off, r)
		}
		data[off] ^= 0x10
	}
}

// forge rewrites every group with what change makes of all entries, lengths,
// counts and CRCs put right, as somebody would who knows the format and has no
// key. Signatures and roots stay with their groups.
func forge(m *memFS, change func(entries [][]byte) [][]byte) {
	var all [][]byte
	type place struct {
		path    string
		g       groupInfo
		trailer []byte
	}
	var groups []place
	seals := map[string]bool{}
	for _, p := range paths(m) {
		if !strings.Contains(p, "/segments/") {
			continue
		}
		data := m.names[p].data
		for at := segmentHeader; at < len(data); {
			g, ok := parseGroupHeader(data[at:])
			if !ok {
				seals[p] = true
				break
			}
			b := data[at : at+int(g.bytes())]
			rest := body(b)
			for range g.count {
				var e []byte
				e, rest, _ = nextEntry(rest)
				all = append(all, slices.Clone(e))
			}
			groups = append(groups, place{p, g, slices.Clone(b[len(b)-groupTrailer:])})
			at += int(g.bytes())
		}
	}
	all = change(all)
	out := map[string][]byte{}
	made := map[string]*segment{}
	for k, pl := range groups {
		n := int(pl.g.count)
		if k == len(groups)-1 {
			n = len(all)
		}
		n = min(n, len(all))
		if n == 0 {
			break
		}
		if out[pl.path] == nil {
			out[pl.path] = slices.Clone(m.names[pl.path].data[:segmentHeader])
			made[pl.path] = &segment{first: pl.g.first, next: pl.g.first, end: segmentHeader}
		}
		b := make([]byte, groupHeader)
		var last int64
		for _, e := range all[:n] {
			b = binary.BigEndian.AppendUint16(b, uint16(len(e)))
			b = append(b, e...)
			last = monotoneOf(e)
		}
		g := groupInfo{count: uint32(n), body: uint32(len(b) - groupHeader), first: pl.g.first}
		all = all[n:]
		putGroupHeader(b, g)
		b = appendTrailer(b, binary.BigEndian.Uint32(pl.trailer), pl.trailer[4:4+signatureBytes], Hash(pl.trailer[4+signatureBytes:4+signatureBytes+32]))
		out[pl.path] = append(out[pl.path], b...)
		made[pl.path].add(g)
		made[pl.path].last = last
	}
	for p, data := range out {
		if seals[p] {
			data = append(data, encodeSeal(made[p].points, made[p].next, made[p].last)...)
		}
		m.names[p].data = data
	}
	for _, pl := range groups {
		if out[pl.path] == nil {
			delete(m.names, pl.path) // no entries are left for it
		}
	}
}

// Each entry is removed, doubled, altered, swapped with others, and something
// is inserted before it, by a forger who knows the format.
func TestForgedEntriesAreNamed(t *testing.T) {
	s := testSigner(t)
	const n = 16
	o := &Options{Signer: s, SegmentBytes: 500}
	good := smallLog(t, n, o)
	fake := func(i int, e []byte) []byte {
		e = slices.Clone(e)
		e[len(e)-2] ^= 1
		binary.BigEndian.PutUint64(e[2:], uint64(i))
		return e
	}
	try := func(name string, want Kind, first int, change func([][]byte) [][]byte) {
		t.Helper()
		m := good.clone()
		forge(m, change)
		r := verifyMem(t, m, s)
		if r.OK() || r.Findings[0].Kind != want || r.Findings[0].First != uint64(first) {
			t.Errorf("%s: want %s at entry %d, have\n%s", name, want, first, r)
		}
	}
	for i := range n {
		kind := Removed
		if i == n-1 {
			kind = Truncated
		}
		try(fmt.Sprintf("remove %d", i), kind, i, func(e [][]byte) [][]byte { return slices.Delete(e, i, i+1) })
		try(fmt.Sprintf("alter %d", i), Altered, i, func(e [][]byte) [][]byte { e[i] = fake(i, e[i]); return e })
		try(fmt.Sprintf("insert before %d", i), Inserted, i, func(e [][]byte) [][]byte { return slices.Insert(e, i, fake(i, e[i])) })
		if i+1 < n {
			try(fmt.Sprintf("double %d", i), Duplicated, i+1, func(e [][]byte) [][]byte { return slices.Insert(e, i+1, e[i]) })
		}
		for j := i + 1; j < n; j++ {
			try(fmt.Sprintf("swap %d and %d", i, j), Reordered, i, func(e [][]byte) [][]byte { e[i], e[j] = e[j], e[i]; return e })
		}
		if i > 0 {
			try(fmt.Sprintf("truncate to %d", i), Truncated, i, func(e [][]byte) [][]byte { return e[:i] })
		}
	}
}

// A forger who also rewrites all hashes meets the signed roots.
func TestForgedHashesMeetTheSignedRoots(t *testing.T) {
	s := testSigner(t)
	const n = 16
	good := smallLog(t, n, &Options{Signer: s, SegmentBytes: 500})
	for i := range n {
		m := good.clone()
		var leaves []byte
		forge(m, func(e [][]byte) [][]byte {
			e[i][len(e[i])-2] ^= 1
			for _, e := range e {
				h := tlog.RecordHash(e)
				leaves = append(leaves, h[:]...)
			}
			return e
		})
		m.names[tilePath(memDir, 0)].data = leaves
		r := verifyMem(t, m, s)
		f := Finding{}
		if !r.OK() {
			f = r.Findings[0]
		}
		if f.Kind != Altered || f.First > uint64(i) || f.Last < uint64(i) || f.Last-f.First > 2 || !strings.Contains(f.What, "together") {
			t.Errorf("entry %d: %s", i, r)
		}
	}
}

// Whole files are removed, emptied, cut at every byte, swapped and copied.
func TestFilesRemovedCutAndSwapped(t *testing.T) {
	s := testSigner(t)
	good := smallLog(t, 16, &Options{Signer: s, SegmentBytes: 500})
	var segments []string
	for _, p := range paths(good) {
		if strings.Contains(p, "/segments/") {
			segments = append(segments, p)
		}
	}
	if len(segments) < 3 {
		t.Fatalf("%d segments", len(segments))
	}
	expect := func(name string, m *memFS, want Kind, first int) {
		t.Helper()
		r := verifyMem(t, m, s)
		if r.OK() || r.Findings[0].Kind != want || first >= 0 && r.Findings[0].First != uint64(first) {
			t.Errorf("%s: want %s at %d, have\n%s", name, want, first, r)
		}
	}
	first := func(i int) int { n, _ := segmentName(filepath.Base(segments[i])); return int(n) }
	for i, p := range segments {
		m := good.clone()
		delete(m.names, p)
		kind := Removed
		if i == len(segments)-1 {
			kind = Truncated
		}
		expect("remove "+p, m, kind, first(i))
		for j := i + 1; j < len(segments); j++ {
			m := good.clone()
			m.names[p], m.names[segments[j]] = m.names[segments[j]], m.names[p]
			expect("swap "+p, m, Reordered, first(i))
		}
		m = good.clone()
		m.names[segmentPath(memDir, uint64(first(i)+1))] = good.names[p]
		expect("copy "+p, m, Duplicated, first(i)+1)
		m = good.clone()
		m.names[p+".old"] = good.names[p]
		expect("foreign "+p, m, Foreign, -1)
		cutEverywhere(t, good, p, s)
	}
	m := good.clone()
	delete(m.names, filepath.Join(memDir, "checkpoint"))
	expect("remove checkpoint", m, BadCheckpoint, -1)
	m = good.clone()
	delete(m.names, tilePath(memDir, 0))
	expect("remove hashes", m, HashesDamaged, 0)
	cutEverywhere(t, good, tilePath(memDir, 0), s)
	cutEverywhere(t, good, filepath.Join(memDir, "checkpoint"), s)
}

// cutEverywhere truncates a file to every length.
func cutEverywhere(t *testing.T, good *memFS, p string, s *Signer) {
	t.Helper()
	data := good.names[p].data
	stride := 1
	if testing.Short() {
		stride = 7
	}
	for n := 0; n < len(data); n += stride {
		m := good.clone()
		m.names[p].data = m.names[p].data[:n]
		r := verifyMem(t, m, s)
		if r.OK() {
			t.Errorf("%s cut to %d of %d bytes: not found", p, n, len(data))
			continue
		}
		f := r.Findings[0]
		switch {
		case strings.HasSuffix(p, "checkpoint"):
			if f.Kind != BadCheckpoint && f.Kind != BadSignature {
				t.Errorf("%s cut to %d: %s", p, n, r)
			}
		case strings.Contains(p, "/tiles/"):
			if f.Kind != HashesDamaged || f.First != uint64(n/32) {
				t.Errorf("%s cut to %d: %s", p, n, r)
			}
		default:
			if f.Kind != Truncated {
				t.Errorf("%s cut to %d of %d: %s", p, n, len(data), r)
			}
		}
	}
}

// Bytes behind the end are told as torn: a crash leaves such.
func TestBytesBehindTheEndAreTold(t *testing.T) {
	s := testSigner(t)
	good := smallLog(t, 16, &Options{Signer: s, SegmentBytes: 500})
	for _, p := range paths(good) {
		m := good.clone()
		m.names[p].data = append(m.names[p].data, 'x')
		if r := verifyMem(t, m, s); r.OK() && r.Torn == nil {
			t.Errorf("%s: not found", p)
		}
	}
}

// What no look at the log alone can tell: it was cut at the end of a group,
// with all its files, or replaced by another history of the same signer. A
// remembered checkpoint tells.
func TestRollbackAndForkNeedARememberedCheckpoint(t *testing.T) {
	s := testSigner(t)
	short := smallLog(t, 9, &Options{Signer: s})
	v, err := openView(context.Background(), short, memDir, keyring{s.Verifier()})
	if err != nil {
		t.Fatal(err)
	}
	before := v.Checkpoint()
	o := &Options{Signer: s, fs: short}
	later := short.clone()
	o.fs = later
	l := mustOpen(t, memDir, o)
	mustAppend(t, l, 0, 5)
	after := l.Checkpoint()
	mustClose(t, l)
	o.fs = short
	other := mustOpen(t, memDir, o)
	for i := range 5 {
		if _, err := other.Append(context.Background(), event(100+i)); err != nil {
			t.Fatal(err)
		}
	}
	mustClose(t, other)

	if r := verifyMem(t, later, s, before.Signed, after.Signed); !r.OK() {
		t.Errorf("honest continuation: %s", r)
	}
	if r := verifyMem(t, short, s); !r.OK() {
		t.Errorf("alone, a fork looks clean: %s", r)
	}
	if r := verifyMem(t, short, s, before.Signed, after.Signed); r.OK() || r.Findings[0].Kind != Forked {
		t.Errorf("fork: %s", r)
	}
	rolled := smallLog(t, 9, &Options{Signer: s})
	if r := verifyMem(t, rolled, s, after.Signed); r.OK() || r.Findings[0].Kind != RolledBack && r.Findings[0].Kind != Forked {
		t.Errorf("rollback: %s", r)
	}
	// a replayed old checkpoint with the log cut behind it
	cut := later.clone()
	cut.names[filepath.Join(memDir, "checkpoint")].data = before.Signed
	if r := verifyMem(t, cut, s, after.Signed); !r.OK() {
		t.Errorf("old checkpoint, whole log: %s", r)
	}
	seg := cut.names[segmentPath(memDir, 0)]
	end := segmentHeader
	for {
		g, ok := parseGroupHeader(seg.data[end:])
		if !ok || g.first >= before.Size {
			break
		}
		end += int(g.bytes())
	}
	seg.data = seg.data[:end]
	cut.names[tilePath(memDir, 0)].data = cut.names[tilePath(memDir, 0)].data[:before.Size*32]
	if r := verifyMem(t, cut, s); !r.OK() || r.Torn != nil {
		t.Errorf("alone, a rollback looks clean: %s", r)
	}
	if r := verifyMem(t, cut, s, after.Signed); r.OK() || r.Findings[0].Kind != RolledBack || r.Findings[0].First != before.Size {
		t.Errorf("rollback: %s", r)
	}
	o.fs, o.Remembered = cut, after.Signed
	if _, err := Open(context.Background(), memDir, o); err == nil || !strings.Contains(err.Error(), "was seen") {
		t.Errorf("Open of a log rolled back: %v", err)
	}
}

func TestAnotherKeyIsFound(t *testing.T) {
	m := smallLog(t, 6, &Options{Signer: testSigner(t)})
	r := verifyMem(t, m, testSigner(t))
	if r.OK() || r.Findings[0].Kind != BadSignature {
		t.Errorf("%s", r)
	}
}
