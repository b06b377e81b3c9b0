// Package dashboard is a page on which one sees a runtime work: every worker's
// tasks as they run, what was planned and why, how long it took against the
// estimate, memory, throughput, health and errors.
//
//	d, err := dashboard.New(dashboard.Options{})
//	rt, err := scicore.NewRuntime().WithObserver(d).Build()
//	mux.Handle("/scicore/", http.StripPrefix("/scicore", d.Handler()))
//
// The handler serves one page with nothing from elsewhere, a stream of events
// for it, and the same as JSON. It binds to no address, and whoever reaches it
// sees the names of operations, shapes and errors: put it behind what guards
// the service, by Options.Protect.
//
// While nobody looks, a dashboard counts nothing and remembers errors only.
// While somebody does, all evaluations are counted, and at most Options.Rate of
// them a second are followed; the page says how many of how many.
package dashboard
