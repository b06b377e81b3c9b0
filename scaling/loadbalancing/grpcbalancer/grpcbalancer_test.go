package grpcbalancer_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/resolver"
	"google.golang.org/grpc/resolver/manual"
	"google.golang.org/grpc/status"

	"github.com/scicore-go/scicore/internal/leak"
	"github.com/scicore-go/scicore/scaling/loadbalancing"
	"github.com/scicore-go/scicore/scaling/loadbalancing/grpcbalancer"
)

func TestMain(m *testing.M) { leak.Main(m) }

// node is a real gRPC server with the standard health service.
type node struct {
	address string
	server  *grpc.Server
	hits    atomic.Int64
	answer  func() error // nil: as the service answers
}

func newNode(t *testing.T, answer func() error) *node {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n := &node{address: l.Addr().String(), answer: answer}
	n.server = grpc.NewServer(grpc.UnaryInterceptor(func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, h grpc.UnaryHandler) (any, error) {
		n.hits.Add(1)
		if n.answer != nil {
			if err := n.answer(); err != nil {
				return nil, err
			}
		}
		return h(ctx, req)
	}))
	healthpb.RegisterHealthServer(n.server, health.NewServer())
	done := make(chan struct{})
	go func() { defer close(done); n.server.Serve(l) }()
	t.Cleanup(func() { n.server.Stop(); <-done })
	return n
}

var names atomic.Int64

// dial returns a client of nodes whose addresses the resolver may change.
func dial(t *testing.T, b loadbalancing.Builder, o grpcbalancer.Options, nodes ...*node) (healthpb.HealthClient, *manual.Resolver, func() *loadbalancing.Balancer) {
	t.Helper()
	var lb atomic.Pointer[loadbalancing.Balancer]
	o.Built = func(_ string, b *loadbalancing.Balancer) { lb.Store(b) }
	name := fmt.Sprintf("scicore_test_%d", names.Add(1))
	if err := grpcbalancer.Register(name, b, &o); err != nil {
		t.Fatal(err)
	}
	r := manual.NewBuilderWithScheme("test")
	r.InitialState(resolver.State{Addresses: addresses(nodes...)})
	conn, err := grpc.NewClient("test:///nodes", grpc.WithResolvers(r), grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultServiceConfig(fmt.Sprintf(`{"loadBalancingConfig": [{%q: {}}]}`, name)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return healthpb.NewHealthClient(conn), r, lb.Load
}

func addresses(nodes ...*node) (out []resolver.Address) {
	for _, n := range nodes {
		out = append(out, resolver.Address{Addr: n.address})
	}
	return out
}

func check(c healthpb.HealthClient) error {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	_, err := c.Check(ctx, &healthpb.HealthCheckRequest{}, grpc.WaitForReady(true))
	return err
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within 20 s: %s", what)
		}
	}
}

// ready waits until so many nodes are connected.
func ready(t *testing.T, c healthpb.HealthClient, lb func() *loadbalancing.Balancer, n int) {
	t.Helper()
	eventually(t, fmt.Sprintf("%d nodes", n), func() bool {
		check(c)
		return lb() != nil && len(lb().Nodes()) == n
	})
}

func TestCallsAreShared(t *testing.T) {
	nodes := []*node{newNode(t, nil), newNode(t, nil), newNode(t, nil)}
	c, _, lb := dial(t, loadbalancing.New().WithAlgorithm(loadbalancing.RoundRobin), grpcbalancer.Options{}, nodes...)
	ready(t, c, lb, 3)
	for _, n := range nodes {
		n.hits.Store(0)
	}
	for range 90 {
		if err := check(c); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range nodes {
		if h := n.hits.Load(); math.Abs(float64(h)-30) > 1 {
			t.Errorf("%d of 90 calls", h)
		}
	}
	eventually(t, "nothing in flight", func() bool { return lb().Metrics().InFlight == 0 })
	if m := lb().Metrics(); m.Failures != 0 || m.Nodes[0].Latency <= 0 {
		t.Errorf("%+v", m)
	}
}

// A node that fails at once loses its traffic. A busy machine may let it be
// forgiven for a while, but not each time.
func TestFailingNode(t *testing.T) {
	bad := newNode(t, func() error { return status.Error(codes.Unavailable, "failing") })
	nodes := []*node{newNode(t, nil), bad, newNode(t, nil)}
	c, _, lb := dial(t, loadbalancing.New(), grpcbalancer.Options{}, nodes...)
	ready(t, c, lb, 3)
	eventually(t, "it is known to fail", func() bool { check(c); return bad.hits.Load() > 0 })
	n := int64(0)
	for range 5 {
		before := bad.hits.Load()
		for range 500 {
			check(c)
		}
		if n = bad.hits.Load() - before; n <= 10 {
			return
		}
	}
	t.Errorf("%d of 500 calls went to the failing node, at every attempt", n)
}

// Addresses come and go while calls are made.
func TestAddressesChange(t *testing.T) {
	a, b := newNode(t, nil), newNode(t, nil)
	c, r, lb := dial(t, loadbalancing.New().WithAlgorithm(loadbalancing.RoundRobin), grpcbalancer.Options{}, a)
	ready(t, c, lb, 1)
	r.UpdateState(resolver.State{Addresses: addresses(a, b)})
	ready(t, c, lb, 2)
	r.UpdateState(resolver.State{Addresses: addresses(b)})
	ready(t, c, lb, 1)
	before := a.hits.Load()
	for range 20 {
		if err := check(c); err != nil {
			t.Fatal(err)
		}
	}
	if a.hits.Load() != before {
		t.Error("a removed address is still called")
	}
	// One that dies is gone from the balancer, and calls go on.
	r.UpdateState(resolver.State{Addresses: addresses(a, b)})
	ready(t, c, lb, 2)
	b.server.Stop()
	ready(t, c, lb, 1)
	if err := check(c); err != nil {
		t.Error(err)
	}
}

func TestHowCallsEnd(t *testing.T) {
	var code atomic.Uint32
	n := newNode(t, func() error { return status.Error(codes.Code(code.Load()), "") })
	c, _, lb := dial(t, loadbalancing.New(), grpcbalancer.Options{Key: func(_ context.Context, method string) string { return method }}, n)
	ready(t, c, lb, 1)
	for _, tc := range []struct {
		code codes.Code
		of   func(loadbalancing.NodeMetrics) int64
	}{
		{codes.OK, func(m loadbalancing.NodeMetrics) int64 { return m.Successes }},
		{codes.NotFound, func(m loadbalancing.NodeMetrics) int64 { return m.Successes }},
		{codes.Unavailable, func(m loadbalancing.NodeMetrics) int64 { return m.Failures }},
		{codes.Internal, func(m loadbalancing.NodeMetrics) int64 { return m.Failures }},
		{codes.ResourceExhausted, func(m loadbalancing.NodeMetrics) int64 { return m.RateLimited }},
		{codes.Canceled, func(m loadbalancing.NodeMetrics) int64 { return m.Canceled }},
	} {
		code.Store(uint32(tc.code))
		before := tc.of(lb().Metrics().Nodes[0])
		if err := check(c); status.Code(err) != tc.code {
			t.Errorf("%v: %v", tc.code, err)
		}
		eventually(t, tc.code.String(), func() bool { return tc.of(lb().Metrics().Nodes[0]) == before+1 })
	}
}

func TestRegisterRefuses(t *testing.T) {
	if err := grpcbalancer.Register("", loadbalancing.New(), nil); err == nil {
		t.Error("no name")
	}
	if err := grpcbalancer.Register("round_robin", loadbalancing.New(), nil); err == nil || !strings.Contains(err.Error(), "registered already") {
		t.Error(err)
	}
	if err := grpcbalancer.Register("scicore_bad", loadbalancing.New().WithPanicThreshold(7), nil); err == nil || errors.Unwrap(err) == nil {
		t.Error(err)
	}
}
