package audit

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/scicore-go/scicore/internal/need"
)

// testSigner is the key of all tests; its bytes are fixed so that failures
// repeat.
func testSigner(t testing.TB) *Signer {
	t.Helper()
	secret, _, err := NewKey("example.com/test")
	if err != nil {
		t.Fatal(err)
	}
	s, err := ParseSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func mustOpen(t testing.TB, dir string, o *Options) *Log {
	t.Helper()
	l, err := Open(context.Background(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func mustClose(t testing.TB, l *Log) {
	t.Helper()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

func event(i int) Event {
	return Event{
		Actor: fmt.Sprintf("user-%d", i%7), Action: "read", Resource: fmt.Sprintf("/records/%d", i), Outcome: Success,
		Attrs: []slog.Attr{slog.Int("i", i), slog.String("text", strings.Repeat("x", i%50))},
	}
}

func mustAppend(t testing.TB, l *Log, from, to int) {
	t.Helper()
	for i := from; i < to; i++ {
		if _, err := l.Append(context.Background(), event(i)); err != nil {
			t.Fatal(err)
		}
	}
}

// checkEntries holds the log's host events against event(0), event(1), ….
func checkEntries(t *testing.T, v *View, want int) {
	t.Helper()
	n := 0
	for e, err := range v.Entries(context.Background(), v.First(), math.MaxUint64) {
		if err != nil {
			t.Fatal(err)
		}
		if e.Internal {
			continue
		}
		w := event(n)
		if e.Actor != w.Actor || e.Action != w.Action || e.Resource != w.Resource || e.Outcome != w.Outcome || len(e.Attrs) != len(w.Attrs) {
			t.Fatalf("entry %d is %+v, want %+v", e.Index, e.Event, w)
		}
		for i := range w.Attrs {
			if !e.Attrs[i].Equal(w.Attrs[i]) {
				t.Fatalf("entry %d has attribute %v, want %v", e.Index, e.Attrs[i], w.Attrs[i])
			}
		}
		n++
	}
	if n != want {
		t.Fatalf("%d events, want %d", n, want)
	}
}

func TestAppendCloseOpen(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "log")
	o := &Options{Signer: testSigner(t), SegmentBytes: 4 << 10}
	n := 0
	for range 4 {
		l := mustOpen(t, dir, o)
		mustAppend(t, l, n, n+60)
		n += 60
		checkEntries(t, l.View(), n)
		mustClose(t, l)
	}
	v, err := OpenView(context.Background(), dir, o.Signer.Verifier())
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	checkEntries(t, v, n)
	if len(v.sealed) < 3 {
		t.Errorf("only %d sealed segments", len(v.sealed))
	}
	if _, err := ParseCheckpoint(v.Checkpoint().Signed, o.Signer.Verifier()); err != nil {
		t.Error(err)
	}
	for i := range v.Size() {
		if e, err := v.Entry(context.Background(), i); err != nil || e.Index != i {
			t.Fatalf("entry %d: %v, %v", i, e.Index, err)
		}
	}
}

func TestFilesAreTheOwnersAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		need.Missing(t, "a file system with modes, which Windows has not")
	}
	dir := filepath.Join(t.TempDir(), "log")
	l := mustOpen(t, dir, &Options{Signer: testSigner(t)})
	mustAppend(t, l, 0, 3)
	mustClose(t, l)
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		want := os.FileMode(0o600)
		if info.IsDir() {
			want = 0o700
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %o, want %o", path, info.Mode().Perm(), want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOneWriter(t *testing.T) {
	dir := t.TempDir()
	o := &Options{Signer: testSigner(t)}
	l := mustOpen(t, dir, o)
	_, err := Open(context.Background(), dir, o)
	var locked *LockedError
	if !errors.As(err, &locked) || !errors.Is(err, ErrLocked) || locked.Dir != dir {
		t.Fatalf("second writer: %v", err)
	}
	mustClose(t, l)
	mustClose(t, mustOpen(t, dir, o))
}

// The proofs are checked by the library's own functions against roots that
// this test computes with another algorithm.
func TestProofsAsAuditorsSeeThem(t *testing.T) {
	l := mustOpen(t, t.TempDir(), &Options{Signer: testSigner(t)})
	defer mustClose(t, l)
	n := 700
	if testing.Short() {
		n = 300
	}
	evs := make([]Event, n)
	for i := range evs {
		evs[i] = event(i)
	}
	if _, err := l.AppendBatch(context.Background(), evs); err != nil {
		t.Fatal(err)
	}
	var leaves []Hash
	for e, err := range l.Entries(context.Background(), 0, math.MaxUint64) {
		if err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, tlog.RecordHash(e.Raw))
	}
	for _, size := range []int{1, 2, 3, 7, 255, 256, 257, n - 1, n} {
		root := recursiveRoot(leaves[:size])
		if got, err := l.View().Root(uint64(size)); err != nil || got != root {
			t.Fatalf("root of %d: %v, %v, want %v", size, got, err, root)
		}
		for i := 0; i < size; i += 1 + size/40 {
			p, err := l.InclusionProof(uint64(i), uint64(size))
			if err != nil {
				t.Fatal(err)
			}
			if err := tlog.CheckRecord(p, int64(size), root, int64(i), leaves[i]); err != nil {
				t.Fatalf("entry %d of %d: %v", i, size, err)
			}
			if err := tlog.CheckRecord(p, int64(size), root, int64(i), tlog.RecordHash([]byte("another"))); err == nil {
				t.Fatalf("entry %d of %d: proof fits another entry", i, size)
			}
		}
		for _, old := range []int{1, 2, size / 2, size} {
			if old < 1 || old > size {
				continue
			}
			p, err := l.ConsistencyProof(uint64(old), uint64(size))
			if err != nil {
				t.Fatal(err)
			}
			if err := tlog.CheckTree(p, int64(size), root, int64(old), recursiveRoot(leaves[:old])); err != nil {
				t.Fatalf("%d in %d: %v", old, size, err)
			}
		}
	}
	for _, bad := range [][2]uint64{{uint64(n), uint64(n)}, {0, uint64(n + 1)}} {
		if _, err := l.InclusionProof(bad[0], bad[1]); !errors.Is(err, ErrNoEntry) {
			t.Errorf("proof of %d in %d: %v", bad[0], bad[1], err)
		}
	}
}

// recursiveRoot is RFC 6962's definition of the root.
func recursiveRoot(leaves []Hash) Hash {
	if len(leaves) == 1 {
		return leaves[0]
	}
	k := 1
	for 2*k < len(leaves) {
		k *= 2
	}
	return tlog.NodeHash(recursiveRoot(leaves[:k]), recursiveRoot(leaves[k:]))
}

func TestConcurrentAppendsAreAllThereOnce(t *testing.T) {
	dir := t.TempDir()
	l := mustOpen(t, dir, &Options{Signer: testSigner(t), SegmentBytes: 16 << 10, GroupWait: time.Millisecond})
	const workers, each = 16, 100
	var wg sync.WaitGroup
	var mu sync.Mutex
	at := map[uint64]string{}
	for w := range workers {
		wg.Go(func() {
			last := uint64(0)
			for i := range each {
				name := fmt.Sprintf("%d/%d", w, i)
				r, err := l.Append(context.Background(), Event{Resource: name})
				if err != nil {
					t.Error(err)
					return
				}
				if i > 0 && r.Index <= last {
					t.Errorf("%s has place %d after %d", name, r.Index, last)
				}
				last = r.Index
				mu.Lock()
				if at[r.Index] != "" {
					t.Errorf("two entries at %d", r.Index)
				}
				at[r.Index] = name
				mu.Unlock()
				if e, err := l.Entry(context.Background(), r.Index); err != nil || e.Resource != name {
					t.Errorf("entry %d is %q, %v, want %q", r.Index, e.Resource, err, name)
				}
			}
		})
	}
	wg.Wait()
	if len(at) != workers*each {
		t.Errorf("%d places", len(at))
	}
	if s := l.Stats(); s.Groups >= s.Appended || s.Appended != workers*each || s.Pending != 0 {
		t.Errorf("stats %+v: no groups were formed", s)
	}
	mustClose(t, l)
}

// checkLeaf holds a proof against the library's own check.
func checkLeaf(cp Checkpoint, i uint64, leaf Hash, p []Hash) error {
	return tlog.CheckRecord(p, int64(cp.Size), cp.Root, int64(i), leaf)
}

// The clock jumps back: the order stays, the time is kept as it was seen, and
// the entry says so.
func TestClockGoingBack(t *testing.T) {
	base := time.Unix(1_800_000_000, 500).UTC()
	steps := []time.Duration{0, time.Second, -time.Hour, -time.Minute, 2 * time.Second}
	now := base
	l := mustOpen(t, memDir, &Options{Signer: testSigner(t), fs: newMemFS(), CheckpointInterval: time.Hour, Clock: func() time.Time { return now }})
	defer mustClose(t, l)
	for _, s := range steps {
		now = base.Add(s)
		mustAppend(t, l, 0, 1)
	}
	top := base
	for i, s := range steps {
		e, err := l.Entry(context.Background(), uint64(i))
		if err != nil {
			t.Fatal(err)
		}
		seen := base.Add(s)
		if seen.After(top) {
			top = seen
		}
		if !e.Recorded.Equal(seen) || !e.Monotone.Equal(top) || e.ClockBack != seen.Before(top) {
			t.Errorf("entry %d: recorded %v, monotone %v, back %v", i, e.Recorded, e.Monotone, e.ClockBack)
		}
	}
}

func TestNoGoroutineOutlivesClose(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 5 {
		l := mustOpen(t, memDir, &Options{Signer: testSigner(t), fs: newMemFS(), Witness: func(context.Context, Checkpoint) error { return nil }})
		mustAppend(t, l, 0, 10)
		mustClose(t, l)
		if _, err := l.Append(context.Background(), event(0)); !errors.Is(err, ErrClosed) {
			t.Errorf("append after close: %v", err)
		}
		if err := l.Close(); !errors.Is(err, ErrClosed) {
			t.Errorf("second close: %v", err)
		}
		if err := l.Flush(context.Background()); !errors.Is(err, ErrClosed) {
			t.Errorf("flush after close: %v", err)
		}
	}
	for wait := time.Millisecond; runtime.NumGoroutine() > before; wait *= 2 {
		if wait > 16*time.Second {
			buf := make([]byte, 1<<16)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
		}
		time.Sleep(wait)
	}
}

func TestCloseDrains(t *testing.T) {
	m := newMemFS()
	o := &Options{Signer: testSigner(t), fs: m, GroupWait: time.Hour}
	l := mustOpen(t, memDir, o)
	var ps []Pending
	for i := range 50 {
		p, err := l.AppendAsync(context.Background(), event(i))
		if err != nil {
			t.Fatal(err)
		}
		ps = append(ps, p)
	}
	mustClose(t, l)
	for i, p := range ps {
		if r, err := p.Wait(context.Background()); err != nil || r.Index != uint64(i) {
			t.Errorf("event %d: %+v, %v", i, r, err)
		}
	}
	checkMem(t, m, o.Signer, 50)
}

func TestBackpressureAndBounds(t *testing.T) {
	m := newMemFS()
	gate := make(chan struct{})
	m.refuse = func(op, path string) error {
		if op == "sync" && strings.HasSuffix(path, ".seg") {
			<-gate
		}
		return nil
	}
	go func() { gate <- struct{}{} }() // for Open
	l := mustOpen(t, memDir, &Options{Signer: testSigner(t), fs: m, MaxPending: 2000, MaxEventBytes: 500, GroupBytes: 400})
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	n := 0
	for ; n < 1000; n++ {
		if _, err := l.AppendAsync(ctx, event(n)); err != nil {
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("event %d: %v", n, err)
			}
			break
		}
	}
	if n > 100 {
		t.Errorf("%d events were taken, with room for 2000 bytes", n)
	}
	if _, err := l.Append(context.Background(), Event{Actor: strings.Repeat("a", 600)}); !errors.Is(err, ErrEvent) {
		t.Errorf("large event: %v", err)
	}
	close(gate)
	mustClose(t, l)
}

func TestWitnessSeesCheckpoints(t *testing.T) {
	s := testSigner(t)
	var mu sync.Mutex
	var seen []Checkpoint
	fail := true
	l := mustOpen(t, memDir, &Options{Signer: s, fs: newMemFS(), CheckpointInterval: time.Hour, Witness: func(_ context.Context, c Checkpoint) error {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, c)
		if fail {
			fail = false
			panic("not now")
		}
		return nil
	}})
	for l.Stats().WitnessErrors == 0 { // that of the empty log
		time.Sleep(time.Millisecond)
	}
	mustAppend(t, l, 0, 10)
	if err := l.Flush(context.Background()); err != nil {
		t.Fatal(err)
	}
	mustAppend(t, l, 10, 20)
	mustClose(t, l)
	last := seen[len(seen)-1]
	if last.Size != 20 {
		t.Errorf("the last checkpoint has %d entries", last.Size)
	}
	if c, err := ParseCheckpoint(last.Signed, s.Verifier()); err != nil || c.Root != last.Root {
		t.Errorf("%v, %v", c, err)
	}
	if st := l.Stats(); st.WitnessErrors != 1 || st.WitnessedSize != 20 || st.Background == nil {
		t.Errorf("%+v", st)
	}
}

func TestSignerCanChange(t *testing.T) {
	m := newMemFS()
	old, next := testSigner(t), testSigner(t)
	l := mustOpen(t, memDir, &Options{Signer: old, fs: m})
	mustAppend(t, l, 0, 5)
	mustClose(t, l)
	if _, err := Open(context.Background(), memDir, &Options{Signer: next, fs: m}); !errors.Is(err, ErrSignature) {
		t.Fatalf("another key without the old one trusted: %v", err)
	}
	l = mustOpen(t, memDir, &Options{Signer: next, fs: m, Trusted: keyring{old.Verifier()}})
	mustAppend(t, l, 5, 9)
	mustClose(t, l)
	r, err := Verify(context.Background(), memDir, &VerifyOptions{Keys: keyring{old.Verifier(), next.Verifier()}, fs: m})
	if err != nil || !r.OK() {
		t.Errorf("%v, %s", err, r)
	}
}

func TestOptionsNameEveryFault(t *testing.T) {
	o := &Options{Signer: testSigner(t), Origin: "two\nlines", GroupBytes: -1, MaxEventBytes: 1 << 20, OnDiskFull: 9, SegmentAge: -1,
		Redaction: &Redaction{Rules: []Rule{{Name: "x", Mode: Seal}}}}
	err := o.Validate()
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"Origin", "GroupBytes", "MaxEventBytes", "OnDiskFull", "SegmentAge", "vault"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not named in %q", want, err)
		}
	}
	if err := (&Options{}).Validate(); err == nil || !strings.Contains(err.Error(), "Signer") {
		t.Errorf("no signer: %v", err)
	}
}
