package health

import (
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"path"
	"runtime"
	"strings"
)

// PanicError reports a check that panicked.
type PanicError struct {
	Value  string   // what it panicked with
	Hash   string   // the same for panics at the same place
	Frames []string // function and line, innermost first
}

// Error tells what the check panicked with and where.
func (e *PanicError) Error() string {
	if len(e.Frames) == 0 {
		return fmt.Sprintf("panic: %s (stack %s)", e.Value, e.Hash)
	}
	return fmt.Sprintf("panic: %s (stack %s, at %s)", e.Value, e.Hash, e.Frames[0])
}

// Is makes errors.Is(err, ErrPanic) true.
func (e *PanicError) Is(target error) bool { return target == ErrPanic }

// errGoexit is the result of a check that ended its goroutine.
var errGoexit = errors.New("the check ended its goroutine (runtime.Goexit) and gave no result")

const (
	hashedFrames = 32
	shownFrames  = 6
)

// panicked makes the result of a check that panicked with v. It must be called
// by the deferred function that recovered.
func panicked(v any) Result {
	frames := panicFrames()
	h := fnv.New64a()
	for _, f := range frames {
		h.Write([]byte(f))
		h.Write([]byte{'\n'})
	}
	e := &PanicError{Value: panicText(v), Hash: fmt.Sprintf("%016x", h.Sum64()), Frames: frames[:min(len(frames), shownFrames)]}
	return Fail(e, slog.String("stack", e.Hash), slog.String("frames", strings.Join(e.Frames, " < ")))
}

// panicText formats v, whose own methods may panic.
func panicText(v any) (text string) {
	defer func() {
		if recover() != nil {
			text = fmt.Sprintf("a %T that cannot be printed", v)
		}
	}()
	return fmt.Sprint(v)
}

// panicFrames returns the check's own frames, innermost first: between the
// runtime's panic and the registry's call. They hold no addresses, so that the
// same place gives the same text.
func panicFrames() []string {
	var pcs [hashedFrames + 16]uintptr
	it := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	var frames []string
	for panicking := false; len(frames) < hashedFrames; {
		f, more := it.Next()
		switch {
		case f.Function == "runtime.gopanic":
			panicking = true
		case strings.HasSuffix(f.Function, ".(*entry).fly"):
			return frames
		case panicking && !strings.HasPrefix(f.Function, "runtime."):
			frames = append(frames, fmt.Sprintf("%s (%s:%d)", f.Function, path.Base(f.File), f.Line))
		}
		if !more {
			break
		}
	}
	return frames
}
