package leak

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// record is a test that may fail.
type record struct {
	testing.TB
	told string
}

func (r *record) Helper()           {}
func (r *record) Error(args ...any) { r.told += fmt.Sprint(args...) }

func TestCheck(t *testing.T) {
	r, end := &record{TB: t}, make(chan struct{})
	check := Check(r)
	go func() { <-end; time.Sleep(600 * time.Millisecond) }() // more than one look takes
	close(end)
	check()
	if r.told != "" {
		t.Error(r.told)
	}
}

func TestFind(t *testing.T) {
	ours := goleak.IgnoreCurrent()
	stay := make(chan struct{})
	defer close(stay)
	go func() { <-stay }()
	if err := find(0, ours); err == nil || !strings.Contains(err.Error(), "TestFind") {
		t.Errorf("a goroutine that stays: %v", err)
	}
}
