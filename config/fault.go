package config

import (
	"fmt"
	"slices"
	"strings"
)

// A Fault is one setting that cannot be honoured.
type Fault struct {
	Source string // file, environment or, for a default, "default"
	Field  string // key with its sections, or variable
	Value  string
	Rule   string
}

// String prints the fault on one line.
func (f Fault) String() string {
	return fmt.Sprintf("%s: %s = %s: %s", f.Source, f.Field, f.Value, f.Rule)
}

// An Error lists every fault found in the settings, from all sources at once.
type Error struct {
	Faults []Fault
	Cause  error // of a file that could not be read or parsed, or nil
}

// Error lists the faults, one a line.
func (e *Error) Error() string {
	lines := make([]string, 0, len(e.Faults))
	for _, f := range e.Faults {
		lines = append(lines, f.String())
	}
	return "scicore: configuration: " + strings.Join(lines, "\n\t")
}

// Unwrap returns the cause, if a file could not be read.
func (e *Error) Unwrap() error { return e.Cause }

// A Checker is a section, or any struct within one, with rules of its own.
// Check is called once all sources have been read.
type Checker interface {
	Check(f *Faults)
}

// A FileUser is a section, or any struct within one, with settings that name
// files which whoever uses the settings reads, such as certificates.
// [Live.Watch] looks at those files as at its own: another content loads the
// settings again, and so tells whoever reads them, if the settings are good.
type FileUser interface {
	// Files returns the paths; "" is none. A file that is larger than 1 MiB
	// counts as one that cannot be read.
	Files() []string
}

// Faults gathers what a Checker finds.
type Faults struct {
	list  []Fault
	cause error
	path  string            // of the struct being checked, with its last dot
	from  map[string]Origin // by key: who set it last
}

// Origin tells which source set a key: the file, or a variable.
type Origin struct {
	Source string // "default", the file's path, or "environment"
	Field  string // the key, or the variable
}

// Add reports that the value of a key of the struct that is checked breaks a
// rule. key is its name in the file.
func (f *Faults) Add(key string, value any, rule string) {
	o := f.Origin(key)
	text := fmt.Sprint(value)
	if s, ok := value.(string); ok {
		text = fmt.Sprintf("%q", s)
	}
	// The Check of an embedded struct is called by that name and by the name
	// of the struct around it.
	if fault := (Fault{o.Source, o.Field, text, rule}); !slices.Contains(f.list, fault) {
		f.list = append(f.list, fault)
	}
}

// Origin tells who set a key of the struct that is checked.
func (f *Faults) Origin(key string) Origin {
	if o, ok := f.from[f.path+key]; ok {
		return o
	}
	return Origin{"default", f.path + key}
}

func (f *Faults) add(source, field, value, rule string) {
	f.list = append(f.list, Fault{source, field, value, rule})
}

func (f *Faults) err() error {
	if len(f.list) == 0 {
		return nil
	}
	return &Error{Faults: f.list, Cause: f.cause}
}
