package hostcheck

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/scicore-go/scicore/memory"
	"github.com/scicore-go/scicore/observability/health"
)

// Usage is anything that counts bytes against a limit; *memory.Budget is one.
type Usage interface {
	InUse() int64
	Limit() int64 // 0 for none
}

// Memory checks how much of a budget is in use: Degraded from 0.9 on,
// Unhealthy from 0.98 on, unless levels say otherwise. A budget without a limit
// is Healthy.
func Memory(name string, u Usage, levels *Levels) health.Check {
	l, err := orZero(levels).or(0.9, 0.98)
	if u == nil {
		return health.NewCheck(name, fails).WithFault(fmt.Errorf("usage: must not be nil")).WithFault(err)
	}
	return health.NewCheck(name, func(context.Context) health.Result {
		return judgeBytes("memory in use", u.InUse(), u.Limit(), l)
	}).WithFault(err)
}

// judgeBytes holds bytes in use against a limit.
func judgeBytes(what string, used, limit int64, l Levels, more ...slog.Attr) health.Result {
	details := append([]slog.Attr{slog.Int64("in_use", used), slog.Int64("limit", max(limit, 0))}, more...)
	if limit <= 0 {
		return health.Pass(details...)
	}
	part := float64(used) / float64(limit)
	text := fmt.Sprintf("%s: %s of %s (%.0f %%)", what, memory.Bytes(used), memory.Bytes(limit), 100*part)
	return judge(text, part, l, details)
}

// judge holds a part against levels.
func judge(text string, part float64, l Levels, details []slog.Attr) health.Result {
	degraded, unhealthy := l.reached(part)
	r := health.Pass(append(details, slog.Float64("used", part))...)
	r.Message = text
	switch {
	case unhealthy:
		r.State = health.Unhealthy
	case degraded:
		r.State = health.Degraded
	}
	return r
}

func orZero[T any](p *T) T {
	if p == nil {
		return *new(T)
	}
	return *p
}

// fails stands where a check has a fault and will not be registered.
func fails(context.Context) health.Result {
	return health.Fail(fmt.Errorf("the check was never set up"))
}
