// Package hostload measures the load of this machine, control group and
// process for policies of scaling.
//
//	load, err := hostload.New(nil)
//	c, err := scaling.NewController(p).WithSource(load) // ...
//
// Utilisations are of what may be used: the quota and limit of the control
// group where it has them, and else the machine. What the system does not
// tell is a metric with an error, never a zero.
package hostload

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/scicore-go/scicore/observability/metrics/system"
	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/vertical"
)

// Names of the metrics besides scaling.CPU and scaling.Memory. That of the
// process are those a vertical.Policy learns from.
const (
	ProcessCPU     = vertical.CPUCores    // cores that the process uses
	ProcessMemory  = vertical.MemoryBytes // of the process that are resident
	LoadAverage    = "load_average"       // threads that ran or waited, over a minute
	CPUPressure    = "cpu_pressure"       // part of ten seconds in which some task waited
	MemoryPressure = "memory_pressure"
	IOPressure     = "io_pressure"
	Goroutines     = "goroutines"
)

// ErrUnavailable: the system does not tell.
var ErrUnavailable = system.ErrUnavailable

var errFirst = fmt.Errorf("%w: the first measurement has no interval yet", ErrUnavailable)

// Options of a [Source].
type Options struct {
	// MinInterval is the least time that utilisations are over; 0: a second.
	MinInterval time.Duration
}

// Source is a scaling.Source of this machine. It is safe for concurrent use.
type Source struct{ collector *system.Collector }

// New returns a source; nil options are the defaults. It measures from now
// on: utilisations are over the time since the measurement before.
func New(o *Options) (*Source, error) {
	set := system.Options{Sections: []system.Section{system.SectionCPU, system.SectionLoad, system.SectionPressure,
		system.SectionMemory, system.SectionCgroup, system.SectionProcess, system.SectionGo}}
	if o != nil {
		set.MinInterval = o.MinInterval
	}
	c, err := system.New(&set)
	if err != nil {
		return nil, err
	}
	s := &Source{c}
	if _, err := s.Load(context.Background()); err != nil { // where the first interval begins
		return nil, err
	}
	return s, nil
}

// Collect measures over a second, or until ctx ends.
func Collect(ctx context.Context) (scaling.LoadMetrics, error) {
	s, err := New(nil)
	if err != nil {
		return nil, err
	}
	t := time.NewTimer(time.Second)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-t.C:
	}
	return s.Load(ctx)
}

// Load measures. Each metric that the system does not tell has an error.
func (s *Source) Load(ctx context.Context) (scaling.LoadMetrics, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	snap, err := s.collector.Collect(ctx)
	if e := ctx.Err(); e != nil {
		return nil, e
	}
	r := reader{snap, missing(err), nil}
	r.cpu()
	r.memory()
	r.process()
	r.pressure()
	return r.load, nil
}

// missing finds why a section is not there.
func missing(err error) func(system.Section) error {
	why := make(map[system.Section]error)
	collect(err, why)
	return func(s system.Section) error {
		if why[s] != nil {
			return why[s]
		}
		return fmt.Errorf("%w: %s", ErrUnavailable, s)
	}
}

func collect(err error, why map[system.Section]error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			collect(e, why)
		}
		return
	}
	var section *system.SectionError
	if errors.As(err, &section) {
		why[section.Section] = err
	}
}

// reader turns a snapshot into metrics.
type reader struct {
	snap    system.Snapshot
	missing func(system.Section) error
	load    scaling.LoadMetrics
}

func (r *reader) add(name string, kind scaling.Kind, value *float64, why error) {
	m := scaling.Metric{Name: name, Kind: kind, At: r.snap.Time}
	if value != nil {
		m.Value = *value
	} else {
		m.Err = why
	}
	r.load = append(r.load, m)
}

// rate is why a rate is not there: the section is missing, or has no interval.
func (r *reader) rate(s system.Section, there bool) error {
	if there && r.snap.Interval == 0 {
		return errFirst
	}
	return r.missing(s)
}

func (r *reader) cpu() {
	if g := r.snap.Cgroup; g != nil && g.CPU != nil && g.CPU.Limit > 0 {
		var used *float64
		if g.CPU.Use != nil {
			used = new(*g.CPU.Use / g.CPU.Limit)
		}
		r.add(scaling.CPU, scaling.PerReplica, used, r.rate(system.SectionCgroup, true))
		return
	}
	r.add(scaling.CPU, scaling.PerReplica, r.snap.Utilization.CPU, r.rate(system.SectionCPU, r.snap.CPU != nil))
}

func (r *reader) memory() {
	if g := r.snap.Cgroup; g != nil && g.Memory != nil && g.Memory.Limit > 0 {
		r.add(scaling.Memory, scaling.PerReplica, new(float64(g.Memory.WorkingSet)/float64(g.Memory.Limit)), nil)
		return
	}
	r.add(scaling.Memory, scaling.PerReplica, r.snap.Utilization.Memory, r.missing(system.SectionMemory))
}

func (r *reader) process() {
	var cores, bytes *float64
	p := r.snap.Process
	if p != nil {
		cores = p.Use
		if p.Memory != nil {
			bytes = new(float64(p.Memory.Resident))
		}
	}
	r.add(ProcessCPU, scaling.Total, cores, r.rate(system.SectionProcess, p != nil))
	r.add(ProcessMemory, scaling.Total, bytes, r.missing(system.SectionProcess))
	var routines *float64
	if r.snap.Go != nil {
		routines = new(float64(r.snap.Go.Goroutines))
	}
	r.add(Goroutines, scaling.Total, routines, r.missing(system.SectionGo))
}

func (r *reader) pressure() {
	var load *float64
	if r.snap.Load != nil {
		load = &r.snap.Load.One
	}
	r.add(LoadAverage, scaling.Total, load, r.missing(system.SectionLoad))
	for _, of := range [][2]string{{CPUPressure, "cpu"}, {MemoryPressure, "memory"}, {IOPressure, "io"}} {
		name, resource := of[0], of[1]
		var some *float64
		for _, p := range r.snap.Pressure {
			if p.Resource == resource {
				some = new(p.Some.Avg10)
			}
		}
		r.add(name, scaling.PerReplica, some, r.missing(system.SectionPressure))
	}
}
