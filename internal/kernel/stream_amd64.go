//go:build !purego

package kernel

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// As the other vec functions, for dst at the begin of a cache line. They do
// whole groups of vectors; without a kernel they return 0, n.

func vecStreamUnary(t cpu.Tier, op Op, dt dtype.DType, dst, a unsafe.Pointer, n int) (done, w int) {
	if t == cpu.AVX512 {
		return streamUnaryAVX512(opKey(op, dt), dst, a, n)
	}
	if t == cpu.AVX2 {
		return streamUnaryAVX2(opKey(op, dt), dst, a, n)
	}
	return 0, n
}

func vecStreamBinary(t cpu.Tier, op Op, dt dtype.DType, m Mode, dst, a, b unsafe.Pointer, n int) (done, w int) {
	if t == cpu.AVX512 {
		switch m {
		case VV:
			return streamBinaryVVAVX512(opKey(op, dt), dst, a, b, n)
		case VS:
			return streamBinaryVSAVX512(opKey(op, dt), dst, a, b, n)
		case SV:
			return streamBinarySVAVX512(opKey(op, dt), dst, a, b, n)
		}
	}
	if t == cpu.AVX2 {
		switch m {
		case VV:
			return streamBinaryVVAVX2(opKey(op, dt), dst, a, b, n)
		case VS:
			return streamBinaryVSAVX2(opKey(op, dt), dst, a, b, n)
		case SV:
			return streamBinarySVAVX2(opKey(op, dt), dst, a, b, n)
		}
	}
	return 0, n
}

func vecStreamTernary(t cpu.Tier, op Op, dt dtype.DType, dst, a, b, c unsafe.Pointer, n int) (done, w int) {
	if t == cpu.AVX512 {
		return streamTernaryAVX512(opKey(op, dt), dst, a, b, c, n)
	}
	if t == cpu.AVX2 {
		return streamTernaryAVX2(opKey(op, dt), dst, a, b, c, n)
	}
	return 0, n
}

func vecCopyStream(t cpu.Tier, dst, src unsafe.Pointer, bytes int) (done int) {
	if t == cpu.AVX512 {
		return copyStreamAVX512(dst, src, bytes)
	}
	if t == cpu.AVX2 {
		return copyStreamAVX2(dst, src, bytes)
	}
	return 0
}

// copyStreamAVX2: copy(dst[:done], src[:done]) with stores past the caches;
// done is bytes less a rest of under two cache lines.
//
//go:noescape
func copyStreamAVX2(dst, src unsafe.Pointer, bytes int) (done int)

// copyStreamAVX512 is copyStreamAVX2 with vectors of a cache line.
//
//go:noescape
func copyStreamAVX512(dst, src unsafe.Pointer, bytes int) (done int)

// streamFence: what was written past the caches is seen by all from here on.
//
//go:noescape
func streamFence()

//go:noescape
func prefetchLines(p unsafe.Pointer, lines int)
