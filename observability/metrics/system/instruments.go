package system

import (
	"context"
	"errors"
	"math"
	"slices"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// kind is what an instrument adds up to.
type kind int

const (
	counter kind = iota // whole numbers that only grow
	seconds             // the same, with fractions
	level               // whole numbers that go up and down, and whose sum means something
	gauge               // anything else
)

// instrument is one row of the table of instruments.
type instrument struct {
	section          Section
	kind             kind
	name, unit, what string
	read             func(*Snapshot, to)
}

// to is where an instrument's values go.
type to struct {
	observer metric.Observer
	whole    metric.Int64Observable
	fraction metric.Float64Observable
	perCore  bool
}

func (t to) int(n uint64, kv ...attribute.KeyValue) {
	t.observer.ObserveInt64(t.whole, int64(min(n, math.MaxInt64)), metric.WithAttributes(kv...))
}

func (t to) float(v float64, kv ...attribute.KeyValue) {
	t.observer.ObserveFloat64(t.fraction, v, metric.WithAttributes(kv...))
}

// maybe leaves out what is not known.
func (t to) maybe(v *float64, kv ...attribute.KeyValue) {
	if v != nil {
		t.float(*v, kv...)
	}
}

func (i *instrument) on(m metric.Meter) (t to, o metric.Observable, err error) {
	unit, what := metric.WithUnit(i.unit), metric.WithDescription(i.what)
	switch i.kind {
	case counter:
		t.whole, err = m.Int64ObservableCounter(i.name, unit, what)
	case level:
		t.whole, err = m.Int64ObservableUpDownCounter(i.name, unit, what)
	case seconds:
		t.fraction, err = m.Float64ObservableCounter(i.name, unit, what)
	default:
		t.fraction, err = m.Float64ObservableGauge(i.name, unit, what)
	}
	if t.whole != nil {
		return t, t.whole, err
	}
	return t, t.fraction, err
}

// Register makes instruments of a meter, named by OpenTelemetry's conventions
// where these have a name. Each collection of the SDK takes one snapshot; what
// it lacks is not observed, and scicore.system.missing tells the sections. End
// it by Unregister of what is returned.
func (c *Collector) Register(m metric.Meter) (metric.Registration, error) {
	var rows []instrument
	var targets []to
	var all []metric.Observable
	var errs []error
	for _, i := range instruments {
		if i.section != "" && !slices.Contains(c.o.Sections, i.section) {
			continue
		}
		t, o, err := i.on(m)
		t.perCore = c.o.PerCore
		rows, targets, all, errs = append(rows, i), append(targets, t), append(all, o), append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return m.RegisterCallback(func(ctx context.Context, observer metric.Observer) error {
		s, _ := c.Collect(ctx) // what is missing is in the snapshot, and observed
		if s.Time.IsZero() {
			return context.Cause(ctx)
		}
		for i, row := range rows {
			targets[i].observer = observer
			row.read(&s, targets[i])
		}
		return nil
	}, all...)
}
