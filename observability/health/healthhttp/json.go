package healthhttp

import (
	"encoding/json"
	"log/slog"
	"math"
	"strconv"
	"time"

	"github.com/scicore-go/scicore/observability/health"
)

// answer is a report as JSON.
type answer struct {
	Status    health.State `json:"status"`
	Probe     string       `json:"probe"`
	Time      time.Time    `json:"time"`
	Notes     []string     `json:"notes,omitempty"`
	Unmatched []string     `json:"unmatched,omitempty"` // excluded in vain
	Withheld  bool         `json:"reasons_withheld,omitempty"`
	Checks    []check      `json:"checks"`
}

type check struct {
	Name      string         `json:"name"`
	Status    health.State   `json:"status"`
	Critical  bool           `json:"critical"`
	Last      health.State   `json:"last"` // of the last run alone
	Message   string         `json:"message,omitempty"`
	Details   map[string]any `json:"details,omitempty"`
	Checked   *time.Time     `json:"checked,omitempty"`
	Age       float64        `json:"age_seconds"`
	Took      float64        `json:"took_seconds"`
	Stale     bool           `json:"stale,omitempty"`
	HungSince *time.Time     `json:"hung_since,omitempty"`
	Runs      int64          `json:"runs"`
	Failures  int64          `json:"failures"`
	Pending   int            `json:"pending,omitempty"`
}

func appendJSON(b []byte, rep *health.Report, reasons bool) []byte {
	a := answer{
		Status: rep.State, Probe: rep.Probe.String(), Time: rep.Time.UTC(), Notes: rep.Notes,
		Unmatched: rep.Unmatched, Withheld: !reasons, Checks: make([]check, len(rep.Checks)),
	}
	for i := range rep.Checks {
		a.Checks[i] = checkOf(&rep.Checks[i], reasons)
	}
	out, err := json.Marshal(a)
	if err != nil { // times outside the years 0 to 9999: a clock gone mad
		out, _ = json.Marshal(map[string]string{"status": rep.State.String(), "error": err.Error()})
	}
	return append(append(b, out...), '\n')
}

func checkOf(c *health.CheckReport, reasons bool) check {
	out := check{
		Name: c.Name, Status: c.State, Critical: !c.Optional, Last: c.Last.State,
		Age: c.Age.Seconds(), Took: c.Took.Seconds(), Stale: c.Stale,
		Checked: orNil(c.Time), HungSince: orNil(c.HungSince),
		Runs: c.Runs, Failures: c.Failures, Pending: c.Pending,
	}
	if reasons {
		out.Message, out.Details = c.Last.Message, details(c.Last.Details)
	}
	return out
}

func orNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func details(attrs []slog.Attr) map[string]any {
	if len(attrs) == 0 {
		return nil
	}
	m := make(map[string]any, len(attrs))
	for _, a := range attrs {
		m[a.Key] = plainValue(a.Value)
	}
	return m
}

// plainValue turns a value into one that JSON has: no NaN, no channels, no
// marshalling code of the host.
func plainValue(v slog.Value) any {
	v = v.Resolve()
	switch v.Kind() {
	case slog.KindBool:
		return v.Bool()
	case slog.KindInt64:
		return v.Int64()
	case slog.KindUint64:
		return v.Uint64()
	case slog.KindFloat64:
		if f := v.Float64(); math.IsNaN(f) || math.IsInf(f, 0) {
			return strconv.FormatFloat(f, 'g', -1, 64)
		}
		return v.Float64()
	case slog.KindTime:
		return v.Time().UTC().Format(time.RFC3339Nano)
	case slog.KindGroup:
		return details(v.Group())
	}
	return v.String()
}
