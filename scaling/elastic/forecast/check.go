package forecast

import "errors"

// check returns all faults of options.
func (o *Options) check() error {
	var errs []error
	fault := func(bad bool, what string, v any, rule string) {
		if bad {
			errs = append(errs, &ValueError{what, v, rule})
		}
	}
	fault(o.Top < 0, "Top", o.Top, "must not be negative")
	fault(o.MaxHistory < 0, "MaxHistory", o.MaxHistory, "must not be negative")
	fault(o.Workers < 0, "Workers", o.Workers, "must not be negative")
	fault(o.Level != 0 && !(o.Level > 0 && o.Level < 1), "Level", o.Level, "must lie between 0 and 1")
	fault(o.Models != nil && len(o.Models) == 0, "Models", o.Models, "must not be empty")
	for _, s := range o.Seasons {
		fault(s < 2, "Seasons", s, "must be at least 2 steps")
	}
	for _, b := range o.Origins {
		fault(b < 1, "Origins", b, "must lie before the end")
	}
	names := map[string]bool{}
	for _, m := range o.Models {
		if m == nil {
			fault(true, "Models", nil, "must not hold nil")
			continue
		}
		fault(names[m.Name()], "Models", m.Name(), "names must differ")
		names[m.Name()] = true
	}
	return errors.Join(errs...)
}
