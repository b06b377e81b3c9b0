package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestGenerated fails when a generated file is not what the generator writes.
func TestGenerated(t *testing.T) {
	for name, want := range files() {
		got, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s is stale: run go generate in internal/lapack/lanes", name)
		}
	}
}
