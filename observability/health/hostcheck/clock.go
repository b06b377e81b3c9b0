package hostcheck

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/scicore-go/scicore/observability/health"
)

// ClockOptions say what a clock may do. Nil means defaults.
type ClockOptions struct {
	// MaxJump is how far wall clock and monotonic clock may come apart between
	// two runs, beside the 500 parts per million of a slewed clock; 0: 1
	// second.
	MaxJump time.Duration

	// Hold is how long a jump is told after it was seen; 0: 5 minutes.
	Hold time.Duration

	// Reference asks another clock, such as an NTP client's; nil: none.
	Reference func(ctx context.Context) (time.Time, error)

	// MaxOffset is how far the wall clock may be from the reference, beside
	// half the time that asking took; 0: 1 second.
	MaxOffset time.Duration

	// Now reads both clocks; nil: the system's. For tests.
	Now func() (wall time.Time, monotonic time.Duration)
}

// Clock checks that the wall clock runs as the monotonic one does: Degraded
// for a while after a jump, backwards or forwards (on Linux the monotonic clock
// stands still while the machine is suspended, so that waking up is a jump).
// With a reference, Unhealthy when the wall clock is too far from it, and
// Degraded when the reference cannot be asked.
func Clock(name string, o *ClockOptions) health.Check {
	w := &clockWatch{ClockOptions: orZero(o)}
	err := w.settle()
	return health.NewCheck(name, w.check).WithFault(err)
}

type clockWatch struct {
	ClockOptions
	mu     sync.Mutex
	seen   bool
	wall   time.Time     // of the last run
	mono   time.Duration // of the last run
	jump   time.Duration // the last jump
	jumped time.Duration // when it was seen, on the monotonic clock
	jumps  int
}

func (w *clockWatch) settle() error {
	defaults := func(d *time.Duration, v time.Duration) {
		if *d == 0 {
			*d = v
		}
	}
	defaults(&w.MaxJump, time.Second)
	defaults(&w.Hold, 5*time.Minute)
	defaults(&w.MaxOffset, time.Second)
	if w.Now == nil {
		w.Now = systemClocks()
	}
	if w.MaxJump < 0 || w.Hold < 0 || w.MaxOffset < 0 {
		return fmt.Errorf("max jump %v, hold %v, max offset %v: must be > 0", w.MaxJump, w.Hold, w.MaxOffset)
	}
	return nil
}

// systemClocks reads the wall clock and the time since now on the monotonic
// one.
func systemClocks() func() (time.Time, time.Duration) {
	begin := time.Now()
	return func() (time.Time, time.Duration) {
		now := time.Now()
		return now.Round(0), now.Sub(begin)
	}
}

func (w *clockWatch) check(ctx context.Context) health.Result {
	jump, recent, jumps := w.observe()
	r := health.Pass(slog.Int("jumps", jumps))
	if recent {
		r.State = health.Degraded
		r.Message = fmt.Sprintf("the wall clock jumped %s by %v", direction(jump), jump.Abs())
		r.Details = append(r.Details, slog.Duration("last_jump", jump))
	}
	if w.Reference != nil {
		r = w.compare(ctx, r)
	}
	return r
}

func direction(d time.Duration) string {
	if d < 0 {
		return "backwards"
	}
	return "forwards"
}

// observe compares the progress of both clocks since the last run.
func (w *clockWatch) observe() (jump time.Duration, recent bool, jumps int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	wall, mono := w.Now()
	wall = wall.Round(0) // differences of the wall clock only
	if w.seen {
		elapsed := mono - w.mono
		apart := wall.Sub(w.wall) - elapsed
		if apart.Abs() > w.MaxJump+elapsed/2000 {
			w.jump, w.jumped = apart, mono
			w.jumps++
		}
	}
	w.seen, w.wall, w.mono = true, wall, mono
	return w.jump, w.jumps > 0 && mono-w.jumped < w.Hold, w.jumps
}

// compare asks the reference. Its answer holds for the middle of the time it
// took.
func (w *clockWatch) compare(ctx context.Context, r health.Result) health.Result {
	before, begin := w.Now()
	ref, err := w.Reference(ctx)
	_, end := w.Now()
	if err != nil {
		r.State = health.Degraded.Worse(r.State)
		r.Message, r.Err = join(r.Message, "reference clock: "+err.Error()), err
		return r
	}
	half := (end - begin) / 2
	offset := before.Add(half).Sub(ref)
	r.Details = append(r.Details, slog.Duration("offset", offset), slog.Duration("uncertainty", half))
	if offset.Abs() > w.MaxOffset+half {
		r.State = health.Unhealthy
		ahead := "ahead of"
		if offset < 0 {
			ahead = "behind"
		}
		r.Message = join(r.Message, fmt.Sprintf("the wall clock is %v %s the reference", offset.Abs(), ahead))
	}
	return r
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}
