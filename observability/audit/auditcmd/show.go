package auditcmd

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/scicore-go/scicore/observability/audit"
)

func show(c *call) int {
	from := c.flags.Uint64("from", 0, "first entry; the first that is kept if 0")
	to := c.flags.Uint64("to", math.MaxUint64, "entry to stop before")
	asJSON := c.flags.Bool("json", false, "one JSON object a line")
	dir, err := c.parse("folder")
	if err != nil {
		return c.fail(err)
	}
	v, err := audit.OpenView(c.ctx, dir, c.keys...)
	if err != nil {
		return c.fail(err)
	}
	defer v.Close()
	if *from == 0 {
		*from = v.First()
	}
	if err := c.print(v, *from, *to, *asJSON); err != nil {
		return c.fail(err)
	}
	return ExitOK
}

func tail(c *call) int {
	n := c.flags.Uint64("n", 10, "entries")
	follow := c.flags.Bool("follow", false, "go on with entries that come, until interrupted")
	asJSON := c.flags.Bool("json", false, "one JSON object a line")
	dir, err := c.parse("folder")
	if err != nil {
		return c.fail(err)
	}
	var next uint64
	for begun := false; ; begun = true {
		v, err := audit.OpenView(c.ctx, dir, c.keys...)
		if err != nil {
			return c.fail(err)
		}
		if !begun {
			next = max(v.Size()-min(*n, v.Size()), v.First())
		}
		err = c.print(v, next, math.MaxUint64, *asJSON)
		next = max(next, v.Size())
		v.Close()
		if err != nil {
			return c.fail(err)
		}
		if !*follow {
			return ExitOK
		}
		select {
		case <-c.ctx.Done():
			return ExitOK
		case <-time.After(300 * time.Millisecond):
		}
	}
}

func (c *call) print(v *audit.View, from, to uint64, asJSON bool) error {
	for e, err := range v.Entries(c.ctx, from, to) {
		if err != nil {
			return err
		}
		text := line(e)
		if asJSON {
			b, err := json.Marshal(object(e))
			if err != nil {
				return err
			}
			text = string(b)
		}
		if _, err := fmt.Fprintln(c.out, text); err != nil {
			return err
		}
	}
	return nil
}

// line shows an entry to people. Everything that came from outside is quoted
// where it could deceive a terminal.
func line(e audit.Entry) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s actor=%s action=%s resource=%s outcome=%s", e.Index, e.Recorded.Format(time.RFC3339Nano),
		quoted(e.Actor), quoted(e.Action), quoted(e.Resource), e.Outcome)
	if !e.Time.IsZero() {
		fmt.Fprintf(&b, " time=%s", e.Time.UTC().Format(time.RFC3339Nano))
	}
	if e.Trace != "" {
		fmt.Fprintf(&b, " trace=%s", quoted(e.Trace))
	}
	if e.ClockBack {
		b.WriteString(" clock-went-back")
	}
	if e.Internal {
		b.WriteString(" by-the-log")
	}
	writeAttrs(&b, "", e.Attrs)
	return b.String()
}

func writeAttrs(b *strings.Builder, path string, attrs []slog.Attr) {
	for _, a := range attrs {
		if a.Value.Kind() == slog.KindGroup {
			writeAttrs(b, path+a.Key+".", a.Value.Group())
			continue
		}
		fmt.Fprintf(b, " %s=%s", quoted(path+a.Key), quoted(text(a.Value)))
		if r, ok := a.Value.Any().(audit.Redacted); ok && r.Commitment != (audit.Commitment{}) {
			fmt.Fprintf(b, "(%s)", r.Commitment)
		}
	}
}

func text(v slog.Value) string {
	if b, ok := v.Any().([]byte); ok {
		return fmt.Sprintf("%x", b)
	}
	return v.String()
}

// quoted quotes what is empty, or has spaces, quotes or anything but printable
// characters.
func quoted(s string) string {
	q := strconv.Quote(s)
	if s == "" || len(q) != len(s)+2 || strings.ContainsAny(s, " =") {
		return q
	}
	return s
}

// object gives an entry its JSON form.
func object(e audit.Entry) map[string]any {
	out := map[string]any{
		"index": e.Index, "recorded": e.Recorded, "monotone": e.Monotone, "actor": e.Actor, "action": e.Action, "resource": e.Resource,
		"outcome": e.Outcome.String(),
	}
	if !e.Time.IsZero() {
		out["time"] = e.Time.UTC().Format(time.RFC3339Nano)
	}
	if e.Trace != "" {
		out["trace"] = e.Trace
	}
	if e.ClockBack {
		out["clock_back"] = true
	}
	if e.Internal {
		out["internal"] = true
	}
	if len(e.Attrs) > 0 {
		out["attrs"] = attrList(e.Attrs)
	}
	return out
}

// attrList keeps the order and repeated keys, which a JSON object would not.
func attrList(attrs []slog.Attr) []map[string]any {
	out := make([]map[string]any, len(attrs))
	for i, a := range attrs {
		var v any = a.Value.Any()
		switch a.Value.Kind() {
		case slog.KindGroup:
			v = attrList(a.Value.Group())
		case slog.KindFloat64:
			if f := a.Value.Float64(); math.IsNaN(f) || math.IsInf(f, 0) {
				v = a.Value.String()
			}
		case slog.KindTime:
			v = a.Value.Time().UTC().Format(time.RFC3339Nano)
		case slog.KindDuration:
			v = a.Value.Duration().String()
		}
		if r, ok := v.(audit.Redacted); ok {
			v = map[string]string{"redacted": r.Rule, "commitment": r.Commitment.String()}
		}
		out[i] = map[string]any{"key": a.Key, "value": v}
	}
	return out
}
