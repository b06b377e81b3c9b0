//go:build arm64 && !purego

package kernel

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// The vec functions run the assembly kernel of an operation, where the tier
// has one, and return how many leading elements it did; the caller then does
// the next w, a vector with a rare operand or the last few, and asks again.
// Without a kernel they return 0, n.

// opKey and castKey are the keys of the dispatch switches.

func opKey(op Op, dt dtype.DType) int { return int(op)*dtype.Count + int(dt) }

func castKey(to, from dtype.DType) int { return int(to)*dtype.Count + int(from) }

func vecUnary(t cpu.Tier, op Op, dt dtype.DType, dst, a unsafe.Pointer, n int) (done, w int) {
	if t == cpu.NEON {
		return unaryNEON(opKey(op, dt), dst, a, n)
	}
	return 0, n
}

func vecBinary(t cpu.Tier, op Op, dt dtype.DType, m Mode, dst, a, b unsafe.Pointer, n int) (done, w int) {
	if t == cpu.NEON {
		switch m {
		case VV:
			return binaryVVNEON(opKey(op, dt), dst, a, b, n)
		case VS:
			return binaryVSNEON(opKey(op, dt), dst, a, b, n)
		case SV:
			return binarySVNEON(opKey(op, dt), dst, a, b, n)
		}
	}
	return 0, n
}

func vecTernary(t cpu.Tier, op Op, dt dtype.DType, dst, a, b, c unsafe.Pointer, n int) (done, w int) {
	if t == cpu.NEON {
		return ternaryNEON(opKey(op, dt), dst, a, b, c, n)
	}
	return 0, n
}

func vecSelect(t cpu.Tier, dt dtype.DType, m Mode, dst, mask, a, b unsafe.Pointer, n int) (done, w int) {
	if t == cpu.NEON {
		switch m {
		case VV:
			return selectVVNEON(dt.Size(), dst, mask, a, b, n)
		case VS:
			return selectVSNEON(dt.Size(), dst, mask, a, b, n)
		case SV:
			return selectSVNEON(dt.Size(), dst, mask, a, b, n)
		case SS:
			return selectSSNEON(dt.Size(), dst, mask, a, b, n)
		}
	}
	return 0, n
}

func vecCast(t cpu.Tier, to, from dtype.DType, dst, src unsafe.Pointer, n int) (done, w int) {
	if t == cpu.NEON {
		return castNEON(castKey(to, from), dst, src, n)
	}
	return 0, n
}
