package insight

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/scicore-go/scicore/scaling"
)

// CostOptions say what a size costs and what it is needed for.
type CostOptions struct {
	CostPerHour float64 // of one replica, > 0
	Metric      string  // the utilisation that tells what is needed; "": scaling.CPU
	Target      float64 // the utilisation that would be right, in (0, 1]; 0: 0.7
	Min         int     // the size that is kept whatever the load
}

// CostReport is what was paid, and for what.
type CostReport struct {
	From         time.Time     `json:"from"`
	To           time.Time     `json:"to"`
	Spent        float64       `json:"spent"`
	Needed       float64       `json:"needed"` // what the size that was needed would have cost
	Idle         float64       `json:"idle"`   // paid above what was needed
	Short        time.Duration `json:"short"`  // time with less than was needed
	Unknown      time.Duration `json:"unknown"`
	ReplicaHours float64       `json:"replicaHours"`
	Changes      int           `json:"changes"`
	// Hours are the hours of the day, UTC, with what was idle in each: where a
	// schedule or a prediction would save.
	Hours   [24]float64 `json:"hours"`
	Advice  []string    `json:"advice,omitempty"`
	options CostOptions
}

// Costs reads the steps of a controller, oldest first. Each step's size holds
// until the next; the last one only marks the end.
func Costs(steps []scaling.Step, o CostOptions) (CostReport, error) {
	if o.Metric == "" {
		o.Metric = scaling.CPU
	}
	if o.Target == 0 {
		o.Target = 0.7
	}
	if !(o.CostPerHour > 0) || math.IsInf(o.CostPerHour, 0) || !(o.Target > 0 && o.Target <= 1) || o.Min < 0 {
		return CostReport{}, fmt.Errorf("%w: cost per hour %v, target %v, minimum %d", ErrData, o.CostPerHour, o.Target, o.Min)
	}
	if len(steps) < 2 {
		return CostReport{}, fmt.Errorf("%w: %d steps: want 2 or more", ErrData, len(steps))
	}
	r := CostReport{From: steps[0].At, To: steps[len(steps)-1].At, options: o}
	for i, s := range steps[:len(steps)-1] {
		d := steps[i+1].At.Sub(s.At)
		if d < 0 {
			return CostReport{}, fmt.Errorf("%w: step %d is %v before the one before it", ErrData, i+1, -d)
		}
		r.add(s, d)
	}
	r.Advice = r.advice()
	return r, nil
}

func (r *CostReport) add(s scaling.Step, d time.Duration) {
	hours := d.Hours()
	r.ReplicaHours += float64(s.Asked) * hours
	spent := float64(s.Asked) * hours * r.options.CostPerHour
	r.Spent += spent
	if s.Asked != s.Current {
		r.Changes++
	}
	used := s.Load.Value(r.options.Metric)
	if math.IsNaN(used) || used < 0 || math.IsInf(used, 0) {
		r.Unknown += d
		r.Needed += spent // what is not known is not called waste
		return
	}
	need := max(float64(r.options.Min), math.Ceil(float64(s.Ready)*used/r.options.Target-1e-9))
	r.Needed += need * hours * r.options.CostPerHour
	if over := float64(s.Asked) - need; over > 0 {
		r.Idle += over * hours * r.options.CostPerHour
		r.Hours[s.At.UTC().Hour()] += over * hours * r.options.CostPerHour
	}
	if float64(s.Ready) < need {
		r.Short += d
	}
}

func (r *CostReport) advice() (out []string) {
	total := r.To.Sub(r.From)
	if total <= 0 {
		return nil
	}
	share := func(d time.Duration) float64 { return 100 * float64(d) / float64(total) }
	if r.Unknown > total/20 {
		out = append(out, fmt.Sprintf("%s was unknown for %.0f %% of the time: nothing can be said about that", r.options.Metric, share(r.Unknown)))
	}
	if r.Short > total/100 {
		out = append(out, fmt.Sprintf("it was short for %.1f %% of the time: grow sooner, by a lower target, a prediction or a larger minimum", share(r.Short)))
	}
	if idle := r.Idle / r.Spent; idle > 0.2 {
		out = append(out, fmt.Sprintf("%.0f %% was paid above what %s at %.0f %% needs: %s", 100*idle, r.options.Metric, 100*r.options.Target, r.where()))
	}
	if perDay := float64(r.Changes) / (total.Hours() / 24); perDay > 200 && total >= time.Hour {
		out = append(out, fmt.Sprintf("it changed %.0f times a day: a tolerance or a longer stabilisation would keep it calmer", perDay))
	}
	return out
}

// where says when the idle money was spent.
func (r *CostReport) where() string {
	most, from := 0.0, 0
	for h := range r.Hours { // the six hours in a row with the most
		sum := 0.0
		for k := range 6 {
			sum += r.Hours[(h+k)%24]
		}
		if sum > most {
			most, from = sum, h
		}
	}
	if r.To.Sub(r.From) >= 24*time.Hour && most > 0.4*r.Idle {
		return fmt.Sprintf("%.0f %% of it between %02d:00 and %02d:00 UTC, where a schedule would help", 100*most/r.Idle, from, (from+6)%24)
	}
	return "spread over the day: shrink sooner, or to a higher target"
}

// String is the report as text.
func (r CostReport) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s to %s: spent %.2f, needed %.2f (%.2f ×), idle %.2f\n", r.From.Format(time.RFC3339), r.To.Format(time.RFC3339),
		r.Spent, r.Needed, r.Spent/r.Needed, r.Idle)
	fmt.Fprintf(&b, "%.1f replica hours, %d changes, short for %v, unknown for %v\n", r.ReplicaHours, r.Changes, r.Short, r.Unknown)
	for _, a := range r.Advice {
		b.WriteString("- " + a + "\n")
	}
	return b.String()
}
