package npy

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/scicore-go/scicore/internal/need"
)

// TestNumPyReadsAndWritesTheSame gives every kind of file to NumPy, which
// checks the elements and saves them again: the bytes must come back equal.
func TestNumPyReadsAndWritesTheSame(t *testing.T) {
	need.NumPy(t)
	dir := t.TempDir()
	files := map[string][]byte{}
	var entries []Entry
	for _, e := range allTypes {
		for _, form := range []string{"C", "F", "scalar", "empty", "line"} {
			entries = append(entries, Entry{e.name() + form, e.entry(form)})
			for version := 1; version <= 3; version++ {
				for _, big := range []bool{false, true} {
					name := fmt.Sprintf("%s_%s_%v_%d", e.name(), form, big, version)
					files[name] = e.save(form, &WriteOptions{Version: version, BigEndian: big})
					if err := os.WriteFile(filepath.Join(dir, name+".npy"), files[name], 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
	for _, compress := range []bool{false, true} {
		var b bytes.Buffer
		if err := WriteNPZ(&b, compress, entries...); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("all_%v.npz", compress)), b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("python3", "testdata/echo.py", dir).CombinedOutput(); err != nil {
		t.Fatalf("NumPy: %v\n%s", err, out)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(dir, name+".out"))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s: NumPy writes\n%q, we wrote\n%q", name, got[:min(len(got), 128)], want[:min(len(want), 128)])
		}
	}
}
