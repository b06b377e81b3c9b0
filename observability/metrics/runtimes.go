package metrics

import (
	"errors"
	"fmt"
	"sync"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// Runtime is what is watched of a runtime; *scicore.Runtime is one.
type Runtime interface {
	MemoryInUse() int64 // bytes reserved by evaluations running now
	MemoryLimit() int64 // 0: none
	Threads() int
}

// MaxRuntimes is how many runtimes an Observer watches at most.
const MaxRuntimes = 64

// ErrLimit is the sentinel of registrations that would be too many.
var ErrLimit = errors.New("metrics: too many registered")

type registered struct {
	name    string
	source  Runtime
	observe []metric.ObserveOption
}

type runtimes struct {
	mu  sync.RWMutex
	all []*registered
}

func (r *runtimes) each(f func(*registered)) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, one := range r.all {
		f(one)
	}
}

// Register watches the memory and threads of a runtime under a name; the name
// replaces an earlier runtime of that name. A nil runtime ends it.
func (m *Observer) Register(name string, rt Runtime) error {
	r := &m.runtimes
	r.mu.Lock()
	defer r.mu.Unlock()
	kept := make([]*registered, 0, len(r.all)+1)
	for _, one := range r.all {
		if one.name != name {
			kept = append(kept, one)
		}
	}
	if rt != nil {
		if len(kept) >= MaxRuntimes {
			return fmt.Errorf("%w: runtime %q would be number %d of %d", ErrLimit, name, len(kept)+1, MaxRuntimes)
		}
		kept = append(kept, &registered{name, rt, []metric.ObserveOption{
			metric.WithAttributeSet(attribute.NewSet(attribute.String("scicore.runtime.name", name)))}})
	}
	r.all = kept
	return nil
}
