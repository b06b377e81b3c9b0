package loadbalancing

import (
	"math/bits"

	"github.com/scicore-go/scicore/scaling/loadbalancing/internal/chance"
)

// random is where a balancer's random numbers come from; nil is the runtime's
// generator, which is per processor and asks for no lock.
type random func() uint64

func (r random) next() uint64 {
	if r != nil {
		return r()
	}
	return chance.Uint64()
}

// pair returns two different numbers below n, which is at least 2 and at most
// 2³², of one random number. Their bias is below n/2³².
func pair(x uint64, n int) (int, int) {
	i := int(x >> 32 * uint64(n) >> 32)
	j := int(uint64(uint32(x)) * uint64(n-1) >> 32)
	if j >= i {
		j++
	}
	return i, j
}

// anywhere returns a number below n.
func (r random) anywhere(n int) int {
	hi, _ := bits.Mul64(r.next(), uint64(n))
	return int(hi)
}

// random is the source of whoever holds the endpoints.
func (v View) random() random { return v.Endpoints[0].owner.cfg.random }
