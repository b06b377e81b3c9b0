package netcheck

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/scicore-go/scicore/observability/health"
)

// DNSOptions say whom to ask and what to expect. Nil means defaults.
type DNSOptions struct {
	Resolver     *net.Resolver // nil: net.DefaultResolver
	MinAddresses int           // fewer are Degraded, none Unhealthy; 0: 1
	Slow         time.Duration // an answer that took longer is Degraded; 0: none
}

// DNS checks that a host's name has addresses.
func DNS(name, host string, o *DNSOptions) health.Check {
	var opts DNSOptions
	if o != nil {
		opts = *o
	}
	if opts.Resolver == nil {
		opts.Resolver = net.DefaultResolver
	}
	c := health.NewCheck(name, func(ctx context.Context) health.Result { return opts.check(ctx, host) }).WithDependency()
	if host == "" {
		c = c.WithFault(errors.New("host: must not be empty"))
	}
	if opts.MinAddresses < 0 || opts.Slow < 0 {
		c = c.WithFault(fmt.Errorf("min addresses %d, slow %v: must be >= 0", opts.MinAddresses, opts.Slow))
	}
	return c
}

func (o DNSOptions) check(ctx context.Context, host string) health.Result {
	begin := time.Now()
	addrs, err := o.Resolver.LookupNetIP(ctx, "ip", host)
	took := time.Since(begin)
	if err != nil {
		return health.Fail(err)
	}
	details := []slog.Attr{slog.String("host", host), slog.Int("addresses", len(addrs)), slog.Duration("took", took)}
	if len(addrs) < o.MinAddresses {
		return health.Degrade(fmt.Sprintf("%s has %d addresses, wanted %d", host, len(addrs), o.MinAddresses), details...)
	}
	return slow("lookup "+host, took, o.Slow, details)
}
