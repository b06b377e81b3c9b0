package system

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/scicore-go/scicore/observability/internal/host"
	"github.com/scicore-go/scicore/observability/internal/host/gpu"
)

// Collector takes snapshots. It is safe for concurrent use; one snapshot is
// taken at a time.
type Collector struct {
	o     Options
	root  fs.FS // of all files
	space func(mount string) (host.Space, error)
	run   gpu.Run
	turn  chan struct{} // holds one token; whoever took it may touch what is below

	last, before *sample // at least MinInterval apart
	gpus         gpuState
}

// sample is what rates are taken from.
type sample struct {
	at      time.Time
	cpu     *host.CPU
	disks   []host.Disk
	network []host.Interface
	cgroup  *host.CgroupCPU
	process *Process
	golang  *host.Go
}

// New returns a Collector; nil means the defaults. Nothing is read yet. The
// error names every option that makes no sense.
func New(o *Options) (*Collector, error) {
	if o == nil {
		o = &Options{}
	}
	c := &Collector{o: *o, root: os.DirFS("/"), space: host.ReadSpace, run: gpu.Command, turn: make(chan struct{}, 1)}
	if err := c.o.settle(); err != nil {
		return nil, fmt.Errorf("system: %w", err)
	}
	c.turn <- struct{}{}
	return c, nil
}

// Collect takes a snapshot. The error joins a [*SectionError] for each part
// that could not be read; the rest of the snapshot stands. Rates are since an
// earlier snapshot, at least MinInterval old, whoever asked for it; there are
// none in the first.
func (c *Collector) Collect(ctx context.Context) (Snapshot, error) {
	select {
	case <-ctx.Done():
		return Snapshot{}, context.Cause(ctx)
	case <-c.turn:
		defer func() { c.turn <- struct{}{} }()
	}
	if ctx.Err() != nil {
		return Snapshot{}, context.Cause(ctx)
	}
	r := &reading{Collector: c, ctx: ctx, now: &sample{at: c.o.Now()}}
	r.out.Time = r.now.at
	for _, s := range c.o.Sections {
		r.section = s
		r.note(readers[s](r))
	}
	r.rates(c.baseline(r.now))
	return r.out, errors.Join(r.errs...)
}

// baseline returns the sample that rates are taken from, and keeps the new
// one if it is far enough from the last. A clock that went back starts over.
func (c *Collector) baseline(now *sample) *sample {
	switch {
	case c.last == nil || now.at.Before(c.last.at):
		c.before, c.last = nil, now
	case now.at.Sub(c.last.at) >= c.o.MinInterval:
		c.before, c.last = c.last, now
	}
	return c.before
}

// reading is one snapshot being taken.
type reading struct {
	*Collector
	ctx     context.Context
	now     *sample
	section Section // being read
	out     Snapshot
	errs    []error
}

// note records why the section, or a part of it, is not there.
func (r *reading) note(err error) {
	if err == nil {
		return
	}
	r.errs = append(r.errs, &SectionError{r.section, err})
	r.out.Missing = append(r.out.Missing, Missing{r.section, err.Error()})
}

// bounded cuts what is over MaxDevices off and counts it.
func bounded[T any](r *reading, all []T) []T {
	if over := len(all) - r.o.MaxDevices; over > 0 {
		if r.out.Omitted == nil {
			r.out.Omitted = map[Section]int{}
		}
		r.out.Omitted[r.section] += over
		all = slices.Clip(all[:r.o.MaxDevices])
	}
	return all
}
