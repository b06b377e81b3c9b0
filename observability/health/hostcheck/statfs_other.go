//go:build !linux && !darwin && !freebsd && !windows

package hostcheck

import (
	"runtime"

	"github.com/scicore-go/scicore/internal/fault"
)

func statfs(string) (space, error) {
	return space{}, &fault.Unavailable{What: "free disk space", Looked: "no statfs on " + runtime.GOOS}
}
