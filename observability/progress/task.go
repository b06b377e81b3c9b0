package progress

import (
	"context"
	"sync/atomic"
	"time"
)

// Task is work under way. All methods may be called by any number of
// goroutines, and on nil, where they do nothing.
type Task struct {
	done atomic.Int64
	_    [56]byte // workers that add must not slow down those who read the rest

	total atomic.Int64
	note  atomic.Pointer[string]

	root   *root
	ctx    context.Context
	id     uint64
	parent uint64
	name   string
	unit   string
	begun  time.Time

	// Kept by root under its lock.
	over     bool
	rate     rate
	seen     int64     // done at the last look
	looked   time.Time // when that was
	told     Update    // the last that sinks were told
	orphaned time.Time // when its context was first seen to have ended
}

// Start begins a task of total units, [Unknown] if that is not known, and tells
// the context's sink. Without a sink it returns nil. The task must end with
// Done.
func Start(ctx context.Context, name string, total int64, unit string) *Task {
	s, _ := ctx.Value(scopeKey{}).(*scope)
	if s == nil || s.root == nil {
		return nil
	}
	t := &Task{root: s.root, ctx: ctx, parent: s.parent, name: name, unit: unit}
	t.total.Store(max(total, Unknown))
	s.root.begin(t)
	return t
}

// Add counts n units as done.
func (t *Task) Add(n int64) {
	if t != nil {
		t.done.Add(n)
	}
}

// SetTotal corrects the total; < 0 makes it unknown.
func (t *Task) SetTotal(n int64) {
	if t != nil {
		t.total.Store(max(n, Unknown))
	}
}

// SetNote says what the work is at.
func (t *Task) SetNote(note string) {
	if t != nil {
		t.note.Store(&note)
	}
}

// Done ends the task, successfully if err is nil, and tells the sink before it
// returns. Only the first Done counts.
func (t *Task) Done(err error) {
	if t == nil {
		return
	}
	state := Finished
	if err != nil {
		state = Failed
	}
	t.root.end(t, state, err)
}

// Context returns a context in which tasks started are this one's children.
func (t *Task) Context(ctx context.Context) context.Context {
	if t == nil {
		return ctx
	}
	return context.WithValue(ctx, scopeKey{}, &scope{t.root, t.id})
}

type scopeKey struct{}

// scope is what a context carries: whom to tell, and below which task.
type scope struct {
	root   *root
	parent uint64
}
