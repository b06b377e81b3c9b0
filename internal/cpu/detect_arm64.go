//go:build arm64 && !purego

package cpu

// detected: every 64-bit ARM has Advanced SIMD with fused multiply-add.
var detected = []Tier{NEON}
