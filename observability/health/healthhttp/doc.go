// Package healthhttp answers health probes over HTTP by the conventions of
// Kubernetes.
//
//	/livez            would a restart help?
//	/readyz, /ready   may work be sent?
//	/startupz         has it come up?
//	/health, /healthz all checks
//	/readyz/name      one check
//
// The status is 200 while the state is healthy or degraded and 503 otherwise.
// The body is one word. "?verbose" lists the checks, "Accept: application/json"
// or "?format=json" gives them as JSON, "?exclude=name" leaves one out and may
// be repeated. The lists hold names, states and figures of the runs; reasons,
// which may hold addresses and secrets, are withheld unless [Options] says who
// may read them.
//
// Handlers bind to nothing: mount them on a server of yours.
package healthhttp
