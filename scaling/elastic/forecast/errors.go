package forecast

import (
	"errors"
	"fmt"
)

// Errors that callers may handle, besides [ShortError] and [ValueError].
var (
	// ErrNoValues says that a series is empty or holds gaps only.
	ErrNoValues = errors.New("forecast: no values")
	// ErrNotPositive is what models of logarithms or ratios say of a history
	// that is not above zero.
	ErrNotPositive = errors.New("forecast: the model needs values above zero")
	// ErrUnstable is what a model says whose fit does not carry a forecast.
	ErrUnstable = errors.New("forecast: the fit does not carry a forecast")
)

// ShortError says that a history is too short for what was asked of it.
type ShortError struct {
	What       string // the model, or what else needs more
	Have, Need int    // values
}

func (e *ShortError) Error() string {
	return fmt.Sprintf("forecast: %s needs %d values, the series has %d", e.What, e.Need, e.Have)
}

// ValueError says which argument breaks which rule.
type ValueError struct {
	What  string // the field or argument
	Value any
	Rule  string
}

func (e *ValueError) Error() string {
	return fmt.Sprintf("forecast: %s is %v: %s", e.What, e.Value, e.Rule)
}
