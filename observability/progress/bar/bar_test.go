package bar

import (
	"bytes"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore/observability/progress"
)

var begin = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

func at(seconds int, u progress.Update) progress.Update {
	u.Time = begin.Add(time.Duration(seconds) * time.Second)
	return u
}

func TestLines(t *testing.T) {
	var b bytes.Buffer
	s := New(&b, nil) // a buffer is no terminal
	for i := range 26 {
		s.Report(at(i, progress.Update{ID: 1, Name: "solve", Unit: "rows", Done: int64(i), Total: 25, Remaining: -1}))
		s.Report(at(i, progress.Update{ID: 2, Parent: 1, Name: "child", Total: -1, Remaining: -1}))
	}
	s.Report(at(26, progress.Update{ID: 1, Name: "solve", Unit: "rows", Done: 25, Total: 25, State: progress.Failed, Elapsed: 26 * time.Second, Err: errors.New("no\nspace\x1b[2J")}))
	want := "solve: 0/25 rows (0 %)\nsolve: 10/25 rows (40 %)\nsolve: 20/25 rows (80 %)\n" +
		"solve: 25/25 rows (100 %), failed after 26s: no?space?[2J\n"
	if b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}

// screen is what a terminal of one endless line shows after the bytes of a
// bar: carriage returns and "erase to the end", which is all that is used.
func screen(t *testing.T, b []byte) []string {
	t.Helper()
	var lines []string
	var line []rune
	col := 0
	text := string(b)
	for text != "" {
		switch {
		case strings.HasPrefix(text, "\033[0K"):
			line, text = line[:min(col, len(line))], text[4:]
			continue
		case strings.HasPrefix(text, "\033[2K"):
			line, text = nil, text[4:]
			continue
		}
		r := []rune(text)[0]
		text = text[len(string(r)):]
		switch r {
		case '\r':
			col = 0
		case '\n':
			lines = append(lines, strings.TrimRight(string(line), " "))
			line, col = nil, 0
		case '\033':
			t.Fatalf("an unknown sequence: %q", text[:min(8, len(text))])
		default:
			for len(line) <= col {
				line = append(line, ' ')
			}
			line[col] = r
			col++
		}
	}
	return append(lines, strings.TrimRight(string(line), " "))
}

func TestDrawing(t *testing.T) {
	var b bytes.Buffer
	s := New(&b, &Options{Mode: Draw, Width: 10})
	last := func() string { l := screen(t, b.Bytes()); return l[len(l)-1] }
	s.Report(progress.Update{ID: 1, Name: "solve", Total: 200, Remaining: -1})
	s.Report(progress.Update{ID: 2, Parent: 1, Name: "panel", Done: 1, Total: 2, Remaining: -1})
	s.Report(progress.Update{ID: 1, Name: "solve", Done: 100, Total: 200, Remaining: 3 * time.Second})
	if got := last(); !strings.Contains(got, "50%") || !strings.Contains(got, "█████     ") || !strings.HasSuffix(got, "solve: 100/200 (50 %), 3s left › panel") {
		t.Errorf("%q", got)
	}
	s.Report(progress.Update{ID: 2, Parent: 1, Name: "panel", State: progress.Finished, Total: 2})
	s.Report(progress.Update{ID: 3, Name: "other\x1b]0;title\a", Total: -1, Remaining: -1})
	s.Report(progress.Update{ID: 1, Name: "solve", Done: 200, Total: 200})
	if got := last(); !strings.Contains(got, "99%") || strings.Contains(got, "panel") {
		t.Errorf("all is done but Done: %q", got)
	}
	s.Report(progress.Update{ID: 1, Name: "solve", Done: 200, Total: 200, State: progress.Finished, Elapsed: time.Second})
	l := screen(t, b.Bytes())
	if len(l) != 2 || l[0] != "solve: 200/200 (100 %), finished after 1s" || !strings.Contains(l[1], "other?]0;title?: 0") {
		t.Errorf("%q", l)
	}
	s.Report(progress.Update{ID: 3, Name: "other", Total: 10, Done: 1, Remaining: -1}) // the total becomes known
	if got := last(); !strings.Contains(got, "10%") {
		t.Errorf("%q", got)
	}
	s.Report(progress.Update{ID: 4, Name: "quick", Total: 1, Done: 1, State: progress.Finished})
	s.Report(progress.Update{ID: 3, Name: "other", Total: 10, Done: 1, State: progress.Failed, Err: errors.New("boom")})
	if l = screen(t, b.Bytes()); len(l) != 4 || !strings.HasPrefix(l[1], "quick: 1/1") || !strings.HasSuffix(l[2], ": boom") || l[3] != "" {
		t.Errorf("%q", l)
	}
}

// Whatever numbers and names come, nothing panics and no control character
// gets through.
func TestDrawingOfNonsense(t *testing.T) {
	var b bytes.Buffer
	s := New(&b, &Options{Mode: Draw})
	values := []int64{0, 1, -1, -5, 100, math.MaxInt64, math.MinInt64}
	id := uint64(0)
	for _, done := range values {
		for _, total := range values {
			id++
			for _, state := range []progress.State{progress.Running, progress.Running, progress.Abandoned} {
				s.Report(progress.Update{ID: id, Parent: id % 3, Name: "\xff\x00\r\n\x1b[31m", Note: strings.Repeat("長", 500), State: state,
					Done: done, Total: total, Rate: math.Inf(1), Remaining: time.Duration(total)})
			}
		}
	}
	for _, line := range screen(t, b.Bytes()) {
		if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' }) {
			t.Errorf("%q", line)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestBrokenWriter(t *testing.T) {
	for _, m := range []Mode{Draw, Lines} {
		p := progress.Start(progress.With(t.Context(), New(broken{}, &Options{Mode: m})), "w", 10, "")
		p.Add(5)
		p.Done(nil)
	}
}
