package netcheck

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/scicore-go/scicore/observability/health"
)

// Ping checks a system through its client: a database's PingContext, a
// cache's Ping. An answer that took longer than slowAfter is Degraded; 0 allows
// any time.
func Ping(name string, ping func(ctx context.Context) error, slowAfter time.Duration) health.Check {
	c := health.NewCheck(name, func(ctx context.Context) health.Result {
		begin := time.Now()
		if err := ping(ctx); err != nil {
			return health.Fail(err)
		}
		took := time.Since(begin)
		return slow("ping", took, slowAfter, []slog.Attr{slog.Duration("took", took)})
	}).WithDependency()
	if ping == nil {
		c = c.WithFault(errors.New("ping: must not be nil"))
	}
	if slowAfter < 0 {
		c = c.WithFault(fmt.Errorf("slow after %v: must be >= 0", slowAfter))
	}
	return c
}
