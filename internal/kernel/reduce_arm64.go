//go:build arm64 && !purego

package kernel

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// intAsm: integers are reduced by the Go reference here.
func intAsm(cpu.Tier, Reduction, dtype.DType, unsafe.Pointer, int) (Partial, bool) {
	return Partial{}, false
}

// countAsm: counts are the Go reference's here.
func countAsm(cpu.Tier, bool, dtype.DType, unsafe.Pointer, int) (count int, ok bool) { return 0, false }

// findAsm: searches are the Go reference's here.
func findAsm(cpu.Tier, dtype.DType, unsafe.Pointer, unsafe.Pointer, int) (at int, ok bool) {
	return 0, false
}

// accumulateAsm folds rows into accumulators if there is a kernel; stride is
// in bytes.
func accumulateAsm(t cpu.Tier, r Reduction, dt dtype.DType, acc, x unsafe.Pointer, n, rows, stride int) bool {
	switch {
	case dt.IsFloat():
		return floatRowsAsm(t, r, dt, acc, x, n, rows, stride)
	case dt == dtype.Complex128 && r == RedSum:
		return floatRowsAsm(t, r, dtype.Float64, acc, x, 2*n, rows, stride)
	case dt == dtype.Complex64 && r == RedSum:
		return floatRowsAsm(t, r, dtype.Float32, acc, x, 2*n, rows, stride)
	}
	return false
}
