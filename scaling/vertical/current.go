package vertical

import (
	"context"
	"fmt"
	"time"

	"github.com/scicore-go/scicore/scaling"
)

// AnalyzeCurrentWorkload measures once, counts that as a sample, and returns
// what is needed, as far as all samples tell. The source must have the metrics
// [CPUCores] and [MemoryBytes] of what is to be sized; that of package
// hostload has them for this process. Whatever is missing is an [ErrSample]:
// nothing is counted then.
func (a *WorkloadAnalyzer) AnalyzeCurrentWorkload(ctx context.Context, from scaling.Source) (Workload, error) {
	load, err := from.Load(ctx)
	if err != nil {
		return Workload{}, fmt.Errorf("vertical: current workload: %w", err)
	}
	s := Sample{At: time.Now()}
	for name, to := range map[string]*float64{CPUCores: &s.CPUCores, MemoryBytes: &s.MemoryBytes} {
		m, ok := load.Metric(name)
		switch {
		case !ok:
			return Workload{}, fmt.Errorf("%w: the source has no %s", ErrSample, name)
		case m.Err != nil:
			return Workload{}, fmt.Errorf("%w: %s: %w", ErrSample, name, m.Err)
		}
		*to = m.Value
		if !m.At.IsZero() {
			s.At = m.At
		}
	}
	if err := a.Observe(s); err != nil {
		return Workload{}, err
	}
	return a.Workload()
}
