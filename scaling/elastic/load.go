package elastic

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/elastic/forecast"
)

// Errors of a PredictiveScaler, to be told apart with errors.Is.
var (
	// ErrNotTrusted: there is no forecast, or its measured coverage is below
	// the threshold.
	ErrNotTrusted = errors.New("elastic: no forecast to be trusted")
	// ErrBeyondHorizon: the time asked for is in the past or too far ahead.
	ErrBeyondHorizon = errors.New("elastic: the forecast does not reach the time")
	// ErrNoActuator: there is nothing to scale.
	ErrNoActuator = errors.New("elastic: no actuator")
)

// PredictiveScaler scales ahead of the load. It is a [scaling.Policy], pure as
// all are: what Decide knows it finds in the past of its argument. Beside that
// it answers directly, from the load that Observe was told: PredictLoad and
// PreScaleForLoad. It is safe for concurrent use.
type PredictiveScaler struct {
	b       PredictiveScalerBuilder
	initial *memory // what every past begins with

	mu   sync.Mutex
	live *memory // what Observe was told
}

// PredictedLoad is a forecast of one time.
type PredictedLoad struct {
	At                          time.Time
	ExpectedOperationsPerSecond float64 // in the metric's unit
	Low, High                   float64 // central interval of 95 %
	Provide                     float64 // the load to be ready for
	Replicas                    int     // that carry it
	Confidence                  float64 // share of the past within intervals of 95 %
	Reason                      string
}

// Observe tells the load at a time, in the metric's unit and of the whole; NaN is
// not measured. Times that go back are left out.
func (s *PredictiveScaler) Observe(at time.Time, load float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.live = s.live.adapted(at, load, 1-s.b.quantile).with(&s.b.predictor, at, load)
}

// ObserveStep is Observe for a controller: give it to WithListener.
func (s *PredictiveScaler) ObserveStep(step scaling.Step) {
	s.Observe(step.At, s.load(scaling.Signals{Ready: step.Ready, Load: step.Load}))
}

// PredictLoad forecasts the load at a time after the last that was observed. Its
// error is ErrNotTrusted with the reason, or ErrBeyondHorizon.
func (s *PredictiveScaler) PredictLoad(at time.Time) (PredictedLoad, error) {
	m := s.current()
	if !m.view.trusted() {
		return PredictedLoad{}, fmt.Errorf("%w: %s", ErrNotTrusted, m.view.why)
	}
	load := s.predicted(m, at, at)
	if f := m.view.forecast; math.IsNaN(load.Provide) {
		return PredictedLoad{}, fmt.Errorf("%w: %v is not within %v to %v", ErrBeyondHorizon, at, f.Start, f.Time(len(f.Values)))
	}
	return load, nil
}

// Forecast returns the forecast that answers rest on, with its backtest; nil and
// ErrNotTrusted where there is none. Callers must not change it.
func (s *PredictiveScaler) Forecast() (*forecast.Forecast, error) {
	m := s.current()
	if m.view.forecast == nil {
		return nil, fmt.Errorf("%w: %s", ErrNotTrusted, m.view.why)
	}
	return m.view.forecast, nil
}

// PreScaleForLoad raises the actuator's size to what a load needs. It never
// lowers it, and only says what it would do while the scaler is forecast-only.
func (s *PredictiveScaler) PreScaleForLoad(ctx context.Context, load PredictedLoad) (scaling.Decision, error) {
	if s.b.actuator == nil {
		return scaling.Decision{}, ErrNoActuator
	}
	if load.Replicas < 0 || load.Replicas > s.b.most {
		return scaling.Decision{}, fmt.Errorf("elastic: load: replicas %d: must be 0 to %d", load.Replicas, s.b.most)
	}
	status, err := s.b.actuator.Status(ctx)
	if err != nil {
		return scaling.Decision{}, fmt.Errorf("elastic: status: %w", err)
	}
	g := scaling.Signals{Current: status.Desired, Ready: status.Ready}
	d := scaling.Scale(load.Replicas, "forecast: %s", load.Reason)
	switch {
	case load.Replicas <= status.Desired:
		d = scaling.Stay(g, "forecast: %s: the present %d suffice, and forecasts never scale in", load.Reason, status.Desired)
	case s.b.forecastOnly:
		d = scaling.Stay(g, "forecast only: %s; would raise to %d", load.Reason, load.Replicas)
	}
	d.Confidence, d.Policy = load.Confidence, s.String()
	if d.Target == status.Desired {
		return d, nil
	}
	if err := s.b.actuator.Scale(ctx, d.Target); err != nil {
		return d, fmt.Errorf("elastic: scale to %d: %w", d.Target, err)
	}
	return d, nil
}

// current is what is known, with a forecast of it. The time is that of the
// newest average.
func (s *PredictiveScaler) current() *memory {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.live.start.Add(time.Duration(len(s.live.bins)) * s.b.predictor.resolution)
	s.live = s.live.refreshed(&s.b.predictor, s.b.quantile, now)
	return s.live
}

// predicted is the load between two times.
func (s *PredictiveScaler) predicted(m *memory, from, to time.Time) PredictedLoad {
	v, level := m.view, m.level()
	load := PredictedLoad{
		At:                          from,
		ExpectedOperationsPerSecond: level * v.highest(v.forecast.Values, from, to),
		Low:                         level * v.highest(v.low, from, to),
		High:                        level * v.highest(v.high, from, to),
		Provide:                     m.provide(from, to, level),
		Confidence:                  min(v.forecast.Confidence(), 1),
	}
	// NaN, outside the forecast, needs no replicas.
	need := math.Ceil(load.Provide/s.b.capacity - 1e-9)
	load.Replicas = int(min(max(need, 0), float64(s.b.most)))
	if math.IsNaN(need) {
		load.Replicas = 0
	}
	load.Reason = fmt.Sprintf("%.4g expected, %.4g to be ready for at %.4g a replica: %d by %s",
		load.ExpectedOperationsPerSecond, load.Provide, s.b.capacity, load.Replicas, from.UTC().Format(time.RFC3339))
	return load
}
