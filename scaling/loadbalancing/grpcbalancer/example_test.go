package grpcbalancer_test

import (
	"context"
	"fmt"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/resolver"
	"google.golang.org/grpc/resolver/manual"

	"github.com/scicore-go/scicore/scaling/loadbalancing"
	"github.com/scicore-go/scicore/scaling/loadbalancing/grpcbalancer"
)

// A strategy is registered once, and named in the configuration of clients.
func ExampleRegister() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	server := grpc.NewServer()
	healthpb.RegisterHealthServer(server, health.NewServer())
	done := make(chan struct{})
	go func() { defer close(done); server.Serve(l) }()
	defer func() { server.Stop(); <-done }()

	err = grpcbalancer.Register("example_least_connections", loadbalancing.New().WithAlgorithm(loadbalancing.LeastConnections), nil)
	if err != nil {
		panic(err)
	}
	nodes := manual.NewBuilderWithScheme("example") // dns:/// and others as well
	nodes.InitialState(resolver.State{Addresses: []resolver.Address{{Addr: l.Addr().String()}}})
	conn, err := grpc.NewClient("example:///nodes", grpc.WithResolvers(nodes), grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultServiceConfig(`{"loadBalancingConfig": [{"example_least_connections": {}}]}`))
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	answer, err := healthpb.NewHealthClient(conn).Check(context.Background(), &healthpb.HealthCheckRequest{}, grpc.WaitForReady(true))
	fmt.Println(answer.GetStatus(), err)
	// Output: SERVING <nil>
}
