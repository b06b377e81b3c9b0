package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/pprof"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/scicore-go/scicore"
	"github.com/scicore-go/scicore/config"
	"github.com/scicore-go/scicore/observability/audit"
	"github.com/scicore-go/scicore/observability/audit/auditpage"
	"github.com/scicore-go/scicore/observability/dashboard"
	"github.com/scicore-go/scicore/observability/health"
	"github.com/scicore-go/scicore/observability/health/healthhttp"
	"github.com/scicore-go/scicore/observability/health/hostcheck"
	"github.com/scicore-go/scicore/observability/metrics"
	"github.com/scicore-go/scicore/observability/metrics/httpmetrics"
	"github.com/scicore-go/scicore/observability/profiling"
	"github.com/scicore-go/scicore/observability/setup"
)

// service computes what requests ask, watched from all sides.
type service struct {
	dir    string
	live   *config.Live[settings]
	rt     *scicore.Runtime
	page   *dashboard.Dashboard
	tel    *setup.Telemetry
	app    *metrics.ApplicationCollector
	all    *metrics.Collector
	billed *metrics.BusinessCounter
	web    *httpmetrics.Instrumentation
	checks *health.Registry
	audit  *audit.Log
	trail  string // where the audit log is
	public string // and its key
	flight *profiling.FlightRecorder
	dumps  atomic.Int64
}

func newService(ctx context.Context, dir string, live *config.Live[settings]) (*service, error) {
	s := &service{dir: dir, live: live, app: metrics.NewApplication()}
	for _, step := range []func(context.Context) error{s.openAudit, s.openTelemetry, s.openCollector, s.openRuntime, s.openChecks} {
		if err := step(ctx); err != nil {
			return nil, errors.Join(err, s.close())
		}
	}
	return s, nil
}

// openAudit opens the log that the settings name; where they name none, one
// in the example's directory with a key of its own.
func (s *service) openAudit(ctx context.Context) error {
	set := s.live.Current().Audit
	if !set.Enabled() {
		set.Directory = filepath.Join(s.dir, "audit")
		secret, _, err := audit.NewKey("observability-example")
		if err != nil {
			return err
		}
		set.Key = config.NewSecret(secret)
	}
	o, err := set.Options()
	if err != nil {
		return err
	}
	s.trail, s.public = set.Directory, o.Signer.Public()
	s.audit, err = audit.Open(ctx, set.Directory, o)
	return err
}

func (s *service) openTelemetry(ctx context.Context) (err error) {
	if s.tel, err = setup.Build(ctx, s.live.Current().Observability); err != nil {
		return err
	}
	setup.Follow(s.live, s.tel, func(all settings) setup.Settings { return all.Observability })
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: s.tel.LogLevel()})))
	s.web, err = httpmetrics.New(&httpmetrics.Options{MeterProvider: s.tel.MeterProvider(), TracerProvider: s.tel.TracerProvider(),
		Application: s.app, User: func(r *http.Request) string { return r.Header.Get("X-User") }})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(s.dir, "slow"), 0o700); err != nil {
		return err
	}
	s.flight, err = profiling.StartFlightRecorder(profiling.FlightOptions{Slow: 250 * time.Millisecond, Sink: s.keep})
	return err
}

// keep writes the execution trace of a slow evaluation to a file.
func (s *service) keep(d profiling.Dump) {
	name := filepath.Join(s.dir, "slow", fmt.Sprintf("slow-%d.trace", s.dumps.Add(1)))
	if err := os.WriteFile(name, d.Trace, 0o600); err != nil {
		slog.Error("the trace of a slow evaluation is lost", "error", err)
	}
}

func (s *service) openRuntime(context.Context) (err error) {
	s.page, err = dashboard.New(dashboard.Options{Title: "scicore: observability example",
		Memory: func() (int64, int64) { return s.rt.MemoryInUse(), s.rt.MemoryLimit() },
		Health: func() health.Report { return s.checks.Snapshot(health.All) }, Audit: auditpage.Source(s.audit)})
	if err != nil {
		return err
	}
	s.rt, err = scicore.NewRuntime().WithSettings(s.live.Current().Runtime).
		WithObserver(s.tel.Observer()).WithObserver(s.page).
		WithObserver(profiling.Labels()).WithObserver(s.flight).Build()
	if err != nil {
		return err
	}
	return s.tel.Metrics().Register("main", s.rt)
}

// reloaded hears of every attempt to load the settings again.
func (s *service) reloaded(err error) {
	if err != nil {
		slog.Error("settings stay as they were", "error", err)
		return
	}
	slog.Info("settings loaded", "telemetry", s.tel.Status().Generation)
}

// settled tells whether the settings in the file are those in force.
func (s *service) settled(context.Context) error {
	return errors.Join(s.live.Status().Err, s.tel.Status().Err)
}

// budget shows a runtime's memory to a check.
type budget struct{ rt *scicore.Runtime }

func (b budget) InUse() int64 { return b.rt.MemoryInUse() }
func (b budget) Limit() int64 { return b.rt.MemoryLimit() }

func (s *service) openChecks(context.Context) (err error) {
	s.checks, err = health.NewRegistry().WithSettings(s.live.Current().Health).WithCheck(
		hostcheck.Memory("budget", budget{s.rt}, nil).WithPeriod(time.Second),
		hostcheck.Disk("disk", s.dir, nil).WithOptional().WithPeriod(time.Second),
		hostcheck.Goroutines("goroutines", nil).WithOptional().WithPeriod(time.Second),
		hostcheck.Clock("clock", nil).WithOptional().WithPeriod(time.Second),
		health.NewCheck("settings", health.FromError(s.settled)).WithOptional().WithPeriod(time.Second),
		health.NewCheck("audit", health.FromError(func(context.Context) error { return s.audit.Err() })).WithPeriod(time.Second),
	).Build()
	return err
}

func (s *service) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST /compute", http.HandlerFunc(s.compute))
	mux.Handle("GET /metrics.json", s.all.Handler())
	mux.Handle("/scicore/", http.StripPrefix("/scicore", s.page.Handler()))
	probes := healthhttp.Handler(s.checks, &healthhttp.Options{OpenDetails: true, Timeout: s.live.Current().Health.AnswerTimeout}) // this address is for operators
	for _, path := range []string{"/livez", "/readyz", "/startupz", "/health"} {
		mux.Handle("GET "+path, probes)
	}
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	return s.web.Middleware(s.tel.Route(mux))
}

// compute answers one request and records who asked for what.
func (s *service) compute(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 16<<20))
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	answer, err := scicore.ComputeJSON(scicore.WithRuntime(r.Context(), s.rt), body)
	outcome, status := audit.Success, http.StatusOK
	if err != nil {
		outcome, status, answer = audit.Failure, http.StatusUnprocessableEntity, []byte(err.Error())
	}
	event := audit.Event{Actor: r.Header.Get("X-User"), Action: "compute", Resource: fmt.Sprintf("%d bytes", len(body)), Outcome: outcome,
		Attrs: []slog.Attr{slog.Int("status", status), slog.String("authorization", r.Header.Get("Authorization"))}}
	if _, err := s.audit.Append(r.Context(), event); err != nil { // what is not recorded is not answered
		http.Error(w, "the audit log does not take entries", http.StatusServiceUnavailable)
		return
	}
	if status == http.StatusOK {
		_ = s.billed.Add(float64(len(body))) // refuses only what is negative
	}
	w.WriteHeader(status)
	_, _ = w.Write(answer)
}

// drain turns readiness off, ends the streams and lets requests finish.
func (s *service) drain(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return errors.Join(s.checks.Drain(ctx), s.page.Close(), server.Shutdown(ctx))
}

// summary tells what each of the observers has seen.
func (s *service) summary(lost int64) error {
	if err := s.audit.Flush(context.Background()); err != nil {
		return err
	}
	verifier, err := audit.ParseVerifier(s.public)
	if err != nil {
		return err
	}
	report, err := audit.Verify(context.Background(), s.trail, &audit.VerifyOptions{Keys: []note.Verifier{verifier}})
	if err != nil {
		return err
	}
	t, slow := s.tel.Metrics().Totals(), s.flight.Stats()
	fmt.Printf("evaluations: %d, by engine %v, failed %v\n", t.Evaluations, t.Engines, t.Errors)
	fmt.Printf("work: %.3g operations, %.3g bytes\n", t.Operations, t.Bytes)
	fmt.Printf("application: %+v, %d requests without an answer\n", s.app.Snapshot(), lost)
	s.machine()
	fmt.Printf("health: %v\n", s.checks.Snapshot(health.All).State)
	fmt.Printf("audit: %v\n", report)
	fmt.Printf("slow evaluations: %+v\n", slow)
	return report.Err()
}

func (s *service) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	var errs []error
	if s.flight != nil {
		errs = append(errs, s.flight.Close())
	}
	if s.checks != nil {
		errs = append(errs, s.checks.Close(ctx))
	}
	if s.tel != nil {
		errs = append(errs, s.tel.Shutdown(ctx))
	}
	if s.audit != nil {
		errs = append(errs, s.audit.Close())
	}
	return errors.Join(errs...)
}
