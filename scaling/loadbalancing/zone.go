package loadbalancing

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// ZoneAware keeps requests in the caller's zone while the zone has the room,
// and lets what is too much spill to other zones in proportion to their room,
// as Envoy does. Within a zone it chooses by another strategy.
//
// It takes no notice of zones in a panic, with fewer than MinNodes nodes in
// use, and while fewer than half of the local zone's nodes are fit.
type ZoneAware struct {
	Local    string   // the caller's zone
	Strategy Strategy // within a zone; nil is [Adaptive]
	MinNodes int      // 0 is 6
	// Traffic is the share of all requests, by all callers, that comes from
	// the local zone, in (0, 1]; 0: every zone sends as much.
	Traffic float64
}

const defaultMinNodes = 6

func (s ZoneAware) inner() Strategy {
	if s.Strategy == nil {
		return Adaptive
	}
	return s.Strategy
}

// Name returns the name of the strategy within a zone, and the zone.
func (s ZoneAware) Name() string { return fmt.Sprintf("%s, zone %q first", s.inner().Name(), s.Local) }

func (s ZoneAware) check() error {
	var errs []error
	if s.Local == "" {
		errs = append(errs, errors.New("loadbalancing: zone aware: local zone must not be empty"))
	}
	if s.MinNodes < 0 {
		errs = append(errs, fmt.Errorf("loadbalancing: zone aware: min nodes %d: must be >= 0", s.MinNodes))
	}
	if !(s.Traffic >= 0 && s.Traffic <= 1) {
		errs = append(errs, fmt.Errorf("loadbalancing: zone aware: traffic %v: must be in [0, 1]", s.Traffic))
	}
	if accounting(s.inner()) {
		errs = append(errs, fmt.Errorf("loadbalancing: zone aware: %s bounds the load of all nodes together and cannot be used within zones", s.inner().Name()))
	}
	if _, ok := s.inner().(ZoneAware); ok {
		errs = append(errs, errors.New("loadbalancing: zone aware: zones within zones"))
	}
	if c, ok := s.inner().(checker); ok {
		errs = append(errs, c.check())
	}
	return errors.Join(errs...)
}

func (s ZoneAware) tuning() (tau, penalty time.Duration) { return costsOf(s.inner()) }

// NewPicker returns a picker with one picker of the inner strategy for each
// zone, or one for all.
func (s ZoneAware) NewPicker(v View, previous Picker) Picker {
	old, _ := previous.(*zonePicker)
	if old == nil {
		old = &zonePicker{}
	}
	p := &zonePicker{zones: make(map[string]Picker), random: v.random()}
	zones, capacity := byZone(v)
	keep := s.keep(v, zones, capacity)
	if keep < 0 {
		p.all = s.inner().NewPicker(v, old.all)
		p.allOwn = chooserOf(p.all)
		p.own = p.allOwn != nil
		return p
	}
	for _, z := range zones {
		p.zones[z.name] = s.inner().NewPicker(View{Endpoints: z.endpoints, Known: z.known}, old.zones[z.name])
	}
	p.local = p.zones[s.Local]
	p.keep = threshold(keep)
	p.spill = s.spill(zones, capacity, p.zones)
	p.localOwn = chooserOf(p.local)
	p.own = p.localOwn != nil
	return p
}

// zone is the nodes of one zone.
type zone struct {
	name      string
	endpoints []*Endpoint
	known     []*Endpoint
	capacity  float64 // weight in use
}

// byZone sorts nodes in use by zone, in the order in which zones appear.
func byZone(v View) (zones []*zone, capacity float64) {
	index := make(map[string]*zone)
	for _, e := range v.Endpoints {
		z := index[e.Zone()]
		if z == nil {
			z = &zone{name: e.Zone()}
			index[z.name] = z
			zones = append(zones, z)
		}
		z.endpoints = append(z.endpoints, e)
		z.capacity += e.Weight()
		capacity += e.Weight()
	}
	for _, e := range v.Known {
		if z := index[e.Zone()]; z != nil {
			z.known = append(z.known, e)
		}
	}
	return zones, capacity
}

// keep is the share of local requests that stay local; negative: zones are to
// be ignored.
func (s ZoneAware) keep(v View, zones []*zone, capacity float64) float64 {
	least := s.MinNodes
	if least == 0 {
		least = defaultMinNodes
	}
	if v.Panic || len(v.Endpoints) < least || len(zones) < 2 {
		return -1
	}
	for _, z := range zones {
		if z.name == s.Local && 2*len(z.endpoints) >= len(z.known) {
			return min(1, z.capacity/capacity/s.traffic(len(zones)))
		}
	}
	return -1
}

func (s ZoneAware) traffic(zones int) float64 {
	if s.Traffic > 0 {
		return s.Traffic
	}
	return 1 / float64(zones)
}

// spill shares out what does not stay by the room that other zones have
// beside their own traffic, which is taken to be alike.
func (s ZoneAware) spill(zones []*zone, capacity float64, pickers map[string]Picker) []spillover {
	own := (1 - s.traffic(len(zones))) / float64(len(zones)-1)
	rooms := make([]float64, len(zones))
	var sum float64
	for _, rest := range []float64{own, 0} { // no zone has room: by capacity
		for i, z := range zones {
			if z.name != s.Local {
				rooms[i] = max(0, z.capacity/capacity-rest)
				sum += rooms[i]
			}
		}
		if sum > 0 {
			break
		}
	}
	var list []spillover
	var upTo float64
	for i, z := range zones {
		if rooms[i] > 0 {
			upTo += rooms[i]
			list = append(list, spillover{threshold(upTo / sum), pickers[z.name], chooserOf(pickers[z.name])})
		}
	}
	list[len(list)-1].upTo = math.MaxUint32 // whatever rounding made of 1
	return list
}

// threshold is a share as a bound for a random number of 32 bits.
func threshold(share float64) uint32 {
	return uint32(min(share*(1<<32), math.MaxUint32))
}

type spillover struct {
	upTo   uint32
	picker Picker
	own    chooser // the same, if it is ours
}

// zonePicker asks the picker of a zone.
type zonePicker struct {
	all   Picker // if not nil, zones do not count
	local Picker
	keep  uint32
	spill []spillover
	zones map[string]Picker

	random   random
	own      bool // the pickers are ours: choose may be called
	allOwn   chooser
	localOwn chooser
}

func (p *zonePicker) Pick(r Request) *Endpoint {
	if p.all != nil {
		return p.all.Pick(r)
	}
	if s := p.spilled(); s != nil {
		return s.picker.Pick(r)
	}
	return p.local.Pick(r)
}

func (p *zonePicker) choose(r Request) *hot {
	if p.allOwn != nil {
		return p.allOwn.choose(r)
	}
	if s := p.spilled(); s != nil {
		return s.own.choose(r)
	}
	return p.localOwn.choose(r)
}

// spilled is where a request goes that does not stay; nil for one that does.
func (p *zonePicker) spilled() *spillover {
	if p.keep == math.MaxUint32 || uint32(p.random.next()>>32) < p.keep {
		return nil
	}
	at := uint32(p.random.next() >> 32)
	for i := range p.spill {
		if at <= p.spill[i].upTo {
			return &p.spill[i]
		}
	}
	return nil
}

// each calls f with every inner picker.
func (p *zonePicker) each(f func(Picker)) {
	if p.all != nil {
		f(p.all)
	}
	for _, z := range p.zones {
		f(z)
	}
}

// tune lets the inner pickers adapt.
func (p *zonePicker) tune() (settled bool) {
	settled = true
	p.each(func(q Picker) {
		if t, ok := q.(tuner); ok && !t.tune() {
			settled = false
		}
	})
	return settled
}

// Done tells the picker of the node's zone.
func (p *zonePicker) Done(e *Endpoint, o Outcome, now time.Duration) {
	q := p.all
	if q == nil {
		q = p.zones[e.Zone()]
	}
	if f, ok := q.(Feedback); ok {
		f.Done(e, o, now)
	}
}
