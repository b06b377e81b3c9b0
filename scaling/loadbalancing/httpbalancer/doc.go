// Package httpbalancer sends HTTP requests to the nodes of a load balancer.
//
//	lb, err := loadbalancing.New().WithNodes(nodes...).Build()
//	t, err := httpbalancer.New(lb).WithRetries(2).Build()
//	client := &http.Client{Transport: t}
//	resp, err := client.Get("http://orders/42") // any of the nodes
//
// A [Transport] is an http.RoundTripper. It picks a node for each attempt,
// puts the node's URL in place of the request's, and tells the balancer how
// it went. What fails is tried again elsewhere, where that is safe: a method
// that may be repeated (RFC 9110, 9.2.2) or a request with an Idempotency-Key,
// and a body that can be sent again; any request that never left this machine.
//
// Retries and hedges draw on one [Budget], so that a service in trouble is not
// given more to do: at most a fifth of the requests besides a few a second.
//
// It is a package of its own since it links an HTTP client and, for the
// adaptive limit of concurrency, failsafe-go.
package httpbalancer
