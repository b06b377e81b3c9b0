// Package fault holds the error values that several public packages share and
// re-export under their own names.
package fault

import "errors"

// ErrUnavailable is the sentinel of every [*Unavailable].
var ErrUnavailable = errors.New("unavailable")

// Unavailable reports that something asked for is not there: a device, a
// driver, a platform feature. Nothing was done in its stead.
type Unavailable struct {
	What   string // what was asked for
	Looked string // where it was looked for, and what was found
}

// Error names what is missing and where it was looked for.
func (e *Unavailable) Error() string { return e.What + ": unavailable: " + e.Looked }

// Is makes errors.Is(err, ErrUnavailable) true.
func (e *Unavailable) Is(target error) bool { return target == ErrUnavailable }
