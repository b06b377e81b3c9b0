package simulate

import (
	"math"
	"math/rand/v2"
	"time"
)

// antagonist is what others use of a machine.
type antagonist struct {
	m      Machine
	r      *rand.Rand
	mean   float64 // around which levels are, in cores
	level  float64
	burst  float64
	bursts bool
}

// Levels are spread around a machine's mean, and bursts are high, by these
// shares of the cores.
const (
	spread = 0.08
	height = 0.15
)

// tail is the exponent of the lengths of bursts; their mean is finite, their
// variance is not.
const (
	tail    = 1.3
	longest = 5 * time.Minute
)

func newAntagonist(m Machine, r *rand.Rand) *antagonist {
	a := &antagonist{m: m, r: r, mean: m.Cores * (m.Low + (m.High-m.Low)*r.Float64())}
	a.step()
	return a
}

// uses is the cores in use now.
func (a *antagonist) uses() float64 { return max(0, min(a.m.Cores, a.level+a.burst)) }

// step goes to another level and returns for how long.
func (a *antagonist) step() time.Duration {
	a.level = a.mean + spread*a.m.Cores*a.r.NormFloat64()
	return exponential(a.r, a.m.Stays)
}

// turn begins a burst or ends it, and returns the time until the next turn.
func (a *antagonist) turn() time.Duration {
	a.bursts = !a.bursts
	if !a.bursts {
		a.burst = 0
		return exponential(a.r, a.m.Quiet)
	}
	a.burst = height * a.m.Cores * a.r.ExpFloat64()
	// Pareto, by inversion.
	return time.Duration(min(float64(longest), float64(a.m.Burst)*math.Pow(1-a.r.Float64(), -1/tail)))
}

func exponential(r *rand.Rand, mean time.Duration) time.Duration {
	return time.Duration(r.ExpFloat64() * float64(mean))
}
