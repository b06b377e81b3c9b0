//go:build !linux && !darwin && !freebsd

package hostcheck

import (
	"runtime"

	"github.com/scicore-go/scicore/internal/fault"
)

func descriptors() (open int, limit uint64, err error) {
	return 0, 0, &fault.Unavailable{What: "open files", Looked: "nothing that counts them on " + runtime.GOOS}
}
