package observability

import (
	"context"
	"reflect"
	"slices"
	"sync/atomic"
)

// Join returns an observer that tells each of several in turn, so that the
// context of one reaches the next. It drops those that are nil; of none it
// makes nil, and of one that one.
func Join(observers ...Observer) Observer {
	var all []Observer
	for _, o := range observers {
		switch o := o.(type) {
		case nil:
		case *joined:
			all = append(all, o.all...)
		default:
			all = append(all, o)
		}
	}
	switch len(all) {
	case 0:
		return nil
	case 1:
		return all[0]
	}
	return join(all)
}

// joined is several observers as one.
type joined struct {
	all    []Observer
	direct []DirectObserver      // all; see AsDirect
	last   atomic.Pointer[group] // the listeners of an earlier evaluation
}

func join(all []Observer) *joined {
	j := &joined{all: all}
	for _, o := range all {
		j.direct = append(j.direct, AsDirect(o))
	}
	return j
}

// AsDirect returns an observer as one of direct evaluations; one that is none is
// told of them as of others, and all of them. Of nil it makes nil.
func AsDirect(o Observer) DirectObserver {
	if d, ok := o.(DirectObserver); ok || o == nil {
		return d
	}
	return indirect{o}
}

type indirect struct{ Observer }

func (o indirect) BeginDirect(ctx context.Context, door string) (context.Context, Listener, Attention) {
	ctx, l := o.Begin(ctx, door)
	switch l.(type) {
	case nil:
		return ctx, nil, Nothing
	case BriefListener:
		return ctx, l, Ends
	}
	return ctx, l, Everything
}

// Begin implements [Observer].
func (j *joined) Begin(ctx context.Context, door string) (context.Context, Listener) {
	var room [4]Listener // of more it moves to the heap
	list := room[:0]
	for _, o := range j.all {
		var l Listener
		if ctx, l = o.Begin(ctx, door); l != nil {
			list = append(list, l)
		}
	}
	return ctx, j.together(list)
}

// BeginDirect implements [DirectObserver].
func (j *joined) BeginDirect(ctx context.Context, door string) (context.Context, Listener, Attention) {
	var first Listener
	var most Attention
	for i, o := range j.direct {
		var l Listener
		var a Attention
		if ctx, l, a = o.BeginDirect(ctx, door); a == Nothing {
			continue
		}
		if first != nil {
			return j.beginOthers(ctx, door, i+1, first, l, max(most, a))
		}
		first, most = l, a
	}
	return ctx, first, most
}

// beginOthers goes on with observer i after two that listen.
func (j *joined) beginOthers(ctx context.Context, door string, i int, first, second Listener, most Attention) (context.Context, Listener, Attention) {
	room := [4]Listener{first, second}
	list := room[:2]
	for _, o := range j.direct[i:] {
		var l Listener
		var a Attention
		if ctx, l, a = o.BeginDirect(ctx, door); a != Nothing {
			list, most = append(list, l), max(most, a)
		}
	}
	return ctx, j.together(list), most
}

// group is the listeners of an evaluation and what they are as one.
type group struct {
	list listeners
	one  Listener
}

// together returns the listeners as one, or nil. Listeners that many
// evaluations share are joined once.
func (j *joined) together(list listeners) Listener {
	switch len(list) {
	case 0:
		return nil
	case 1:
		return list[0]
	}
	if g := j.last.Load(); g != nil && slices.Equal(g.list, list) {
		return g.one
	}
	kept := slices.Clone(list) // list stays on the stack
	g := &group{kept, kept.together()}
	if !slices.ContainsFunc(kept, func(l Listener) bool { return !lasting(l) }) {
		j.last.Store(g)
	}
	return g.one
}

// lasting reports whether a listener may be remembered and compared.
func lasting(l Listener) bool {
	_, ok := l.(SharedListener)
	return ok && reflect.TypeOf(l).Comparable()
}

// listeners ends in the opposite order of its beginning, as calls nest.
type listeners []Listener

// together returns the list as one listener, of workers too if one of them is.
func (all listeners) together() Listener {
	if !slices.ContainsFunc(all, func(l Listener) bool { _, brief := l.(BriefListener); return !brief }) {
		return briefListeners{all}
	}
	var work []WorkListener
	for _, l := range all {
		if w, ok := l.(WorkListener); ok {
			work = append(work, w)
		}
	}
	if work == nil {
		return all
	}
	return workListeners{all, work}
}

type briefListeners struct{ listeners }

func (briefListeners) Brief() {}

type workListeners struct {
	listeners
	work []WorkListener
}

func (all workListeners) Work(i, worker int) (end func()) {
	ends := make([]func(), len(all.work))
	for j, l := range all.work {
		ends[j] = l.Work(i, worker)
	}
	return func() {
		for j := len(ends) - 1; j >= 0; j-- {
			ends[j]()
		}
	}
}

func (all listeners) Planned(p *Plan) {
	for _, l := range all {
		l.Planned(p)
	}
}

func (all listeners) BeginStage(ctx context.Context, i int) context.Context {
	for _, l := range all {
		ctx = l.BeginStage(ctx, i)
	}
	return ctx
}

func (all listeners) EndStage(i int, err error) {
	for j := len(all) - 1; j >= 0; j-- {
		all[j].EndStage(i, err)
	}
}

func (all listeners) End(o Outcome) {
	for j := len(all) - 1; j >= 0; j-- {
		all[j].End(o)
	}
}
