package audit

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/scicore-go/scicore/internal/need"
)

// fullDisk refuses writes while full is set.
func fullDisk(m *memFS, full *atomic.Bool) {
	m.refuse = func(op, path string) error {
		if full.Load() && (op == "write" || op == "create") {
			return syscall.ENOSPC
		}
		return nil
	}
}

func TestDiskFullFail(t *testing.T) {
	m, full := newMemFS(), new(atomic.Bool)
	fullDisk(m, full)
	o := &Options{Signer: testSigner(t), fs: m, OnDiskFull: Fail, SegmentBytes: 2 << 10, CheckpointInterval: time.Hour}
	l := mustOpen(t, memDir, o)
	n := 0
	for round := range 6 {
		mustAppend(t, l, n, n+5+round)
		n += 5 + round
		full.Store(true)
		_, err := l.Append(context.Background(), event(n))
		var de *DiskFullError
		if !errors.As(err, &de) || de.Events != 1 || !errors.Is(err, syscall.ENOSPC) || !errors.Is(err, ErrDiskFull) {
			t.Fatalf("append on a full disk: %v", err)
		}
		if s := l.Stats(); !s.DiskFull || s.Dropped != 0 {
			t.Errorf("stats %+v", s)
		}
		full.Store(false)
	}
	mustAppend(t, l, n, n+1)
	if l.Stats().DiskFull {
		t.Error("the disk is not full any more")
	}
	mustClose(t, l)
	checkMem(t, m, o.Signer, n+1)
}

func checkMem(t *testing.T, m *memFS, s *Signer, want int) {
	t.Helper()
	if r := verifyMem(t, m, s); !r.OK() || r.Torn != nil {
		t.Errorf("%s", r)
	}
	v, err := openView(context.Background(), m, memDir, keyring{s.Verifier()})
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	checkEntries(t, v, want)
}

func TestDiskFullBlock(t *testing.T) {
	m, full := newMemFS(), new(atomic.Bool)
	fullDisk(m, full)
	o := &Options{Signer: testSigner(t), fs: m, CheckpointInterval: time.Hour}
	l := mustOpen(t, memDir, o)
	mustAppend(t, l, 0, 3)
	full.Store(true)
	p, err := l.AppendAsync(context.Background(), event(3))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	waiting := l.Stats().Pending
	go func() { // the caller goes away once its event waits
		for l.Stats().Pending == waiting {
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	if _, err := l.Append(ctx, event(4)); !errors.Is(err, context.Canceled) {
		t.Fatalf("append whose caller went away: %v", err)
	}
	full.Store(false)
	r, err := p.Wait(context.Background())
	if err != nil || r.Index != 3 {
		t.Fatalf("after there was room: %+v, %v", r, err)
	}
	for l.View().Size() < 5 { // event 4 is written too, though its caller did not wait
		time.Sleep(time.Millisecond)
	}
	full.Store(true)
	p, err = l.AppendAsync(context.Background(), event(5))
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("close without room for a checkpoint: %v", err)
	}
	if _, err := p.Wait(context.Background()); !errors.Is(err, ErrDiskFull) {
		t.Errorf("an event that waited when the log was closed: %v", err)
	}
	full.Store(false)
	mustClose(t, mustOpen(t, memDir, o))
	checkMem(t, m, o.Signer, 5)
}

func TestDiskFullDrop(t *testing.T) {
	m, full := newMemFS(), new(atomic.Bool)
	fullDisk(m, full)
	o := &Options{Signer: testSigner(t), fs: m, OnDiskFull: Drop, CheckpointInterval: time.Hour}
	l := mustOpen(t, memDir, o)
	mustAppend(t, l, 0, 3)
	full.Store(true)
	for i := range 7 {
		if r, err := l.Append(context.Background(), event(100+i)); err != nil || !r.Dropped {
			t.Fatalf("append on a full disk: %+v, %v", r, err)
		}
	}
	full.Store(false)
	mustAppend(t, l, 3, 5)
	if s := l.Stats(); s.Dropped != 7 || s.Gaps != 1 || s.DiskFull {
		t.Errorf("stats %+v", s)
	}
	e, err := l.Entry(context.Background(), 3)
	if err != nil {
		t.Fatal(err)
	}
	if n, ok := e.Attr("events"); e.Action != ActionGap || !e.Internal || !ok || n.Uint64() != 7 {
		t.Errorf("entry 3 is %+v, want a gap of 7", e)
	}
	mustClose(t, l)
	checkMem(t, m, o.Signer, 5)
}

// Every later operation may be the one that meets the full disk, also within a
// rotation, and the log goes on as if nothing had been.
func TestDiskFullAtEveryOperation(t *testing.T) {
	s := testSigner(t)
	work := func(m *memFS, at int) (failed, ops int) {
		o := &Options{Signer: s, fs: m, OnDiskFull: Fail, SegmentBytes: 700, CheckpointInterval: time.Hour}
		l := mustOpen(t, memDir, o)
		from := m.ops
		m.set(func(op, _ string) error {
			if m.ops == from+at && (op == "write" || op == "create" || op == "rename") {
				return syscall.ENOSPC
			}
			return nil
		})
		for n := 0; n < 12; {
			_, err := l.Append(context.Background(), event(n))
			switch {
			case err == nil:
				n++
			case errors.Is(err, ErrDiskFull):
				failed++
			default:
				t.Fatal(err)
			}
		}
		m.set(nil)
		ops = m.ops - from
		mustClose(t, l)
		return failed, ops
	}
	_, ops := work(newMemFS(), -1)
	hit := 0
	for at := range ops {
		m := newMemFS()
		failed, _ := work(m, at+1)
		hit += failed
		checkMem(t, m, s, 12)
	}
	if hit < 10 {
		t.Errorf("only %d appends met a full disk", hit)
	}
}

// A real disk that is really full: a small tmpfs.
func TestDiskReallyFull(t *testing.T) {
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", dir).CombinedOutput(); err != nil {
		need.Missing(t, fmt.Sprintf("the right to mount a tmpfs: %s", strings.TrimSpace(string(out))))
	}
	defer exec.Command("umount", "-l", dir).Run()
	o := &Options{Signer: testSigner(t), OnDiskFull: Drop, SegmentBytes: 32 << 10, CheckpointInterval: 5 * time.Millisecond}
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 100<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	l := mustOpen(t, filepath.Join(dir, "log"), o)
	kept, n := 0, 0
	for ; n < 5000 && l.Stats().Dropped < 20; n++ {
		r, err := l.Append(context.Background(), event(n))
		if err != nil {
			t.Fatal(err)
		}
		if !r.Dropped {
			kept++
		}
	}
	if s := l.Stats(); s.Dropped < 20 || !s.DiskFull {
		t.Fatalf("the disk did not run full: %+v", s)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if r, err := l.Append(context.Background(), event(n)); err != nil || r.Dropped {
		t.Fatalf("with room again: %+v, %v", r, err)
	}
	mustClose(t, l)
	r, err := Verify(context.Background(), filepath.Join(dir, "log"), &VerifyOptions{Keys: keyring{o.Signer.Verifier()}})
	if err != nil || !r.OK() || r.Entries < uint64(kept)+2 {
		t.Errorf("%v, %s", err, r)
	}
}

func TestRetentionKeepsProofs(t *testing.T) {
	m := newMemFS()
	clock := time.Unix(1_800_000_000, 0)
	o := &Options{Signer: testSigner(t), fs: m, SegmentBytes: 1 << 10, RetainFor: time.Hour, CheckpointInterval: time.Hour,
		Clock: func() time.Time { return clock }}
	l := mustOpen(t, memDir, o)
	var leaves []Hash
	appendOne := func() {
		t.Helper()
		r, err := l.Append(context.Background(), event(0))
		if err != nil {
			t.Fatal(err)
		}
		for uint64(len(leaves)) < r.Index {
			leaves = append(leaves, Hash{}) // an entry of the log's own
		}
		leaves = append(leaves, r.Leaf)
	}
	for range 100 {
		appendOne()
		clock = clock.Add(2 * time.Minute)
	}
	first := l.View().First()
	if first == 0 || l.Stats().Deleted == 0 {
		t.Fatalf("nothing was deleted: %+v", l.Stats())
	}
	cp := l.Checkpoint()
	for i, leaf := range leaves {
		if leaf == (Hash{}) {
			continue
		}
		p, err := l.InclusionProof(uint64(i), cp.Size)
		if err != nil {
			t.Fatal(err)
		}
		if err := checkLeaf(cp, uint64(i), leaf, p); err != nil {
			t.Errorf("entry %d: %v", i, err)
		}
	}
	if _, err := l.Entry(context.Background(), 0); !errors.Is(err, ErrDropped) {
		t.Errorf("entry 0: %v", err)
	}
	if n, err := l.DropBefore(context.Background(), math.MaxUint64); err != nil || n <= first {
		t.Errorf("DropBefore: %d, %v", n, err)
	}
	mustClose(t, l)
	if r := verifyMem(t, m, o.Signer); !r.OK() || r.First == 0 || r.Entries >= r.Size {
		t.Errorf("%s", r)
	}
	// a segment that nobody recorded as deleted
	segs, _ := listSegments(m, memDir)
	l = mustOpen(t, memDir, o)
	for range 40 {
		appendOne()
	}
	mustClose(t, l)
	delete(m.names, segmentPath(memDir, segs[0]))
	if r := verifyMem(t, m, o.Signer); r.OK() || r.Findings[0].Kind != Removed || r.Findings[0].First > segs[0] {
		t.Errorf("%s", r)
	}
}

// A host's event cannot pass for the log's own record of a deletion.
func TestRetentionCannotBeForgedByEvents(t *testing.T) {
	m := newMemFS()
	o := &Options{Signer: testSigner(t), fs: m, SegmentBytes: 1 << 10, CheckpointInterval: time.Hour}
	l := mustOpen(t, memDir, o)
	mustAppend(t, l, 0, 20)
	ev := Event{Actor: "audit", Action: ActionRetention, Outcome: Success}
	ev.Attrs = append(ev.Attrs, attrInt("first", 0), attrInt("before", l.View().sealed[0].next))
	if _, err := l.Append(context.Background(), ev); err != nil {
		t.Fatal(err)
	}
	mustClose(t, l)
	delete(m.names, segmentPath(memDir, 0))
	if r := verifyMem(t, m, o.Signer); r.OK() || r.Findings[0].Kind != Removed || r.Findings[0].First != 0 {
		t.Errorf("%s", r)
	}
}
