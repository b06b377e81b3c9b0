package loadbalancing

import "sync/atomic"

// hot is what picks read and write of a node, one cache line of its own: a
// pick of one in ten thousand nodes touches a pointer to it and this line,
// nothing else. Hot parts of nodes that are added together lie side by side,
// apart from the rest of their [Endpoint]s, so that they share pages and use
// all sets of a cache.
type hot struct {
	inflight inflight
	cost     cost
	bias     atomic.Int64 // -log2 of the weight in use
	endpoint *Endpoint
	_        [24]byte
}

// crowd is the number of nodes up to which cores meet so often at one node
// that the line beside it, which processors like to fetch as well, is left
// empty.
const crowd = 64

// hotParts makes the hot parts of n endpoints.
func hotParts(n int) []*hot {
	parts := make([]*hot, n)
	if n <= crowd {
		for i := range parts {
			parts[i] = &new(struct {
				hot
				_ [64]byte
			}).hot
		}
		return parts
	}
	slab := make([]hot, n)
	for i := range parts {
		parts[i] = &slab[i]
	}
	return parts
}

// hotOf are the hot parts of endpoints.
func hotOf(endpoints []*Endpoint) []*hot {
	parts := make([]*hot, len(endpoints))
	for i, e := range endpoints {
		parts[i] = e.hot
	}
	return parts
}

// chooser is a picker of this package: it chooses without touching more of an
// endpoint than its hot part, and always finds one.
type chooser interface {
	Picker
	choose(Request) *hot
}

// chooserOf is a picker as a chooser; nil if it is somebody else's, or asks
// one of somebody else's.
func chooserOf(p Picker) chooser {
	if z, ok := p.(*zonePicker); ok && !z.own {
		return nil
	}
	c, _ := p.(chooser)
	return c
}

// load is [Endpoint.Load].
func (h *hot) load() int64 {
	n := h.inflight.load()
	key := h.cost.key.Load()
	if key == 0 || n >= int64(len(logs)) {
		return h.loadSlowly(key, n)
	}
	return key + logs[n] + h.bias.Load()
}

func (h *hot) loadSlowly(key, n int64) int64 {
	switch {
	case key != 0:
		return key + logMany(n) + h.bias.Load()
	case n == 0:
		return untried
	}
	return trying + n
}

// pressure is [Endpoint.Pressure].
func (h *hot) pressure() int64 { return logInFlight(h.inflight.load()) + h.bias.Load() }

// lower is a, or b if its value is the smaller one. Which it is nobody can
// foresee, so this compiles to a conditional move rather than a branch.
func lower(a, b *hot, x, y int64) *hot {
	if y < x {
		a = b
	}
	return a
}

// begin counts a request and returns its generation.
func (h *hot) begin() uint8 {
	w := h.inflight.begin()
	if w&countMask >= crowded {
		h.endpoint.rotate()
	}
	return generationOf(w)
}
