package random

import "math/bits"

// u128 is an unsigned 128-bit integer.
type u128 struct{ hi, lo uint64 }

func (a u128) add(b u128) u128 {
	lo, c := bits.Add64(a.lo, b.lo, 0)
	hi, _ := bits.Add64(a.hi, b.hi, c)
	return u128{hi, lo}
}

func (a u128) mul(b u128) u128 {
	hi, lo := bits.Mul64(a.lo, b.lo)
	return u128{hi + a.hi*b.lo + a.lo*b.hi, lo}
}

var (
	pcgMul = u128{0x2360ed051fc65da4, 0x4385df649fccf645} // of PCG64
	cheap  = u128{0, 0xda942042e4dd58b5}                  // of PCG64DXSM
	phi    = u128{0x9e3779b97f4a7c15, 0xf39cc0605cedc835} // steps of one jump
)

// halves gives 32-bit numbers from a 64-bit stream: the low half first, and
// the high half the next time, as NumPy does.
type halves struct {
	kept bool
	high uint32
}

func (h *halves) take(next func() uint64) uint32 {
	if h.kept {
		h.kept = false
		return h.high
	}
	v := next()
	h.kept, h.high = true, uint32(v>>32)
	return uint32(v)
}

// lcg is the 128-bit linear congruential generator below both PCGs.
type lcg struct {
	mul, state, inc u128
	half            halves
}

func newLCG(mul u128, s *SeedSequence) lcg {
	w := s.State64(4)
	inc := u128{w[2]<<1 | w[3]>>63, w[3]<<1 | 1}
	state := inc.add(u128{w[0], w[1]}).mul(pcgMul).add(inc) // NumPy seeds both with this multiplier
	return lcg{mul: mul, inc: inc, state: state}
}

func (g *lcg) step() { g.state = g.state.mul(g.mul).add(g.inc) }

// advance moves by n steps in O(log n) (F. Brown, 1994).
func (g *lcg) advance(n u128) {
	am, ap := u128{0, 1}, u128{}
	cm, cp := g.mul, g.inc
	for n != (u128{}) {
		if n.lo&1 == 1 {
			am, ap = am.mul(cm), ap.mul(cm).add(cp)
		}
		cp = cm.add(u128{0, 1}).mul(cp)
		cm = cm.mul(cm)
		n = u128{n.hi >> 1, n.lo>>1 | n.hi<<63}
	}
	g.state = g.state.mul(am).add(ap)
	g.half = halves{}
}

// PCG64 is NumPy's default bit generator: O'Neill's PCG XSL-RR 128/64, period
// 2^128. It is a source for math/rand/v2.
type PCG64 struct{ g lcg }

// NewPCG64 seeds a generator. NumPy: PCG64(seed sequence).
func NewPCG64(s *SeedSequence) *PCG64 { return &PCG64{newLCG(pcgMul, s)} }

// Uint64 returns the next 64 bits.
func (p *PCG64) Uint64() uint64 {
	p.g.step()
	s := p.g.state
	return bits.RotateLeft64(s.hi^s.lo, -int(s.hi>>58))
}

// Uint32 returns the next 32 bits.
func (p *PCG64) Uint32() uint32 { return p.g.half.take(p.Uint64) }

// Advance moves the stream as n calls of Uint64 do. NumPy: advance.
func (p *PCG64) Advance(n uint64) { p.g.advance(u128{0, n}) }

// Jumped returns a generator that is ahead by n times 2^127 numbers and more,
// so that the streams between do not meet. NumPy: jumped.
func (p *PCG64) Jumped(n uint64) *PCG64 {
	q := *p
	q.g.advance(phi.mul(u128{0, n}))
	return &q
}

// PCG64DXSM is PCG64 with the better mixing DXSM output and a cheap
// multiplier: NumPy's advice for very many parallel streams.
type PCG64DXSM struct{ g lcg }

// NewPCG64DXSM seeds a generator. NumPy: PCG64DXSM(seed sequence).
func NewPCG64DXSM(s *SeedSequence) *PCG64DXSM { return &PCG64DXSM{newLCG(cheap, s)} }

// Uint64 returns the next 64 bits.
func (p *PCG64DXSM) Uint64() uint64 {
	hi, lo := p.g.state.hi, p.g.state.lo|1
	hi ^= hi >> 32
	hi *= cheap.lo
	hi ^= hi >> 48
	hi *= lo
	p.g.step()
	return hi
}

// Uint32 returns the next 32 bits.
func (p *PCG64DXSM) Uint32() uint32 { return p.g.half.take(p.Uint64) }

// Advance moves the stream as n calls of Uint64 do. NumPy: advance.
func (p *PCG64DXSM) Advance(n uint64) { p.g.advance(u128{0, n}) }

// Jumped returns a generator far ahead, as [PCG64.Jumped] does.
func (p *PCG64DXSM) Jumped(n uint64) *PCG64DXSM {
	q := *p
	q.g.advance(phi.mul(u128{0, n}))
	return &q
}
