package hostcheck

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/scicore-go/scicore/observability/health"
	"github.com/scicore-go/scicore/observability/internal/host"
)

// Files checks how many of the file descriptors that this process may have
// are open: Degraded from 0.8 on, Unhealthy from 0.95 on, unless levels say
// otherwise. Unknown where the platform does not tell (other than Linux, macOS
// and FreeBSD).
func Files(name string, levels *Levels) health.Check {
	l, err := orZero(levels).or(0.8, 0.95)
	return health.NewCheck(name, func(context.Context) health.Result {
		open, limit, err := host.Descriptors()
		if err != nil {
			return health.Fail(fmt.Errorf("file descriptors: %w", err))
		}
		return judgeFiles(open, limit, l)
	}).WithFault(err)
}

func judgeFiles(open int, limit uint64, l Levels) health.Result {
	details := []slog.Attr{slog.Int("open", open), slog.Uint64("limit", limit)}
	if limit == 0 {
		return health.Pass(details...)
	}
	return judge(fmt.Sprintf("%d of %d file descriptors open", open, limit), float64(open)/float64(limit), l, details)
}
