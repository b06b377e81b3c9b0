package metrics

import (
	"context"
	"errors"
	"slices"

	"go.opentelemetry.io/otel/metric"
)

// export is one meter that shows the values.
type export struct {
	meter       metric.Meter
	instruments map[string]metric.Float64Observable // by business.instrument; never changed, only replaced
	callback    metric.Registration
}

// Register makes instruments of a meter, one for each name, also for names
// that come later. Each collection of the SDK asks for all values; what could
// not be told is not observed. The function returned ends it.
func (b *BusinessCollector) Register(m metric.Meter) (unregister func() error, err error) {
	b.binding.Lock()
	defer b.binding.Unlock()
	e := &export{meter: m}
	if err := b.bind(e); err != nil {
		return nil, err
	}
	b.exports = append(b.exports, e)
	return func() error {
		b.binding.Lock()
		defer b.binding.Unlock()
		b.exports = slices.DeleteFunc(b.exports, func(o *export) bool { return o == e })
		return e.unregister()
	}, nil
}

func (e *export) unregister() (err error) {
	if e.callback != nil {
		err = e.callback.Unregister()
		e.callback = nil
	}
	return err
}

// rebind shows a new name in all meters.
func (b *BusinessCollector) rebind() error {
	var errs []error
	for _, e := range b.exports {
		errs = append(errs, b.bind(e))
	}
	return errors.Join(errs...)
}

// bind makes the instruments that a meter lacks and registers the callback
// anew, since a callback may only observe what it was registered with. It
// holds no lock that the callback takes: the SDK calls it under its own.
func (b *BusinessCollector) bind(e *export) error {
	b.mu.Lock()
	all := slices.Clone(b.all)
	b.mu.Unlock()
	instruments := map[string]metric.Float64Observable{}
	var list []metric.Observable
	for _, v := range all {
		if instruments[v.instrument] != nil {
			continue
		}
		i, err := v.on(e)
		if err != nil {
			return err
		}
		instruments[v.instrument], list = i, append(list, i)
	}
	if len(list) == 0 {
		return nil
	}
	callback, err := e.meter.RegisterCallback(func(ctx context.Context, to metric.Observer) error {
		all, answers := b.collect(ctx)
		for i, v := range all {
			if target := instruments[v.instrument]; target != nil && answers[i].err == nil {
				to.ObserveFloat64(target, answers[i].value, metric.WithAttributeSet(v.attributes))
			}
		}
		return nil
	}, list...)
	if err != nil {
		return err
	}
	err = e.unregister()
	e.instruments, e.callback = instruments, callback
	return err
}

func (v *business) on(e *export) (metric.Float64Observable, error) {
	if i := e.instruments[v.instrument]; i != nil {
		return i, nil
	}
	if v.read == nil {
		return e.meter.Float64ObservableCounter(v.Name, metric.WithUnit(v.Unit), metric.WithDescription(v.Description))
	}
	return e.meter.Float64ObservableGauge(v.Name, metric.WithUnit(v.Unit), metric.WithDescription(v.Description))
}
