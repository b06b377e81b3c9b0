package host

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"math"
	"strconv"
	"strings"

	"github.com/scicore-go/scicore/internal/fault"
)

// ErrFormat is the sentinel of a file that does not say what it should.
var ErrFormat = errors.New("malformed")

// malformed tells what in a file makes no sense.
func malformed(file, what, text string) error {
	if len(text) > 80 {
		text = text[:80] + "…"
	}
	return fmt.Errorf("/%s: %s: %q: %w", file, what, text, ErrFormat)
}

func unavailable(what, looked string) error {
	return &fault.Unavailable{What: what, Looked: looked}
}

// read returns a file whole. What the kernel does not offer, or not to us, is
// unavailable.
func read(root fs.FS, file, what string) (string, error) {
	data, err := fs.ReadFile(root, file)
	if err != nil {
		return "", unavailable(what, reason(file, err))
	}
	return string(data), nil
}

// reason names a file and what its error says beyond the name.
func reason(file string, err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	return "/" + file + ": " + err.Error()
}

// lines yields the lines of a text, without their ends.
func lines(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for line := range strings.Lines(text) {
			if !yield(strings.TrimRight(line, "\r\n")) {
				return
			}
		}
	}
}

// count parses a counter.
func count(file, what, text string) (uint64, error) {
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, malformed(file, what, text)
	}
	return n, nil
}

// number parses a finite number that is not negative.
func number(file, what, text string) (float64, error) {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || v < 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, malformed(file, what, text)
	}
	return v, nil
}

// counts parses fields into the places given; nil skips one.
func counts(file, what string, fields []string, into ...*uint64) error {
	for i, p := range into {
		if p == nil {
			continue
		}
		if i >= len(fields) {
			return malformed(file, what, fmt.Sprintf("%d fields, wanted %d", len(fields), len(into)))
		}
		n, err := count(file, what, fields[i])
		if err != nil {
			return err
		}
		*p = n
	}
	return nil
}

// one reads a file of a single counter.
func one(root fs.FS, file, what string) (uint64, error) {
	text, err := read(root, file, what)
	if err != nil {
		return 0, err
	}
	return count(file, what, strings.TrimSpace(text))
}

// pairs reads a file of lines "name value", as control groups write them.
// Values that are no counters are left out: some files have them.
func pairs(root fs.FS, file, what string) (map[string]uint64, error) {
	text, err := read(root, file, what)
	if err != nil {
		return nil, err
	}
	all := map[string]uint64{}
	for line := range lines(text) {
		name, value, _ := strings.Cut(line, " ")
		if n, err := strconv.ParseUint(strings.TrimSpace(value), 10, 64); err == nil {
			all[name] = n
		}
	}
	return all, nil
}
