package hostcheck

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/scicore-go/scicore/memory"
	"github.com/scicore-go/scicore/observability/health"
	"github.com/scicore-go/scicore/observability/internal/host"
)

// DiskOptions say when a file system is full. Nil means defaults.
type DiskOptions struct {
	Levels             // of bytes and of inodes in use; default 0.9 and 0.97
	MinFree      int64 // bytes below which it is Unhealthy whatever its size
	IgnoreInodes bool  // look at bytes only
}

// Disk checks the free space of the file system that holds path. It asks the
// kernel, which may take long on a network file system: the check's timeout
// holds.
func Disk(name, path string, o *DiskOptions) health.Check {
	opts := orZero(o)
	l, err := opts.Levels.or(0.9, 0.97)
	c := health.NewCheck(name, func(context.Context) health.Result {
		s, err := host.ReadSpace(path)
		if err != nil {
			return health.Fail(fmt.Errorf("disk %s: %w", path, err))
		}
		return opts.judge(path, s, l)
	}).WithFault(err)
	if path == "" {
		c = c.WithFault(errors.New("path: must not be empty"))
	}
	if opts.MinFree < 0 {
		c = c.WithFault(fmt.Errorf("min free %d: must be >= 0", opts.MinFree))
	}
	return c
}

func (o DiskOptions) judge(path string, s host.Space, l Levels) health.Result {
	if s.Total == 0 {
		return health.Fail(fmt.Errorf("disk %s: the file system has no size: %w", path, health.ErrUnavailable))
	}
	used := 1 - float64(s.Free)/float64(s.Total)
	details := []slog.Attr{slog.String("path", path), slog.Uint64("free", s.Free), slog.Uint64("total", s.Total)}
	text := fmt.Sprintf("disk %s: %s of %s free", path, memory.Bytes(int64(s.Free)), memory.Bytes(int64(s.Total)))
	if !o.IgnoreInodes && s.Inodes > 0 {
		details = append(details, slog.Uint64("inodes_free", s.FreeInodes), slog.Uint64("inodes", s.Inodes))
		if i := 1 - float64(s.FreeInodes)/float64(s.Inodes); i > used {
			used = i
			text = fmt.Sprintf("disk %s: %d of %d inodes free", path, s.FreeInodes, s.Inodes)
		}
	}
	r := judge(text, used, l, details)
	if s.Free < uint64(o.MinFree) {
		r.State = health.Unhealthy
		r.Message = fmt.Sprintf("disk %s: %s free, wanted %s", path, memory.Bytes(int64(s.Free)), memory.Bytes(o.MinFree))
	}
	return r
}
