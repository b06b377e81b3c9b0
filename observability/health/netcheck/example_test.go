package netcheck_test

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/scicore-go/scicore/observability/health"
	"github.com/scicore-go/scicore/observability/health/netcheck"
)

func Example() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer l.Close()
	ping := func(ctx context.Context) error { return nil } // such as db.PingContext
	reg, err := health.NewRegistry().WithCheck(
		netcheck.TCP("broker", l.Addr().String()).WithTimeout(30*time.Second),
		netcheck.Ping("database", ping, 20*time.Second).WithTimeout(30*time.Second).WithThresholds(3, 1),
		netcheck.HTTP("api", "https://api.example/up", nil).WithPeriod(30*time.Second).WithOptional(),
	).Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer reg.Close(context.Background())
	for _, c := range reg.Probe(context.Background(), health.Readiness, "api").Checks {
		fmt.Println(c.Name, c.State)
	}
	// Output:
	// broker healthy
	// database healthy
}
