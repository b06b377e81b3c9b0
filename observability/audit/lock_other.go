//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package audit

import (
	"errors"
	"io"
	"runtime"
	"syscall"

	"github.com/scicore-go/scicore/internal/fault"
)

// lockFile refuses: without a lock two writers could interleave.
func lockFile(path string) (io.Closer, error) {
	return nil, &fault.Unavailable{What: "writing an audit log", Looked: "no file locks on " + runtime.GOOS + " for " + path}
}

// diskFull reports whether err says that there is no room.
func diskFull(err error) bool { return errors.Is(err, syscall.ENOSPC) }
