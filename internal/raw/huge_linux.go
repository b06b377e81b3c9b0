package raw

import (
	"syscall"
	"unsafe"
)

const (
	hugePage = 2 << 20
	// hugeFrom is the size from which large pages are asked for: below, the
	// call costs what it saves.
	hugeFrom = 4 << 20

	madvHugePage = 14
)

// huge asks for large pages under the n bytes at p, a hint that many systems
// wait for (transparent_hugepage is madvise). Touching 80 MB for the first
// time takes 40 page faults instead of 20000, and half the time. Nothing
// depends on whether the system follows.
func huge(p unsafe.Pointer, n int) {
	if n < hugeFrom {
		return
	}
	skip := int(-uintptr(p) & (hugePage - 1))
	size := (n - skip) &^ (hugePage - 1)
	if size <= 0 {
		return
	}
	_ = syscall.Madvise(unsafe.Slice((*byte)(unsafe.Add(p, skip)), size), madvHugePage)
}
