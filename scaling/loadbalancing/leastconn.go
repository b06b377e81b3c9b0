package loadbalancing

// leastConnections chooses by requests in flight for each unit of weight.
type leastConnections struct{}

func (leastConnections) Name() string { return string(LeastConnections) }

// few is the number of endpoints up to which all are compared: comparing two
// random ones of so few is often comparing the same two.
const few = 4

func (leastConnections) NewPicker(v View, _ Picker) Picker {
	if len(v.Endpoints) <= few {
		return &leastOfAll{v.Endpoints, v.random()}
	}
	return &leastOfTwo{v.Endpoints, v.random()}
}

type leastOfAll struct {
	endpoints []*Endpoint
	random    random
}

// Pick begins anywhere, so that of several idle nodes not always the first is
// chosen.
func (p *leastOfAll) Pick(Request) *Endpoint {
	i := p.random.anywhere(len(p.endpoints))
	best := p.endpoints[i]
	least := best.Pressure()
	for range len(p.endpoints) - 1 {
		if i++; i == len(p.endpoints) {
			i = 0
		}
		if l := p.endpoints[i].Pressure(); l < least {
			best, least = p.endpoints[i], l
		}
	}
	return best
}

type leastOfTwo struct {
	endpoints []*Endpoint
	random    random
}

// Pick compares two random nodes (Mitzenmacher, The power of two choices).
func (p *leastOfTwo) Pick(Request) *Endpoint {
	i, j := p.random.pair(len(p.endpoints))
	a, b := p.endpoints[i], p.endpoints[j]
	if b.Pressure() < a.Pressure() {
		a = b
	}
	return a
}
