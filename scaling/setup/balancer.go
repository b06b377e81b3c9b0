package setup

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/scicore-go/scicore/config"
	"github.com/scicore-go/scicore/scaling/loadbalancing"
)

// Balancer is a loadbalancing.Balancer whose nodes follow settings. Nodes that
// the host adds beside them are the host's. It is safe for concurrent use.
type Balancer struct {
	*loadbalancing.Balancer

	mu       sync.Mutex
	settings LoadBalancing
	status   Status
}

// NewBalancer returns the balancer of a section, or an error that tells every
// fault at once. Build, where it is not nil, is what the host sets besides,
// such as a listener.
func NewBalancer(l LoadBalancing, build func(loadbalancing.Builder) loadbalancing.Builder) (*Balancer, error) {
	if err := config.Validate("settings", &l); err != nil {
		return nil, err
	}
	described := l.Builder()
	if build != nil {
		described = build(described)
	}
	b, err := described.Build()
	if err != nil {
		return nil, err
	}
	return &Balancer{Balancer: b, settings: l.clone(), status: Status{Generation: 1, Applied: time.Now()}}, nil
}

func (l LoadBalancing) clone() LoadBalancing {
	l.Nodes = slices.Clone(l.Nodes)
	return l
}

// Settings returns what is in force.
func (b *Balancer) Settings() LoadBalancing {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.settings.clone()
}

// Status tells how the last change went.
func (b *Balancer) Status() Status {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.status
}

// Apply makes the nodes those of other settings: new ones are added, those
// that are missing removed, weights changed; what is in flight goes on. A node
// that has moved is removed and added. What is not about nodes cannot change
// while the balancer is in use, and is an error; then nothing changes.
func (b *Balancer) Apply(l LoadBalancing) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	err := config.Validate("settings", &replacement{l, b.settings})
	if err == nil {
		err = b.move(l.Nodes)
	}
	if err != nil {
		b.status.Err, b.status.Failed = err, time.Now()
		return err
	}
	b.settings = l.clone()
	b.status = Status{Generation: b.status.Generation + 1, Applied: time.Now()}
	return nil
}

// replacement is settings that are to follow others. What settings check
// themselves is told by their own Check.
type replacement struct {
	LoadBalancing
	from LoadBalancing
}

// Check implements [config.Checker].
func (r *replacement) Check(f *config.Faults) {
	now, was := reflect.ValueOf(r.LoadBalancing), reflect.ValueOf(r.from)
	for i := range now.NumField() {
		key := now.Type().Field(i).Tag.Get("toml")
		if key != "nodes" && !now.Field(i).Equal(was.Field(i)) {
			f.Add(key, now.Field(i).Interface(), fmt.Sprintf("cannot change while the balancer is in use, from %#v: restart it", was.Field(i).Interface()))
		}
	}
}

// move makes the nodes of the settings others. Nodes are added first: between
// the two there are too many rather than none.
func (b *Balancer) move(to []Node) error {
	before := map[string]Node{}
	for _, n := range b.settings.Nodes {
		before[n.ID] = n
	}
	var added []loadbalancing.Node
	var moved, weighed []Node
	for _, n := range to {
		was, known := before[n.ID]
		delete(before, n.ID)
		same := was
		same.Weight = n.Weight
		switch {
		case !known:
			added = append(added, n.node())
		case same != n:
			moved = append(moved, n)
		case was.Weight != n.Weight:
			weighed = append(weighed, n)
		}
	}
	if err := b.AddNode(added...); err != nil { // all or none: one may be the host's
		return err
	}
	var errs []error
	for _, n := range moved {
		errs = append(errs, b.gone(n.ID), b.AddNode(n.node()))
	}
	for _, n := range weighed {
		if n.Weight == 0 {
			n.Weight = 1 // as in a description; SetWeight takes it for a standby
		}
		errs = append(errs, b.SetWeight(n.ID, n.Weight))
	}
	for id := range before {
		errs = append(errs, b.gone(id))
	}
	return errors.Join(errs...)
}

// gone removes a node that the host may have removed before.
func (b *Balancer) gone(id string) error {
	if err := b.RemoveNode(id); !errors.Is(err, loadbalancing.ErrUnknownNode) {
		return err
	}
	return nil
}
