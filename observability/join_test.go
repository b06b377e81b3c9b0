package observability_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/scicore-go/scicore/observability"
)

type listener struct {
	name string
	log  *[]string
}

func (*listener) Planned(*observability.Plan)                           {}
func (*listener) BeginStage(ctx context.Context, _ int) context.Context { return ctx }
func (*listener) EndStage(int, error)                                   {}
func (l *listener) End(o observability.Outcome)                         { *l.log = append(*l.log, l.name) }

type shared struct{ listener }

func (*shared) Shared() {}

type brief struct{ listener }

func (*brief) Brief() {}

// observer hands out one listener, or a new one each time.
type observer struct {
	made      func() observability.Listener
	attention observability.Attention
}

type markKey struct{ *observer }

func (o *observer) Begin(ctx context.Context, _ string) (context.Context, observability.Listener) {
	return context.WithValue(ctx, markKey{o}, true), o.made()
}

func (o *observer) BeginDirect(ctx context.Context, door string) (context.Context, observability.Listener, observability.Attention) {
	if o.attention == observability.Nothing {
		return ctx, nil, observability.Nothing
	}
	ctx, l := o.Begin(ctx, door)
	return ctx, l, o.attention
}

func always(l observability.Listener) func() observability.Listener {
	return func() observability.Listener { return l }
}

func TestJoinedDirectObservers(t *testing.T) {
	var log []string
	a := &observer{always(&shared{listener{"a", &log}}), observability.Faults}
	b := &observer{always(&shared{listener{"b", &log}}), observability.Timed}
	c := &observer{always(&shared{listener{"c", &log}}), observability.Ends}
	deaf := &observer{}
	for _, x := range []struct {
		all  []observability.Observer
		most observability.Attention
		want []string
	}{
		{[]observability.Observer{deaf, deaf}, observability.Nothing, nil},
		{[]observability.Observer{deaf, a}, observability.Faults, []string{"a"}},
		{[]observability.Observer{a, deaf, b}, observability.Timed, []string{"b", "a"}},
		{[]observability.Observer{b, observability.Join(a, deaf), c}, observability.Timed, []string{"c", "a", "b"}},
		{[]observability.Observer{a, a, c, c, a, b}, observability.Timed, []string{"b", "a", "c", "c", "a", "a"}},
	} {
		j := observability.AsDirect(observability.Join(x.all...))
		for range 2 { // made and remembered
			log = nil
			ctx, l, most := j.BeginDirect(context.Background(), "eval")
			if most != x.most || (l == nil) != (x.want == nil) {
				t.Errorf("attention %v of %v", most, x.want)
			}
			if l != nil {
				l.End(observability.Outcome{})
			}
			if !slices.Equal(log, x.want) {
				t.Errorf("heard %v, want %v", log, x.want)
			}
			for _, o := range x.all {
				if o, ok := o.(*observer); ok && o != deaf && ctx.Value(markKey{o}) == nil {
					t.Error("the context did not come through")
				}
			}
		}
	}
}

// A listener of one evaluation is never taken for that of another.
func TestListenersOfOneEvaluation(t *testing.T) {
	var log []string
	n := 0
	names := []string{"first", "second", "third"}
	own := &observer{func() observability.Listener { n++; return &listener{names[n-1], &log} }, observability.Everything}
	other := &observer{always(&shared{listener{"s", &log}}), observability.Timed}
	j := observability.AsDirect(observability.Join(other, own, other))
	for range names {
		_, l, _ := j.BeginDirect(context.Background(), "eval")
		l.End(observability.Outcome{})
	}
	want := []string{"s", "first", "s", "s", "second", "s", "s", "third", "s"}
	if !slices.Equal(log, want) {
		t.Errorf("heard %v, want %v", log, want)
	}
}

// plainObserver knows no direct evaluations.
type plainObserver struct{ l observability.Listener }

func (o plainObserver) Begin(ctx context.Context, _ string) (context.Context, observability.Listener) {
	return ctx, o.l
}

func TestAsDirect(t *testing.T) {
	if observability.AsDirect(nil) != nil {
		t.Error("of nil an observer was made")
	}
	var log []string
	for _, c := range []struct {
		l    observability.Listener
		want observability.Attention
	}{
		{nil, observability.Nothing},
		{&brief{listener{"brief", &log}}, observability.Ends},
		{&listener{"full", &log}, observability.Everything},
	} {
		_, l, a := observability.AsDirect(plainObserver{c.l}).BeginDirect(context.Background(), "eval")
		if l != c.l || a != c.want {
			t.Errorf("%v, %v: want %v, %v", l, a, c.l, c.want)
		}
	}
	o := &observer{always(&listener{"l", &log}), observability.Faults}
	if observability.AsDirect(o) != observability.DirectObserver(o) {
		t.Error("one that knows direct evaluations was wrapped")
	}
}

func ExampleJoin() {
	var log []string
	a := plainObserver{&listener{"a", &log}}
	b := plainObserver{&listener{"b", &log}}
	_, l := observability.Join(a, nil, b).Begin(context.Background(), "eval")
	l.End(observability.Outcome{Engine: observability.Direct})
	fmt.Println(log) // as calls nest
	// Output: [b a]
}
