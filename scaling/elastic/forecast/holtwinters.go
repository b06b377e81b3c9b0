package forecast

import "fmt"

// damping of trends: after 48 steps 0.38 of a trend is left.
const damping = 0.98

// HoltWinters is exponential smoothing with one season (Winters 1960), the
// trend damped. Parameters are fitted to forecasts of the horizon's length.
type HoltWinters struct {
	Season         int
	Multiplicative bool // the season multiplies the level: values must be above zero
}

// Name is hw-24, or hw-mul-24.
func (m HoltWinters) Name() string {
	if m.Multiplicative {
		return fmt.Sprintf("hw-mul-%d", m.Season)
	}
	return fmt.Sprintf("hw-%d", m.Season)
}

// Forecast needs one season more than the horizon.
func (m HoltWinters) Forecast(h History, horizon int) ([]float64, error) { return once(m, h, horizon) }

// Rolling fits parameters again when the history has grown by a fifth.
func (m HoltWinters) Rolling(h History, origins []int, horizon int) ([][]float64, error) {
	p := smoothing{damp: damping, ratio: m.Multiplicative}
	if m.Multiplicative && lowest(h.Values) <= 0 {
		return nil, ErrNotPositive
	}
	return p.fitAndRoll(m.Name(), h, []int{m.Season}, origins, horizon)
}

// DampedTrend is exponential smoothing of a level and a damped trend (Gardner
// and McKenzie 1985), without a season.
type DampedTrend struct{}

// Name is damped.
func (m DampedTrend) Name() string { return "damped" }

// Forecast needs ten values more than the horizon.
func (m DampedTrend) Forecast(h History, horizon int) ([]float64, error) { return once(m, h, horizon) }

// Rolling fits parameters again when the history has grown by a fifth.
func (m DampedTrend) Rolling(h History, origins []int, horizon int) ([][]float64, error) {
	return smoothing{damp: 0.9}.fitAndRoll(m.Name(), h, nil, origins, horizon)
}

// DoubleSeasonal is exponential smoothing with two seasons and an
// autoregressive error (Taylor, J. Oper. Res. Soc. 54, 2003).
type DoubleSeasonal struct {
	Short, Long int
	Log         bool // smooth the logarithm: values must be above zero
}

// Name is dshw-24-168, or dshw-log-24-168.
func (m DoubleSeasonal) Name() string {
	return fmt.Sprintf("%s-%d-%d", logName("dshw", m.Log), m.Short, m.Long)
}

// Forecast needs one long season more than the horizon.
func (m DoubleSeasonal) Forecast(h History, horizon int) ([]float64, error) {
	return once(m, h, horizon)
}

// Rolling fits parameters again when the history has grown by a fifth.
func (m DoubleSeasonal) Rolling(h History, origins []int, horizon int) ([][]float64, error) {
	return inLogs(m.Log, h, func(h History) ([][]float64, error) {
		return smoothing{damp: damping}.fitAndRoll(m.Name(), h, []int{m.Short, m.Long}, origins, horizon)
	})
}

// refit is how much a history grows between fits of parameters.
const refit = 1.2

// fitAndRoll forecasts from all origins, with parameters of the origin or of
// one a little before it.
func (p smoothing) fitAndRoll(name string, h History, seasons, origins []int, horizon int) ([][]float64, error) {
	need := 10
	for _, s := range seasons {
		need = s
	}
	if err := h.until(origins[0]).enough(name, need+horizon+1); err != nil {
		return nil, err
	}
	out := make([][]float64, 0, len(origins))
	for i := 0; i < len(origins); {
		j := i + 1
		for j < len(origins) && float64(origins[j]) < refit*float64(origins[i]) {
			j++
		}
		p = p.fit(h.Values[:origins[i]], seasons, horizon)
		out = append(out, p.rolling(h.Values, seasons, origins[i:j], horizon)...)
		i = j
	}
	return out, nil
}
