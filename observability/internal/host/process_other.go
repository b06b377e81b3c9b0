//go:build !unix && !windows

package host

import (
	"runtime"
	"time"
)

// ReadProcessTimes asks for the processor time of this process.
func ReadProcessTimes() (user, system time.Duration, err error) {
	return 0, 0, unavailable("processor time of the process", "nothing that tells it on "+runtime.GOOS)
}
