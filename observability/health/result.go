package health

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/scicore-go/scicore/internal/fault"
)

var (
	// ErrUnavailable: this platform cannot tell. A check whose error is this
	// one is Unknown.
	ErrUnavailable = fault.ErrUnavailable

	// ErrTimeout is the sentinel of every [*TimeoutError].
	ErrTimeout = errors.New("health: no answer in time")

	// ErrPanic is the sentinel of every [*PanicError].
	ErrPanic = errors.New("health: check panicked")

	// ErrClosed: the registry was closed.
	ErrClosed = errors.New("health: registry is closed")
)

// Result is what one run of a check found.
type Result struct {
	State   State
	Message string      // one line for whoever is on call; may hold secrets
	Details []slog.Attr // figures behind the state
	Err     error       // what went wrong, if it was an error
}

// Func runs a check. It is called on a goroutine of its own and should return
// soon after ctx ends.
type Func func(ctx context.Context) Result

// Pass returns a Healthy result with figures.
func Pass(details ...slog.Attr) Result { return Result{State: Healthy, Details: details} }

// Degrade returns a Degraded result with the reason and figures.
func Degrade(message string, details ...slog.Attr) Result {
	return Result{State: Degraded, Message: message, Details: details}
}

// Fail returns an Unhealthy result, or an Unknown one if err is
// [ErrUnavailable]. A nil err passes.
func Fail(err error, details ...slog.Attr) Result {
	if err == nil {
		return Pass(details...)
	}
	r := Result{State: Unhealthy, Message: err.Error(), Details: details, Err: err}
	if errors.Is(err, ErrUnavailable) {
		r.State = Unknown
	}
	return r
}

// FromError turns a function such as a database's PingContext into a check:
// an error is Unhealthy, or Unknown if it is [ErrUnavailable].
func FromError(f func(ctx context.Context) error) Func {
	if f == nil {
		return nil
	}
	return func(ctx context.Context) Result { return Fail(f(ctx)) }
}

// TimeoutError reports a check that did not answer within its timeout.
type TimeoutError struct {
	Timeout time.Duration // what it was given
	Waited  time.Duration // how long it has been running
	Late    error         // what it answered when it did, if it did
}

// Error tells the timeout and, for a check that still runs, for how long.
func (e *TimeoutError) Error() string {
	switch {
	case e.Late != nil:
		return fmt.Sprintf("no answer within %v: %v", e.Timeout, e.Late)
	case e.Waited > e.Timeout:
		return fmt.Sprintf("no answer within %v: still running after %v", e.Timeout, e.Waited.Round(time.Millisecond))
	}
	return fmt.Sprintf("no answer within %v", e.Timeout)
}

// Is makes errors.Is(err, ErrTimeout) true, and context.DeadlineExceeded.
func (e *TimeoutError) Is(target error) bool {
	return target == ErrTimeout || target == context.DeadlineExceeded
}

// Unwrap returns what the check answered in the end.
func (e *TimeoutError) Unwrap() error { return e.Late }

// maxMessage bounds what a check can put into logs and answers.
const maxMessage = 2048

// tidy makes a result presentable whatever the check returned.
func (r Result) tidy() Result {
	if int(r.State) >= len(stateNames) {
		r.Message = fmt.Sprintf("the check returned %v, which is no state: %s", r.State, r.Message)
		r.State = Unhealthy
	}
	if r.Message == "" && r.Err != nil {
		r.Message = r.Err.Error()
	}
	if r.Message == "" && r.State == Unknown {
		r.Message = "the check could not tell"
	}
	if len(r.Message) > maxMessage {
		cut := maxMessage
		for cut > 0 && !utf8.RuneStart(r.Message[cut]) {
			cut--
		}
		r.Message = r.Message[:cut] + "…"
	}
	r.Message = strings.ToValidUTF8(r.Message, "\uFFFD")
	return r
}
