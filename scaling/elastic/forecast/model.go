package forecast

// A Model turns a history into what comes next. Models are values without
// state: the same history gives the same forecast, and one Model may be used
// by several goroutines.
type Model interface {
	// Name tells models of an ensemble apart.
	Name() string
	// Forecast returns the next horizon values after h, or an error, usually a
	// *ShortError, where h does not carry the model.
	Forecast(h History, horizon int) ([]float64, error)
}

// A RollingModel forecasts from several origins for little more than from one.
type RollingModel interface {
	Model
	// Rolling returns a forecast from each origin, the number of values known
	// then; origins ascend. A forecast sees nothing from its origin on;
	// parameters that are costly to fit may be those of the first origin.
	Rolling(h History, origins []int, horizon int) ([][]float64, error)
}

// History is what models see of a series: values at equal steps without gaps,
// and the lengths of its seasons in steps.
type History struct {
	Values  []float64
	Seasons []int // ascending, each at least 2; empty: none is known
}

// until is the history as it was when n values were known.
func (h History) until(n int) History {
	h.Values = h.Values[:n:n]
	return h
}

// day is the shortest season, or 1.
func (h History) day() int {
	if len(h.Seasons) == 0 {
		return 1
	}
	return h.Seasons[0]
}

// week is the longest season, or 1.
func (h History) week() int {
	if len(h.Seasons) == 0 {
		return 1
	}
	return h.Seasons[len(h.Seasons)-1]
}

// enough returns a *ShortError unless h has n values.
func (h History) enough(what string, n int) error {
	if len(h.Values) < n {
		return &ShortError{What: what, Have: len(h.Values), Need: n}
	}
	return nil
}

// rolling asks m for forecasts from all origins.
func rolling(m Model, h History, origins []int, horizon int) ([][]float64, error) {
	if r, ok := m.(RollingModel); ok {
		return r.Rolling(h, origins, horizon)
	}
	out := make([][]float64, len(origins))
	for i, o := range origins {
		f, err := m.Forecast(h.until(o), horizon)
		if err != nil {
			return nil, err
		}
		out[i] = f
	}
	return out, nil
}

// once asks a rolling model for a forecast from the end.
func once(m RollingModel, h History, horizon int) ([]float64, error) {
	out, err := m.Rolling(h, []int{len(h.Values)}, horizon)
	if err != nil {
		return nil, err
	}
	return out[0], nil
}
