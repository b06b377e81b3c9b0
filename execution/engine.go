package execution

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/fault"
)

// ErrUnavailable is the sentinel of an engine, device or driver that is not
// there; the error itself is an *[UnavailableError].
var ErrUnavailable = fault.ErrUnavailable

// UnavailableError says what was asked for and where it was looked for.
type UnavailableError = fault.Unavailable

// ErrUnsupported is what an Engine's Estimate wraps when the engine cannot run
// a plan at all: an operation it has no code for, a type it does not hold.
var ErrUnsupported = errors.New("execution: plan not supported")

// ErrInput is the sentinel of inputs that are missing, unknown, or of another
// shape or type than the parameter they are for.
var ErrInput = errors.New("bad input")

// Inputs binds the parameters of a plan, by name.
type Inputs map[string]array.Any

// An Engine runs plans.
//
// What every engine keeps, and package enginetest checks:
//
//   - Run gives one array for each output of the plan, in order, freshly
//     allocated: never a view of an input.
//   - It never writes to an input or a constant of the plan.
//   - It returns promptly, with an error wrapping ctx.Err(), once ctx is done,
//     and leaves no goroutine behind.
//   - It never panics on inputs; an input that is missing or of another shape
//     or type than the parameter is an error naming it.
//   - Engines on CPUs all give the same bits.
//
// An Engine is safe for concurrent use.
type Engine interface {
	// Name is short and unique in a runtime: "simd", "parallel".
	Name() string
	// Estimate predicts what Run would take, or says why the engine cannot
	// run the plan: an error wrapping ErrUnsupported or ErrUnavailable. It
	// is cheap, and does not look at the inputs' elements.
	Estimate(p *Plan) (Estimate, error)
	// Run evaluates the outputs of the plan.
	Run(ctx context.Context, p *Plan, in Inputs) ([]array.Any, error)
}

// Estimate is what an engine expects a plan to take.
type Estimate struct {
	Duration time.Duration
	Peak     int64  // bytes allocated at once at most, results included
	Basis    string // what the figure rests on, for people: "memory 24 GB/s"
}

// checkInputs reports what is wrong with the inputs, all of it at once.
func checkInputs(p *Plan, in Inputs) error {
	var faults []error
	for _, q := range p.params {
		a, ok := in[q.Name]
		switch {
		case !ok || a == nil:
			faults = append(faults, fmt.Errorf("input %q: missing: want %v", q.Name, q.Type))
		case a.DType() != q.DType || !equalShape(a.Shape(), q.Shape):
			got := graph.Type{DType: a.DType(), Shape: a.Shape()}
			faults = append(faults, fmt.Errorf("input %q: got %v, want %v", q.Name, got, q.Type))
		}
	}
	if len(faults) == 0 && len(in) <= len(p.params) {
		return nil
	}
	for name := range in {
		if !slices.ContainsFunc(p.params, func(q Param) bool { return q.Name == name }) {
			faults = append(faults, fmt.Errorf("input %q: no parameter has that name", name))
		}
	}
	return fmt.Errorf("execution: %w: %w", ErrInput, errors.Join(faults...))
}

func equalShape(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
