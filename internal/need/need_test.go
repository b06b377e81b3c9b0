package need

import (
	"fmt"
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
