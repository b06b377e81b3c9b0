package vertical

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"runtime/debug"

	"github.com/scicore-go/scicore/internal/fault"
)

// ErrUnavailable is the sentinel of a profile that is larger than what the
// machine has.
var ErrUnavailable = fault.ErrUnavailable

// MemoryShare is the part of a profile's memory that the Go runtime is told
// to stay within: the rest is for what it does not count.
const MemoryShare = 0.9

// Process applies profiles to this process: GOMAXPROCS and the memory limit
// of the Go runtime, and pools of workers. It is an immutable value.
type Process struct {
	pools []func(context.Context, int) error
	cores int
}

// ThisProcess returns the applier of this process.
func ThisProcess() Process { return Process{cores: runtime.NumCPU()} }

// WithWorkerPool adds a pool: resize is given the cores of a profile, rounded
// up, before GOMAXPROCS changes.
func (p Process) WithWorkerPool(resize func(ctx context.Context, workers int) error) Process {
	p.pools = append(p.pools[:len(p.pools):len(p.pools)], resize)
	return p
}

// Apply sets GOMAXPROCS to the profile's cores, rounded up, and the memory
// limit to nine tenths of its memory. More cores than this process may run on
// is [ErrUnavailable].
func (p Process) Apply(ctx context.Context, r ResourceProfile) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := r.validate(); err != nil {
		return err
	}
	n := int(math.Ceil(r.cores))
	if n > p.cores {
		return fmt.Errorf("%w: profile %s: %d cores, this process may run on %d", ErrUnavailable, r.name, n, p.cores)
	}
	before := runtime.GOMAXPROCS(0)
	for i, resize := range p.pools {
		if resize == nil {
			return fmt.Errorf("vertical: worker pool %d: must not be nil", i)
		}
		if err := resize(ctx, n); err != nil {
			for _, done := range p.pools[:i] {
				if back := done(context.WithoutCancel(ctx), before); back != nil {
					return fmt.Errorf("vertical: worker pool %d: %w; and back: %w", i, err, back)
				}
			}
			return fmt.Errorf("vertical: worker pool %d: %w", i, err)
		}
	}
	runtime.GOMAXPROCS(n)
	debug.SetMemoryLimit(int64(float64(r.memory) * MemoryShare))
	return nil
}
