//go:build linux && !purego

package stopwatch

import (
	"os"
	"strings"
)

// ticks returns the counter of the processor. Instructions around it may be
// executed before or after it, some tens of nanoseconds of them.
//
//go:noescape
func ticks() int64

// trusted reports whether the kernel keeps time by the counter: then it has
// found that the counter runs evenly, in sleep too, and the same on all cores,
// and watches it from then on.
func trusted() bool {
	name, err := os.ReadFile("/sys/devices/system/clocksource/clocksource0/current_clocksource")
	return err == nil && strings.TrimSpace(string(name)) == "tsc"
}
