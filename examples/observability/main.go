// Observability runs a small service under load with everything on: a page to
// see it work, Prometheus metrics, traces, probes, an audit log, profiles of
// what is slow. It prints where to look, and at the end what was seen.
//
//	go run ./examples/observability            # four seconds
//	go run ./examples/observability -for 10m   # time to look around
//
// What it does is in service.toml beside this file, or that which -config
// names, and in the environment. Spans go to the collector that
// SCICORE_OBSERVABILITY_TRACING_ENDPOINT names, if it names one. grafana.json
// and alerts.yml are for Grafana and Prometheus.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"time"
)

func main() {
	var o options
	flag.DurationVar(&o.runFor, "for", 4*time.Second, "how long the load lasts")
	flag.StringVar(&o.address, "address", "127.0.0.1:0", "where to serve")
	flag.StringVar(&o.dir, "dir", "", "where the audit log and profiles go; empty: a directory that is removed at the end")
	flag.StringVar(&o.config, "config", "", "file of settings; empty: a copy of service.toml")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		log.Fatal("observability: ", err)
	}
}

type options struct {
	runFor       time.Duration
	address, dir string
	config       string
}

func run(ctx context.Context, o options) (err error) {
	if o.dir == "" {
		if o.dir, err = os.MkdirTemp("", "scicore-observability"); err != nil {
			return err
		}
		defer os.RemoveAll(o.dir)
	}
	live, file, err := openSettings(o.config, o.dir)
	if err != nil {
		return err
	}
	s, err := newService(ctx, o.dir, live)
	if err != nil {
		return err
	}
	watching, stop := context.WithCancel(ctx)
	defer stop()
	go live.Watch(watching, time.Second, s.reloaded)
	defer func() { err = errors.Join(err, s.close()) }()
	listener, err := net.Listen("tcp", o.address)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: s.handler(), ReadHeaderTimeout: 5 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()

	defer s.collect(ctx)()
	s.whereToLook("http://"+listener.Addr().String(), file)
	lost := load(ctx, "http://"+listener.Addr().String(), o.runFor)

	if err := s.drain(server); err != nil {
		return err
	}
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return s.summary(lost)
}

func (s *service) whereToLook(url, file string) {
	fmt.Printf(`look at
  %s/scicore/         the page: tasks, plans, memory, health, errors
  %[1]s/metrics          for Prometheus
  %[1]s/metrics.json     machine, application and business
  %[1]s/readyz?verbose   and /livez, /startupz, /health
  %[1]s/debug/pprof/     CPU profiles carry the operation as a label
  %[2]s   the audit log: go run ./observability/audit/cmd/scicore-audit verify …
  %[3]s   traces of slow evaluations, for go tool trace
  %[4]s   settings: change them while it runs
  curl -d '{"operation": "sum(x*x)", "inputs": {"x": [1, 2, 3]}}' %[1]s/compute

`, url, s.trail, filepath.Join(s.dir, "slow"), file)
}
