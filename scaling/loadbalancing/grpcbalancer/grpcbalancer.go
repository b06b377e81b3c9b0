// Package grpcbalancer balances the calls of gRPC clients by the strategies
// of package loadbalancing.
//
//	err := grpcbalancer.Register("scicore_adaptive", loadbalancing.New().WithCircuitBreaker(breaker.New()), nil)
//	conn, err := grpc.NewClient("dns:///orders:50051",
//		grpc.WithDefaultServiceConfig(`{"loadBalancingConfig": [{"scicore_adaptive": {}}]}`))
//
// Each client has a balancer of its own. Its nodes are the addresses that are
// connected; calls tell it how they ended. It is a package of its own since it
// links gRPC.
package grpcbalancer

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"google.golang.org/grpc/balancer"
	"google.golang.org/grpc/balancer/base"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/resolver"
	"google.golang.org/grpc/status"

	"github.com/scicore-go/scicore/scaling/loadbalancing"
)

// Options of [Register].
type Options struct {
	// Node describes an address; its ID must be different for each. nil: the
	// address alone.
	Node func(resolver.Address) loadbalancing.Node
	// Key returns what hashing strategies place a call by, "" for none; nil:
	// none.
	Key func(ctx context.Context, method string) string
	// Built is told the balancer of each client, to ask it for metrics.
	Built func(target string, lb *loadbalancing.Balancer)
}

// Register makes a strategy known to gRPC under a name, which service configs
// use. As gRPC's own registry it is for the whole process and must be called
// before clients are made; a name that is taken is an error.
func Register(name string, b loadbalancing.Builder, o *Options) error {
	if name == "" {
		return errors.New("grpcbalancer: name must be given")
	}
	if balancer.Get(name) != nil {
		return fmt.Errorf("grpcbalancer: %q is registered already", name)
	}
	if _, err := b.Build(); err != nil { // each client builds its own: faults are told now
		return fmt.Errorf("grpcbalancer: %w", err)
	}
	set := Options{}
	if o != nil {
		set = *o
	}
	if set.Node == nil {
		set.Node = func(a resolver.Address) loadbalancing.Node { return loadbalancing.Node{ID: a.Addr} }
	}
	balancer.Register(builder{name, b, set})
	return nil
}

type builder struct {
	name string
	lb   loadbalancing.Builder
	set  Options
}

func (b builder) Name() string { return b.name }

// Build makes the balancer of one client.
func (b builder) Build(cc balancer.ClientConn, o balancer.BuildOptions) balancer.Balancer {
	p := &pickers{set: b.set}
	p.lb, p.err = b.lb.Build()
	if p.err == nil && b.set.Built != nil {
		b.set.Built(o.Target.String(), p.lb)
	}
	return base.NewBalancerBuilder(b.name, p, base.Config{HealthCheck: true}).Build(cc, o)
}

// pickers keeps one balancer's nodes to the connections that are ready.
type pickers struct {
	set Options
	lb  *loadbalancing.Balancer
	err error

	mu    sync.Mutex
	known map[string]loadbalancing.Node
}

// Build is called by gRPC whenever the ready connections change.
func (p *pickers) Build(info base.PickerBuildInfo) balancer.Picker {
	if p.err != nil {
		return base.NewErrPicker(p.err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	conns := make(map[string]balancer.SubConn, len(info.ReadySCs))
	nodes := make(map[string]loadbalancing.Node, len(info.ReadySCs))
	for conn, about := range info.ReadySCs {
		n := p.set.Node(about.Address)
		conns[n.ID], nodes[n.ID] = conn, n
	}
	if err := p.follow(nodes); err != nil {
		return base.NewErrPicker(err)
	}
	if len(conns) == 0 {
		return base.NewErrPicker(balancer.ErrNoSubConnAvailable)
	}
	return &picker{p, conns}
}

// follow makes the nodes those of the ready connections.
func (p *pickers) follow(nodes map[string]loadbalancing.Node) error {
	var errs []error
	for id := range p.known {
		if _, stays := nodes[id]; !stays {
			errs = append(errs, p.lb.RemoveNode(id))
		}
	}
	var add []loadbalancing.Node
	for id, n := range nodes {
		before, there := p.known[id]
		switch {
		case !there:
			add = append(add, n)
		case before.Weight != n.Weight:
			errs = append(errs, p.lb.SetWeight(id, n.Weight))
		}
	}
	p.known = nodes
	return errors.Join(append(errs, p.lb.AddNode(add...))...)
}

// picker chooses among the connections of one moment.
type picker struct {
	*pickers
	conns map[string]balancer.SubConn
}

func (p *picker) Pick(info balancer.PickInfo) (balancer.PickResult, error) {
	var r loadbalancing.Request
	if p.set.Key != nil {
		if k := p.set.Key(info.Ctx, info.FullMethodName); k != "" {
			r.Key = loadbalancing.HashKey(k)
		}
	}
	ticket, err := p.lb.Pick(r)
	if err != nil { // gRPC asks again when a connection is ready
		return balancer.PickResult{}, balancer.ErrNoSubConnAvailable
	}
	conn := p.conns[ticket.Node().ID]
	if conn == nil { // the nodes are newer than this picker, which gRPC replaces
		ticket.Done(loadbalancing.Outcome{Result: loadbalancing.Canceled})
		return balancer.PickResult{}, balancer.ErrNoSubConnAvailable
	}
	began := time.Now()
	return balancer.PickResult{SubConn: conn, Done: func(d balancer.DoneInfo) {
		ticket.Done(loadbalancing.Outcome{Result: judge(d), Latency: time.Since(began)})
	}}, nil
}

// judge says what the end of a call tells about the node.
func judge(d balancer.DoneInfo) loadbalancing.Result {
	switch status.Code(d.Err) {
	case codes.Unavailable, codes.Internal, codes.DataLoss, codes.Unknown, codes.DeadlineExceeded:
		return loadbalancing.Failure
	case codes.ResourceExhausted:
		return loadbalancing.RateLimited
	case codes.Canceled:
		return loadbalancing.Canceled
	}
	return loadbalancing.Success // the caller's own mistakes among them
}
