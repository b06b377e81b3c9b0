//go:build (!amd64 && !arm64) || purego

package kernel

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// Every reduction and strided copy is the Go reference here.

func floatLanesAsm(cpu.Tier, Reduction, dtype.DType, unsafe.Pointer, unsafe.Pointer, int, int, int) bool {
	return false
}

func pairLanesAsm(cpu.Tier, pairKind, dtype.DType, unsafe.Pointer, unsafe.Pointer, unsafe.Pointer, int, int, int, int) bool {
	return false
}

func complexSumAsm(cpu.Tier, dtype.DType, unsafe.Pointer, unsafe.Pointer, int) bool { return false }

func intAsm(cpu.Tier, Reduction, dtype.DType, unsafe.Pointer, int) (Partial, bool) {
	return Partial{}, false
}

func countAsm(cpu.Tier, bool, dtype.DType, unsafe.Pointer, int) (int, bool) { return 0, false }

func findAsm(cpu.Tier, dtype.DType, unsafe.Pointer, unsafe.Pointer, int) (int, bool) {
	return 0, false
}

func vecStrided(cpu.Tier, int, unsafe.Pointer, unsafe.Pointer, int, int) (done int) { return 0 }

func accumulateAsm(cpu.Tier, Reduction, dtype.DType, unsafe.Pointer, unsafe.Pointer, int, int, int) bool {
	return false
}

func sqDevRowsAsm(cpu.Tier, dtype.DType, unsafe.Pointer, unsafe.Pointer, unsafe.Pointer, int, int, int) bool {
	return false
}
