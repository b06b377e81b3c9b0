package random

import "math/bits"

// SFC64 is Doty-Humphrey's Small Fast Chaotic generator: 256 bits of state, one
// of the words a counter, which makes the period 2^64 at least. It cannot jump;
// spawn seeds for parallel streams.
type SFC64 struct {
	a, b, c, count uint64
	half           halves
}

// NewSFC64 seeds a generator. NumPy: SFC64(seed sequence).
func NewSFC64(s *SeedSequence) *SFC64 {
	w := s.State64(3)
	g := &SFC64{a: w[0], b: w[1], c: w[2], count: 1}
	for range 12 {
		g.Uint64()
	}
	return g
}

// Uint64 returns the next 64 bits.
func (g *SFC64) Uint64() uint64 {
	out := g.a + g.b + g.count
	g.count++
	g.a = g.b ^ g.b>>11
	g.b = g.c + g.c<<3
	g.c = bits.RotateLeft64(g.c, 24) + out
	return out
}

// Uint32 returns the next 32 bits.
func (g *SFC64) Uint32() uint32 { return g.half.take(g.Uint64) }
