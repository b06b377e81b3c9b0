package npy

import (
	"errors"
	"fmt"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/fault"
)

// The kinds of faults, for errors.Is.
var (
	// ErrFormat: the bytes are no .npy or .npz file, or a damaged one.
	ErrFormat = errors.New("npy: format error")
	// ErrUnsupported: a sound file whose elements have no Go type.
	ErrUnsupported = errors.New("npy: unsupported element type")
	// ErrLimit: the archive exceeds its reader's [Limits].
	ErrLimit = errors.New("npy: limit exceeded")
	// ErrUnavailable: this platform or this file allows no mapping.
	ErrUnavailable = fault.ErrUnavailable
)

// FormatError says what is wrong with a file.
type FormatError struct{ Msg string }

// Error describes the fault.
func (e *FormatError) Error() string { return "npy: " + e.Msg }

// Unwrap returns [ErrFormat].
func (e *FormatError) Unwrap() error { return ErrFormat }

func badFormat(format string, args ...any) error {
	return &FormatError{Msg: fmt.Sprintf(format, args...)}
}

// UnsupportedError names an element type that is not read.
type UnsupportedError struct{ Descr string }

// Error names the type as the file does.
func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("npy: unsupported element type %s", e.Descr)
}

// Unwrap returns [ErrUnsupported].
func (e *UnsupportedError) Unwrap() error { return ErrUnsupported }

// wrongType says that a file holds another type than the caller's.
func wrongType(file, want array.DType) error {
	return &array.DTypeError{Op: "npy read", DTypes: []array.DType{file, want}, Msg: "file and array differ"}
}
