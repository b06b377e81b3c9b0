package need

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// stopper is a test that ends as a real one does and notes how.
type stopper struct {
	testing.TB
	skipped, failed bool
	text            string
}

func (s *stopper) Helper() {}

func (s *stopper) Skipf(format string, args ...any) {
	s.skipped, s.text = true, fmt.Sprintf(format, args...)
	panic(s)
}

func (s *stopper) Fatalf(format string, args ...any) {
	s.failed, s.text = true, fmt.Sprintf(format, args...)
	panic(s)
}

// end runs f until it ends the test.
func (s *stopper) end(f func()) {
	defer func() {
		if p := recover(); p != any(s) {
			panic(p)
		}
	}()
	f()
}

func TestMissingFailsWhereAllIsRequired(t *testing.T) {
	for _, require := range []string{"", "0", "1"} {
		t.Setenv("SCICORE_TEST_REQUIRE", require)
		r := &stopper{}
		r.end(func() { Missing(r, "a thing") })
		if want := require == "1"; r.failed != want || r.skipped == want {
			t.Errorf("%q: failed %v, skipped %v", require, r.failed, r.skipped)
		}
		if !strings.Contains(r.text, "a thing") {
			t.Errorf("%q: the message %q does not name what is missing", require, r.text)
		}
	}
}

// What nobody can install may be missing, unless it is said to be there.
func TestData(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "there.csv"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SCICORE_DATA", dir)
	if got := Data(t, "there.csv", "nowhere"); got != filepath.Join(dir, "there.csv") {
		t.Error(got)
	}
	named := &stopper{TB: t}
	named.end(func() { Data(named, "gone.csv", "nowhere") })
	if !named.failed {
		t.Errorf("a folder without the file: %+v", named)
	}
	t.Setenv("SCICORE_DATA", "")
	t.Setenv("SCICORE_TEST_REQUIRE", "1")
	absent := &stopper{TB: t}
	absent.end(func() { Data(absent, "gone.csv", "the archive") })
	if !absent.skipped || !strings.Contains(absent.text, "the archive") {
		t.Errorf("no folder: %+v", absent)
	}
}
