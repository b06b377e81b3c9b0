package sched

import (
	"runtime"
	"testing"
)

func TestDefaultWorkers(t *testing.T) {
	for limit, want := range map[string]int{"3": 3, "": runtime.GOMAXPROCS(0), "0": runtime.GOMAXPROCS(0), "-1": runtime.GOMAXPROCS(0), "many": runtime.GOMAXPROCS(0)} {
		if got := workersOf(limit); got != want {
			t.Errorf("%q gives %d workers, want %d", limit, got, want)
		}
	}
}
