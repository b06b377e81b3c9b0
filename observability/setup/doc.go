// Package setup makes what a service is watched with from the section
// [observability] of its settings, and changes it while the service runs.
//
//	[observability]
//	service_name     = "solver"
//	metrics_path     = "/metrics"                   # where scrapes are answered
//	metrics_endpoint = "http://collector:4318"      # and where metrics are sent
//	tracing_endpoint = "http://collector:4318"
//	tracing_ratio    = 0.01
//	log_level        = "info"
//
// Each key has its variable, SCICORE_OBSERVABILITY_TRACING_RATIO for the last
// but one; see package config.
//
//	type Settings struct {
//		Runtime       scicore.Settings `toml:"runtime"`
//		Observability setup.Settings   `toml:"observability"`
//	}
//	live, err := config.Open(config.Source{File: file}, Settings{Observability: setup.Defaults()})
//	t, err := setup.Build(ctx, live.Current().Observability)
//	defer t.Shutdown(ctx)
//	rt, err := scicore.NewRuntime().WithObserver(t.Observer()).Build()
//	setup.Follow(live, t, func(s Settings) setup.Settings { return s.Observability })
//	go live.Watch(ctx, 5*time.Second, nil)
//
// Nothing listens to an address, and with neither endpoint nothing is sent.
// Providers and observers stay the same for as long as a [Telemetry] lives;
// what changes behind them is where spans and metrics go and how many are
// kept. A change is made whole or not at all: what cannot be built leaves
// everything as it was, and [Telemetry.Status] tells why.
package setup
