package system

import (
	"github.com/scicore-go/scicore/internal/fault"
	"github.com/scicore-go/scicore/observability/internal/host"
)

var (
	// ErrUnavailable: this system does not tell. The text names what was
	// looked for.
	ErrUnavailable = fault.ErrUnavailable
	// ErrFormat: what a system tells makes no sense.
	ErrFormat = host.ErrFormat
)

// Unavailable is what is not there and where it was looked for; its sentinel
// is [ErrUnavailable].
type Unavailable = fault.Unavailable

// SectionError is why a section, or a part of one, is not in a snapshot.
type SectionError struct {
	Section Section
	Err     error
}

func (e *SectionError) Error() string { return string(e.Section) + ": " + e.Err.Error() }

func (e *SectionError) Unwrap() error { return e.Err }
