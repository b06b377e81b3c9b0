//go:build arm64 && !purego

package outer

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
)

func subF64(t cpu.Tier, c unsafe.Pointer, ld int, x, y unsafe.Pointer, rows, n int) {
	if t == cpu.NEON {
		subF64NEON(c, ld, x, y, rows, n)
	} else {
		subRef[float64](c, ld, x, y, rows, n)
	}
}

func subF32(t cpu.Tier, c unsafe.Pointer, ld int, x, y unsafe.Pointer, rows, n int) {
	if t == cpu.NEON {
		subF32NEON(c, ld, x, y, rows, n)
	} else {
		subRef[float32](c, ld, x, y, rows, n)
	}
}

func subC128(t cpu.Tier, c unsafe.Pointer, ld int, x, y unsafe.Pointer, rows, n int) {
	if t == cpu.NEON {
		subC128NEON(c, ld, x, y, rows, n)
	} else {
		subComplexRef[float64](c, ld, x, y, rows, n)
	}
}

func subC64(t cpu.Tier, c unsafe.Pointer, ld int, x, y unsafe.Pointer, rows, n int) {
	if t == cpu.NEON {
		subC64NEON(c, ld, x, y, rows, n)
	} else {
		subComplexRef[float32](c, ld, x, y, rows, n)
	}
}
