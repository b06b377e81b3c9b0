package random

import (
	"crypto/rand"
	"encoding/binary"
	"slices"
)

// poolWords is the size of the pool that entropy is mixed into.
const poolWords = 4

// Constants of O'Neill's seed_seq_fe, which NumPy's SeedSequence follows.
const (
	initA    = 0x43b0d7e5
	multA    = 0x931e8875
	initB    = 0x8b51f9dd
	multB    = 0x58f38ded
	mixMultL = 0xca01f9dd
	mixMultR = 0x4973f715
)

// SeedSequence mixes entropy into states for bit generators, so that similar
// seeds give unrelated streams, and spawns children whose streams are
// independent of its own and each other's. It is numpy.random.SeedSequence.
type SeedSequence struct {
	entropy  []uint32
	spawnKey []uint32
	pool     [poolWords]uint32
	spawned  uint32
}

// NewSeedSequence mixes entropy, NumPy's SeedSequence(e) for one number and
// SeedSequence([e, …]) for several. Without any, the system's randomness is
// used; Entropy then tells what to note down.
func NewSeedSequence(entropy ...uint64) *SeedSequence {
	if len(entropy) == 0 {
		var b [16]byte
		rand.Read(b[:]) // never fails: crypto/rand ends the program instead
		entropy = []uint64{binary.LittleEndian.Uint64(b[:8]), binary.LittleEndian.Uint64(b[8:])}
	}
	var words []uint32
	for _, e := range entropy {
		words = appendWords(words, e)
	}
	return newSequence(words, nil)
}

func newSequence(entropy, spawnKey []uint32) *SeedSequence {
	s := &SeedSequence{entropy: entropy, spawnKey: spawnKey}
	s.mix()
	return s
}

// appendWords adds the 32-bit words of e, as many as it needs.
func appendWords(words []uint32, e uint64) []uint32 {
	words = append(words, uint32(e))
	if e>>32 != 0 {
		words = append(words, uint32(e>>32))
	}
	return words
}

// Entropy returns the 32-bit words the sequence was made from: as entropy of
// NumPy's SeedSequence, or one by one of NewSeedSequence, they give it again.
func (s *SeedSequence) Entropy() []uint32 { return slices.Clone(s.entropy) }

// mix fills the pool.
func (s *SeedSequence) mix() {
	words := slices.Clone(s.entropy)
	if len(s.spawnKey) > 0 {
		for len(words) < poolWords { // keeps key words apart from entropy words
			words = append(words, 0)
		}
		words = append(words, s.spawnKey...)
	}
	hash := uint32(initA)
	stir := func(v uint32) uint32 {
		v ^= hash
		hash *= multA
		v *= hash
		return v ^ v>>16
	}
	for i := range s.pool {
		var w uint32
		if i < len(words) {
			w = words[i]
		}
		s.pool[i] = stir(w)
	}
	for from := range s.pool {
		for to := range s.pool {
			if from != to {
				s.pool[to] = blend(s.pool[to], stir(s.pool[from]))
			}
		}
	}
	for _, w := range words[min(poolWords, len(words)):] {
		for to := range s.pool {
			s.pool[to] = blend(s.pool[to], stir(w))
		}
	}
}

func blend(x, y uint32) uint32 {
	r := mixMultL*x - mixMultR*y
	return r ^ r>>16
}

// State32 returns n words of state. NumPy: generate_state(n, uint32).
func (s *SeedSequence) State32(n int) []uint32 {
	out := make([]uint32, n)
	hash := uint32(initB)
	for i := range out {
		v := s.pool[i%poolWords] ^ hash
		hash *= multB
		v *= hash
		out[i] = v ^ v>>16
	}
	return out
}

// State64 returns n words of state. NumPy: generate_state(n, uint64).
func (s *SeedSequence) State64(n int) []uint64 {
	half := s.State32(2 * n)
	out := make([]uint64, n)
	for i := range out {
		out[i] = uint64(half[2*i]) | uint64(half[2*i+1])<<32
	}
	return out
}

// Spawn returns n children; later calls give others. NumPy: spawn. Two
// goroutines must not spawn from one sequence at a time.
func (s *SeedSequence) Spawn(n int) []*SeedSequence {
	out := make([]*SeedSequence, n)
	for i := range out {
		key := append(slices.Clone(s.spawnKey), s.spawned)
		out[i] = newSequence(slices.Clone(s.entropy), key)
		s.spawned++
	}
	return out
}
