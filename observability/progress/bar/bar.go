package bar

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/scicore-go/scicore/observability/progress"
)

// Mode says how to show progress.
type Mode uint8

// The modes.
const (
	Auto  Mode = iota // a bar if the writer is a terminal, lines otherwise
	Draw              // a bar
	Lines             // a line at the start, now and then, and at the end
)

// Options are a bar's settings. Nil means defaults.
type Options struct {
	Mode     Mode
	Interval time.Duration // between lines of a task; <= 0: 10 seconds
	Width    int           // of the bar in columns, at most; <= 0: 30
}

// New returns a sink that shows progress on w, which is usually os.Stderr.
// Faults of w end nothing: who watches is not the work's concern.
func New(w io.Writer, o *Options) progress.Sink {
	var opts Options
	if o != nil {
		opts = *o
	}
	if opts.Interval <= 0 {
		opts.Interval = 10 * time.Second
	}
	if opts.Width <= 0 {
		opts.Width = 30
	}
	if opts.Mode == Draw || opts.Mode == Auto && isTerminal(w) {
		return &drawing{w: w, width: opts.Width, tasks: make(map[uint64]progress.Update)}
	}
	return &lines{w: w, interval: opts.Interval, last: make(map[uint64]time.Time)}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb"
}

// lines writes what is told of tasks without parent.
type lines struct {
	w        io.Writer
	interval time.Duration
	last     map[uint64]time.Time // when a task's last line was written
}

// Report writes a line if it is time for one.
func (l *lines) Report(u progress.Update) {
	if u.Parent != 0 {
		return
	}
	last, known := l.last[u.ID]
	if known && !u.State.Over() && u.Time.Sub(last) < l.interval {
		return
	}
	l.last[u.ID] = u.Time
	if u.State.Over() {
		delete(l.last, u.ID)
	}
	fmt.Fprintln(l.w, printable(u.String(), 400))
}

// drawing keeps one bar at the bottom of a terminal.
type drawing struct {
	w     io.Writer
	width int
	tasks map[uint64]progress.Update // those that run
	shown uint64                     // the task whose bar is drawn, 0 for none
	bar   *progressbar.ProgressBar
	known bool // whether its total was known when it was drawn
}

// Report redraws the bar if the update bears on it.
func (d *drawing) Report(u progress.Update) {
	if !u.State.Over() {
		d.tasks[u.ID] = u
		d.draw(d.oldest())
		return
	}
	delete(d.tasks, u.ID)
	if u.Parent == 0 {
		d.leave(u)
	}
	d.draw(d.oldest())
}

// oldest returns the task to show.
func (d *drawing) oldest() (first progress.Update) {
	for _, u := range d.tasks {
		if u.Parent == 0 && (first.ID == 0 || u.ID < first.ID) {
			first = u
		}
	}
	return first
}

// leave ends a task's display with a line that stays.
func (d *drawing) leave(u progress.Update) {
	if d.bar != nil {
		d.bar.Clear()
	}
	if u.ID == d.shown {
		d.bar, d.shown = nil, 0
	}
	fmt.Fprintln(d.w, printable(u.String(), 400))
}

// full is the end of the bar's scale. A running task stays below it, since
// the library takes reaching it for the end.
const full = 1000

func (d *drawing) draw(u progress.Update) {
	if u.ID == 0 {
		return
	}
	part, known := u.Fraction()
	if d.bar == nil || d.shown != u.ID || d.known != known {
		d.begin(u.ID, known)
	}
	d.bar.Describe(d.text(u))
	if known {
		d.bar.Set64(min(int64(part*full), full-1))
	}
}

// begin makes a new bar, or a spinner where the total is not known. It draws
// when it is told to and has no goroutine.
func (d *drawing) begin(id uint64, known bool) {
	if d.bar != nil {
		d.bar.Clear()
	}
	d.shown, d.known = id, known
	scale := int64(full)
	if !known {
		scale = -1
	}
	d.bar = progressbar.NewOptions64(scale,
		progressbar.OptionSetWriter(d.w),
		progressbar.OptionSetWidth(d.width),
		progressbar.OptionShowDescriptionAtLineEnd(),
		progressbar.OptionSetPredictTime(false),
		progressbar.OptionSetElapsedTime(false),
		progressbar.OptionSetSpinnerChangeInterval(0),
		progressbar.OptionSpinnerType(14),
		progressbar.OptionUseANSICodes(true),
	)
}

// text is what stands beside the bar: the task and what is at work below it.
func (d *drawing) text(u progress.Update) string {
	below := u
	for _, t := range d.tasks {
		if t.ID > below.ID && d.isBelow(t, u.ID) {
			below = t
		}
	}
	line := u.String()
	if below.ID != u.ID {
		line += " › " + below.Name
	}
	return printable(line, 70)
}

// isBelow reports whether a task descends from the one with this id. Parents
// have smaller ids than children, so the way up ends.
func (d *drawing) isBelow(t progress.Update, id uint64) bool {
	for t.Parent > id {
		p, ok := d.tasks[t.Parent]
		if !ok || p.ID >= t.ID {
			return false
		}
		t = p
	}
	return t.Parent == id
}

// printable keeps names from steering the terminal, and lines from wrapping.
func printable(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, s)
	if utf8.RuneCountInString(s) > limit {
		s = string([]rune(s)[:limit-1]) + "…"
	}
	return s
}
