//go:build (!amd64 && !arm64) || purego

package gemm

import "github.com/scicore-go/scicore/internal/cpu"

func geometryOf(t cpu.Tier, size int) geometry { return refGeometry }

func runTile(t cpu.Tier, size, rows, vecs int, x *tile) { runRef(size, rows, vecs, x) }

func stripPack(t cpu.Tier, size int, x *tile) {}

func seriesReal(t cpu.Tier, size, rows, vecs int, s *series) {}

func seriesComplex(t cpu.Tier, size, rows, vecs int, s *series) {}

func packRows(t cpu.Tier, size, vecs int, p *panel) bool { return false }

func expandRows(t cpu.Tier, size, vecs int, p *panel) bool { return false }

func transposeBlock(t cpu.Tier, size int) int { return 0 }

func transpose(size int, p *panel) {}

func runPeak(t cpu.Tier, size, rounds int) int { return peakRef(rounds) }

func rank(t cpu.Tier, size, rows int, x *tile) { rankOther(size, rows, x) }

func dotRows(t cpu.Tier, size int) int { return 0 }

func dot(size int, x *tile) {}
