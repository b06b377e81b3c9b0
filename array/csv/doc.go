// Package csv reads and writes tables of numbers as comma-separated text, like
// NumPy's loadtxt and savetxt.
//
//	t, err := csv.Read[float64](file, nil)
//	t.Values // a 2-d array, a row for each line
//	t.Names  // the header's names, if there was one
package csv

import (
	"errors"
	"fmt"

	"github.com/scicore-go/scicore/array"
)

// Number lists the element types a table can have.
type Number interface {
	float32 | float64 | int32 | int64
}

// Header tells whether the first line holds names.
type Header uint8

const (
	HeaderAuto   Header = iota // it does if one of its fields is no number
	HeaderFirst                // it does
	HeaderAbsent               // it does not
)

// Options configures [Read]. The zero Options is that of nil.
type Options struct {
	Comma      rune     // field separator; 0 means ','
	Comment    rune     // lines that begin with it are skipped; 0: none
	Header     Header   // whether the first line holds names
	Columns    []string // columns to keep, by name or number from 0, in this order; nil: all
	Missing    string   // besides the empty field, what stands for a missing value, as "NA"
	MissingNaN bool     // read missing values as NaN; otherwise they are errors
	MaxValues  int      // most numbers to read; 0 means 1<<28
}

// Table is what a file held.
type Table[T Number] struct {
	Names  []string       // nil without a header
	Values array.Array[T] // (rows, columns)
}

// The kinds of faults, for errors.Is.
var (
	ErrEmpty  = errors.New("no numbers")
	ErrSyntax = errors.New("malformed")
	ErrLimit  = errors.New("too large")
)

// Error says where a file is at fault.
type Error struct {
	Line   int    // counted from 1; 0 where the file as a whole is at fault
	Column int    // field counted from 1; 0 where the line as a whole is
	Text   string // what stands there, or what is wrong
	Kind   error  // ErrEmpty, ErrSyntax or ErrLimit
}

// Error returns a text such as `csv: line 3, field 2: malformed: "x" is no float64`.
func (e *Error) Error() string {
	switch {
	case e.Line == 0:
		return fmt.Sprintf("csv: %v: %s", e.Kind, e.Text)
	case e.Column == 0:
		return fmt.Sprintf("csv: line %d: %v: %s", e.Line, e.Kind, e.Text)
	}
	return fmt.Sprintf("csv: line %d, field %d: %v: %s", e.Line, e.Column, e.Kind, e.Text)
}

// Unwrap returns the kind.
func (e *Error) Unwrap() error { return e.Kind }
