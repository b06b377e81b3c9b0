package simulate

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"
	"time"
)

// Point is one step of a simulation.
type Point struct {
	At     time.Time `json:"at"`
	Demand float64   `json:"demand"`
	Ready  int       `json:"ready"`
	Asked  int       `json:"asked"` // those still starting included
}

// Change is a change of size that a policy decided.
type Change struct {
	At     time.Time `json:"at"`
	From   int       `json:"from"`
	To     int       `json:"to"`
	Reason string    `json:"reason"`
}

// Report is what came of a simulation.
type Report struct {
	Trace    string        `json:"trace,omitempty"`
	Policy   string        `json:"policy"`
	Capacity float64       `json:"capacity"`
	From     time.Time     `json:"from"`
	To       time.Time     `json:"to"`
	Step     time.Duration `json:"step"`

	Lost             float64 `json:"lost_percent"`      // of the work that arrived
	Violation        float64 `json:"violation_percent"` // of the time, demand exceeded what was ready
	ViolationMinutes float64 `json:"violation_minutes"`
	ReplicaHours     float64 `json:"replica_hours"`
	OracleHours      float64 `json:"oracle_hours"` // those of ceil(demand/capacity)
	Cost             float64 `json:"cost"`         // ReplicaHours of OracleHours
	Actions          int     `json:"actions"`      // changes of size
	ActionsPerDay    float64 `json:"actions_per_day"`
	MeanUtilization  float64 `json:"mean_utilization"`
	MaxUtilization   float64 `json:"max_utilization"` // demand of what was ready, 1.5 where half as much again arrived

	Elasticity Elasticity `json:"elasticity"`
	Changes    []Change   `json:"changes,omitempty"`
	Points     []Point    `json:"-"`
}

// Elasticity are the metrics of the SPEC Research Group (Herbst, Kounev and
// Reussner 2013; Bauer et al. 2019), in percent: how far and how long the
// supply is below and above the oracle's, and how long one of the two moves
// and the other does not move along.
type Elasticity struct {
	AccuracyUnder  float64 `json:"accuracy_under"`  // mean shortage, of what was needed
	AccuracyOver   float64 `json:"accuracy_over"`   // mean excess, of what was needed
	TimeshareUnder float64 `json:"timeshare_under"` // time in shortage
	TimeshareOver  float64 `json:"timeshare_over"`  // time in excess
	Instability    float64 `json:"instability"`
}

func (w *world) report(policy string) Report {
	from := w.trace.Start.Add(w.set.WarmUp)
	first := int((w.set.WarmUp + w.trace.Step - 1) / w.trace.Step)
	r := Report{Trace: w.trace.Name, Policy: policy, Capacity: w.set.Capacity, From: w.trace.At(first),
		To: w.trace.Start.Add(w.trace.Duration()), Step: w.trace.Step, Points: w.points[first:]}
	for _, c := range w.changes {
		if !c.At.Before(from) {
			r.Changes = append(r.Changes, c)
		}
	}
	r.measure()
	return r
}

// Between returns the report on a part of the time: [from, to).
func (r Report) Between(from, to time.Time) Report {
	part := Report{Trace: r.Trace, Policy: r.Policy, Capacity: r.Capacity, From: from, To: to, Step: r.Step}
	for _, p := range r.Points {
		if !p.At.Before(from) && p.At.Before(to) {
			part.Points = append(part.Points, p)
		}
	}
	for _, c := range r.Changes {
		if !c.At.Before(from) && c.At.Before(to) {
			part.Changes = append(part.Changes, c)
		}
	}
	part.measure()
	return part
}

// Days returns a report on each whole day.
func (r Report) Days() (days []Report) {
	n := int(24 * time.Hour / r.Step)
	for i := 0; i+n <= len(r.Points); i += n {
		from := r.Points[i].At
		days = append(days, r.Between(from, from.Add(24*time.Hour)))
	}
	return days
}

func (r *Report) measure() {
	var arrived, lost, served float64
	for _, p := range r.Points {
		able := float64(p.Ready) * r.Capacity
		arrived += p.Demand
		lost += max(0, p.Demand-able)
		served += min(p.Demand, able)
		r.OracleHours += float64(oracle(p.Demand, r.Capacity))
		r.ReplicaHours += float64(p.Asked)
		if p.Demand > able {
			r.ViolationMinutes++
		}
		if p.Ready > 0 {
			r.MeanUtilization += min(1, p.Demand/able)
			r.MaxUtilization = max(r.MaxUtilization, p.Demand/able)
		}
	}
	n := float64(len(r.Points))
	r.Violation = percent(r.ViolationMinutes, n)
	r.ViolationMinutes *= r.Step.Minutes()
	r.OracleHours *= r.Step.Hours()
	r.ReplicaHours *= r.Step.Hours()
	r.Lost = percent(lost, arrived)
	r.Cost = ratio(r.ReplicaHours, r.OracleHours)
	r.MeanUtilization = ratio(r.MeanUtilization, n)
	r.Actions = len(r.Changes)
	r.ActionsPerDay = ratio(float64(r.Actions), n*r.Step.Hours()/24)
	r.Elasticity = elasticity(r.Points, r.Capacity)
}

func elasticity(points []Point, capacity float64) (e Elasticity) {
	moves := 0.0
	for i, p := range points {
		need, have := oracle(p.Demand, capacity), p.Ready
		if have < need {
			e.TimeshareUnder++
			e.AccuracyUnder += float64(need-have) / float64(need)
		}
		if have > need {
			e.TimeshareOver++
			e.AccuracyOver += float64(have-need) / float64(max(need, 1))
		}
		if i > 0 && cmp.Compare(need, oracle(points[i-1].Demand, capacity)) != cmp.Compare(have, points[i-1].Ready) {
			moves++
		}
	}
	n := float64(len(points))
	return Elasticity{percent(e.AccuracyUnder, n), percent(e.AccuracyOver, n), percent(e.TimeshareUnder, n),
		percent(e.TimeshareOver, n), percent(moves, n-1)}
}

func percent(a, b float64) float64 { return 100 * ratio(a, b) }

// ratio is a/b; of nothing it is 0 where there is nothing either, and the
// largest number else, which JSON can hold.
func ratio(a, b float64) float64 {
	switch {
	case b > 0:
		return a / b
	case a > 0:
		return math.MaxFloat64
	}
	return 0
}

// WriteText writes the report for people.
func (r Report) WriteText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(name, format string, values ...any) {
		fmt.Fprintf(t, "%s\t"+format+"\n", append([]any{name}, values...)...)
	}
	row("policy", "%s", r.Policy)
	row("trace", "%s, %s to %s", r.Trace, r.From.Format(time.DateTime), r.To.Format(time.DateTime))
	row("lost work", "%.4f %%", r.Lost)
	row("out of objective", "%.0f minutes, %.3f %% of the time", r.ViolationMinutes, r.Violation)
	row("cost", "%.3f of the oracle's: %.0f replica hours for %.0f", r.Cost, r.ReplicaHours, r.OracleHours)
	row("actions", "%.1f a day, %d in all", r.ActionsPerDay, r.Actions)
	row("utilisation", "%.1f %% in the mean, %.1f %% at most", 100*r.MeanUtilization, 100*r.MaxUtilization)
	e := r.Elasticity
	row("elasticity", "accuracy -%.2f +%.2f %%, timeshare -%.2f +%.2f %%, instability %.1f %%",
		e.AccuracyUnder, e.AccuracyOver, e.TimeshareUnder, e.TimeshareOver, e.Instability)
	return t.Flush()
}

// String is the report as text.
func (r Report) String() string {
	var b strings.Builder
	r.WriteText(&b)
	return b.String()
}

// WriteJSON writes the report, without its points.
func (r Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}
