package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func rebuildMem(m *memFS, s *Signer, write bool, remembered ...[]byte) (*Rebuilt, error) {
	return RebuildHashes(context.Background(), memDir, &RebuildOptions{Keys: keyring{s.Verifier()}, Remembered: remembered, Write: write, fs: m})
}

// contents are the bytes of every file.
func contents(m *memFS) map[string][]byte {
	out := map[string][]byte{}
	for p, n := range m.names {
		out[p] = slices.Clone(n.data)
	}
	return out
}

func sameContents(a, b map[string][]byte) bool { return maps.EqualFunc(a, b, bytes.Equal) }

// damages are what may happen to a file of hashes. Bytes behind the end are
// what a crash leaves, and no damage.
var damages = map[string]func(data []byte) []byte{
	"deleted":    nil,
	"emptied":    func([]byte) []byte { return []byte{} },
	"first flip": func(d []byte) []byte { d[0] ^= 1; return d },
	"last flip":  func(d []byte) []byte { d[len(d)-1] ^= 0x80; return d },
	"cut":        func(d []byte) []byte { return d[:len(d)-1] },
	"cut hash":   func(d []byte) []byte { return d[:len(d)-32] },
	"swapped": func(d []byte) []byte {
		if len(d) < 64 {
			return d[:0]
		}
		return slices.Concat(d[32:64], d[:32], d[64:])
	},
	"zeroed": func(d []byte) []byte { clear(d); return d },
}

// Every kind of damage to every file of hashes is seen, told and mended; the
// result is byte for byte what was there before, and what was damaged is kept.
func TestRebuild(t *testing.T) {
	s := testSigner(t)
	o := &Options{Signer: s, SegmentBytes: 9000}
	good := smallLog(t, 270, o)
	want := contents(good)
	for level := range 2 {
		for name, damage := range damages {
			m := good.clone()
			path := tilePath(memDir, level)
			if damage == nil {
				delete(m.names, path)
			} else {
				m.names[path].data = damage(m.names[path].data)
			}
			mend(t, fmt.Sprint(name, " ", level), m, s, o, want, path)
		}
	}
	m := good.clone()
	for level := range 2 {
		delete(m.names, tilePath(memDir, level))
	}
	mend(t, "both deleted", m, s, o, want, tilePath(memDir, 0))
}

func mend(t *testing.T, name string, m *memFS, s *Signer, o *Options, want map[string][]byte, path string) {
	t.Helper()
	before := contents(m)
	r, err := rebuildMem(m, s, false)
	if err != nil || len(r.Files) == 0 || r.Written || r.Files[0].Kept != "" || filepath.Join(memDir, r.Files[0].Path) != path ||
		r.Files[0].Bytes != int64(len(want[path])) {
		t.Errorf("%s: dry run: %v %+v", name, err, r)
		return
	}
	if !sameContents(contents(m), before) {
		t.Errorf("%s: the dry run changed something", name)
	}
	r, err = rebuildMem(m, s, true)
	if err != nil || !r.Written {
		t.Errorf("%s: %v %+v", name, err, r)
		return
	}
	after := contents(m)
	for p, data := range want {
		if !bytes.Equal(after[p], data) {
			t.Errorf("%s: %s is not what it was", name, p)
		}
	}
	if old, there := before[path]; there && !bytes.Equal(after[filepath.Join(memDir, r.Files[0].Kept)], old) {
		t.Errorf("%s: the damaged file is not kept: %+v", name, r.Files[0])
	}
	if rep := verifyMem(t, m, s); !rep.OK() {
		t.Errorf("%s: %s", name, rep)
	}
	if r, err := rebuildMem(m, s, true); err != nil || len(r.Files) != 0 || r.Written {
		t.Errorf("%s: again: %v %+v", name, err, r)
	}
	opts := *o
	opts.fs = m
	l := mustOpen(t, memDir, &opts)
	mustClose(t, l)
}

// The third level of tiles, on a real disk.
func TestRebuildUpperLevels(t *testing.T) {
	s := testSigner(t)
	dir := t.TempDir()
	l := mustOpen(t, dir, &Options{Signer: s})
	batch := make([]Event, 1<<12)
	for i := range batch {
		batch[i] = Event{Action: "a"}
	}
	batches, levels := 17, 3
	if testing.Short() {
		batches, levels = 1, 2
	}
	for range batches {
		if _, err := l.AppendBatch(context.Background(), batch); err != nil {
			t.Fatal(err)
		}
	}
	mustClose(t, l)
	want := map[int][]byte{}
	for level := range levels {
		data, err := os.ReadFile(tilePath(dir, level))
		if err != nil || len(data) == 0 {
			t.Fatal(level, len(data), err)
		}
		want[level] = data
	}
	if err := os.RemoveAll(filepath.Join(dir, "tiles")); err != nil {
		t.Fatal(err)
	}
	var told uint64
	r, err := RebuildHashes(context.Background(), dir, &RebuildOptions{Keys: keyring{s.Verifier()}, Write: true,
		Progress: func(done, total uint64) {
			if told = done; done > total {
				t.Errorf("%d of %d", done, total)
			}
		}})
	if err != nil || len(r.Files) != levels || told < uint64(batches)<<12 {
		t.Fatal(err, r, told)
	}
	for level := range levels {
		if data, err := os.ReadFile(tilePath(dir, level)); err != nil || !bytes.Equal(data, want[level]) {
			t.Errorf("level %d: %v", level, err)
		}
		if st, err := os.Stat(tilePath(dir, level)); err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("level %d: %v %v", level, st.Mode(), err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := RebuildHashes(ctx, dir, &RebuildOptions{Keys: keyring{s.Verifier()}}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// refused wants an error that names both sizes, and nothing changed.
func refused(t *testing.T, name string, m *memFS, s *Signer, proven, failed uint64, remembered ...[]byte) {
	t.Helper()
	before := contents(m)
	var e *RebuildError
	if r, err := rebuildMem(m, s, true, remembered...); !errors.As(err, &e) || !errors.Is(err, ErrRebuild) || !errors.Is(err, ErrCorrupt) ||
		r != nil || e.Proven != proven || e.Failed != failed {
		t.Errorf("%s: %v %+v", name, err, e)
	}
	if !sameContents(contents(m), before) {
		t.Errorf("%s: something was changed", name)
	}
}

// Entries that are not what was signed rebuild nothing, and the last size that
// is proven is named.
func TestRebuildRefusesForgedEntries(t *testing.T) {
	s := testSigner(t)
	const n = 18
	good := smallLog(t, n, &Options{Signer: s, SegmentBytes: 500})
	forgedAt := 10 // in the group of 9 to 11, unless rotation wrote entries of its own
	m := good.clone()
	forge(m, func(e [][]byte) [][]byte { e[forgedAt][len(e[forgedAt])-2] ^= 1; return e })
	delete(m.names, tilePath(memDir, 0))
	groups := groupEnds(good)
	i, _ := slices.BinarySearch(groups, uint64(forgedAt+1))
	refused(t, "altered", m, s, groups[i-1], groups[i])

	m = good.clone()
	forge(m, func(e [][]byte) [][]byte { return e[:forgedAt] })
	delete(m.names, tilePath(memDir, 0))
	i, _ = slices.BinarySearch(groups, uint64(forgedAt))
	refused(t, "truncated", m, s, groups[i-1], n)
}

// groupEnds are the sizes of the log after each of its groups.
func groupEnds(m *memFS) (out []uint64) {
	for _, p := range paths(m) {
		if !strings.Contains(p, "/segments/") {
			continue
		}
		data := m.names[p].data
		for at := segmentHeader; at < len(data); {
			g, ok := parseGroupHeader(data[at:])
			if !ok {
				break
			}
			out = append(out, g.next())
			at += int(g.bytes())
		}
	}
	return out
}

func TestRebuildRefusesOtherHistories(t *testing.T) {
	s := testSigner(t)
	m := smallLog(t, 12, &Options{Signer: s})
	other := smallLog(t, 15, &Options{Signer: s})
	short := smallLog(t, 6, &Options{Signer: s})
	refused(t, "fork", m, s, 3, 6, short.names[filepath.Join(memDir, "checkpoint")].data)
	var rollback *RollbackError
	if _, err := rebuildMem(m, s, true, other.names[filepath.Join(memDir, "checkpoint")].data); !errors.As(err, &rollback) {
		t.Error(err)
	}
	delete(m.names, filepath.Join(memDir, "checkpoint"))
	if _, err := rebuildMem(m, s, true); err == nil || !strings.Contains(err.Error(), "nothing signed") {
		t.Error(err)
	}
	if _, err := rebuildMem(short, testSigner(t), true); !errors.Is(err, ErrSignature) {
		t.Error(err)
	}
	if _, err := RebuildHashes(context.Background(), memDir, &RebuildOptions{fs: m}); err == nil {
		t.Error("no keys")
	}
	if _, err := RebuildHashes(context.Background(), filepath.Join(t.TempDir(), "nowhere"), &RebuildOptions{Keys: keyring{s.Verifier()}}); err == nil {
		t.Error("no log")
	}
}

// Where retention deleted entries, their hashes must be there.
func TestRebuildAfterRetention(t *testing.T) {
	s := testSigner(t)
	o := &Options{Signer: s, SegmentBytes: 9000}
	good := smallLog(t, 600, o)
	opts := *o
	opts.fs = good
	l := mustOpen(t, memDir, &opts)
	if _, err := l.DropBefore(context.Background(), 400); err != nil {
		t.Fatal(err)
	}
	first := l.View().First()
	mustClose(t, l)
	if first == 0 {
		t.Fatal("nothing was dropped")
	}
	want := contents(good)
	for name, damage := range damages {
		m := good.clone()
		path := tilePath(memDir, 1)
		if damage == nil {
			delete(m.names, path)
		} else {
			m.names[path].data = damage(m.names[path].data)
		}
		mend(t, "above "+name, m, s, o, want, path)
	}
	m := good.clone()
	path := tilePath(memDir, 0)
	m.names[path].data[first*32] ^= 1 // of an entry that is there
	mend(t, "of an entry that is kept", m, s, o, want, path)

	m = good.clone()
	m.names[path].data[32*(first-1)] ^= 1
	for p, n := range m.names { // nor are the roots over them what was recorded
		if strings.Contains(p, "/segments/") {
			n.data = bytes.ReplaceAll(n.data, []byte(edgeAttr), []byte("ewge"))
		}
	}
	ends := groupEnds(good)
	refused(t, "flipped, and the roots too", m, s, 0, ends[0])
}

// dropped returns a log of whose entries retention deleted some, twice, the
// first that is kept after each time, and a checkpoint from long before.
func dropped(t *testing.T, s *Signer, o *Options) (m *memFS, firsts []uint64, early []byte) {
	t.Helper()
	m = smallLog(t, 100, o)
	early = slices.Clone(m.names[filepath.Join(memDir, "checkpoint")].data)
	opts := *o
	opts.fs = m
	l := mustOpen(t, memDir, &opts)
	for i := 100; i < 700; i += 6 {
		if _, err := l.AppendBatch(context.Background(), []Event{event(i), event(i + 1), event(i + 2), event(i + 3), event(i + 4), event(i + 5)}); err != nil {
			t.Fatal(err)
		}
	}
	for _, before := range []uint64{200, 450} {
		first, err := l.DropBefore(context.Background(), before)
		if err != nil || first == 0 {
			t.Fatal(first, err)
		}
		firsts = append(firsts, first)
	}
	mustClose(t, l)
	if firsts[0] <= 100 || firsts[1] <= firsts[0] {
		t.Fatal(firsts)
	}
	return m, firsts, early
}

// Hashes of entries whose data is gone are lost as well: what is kept can be
// proven as before, opened and gone on with, and retention goes on too. What is
// lost is told, by everybody.
func TestRebuildFromRecordedRoots(t *testing.T) {
	s := testSigner(t)
	o := &Options{Signer: s, SegmentBytes: 9000}
	good, firsts, _ := dropped(t, s, o)
	for _, c := range []struct {
		name   string
		damage func(m *memFS)
		lost   uint64
	}{
		{"both files deleted", func(m *memFS) {
			delete(m.names, tilePath(memDir, 0))
			delete(m.names, tilePath(memDir, 1))
		}, firsts[1]},
		{"folder emptied but for a part", func(m *memFS) {
			m.names[tilePath(memDir, 0)].data = m.names[tilePath(memDir, 0)].data[:32*100]
		}, firsts[1]},
		{"one flipped, of those that went last", func(m *memFS) { m.names[tilePath(memDir, 0)].data[32*(firsts[1]-1)] ^= 1 }, firsts[1]},
		{"one flipped, of those that went first", func(m *memFS) { m.names[tilePath(memDir, 0)].data[32*3] ^= 1 }, firsts[0]},
	} {
		m := good.clone()
		c.damage(m)
		before := contents(m)
		r, err := rebuildMem(m, s, false)
		if err != nil || r.Lost != c.lost || r.First != firsts[1] || r.Written || !sameContents(contents(m), before) {
			t.Errorf("%s: dry run: %v %+v", c.name, err, r)
			continue
		}
		if r, err = rebuildMem(m, s, true); err != nil || !r.Written || r.Lost != c.lost || !strings.Contains(r.String(), fmt.Sprintf("entries 0 to %d is not kept and their hashes are lost", c.lost-1)) {
			t.Errorf("%s: %v %v", c.name, err, r)
			continue
		}
		if r, err := rebuildMem(m, s, true); err != nil || r.Written || len(r.Files) != 0 || r.Lost != c.lost {
			t.Errorf("%s: again: %v %+v", c.name, err, r)
		}
		provesWhatIsKept(t, c.name, good, m, s, o, c.lost)
	}
}

// provesWhatIsKept holds a log that lost hashes against the one that did not.
func provesWhatIsKept(t *testing.T, name string, good, m *memFS, s *Signer, o *Options, lost uint64) {
	t.Helper()
	rep := verifyMem(t, m, s)
	if len(rep.Findings) != 1 || rep.Findings[0].Kind != HashesDamaged || rep.Findings[0].First != 0 || rep.Findings[0].Last != lost-1 {
		t.Errorf("%s: %s", name, rep)
	}
	open := func(m *memFS) *Log {
		opts := *o
		opts.fs = m
		return mustOpen(t, memDir, &opts)
	}
	a, b := open(good.clone()), open(m)
	first, size, stride := a.View().First(), a.View().Size(), uint64(1)
	if testing.Short() {
		stride = 9
	}
	for size := size; size > lost; size -= min(37*stride, size-lost) {
		for i := first; i < size; i += 13 {
			want, err := a.InclusionProof(i, size)
			got, err2 := b.InclusionProof(i, size)
			if err != nil || err2 != nil || !slices.Equal(got, want) {
				t.Fatalf("%s: inclusion of %d in %d: %v %v", name, i, size, err, err2)
			}
		}
		for older := size; older >= lost+stride; older -= stride {
			want, err := a.ConsistencyProof(older, size)
			got, err2 := b.ConsistencyProof(older, size)
			if err != nil || err2 != nil || !slices.Equal(got, want) {
				t.Fatalf("%s: consistency of %d with %d: %v %v", name, older, size, err, err2)
			}
		}
	}
	if _, err := b.InclusionProof(lost-2, size); !errors.Is(err, ErrHashesLost) {
		t.Errorf("%s: inclusion of what is lost: %v", name, err)
	}
	if _, err := fs.ReadFile(b.View().FS(), "tile/0/000"); !errors.Is(err, fs.ErrNotExist) || !errors.Is(err, ErrHashesLost) {
		t.Errorf("%s: a tile of what is lost: %v", name, err)
	}
	mustAppend(t, b, int(b.View().Size()), int(b.View().Size())+300)
	if _, err := b.DropBefore(context.Background(), b.View().Size()); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	mustClose(t, a)
	mustClose(t, b)
	if rep := verifyMem(t, m, s); len(rep.Findings) != 1 {
		t.Errorf("%s: gone on with: %s", name, rep)
	}
}

// Roots that somebody made up prove nothing, nor does what marks hashes as lost.
func TestRebuildRefusesMadeUpRoots(t *testing.T) {
	s := testSigner(t)
	o := &Options{Signer: s, SegmentBytes: 9000}
	good, firsts, early := dropped(t, s, o)
	m := good.clone()
	delete(m.names, tilePath(memDir, 0))
	if _, err := rebuildMem(m, s, true); err != nil {
		t.Fatal(err)
	}
	path := lostPath(memDir)
	text := string(m.names[path].data)
	for name, forged := range map[string]string{
		"another root": strings.Replace(text, text[len(text)-9:], "AAAAAAA=\n", 1),
		"more":         fmt.Sprint(firsts[1]+1) + text[strings.Index(text, "\n"):],
		"nothing":      "",
		"no number":    "x" + text,
		"one line":     fmt.Sprint(firsts[1]),
	} {
		bad := m.clone()
		bad.names[path].data = []byte(forged)
		opts := *o
		opts.fs = bad
		if _, err := Open(context.Background(), memDir, &opts); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: opened: %v", name, err)
		}
		if rep := verifyMem(t, bad, s); rep.OK() {
			t.Errorf("%s: verified", name)
		}
		if r, err := rebuildMem(bad, s, true); err != nil || !r.Written || string(bad.names[path].data) != text {
			t.Errorf("%s: not mended: %v", name, err)
		}
	}
	bad := good.clone()
	delete(bad.names, tilePath(memDir, 0))
	if _, err := rebuildMem(bad, s, true, early); !errors.Is(err, ErrRebuild) {
		t.Errorf("a remembered checkpoint from before: %v", err)
	}
}

// Signed groups behind the checkpoint file are taken over, as opening does.
func TestRebuildBehindTheCheckpoint(t *testing.T) {
	s := testSigner(t)
	m := newMemFS()
	o := &Options{Signer: s, CheckpointInterval: time.Hour, fs: m}
	l := mustOpen(t, memDir, o)
	mustAppend(t, l, 0, 5)
	if err := l.Flush(context.Background()); err != nil {
		t.Fatal(err)
	}
	mustAppend(t, l, 5, 9)
	crashed := m.clone() // nothing more was written
	mustClose(t, l)
	delete(crashed.names, tilePath(memDir, 0))
	r, err := rebuildMem(crashed, s, true)
	if err != nil || r.Checkpoint.Size >= r.Size || r.Size < 9 || !r.Written {
		t.Fatalf("%v %+v", err, r)
	}
	if rep := verifyMem(t, crashed, s); !rep.OK() || rep.Size != r.Size {
		t.Error(rep)
	}
}

func TestRebuildBesideAWriter(t *testing.T) {
	s := testSigner(t)
	m := newMemFS()
	l := mustOpen(t, memDir, &Options{Signer: s, fs: m})
	mustAppend(t, l, 0, 3)
	if _, err := rebuildMem(m, s, true); !errors.Is(err, ErrLocked) {
		t.Error(err)
	}
	mustClose(t, l)
}

// The machine stops at every operation of a rebuilding. Afterwards the damaged
// files are there under one of their names, and rebuilding again mends the log.
func TestRebuildCrashAtEveryOperation(t *testing.T) {
	s := testSigner(t)
	o := &Options{Signer: s, SegmentBytes: 9000}
	good := smallLog(t, 260, o)
	want := contents(good)
	broken := func() *memFS {
		m := good.clone()
		for level := range 2 {
			m.names[tilePath(memDir, level)].data[5] ^= 4
			m.names[tilePath(memDir, level)].synced[5] ^= 4
		}
		return m
	}
	total := broken()
	if _, err := rebuildMem(total, s, true); err != nil {
		t.Fatal(err)
	}
	if total.ops < 12 {
		t.Fatalf("only %d operations", total.ops)
	}
	old := contents(broken())
	seeds := 8
	if testing.Short() {
		seeds = 1
	}
	stride := 1
	if testing.Short() {
		stride = 3
	}
	for at := 1; at <= total.ops; at += stride {
		for seed := range seeds {
			m := broken()
			m.crashAt = at
			_, _ = rebuildMem(m, s, true)
			m = m.afterCrash(rand.New(rand.NewPCG(uint64(at), uint64(seed))))
			when := fmt.Sprintf("operation %d, seed %d", at, seed)
			damagedAreKept(t, when, m, old)
			if _, err := rebuildMem(m, s, true); err != nil {
				t.Fatalf("%s: %v", when, err)
			}
			damagedAreKept(t, when+", after", m, old)
			for p, data := range want {
				if !bytes.Equal(contents(m)[p], data) {
					t.Errorf("%s: %s is not what it was", when, p)
				}
			}
			if rep := verifyMem(t, m, s); !rep.OK() {
				t.Errorf("%s: %s", when, rep)
			}
			if t.Failed() {
				t.FailNow()
			}
		}
	}
}

// The same where hashes are lost for good: what marks them is there before any
// file that needs it.
func TestRebuildFromRootsCrashAtEveryOperation(t *testing.T) {
	s := testSigner(t)
	o := &Options{Signer: s, SegmentBytes: 9000}
	good, firsts, _ := dropped(t, s, o)
	lost := firsts[1]
	broken := func() *memFS {
		m := good.clone()
		n := m.names[tilePath(memDir, 0)]
		for _, data := range [][]byte{n.data, n.synced} {
			data[32*(lost-1)] ^= 4 // nobody can make this one anew
			data[32*lost] ^= 4
		}
		return m
	}
	total := broken()
	if r, err := rebuildMem(total, s, true); err != nil || r.Lost != lost || len(r.Files) != 2 {
		t.Fatal(r, err)
	}
	stride := 1
	if testing.Short() {
		stride = 5
	}
	for at := 1; at <= total.ops; at += stride {
		m := broken()
		m.crashAt = at
		_, _ = rebuildMem(m, s, true)
		m = m.afterCrash(rand.New(rand.NewPCG(uint64(at), 3)))
		when := fmt.Sprintf("operation %d", at)
		damagedAreKept(t, when, m, contents(broken()))
		if r, err := rebuildMem(m, s, true); err != nil || r.Lost != lost {
			t.Fatalf("%s: %v %v", when, r, err)
		}
		if rep := verifyMem(t, m, s); len(rep.Findings) != 1 || rep.Findings[0].Last != lost-1 {
			t.Fatalf("%s: %s", when, rep)
		}
		opts := *o
		opts.fs = m
		l := mustOpen(t, memDir, &opts)
		if _, err := l.InclusionProof(lost, l.View().Size()); err != nil {
			t.Fatalf("%s: %v", when, err)
		}
		mustClose(t, l)
	}
}

func damagedAreKept(t *testing.T, when string, m *memFS, old map[string][]byte) {
	t.Helper()
	for level := range 2 {
		path := tilePath(memDir, level)
		kept := slices.ContainsFunc(paths(m), func(p string) bool {
			return (p == path || strings.HasPrefix(p, path+".damaged-")) && bytes.Equal(m.names[p].data, old[path])
		})
		if !kept {
			t.Errorf("%s: the damaged file of level %d is lost: %v", when, level, paths(m))
		}
	}
}

// A disk that is full, or refuses anything else, leaves the damaged files
// where they were, and no new ones.
func TestRebuildRefusedByTheDisk(t *testing.T) {
	s := testSigner(t)
	good := smallLog(t, 260, &Options{Signer: s, SegmentBytes: 9000})
	good.names[tilePath(memDir, 0)].data[5] ^= 4
	before := contents(good)
	for _, kind := range []string{"create", "truncate", "write", "sync"} {
		m := good.clone()
		m.refuse = func(op, path string) error {
			if op == kind && strings.HasSuffix(path, ".rebuilt") {
				return errors.New("no room")
			}
			return nil
		}
		if _, err := rebuildMem(m, s, true); err == nil || !strings.Contains(err.Error(), "no room") {
			t.Errorf("%s: %v", kind, err)
		}
		if !sameContents(contents(m), before) {
			t.Errorf("%s: files %v", kind, paths(m))
		}
	}
}

func ExampleRebuildHashes() {
	dir, err := os.MkdirTemp("", "audit")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	secret, public, err := NewKey("example.com/rebuild")
	if err != nil {
		fmt.Println(err)
		return
	}
	signer, err := ParseSigner(secret)
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	l, err := Open(ctx, dir, &Options{Signer: signer})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, _ = l.Append(ctx, Event{Action: "read"})
	_ = l.Close()
	_ = os.Remove(filepath.Join(dir, "tiles", "0"))

	key, err := ParseVerifier(public)
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := RebuildHashes(ctx, dir, &RebuildOptions{Keys: keyring{key}, Write: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Files[0].Path, r.Files[0].What, r.Written)
	// Output: tiles/0 missing true
}
