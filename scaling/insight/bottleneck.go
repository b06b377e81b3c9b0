package insight

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Observation is one moment of a system: its throughput, and what each of its
// resources did.
type Observation struct {
	Throughput float64 // completions a second, >= 0
	Resources  []Use
}

// Use is one resource in the three terms of the USE method.
type Use struct {
	Name        string
	Utilization float64 // of its capacity, 0 to 1; NaN unknown
	Saturation  float64 // how many wait for it; NaN unknown
	Errors      float64 // a second; NaN unknown
	Servers     int     // how many there are of it, such as cores; 0: one
}

// Where a resource counts as busy or as full.
const (
	busy = 0.7
	full = 0.95
)

// Bottleneck is what one resource allows.
type Bottleneck struct {
	Resource    string  `json:"resource"`
	Utilization float64 `json:"utilization"` // on average
	Peak        float64 `json:"peak"`        // the highest observed
	Saturation  float64 `json:"saturation"`  // on average, NaN unknown
	Errors      float64 `json:"errors"`      // a second on average, NaN unknown
	// Demand is the time of the resource that one completion takes, in seconds
	// of one server; Idle is its utilisation at no throughput.
	Demand Estimate `json:"demand"`
	Idle   float64  `json:"idle"`
	// MaxThroughput is where it would be full, +Inf where it does not depend
	// on the throughput; its bounds are those of the demand.
	MaxThroughput Estimate `json:"maxThroughput"`
	State         string   `json:"state"` // "full", "saturated", "failing", "busy", "free" or "unknown"
	Reason        string   `json:"reason"`
}

// Bottlenecks ranks the resources, that which limits first. It follows the
// utilisation law, U = X D: the slope of utilisation over throughput is the
// demand, with its 95 % interval. A resource that was observed less than three
// times, or at one throughput only, has the demand U/X without an interval.
func Bottlenecks(observed []Observation) ([]Bottleneck, error) {
	series := make(map[string][]moment)
	var names []string
	for i, o := range observed {
		if !(o.Throughput >= 0) || math.IsInf(o.Throughput, 0) {
			return nil, fmt.Errorf("%w: observation %d: throughput %v: must be finite and >= 0", ErrData, i, o.Throughput)
		}
		for _, u := range o.Resources {
			if u.Name == "" || u.Utilization < 0 || math.IsInf(u.Utilization, 0) || u.Saturation < 0 || u.Errors < 0 || u.Servers < 0 {
				return nil, fmt.Errorf("%w: observation %d: %+v: a name must be given, values be >= 0", ErrData, i, u)
			}
			if series[u.Name] == nil {
				names = append(names, u.Name)
			}
			series[u.Name] = append(series[u.Name], moment{o.Throughput, u})
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%w: no resource was observed", ErrData)
	}
	out := make([]Bottleneck, len(names))
	for i, name := range names {
		out[i] = limit(name, series[name])
	}
	slices.SortStableFunc(out, func(a, b Bottleneck) int {
		return cmp.Or(cmp.Compare(rank[b.State], rank[a.State]), cmp.Compare(a.MaxThroughput.Value, b.MaxThroughput.Value), cmp.Compare(b.Utilization, a.Utilization))
	})
	return out, nil
}

var rank = map[string]int{"full": 5, "saturated": 4, "failing": 3, "busy": 2, "free": 1, "unknown": 0}

type moment struct {
	throughput float64
	use        Use
}

func limit(name string, seen []moment) Bottleneck {
	b := Bottleneck{Resource: name, Utilization: mean(seen, func(u Use) float64 { return u.Utilization }),
		Saturation: mean(seen, func(u Use) float64 { return u.Saturation }), Errors: mean(seen, func(u Use) float64 { return u.Errors })}
	servers := 1
	for _, m := range seen {
		if m.use.Utilization > b.Peak {
			b.Peak = m.use.Utilization
		}
		servers = max(servers, m.use.Servers)
	}
	slope, idle := demand(seen)
	s := float64(servers)
	b.Demand, b.Idle = Estimate{slope.Value * s, slope.Low * s, slope.High * s}, idle
	room := math.Max(0, 1-idle)
	b.MaxThroughput = Estimate{at(room, slope.Value), at(room, slope.High), at(room, slope.Low)}
	b.State, b.Reason = judged(b)
	return b
}

// at is the throughput at which a demand fills the room.
func at(room, slope float64) float64 {
	if slope <= 0 {
		return math.Inf(1)
	}
	return room / slope
}

// mean of what is known, NaN where nothing is.
func mean(seen []moment, of func(Use) float64) float64 {
	sum, n := 0.0, 0
	for _, m := range seen {
		if v := of(m.use); !math.IsNaN(v) {
			sum += v
			n++
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return sum / float64(n)
}

// demand regresses utilisation on throughput. Observations of a full resource
// are left out where others remain: there the throughput is what it allows,
// not what is asked of it.
func demand(seen []moment) (slope Estimate, idle float64) {
	var x, y []float64
	for _, all := range []bool{false, true} {
		x, y = nil, nil
		for _, m := range seen {
			if !math.IsNaN(m.use.Utilization) && (all || m.use.Utilization < full) {
				x, y = append(x, m.throughput), append(y, m.use.Utilization)
			}
		}
		if len(x) >= 3 {
			break
		}
	}
	if len(x) == 0 {
		return Estimate{math.NaN(), math.NaN(), math.NaN()}, 0
	}
	return line(x, y)
}

func judged(b Bottleneck) (state, why string) {
	switch {
	case math.IsNaN(b.Utilization) && !(b.Saturation > 0) && !(b.Errors > 0):
		return "unknown", "its utilisation is not known"
	case b.Utilization >= full:
		return "full", fmt.Sprintf("used to %.0f %%: nothing more goes through", 100*b.Utilization)
	case b.Saturation >= 1:
		return "saturated", fmt.Sprintf("%.3g wait for it on average, used to %.0f %%", b.Saturation, 100*b.Utilization)
	case b.Errors > 0:
		return "failing", fmt.Sprintf("%.3g errors a second", b.Errors)
	case b.Peak >= busy:
		return "busy", fmt.Sprintf("used to %.0f %%, up to %.0f %%: full at %.4g a second", 100*b.Utilization, 100*b.Peak, b.MaxThroughput.Value)
	}
	return "free", fmt.Sprintf("used to %.0f %%: full at %.4g a second", 100*b.Utilization, b.MaxThroughput.Value)
}
