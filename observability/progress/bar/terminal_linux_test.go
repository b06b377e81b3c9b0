package bar

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/scicore-go/scicore/internal/need"
	"github.com/scicore-go/scicore/observability/progress"
)

// terminal opens a pseudo terminal: what is written to one end is read at the
// other.
func terminal(t *testing.T) (screenEnd, programEnd *os.File) {
	t.Helper()
	m, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		need.Missing(t, "a pseudo terminal: "+err.Error())
	}
	t.Cleanup(func() { m.Close() })
	n, err := unix.IoctlGetUint32(int(m.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(m.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err != nil {
		need.Missing(t, "a pseudo terminal: "+err.Error())
	}
	s, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		need.Missing(t, "a pseudo terminal: "+err.Error())
	}
	t.Cleanup(func() { s.Close() })
	return m, s
}

func TestRealTerminal(t *testing.T) {
	screenEnd, programEnd := terminal(t)
	t.Setenv("TERM", "xterm")
	p := progress.Start(progress.Options{Interval: time.Millisecond}.With(t.Context(), New(programEnd, nil)), "solve", 4, "")
	for range 4 {
		p.Add(1)
		time.Sleep(10 * time.Millisecond)
	}
	p.Done(nil)
	b := make([]byte, 1<<16)
	n, err := screenEnd.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"\r", "|", "% ", "\033[0K"} {
		if !strings.Contains(string(b[:n]), want) {
			t.Errorf("no %q in %q", want, b[:n])
		}
	}
	t.Setenv("TERM", "dumb")
	if _, ok := New(programEnd, nil).(*lines); !ok {
		t.Error("a bar on a dumb terminal")
	}
}
