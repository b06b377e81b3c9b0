// Package httpmetrics measures HTTP servers and clients by OpenTelemetry's
// semantic conventions and carries traces through them.
//
//	h, err := httpmetrics.New(&httpmetrics.Options{Application: app})
//	server.Handler = h.Middleware(mux)
//	client.Transport = h.Transport(nil)
//
// Requests are told apart by route, the pattern of http.ServeMux that took
// them, never by path; method, status and scheme are of known sets. Whatever a
// client sends, the number of series stays bounded.
package httpmetrics
