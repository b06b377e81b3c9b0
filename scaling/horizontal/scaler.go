package horizontal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strconv"
	"sync"
	"time"

	"github.com/scicore-go/scicore/scaling"
)

// Options are what a [HorizontalScaler] works with. The zero value of a field
// is its default.
type Options struct {
	Source   scaling.Source   // the load
	Actuator scaling.Actuator // what is scaled; must be given
	Events   []scaling.EventSource
	Period   time.Duration // default 15 s
	Timeout  time.Duration // of source and actuator, each; default 10 s
	Clock    scaling.Clock
	Listener func(scaling.Step)
	Logger   *slog.Logger
}

// HorizontalScaler holds a service at the number of replicas its policy
// wants, and lets people ask for more or fewer. It is safe for concurrent
// use.
type HorizontalScaler struct {
	controller *scaling.Controller
	asked      *requests

	mu   sync.Mutex
	stop context.CancelFunc // nil while it does not run
	done chan struct{}
}

// Builder is what describes a policy: a [ScalingPolicy], an [HPAPolicy], a
// scaling.Composition.
type Builder interface {
	Build() (scaling.Policy, error)
}

// New returns a scaler, or an error that tells every fault at once. Nothing
// happens before it is run.
func New(policy Builder, o *Options) (*HorizontalScaler, error) {
	if policy == nil {
		return nil, errors.New("horizontal: policy: must not be nil")
	}
	var set Options
	if o != nil {
		set = *o
	}
	p, err := policy.Build()
	if err != nil {
		p = scaling.PolicyFunc(nothing) // what else is wrong is told, too
	}
	h := &HorizontalScaler{asked: &requests{}}
	hand := byHand{of: p, max: math.MaxInt32}
	if l, ok := policy.(interface{ limits() (min, max int) }); ok {
		hand.min, hand.max = l.limits()
	}
	b := scaling.NewController(hand).WithActuator(set.Actuator).WithSource(set.Source).
		WithEvents(set.Events...).WithEvents(h.asked).WithLogger(set.Logger).WithListener(h.asked.answer)
	if set.Period != 0 {
		b = b.WithPeriod(set.Period)
	}
	if set.Timeout != 0 {
		b = b.WithTimeout(set.Timeout)
	}
	if set.Clock != nil {
		b = b.WithClock(set.Clock)
	}
	if set.Listener != nil {
		b = b.WithListener(set.Listener)
	}
	c, e := b.Build()
	if err != nil || e != nil {
		return nil, errors.Join(err, e)
	}
	h.controller = c
	return h, nil
}

func nothing(s scaling.Signals) scaling.Decision { return scaling.Stay(s, "no policy") }

// ErrRunning is returned where a scaler runs already.
var ErrRunning = errors.New("horizontal: the scaler runs already")

// Run scales until ctx ends or Stop is called. It returns the context's
// error, or nil after Stop.
func (h *HorizontalScaler) Run(ctx context.Context) error {
	own, done, err := h.begin(ctx)
	if err != nil {
		return err
	}
	h.work(own, done)
	return ctx.Err()
}

// StartMonitoring is Run on a goroutine of its own.
func (h *HorizontalScaler) StartMonitoring(ctx context.Context) error {
	own, done, err := h.begin(ctx)
	if err != nil {
		return err
	}
	go h.work(own, done)
	return nil
}

func (h *HorizontalScaler) begin(ctx context.Context) (context.Context, chan struct{}, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stop != nil {
		return nil, nil, ErrRunning
	}
	own, stop := context.WithCancel(ctx)
	h.stop, h.done = stop, make(chan struct{})
	return own, h.done, nil
}

func (h *HorizontalScaler) work(ctx context.Context, done chan struct{}) {
	defer func() {
		h.mu.Lock()
		h.stop()
		h.stop = nil
		h.mu.Unlock()
		close(done)
	}()
	h.controller.Run(ctx)
}

// Stop ends Run and StartMonitoring and waits until they have. The service
// keeps its size. A scaler that is stopped may be run again.
func (h *HorizontalScaler) Stop() {
	h.mu.Lock()
	stop, done := h.stop, h.done
	h.mu.Unlock()
	if stop != nil {
		stop()
		<-done
	}
}

// ScaleUp adds n replicas now, within the limits of a [ScalingPolicy] or an
// [HPAPolicy]. The policy goes on from there.
func (h *HorizontalScaler) ScaleUp(ctx context.Context, n int) (scaling.Step, error) {
	return h.scale(ctx, "up", n, +1)
}

// ScaleDown removes n replicas now, within the same limits.
func (h *HorizontalScaler) ScaleDown(ctx context.Context, n int) (scaling.Step, error) {
	return h.scale(ctx, "down", n, -1)
}

func (h *HorizontalScaler) scale(ctx context.Context, direction string, n, sign int) (scaling.Step, error) {
	if n < 1 {
		return scaling.Step{}, fmt.Errorf("horizontal: scale %s by %d: must be > 0", direction, n)
	}
	r := h.asked.add(sign * n)
	step := h.controller.Step(ctx)
	if done, ok := h.asked.take(r); ok {
		step = done
	} else if step.Err == nil { // taken back before any step saw it
		step.Err = ctx.Err()
	}
	return step, step.Err
}

// Last returns the last step, and false before the first.
func (h *HorizontalScaler) Last() (scaling.Step, bool) { return h.controller.Last() }

// Steps returns the steps that are remembered, oldest first. The caller must
// not change them.
func (h *HorizontalScaler) Steps() []scaling.Step { return h.controller.Steps() }

// handEvent is the event of a request made by hand; its key is how many
// replicas more.
const handEvent = "scicore.horizontal.scale"

// requests are those made by hand: a source of events that remembers which
// step took which.
type requests struct {
	mu      sync.Mutex
	waiting []*request
	taken   []*request // by the step that is being made
}

type request struct {
	change int
	step   *scaling.Step
}

func (q *requests) add(change int) *request {
	q.mu.Lock()
	defer q.mu.Unlock()
	r := &request{change: change}
	q.waiting = append(q.waiting, r)
	return r
}

// Events hands over what waits.
func (q *requests) Events(context.Context) (events []scaling.Event, _ error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, r := range q.waiting {
		events = append(events, scaling.Event{Name: handEvent, Attrs: map[string]string{"change": strconv.Itoa(r.change)}})
	}
	q.taken, q.waiting = append(q.taken, q.waiting...), nil
	return events, nil
}

// answer tells those whom a step served.
func (q *requests) answer(s scaling.Step) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, r := range q.taken {
		r.step = &s
	}
	q.taken = nil
}

// take returns the step that served a request, which no later one will.
func (q *requests) take(r *request) (scaling.Step, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i, w := range q.waiting {
		if w == r {
			q.waiting = append(q.waiting[:i:i], q.waiting[i+1:]...)
			break
		}
	}
	if r.step == nil {
		return scaling.Step{}, false
	}
	return *r.step, true
}

// byHand does what people ask for, and else what the policy wants.
type byHand struct {
	of       scaling.Policy
	min, max int
}

func (b byHand) Lookback() scaling.Lookback { return scaling.LookbackOf(b.of) }
func (b byHand) String() string             { return "horizontal scaler" }

func (b byHand) Decide(s scaling.Signals) scaling.Decision {
	inner := b.of.Decide(s.Part(0))
	d := inner
	change, asked := 0, false
	for _, e := range s.Events {
		if n, err := strconv.Atoi(e.Attrs["change"]); e.Name == handEvent && err == nil {
			change, asked = change+n, true
		}
	}
	if asked {
		target := min(max(s.Current+change, b.min), b.max)
		d = scaling.Scale(target, "by hand: %+d asked for, %d to %d", change, s.Current, target)
	}
	d.Policy, d.Parts, d.Memo = b.String(), []scaling.Decision{inner}, nil
	return d
}
