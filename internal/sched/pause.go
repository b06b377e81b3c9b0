//go:build (amd64 || arm64) && !purego

package sched

// pause tells the processor that this is a waiting loop: it leaves the core's
// units to the other thread and saves power.
func pause()
