package sched

import (
	"os"
	"runtime"
	"strconv"
)

// Default is what functions without a runtime of their own share large work
// over: as many workers as the process may use cores when it starts, or
// SCICORE_NUM_THREADS. It holds no goroutine for longer than a moment and never
// changes. A value of the variable that is no count is left to the root package
// to report.
var Default = New(workersOf(os.Getenv("SCICORE_NUM_THREADS")))

func workersOf(limit string) int {
	if n, err := strconv.Atoi(limit); err == nil && n >= 1 {
		return n
	}
	return runtime.GOMAXPROCS(0)
}
