package loadbalancing

import (
	"fmt"
	"time"
)

// Request is what a strategy may know about the request to place.
type Request struct {
	// Key is what hashing strategies place by: equal keys go to the same
	// node; see [HashKey]. Without one (0) they place at random.
	Key uint64
	// Avoid names nodes not to choose, such as those that failed this request
	// before. If nothing else is there, one of them is chosen all the same.
	Avoid []string
}

// Strategy is a way to choose. It is a description and holds no state; the
// state is in the pickers it makes.
type Strategy interface {
	// Name is how metrics and reports call it.
	Name() string
	// NewPicker returns a picker for a set of endpoints. It is called on every
	// change of the set, one call at a time; previous is the picker it
	// replaces, whose state may be taken over, and nil at first.
	NewPicker(v View, previous Picker) Picker
}

// View is what there is to choose among. The slices must not be changed.
type View struct {
	Endpoints []*Endpoint // to choose among; never empty
	Known     []*Endpoint // all that are not draining, usable or not
	Panic     bool        // Endpoints are not the healthy ones but all
}

// Picker chooses one of the endpoints that it was made for.
//
// Pick must be safe for concurrent use, must not block and should not
// allocate. It returns nil if and only if it cannot choose.
type Picker interface {
	Pick(Request) *Endpoint
}

// Feedback is implemented by pickers that want to know how requests went.
type Feedback interface {
	// Done is called for each request that ended, from any goroutine; now is
	// the time since the balancer was built.
	Done(e *Endpoint, o Outcome, now time.Duration)
}

// Algorithm is a strategy with its usual parameters, by name. It is itself a
// [Strategy].
type Algorithm string

// The strategies by name. Their parameters are those of the type that the
// comment names, as its zero value has them.
const (
	RoundRobin         Algorithm = "round robin"          // one after the other; weights do not count
	WeightedRoundRobin Algorithm = "weighted round robin" // shares by weight, evenly spread
	LeastConnections   Algorithm = "least connections"    // fewest requests in flight of two random nodes, by weight
	Adaptive           Algorithm = "adaptive"             // [PeakEWMA]
	ProbePool          Algorithm = "prequal"              // [Prequal]
	Maglev             Algorithm = "maglev"               // by key, table of 65,537 slots
	ConsistentHash     Algorithm = "bounded load"         // by key, [BoundedLoad]
)

// algorithms are the strategies behind the names.
var algorithms = map[Algorithm]Strategy{
	RoundRobin:         roundRobin{},
	WeightedRoundRobin: weightedRoundRobin{},
	LeastConnections:   leastConnections{},
	Adaptive:           PeakEWMA{},
	ProbePool:          Prequal{},
	Maglev:             maglev{},
	ConsistentHash:     BoundedLoad{},
}

// Name returns the algorithm's name.
func (a Algorithm) Name() string { return string(a) }

// NewPicker makes a picker, by [Adaptive] where the name is unknown; Build
// refuses such a name.
func (a Algorithm) NewPicker(v View, previous Picker) Picker {
	return a.strategy().NewPicker(v, previous)
}

func (a Algorithm) strategy() Strategy {
	if s, ok := algorithms[a]; ok {
		return s
	}
	return PeakEWMA{}
}

func (a Algorithm) check() error {
	if _, ok := algorithms[a]; !ok {
		return fmt.Errorf("loadbalancing: algorithm %q: unknown", string(a))
	}
	return nil
}

// unwrap is the strategy behind a name.
func unwrap(s Strategy) Strategy {
	if a, ok := s.(Algorithm); ok {
		return a.strategy()
	}
	return s
}

// checker is a strategy that can be described wrongly.
type checker interface{ check() error }

// HashKey returns the key of a string for hashing strategies. It is the same
// in every process and never 0.
func HashKey(s string) uint64 {
	h := uint64(14695981039346656037) // FNV-1a, then mixed: its high bits are weak
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return max(mix(h), 1)
}

// mix is the finaliser of SplitMix64: every bit of the result depends on
// every bit of x.
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}
