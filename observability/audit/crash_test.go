package audit

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/scicore-go/scicore/internal/need"
)

// crashWork appends until the file system crashes and returns what was
// acknowledged. It rotates, drops, closes and opens on the way.
func crashWork(m *memFS, o Options, acked map[uint64]Hash) {
	o.fs = m
	for round := range 3 {
		l, err := Open(context.Background(), memDir, &o)
		if err != nil {
			return
		}
		for i := range 14 {
			evs := make([]Event, 1+i%3)
			for j := range evs {
				evs[j] = Event{Actor: "a", Action: fmt.Sprint(round, i, j), Resource: strings.Repeat("r", 40*(i%2))}
			}
			receipts, err := l.AppendBatch(context.Background(), evs)
			if err != nil {
				break
			}
			for _, r := range receipts {
				acked[r.Index] = r.Leaf
			}
			if i == 7 {
				l.Flush(context.Background())
			}
			if i == 9 && round == 1 {
				l.DropBefore(context.Background(), l.View().Size()/2)
			}
		}
		l.Close()
	}
}

// The machine stops at every single operation on the file system, and the disk
// keeps any part of what was not synced. Whatever was acknowledged is there
// afterwards, the log verifies, and it goes on.
func TestCrashAtEveryOperation(t *testing.T) {
	s := testSigner(t)
	o := Options{Signer: s, SegmentBytes: 900, CheckpointInterval: time.Hour}
	total := newMemFS()
	crashWork(total, o, map[uint64]Hash{})
	seeds, stride := 2, 1
	if testing.Short() {
		seeds, stride = 1, 11
	}
	if total.ops < 200 {
		t.Fatalf("only %d operations", total.ops)
	}
	torn := 0
	for at := 1; at <= total.ops; at += stride {
		for seed := range seeds {
			m := newMemFS()
			m.crashAt = at
			acked := map[uint64]Hash{}
			crashWork(m, o, acked)
			after := m.afterCrash(rand.New(rand.NewPCG(uint64(at), uint64(seed))))
			torn += checkAfterCrash(t, after, o, acked, fmt.Sprintf("operation %d, seed %d", at, seed))
			if t.Failed() {
				t.FailNow()
			}
		}
	}
	t.Logf("%d operations, %d torn ends", total.ops, torn)
	if torn == 0 {
		t.Error("no crash left a torn end: the test tests nothing")
	}
}

func checkAfterCrash(t *testing.T, m *memFS, o Options, acked map[uint64]Hash, when string) (torn int) {
	t.Helper()
	keys := keyring{o.Signer.Verifier()}
	o.fs = m
	if _, err := m.size(filepath.Join(memDir, "checkpoint")); err == nil {
		r, err := Verify(context.Background(), memDir, &VerifyOptions{Keys: keys, fs: m})
		if err != nil || !r.OK() {
			t.Errorf("%s: before recovery: %v, %s", when, err, r)
		}
		if r != nil && r.Torn != nil {
			torn = 1
		}
	}
	if v, err := openView(context.Background(), m, memDir, keys); err == nil {
		for i := range acked {
			if i >= v.Size() {
				t.Errorf("%s: a view does not show acknowledged entry %d", when, i)
			}
		}
	} else if len(acked) > 0 {
		t.Errorf("%s: view: %v", when, err)
	}
	l, err := Open(context.Background(), memDir, &o)
	if err != nil {
		t.Errorf("%s: open: %v", when, err)
		return
	}
	for i, want := range acked {
		if i >= l.View().Size() {
			t.Errorf("%s: acknowledged entry %d is lost: size %d", when, i, l.View().Size())
			continue
		}
		h, err := l.tiles.node(0, i)
		if err != nil || h != want {
			t.Errorf("%s: entry %d is not what was acknowledged: %v", when, i, err)
		}
		if i < l.View().First() {
			continue
		}
		if _, err := l.Entry(context.Background(), i); err != nil {
			t.Errorf("%s: %v", when, err)
		}
	}
	if _, err := l.Append(context.Background(), Event{Action: "after"}); err != nil {
		t.Errorf("%s: append: %v", when, err)
	}
	if err := l.Close(); err != nil {
		t.Errorf("%s: close: %v", when, err)
	}
	r, err := Verify(context.Background(), memDir, &VerifyOptions{Keys: keys, fs: m})
	if err != nil || !r.OK() || r.Torn != nil {
		t.Errorf("%s: after recovery: %v, %s", when, err, r)
	}
	return torn
}

const crashEnv = "SCICORE_AUDIT_CRASH_DIR"

// TestMain lets the test binary be the process that is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv(crashEnv); dir != "" {
		appendForever(dir)
	}
	os.Exit(m.Run())
}

// appendForever prints the index of every event once it is acknowledged.
func appendForever(dir string) {
	secret, err := os.ReadFile(filepath.Join(dir, "key"))
	if err != nil {
		panic(err)
	}
	s, err := ParseSigner(string(secret))
	if err != nil {
		panic(err)
	}
	l, err := Open(context.Background(), filepath.Join(dir, "log"), &Options{Signer: s, SegmentBytes: 8 << 10, CheckpointInterval: 3 * time.Millisecond})
	if err != nil {
		fmt.Println("open:", err)
		os.Exit(1)
	}
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := 0; ; i++ {
				name := fmt.Sprintf("%d.%d.%d", os.Getpid(), w, i)
				r, err := l.Append(context.Background(), Event{Actor: "child", Resource: name})
				if err != nil {
					fmt.Println("append:", err)
					os.Exit(1)
				}
				os.Stdout.WriteString(fmt.Sprintf("%d %s\n", r.Index, name))
			}
		})
	}
	wg.Wait()
}

// A process that appends is killed at random moments, round after round on the
// same log.
func TestKilledProcessLosesNothing(t *testing.T) {
	if runtime.GOOS == "js" || runtime.GOOS == "wasip1" {
		need.Missing(t, "a system with processes")
	}
	rounds := 25
	if testing.Short() {
		rounds = 4
	}
	dir := t.TempDir()
	secret, public, err := NewKey("example.com/killed")
	if err != nil {
		t.Fatal(err)
	}
	key, err := ParseVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "key"), []byte(secret), 0o600); err != nil {
		t.Fatal(err)
	}
	acked := map[uint64]string{}
	for round := range rounds {
		killOnce(t, dir, time.Duration(20+rand.IntN(130))*time.Millisecond, acked)
		checkKilled(t, filepath.Join(dir, "log"), key, acked, round)
	}
	t.Logf("%d entries acknowledged in %d rounds", len(acked), rounds)
	if len(acked) < 2*rounds {
		t.Errorf("only %d entries were acknowledged", len(acked))
	}
}

func killOnce(t *testing.T, dir string, after time.Duration, acked map[uint64]string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), crashEnv+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill := func() { cmd.Process.Kill() }
	deadline := time.AfterFunc(time.Minute, kill)
	defer deadline.Stop()
	n := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if n++; n == 2 {
			time.AfterFunc(after, kill)
		}
		index, name, _ := strings.Cut(lines.Text(), " ")
		i, err := strconv.ParseUint(index, 10, 64)
		if err != nil {
			t.Errorf("the child says: %s", lines.Text())
			continue
		}
		if acked[i] != "" {
			t.Errorf("place %d was given to %s and to %s", i, acked[i], name)
		}
		acked[i] = name
	}
	cmd.Wait()
}

func checkKilled(t *testing.T, dir string, key note.Verifier, acked map[uint64]string, round int) {
	t.Helper()
	r, err := Verify(context.Background(), dir, &VerifyOptions{Keys: keyring{key}})
	if err != nil || !r.OK() {
		t.Fatalf("round %d: %v, %s", round, err, r)
	}
	for i := range acked {
		if i >= r.Size {
			t.Fatalf("round %d: acknowledged entry %d is lost: %s", round, i, r)
		}
	}
	v, err := OpenView(context.Background(), dir, key)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	found := 0
	for e, err := range v.Entries(context.Background(), 0, v.Size()) {
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if want := acked[e.Index]; want != "" {
			found++
			if e.Resource != want {
				t.Errorf("round %d: entry %d is %q, acknowledged was %q", round, e.Index, e.Resource, want)
			}
		}
	}
	if found != len(acked) {
		t.Fatalf("round %d: %d of %d acknowledged entries are there", round, found, len(acked))
	}
}

// Damage that no crash makes is refused, not cut away.
func TestOpenRefusesDamage(t *testing.T) {
	s := testSigner(t)
	o := &Options{Signer: s, SegmentBytes: 1 << 20}
	good := smallLog(t, 16, o)
	// an unsaved tail: put back the checkpoint of six entries
	long := newMemFS()
	o.fs = long
	l := mustOpen(t, memDir, o)
	mustAppend(t, l, 0, 6)
	mustClose(t, l)
	old := long.names[filepath.Join(memDir, "checkpoint")].data
	l = mustOpen(t, memDir, o)
	mustAppend(t, l, 6, 12)
	mustClose(t, l)
	long.names[filepath.Join(memDir, "checkpoint")].data = old
	seg := segmentPath(memDir, 0)
	if r := verifyMem(t, long, s); !r.OK() || r.Size != 12 {
		t.Fatalf("%s", r)
	}
	refused, cut := 0, 0
	stride := 1
	if testing.Short() {
		stride = 13
	}
	for off := 0; off < len(long.names[seg].data); off += stride {
		m := long.clone()
		m.names[seg].data[off] ^= 1
		o.fs = m
		l, err := Open(context.Background(), memDir, o)
		switch {
		case err == nil:
			if l.View().Size() < 11 {
				t.Errorf("byte %d: %d entries are left", off, l.View().Size())
			}
			cut++
			mustClose(t, l)
		case errors.Is(err, ErrCorrupt):
			refused++
		default:
			t.Errorf("byte %d: %v", off, err)
		}
	}
	// the last group alone may be taken for torn: nobody else can tell
	if cut == 0 || refused < 4*cut {
		t.Errorf("%d refused, %d cut", refused, cut)
	}
	for name, damage := range map[string]func(*memFS){
		"no checkpoint": func(m *memFS) { delete(m.names, filepath.Join(memDir, "checkpoint")) },
		"no segments":   func(m *memFS) { delete(m.names, seg) },
		"no hashes":     func(m *memFS) { delete(m.names, tilePath(memDir, 0)) },
		"short segment": func(m *memFS) { m.names[seg].data = m.names[seg].data[:300] },
		"other hashes":  func(m *memFS) { m.names[tilePath(memDir, 0)].data[7] ^= 1 },
	} {
		m := good.clone()
		damage(m)
		o.fs = m
		if l, err := Open(context.Background(), memDir, o); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: %v", name, err)
			if err == nil {
				l.Close()
			}
		}
	}
}

// faulty makes the n-th operation of a kind on a path fail.
func faulty(m *memFS, kind, part string, err error) (hits *int) {
	hits = new(int)
	m.refuse = func(op, path string) error {
		if op == kind && strings.Contains(path, part) {
			*hits++
			return err
		}
		return nil
	}
	return hits
}

// set changes what the file system refuses while a log runs on it.
func (m *memFS) set(refuse func(op, path string) error) {
	m.mu.Lock()
	m.refuse = refuse
	m.mu.Unlock()
}

func TestFailedSyncEndsTheLog(t *testing.T) {
	for _, c := range []struct{ op, part string }{{"sync", ".seg"}, {"write", ".seg"}, {"write", "/tiles/"}} {
		t.Run(c.op+" "+c.part, func(t *testing.T) {
			m := newMemFS()
			o := &Options{Signer: testSigner(t), fs: m, CheckpointInterval: time.Hour}
			l := mustOpen(t, memDir, o)
			mustAppend(t, l, 0, 5)
			faulty(m, c.op, c.part, syscall.EIO)
			_, err := l.Append(context.Background(), event(5))
			var failed *FailedError
			if !errors.As(err, &failed) || !errors.Is(err, syscall.EIO) {
				t.Fatalf("append: %v", err)
			}
			m.set(nil) // the disk is well again; the log must not pretend
			if _, err := l.Append(context.Background(), event(6)); !errors.Is(err, ErrFailed) {
				t.Fatalf("append after the failure: %v", err)
			}
			if err := l.Err(); !errors.Is(err, ErrFailed) {
				t.Errorf("Err: %v", err)
			}
			if err := l.Flush(context.Background()); !errors.Is(err, ErrFailed) {
				t.Errorf("Flush: %v", err)
			}
			if l.View().Size() != 5 {
				t.Errorf("size %d", l.View().Size())
			}
			if err := l.Close(); !errors.Is(err, ErrFailed) {
				t.Errorf("Close: %v", err)
			}
			l = mustOpen(t, memDir, o)
			n := int(l.View().Size())
			if n < 5 {
				t.Errorf("%d entries after opening again", n)
			}
			mustClose(t, l)
			if r := verifyMem(t, m, o.Signer); !r.OK() {
				t.Error(r)
			}
		})
	}
}
