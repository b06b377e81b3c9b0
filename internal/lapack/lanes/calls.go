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

func (b *block) factor(w unsafe.Pointer, ld, n, nrhs, cols int) {
	one64, one32 := 1.0, float32(1)
	switch b.kind {
	case kind{false, false}:
		factorF64(b.tier, w, ld, n, nrhs, cols, b.inv, b.zero, unsafe.Pointer(&one64))
	case kind{true, false}:
		factorF32(b.tier, w, ld, n, nrhs, cols, b.inv, b.zero, unsafe.Pointer(&one32))
	case kind{false, true}:
		factorC128(b.tier, w, ld, n, nrhs, cols, b.inv, b.zero, unsafe.Pointer(&one64))
	default:
		factorC64(b.tier, w, ld, n, nrhs, cols, b.inv, b.zero, unsafe.Pointer(&one32))
	}
}

// back solves with the factors at u for the right sides at x.
func (b *block) back(u, x unsafe.Pointer, ld, n, nrhs int) {
	last, rows := (n-1)*groupBytes, (n-1)*ld
	corner, bottom, inv := unsafe.Add(u, rows+last), unsafe.Add(x, rows), unsafe.Add(b.inv, last)
	switch b.kind {
	case kind{false, false}:
		backF64(b.tier, corner, bottom, ld, inv, n, nrhs)
	case kind{true, false}:
		backF32(b.tier, corner, bottom, ld, inv, n, nrhs)
	case kind{false, true}:
		backC128(b.tier, corner, bottom, ld, inv, n, nrhs)
	default:
		backC64(b.tier, corner, bottom, ld, inv, n, nrhs)
	}
}

// inverse finds the norms of the inverses of what is factored at w.
func (b *block) inverse(dst, w unsafe.Pointer, ld, n int) {
	last := (n - 1) * groupBytes
	corner, inv := unsafe.Add(w, (n-1)*ld+last), unsafe.Add(b.inv, last)
	switch b.kind {
	case kind{false, false}:
		inverseF64(b.tier, dst, w, corner, ld, inv, b.scratch, b.eye, n, w, b.ahead)
	case kind{true, false}:
		inverseF32(b.tier, dst, w, corner, ld, inv, b.scratch, b.eye, n, w, b.ahead)
	case kind{false, true}:
		inverseC128(b.tier, dst, w, corner, ld, inv, b.scratch, b.eye, n, w, b.ahead)
	default:
		inverseC64(b.tier, dst, w, corner, ld, inv, b.scratch, b.eye, n, w, b.ahead)
	}
}
