//go:build (!amd64 && !arm64) || purego

package kernel

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// Without assembly every operation is its reference.

func vecUnary(t cpu.Tier, op Op, dt dtype.DType, dst, a unsafe.Pointer, n int) (done, w int) {
	return 0, n
}

func vecBinary(t cpu.Tier, op Op, dt dtype.DType, m Mode, dst, a, b unsafe.Pointer, n int) (done, w int) {
	return 0, n
}

func vecTernary(t cpu.Tier, op Op, dt dtype.DType, dst, a, b, c unsafe.Pointer, n int) (done, w int) {
	return 0, n
}

func vecSelect(t cpu.Tier, dt dtype.DType, m Mode, dst, mask, a, b unsafe.Pointer, n int) (done, w int) {
	return 0, n
}

func vecCast(t cpu.Tier, to, from dtype.DType, dst, src unsafe.Pointer, n int) (done, w int) {
	return 0, n
}
