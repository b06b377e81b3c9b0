//go:build !amd64 || purego

package kernel

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// There is no way past the caches here.

func vecStreamUnary(t cpu.Tier, op Op, dt dtype.DType, dst, a unsafe.Pointer, n int) (done, w int) {
	return 0, n
}

func vecStreamBinary(t cpu.Tier, op Op, dt dtype.DType, m Mode, dst, a, b unsafe.Pointer, n int) (done, w int) {
	return 0, n
}

func vecStreamTernary(t cpu.Tier, op Op, dt dtype.DType, dst, a, b, c unsafe.Pointer, n int) (done, w int) {
	return 0, n
}

func vecCopyStream(t cpu.Tier, dst, src unsafe.Pointer, bytes int) (done int) { return 0 }

func streamFence() {}

func prefetchLines(p unsafe.Pointer, lines int) {}
