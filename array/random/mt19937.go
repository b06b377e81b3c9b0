package random

const (
	mtWords = 624
	mtAhead = 397        // the word that is mixed in
	mtTwist = 0x9908b0df // the last row of the twist matrix
	mtUpper = 1 << 31
)

// MT19937 is the Mersenne Twister of Matsumoto and Nishimura (1998), period
// 2^19937-1: NumPy's old generator, for results that must be had again. For
// new work [PCG64] is smaller, faster and better.
type MT19937 struct {
	key [mtWords]uint32
	at  int // words of key used
}

// NewMT19937 seeds a generator. NumPy: MT19937(seed sequence).
func NewMT19937(s *SeedSequence) *MT19937 {
	m := &MT19937{at: mtWords - 1} // NumPy begins with the last word
	copy(m.key[:], s.State32(mtWords))
	m.key[0] = mtUpper // not all words are zero
	return m
}

// NewMT19937Seed seeds as the authors' init_genrand does. NumPy:
// RandomState(seed) for a number.
func NewMT19937Seed(seed uint32) *MT19937 {
	m := &MT19937{at: mtWords}
	for i := range m.key {
		m.key[i] = seed
		seed = 1812433253*(seed^seed>>30) + uint32(i) + 1
	}
	return m
}

// NewMT19937Key seeds as the authors' init_by_array does. NumPy:
// RandomState(key) for a list of numbers.
func NewMT19937Key(first uint32, rest ...uint32) *MT19937 {
	key := append([]uint32{first}, rest...)
	m := NewMT19937Seed(19650218)
	i := 1
	next := func() {
		if i++; i == mtWords {
			m.key[0] = m.key[mtWords-1]
			i = 1
		}
	}
	for k := range max(mtWords, len(key)) {
		j := k % len(key)
		m.key[i] = (m.key[i] ^ (m.key[i-1]^m.key[i-1]>>30)*1664525) + key[j] + uint32(j)
		next()
	}
	for range mtWords - 1 {
		m.key[i] = (m.key[i] ^ (m.key[i-1]^m.key[i-1]>>30)*1566083941) - uint32(i)
		next()
	}
	m.key[0] = mtUpper
	return m
}

// Uint32 returns the next 32 bits.
func (m *MT19937) Uint32() uint32 {
	if m.at >= mtWords {
		m.generate()
	}
	y := m.key[m.at]
	m.at++
	y ^= y >> 11
	y ^= y << 7 & 0x9d2c5680
	y ^= y << 15 & 0xefc60000
	return y ^ y>>18
}

// Uint64 returns the next 64 bits, the high half drawn first.
func (m *MT19937) Uint64() uint64 {
	high := uint64(m.Uint32())
	return high<<32 | uint64(m.Uint32())
}

// float53 returns the authors' genrand_res53, of two draws 27 and 26 bits, as
// NumPy does.
func (m *MT19937) float53() float64 {
	high := uint64(m.Uint32() >> 5)
	return float64(high<<26|uint64(m.Uint32()>>6)) * 0x1p-53
}

// generate replaces all words by the next ones.
func (m *MT19937) generate() {
	for i := range mtWords - mtAhead {
		m.key[i] = m.key[i+mtAhead] ^ twist(m.key[i], m.key[i+1])
	}
	for i := mtWords - mtAhead; i < mtWords-1; i++ {
		m.key[i] = m.key[i+mtAhead-mtWords] ^ twist(m.key[i], m.key[i+1])
	}
	m.key[mtWords-1] = m.key[mtAhead-1] ^ twist(m.key[mtWords-1], m.key[0])
	m.at = 0
}

// twist is the upper bit of one word and the others of the next, times the
// twist matrix.
func twist(word, next uint32) uint32 {
	y := word&mtUpper | next&^mtUpper
	return y>>1 ^ -(y&1)&mtTwist
}
