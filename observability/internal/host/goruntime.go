package host

import (
	"math"
	"runtime/metrics"
	"time"
)

// Go is what the Go runtime says of this process.
type Go struct {
	Used, Stack             uint64 // bytes held, without what went back to the system; of them for stacks
	Objects                 uint64 // bytes of live and not yet swept objects
	Limit                   uint64 // GOMEMLIMIT; 0: none
	Goal                    uint64 // heap size at the end of the current cycle
	Allocated, Allocations  uint64 // bytes and objects since the start
	Cycles                  uint64 // collections completed
	Goroutines              uint64
	MaxProcs                uint64                    // GOMAXPROCS
	GOGC                    uint64                    // percent; 0: off
	GC, Scavenge, Idle, CPU time.Duration             // processor time, as of the last collection; CPU is all there was
	Pauses, Waits           *metrics.Float64Histogram // seconds: the world stood for the collector; goroutines waited to run
}

// The metrics read, in the order of the cases in readGo.
var goNames = []string{
	"/memory/classes/total:bytes", "/memory/classes/heap/released:bytes", "/memory/classes/heap/stacks:bytes",
	"/memory/classes/heap/objects:bytes", "/gc/gomemlimit:bytes", "/gc/heap/goal:bytes",
	"/gc/heap/allocs:bytes", "/gc/heap/allocs:objects", "/gc/cycles/total:gc-cycles",
	"/sched/goroutines:goroutines", "/sched/gomaxprocs:threads", "/gc/gogc:percent",
	"/cpu/classes/gc/total:cpu-seconds", "/cpu/classes/scavenge/total:cpu-seconds",
	"/cpu/classes/idle:cpu-seconds", "/cpu/classes/total:cpu-seconds",
	"/sched/pauses/total/gc:seconds", "/sched/latencies:seconds",
}

// ReadGo asks the runtime, without stopping it.
func ReadGo() Go {
	s := make([]metrics.Sample, len(goNames))
	for i, name := range goNames {
		s[i].Name = name
	}
	metrics.Read(s)
	n := func(i int) uint64 { return s[i].Value.Uint64() }
	t := func(i int) time.Duration { return time.Duration(s[i].Value.Float64() * float64(time.Second)) }
	g := Go{
		Used: n(0) - n(1), Stack: n(2), Objects: n(3), Limit: n(4), Goal: n(5),
		Allocated: n(6), Allocations: n(7), Cycles: n(8), Goroutines: n(9), MaxProcs: n(10), GOGC: n(11),
		GC: t(12), Scavenge: t(13), Idle: t(14), CPU: t(15),
		Pauses: s[16].Value.Float64Histogram(), Waits: s[17].Value.Float64Histogram(),
	}
	if g.Limit >= math.MaxInt64 {
		g.Limit = 0
	}
	if g.GOGC > math.MaxInt32 { // off is the greatest number there is
		g.GOGC = 0
	}
	return g
}
