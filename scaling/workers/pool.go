package workers

import (
	"context"
	"errors"
)

// Pool is goroutines that all do the same. It is safe for concurrent use.
type Pool struct{ *group }

// NewPool returns a pool without workers. Each runs work with a number of its
// own, the lowest that is free, until its context is done; work that returns
// before or panics is a fault and starts again.
func NewPool(work func(ctx context.Context, id int)) (*Pool, error) {
	if work == nil {
		return nil, errors.New("workers: pool: work must not be nil")
	}
	return &Pool{&group{run: func(ctx context.Context, id int, ready func()) error {
		ready()
		work(ctx, id)
		return nil
	}}}, nil
}
