package setup

import (
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"time"

	"github.com/scicore-go/scicore/config"
	metricsotlp "github.com/scicore-go/scicore/observability/metrics/otlp"
	tracingotlp "github.com/scicore-go/scicore/observability/tracing/otlp"
)

// Status tells how changing went.
type Status struct {
	Generation int       // 1 for what Build made, one more for each change
	Applied    time.Time // when the settings in force were put there
	Failed     time.Time // when the last change failed; zero if it did not
	Err        error     // why; the settings before it are in force
}

// Status tells how the last change went.
func (t *Telemetry) Status() Status {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.status
}

// Settings returns what is in force.
func (t *Telemetry) Settings() Settings {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.settings.clone()
}

func (s Settings) clone() Settings {
	s.ResourceAttributes = slices.Clone(s.ResourceAttributes)
	return s
}

// Apply puts other settings in force: all of them, or with an error none.
// Spans under way go to the new collector when they end. Senders that are
// not needed any more send what they have on goroutines of their own, for at
// most their export_timeout.
func (t *Telemetry) Apply(ctx context.Context, s Settings) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	err := t.check(s)
	if err == nil {
		err = t.apply(ctx, s)
	}
	if err != nil {
		t.status.Err, t.status.Failed = err, time.Now()
	}
	return err
}

// Follow applies what live has loaded and will load; pick takes the section
// out of the host's settings. A change that fails is logged, and is in Status.
func Follow[T any](live *config.Live[T], t *Telemetry, pick func(T) Settings) {
	apply := func(s T) {
		if err := t.Apply(context.Background(), pick(s)); err != nil {
			slog.Error("telemetry stays as it was", "error", err)
		}
	}
	live.OnChange(func(_, now T) { apply(now) })
	for { // what is loaded meanwhile must not be undone by what was before
		now := live.Current()
		if apply(*now); live.Current() == now {
			return
		}
	}
}

// fixed returns what cannot change while the service runs: it is in every
// instrument that exists.
func (s Settings) fixed() Settings {
	s = s.clone()
	return Settings{ServiceName: s.ServiceName, ServiceVersion: s.ServiceVersion,
		ResourceAttributes: s.ResourceAttributes, MetricsMaxSeries: s.MetricsMaxSeries}
}

// check validates the settings, also against those in force.
func (t *Telemetry) check(s Settings) error {
	if t.closed {
		return ErrClosed
	}
	return config.Validate("settings", &change{Settings: s, from: t.settings})
}

// change is settings that are to follow others. What Settings check
// themselves is told by their own Check.
type change struct {
	Settings
	from Settings
}

// Check implements [config.Checker].
func (c *change) Check(f *config.Faults) {
	now, was := reflect.ValueOf(c.Settings.fixed()), reflect.ValueOf(c.from.fixed())
	for i := range now.NumField() {
		if !reflect.DeepEqual(now.Field(i).Interface(), was.Field(i).Interface()) {
			f.Add(now.Type().Field(i).Tag.Get("toml"), now.Field(i).Interface(),
				fmt.Sprintf("cannot change while the service runs, from %#v: restart it", was.Field(i).Interface()))
		}
	}
}

// apply makes what is new and puts it in place. Nothing has changed as long
// as anything can fail.
func (t *Telemetry) apply(ctx context.Context, s Settings) error {
	trusted, err := s.trust()
	if err != nil {
		return err
	}
	if t.status.Generation > 0 && reflect.DeepEqual(s, t.settings) && trusted == t.trusted {
		t.status.Err, t.status.Failed = nil, time.Time{}
		return nil
	}
	sender, push := t.spans.outlet.current(), t.pusher
	if s.spans() != t.settings.spans() || trusted != t.trusted {
		if sender, err = s.newSender(ctx, trusted); err != nil {
			return err
		}
	}
	if s.sent() != t.settings.sent() || trusted != t.trusted {
		if push, err = t.newPusher(ctx, s, trusted); err != nil {
			t.discard(sender)
			return err
		}
	}
	t.replace(sender, push, t.settings.ExportTimeout)
	t.spans.keep(s.TracingRatio, sender == nil)
	t.level.Set(s.LogLevel)
	t.path.Store(&s.MetricsPath)
	t.settings, t.trusted = s.clone(), trusted
	t.watch()
	t.status = Status{Generation: t.status.Generation + 1, Applied: time.Now()}
	return nil
}

// spans returns what a sender of spans is made of.
func (s *Settings) spans() tracingotlp.Options {
	return tracingotlp.Options{Endpoint: s.TracingEndpoint, HeadersFile: s.TracingHeadersFile, Queue: s.TracingQueue,
		Batch: s.TracingBatch, Period: s.TracingPeriod, Timeout: s.ExportTimeout}
}

// sent returns what a sender of metrics is made of.
func (s *Settings) sent() metricsotlp.Options {
	return metricsotlp.Options{Endpoint: s.MetricsEndpoint, HeadersFile: s.MetricsHeadersFile,
		Period: s.MetricsPeriod, Timeout: s.ExportTimeout}
}

// newSender returns nil where no spans are sent.
func (s *Settings) newSender(ctx context.Context, trusted trust) (*tracingotlp.Processor, error) {
	if s.TracingEndpoint == "" {
		return nil, nil
	}
	o := s.spans()
	o.TLS = trusted.config()
	return tracingotlp.NewProcessor(ctx, &o)
}

// newPusher returns nil where no metrics are sent.
func (t *Telemetry) newPusher(ctx context.Context, s Settings, trusted trust) (*pusher, error) {
	if s.MetricsEndpoint == "" {
		return nil, nil
	}
	o := s.sent()
	o.TLS = trusted.config()
	to, err := metricsotlp.NewExporter(ctx, &o)
	if err != nil {
		return nil, err
	}
	p := &pusher{collect: t.exports.Collect, to: to, period: s.MetricsPeriod, timeout: s.ExportTimeout}
	p.start()
	return p, nil
}

// discard ends a sender that never took the place of the one there is.
func (t *Telemetry) discard(made *tracingotlp.Processor) {
	if made != nil && made != t.spans.outlet.current() {
		t.retiring.add(made, func() Stats { return Stats{} }, 0)
	}
}

// replace puts senders in place, nil being none, and lets those before send
// what they have.
func (t *Telemetry) replace(sender *tracingotlp.Processor, push *pusher, patience time.Duration) {
	if old := t.spans.outlet.swap(sender); old != nil && old != sender {
		t.retiring.add(old, func() Stats { return Stats{Spans: old.Stats()} }, patience)
	}
	if old := t.pusher; old != nil && old != push {
		t.retiring.add(old, func() Stats { return Stats{Metrics: old.to.Stats()} }, patience)
	}
	t.pusher = push
}
