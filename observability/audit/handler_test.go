package audit

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"testing"
	"testing/slogtest"
	"time"
)

// asMap gives an entry the shape that slogtest knows.
func asMap(e Entry) map[string]any {
	out := map[string]any{slog.MessageKey: e.Action}
	if !e.Time.IsZero() {
		out[slog.TimeKey] = e.Time
	}
	addAttrs(out, e.Attrs)
	return out
}

func addAttrs(out map[string]any, attrs []slog.Attr) {
	for _, a := range attrs {
		if a.Value.Kind() == slog.KindGroup {
			inner := map[string]any{}
			addAttrs(inner, a.Value.Group())
			out[a.Key] = inner
			continue
		}
		out[a.Key] = a.Value.Any()
	}
}

func TestHandlerIsAHandler(t *testing.T) {
	var l *Log
	slogtest.Run(t, func(t *testing.T) slog.Handler {
		l = mustOpen(t, memDir, &Options{Signer: testSigner(t), fs: newMemFS()})
		return NewHandler(l, nil)
	}, func(t *testing.T) map[string]any {
		defer mustClose(t, l)
		for e, err := range l.Entries(context.Background(), 0, math.MaxUint64) {
			if err != nil {
				t.Fatal(err)
			}
			return asMap(e)
		}
		t.Fatal("no entry")
		return nil
	})
}

func TestHandlerFields(t *testing.T) {
	l := mustOpen(t, memDir, &Options{Signer: testSigner(t), fs: newMemFS()})
	defer mustClose(t, l)
	base := slog.New(NewHandler(l, nil)).With("actor", "ann", "common", 1)
	one, two := base.With("a", 1), base.With("b", 2)
	ctx := WithTrace(context.Background(), "trace-1")
	one.InfoContext(ctx, "delete", "resource", "/x", "outcome", "denied")
	two.WithGroup("g").Info("read", "actor", "not the actor", "outcome", "sideways")
	base.Debug("left out")
	base.Info("odd", "outcome", "sideways")
	want := []string{
		`ann delete /x denied trace-1 [level=INFO common=1 a=1]`,
		`ann read  unknown  [level=INFO common=1 b=2 g=[actor=not the actor outcome=sideways]]`,
		`ann odd  unknown  [level=INFO common=1 outcome=sideways]`,
	}
	n := 0
	for e, err := range l.Entries(context.Background(), 0, math.MaxUint64) {
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprintf("%s %s %s %s %s %v", e.Actor, e.Action, e.Resource, e.Outcome, e.Trace, e.Attrs)
		if n >= len(want) || got != want[n] {
			t.Errorf("entry %d: %s", n, got)
		}
		if time.Since(e.Time) > time.Minute {
			t.Errorf("entry %d: time %v", n, e.Time)
		}
		n++
	}
	if n != len(want) {
		t.Errorf("%d entries", n)
	}
}
