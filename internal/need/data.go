package need

import (
	"os"
	"path/filepath"
	"testing"
)

// Data returns the path of a file of measurements that are not the project's
// to ship: in the folder that SCICORE_DATA names, or in ../shared/data beside
// the repository. Without the file the test skips and says where it is from;
// only a folder that was named must have it, since nothing can install it.
func Data(t testing.TB, name, from string) string {
	t.Helper()
	dir := os.Getenv("SCICORE_DATA")
	named := dir != ""
	if !named {
		dir = filepath.Join(root(t), "..", "shared", "data")
	}
	path := filepath.Join(dir, name)
	switch _, err := os.Stat(path); {
	case err == nil:
		return path
	case named:
		t.Fatalf("needs %s, and SCICORE_DATA names its folder: %v", name, err)
	}
	t.Skipf("needs %s in ../shared/data beside the repository, or in a folder that SCICORE_DATA names: %s", name, from)
	return ""
}

// root is the folder of go.mod, above that of the test.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}
