package netcheck

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/scicore-go/scicore/observability/health"
)

// TCP checks that something accepts connections at address, host:port.
func TCP(name, address string) health.Check {
	c := health.NewCheck(name, func(ctx context.Context) health.Result {
		begin := time.Now()
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
		if err != nil {
			return health.Fail(err)
		}
		conn.Close() // nothing was written that could be lost
		return health.Pass(slog.String("address", address), slog.Duration("took", time.Since(begin)))
	}).WithDependency()
	if _, _, err := net.SplitHostPort(address); err != nil {
		c = c.WithFault(fmt.Errorf("address %q: must be host:port: %w", address, err))
	}
	return c
}
