package simulate

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

// Report is what the callers of a fleet saw.
type Report struct {
	Name  string
	Steps []Step // by load
}

// Step is what they saw at one load. A query that ended in its deadline took
// as long as that.
type Step struct {
	Load                      float64 // in units of the allocation
	Queries, Errors           int
	Mean, P50, P90, P99, P999 time.Duration
}

// ErrorRate is the share of queries that ended in their deadline.
func (s Step) ErrorRate() float64 {
	if s.Queries == 0 {
		return 0
	}
	return float64(s.Errors) / float64(s.Queries)
}

func (f *fleet) report() Report {
	r := Report{Name: f.client.name(), Steps: make([]Step, len(f.steps))}
	for i, s := range f.steps {
		slices.Sort(s.took)
		r.Steps[i] = Step{Load: f.Loads[i], Queries: len(s.took), Errors: s.errors, Mean: mean(s.took),
			P50: quantile(s.took, .5), P90: quantile(s.took, .9), P99: quantile(s.took, .99), P999: quantile(s.took, .999)}
	}
	return r
}

func mean(all []time.Duration) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sum := 0.0
	for _, d := range all {
		sum += float64(d)
	}
	return time.Duration(sum / float64(len(all)))
}

// quantile is the smallest of sorted values that at least a share q is not
// above.
func quantile(sorted []time.Duration, q float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

// Safe is the highest load up to which, and at which, no query ended in its
// deadline; 0 if there is none.
func (r Report) Safe() float64 {
	load := 0.0
	for _, s := range r.Steps {
		if s.Errors > 0 {
			break
		}
		load = s.Load
	}
	return load
}

// WriteTo writes the report as a table.
func (r Report) WriteTo(w io.Writer) (int64, error) {
	c := &counter{w: w}
	t := tabwriter.NewWriter(c, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "%s\tload\tqueries\tp50\tp90\tp99\tp99.9\terrors\t\n", r.Name)
	for _, s := range r.Steps {
		fmt.Fprintf(t, "\t%.0f %%\t%d\t%v\t%v\t%v\t%v\t%.3f %%\t\n", 100*s.Load, s.Queries,
			s.P50.Round(time.Millisecond), s.P90.Round(time.Millisecond), s.P99.Round(time.Millisecond), s.P999.Round(time.Millisecond), 100*s.ErrorRate())
	}
	err := t.Flush()
	return c.n, err
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
