package httpbalancer

import (
	"errors"
	"fmt"
	"math"
	"sync"
	"time"
)

// Where a [Budget] is not told otherwise.
const (
	DefaultBudgetRatio  = 0.2
	DefaultBudgetMinute = 600 // ten a second
)

const slots = 10 // of a second each

// Budget bounds repeated requests over the last ten seconds: to a part of all
// requests, and some more for services with little traffic (Finagle's
// RetryBudget). It is safe for concurrent use, and several transports may
// share one.
type Budget struct {
	ratio float64
	spare float64 // in the whole window, whatever the traffic
	now   func() time.Time

	mu      sync.Mutex
	start   time.Time
	current int64
	slot    [slots]spent
}

type spent struct{ requests, repeats int64 }

// NewBudget returns a budget of ratio repeats a request, >= 0, and besides
// perMinute repeats a minute, >= 0.
func NewBudget(ratio, perMinute float64) (*Budget, error) {
	return newBudget(ratio, perMinute, time.Now)
}

func newBudget(ratio, perMinute float64, now func() time.Time) (*Budget, error) {
	var errs []error
	if !(ratio >= 0) || math.IsInf(ratio, 0) {
		errs = append(errs, fmt.Errorf("httpbalancer: budget: ratio %v: must be finite and >= 0", ratio))
	}
	if !(perMinute >= 0) || math.IsInf(perMinute, 0) {
		errs = append(errs, fmt.Errorf("httpbalancer: budget: %v a minute: must be finite and >= 0", perMinute))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return &Budget{ratio: ratio, spare: perMinute / 60 * slots, now: now, start: now()}, nil
}

// at returns the slot of now, those that are over cleared.
func (b *Budget) at() *spent {
	second := int64(b.now().Sub(b.start) / time.Second)
	if second < b.current {
		second = b.current // a clock that went back stands still
	}
	for n := min(second-b.current, slots); n > 0; n-- {
		b.slot[(second-n+1)%slots] = spent{}
	}
	b.current = second
	return &b.slot[second%slots]
}

// request counts a request.
func (b *Budget) request() {
	b.mu.Lock()
	b.at().requests++
	b.mu.Unlock()
}

// repeat takes one repeat, or returns false where none is left.
func (b *Budget) repeat() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	here := b.at()
	if b.left() < 1 {
		return false
	}
	here.repeats++
	return true
}

func (b *Budget) left() float64 {
	var sum spent
	for _, s := range b.slot {
		sum.requests += s.requests
		sum.repeats += s.repeats
	}
	return b.ratio*float64(sum.requests) + b.spare - float64(sum.repeats)
}

// Left returns how many repeats are left now.
func (b *Budget) Left() float64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at()
	return max(0, b.left())
}
