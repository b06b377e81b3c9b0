//go:build amd64 && !purego

package gemm

import "github.com/scicore-go/scicore/internal/cpu"

// geometryOf returns the shape of the tiles of a tier for elements of the
// given size.
func geometryOf(t cpu.Tier, size int) geometry {
	if t == cpu.AVX512 {
		return geometry{lanes: 64 / size, rows: 8, vecs: 3, mask: true, strips: true, series: 8}
	} else if t == cpu.AVX2 {
		return geometry{lanes: 32 / size, rows: 4, vecs: 3, strips: true, series: 4}
	}
	return refGeometry
}

// whole marks the kernels without a mask in the tables of shapes.
const whole = 1 << 8

// runTile runs the micro-kernel of the tier for the shape.
func runTile(t cpu.Tier, size, rows, vecs int, x *tile) {
	if t == cpu.AVX512 {
		if size == 8 {
			tileF64AVX512(rows, vecs, x)
		} else {
			tileF32AVX512(rows, vecs, x)
		}
	} else if t == cpu.AVX2 {
		if size == 8 {
			tileF64AVX2(rows, vecs, x)
		} else {
			tileF32AVX2(rows, vecs, x)
		}
	} else {
		runRef(size, rows, vecs, x)
	}
}

// stripPack runs the strip of the tier that packs its rows of A.
func stripPack(t cpu.Tier, size int, x *tile) {
	switch {
	case t == cpu.AVX512 && size == 8:
		stripPack8x3F64AVX512(x)
	case t == cpu.AVX512:
		stripPack8x3F32AVX512(x)
	case size == 8:
		stripPack4x3F64AVX2(x)
	default:
		stripPack4x3F32AVX2(x)
	}
}

// packRows copies p.n rows of vecs vectors and reports whether the tier has a
// kernel for it. With masks the last vector is padded with zeros.
func packRows(t cpu.Tier, size, vecs int, p *panel) bool {
	if t == cpu.AVX512 {
		if size == 8 {
			packF64AVX512(vecs, p)
		} else {
			packF32AVX512(vecs, p)
		}
		return true
	} else if t == cpu.AVX2 {
		if size == 8 {
			packF64AVX2(vecs, p)
		} else {
			packF32AVX2(vecs, p)
		}
		return true
	}
	return false
}

// expandRows writes two rows for each of p.n rows of vecs vectors and reports
// whether the tier has a kernel for it; see expandRef.
func expandRows(t cpu.Tier, size, vecs int, p *panel) bool {
	if t == cpu.AVX512 {
		if size == 8 {
			expandF64AVX512(vecs, p)
		} else {
			expandF32AVX512(vecs, p)
		}
		return true
	} else if t == cpu.AVX2 {
		if size == 8 {
			expandF64AVX2(vecs, p)
		} else {
			expandF32AVX2(vecs, p)
		}
		return true
	}
	return false
}

// transposeBlock returns the edge of the blocks that transpose works on, 0 if
// the tier has no kernel for it.
func transposeBlock(t cpu.Tier, size int) int {
	if t == cpu.AVX512 || t == cpu.AVX2 {
		return max(32/size, 4)
	}
	return 0
}

// transpose writes p.n transposed blocks.
func transpose(size int, p *panel) {
	switch size {
	case 16:
		transposeC128AVX2(p)
	case 8:
		transposeF64AVX2(p)
	default:
		transposeF32AVX2(p)
	}
}

// seriesReal runs the kernel of the tier for tiles of the given rows and
// vectors, none meaning one with a mask.
func seriesReal(t cpu.Tier, size, rows, vecs int, s *series) {
	switch {
	case t == cpu.AVX512 && size == 8:
		seriesF64AVX512(rows, vecs, s)
	case t == cpu.AVX512:
		seriesF32AVX512(rows, vecs, s)
	case size == 8:
		seriesF64AVX2(rows, vecs, s)
	default:
		seriesF32AVX2(rows, vecs, s)
	}
}

// seriesComplex is seriesReal for complex elements with parts of the given
// size.
func seriesComplex(t cpu.Tier, size, rows, vecs int, s *series) {
	switch {
	case t == cpu.AVX512 && size == 8:
		seriesC128AVX512(rows, vecs, s)
	case t == cpu.AVX512:
		seriesC64AVX512(rows, vecs, s)
	case size == 8:
		seriesC128AVX2(rows, vecs, s)
	default:
		seriesC64AVX2(rows, vecs, s)
	}
}

// runPeak runs independent chains of fused multiply-adds and returns the
// number of floating-point operations.
func runPeak(t cpu.Tier, size, rounds int) int {
	if t == cpu.AVX512 {
		if size == 8 {
			peakF64AVX512(rounds)
		} else {
			peakF32AVX512(rounds)
		}
		return rounds * 24 * 2 * 64 / size
	} else if t == cpu.AVX2 {
		if size == 8 {
			peakF64AVX2(rounds)
		} else {
			peakF32AVX2(rounds)
		}
		return rounds * 12 * 2 * 32 / size
	}
	return peakRef(rounds)
}

// rank adds 8 rows, or one, of B to the vector of t; see rank8F64AVX512.
func rank(t cpu.Tier, size, rows int, x *tile) {
	switch {
	case t == cpu.AVX512 && size == 8 && rows == 8:
		rank8F64AVX512(x)
	case t == cpu.AVX512 && size == 8:
		rank1F64AVX512(x)
	case t == cpu.AVX512 && rows == 8:
		rank8F32AVX512(x)
	case t == cpu.AVX512:
		rank1F32AVX512(x)
	case t == cpu.AVX2 && size == 8 && rows == 8:
		rank8F64AVX2(x)
	case t == cpu.AVX2 && size == 8:
		rank1F64AVX2(x)
	case t == cpu.AVX2 && rows == 8:
		rank8F32AVX2(x)
	case t == cpu.AVX2:
		rank1F32AVX2(x)
	default:
		rankOther(size, rows, x)
	}
}

// dotRows returns how many rows dot takes, 0 if the tier has no kernel for it.
func dotRows(t cpu.Tier, size int) int {
	if t == cpu.AVX512 || t == cpu.AVX2 {
		return 128 / size
	}
	return 0
}

// dot adds the products of dotRows rows with a vector; see dotF64AVX2.
func dot(size int, x *tile) {
	if size == 8 {
		dotF64AVX2(x)
	} else {
		dotF32AVX2(x)
	}
}
