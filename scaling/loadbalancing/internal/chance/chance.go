// Package chance is random numbers for choices of which nothing depends but an
// even spread: quick, of a state that each thread has to itself, and not to be
// used where somebody could gain by guessing them.
//
// math/rand/v2's own functions are strong enough for secrets, and pay for it
// with twelve nanoseconds a number where a locked instruction takes ten. The
// runtime's cheaper generator takes three.
package chance

// golden is 2⁶⁴ divided by the golden ratio, an odd number: multiplying by it
// loses nothing and spreads all bits upwards.
const golden = 0x9e3779b97f4a7c15

// Uint64 returns one of 2³² numbers that are spread over all of 64 bits.
func Uint64() uint64 { return (uint64(Uint32()) + 1) * golden }
