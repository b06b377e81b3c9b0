package workers_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/scicore-go/scicore/scaling/workers"
)

// A process that was killed from outside is started again.
func TestProcessesComeBack(t *testing.T) {
	p, dir := processes(t, "serve", workers.Options{})
	if err := p.Scale(context.Background(), 1); err != nil {
		t.Fatal(err)
	}
	up := func() bool { s, _ := p.Status(context.Background()); return s.Ready == 1 }
	eventually(t, "ready", up)
	if err := os.Remove(filepath.Join(dir, "0")); err != nil {
		t.Fatal(err)
	}
	kill(t, dir)
	eventually(t, "a fault", func() bool { n, _ := p.Faults(); return n == 1 })
	eventually(t, "ready again", up)
}

// kill ends the only child of this process by SIGKILL.
func kill(t *testing.T, dir string) {
	t.Helper()
	tasks, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range tasks {
		env, err := os.ReadFile(file)
		if err != nil || !strings.Contains(string(env), "WORKERS_DIR="+dir) {
			continue
		}
		var pid int
		if _, err := fmt.Sscanf(file, "/proc/%d/environ", &pid); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Fatal("no process to kill")
}
