package random

import (
	"math/bits"

	"github.com/scicore-go/scicore/array"
)

// BitGenerator is a stream of random bits. Uint32 may keep half of a 64-bit
// number for its next call, as NumPy's generators do. Every BitGenerator is a
// source for math/rand/v2.
type BitGenerator interface {
	Uint64() uint64
	Uint32() uint32
}

// Generator draws samples from a bit generator. It is numpy.random.Generator.
type Generator struct {
	src    BitGenerator
	floats floater // src, when it makes its own
}

// floater is a bit generator with its own way to make the numbers of
// [Generator.Float64].
type floater interface{ float53() float64 }

// float53 returns a multiple of 2^-53 in [0, 1).
func float53(src BitGenerator) float64 { return float64(src.Uint64()>>11) * 0x1p-53 }

// New returns the generator NumPy's default_rng(seed) gives: PCG64. Without a
// seed it is seeded by the system.
func New(seed ...uint64) *Generator { return NewGenerator(NewPCG64(NewSeedSequence(seed...))) }

// NewGenerator returns a generator on src, which it shares with its caller.
func NewGenerator(src BitGenerator) *Generator {
	g := &Generator{src: src}
	g.floats, _ = src.(floater)
	return g
}

// Uint64 returns 64 random bits.
func (g *Generator) Uint64() uint64 { return g.src.Uint64() }

// Uint32 returns 32 random bits.
func (g *Generator) Uint32() uint32 { return g.src.Uint32() }

// Float64 returns a number in [0, 1), a multiple of 2^-53.
func (g *Generator) Float64() float64 {
	if g.floats != nil {
		return g.floats.float53()
	}
	return float53(g.src)
}

// Float32 returns a number in [0, 1), a multiple of 2^-24.
func (g *Generator) Float32() float32 { return float32(g.src.Uint32()>>8) * 0x1p-24 }

// upTo64 returns a number in [0, most] as NumPy does: Lemire's multiplication
// with rejection (2019), on 32 bits where they suffice.
func (g *Generator) upTo64(most uint64) uint64 {
	switch {
	case most == 0:
		return 0
	case most <= 0xffffffff:
		return uint64(g.upTo32(uint32(most)))
	case most == 1<<64-1:
		return g.src.Uint64()
	}
	n := most + 1
	hi, lo := bits.Mul64(g.src.Uint64(), n)
	if lo < n {
		for least := (1<<64 - 1 - most) % n; lo < least; {
			hi, lo = bits.Mul64(g.src.Uint64(), n)
		}
	}
	return hi
}

// upTo32 is upTo64 for ranges of 32 bits.
func (g *Generator) upTo32(most uint32) uint32 {
	switch most {
	case 0:
		return 0
	case 1<<32 - 1:
		return g.src.Uint32()
	}
	n := uint64(most) + 1
	m := uint64(g.src.Uint32()) * n
	if uint64(uint32(m)) < n {
		for least := uint64(1<<32-1-most) % n; uint64(uint32(m)) < least; {
			m = uint64(g.src.Uint32()) * n
		}
	}
	return uint32(m >> 32)
}

// Bytes returns n random bytes. NumPy: bytes.
func (g *Generator) Bytes(n int) []byte {
	out := make([]byte, 0, n+3)
	for len(out) < n {
		v := g.src.Uint32()
		out = append(out, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
	}
	return out[:n]
}

// Random returns numbers of [0, 1). NumPy: random(shape).
func (g *Generator) Random(shape ...int) array.Array[float64] {
	return Sample(g, Uniform(0, 1), shape...)
}

// Random32 returns numbers of [0, 1). NumPy: random(shape, dtype=float32).
func (g *Generator) Random32(shape ...int) array.Array[float32] {
	out := array.Empty[float32](shape...)
	g.Random32Into(out)
	return out
}

// Random32Into fills dst as Random32 does.
func (g *Generator) Random32Into(dst array.Array[float32]) {
	for p := range dst.Pointers() {
		*p = g.Float32()
	}
}
