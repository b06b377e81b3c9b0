package forecast

// Theta is the theta method (Assimakopoulos and Nikolopoulos 2000) in the form
// of Hyndman and Billah (2003): exponential smoothing plus half the slope of
// the least squares line, on values without their seasonal profile.
type Theta struct{ Season int }

// Name is theta.
func (m Theta) Name() string { return "theta" }

// Forecast needs two seasons, at least four values.
func (m Theta) Forecast(h History, horizon int) ([]float64, error) {
	s := max(m.Season, 1)
	if err := h.enough(m.Name(), max(2*s, 4)); err != nil {
		return nil, err
	}
	y, season := deseasonalised(h.Values, s)
	slope := line(y) / 2
	best := minimise([]box{{0.02, 0.98, 0.3}}, 25, func(x []float64) float64 {
		_, loss := smoothLevel(y, x[0])
		return loss
	})
	level, _ := smoothLevel(y, best[0])
	out := make([]float64, horizon)
	for i := range out {
		out[i] = level + slope*float64(i+1) + season[(len(y)+i)%s]
	}
	return out, nil
}

// deseasonalised takes the profile of the last seasons, whose mean is zero,
// out of y.
func deseasonalised(y []float64, s int) (rest, season []float64) {
	season = make([]float64, s)
	if s > 1 {
		whole := y[len(y)%s:]
		mu := mean(whole)
		for i, v := range profile(whole, s) {
			season[(i+len(y)%s)%s] = v - mu
		}
	}
	rest = make([]float64, len(y))
	for i, v := range y {
		rest[i] = v - season[i%s]
	}
	return rest, season
}

// line is the slope of the least squares line through y.
func line(y []float64) float64 {
	mid := float64(len(y)-1) / 2
	num, den := 0.0, 0.0
	for i, v := range y {
		t := float64(i) - mid
		num += t * v
		den += t * t
	}
	if den == 0 {
		return 0
	}
	return num / den
}

// smoothLevel is simple exponential smoothing, and its squared error.
func smoothLevel(y []float64, alpha float64) (level, loss float64) {
	level = y[0]
	for _, v := range y[1:] {
		e := v - level
		loss += e * e
		level += alpha * e
	}
	return level, loss
}
