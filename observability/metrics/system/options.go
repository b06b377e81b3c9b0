package system

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Section is one part of a snapshot.
type Section string

// The sections there are.
const (
	SectionCPU         Section = "cpu"
	SectionLoad        Section = "load"
	SectionPressure    Section = "pressure"
	SectionMemory      Section = "memory"
	SectionFilesystems Section = "filesystems"
	SectionDisks       Section = "disks"
	SectionNetwork     Section = "network"
	SectionCgroup      Section = "cgroup"
	SectionProcess     Section = "process"
	SectionGo          Section = "go"
	SectionGPU         Section = "gpu"
)

// Sections are all sections, in the order in which they are read.
func Sections() []Section {
	return []Section{SectionCPU, SectionLoad, SectionPressure, SectionMemory, SectionFilesystems, SectionDisks,
		SectionNetwork, SectionCgroup, SectionProcess, SectionGo, SectionGPU}
}

// Bounds where Options say nothing.
const (
	DefaultMaxDevices  = 32
	DefaultMinInterval = time.Second
	DefaultGPUInterval = 10 * time.Second
	DefaultGPUTimeout  = 5 * time.Second
)

// Options of a Collector; the zero value is good.
type Options struct {
	// Sections are what is read; nil: all. Leave out what a machine is known
	// not to have, and no error will tell of it.
	Sections []Section

	// Mounts are the mount points whose space is asked for; nil: file systems
	// on block devices, and the root. One served by another machine may make
	// Collect wait for it.
	Mounts []string

	// MaxDevices bounds file systems, disks, interfaces and graphics
	// processors, each; what is over it is counted in Omitted. 0:
	// DefaultMaxDevices.
	MaxDevices int

	// MinInterval is the least time that rates are over, however often
	// snapshots are taken; 0: DefaultMinInterval.
	MinInterval time.Duration

	// GPUInterval is how old figures of graphics processors may become: the
	// tool that tells them is slow. 0: DefaultGPUInterval.
	GPUInterval time.Duration

	// GPUTimeout bounds that tool; 0: DefaultGPUTimeout.
	GPUTimeout time.Duration

	// PerCore has instruments tell each processor by its number instead of all
	// together.
	PerCore bool

	// Now is the clock, which should be monotonic; nil: time.Now.
	Now func() time.Time
}

// settle fills in defaults and tells every fault.
func (o *Options) settle() error {
	var errs []error
	o.Sections = slices.Clone(o.Sections)
	o.Mounts = slices.Clone(o.Mounts)
	if o.Sections == nil {
		o.Sections = Sections()
	}
	for _, s := range o.Sections {
		if !slices.Contains(Sections(), s) {
			errs = append(errs, fmt.Errorf("section %q: must be one of %v", s, Sections()))
		}
	}
	for _, m := range o.Mounts {
		if m == "" {
			errs = append(errs, errors.New("mount: must not be empty"))
		}
	}
	if o.MaxDevices < 0 {
		errs = append(errs, fmt.Errorf("max devices %d: must be >= 0", o.MaxDevices))
	} else if o.MaxDevices == 0 {
		o.MaxDevices = DefaultMaxDevices
	}
	for _, d := range []struct {
		name  string
		value *time.Duration
		or    time.Duration
	}{{"min interval", &o.MinInterval, DefaultMinInterval}, {"GPU interval", &o.GPUInterval, DefaultGPUInterval}, {"GPU timeout", &o.GPUTimeout, DefaultGPUTimeout}} {
		if *d.value < 0 {
			errs = append(errs, fmt.Errorf("%s %v: must be >= 0", d.name, *d.value))
		} else if *d.value == 0 {
			*d.value = d.or
		}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return errors.Join(errs...)
}
