package workers_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/scicore-go/scicore/internal/leak"
	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/scalingtest"
	"github.com/scicore-go/scicore/scaling/workers"
)

// TestMain is also the process that is scaled.
func TestMain(m *testing.M) {
	switch os.Getenv("WORKERS_TEST") {
	case "":
		leak.Main(m)
	case "serve":
		serve(true)
	case "stubborn":
		signal.Ignore(syscall.SIGTERM)
		serve(false)
	case "crash":
		fmt.Fprintln(os.Stderr, "boom")
		os.Exit(3)
	}
}

// serve leaves a file that says it is there, and takes it away when asked to
// end.
func serve(polite bool) {
	file := filepath.Join(os.Getenv("WORKERS_DIR"), os.Getenv(workers.NumberEnv))
	stop := make(chan os.Signal, 1)
	if polite {
		signal.Notify(stop, syscall.SIGTERM)
	}
	if err := os.WriteFile(file, []byte("up"), 0o600); err != nil {
		panic(err)
	}
	select {
	case <-stop:
		os.Remove(file)
	case <-time.After(time.Minute): // a test that was killed leaves nobody behind
	}
}

func processes(t *testing.T, how string, o workers.Options) (*workers.Processes, string) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	o.Command = []string{exe}
	o.Env = []string{"WORKERS_TEST=" + how, "WORKERS_DIR=" + dir}
	if o.Ready == nil {
		o.Ready = func(_ context.Context, id int) error {
			_, err := os.Stat(filepath.Join(dir, fmt.Sprint(id)))
			return err
		}
	}
	p, err := workers.NewProcesses(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := p.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return p, dir
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within 20 s: %s", what)
		}
	}
}

func TestPool(t *testing.T) {
	var running atomic.Int64
	p, err := workers.NewPool(func(ctx context.Context, _ int) {
		running.Add(1)
		defer running.Add(-1)
		<-ctx.Done()
	})
	if err != nil {
		t.Fatal(err)
	}
	scalingtest.TestActuator(t, p, 20*time.Second)
	eventually(t, "three run", func() bool { return running.Load() == 3 })
	if err := p.Close(context.Background()); err != nil || running.Load() != 0 {
		t.Errorf("%v, %d run", err, running.Load())
	}
	if err := p.Scale(context.Background(), 1); !errors.Is(err, workers.ErrClosed) {
		t.Error(err)
	}
	if _, err := workers.NewPool(nil); err == nil {
		t.Error("a pool of nothing")
	}
}

// A worker finishes what it does; Close says who does not.
func TestPoolDrains(t *testing.T) {
	release := make(chan struct{})
	p, err := workers.NewPool(func(ctx context.Context, _ int) {
		<-ctx.Done()
		<-release
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Scale(context.Background(), 2); err != nil {
		t.Fatal(err)
	}
	eventually(t, "both run", func() bool { s, _ := p.Status(context.Background()); return s.Ready == 2 })
	if err := p.Scale(context.Background(), 1); err != nil {
		t.Fatal(err)
	}
	if n := p.Leaving(); n != 1 {
		t.Errorf("%d leave", n)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if err := p.Close(ctx); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "still at it") {
		t.Error(err)
	}
	close(release)
	if err := p.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

// A worker that panics or returns is told and starts again.
func TestPoolFaults(t *testing.T) {
	var lives atomic.Int64
	p, err := workers.NewPool(func(ctx context.Context, id int) {
		switch lives.Add(1) {
		case 1:
			panic("boom")
		case 2:
			return
		}
		<-ctx.Done()
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Scale(context.Background(), 1); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the third life", func() bool { return lives.Load() == 3 })
	if n, err := p.Faults(); n != 2 || err == nil || !strings.Contains(err.Error(), "ended by itself") {
		t.Errorf("%d faults, %v", n, err)
	}
	if err := p.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestProcesses(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Log("no signals: processes are killed")
	}
	p, dir := processes(t, "serve", workers.Options{})
	scalingtest.TestActuator(t, p, 20*time.Second)
	if err := p.Scale(context.Background(), 0); err != nil {
		t.Fatal(err)
	}
	eventually(t, "all are gone, having tidied up", func() bool {
		left, err := os.ReadDir(dir)
		return p.Leaving() == 0 && err == nil && (len(left) == 0 || runtime.GOOS == "windows")
	})
	if n, err := p.Faults(); n != 0 {
		t.Errorf("%d faults, %v", n, err)
	}
}

// Who does not heed the signal is killed after the grace.
func TestProcessesAreKilled(t *testing.T) {
	p, _ := processes(t, "stubborn", workers.Options{Grace: 200 * time.Millisecond})
	if err := p.Scale(context.Background(), 1); err != nil {
		t.Fatal(err)
	}
	eventually(t, "ready", func() bool { s, _ := p.Status(context.Background()); return s.Ready == 1 })
	if err := p.Scale(context.Background(), 0); err != nil {
		t.Fatal(err)
	}
	eventually(t, "gone", func() bool { return p.Leaving() == 0 })
}

func TestProcessesThatCrash(t *testing.T) {
	var out safeBuffer
	p, _ := processes(t, "crash", workers.Options{Stderr: &out})
	if err := p.Scale(context.Background(), 1); err != nil {
		t.Fatal(err)
	}
	eventually(t, "two crashes", func() bool { n, _ := p.Faults(); return n >= 2 })
	if _, err := p.Faults(); err == nil || !strings.Contains(err.Error(), "exit status 3") {
		t.Error(err)
	}
	if s, err := p.Status(context.Background()); err != nil || s != (scaling.Status{Desired: 1}) {
		t.Errorf("%+v, %v", s, err)
	}
	if !strings.Contains(out.String(), "boom") {
		t.Error(out.String())
	}
}

func TestProcessesThatNeverGetReady(t *testing.T) {
	for told, ready := range map[string]func(context.Context, int) error{
		"did not become ready within 50ms: not yet":                  func(context.Context, int) error { return errors.New("not yet") },
		"did not become ready within 50ms: the check panicked: boom": func(context.Context, int) error { panic("boom") },
	} {
		p, _ := processes(t, "serve", workers.Options{ReadyTimeout: 50 * time.Millisecond, Ready: ready})
		if err := p.Scale(context.Background(), 1); err != nil {
			t.Fatal(err)
		}
		eventually(t, "a fault", func() bool { n, _ := p.Faults(); return n >= 1 })
		if _, err := p.Faults(); err == nil || !strings.Contains(err.Error(), told) {
			t.Errorf("%v, want %s", err, told)
		}
	}
}

func TestBadOptions(t *testing.T) {
	for _, o := range []workers.Options{{}, {Command: []string{"no-such-command-anywhere"}}, {Command: []string{os.Args[0]}, Grace: -1}} {
		if p, err := workers.NewProcesses(o); err == nil || p != nil {
			t.Errorf("%+v", o)
		}
	}
}
