package loadbalancing

// leastConnections chooses by requests in flight for each unit of weight.
type leastConnections struct{}

func (leastConnections) Name() string { return string(LeastConnections) }

// few is the number of endpoints up to which all are compared: comparing two
// random ones of so few is often comparing the same two.
const few = 4

func (leastConnections) NewPicker(v View, _ Picker) Picker {
	if len(v.Endpoints) <= few {
		return &leastOfAll{hotOf(v.Endpoints), v.random()}
	}
	return &leastOfTwo{hotOf(v.Endpoints), v.random()}
}

type leastOfAll struct {
	nodes  []*hot
	random random
}

func (p *leastOfAll) Pick(r Request) *Endpoint { return p.choose(r).endpoint }

// choose begins anywhere, so that of several idle nodes not always the first
// is chosen.
func (p *leastOfAll) choose(Request) *hot {
	i := p.random.anywhere(len(p.nodes))
	best := p.nodes[i]
	least := best.pressure()
	for range len(p.nodes) - 1 {
		if i++; i == len(p.nodes) {
			i = 0
		}
		if l := p.nodes[i].pressure(); l < least {
			best, least = p.nodes[i], l
		}
	}
	return best
}

type leastOfTwo struct {
	nodes  []*hot
	random random
}

func (p *leastOfTwo) Pick(r Request) *Endpoint { return p.choose(r).endpoint }

// choose compares two random nodes (Mitzenmacher, The power of two choices).
func (p *leastOfTwo) choose(Request) *hot {
	i, j := pair(p.random.next(), len(p.nodes))
	a, b := p.nodes[i], p.nodes[j]
	return lower(a, b, a.pressure(), b.pressure())
}
