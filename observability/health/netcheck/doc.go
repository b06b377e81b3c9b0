// Package netcheck has health checks of the systems a service depends on: a
// TCP connection, an HTTP answer, a name, a certificate, anything with a ping.
//
// All of them are dependencies: they take part in readiness, and in liveness
// only where the host insists. They run on behalf of probes, so give them
// timeouts shorter than the prober's, and a period if they cost something.
package netcheck
