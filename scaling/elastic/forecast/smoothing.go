package forecast

import "math"

// smoothing is exponential smoothing with a damped trend, up to two seasons and
// an autoregressive term, in the error correction form: with one season it is
// Holt and Winters's method, with two Taylor's (2003).
type smoothing struct {
	alpha, beta, damp float64    // of the level, of the trend, how much of the trend is left a step later
	gamma             [2]float64 // of the seasons
	rho               float64    // how much of the last error is left a step later
	ratio             bool       // the first season multiplies; there is no second then
}

// smoothed is the state of a smoothing after some values.
type smoothed struct {
	smoothing
	level, trend, err float64
	season            [2][]float64 // by time modulo length
	at                [2]int       // places of the next value
}

// begin estimates the state before the first value from the first weeks.
func (p smoothing) begin(y []float64, seasons []int) *smoothed {
	s := &smoothed{smoothing: p}
	span := min(len(y), 10)
	if len(seasons) > 0 {
		span = min(len(y), 2*seasons[len(seasons)-1])
	}
	s.level = mean(y[:span])
	rest := make([]float64, span)
	for i := range rest {
		rest[i] = y[i] - s.level
	}
	for k, m := range seasons {
		s.season[k] = profile(rest, m)
		for i := range rest {
			rest[i] -= s.season[k][i%m]
		}
	}
	for k := len(seasons); k < 2; k++ {
		s.season[k] = []float64{0}
	}
	if p.ratio {
		for i, v := range s.season[0] {
			s.season[0][i] = 1 + v/s.level
		}
	}
	return s
}

// see takes the next value in.
func (s *smoothed) see(y float64) {
	a, b := &s.season[0][s.at[0]], &s.season[1][s.at[1]]
	base := s.level + s.damp*s.trend
	level := base
	if s.ratio {
		s.err = y - base**a
		level += s.alpha * (y / *a - base)
		*a += s.gamma[0] * (y/base - *a)
	} else {
		s.err = y - base - *a - *b
		level += s.alpha * s.err
		*a += s.gamma[0] * s.err
		*b += s.gamma[1] * s.err
	}
	s.trend = s.damp*s.trend + s.beta*(level-base)
	s.level = level
	s.at[0], s.at[1] = s.next(s.at[0], s.at[1])
}

func (s *smoothed) next(i, j int) (int, int) {
	if i++; i == len(s.season[0]) {
		i = 0
	}
	if j++; j == len(s.season[1]) {
		j = 0
	}
	return i, j
}

// ahead fills out with what comes next.
func (s *smoothed) ahead(out []float64) {
	i, j := s.at[0], s.at[1]
	level, step, left := s.level, s.damp*s.trend, s.rho*s.err
	for k := range out {
		level += step
		step *= s.damp
		if s.ratio {
			out[k] = level*s.season[0][i] + left
		} else {
			out[k] = level + s.season[0][i] + s.season[1][j] + left
		}
		left *= s.rho
		i, j = s.next(i, j)
	}
}

// loss is the mean absolute error of forecasts horizon steps long from every
// stride-th value on, once the state has settled: a fit to single steps would
// follow every turn and be poor a day ahead.
func (p smoothing) loss(y []float64, seasons []int, horizon, stride int) float64 {
	s := p.begin(y, seasons)
	settle := 1
	if len(seasons) > 0 {
		settle = seasons[len(seasons)-1]
	}
	buf := make([]float64, horizon)
	sum, n := 0.0, 0
	for t, v := range y {
		s.see(v)
		if left := len(y) - t - 1; t >= settle && t%stride == 0 && left > 0 {
			f := buf[:min(left, horizon)]
			s.ahead(f)
			for k, w := range f {
				sum += math.Abs(w - y[t+1+k])
			}
			n += len(f)
		}
	}
	return sum / float64(max(n, 1))
}

// rolling runs the smoothing over y and forecasts from each origin.
func (p smoothing) rolling(y []float64, seasons []int, origins []int, horizon int) [][]float64 {
	s := p.begin(y[:origins[0]], seasons)
	out := make([][]float64, len(origins))
	t := 0
	for i, o := range origins {
		for ; t < o; t++ {
			s.see(y[t])
		}
		out[i] = make([]float64, horizon)
		s.ahead(out[i])
	}
	return out
}

// Evaluations of the loss in a fit, and forecasts in a loss.
const (
	fitEvaluations = 60
	fitOrigins     = 80
)

// fit searches the parameters of a smoothing of this form.
func (p smoothing) fit(y []float64, seasons []int, horizon int) smoothing {
	bounds := []box{{0, 0.5, 0.05}, {0, 0.98, 0.7}}
	if len(seasons) == 0 {
		bounds = []box{{0.01, 0.99, 0.3}, {0, 0.3, 0.05}}
	}
	for range seasons {
		bounds = append(bounds, box{0, 0.5, 0.2})
	}
	with := func(x []float64) smoothing {
		p.alpha, p.rho = x[0], x[1]
		if len(seasons) == 0 {
			p.beta, p.rho = x[1], 0
		}
		copy(p.gamma[:], x[2:])
		return p
	}
	stride := max(1, len(y)/fitOrigins) | 1 // odd: all places of a day come
	return with(minimise(bounds, fitEvaluations, func(x []float64) float64 {
		return with(x).loss(y, seasons, horizon, stride)
	}))
}
