package metrics

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime/debug"
	"slices"
	"time"
)

// Business is what the host's values were, in the order of registration.
type Business struct {
	Values []BusinessValue `json:"values"`
}

// BusinessValue is one value, or why there is none.
type BusinessValue struct {
	Name        string            `json:"name"`
	Kind        string            `json:"kind"` // gauge or counter
	Unit        string            `json:"unit,omitempty"`
	Description string            `json:"description,omitempty"`
	Attributes  map[string]string `json:"attributes,omitempty"`
	Value       *float64          `json:"value,omitempty"` // nil: it could not be told
	Error       string            `json:"error,omitempty"`
}

// Value returns the first value of a name, if there is one.
func (b Business) Value(name string) (float64, bool) {
	for _, v := range b.Values {
		if v.Name == name && v.Value != nil {
			return *v.Value, true
		}
	}
	return 0, false
}

// Collect asks for all values. The error joins a [*BusinessError] for each
// that could not be told.
func (b *BusinessCollector) Collect(ctx context.Context) (Business, error) {
	all, answers := b.collect(ctx)
	out := Business{Values: make([]BusinessValue, len(all))}
	errs := make([]error, 0, len(all))
	for i, v := range all {
		one := BusinessValue{Name: v.Name, Kind: v.kind(), Unit: v.Unit, Description: v.Description}
		for _, kv := range v.Attributes {
			if one.Attributes == nil {
				one.Attributes = map[string]string{}
			}
			one.Attributes[string(kv.Key)] = kv.Value.String()
		}
		if err := answers[i].err; err != nil {
			one.Error = err.Error()
			errs = append(errs, &BusinessError{v.Name, err})
		} else {
			one.Value = &answers[i].value
		}
		out.Values[i] = one
	}
	return out, errors.Join(errs...)
}

// answer is what a value turned out to be.
type answer struct {
	value float64
	err   error
}

// collect starts all functions and waits for each.
func (b *BusinessCollector) collect(ctx context.Context) ([]*business, []answer) {
	b.mu.Lock()
	all := slices.Clone(b.all)
	b.mu.Unlock()
	runs := make([]*run, len(all))
	for i, v := range all {
		if v.read != nil {
			runs[i] = v.start(ctx, b.timeout)
		}
	}
	answers := make([]answer, len(all))
	for i, v := range all {
		if v.read == nil {
			answers[i].value = v.counter.Value()
		} else {
			answers[i] = runs[i].wait(ctx)
		}
	}
	return all, answers
}

// run is one call of a gauge's function.
type run struct {
	late   <-chan struct{} // closed when it has taken too long
	begun  time.Time
	done   chan struct{} // closed after the answer is there
	answer answer
}

// start calls the function, unless a call is still under way: then that one
// answers, so that one that hangs never becomes many.
func (v *business) start(ctx context.Context, timeout time.Duration) *run {
	v.running.Lock()
	defer v.running.Unlock()
	if v.run != nil {
		return v.run
	}
	// Who asked first may give up; who joined has not.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeout)
	r := &run{late: ctx.Done(), begun: time.Now(), done: make(chan struct{}), answer: answer{err: errGoexit}}
	v.run = r
	go func() {
		defer func() {
			v.running.Lock()
			v.run = nil
			v.running.Unlock()
			close(r.done) // before the context ends, which means that it is late
			cancel()
		}()
		r.answer = call(ctx, v.read)
	}()
	return r
}

func (r *run) wait(ctx context.Context) answer {
	select {
	case <-r.done:
		return r.answer
	default:
	}
	select {
	case <-r.done:
		return r.answer
	case <-r.late:
		select {
		case <-r.done: // it ended just then
			return r.answer
		default:
			return answer{err: fmt.Errorf("%w: running for %v", ErrTimeout, time.Since(r.begun).Round(time.Millisecond))}
		}
	case <-ctx.Done():
		return answer{err: context.Cause(ctx)}
	}
}

var errGoexit = errors.New("the function ended its goroutine")

// call turns panics and what is no number into errors.
func call(ctx context.Context, read func(context.Context) (float64, error)) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			a = answer{err: &PanicError{p, debug.Stack()}}
		}
	}()
	v, err := read(ctx)
	if err == nil && (math.IsNaN(v) || math.IsInf(v, 0)) {
		err = fmt.Errorf("%w: %v", ErrValue, v)
	}
	return answer{v, err}
}
