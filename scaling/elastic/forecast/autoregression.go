package forecast

import (
	"math"
	"slices"
)

// Autoregression regresses a value on earlier ones, also those around a season
// ago, on its place in the shortest season and on harmonics of the longest.
// Penalties keep coefficients small, recent values count more.
type Autoregression struct {
	Log      bool // regress logarithms: values must be above zero
	Seasonal bool // only values of whole seasons ago: less exact soon, steadier late
}

// Parameters of the regression, chosen on hours of M4 well before those that
// the judge holds back.
const (
	halfLife       = 2    // longest seasons until a value counts half
	penaltyLags    = 1e-4 // of the weights' sum
	penaltySeasons = 5e-4 // of the weights' sum
	maxDummies     = 60   // longer seasons are harmonics too
	harmonicsDay   = 12   // of a season too long for dummies
	harmonicsWeek  = 13   // of the longest season
	leastWeek      = 168  // steps of a longest season, where it is shorter, for the half-life
)

// Name is ar or ar-seasonal, with -log.
func (m Autoregression) Name() string {
	if m.Seasonal {
		return logName("ar-seasonal", m.Log)
	}
	return logName("ar", m.Log)
}

// Forecast needs one and a half of the longest season.
func (m Autoregression) Forecast(h History, horizon int) ([]float64, error) {
	return once(m, h, horizon)
}

// Rolling takes the equations in once and solves them at each origin.
func (m Autoregression) Rolling(h History, origins []int, horizon int) ([][]float64, error) {
	first := h.until(origins[0])
	d := m.design(first)
	if err := first.enough(m.Name(), d.longest()+len(d.lags)+max(d.dummies, 8)); err != nil {
		return nil, err
	}
	return inLogs(m.Log, h, func(h History) ([][]float64, error) {
		return d.rolling(h.Values, origins, horizon)
	})
}

// design is what a value is regressed on.
type design struct {
	lags      []int
	dummies   int       // places of the shortest season
	week      int       // the longest season
	harmonics []int     // of the longest season
	waves     []float64 // their sines and cosines by time modulo week
}

func (m Autoregression) design(h History) design {
	d, w := h.day(), h.week()
	lags := []int{1, 2, 3, 4, 5, d - 2, d - 1, d, d + 1, d + 2, 2*d - 1, 2 * d, 2*d + 1, w - 2, w - 1, w, w + 1, w + 2}
	if m.Seasonal {
		lags = []int{d, 2 * d, w}
	}
	ds := design{dummies: d, week: w}
	for _, l := range lags {
		if l > 0 && 2*l <= len(h.Values) {
			ds.lags = append(ds.lags, l)
		}
	}
	slices.Sort(ds.lags)
	ds.lags = slices.Compact(ds.lags)
	for k := 1; w > d && k <= min(harmonicsWeek, w/2); k++ {
		if d*k%w != 0 {
			ds.harmonics = append(ds.harmonics, k)
		}
	}
	if d > maxDummies {
		ds.dummies = 0
		for k := 1; k <= harmonicsDay; k++ {
			ds.harmonics = append(ds.harmonics, k*(w/d))
		}
	}
	ds.waves = make([]float64, 0, 2*w*len(ds.harmonics))
	for t := range w {
		for _, k := range ds.harmonics {
			s, c := math.Sincos(2 * math.Pi * float64(k*t%w) / float64(w))
			ds.waves = append(ds.waves, s, c)
		}
	}
	return ds
}

func (d *design) longest() int {
	if len(d.lags) == 0 {
		return 0
	}
	return d.lags[len(d.lags)-1]
}

func (d *design) size() int { return 1 + len(d.lags) + d.dummies + 2*len(d.harmonics) }

// row fills x with the features of time t.
func (d *design) row(x, y []float64, t int) {
	clear(x)
	x[0] = 1
	for i, l := range d.lags {
		x[1+i] = y[t-l]
	}
	i := 1 + len(d.lags)
	if d.dummies > 1 {
		x[i+t%d.dummies] = 1
	}
	n := 2 * len(d.harmonics)
	copy(x[i+d.dummies:], d.waves[t%d.week*n:][:n])
}

// penalties for equations of the given weight.
func (d *design) penalties(weight float64) []float64 {
	p := make([]float64, d.size())
	p[0] = 1e-9 * weight
	for i := 1; i < len(p); i++ {
		p[i] = penaltySeasons * weight
		if i <= len(d.lags) {
			p[i] = penaltyLags * weight
		}
	}
	return p
}

// rolling forecasts from each origin, step by step from those before.
func (d *design) rolling(y []float64, origins []int, horizon int) ([][]float64, error) {
	g, err := newRegression(d, y, origins, horizon)
	if err != nil {
		return nil, err
	}
	out := make([][]float64, len(origins))
	for i, o := range origins {
		g.upTo(o)
		b, ok := g.solve(d.penalties(g.total))
		if !ok {
			return nil, ErrUnstable
		}
		known := slices.Clone(g.z[o : o+horizon])
		for t := o; t < o+horizon; t++ {
			g.z[t] = g.at(b, t)
		}
		out[i] = g.natural(g.z[o : o+horizon])
		copy(g.z[o:], known)
	}
	return out, nil
}

// regression is the equations of a design up to some time.
type regression struct {
	*design
	*ridge
	z             []float64 // values in standard units, room for a horizon behind
	x             []float64 // features, for one row at a time
	mu, sd        float64
	t             int     // the next equation
	weight, total float64 // of the next equation, of all so far
}

func newRegression(d *design, y []float64, origins []int, horizon int) (*regression, error) {
	last := origins[len(origins)-1]
	g := &regression{design: d, ridge: newRidge(d.size()), z: make([]float64, last+horizon), x: make([]float64, d.size()), t: d.longest(), weight: 1}
	g.mu, g.sd = mean(y[:origins[0]]), deviation(y[:origins[0]])
	if g.sd == 0 {
		return nil, ErrUnstable
	}
	for i, v := range y[:last] {
		g.z[i] = (v - g.mu) / g.sd
	}
	return g, nil
}

// heavy is the weight at which all are made light again.
const heavy = 1e6

// upTo takes in the equations of values before o.
func (g *regression) upTo(o int) {
	grow := math.Exp2(1 / float64(halfLife*max(g.week, leastWeek)))
	for ; g.t < o; g.t++ {
		g.row(g.x, g.z, g.t)
		g.add(g.x, g.z[g.t], g.weight)
		g.total += g.weight
		if g.weight *= grow; g.weight > heavy {
			g.scale(1 / g.weight)
			g.total, g.weight = g.total/g.weight, 1
		}
	}
}

// at is what coefficients b say of time t.
func (g *regression) at(b []float64, t int) float64 {
	g.row(g.x, g.z, t)
	return dot(b, g.x)
}

// natural is z in the units of y.
func (g *regression) natural(z []float64) []float64 {
	out := make([]float64, len(z))
	for i, v := range z {
		out[i] = v*g.sd + g.mu
	}
	return out
}
