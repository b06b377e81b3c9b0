package healthhttp

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/scicore-go/scicore/observability/health"
)

// appendText lists the checks as Kubernetes does, a line each.
func appendText(b []byte, rep *health.Report, exclude []string, title string, reasons bool) []byte {
	for i := range rep.Checks {
		b = appendLine(b, &rep.Checks[i], reasons)
	}
	for i, name := range exclude {
		if !slices.Contains(rep.Unmatched, name) && slices.Index(exclude, name) == i {
			b = fmt.Appendf(b, "[+]%s excluded: ok\n", name)
		}
	}
	for _, note := range rep.Notes {
		b = fmt.Appendf(b, "note: %s\n", note)
	}
	if len(rep.Unmatched) > 0 {
		quoted := make([]string, len(rep.Unmatched))
		for i, name := range rep.Unmatched {
			quoted[i] = strconv.QuoteToASCII(name)
		}
		b = fmt.Appendf(b, "warn: some health checks cannot be excluded: no matches for %s\n", strings.Join(quoted, ","))
	}
	verdict := "failed"
	if rep.State.Passes() {
		verdict = "passed"
	}
	if rep.State == health.Degraded {
		verdict = "passed, degraded"
	}
	return fmt.Appendf(b, "%s check %s\n", title, verdict)
}

var marks = map[health.State]string{health.Healthy: "[+]%s ok", health.Degraded: "[~]%s degraded", health.Unhealthy: "[-]%s failed", health.Unknown: "[?]%s unknown"}

func appendLine(b []byte, c *health.CheckReport, reasons bool) []byte {
	b = fmt.Appendf(b, marks[c.State], c.Name)
	if c.Optional {
		b = append(b, " (optional)"...)
	}
	switch {
	case reasons && c.Last.Message != "":
		b = append(append(b, ": "...), oneLine(c.Last.Message)...)
	case c.State != health.Healthy && !reasons:
		b = append(b, ": reason withheld"...)
	}
	if c.Stale {
		b = fmt.Appendf(b, " (stale: %v old)", c.Age)
	}
	if !c.HungSince.IsZero() {
		b = append(b, " (still running)"...)
	}
	return append(b, '\n')
}

// oneLine keeps a message from forging further lines.
func oneLine(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return !strconv.IsPrint(r) }) {
		return strconv.Quote(s)
	}
	return s
}
