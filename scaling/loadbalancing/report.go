package loadbalancing

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// Report is what there is to say about a balancer. It marshals to JSON and
// prints as text.
type Report struct {
	Metrics   Metrics    `json:"metrics"`
	Integrity string     `json:"integrity"` // "ok", or what [Balancer.ValidateIntegrity] found
	Findings  []string   `json:"findings"`  // what a reader should look at
	Decisions []Decision `json:"decisions"` // the last ones, oldest first
}

// Report returns metrics, integrity, findings and the last decisions with
// their reasons.
func (b *Balancer) Report() Report {
	r := Report{Metrics: b.Metrics(), Integrity: "ok", Decisions: b.journal.recent()}
	if err := b.ValidateIntegrity(); err != nil {
		r.Integrity = err.Error()
	}
	r.Findings = r.Metrics.findings()
	return r
}

// findings are the lines that a reader would look for.
func (m *Metrics) findings() []string {
	list := []string{}
	say := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	if len(m.Nodes) == 0 {
		say("there are no nodes")
	}
	if m.Panic {
		say("panic: so few nodes are fit that all are used")
	}
	for _, n := range m.Nodes {
		if n.State != "in use" && n.State != "standby" {
			say("%s: %s", n.ID, n.State)
		}
		if done := n.Successes + n.Failures + n.RateLimited; done >= 20 && 2*(n.Failures+n.RateLimited) > done {
			say("%s: %d of %d requests failed", n.ID, n.Failures+n.RateLimited, done)
		}
		if n.Leaked > 0 {
			say("%s: the end of %d requests was never told, or too late", n.ID, n.Leaked)
		}
		if n.Repeated > 0 {
			say("%s: the end of %d requests was told twice", n.ID, n.Repeated)
		}
	}
	return list
}

// String is the report as text.
func (r Report) String() string {
	var b strings.Builder
	r.WriteText(&b)
	return b.String()
}

// WriteText writes the report as text.
func (r Report) WriteText(w io.Writer) error {
	m := r.Metrics
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "%s: %d of %d nodes in use, %d picks, %d in flight, fairness %.4f, integrity %s\n",
		m.Algorithm, m.InUse, len(m.Nodes), m.Picks, m.InFlight, m.Fairness, r.Integrity)
	if len(m.Nodes) > 0 {
		fmt.Fprintln(t, "node\tweight\tpicks\tshare\tin flight\tfailed\tlatency\tstate")
	}
	for _, n := range m.Nodes {
		fmt.Fprintf(t, "%s\t%d\t%d\t%.1f %%\t%d\t%d\t%v\t%s\n",
			n.ID, n.Weight, n.Picks, 100*n.Share, n.InFlight, n.Failures+n.RateLimited, brief(n.Latency), n.State)
	}
	for _, f := range r.Findings {
		fmt.Fprintf(t, "look at: %s\n", f)
	}
	for _, d := range r.Decisions {
		fmt.Fprintf(t, "%s %s %s: %s\n", d.Time.UTC().Format("15:04:05.000"), d.Kind, d.Node, d.Reason)
	}
	return t.Flush()
}

// brief rounds to four digits, which is more than an average is worth.
func brief(d time.Duration) time.Duration {
	unit := time.Nanosecond
	for d/unit >= 10000 {
		unit *= 10
	}
	return d.Round(unit)
}
