// Package httpprobe asks nodes over HTTP whether they are healthy, for the
// active checks of package loadbalancing. It is a package of its own so that
// balancers that have no use for it link no network client.
package httpprobe

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/scicore-go/scicore/scaling/loadbalancing"
)

// Options describes a probe; nil is the zero Options.
type Options struct {
	Client *http.Client        // nil: one that keeps connections and follows no redirect
	Method string              // "" is GET
	Header http.Header         // sent with each probe
	Status func(code int) bool // which status is healthy; nil: 200…299
}

// Probe asks a node's HealthURL, or its URL where it has none.
type Probe struct{ o Options }

// New returns a probe. Its requests end with the timeout of the health checks.
func New(o *Options) *Probe {
	p := &Probe{}
	if o != nil {
		p.o = *o
		p.o.Header = o.Header.Clone()
	}
	if p.o.Client == nil {
		p.o.Client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	if p.o.Method == "" {
		p.o.Method = http.MethodGet
	}
	if p.o.Status == nil {
		p.o.Status = func(code int) bool { return code >= 200 && code < 300 }
	}
	return p
}

// most is how much of an answer is read, so that its connection can be used
// again.
const most = 64 << 10

// Probe asks one node.
func (p *Probe) Probe(ctx context.Context, n loadbalancing.Node) error {
	url := n.HealthURL
	if url == "" {
		url = n.URL
	}
	if url == "" {
		return fmt.Errorf("httpprobe: node %q has no URL", n.ID)
	}
	req, err := http.NewRequestWithContext(ctx, p.o.Method, url, nil)
	if err != nil {
		return fmt.Errorf("httpprobe: node %q: %w", n.ID, err)
	}
	for k, v := range p.o.Header {
		req.Header[k] = v
	}
	res, err := p.o.Client.Do(req)
	if err != nil {
		return fmt.Errorf("httpprobe: node %q: %w", n.ID, err)
	}
	defer res.Body.Close()
	io.Copy(io.Discard, io.LimitReader(res.Body, most))
	if !p.o.Status(res.StatusCode) {
		return fmt.Errorf("httpprobe: node %q: %s answers %s", n.ID, url, res.Status)
	}
	return nil
}
