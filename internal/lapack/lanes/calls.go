package lanes

import "unsafe"

// The kernels by the kind of element.

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

func (b *block) pick(best, at, w unsafe.Pointer, ld, rows, first int) {
	if b.single {
		from := [2]float32{float32(first), 1}
		if b.complex {
			pickC64(b.tier, best, at, w, ld, rows, unsafe.Pointer(&from))
		} else {
			pickF32(b.tier, best, at, w, ld, rows, unsafe.Pointer(&from))
		}
		return
	}
	from := [2]float64{float64(first), 1}
	if b.complex {
		pickC128(b.tier, best, at, w, ld, rows, unsafe.Pointer(&from))
	} else {
		pickF64(b.tier, best, at, w, ld, rows, unsafe.Pointer(&from))
	}
}

func (b *block) swap(p, q, at unsafe.Pointer, row, cols int) {
	if b.single {
		r := float32(row)
		if b.complex {
			swapC64(b.tier, p, q, at, unsafe.Pointer(&r), cols)
		} else {
			swapF32(b.tier, p, q, at, unsafe.Pointer(&r), cols)
		}
		return
	}
	r := float64(row)
	if b.complex {
		swapC128(b.tier, p, q, at, unsafe.Pointer(&r), cols)
	} else {
		swapF64(b.tier, p, q, at, unsafe.Pointer(&r), cols)
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

func (b *block) sumAbs(acc, w unsafe.Pointer, ld, rows int) {
	switch b.kind {
	case kind{false, false}:
		sumAbsF64(b.tier, acc, w, ld, rows)
	case kind{true, false}:
		sumAbsF32(b.tier, acc, w, ld, rows)
	case kind{false, true}:
		sumAbsC128(b.tier, acc, w, ld, rows)
	default:
		sumAbsC64(b.tier, acc, w, ld, rows)
	}
}
