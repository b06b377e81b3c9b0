//go:build amd64 && !purego

package outer

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
)

func subF64(t cpu.Tier, c unsafe.Pointer, ld int, x, y unsafe.Pointer, rows, n int) {
	if t == cpu.AVX512 {
		subF64AVX512(c, ld, x, y, rows, n)
	} else if t == cpu.AVX2 {
		subF64AVX2(c, ld, x, y, rows, n)
	} else {
		subRef[float64](c, ld, x, y, rows, n)
	}
}

func subF32(t cpu.Tier, c unsafe.Pointer, ld int, x, y unsafe.Pointer, rows, n int) {
	if t == cpu.AVX512 {
		subF32AVX512(c, ld, x, y, rows, n)
	} else if t == cpu.AVX2 {
		subF32AVX2(c, ld, x, y, rows, n)
	} else {
		subRef[float32](c, ld, x, y, rows, n)
	}
}

func subC128(t cpu.Tier, c unsafe.Pointer, ld int, x, y unsafe.Pointer, rows, n int) {
	if t == cpu.AVX512 {
		subC128AVX512(c, ld, x, y, rows, n)
	} else if t == cpu.AVX2 {
		subC128AVX2(c, ld, x, y, rows, n)
	} else {
		subComplexRef[float64](c, ld, x, y, rows, n)
	}
}

func subC64(t cpu.Tier, c unsafe.Pointer, ld int, x, y unsafe.Pointer, rows, n int) {
	if t == cpu.AVX512 {
		subC64AVX512(c, ld, x, y, rows, n)
	} else if t == cpu.AVX2 {
		subC64AVX2(c, ld, x, y, rows, n)
	} else {
		subComplexRef[float32](c, ld, x, y, rows, n)
	}
}
