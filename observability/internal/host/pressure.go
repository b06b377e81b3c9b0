package host

import (
	"errors"
	"io/fs"
	"strings"
	"time"

	"github.com/scicore-go/scicore/internal/fault"
)

// Pressure is how long tasks waited for a resource (the kernel's pressure
// stall information). Full is nil where the kernel does not tell, as older
// ones do not for processors.
type Pressure struct {
	Resource string // cpu, memory or io
	Some     Stall  // at least one task waited
	Full     *Stall // all of them
}

// Stall is part of the time, 0 to 1, and all of it since boot.
type Stall struct {
	Avg10, Avg60, Avg300 float64
	Total                time.Duration
}

// ReadPressure reads the pressure on processors, memory and storage.
func ReadPressure(root fs.FS) (all []Pressure, err error) {
	for _, resource := range []string{"cpu", "memory", "io"} {
		file := "proc/pressure/" + resource
		text, err := read(root, file, "pressure")
		if err != nil {
			if resource == "cpu" || !errors.Is(err, fault.ErrUnavailable) {
				return nil, err
			}
			continue
		}
		p, err := parsePressure(file, text)
		if err != nil {
			return nil, err
		}
		p.Resource = resource
		all = append(all, p)
	}
	return all, nil
}

func parsePressure(file, text string) (p Pressure, err error) {
	some := false
	for line := range lines(text) {
		kind, rest, _ := strings.Cut(line, " ")
		switch kind {
		case "some":
			some = true
			p.Some, err = parseStall(file, rest)
		case "full":
			p.Full = new(Stall)
			*p.Full, err = parseStall(file, rest)
		}
		if err != nil {
			return Pressure{}, err
		}
	}
	if !some {
		return Pressure{}, malformed(file, "no line of some", text)
	}
	return p, nil
}

func parseStall(file, text string) (s Stall, err error) {
	seen := 0
	for field := range strings.FieldsSeq(text) {
		name, value, _ := strings.Cut(field, "=")
		var average *float64
		switch name {
		case "avg10":
			average = &s.Avg10
		case "avg60":
			average = &s.Avg60
		case "avg300":
			average = &s.Avg300
		case "total":
			var n uint64
			if n, err = count(file, name, value); err == nil && n > uint64(1<<63-1)/1000 {
				err = malformed(file, name, value)
			}
			s.Total = time.Duration(n) * time.Microsecond
		default:
			continue
		}
		if average != nil {
			*average, err = number(file, name, value)
			*average /= 100
		}
		if err != nil {
			return Stall{}, err
		}
		seen++
	}
	if seen < 4 {
		return Stall{}, malformed(file, "averages and a total", text)
	}
	return s, nil
}
