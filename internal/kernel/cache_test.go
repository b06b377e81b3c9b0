package kernel

import (
	"slices"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
)

// A hint must change nothing, wherever it points.
func TestPrefetchChangesNothing(t *testing.T) {
	x := make([]byte, 4096)
	for i := range x {
		x[i] = byte(i * 7)
	}
	want := slices.Clone(x)
	for _, bytes := range []int{-64, 0, 1, 63, 64, 65, 4095, 4096} {
		Prefetch(unsafe.Pointer(&x[0]), bytes)
	}
	Prefetch(nil, 1024) // no such memory: no fault
	if !slices.Equal(x, want) {
		t.Error("memory changed")
	}
}

// What CopyStream wrote must be seen by another goroutine after the fence.
func TestStreamFencePublishes(t *testing.T) {
	src, dst := make([]uint64, 1<<14), make([]uint64, 1<<14)
	for round := range uint64(50) {
		for i := range src {
			src[i] = round<<32 + uint64(i)
		}
		for _, tier := range cpu.Available() {
			clear(dst)
			done := make(chan bool)
			go func() {
				CopyStream(tier, unsafe.Pointer(&dst[0]), unsafe.Pointer(&src[0]), 8*len(src))
				StreamFence()
				done <- true
			}()
			<-done
			if !slices.Equal(dst, src) {
				t.Fatalf("%v: the copy of round %d is not that of the source", tier, round)
			}
		}
	}
}
