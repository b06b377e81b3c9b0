package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestGenerated fails when a generated file of the kernel package is stale,
// missing or left over.
func TestGenerated(t *testing.T) {
	const dir = "../kernel"
	files, err := generate(dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what kernelgen writes: run go generate ./internal/kernel", name)
		}
	}
	old, err := filepath.Glob(filepath.Join(dir, "zz_*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range old {
		if files[filepath.Base(p)] == nil {
			t.Errorf("%s is no longer generated: run go generate ./internal/kernel", p)
		}
	}
}
