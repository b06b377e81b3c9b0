package observability

import (
	"context"
	"slices"
)

// Join returns an observer that tells each of several in turn, so that the
// context of one reaches the next. It drops those that are nil; of none it
// makes nil, and of one that one.
func Join(observers ...Observer) Observer {
	var all joined
	for _, o := range observers {
		switch o := o.(type) {
		case nil:
		case joined:
			all = append(all, o...)
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
	return all
}

type joined []Observer

// Begin implements [Observer].
func (all joined) Begin(ctx context.Context, door string) (context.Context, Listener) {
	var first Listener
	var list listeners
	for _, o := range all {
		var l Listener
		if ctx, l = o.Begin(ctx, door); l == nil {
			continue
		}
		switch {
		case first == nil:
			first = l
		case list == nil:
			list = append(make(listeners, 0, len(all)), first, l)
		default:
			list = append(list, l)
		}
	}
	if list == nil {
		return ctx, first
	}
	return ctx, list.together()
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
