package system

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/scicore-go/scicore/observability/internal/host"
	"github.com/scicore-go/scicore/observability/internal/host/gpu"
)

// readers fill in the sections of a snapshot, but for rates.
var readers = map[Section]func(*reading) error{
	SectionCPU:         (*reading).cpu,
	SectionLoad:        (*reading).load,
	SectionPressure:    (*reading).pressure,
	SectionMemory:      (*reading).memory,
	SectionFilesystems: (*reading).filesystems,
	SectionDisks:       (*reading).disks,
	SectionNetwork:     (*reading).network,
	SectionCgroup:      (*reading).cgroup,
	SectionProcess:     (*reading).process,
	SectionGo:          (*reading).golang,
	SectionGPU:         (*reading).gpu,
}

func (r *reading) cpu() error {
	c, err := host.ReadCPU(r.root)
	if err != nil {
		return err
	}
	r.now.cpu = &c
	r.out.CPU = &CPU{Logical: len(c.Cores), Total: times(c.Total), Cores: make([]CPUCore, len(c.Cores))}
	for i, core := range c.Cores {
		r.out.CPU.Cores[i] = CPUCore{Number: core.Number, Total: times(core.CPUTimes)}
	}
	return nil
}

func times(t host.CPUTimes) CPUTimes {
	return CPUTimes{User: t.User.Seconds(), Nice: t.Nice.Seconds(), System: t.System.Seconds(), Idle: t.Idle.Seconds(),
		IOWait: t.IOWait.Seconds(), Interrupt: (t.Interrupt + t.SoftInterrupt).Seconds(), Steal: t.Steal.Seconds()}
}

func (r *reading) load() error {
	l, err := host.ReadLoad(r.root)
	if err == nil {
		r.out.Load = (*Load)(&l)
	}
	return err
}

func (r *reading) pressure() error {
	all, err := host.ReadPressure(r.root)
	for _, p := range all {
		one := Pressure{Resource: p.Resource, Some: stall(p.Some)}
		if p.Full != nil {
			full := stall(*p.Full)
			one.Full = &full
		}
		r.out.Pressure = append(r.out.Pressure, one)
	}
	return err
}

func stall(s host.Stall) Stall { return Stall{s.Avg10, s.Avg60, s.Avg300, s.Total.Seconds()} }

func (r *reading) memory() error {
	m, err := host.ReadMemory(r.root)
	if err != nil {
		return err
	}
	reused := min(m.Free+m.Buffers+m.Cached, m.Total)
	r.out.Memory = &Memory{Total: m.Total, Available: m.Available, Used: m.Total - reused, Free: m.Free, Buffers: m.Buffers, Cached: m.Cached}
	if m.Swap != nil {
		r.out.Memory.Swap = &Swap{Total: m.Swap.Total, Used: m.Swap.Total - m.Swap.Free}
	}
	used := 1 - float64(m.Available)/float64(m.Total)
	r.out.Utilization.Memory = &used
	return nil
}

func (r *reading) filesystems() error {
	mounts, err := r.mounts()
	errs := []error{err}
	for _, m := range bounded(r, mounts) {
		s, err := r.space(m.Point)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", m.Point, err))
			continue
		}
		if s.Total == 0 {
			errs = append(errs, fmt.Errorf("%s: the file system has no size: %w", m.Point, ErrUnavailable))
			continue
		}
		r.filesystem(m, s)
	}
	return errors.Join(errs...)
}

func (r *reading) filesystem(m host.Mount, s host.Space) {
	used := s.Total - min(s.Free+s.Reserved, s.Total)
	r.out.Filesystems = append(r.out.Filesystems, Filesystem{Mount: m.Point, Device: m.Source, Type: m.Type, ReadOnly: m.ReadOnly,
		Total: s.Total, Used: used, Free: s.Free, Reserved: s.Reserved, Inodes: s.Inodes, FreeInodes: s.FreeInodes})
	if m.ReadOnly || used+s.Free == 0 {
		return // full for ever, or nothing to fill
	}
	part := float64(used) / float64(used+s.Free)
	if u := &r.out.Utilization; u.Disk == nil || part > *u.Disk {
		u.Disk = &part
	}
}

// mounts returns the mounts to ask. A system that lists none has the volume of
// the working directory at least.
func (r *reading) mounts() ([]host.Mount, error) {
	all, err := host.ReadMounts(r.root)
	if r.o.Mounts == nil && err == nil {
		return host.LocalMounts(all), nil
	}
	points := r.o.Mounts
	if points == nil {
		dir, _ := filepath.Abs(".")
		points = []string{filepath.VolumeName(dir) + string(filepath.Separator)}
	} else {
		err = nil // nothing was looked for that is not there
	}
	var named []host.Mount
	for _, p := range points {
		one := host.Mount{Point: p}
		for _, m := range all {
			if m.Point == filepath.Clean(p) {
				one = m
			}
		}
		named = append(named, one)
	}
	return named, err
}

func (r *reading) disks() error {
	all, err := host.ReadDisks(r.root)
	r.now.disks = bounded(r, all)
	for _, d := range r.now.disks {
		r.out.Disks = append(r.out.Disks, Disk{Device: d.Device, Reads: d.Reads, Writes: d.Writes, ReadBytes: d.ReadBytes,
			WrittenBytes: d.WrittenBytes, ReadTime: d.ReadTime.Seconds(), WriteTime: d.WriteTime.Seconds(), IOTime: d.IOTime.Seconds()})
	}
	return err
}

// network leaves out interfaces that never passed anything, and this side of
// the pairs that lead into containers: they come and go, and what they pass
// is counted where it goes on.
func (r *reading) network() error {
	all, err := host.ReadNetwork(r.root)
	kept := all[:0]
	for _, i := range all {
		if i.ReceivedPackets+i.TransmittedPackets > 0 && !strings.HasPrefix(i.Name, "veth") {
			kept = append(kept, i)
		}
	}
	r.now.network = bounded(r, kept)
	for _, i := range r.now.network {
		r.out.Network = append(r.out.Network, Interface{Name: i.Name, ReceivedBytes: i.ReceivedBytes, ReceivedPackets: i.ReceivedPackets,
			ReceiveErrors: i.ReceiveErrors, ReceiveDrops: i.ReceiveDrops, TransmittedBytes: i.TransmittedBytes,
			TransmittedPackets: i.TransmittedPackets, TransmitErrors: i.TransmitErrors, TransmitDrops: i.TransmitDrops})
	}
	return err
}

func (r *reading) cgroup() error {
	g, err := host.ReadCgroup(r.root)
	if g.CPU == nil && g.Memory == nil {
		return err
	}
	r.out.Cgroup = &Cgroup{}
	if c := g.CPU; c != nil {
		r.now.cgroup = c
		r.out.Cgroup.CPU = &CgroupCPU{Version: c.Version, Limit: c.Limit, User: c.User.Seconds(), System: c.System.Seconds(),
			Total: c.Total.Seconds(), Periods: c.Periods, Throttled: c.Throttled, ThrottledTime: c.ThrottledTime.Seconds()}
	}
	if m := g.Memory; m != nil {
		r.out.Cgroup.Memory = &CgroupMemory{Version: m.Version, Limit: m.Limit, Usage: m.Usage,
			WorkingSet: m.Usage - min(m.InactiveFile, m.Usage), LimitHits: m.LimitHits, OOMKills: m.OOMKills}
	}
	return err
}

func (r *reading) process() error {
	var out Process
	p, err := host.ReadProcess(r.root)
	errs := []error{err}
	if err == nil {
		out.Memory = &ProcessMemory{p.Resident, p.Virtual}
		out.Threads, out.Faults = &p.Threads, &Faults{p.MinorFaults, p.MajorFaults}
	} else if p.User, p.System, err = host.ReadProcessTimes(); err != nil {
		return errors.Join(errs[0], err)
	}
	out.User, out.System = p.User.Seconds(), p.System.Seconds()
	open, limit, err := host.Descriptors()
	if err == nil {
		out.Descriptors = &Descriptors{open, limit}
	}
	kept := out
	r.now.process, r.out.Process = &kept, &out
	return errors.Join(append(errs, err)...)
}

func (r *reading) golang() error {
	g := host.ReadGo()
	r.now.golang = &g
	r.out.Go = &Go{Used: g.Used, Stack: g.Stack, Objects: g.Objects, Limit: g.Limit, Goal: g.Goal, Allocated: g.Allocated,
		Allocations: g.Allocations, Cycles: g.Cycles, Goroutines: g.Goroutines, MaxProcs: g.MaxProcs, GOGC: g.GOGC,
		CPU: GoCPU{User: max(g.CPU-g.GC-g.Scavenge-g.Idle, 0).Seconds(), GC: g.GC.Seconds(), Scavenge: g.Scavenge.Seconds(), Idle: g.Idle.Seconds()}}
	return nil
}

// gpuState is the last answer of the tools, which are slow.
type gpuState struct {
	at    time.Time
	asked bool
	all   []gpu.GPU
	err   error
}

func (r *reading) gpu() error {
	g := &r.gpus
	if age := r.now.at.Sub(g.at); !g.asked || age >= r.o.GPUInterval || age < 0 {
		ctx, cancel := context.WithTimeoutCause(r.ctx, r.o.GPUTimeout, fmt.Errorf("no answer within %v", r.o.GPUTimeout))
		all, err := gpu.Read(ctx, r.root, r.run)
		cancel()
		if r.ctx.Err() != nil {
			return context.Cause(r.ctx) // says nothing of the devices
		}
		*g = gpuState{r.now.at, true, all, err}
	}
	for _, one := range bounded(r, g.all) {
		one.Utilization, one.MemoryUtilization = clone(one.Utilization), clone(one.MemoryUtilization)
		one.MemoryTotal, one.MemoryUsed = clone(one.MemoryTotal), clone(one.MemoryUsed)
		one.Temperature, one.Power = clone(one.Temperature), clone(one.Power)
		r.out.GPUs = append(r.out.GPUs, GPU(one))
	}
	return g.err
}

// clone keeps snapshots from sharing what is remembered.
func clone[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}
