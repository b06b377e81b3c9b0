package random

import "math/bits"

// Philox is the counter-based Philox 4×64-10 generator (Salmon et al., 2011):
// every block of four numbers is a bijection of a 256-bit counter under a
// 128-bit key, so that any place of the stream is reached at once.
type Philox struct {
	counter [4]uint64
	key     [2]uint64
	buf     [4]uint64
	at      int // numbers of buf used
	half    halves
}

// NewPhilox seeds a generator. NumPy: Philox(seed sequence).
func NewPhilox(s *SeedSequence) *Philox {
	w := s.State64(2)
	return NewPhiloxKey([2]uint64{w[0], w[1]}, [4]uint64{})
}

// NewPhiloxKey returns the generator with a key, standing at a counter.
// NumPy: Philox(key=…, counter=…).
func NewPhiloxKey(key [2]uint64, counter [4]uint64) *Philox {
	return &Philox{key: key, counter: counter, at: 4}
}

// Uint64 returns the next 64 bits.
func (p *Philox) Uint64() uint64 {
	if p.at == 4 {
		p.add(0, 1)
		p.buf = philox10(p.counter, p.key)
		p.at = 0
	}
	p.at++
	return p.buf[p.at-1]
}

// Uint32 returns the next 32 bits.
func (p *Philox) Uint32() uint32 { return p.half.take(p.Uint64) }

// add adds n to the counter from word w on.
func (p *Philox) add(w int, n uint64) {
	for ; w < 4 && n != 0; w++ {
		p.counter[w], n = bits.Add64(p.counter[w], n, 0)
	}
}

// Advance moves the counter by n: the stream by 4n numbers, counted from the
// last block begun. NumPy: advance.
func (p *Philox) Advance(n uint64) {
	p.add(0, n)
	p.at, p.half = 4, halves{}
}

// Jumped returns a generator that is ahead by n times 2^128 blocks.
// NumPy: jumped.
func (p *Philox) Jumped(n uint64) *Philox {
	q := *p
	q.add(2, n)
	q.at, q.half = 4, halves{}
	return &q
}

// philox10 is ten rounds of the bijection.
func philox10(c [4]uint64, k [2]uint64) [4]uint64 {
	for range 10 {
		h0, l0 := bits.Mul64(0xd2e7470ee14c6c93, c[0])
		h1, l1 := bits.Mul64(0xca5a826395121157, c[2])
		c = [4]uint64{h1 ^ c[1] ^ k[0], l1, h0 ^ c[3] ^ k[1], l0}
		k[0] += 0x9e3779b97f4a7c15
		k[1] += 0xbb67ae8584caa73b
	}
	return c
}
