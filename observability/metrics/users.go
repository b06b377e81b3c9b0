package metrics

import (
	"math"
	"math/bits"
)

// sketch counts distinct hashes in 16 KiB, however many there are
// (HyperLogLog, Flajolet et al. 2007, with linear counting where few): its
// standard error is 0.8 %, and below a thousand about one of three hundred.
// The hash is seeded, so nobody outside can aim at it.
type sketch struct {
	ranks [1 << sketchBits]uint8
}

const sketchBits = 14

func (s *sketch) add(h uint64) {
	i := h >> (64 - sketchBits)
	rank := uint8(bits.LeadingZeros64(h<<sketchBits|1<<(sketchBits-1)) + 1)
	s.ranks[i] = max(s.ranks[i], rank)
}

func (s *sketch) merge(o *sketch) {
	for i, r := range &o.ranks {
		s.ranks[i] = max(s.ranks[i], r)
	}
}

func (s *sketch) count() int64 {
	const m = float64(len(s.ranks))
	sum, empty := 0.0, 0
	for _, r := range &s.ranks {
		sum += math.Ldexp(1, -int(r))
		if r == 0 {
			empty++
		}
	}
	estimate := 0.7213 / (1 + 1.079/m) * m * m / sum
	if estimate <= 2.5*m && empty > 0 {
		estimate = m * math.Log(m/float64(empty))
	}
	return int64(math.Round(estimate))
}
