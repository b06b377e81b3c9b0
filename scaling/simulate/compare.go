package simulate

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/scicore-go/scicore/observability/progress"
	"github.com/scicore-go/scicore/scaling"
)

// Candidate is a policy under a name.
type Candidate struct {
	Name   string
	Policy scaling.Policy
}

// Comparison is what came of the same trace under several policies.
type Comparison []Report

// Compare replays a trace through several policies.
func Compare(ctx context.Context, t Trace, o *Options, of ...Candidate) (all Comparison, err error) {
	task := progress.Start(ctx, "compare policies", int64(len(of)), "policies")
	defer func() { task.Done(err) }()
	for _, c := range of {
		r, err := Run(task.Context(ctx), c.Policy, t, o)
		if err != nil {
			return nil, fmt.Errorf("simulate: %s: %w", c.Name, err)
		}
		r.Policy = c.Name
		all = append(all, r)
		task.Add(1)
	}
	return all, nil
}

// titles are those of a comparison's columns.
var titles = []string{"policy", "out of objective %", "lost %", "cost/oracle", "actions/day", "utilisation %"}

func (r Report) row() []string {
	return []string{r.Policy, fmt.Sprintf("%.3f", r.Violation), fmt.Sprintf("%.4f", r.Lost), fmt.Sprintf("%.3f", r.Cost),
		fmt.Sprintf("%.0f", r.ActionsPerDay), fmt.Sprintf("%.1f", 100*r.MeanUtilization)}
}

// WriteText writes the table for a terminal.
func (c Comparison) WriteText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, strings.Join(titles, "\t"))
	for _, r := range c {
		fmt.Fprintln(t, strings.Join(r.row(), "\t"))
	}
	return t.Flush()
}

// WriteMarkdown writes the table for a document.
func (c Comparison) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "| %s |\n|---|%s\n", strings.Join(titles, " | "), strings.Repeat("---:|", len(titles)-1))
	for _, r := range c {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(r.row(), " | "))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
