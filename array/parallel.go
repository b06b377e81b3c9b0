package array

import (
	"os"
	"runtime"
	"strconv"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/nd"
	"github.com/scicore-go/scicore/internal/sched"
)

// defaultPool is what eager functions share large work over: as many workers
// as the process may use cores when it starts, or SCICORE_NUM_THREADS. It
// holds no goroutine for longer than a moment and never changes. A value of the variable that is no
// count is left to the root package to report.
var defaultPool = sched.New(defaultWorkers(os.Getenv("SCICORE_NUM_THREADS")))

func defaultWorkers(limit string) int {
	if n, err := strconv.Atoi(limit); err == nil && n >= 1 {
		return n
	}
	return runtime.GOMAXPROCS(0)
}

// eager is where eager functions run: the best tier of the machine, the
// default pool, and to the end.
func eager() nd.Env { return nd.Env{Tier: cpu.Best, Pool: defaultPool} }
