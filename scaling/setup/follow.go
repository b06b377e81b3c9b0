package setup

import (
	"log/slog"

	"github.com/scicore-go/scicore/config"
)

// Applier is what settings of a section are put into: a [Policy] or a
// [Balancer].
type Applier[S any] interface {
	Apply(s S) error
}

// Follow applies what live has loaded and will load; pick takes the section
// out of the host's settings. A change that fails is logged, and is in the
// Status of what is followed, whose settings stay as they were.
func Follow[T, S any](live *config.Live[T], to Applier[S], pick func(T) S) {
	apply := func(s T) {
		if err := to.Apply(pick(s)); err != nil {
			slog.Error("scaling stays as it was", "error", err)
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
