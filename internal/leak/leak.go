// Package leak fails tests that leave goroutines behind. A goroutine that is
// about to end is given as long for it as the busiest machine needs.
package leak

import (
	"fmt"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// patience is how long a goroutine may take to end.
const patience = 20 * time.Second

// Main is for TestMain: it runs the tests and ends the process, as failed if
// goroutines are left.
func Main(m *testing.M) {
	code := m.Run()
	if code == 0 {
		if err := find(patience); err != nil {
			fmt.Fprintln(os.Stderr, "the tests passed, but left goroutines behind:", err)
			code = 1
		}
	}
	os.Exit(code)
}

// Check remembers which goroutines there are. The function returned, which is
// to be deferred, fails the test if there are others by then.
func Check(t testing.TB) func() {
	ours := goleak.IgnoreCurrent()
	return func() {
		t.Helper()
		if err := find(patience, ours); err != nil {
			t.Error(err)
		}
	}
}

// find returns what is left after the patience given, or nil as soon as
// nothing is.
func find(patience time.Duration, ignore ...goleak.Option) error {
	for end := time.Now().Add(patience); ; {
		err := goleak.Find(ignore...) // looks a few times itself, over half a second
		if err == nil || time.Now().After(end) {
			return err
		}
	}
}
