package kernel

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// The Stream functions compute what those without the word do and write the
// result past the caches, which saves reading it first. They are for results
// much larger than the last cache; StreamFence must follow before anybody else
// is told of the result. They report whether the tier has the kernel: false
// leaves dst as it was.

// lineHead is how many elements of a size stand before dst's first cache line.
func lineHead(dst unsafe.Pointer, size, n int) int {
	return min(n, int(-uintptr(dst)&63)/size)
}

// StreamUnary is Unary past the caches.
func StreamUnary(t cpu.Tier, op Op, dt dtype.DType, dst, a unsafe.Pointer, n int) bool {
	if _, w := vecStreamUnary(t, op, dt, dst, a, 0); w == 0 {
		return false
	}
	s := dt.Size()
	h := lineHead(dst, s, n)
	Unary(t, op, dt, dst, a, h)
	if h < n {
		k, _ := vecStreamUnary(t, op, dt, unsafe.Add(dst, h*s), unsafe.Add(a, h*s), n-h)
		if h += k; h < n {
			Unary(t, op, dt, unsafe.Add(dst, h*s), unsafe.Add(a, h*s), n-h)
		}
	}
	return true
}

// StreamBinary is Binary past the caches.
func StreamBinary(t cpu.Tier, op Op, dt dtype.DType, m Mode, dst, a, b unsafe.Pointer, n int) bool {
	if _, w := vecStreamBinary(t, op, dt, m, dst, a, b, 0); w == 0 {
		return false
	}
	s := dt.Size()
	sa, sb := m.strides(s)
	h := lineHead(dst, s, n)
	Binary(t, op, dt, m, dst, a, b, h)
	if h < n {
		k, _ := vecStreamBinary(t, op, dt, m, unsafe.Add(dst, h*s), unsafe.Add(a, h*sa), unsafe.Add(b, h*sb), n-h)
		if h += k; h < n {
			Binary(t, op, dt, m, unsafe.Add(dst, h*s), unsafe.Add(a, h*sa), unsafe.Add(b, h*sb), n-h)
		}
	}
	return true
}

// StreamTernary is Ternary past the caches.
func StreamTernary(t cpu.Tier, op Op, dt dtype.DType, dst, a, b, c unsafe.Pointer, n int) bool {
	if _, w := vecStreamTernary(t, op, dt, dst, a, b, c, 0); w == 0 {
		return false
	}
	s := dt.Size()
	h := lineHead(dst, s, n)
	Ternary(t, op, dt, dst, a, b, c, h)
	if h < n {
		o := h * s
		k, _ := vecStreamTernary(t, op, dt, unsafe.Add(dst, o), unsafe.Add(a, o), unsafe.Add(b, o), unsafe.Add(c, o), n-h)
		if h += k; h < n {
			o = h * s
			Ternary(t, op, dt, unsafe.Add(dst, o), unsafe.Add(a, o), unsafe.Add(b, o), unsafe.Add(c, o), n-h)
		}
	}
	return true
}

// CopyStream copies bytes past the caches where the tier can, for copies much
// larger than the last cache. The two must not overlap, and StreamFence must
// follow before anybody else is told of the copy.
func CopyStream(t cpu.Tier, dst, src unsafe.Pointer, bytes int) {
	if k := vecCopyStream(t, dst, src, bytes); k < bytes {
		copy(unsafe.Slice((*byte)(unsafe.Add(dst, k)), bytes-k), unsafe.Slice((*byte)(unsafe.Add(src, k)), bytes-k))
	}
}

// StreamFence ends a run of CopyStream calls: other cores see what they wrote.
func StreamFence() { streamFence() }

// Prefetch asks for bytes at p to be brought near. It changes nothing that can
// be observed but time.
func Prefetch(p unsafe.Pointer, bytes int) { prefetchLines(p, bytes>>6) }
