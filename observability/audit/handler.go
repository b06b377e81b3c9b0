package audit

import (
	"context"
	"log/slog"
	"slices"
	"strings"
)

// HandlerOptions are the settings of a [Handler]. Nil means the defaults.
type HandlerOptions struct {
	Level slog.Leveler // the lowest level recorded; slog.LevelInfo
	// Async returns from Handle before the record is durable. Errors of
	// records on their way are then seen in the log's Stats and Err only.
	Async bool
	// Keys of attributes outside of groups that become fields of the event.
	// Empty ones are "actor", "resource" and "outcome"; the outcome is one of
	// success, failure, denied and unknown.
	ActorKey, ResourceKey, OutcomeKey string
}

// Handler writes records of log/slog as events: the message is the action, the
// level an attribute called "level", and the attributes that
// [HandlerOptions] name become actor, resource and outcome. It is safe for
// concurrent use.
type Handler struct {
	log    *Log
	opts   HandlerOptions
	fields Event       // what WithAttrs said about actor, resource and outcome
	open   []openGroup // outermost first; the first has no name
}

// openGroup is a group begun by WithGroup, and what WithAttrs put into it.
type openGroup struct {
	name  string
	attrs []slog.Attr
}

// NewHandler returns a handler that records into log.
func NewHandler(log *Log, opts *HandlerOptions) *Handler {
	h := &Handler{log: log, open: []openGroup{{}}}
	if opts != nil {
		h.opts = *opts
	}
	if h.opts.Level == nil {
		h.opts.Level = slog.LevelInfo
	}
	set(&h.opts.ActorKey, "actor")
	set(&h.opts.ResourceKey, "resource")
	set(&h.opts.OutcomeKey, "outcome")
	return h
}

// Enabled reports whether records of a level are recorded.
func (h *Handler) Enabled(_ context.Context, level slog.Level) bool {
	return level >= h.opts.Level.Level()
}

// clone returns a copy whose slices nobody else appends to.
func (h *Handler) clone() *Handler {
	c := *h
	c.open = slices.Clone(h.open)
	last := &c.open[len(c.open)-1]
	last.attrs = slices.Clip(last.attrs)
	return &c
}

// WithAttrs returns a handler whose records carry attrs, too.
func (h *Handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	c := h.clone()
	last := &c.open[len(c.open)-1]
	for _, a := range attrs {
		if len(c.open) > 1 || !c.field(&c.fields, a) {
			last.attrs = append(last.attrs, a)
		}
	}
	return c
}

// WithGroup returns a handler that puts what follows into a group.
func (h *Handler) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	c := h.clone()
	c.open = append(c.open, openGroup{name: name})
	return c
}

// Handle records r. Unless the handler is asynchronous, it returns when the
// record is durable.
func (h *Handler) Handle(ctx context.Context, r slog.Record) error {
	ev := h.fields
	ev.Time, ev.Action = r.Time, r.Message
	last := h.open[len(h.open)-1]
	attrs := slices.Clip(last.attrs)
	r.Attrs(func(a slog.Attr) bool {
		if len(h.open) > 1 || !h.field(&ev, a) {
			attrs = append(attrs, a)
		}
		return true
	})
	for i := len(h.open) - 1; i > 0; i-- {
		attrs = append(slices.Clip(h.open[i-1].attrs), slog.Attr{Key: h.open[i].name, Value: slog.GroupValue(attrs...)})
	}
	ev.Attrs = append([]slog.Attr{slog.String(slog.LevelKey, r.Level.String())}, attrs...)
	p, err := h.log.AppendAsync(ctx, ev)
	if err != nil || h.opts.Async {
		return err
	}
	_, err = p.Wait(ctx)
	return err
}

// field takes an attribute that is one of the event's fields.
func (h *Handler) field(ev *Event, a slog.Attr) bool {
	switch a.Key {
	case h.opts.ActorKey:
		ev.Actor = plain(a.Value).String()
	case h.opts.ResourceKey:
		ev.Resource = plain(a.Value).String()
	case h.opts.OutcomeKey:
		i := slices.Index(outcomeNames[:], strings.ToLower(plain(a.Value).String()))
		if i < 0 {
			return false
		}
		ev.Outcome = Outcome(i)
	default:
		return false
	}
	return true
}
