package main

import (
	"context"

	"github.com/scicore-go/scicore/observability"
	"github.com/scicore-go/scicore/observability/setup"
)

// settled watches as the section [observability] of a service's settings says.
func settled(change func(*setup.Settings)) observability.Observer {
	s := setup.Defaults()
	change(&s)
	t, err := setup.Build(context.Background(), s)
	if err != nil {
		fatal(err)
	}
	return t.Observer()
}

// unsent is settings that name no collector.
func unsent(*setup.Settings) {}
