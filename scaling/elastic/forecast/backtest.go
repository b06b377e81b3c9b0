package forecast

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// Backtest is how a forecast would have done at earlier times. The ensemble's
// figures are of weights that did not know the origin they are measured at.
type Backtest struct {
	Series   int           `json:"series"`            // values looked at
	Horizon  int           `json:"horizon"`           // steps
	Seasons  []int         `json:"seasons"`           // in steps
	Origins  []int         `json:"origins"`           // values before the end, descending
	MASE     float64       `json:"mase"`              // of the ensemble
	SMAPE    float64       `json:"smape"`             // of the ensemble
	Naive    float64       `json:"naive_mase"`        // of the best repetition of a season
	Floored  bool          `json:"floored,omitempty"` // the ensemble was worse: a repetition has all the weight
	Level    float64       `json:"level"`             // of the intervals
	Coverage float64       `json:"coverage"`          // share of values within them
	ByStep   []float64     `json:"coverage_by_step"`  // the same by step of the horizon
	Models   []ModelResult `json:"models"`            // the heaviest first
	Fallback string        `json:"fallback,omitempty"`
}

// ModelResult is how one model did.
type ModelResult struct {
	Name   string  `json:"name"`
	Weight float64 `json:"weight"`
	MASE   float64 `json:"mase"`
	SMAPE  float64 `json:"smape"`
	Error  string  `json:"error,omitempty"` // why it forecast nothing
}

// report fills in f's backtest.
func (r *run) report(f *Forecast, w []float64) {
	b := &f.Backtest
	n := len(r.h.Values)
	b.Series, b.Horizon, b.Seasons, b.Level = n, r.horizon, r.h.Seasons, r.o.Level
	for _, o := range r.origins[:len(r.origins)-1] {
		b.Origins = append(b.Origins, n-o)
	}
	b.MASE, b.SMAPE = r.measure(func(i int) []float64 { return r.blend(r.floored(r.weights(i), i), i) })
	b.Naive, _ = r.floor(-1)
	b.Floored = !slices.Equal(w, r.weights(-1))
	b.Coverage, b.ByStep = f.residuals.coverage(b.Level)
	for k := range r.trials {
		t := &r.trials[k]
		m := ModelResult{Name: t.model.Name(), Weight: w[k]}
		if t.err != nil {
			m.Error = t.err.Error()
		} else {
			m.MASE, m.SMAPE = r.measure(func(i int) []float64 { return t.f[i] })
		}
		b.Models = append(b.Models, m)
	}
	slices.SortStableFunc(b.Models, func(x, y ModelResult) int {
		switch {
		case x.Weight > y.Weight:
			return -1
		case x.Weight < y.Weight:
			return 1
		}
		return 0
	})
}

// measure is the mean MASE and sMAPE of forecasts from the origins.
func (r *run) measure(f func(i int) []float64) (mase, smape float64) {
	tests := r.origins[:len(r.origins)-1]
	for i, o := range tests {
		v := f(i)
		mase += r.scaledError(v, o) / float64(len(tests))
		smape += SMAPE(r.truth(o), v) / float64(len(tests))
	}
	return mase, smape
}

// WriteText writes the backtest as a table.
func (b *Backtest) WriteText(w io.Writer) error {
	if b.Fallback != "" {
		_, err := fmt.Fprintf(w, "no backtest: %s\n", b.Fallback)
		return err
	}
	fmt.Fprintf(w, "%d values, seasons %v, %d steps ahead from %d origins\n", b.Series, b.Seasons, b.Horizon, len(b.Origins))
	floor := ""
	if b.Floored {
		floor = "; worse than that: all weight is on it"
	}
	fmt.Fprintf(w, "ensemble: MASE %.3f, sMAPE %.2f (repeating a season: MASE %.3f%s)\n", b.MASE, b.SMAPE, b.Naive, floor)
	fmt.Fprintf(w, "intervals of %.3g %% hold %.1f %% of the values%s\n\n", 100*b.Level, 100*b.Coverage, b.quarters())
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "model\tweight\tMASE\tsMAPE\t")
	for _, m := range b.Models {
		if m.Error != "" {
			fmt.Fprintf(t, "%s\t-\t-\t-\t  %s\n", m.Name, m.Error)
			continue
		}
		fmt.Fprintf(t, "%s\t%.3f\t%.3f\t%.2f\t\n", m.Name, m.Weight, m.MASE, m.SMAPE)
	}
	return t.Flush()
}

// quarters is the coverage by quarters of the horizon.
func (b *Backtest) quarters() string {
	if len(b.ByStep) < 4 {
		return ""
	}
	var out strings.Builder
	for q := range 4 {
		from, to := q*len(b.ByStep)/4, (q+1)*len(b.ByStep)/4
		sep := ","
		if q == 0 {
			sep = ": steps"
		}
		fmt.Fprintf(&out, "%s %d–%d %.0f %%", sep, from+1, to, 100*mean(b.ByStep[from:to]))
	}
	return out.String()
}
