package random

import (
	"sync"
)

// Jumping by 2^128 steps applies the polynomial t^(2^128) modulo the
// characteristic polynomial of a step to the state (Haramoto, Matsumoto,
// Nishimura, Panneton and L'Ecuyer, "Efficient jump ahead for F2-linear random
// number generators", 2008).

// mtDegree is the degree of the characteristic polynomial.
const mtDegree = 19937

// Jumped returns a generator that is ahead by n times 2^128 numbers, as NumPy
// counts them: its jumped. It takes some milliseconds for each of n.
func (m *MT19937) Jumped(n uint64) *MT19937 {
	q := *m
	for range n {
		q.jump()
	}
	return &q
}

// jump computes the polynomial of the state by Horner's rule. Here the key is a
// ring whose oldest word is the next to be drawn, as in NumPy's jump.
func (m *MT19937) jump() {
	if m.at >= mtWords {
		m.at = 0
	}
	p := mtJump()
	var sum MT19937
	started := false
	for i := mtDegree - 1; i >= 0; i-- {
		if started {
			sum.step()
		}
		if p.bit(i) {
			if !started {
				sum, started = *m, true
			} else {
				sum.add(m)
			}
		}
	}
	*m = sum
}

// step replaces the oldest word of the ring.
func (m *MT19937) step() {
	i := m.at
	m.key[i] = m.key[(i+mtAhead)%mtWords] ^ twist(m.key[i], m.key[(i+1)%mtWords])
	m.at = (i + 1) % mtWords
}

// add adds the words of q, from the oldest on.
func (m *MT19937) add(q *MT19937) {
	i, j := m.at, q.at
	for left := mtWords; left > 0; {
		n := min(left, mtWords-i, mtWords-j)
		to, from := m.key[i:i+n], q.key[j:j+n]
		for k, w := range from {
			to[k] ^= w
		}
		i, j, left = (i+n)%mtWords, (j+n)%mtWords, left-n
	}
}

// poly2 is a polynomial over the field of two elements: bit i is the
// coefficient of t^i.
type poly2 []uint64

func (p poly2) bit(i int) bool { return p[i/64]>>(i%64)&1 == 1 }

// addShifted adds q times t^shift.
func (p poly2) addShifted(q poly2, shift int) {
	for i, w := range q {
		if w != 0 {
			p.addWord(w, 64*i+shift)
		}
	}
}

// addWord adds the 64 coefficients w times t^at.
func (p poly2) addWord(w uint64, at int) {
	p[at/64] ^= w << (at % 64)
	if high := w >> 1 >> (63 - at%64); high != 0 {
		p[at/64+1] ^= high
	}
}

// exponents lists the powers of t in p.
func (p poly2) exponents() []int {
	var e []int
	for i := range 64 * len(p) {
		if p.bit(i) {
			e = append(e, i)
		}
	}
	return e
}

const mtPolyWords = (mtDegree + 63) / 64

// mtCharacteristic returns the powers of t in the characteristic polynomial
// (Matsumoto and Nishimura, appendix A): with x = t^624 + t^397, y = t^623 +
// t^396 and a the bits of the twist,
//
//	x y^31 + a0 x y^30 + a1 x y^29 + … + a30 x + a31
func mtCharacteristic() []int {
	const r = 31
	sum := make(poly2, mtPolyWords+1)
	y := make(poly2, mtPolyWords+1) // y^k
	y[0] = 1
	if uint32(mtTwist)>>r&1 == 1 {
		sum[0] = 1
	}
	for k := range r + 1 {
		if k == r || uint32(mtTwist)>>(r-1-k)&1 == 1 {
			sum.addShifted(y, mtWords)
			sum.addShifted(y, mtAhead)
		}
		if k < r {
			next := make(poly2, len(y))
			next.addShifted(y, mtWords-1)
			next.addShifted(y, mtAhead-1)
			y = next
		}
	}
	return sum.exponents()
}

// mtJump returns t^(2^128) modulo the characteristic polynomial.
var mtJump = sync.OnceValue(func() poly2 {
	powers := mtCharacteristic()
	powers = powers[:len(powers)-1] // what t^mtDegree is equal to
	p := make(poly2, mtPolyWords)
	p[0] = 1 << 1
	for range 128 {
		p = squareMod(p, powers)
	}
	return p
})

// squareMod returns the square of p, reduced by t^mtDegree = the sum of the
// powers, the greatest of which is more than 64 below mtDegree.
func squareMod(p poly2, powers []int) poly2 {
	s := make(poly2, 2*len(p)+1)
	for i, w := range p {
		s[2*i], s[2*i+1] = spread(uint32(w)), spread(uint32(w>>32))
	}
	for i := len(s) - 1; i >= mtDegree/64; i-- {
		w, at := s[i], 64*i
		if i == mtDegree/64 {
			w, at = w>>(mtDegree%64), mtDegree
			s[i] ^= w << (mtDegree % 64)
		} else {
			s[i] = 0
		}
		if w == 0 {
			continue
		}
		for _, e := range powers {
			s.addWord(w, at-mtDegree+e)
		}
	}
	return s[:mtPolyWords]
}

// spread puts a zero above every bit: the square of 32 coefficients.
func spread(v uint32) uint64 {
	x := uint64(v)
	for _, s := range []struct {
		shift uint
		mask  uint64
	}{{16, 0x0000ffff0000ffff}, {8, 0x00ff00ff00ff00ff}, {4, 0x0f0f0f0f0f0f0f0f}, {2, 0x3333333333333333}, {1, 0x5555555555555555}} {
		x = (x | x<<s.shift) & s.mask
	}
	return x
}
