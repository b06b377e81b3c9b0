//go:build unix

package config

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Reading a pipe that nobody writes to would never end.
func TestAPipeIsNoFile(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Load(Source{File: pipe, Getenv: env()}, settings{})
	if got := faultsOf(t, err); len(got) != 1 || !strings.Contains(got[0], "is not a file") {
		t.Errorf("got %q", got)
	}
}
