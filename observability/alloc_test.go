//go:build !race

package observability_test

import (
	"context"
	"testing"

	"github.com/scicore-go/scicore/observability"
)

func TestJoinedListenersAllocateNothing(t *testing.T) {
	var log []string
	quiet := &shared{listener{"", &log}}
	a, b := &quietObserver{quiet}, &quietObserver{&shared{listener{"", &log}}}
	ctx := context.Background()
	for n, j := range map[string]observability.DirectObserver{
		"two":  observability.AsDirect(observability.Join(a, b)),
		"four": observability.AsDirect(observability.Join(a, b, a, b)),
	} {
		if got := testing.AllocsPerRun(100, func() { j.BeginDirect(ctx, "eval") }); got != 0 {
			t.Errorf("%s: %v allocations", n, got)
		}
	}
}

type quietObserver struct{ l observability.Listener }

func (o *quietObserver) Begin(ctx context.Context, _ string) (context.Context, observability.Listener) {
	return ctx, o.l
}

func (o *quietObserver) BeginDirect(ctx context.Context, _ string) (context.Context, observability.Listener, observability.Attention) {
	return ctx, o.l, observability.Timed
}
