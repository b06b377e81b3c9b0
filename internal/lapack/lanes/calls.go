package lanes

import "unsafe"

// The kernels by the kind of element.

func (b *block) load(dst unsafe.Pointer, src unsafe.Pointer, rs, cs, cols int) {
	off := unsafe.Pointer(&b.off)
	switch b.kind {
	case kind{false, false}:
		loadF64(b.tier, dst, b.row(), src, rs, cs, off, b.n, cols)
	case kind{true, false}:
		loadF32(b.tier, dst, b.row(), src, rs, cs, off, b.n, cols)
	case kind{false, true}:
		loadC128(b.tier, dst, b.row(), src, rs, cs, off, b.n, cols)
	default:
		loadC64(b.tier, dst, b.row(), src, rs, cs, off, b.n, cols)
	}
}

func (b *block) norm(dst, w unsafe.Pointer, ld, rows, cols int) {
	switch b.kind {
	case kind{false, false}:
		normF64(b.tier, dst, w, ld, rows, cols)
	case kind{true, false}:
		normF32(b.tier, dst, w, ld, rows, cols)
	case kind{false, true}:
		normC128(b.tier, dst, w, ld, rows, cols)
	default:
		normC64(b.tier, dst, w, ld, rows, cols)
	}
}

func (b *block) pivot(w unsafe.Pointer, ld, rows, cols, at int, inv unsafe.Pointer, k int) {
	if b.single {
		num := [2]float32{float32(k), 1}
		if b.complex {
			pivotC64(b.tier, w, ld, rows, cols, at, inv, b.zero, unsafe.Pointer(&num))
		} else {
			pivotF32(b.tier, w, ld, rows, cols, at, inv, b.zero, unsafe.Pointer(&num))
		}
		return
	}
	num := [2]float64{float64(k), 1}
	if b.complex {
		pivotC128(b.tier, w, ld, rows, cols, at, inv, b.zero, unsafe.Pointer(&num))
	} else {
		pivotF64(b.tier, w, ld, rows, cols, at, inv, b.zero, unsafe.Pointer(&num))
	}
}

func (b *block) sub(c unsafe.Pointer, cld int, x unsafe.Pointer, xld int, y unsafe.Pointer, rows, cols int) {
	switch b.kind {
	case kind{false, false}:
		subF64(b.tier, c, cld, x, xld, y, rows, cols)
	case kind{true, false}:
		subF32(b.tier, c, cld, x, xld, y, rows, cols)
	case kind{false, true}:
		subC128(b.tier, c, cld, x, xld, y, rows, cols)
	default:
		subC64(b.tier, c, cld, x, xld, y, rows, cols)
	}
}

func (b *block) scale(w unsafe.Pointer, ld int, r unsafe.Pointer, rows int) {
	switch b.kind {
	case kind{false, false}:
		scaleF64(b.tier, w, ld, r, rows)
	case kind{true, false}:
		scaleF32(b.tier, w, ld, r, rows)
	case kind{false, true}:
		scaleC128(b.tier, w, ld, r, rows)
	default:
		scaleC64(b.tier, w, ld, r, rows)
	}
}
