package forecast

import "slices"

// Card is after Doornik, Castle and Hendry (Int. J. Forecasting 36, 2020): the
// mean of two simple forecasts, Rho, a first-order autoregression around the
// seasonal profile, and Delta, the last seasons grown by their damped and
// trimmed growth, calibrated: taken as if it had been observed, it is smoothed
// by a regression over history and forecast together. Above zero it works on
// logarithms.
type Card struct{}

// Name is card.
func (m Card) Name() string { return "card" }

// Forecast needs two and a half of the longest season.
func (m Card) Forecast(h History, horizon int) ([]float64, error) { return once(m, h, horizon) }

// Rolling takes the equations of the calibration in once.
func (m Card) Rolling(h History, origins []int, horizon int) ([][]float64, error) {
	first := h.until(origins[0])
	d := Autoregression{}.design(first)
	if err := first.enough(m.Name(), max(h.week()*5/2, d.longest()+len(d.lags)+d.dummies)); err != nil {
		return nil, err
	}
	return inLogs(lowest(h.Values) > 0, h, func(h History) ([][]float64, error) {
		g, err := newRegression(&d, h.Values, origins, horizon)
		if err != nil {
			return nil, err
		}
		out := make([][]float64, len(origins))
		for i, o := range origins {
			past := h.until(o)
			f := rho(past, horizon)
			for k, v := range delta(past, horizon) {
				f[k] = (f[k] + v) / 2
			}
			g.upTo(o)
			if out[i], err = g.calibrate(f, o); err != nil {
				return nil, err
			}
		}
		return out, nil
	})
}

// calibrate adds the equations of a forecast from o, solves, and returns what
// the solution says of the forecast's time, all as if f had been observed.
func (g *regression) calibrate(f []float64, o int) ([]float64, error) {
	known := slices.Clone(g.z[o : o+len(f)])
	defer copy(g.z[o:], known)
	for k, v := range f {
		g.z[o+k] = (v - g.mu) / g.sd
	}
	both := *g
	both.ridge = g.clone()
	both.upTo(o + len(f))
	b, ok := both.solve(g.penalties(both.total))
	if !ok {
		return nil, ErrUnstable
	}
	out := make([]float64, len(f))
	for k := range out {
		out[k] = g.at(b, o+k)
	}
	return g.natural(out), nil
}

// rho is the profile of the longest season over the last three plus what is
// left of the last deviation from it.
func rho(h History, horizon int) []float64 {
	w := h.week()
	y := h.Values[max(0, len(h.Values)-3*w):]
	rest, season := deseasonalised(y, w)
	mu := mean(rest)
	num, den := 0.0, 0.0
	for i := 1; i < len(rest); i++ {
		num += (rest[i] - mu) * (rest[i-1] - mu)
		den += (rest[i-1] - mu) * (rest[i-1] - mu)
	}
	r := 0.0
	if den > 0 {
		r = min(max(num/den, 0), 0.99)
	}
	left := rest[len(rest)-1] - mu
	out := make([]float64, horizon)
	for i := range out {
		left *= r
		out[i] = mu + left + season[(len(y)+i)%w]
	}
	return out
}

// delta repeats the longest season, moved by the trimmed mean of how the last
// day differs from the same day a season before, of which two thirds last.
func delta(h History, horizon int) []float64 {
	w, d, n := h.week(), h.day(), len(h.Values)
	growth := make([]float64, 0, d)
	for t := n - d; t < n; t++ {
		growth = append(growth, h.Values[t]-h.Values[t-w])
	}
	slices.Sort(growth)
	trim := len(growth) / 5
	by := mean(growth[trim:len(growth)-trim]) * 2 / 3
	out := repeat(h.Values[n-w:], horizon)
	for i := range out {
		out[i] += by
	}
	return out
}
