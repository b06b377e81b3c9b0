//go:build arm64 && !purego

package gemm

import "github.com/scicore-go/scicore/internal/cpu"

// geometryOf returns the shape of the tiles of a tier for elements of the
// given size.
func geometryOf(t cpu.Tier, size int) geometry {
	if t == cpu.NEON {
		return geometry{lanes: 16 / size, rows: 4, vecs: 6}
	}
	return refGeometry
}

// runTile runs the micro-kernel of the tier for the shape.
func runTile(t cpu.Tier, size, rows, vecs int, x *tile) {
	if t == cpu.NEON {
		if size == 8 {
			tileF64NEON(rows, vecs, x)
		} else {
			tileF32NEON(rows, vecs, x)
		}
	} else {
		runRef(size, rows, vecs, x)
	}
}

// stripPack has no kernel on this architecture, which has no strips.
func stripPack(t cpu.Tier, size int, x *tile) {}

// seriesReal and seriesComplex have no kernels on this architecture either.
func seriesReal(t cpu.Tier, size, rows, vecs int, s *series) {}

func seriesComplex(t cpu.Tier, size, rows, vecs int, s *series) {}

// packRows reports that copying rows has no kernel on this architecture.
func packRows(t cpu.Tier, size, vecs int, p *panel) bool { return false }

// expandRows reports that expanding rows has no kernel on this architecture.
func expandRows(t cpu.Tier, size, vecs int, p *panel) bool { return false }

// transposeBlock reports that transposing has no kernel on this architecture.
func transposeBlock(t cpu.Tier, size int) int { return 0 }

func transpose(size int, p *panel) {}

// runPeak runs independent chains of fused multiply-adds and returns the
// number of floating-point operations.
func runPeak(t cpu.Tier, size, rounds int) int {
	if t == cpu.NEON {
		if size == 8 {
			peakF64NEON(rounds)
		} else {
			peakF32NEON(rounds)
		}
		return rounds * 24 * 2 * 16 / size
	}
	return peakRef(rounds)
}

// rank adds 8 rows, or one, of B to the vector of t; see rank8F64NEON.
func rank(t cpu.Tier, size, rows int, x *tile) {
	switch {
	case t == cpu.NEON && size == 8 && rows == 8:
		rank8F64NEON(x)
	case t == cpu.NEON && size == 8:
		rank1F64NEON(x)
	case t == cpu.NEON && rows == 8:
		rank8F32NEON(x)
	case t == cpu.NEON:
		rank1F32NEON(x)
	default:
		rankOther(size, rows, x)
	}
}

// dotRows reports that dot has no kernel on this architecture.
func dotRows(t cpu.Tier, size int) int { return 0 }

func dot(size int, x *tile) {}
