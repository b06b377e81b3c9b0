//go:build (!amd64 && !arm64) || purego

package outer

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
)

func subF64(t cpu.Tier, c unsafe.Pointer, ld int, x, y unsafe.Pointer, rows, n int) {
	subRef[float64](c, ld, x, y, rows, n)
}

func subF32(t cpu.Tier, c unsafe.Pointer, ld int, x, y unsafe.Pointer, rows, n int) {
	subRef[float32](c, ld, x, y, rows, n)
}

func subC128(t cpu.Tier, c unsafe.Pointer, ld int, x, y unsafe.Pointer, rows, n int) {
	subComplexRef[float64](c, ld, x, y, rows, n)
}

func subC64(t cpu.Tier, c unsafe.Pointer, ld int, x, y unsafe.Pointer, rows, n int) {
	subComplexRef[float32](c, ld, x, y, rows, n)
}
