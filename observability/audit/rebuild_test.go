package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
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

	size := uint64(len(want[path]) / 32)
	m = good.clone()
	delete(m.names, path)
	refused(t, "deleted", m, s, 0, size)
	m = good.clone()
	m.names[path].data[32*(first-1)] ^= 1
	ends := groupEnds(good)
	refused(t, "flipped", m, s, 0, ends[0])
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
