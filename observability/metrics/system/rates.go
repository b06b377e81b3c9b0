package system

import (
	"math"
	"runtime/metrics"
	"time"

	"github.com/scicore-go/scicore/observability/internal/host"
)

// rates fills in what takes two samples.
func (r *reading) rates(before *sample) {
	if before == nil {
		return
	}
	seconds := r.now.at.Sub(before.at).Seconds()
	if !(seconds > 0) {
		return
	}
	r.out.Interval = seconds
	r.cpuUse(before)
	r.diskRates(before.disks, seconds)
	r.networkRates(before.network, seconds)
	if now, was := r.now.cgroup, before.cgroup; now != nil && was != nil && now.Version == was.Version && now.Total >= was.Total {
		use := (now.Total - was.Total).Seconds() / seconds
		r.out.Cgroup.CPU.Use = &use
	}
	r.processUse(before.process, seconds)
	if now, was := r.now.golang, before.golang; now != nil && was != nil {
		r.out.Go.Pauses, r.out.Go.Waits = durations(now.Pauses, was.Pauses), durations(now.Waits, was.Waits)
	}
}

func (r *reading) cpuUse(before *sample) {
	if r.now.cpu == nil || before.cpu == nil {
		return
	}
	out := r.out.CPU
	if out.Use = use(r.now.cpu.Total, before.cpu.Total); out.Use != nil {
		r.out.Utilization.CPU = &out.Use.Busy
	}
	was := map[int]host.CPUTimes{}
	for _, core := range before.cpu.Cores {
		was[core.Number] = core.CPUTimes
	}
	for i, core := range r.now.cpu.Cores {
		if then, ok := was[core.Number]; ok {
			out.Cores[i].Use = use(core.CPUTimes, then)
		}
	}
}

// backward is how far the kernel's idle times may go back without meaning
// anything: they are sums that other processors touch. A processor that was
// taken off and came back has lost more.
const backward = 3 * time.Second

// use returns the parts of the time between two samples, nil where the
// counters started over.
func use(now, was host.CPUTimes) *CPUUse {
	total, started := time.Duration(0), false
	passed := func(now, was time.Duration) time.Duration {
		d := now - was
		if d < -backward {
			started = true
		}
		d = max(d, 0)
		total += d
		return d
	}
	d := host.CPUTimes{User: passed(now.User, was.User), Nice: passed(now.Nice, was.Nice), System: passed(now.System, was.System),
		Idle: passed(now.Idle, was.Idle), IOWait: passed(now.IOWait, was.IOWait), Interrupt: passed(now.Interrupt, was.Interrupt),
		SoftInterrupt: passed(now.SoftInterrupt, was.SoftInterrupt), Steal: passed(now.Steal, was.Steal)}
	if started || total <= 0 {
		return nil
	}
	part := func(d time.Duration) float64 { return float64(d) / float64(total) }
	return &CPUUse{Busy: part(total - d.Idle - d.IOWait), CPUTimes: CPUTimes{User: part(d.User), Nice: part(d.Nice), System: part(d.System),
		Idle: part(d.Idle), IOWait: part(d.IOWait), Interrupt: part(d.Interrupt + d.SoftInterrupt), Steal: part(d.Steal)}}
}

// perSecond divides what counters grew by. A counter that went back has
// wrapped or started over, and nobody can tell which: then no rate is true.
type perSecond struct {
	seconds float64
	broken  bool
}

func (p *perSecond) of(now, was uint64) float64 {
	if now < was {
		p.broken = true
		return 0
	}
	return float64(now-was) / p.seconds
}

func (r *reading) diskRates(before []host.Disk, seconds float64) {
	was := map[string]*host.Disk{}
	for i := range before {
		was[before[i].Device] = &before[i]
	}
	for i := range r.now.disks {
		d := &r.now.disks[i]
		w, ok := was[d.Device]
		if !ok {
			continue
		}
		p := perSecond{seconds: seconds}
		rate := &DiskRate{Reads: p.of(d.Reads, w.Reads), Writes: p.of(d.Writes, w.Writes), ReadBytes: p.of(d.ReadBytes, w.ReadBytes),
			WrittenBytes: p.of(d.WrittenBytes, w.WrittenBytes), Busy: min(p.of(uint64(d.IOTime), uint64(w.IOTime))/float64(time.Second), 1)}
		if !p.broken {
			r.out.Disks[i].Rate = rate
		}
	}
}

func (r *reading) networkRates(before []host.Interface, seconds float64) {
	was := map[string]*host.Interface{}
	for i := range before {
		was[before[i].Name] = &before[i]
	}
	for i := range r.now.network {
		n := &r.now.network[i]
		w, ok := was[n.Name]
		if !ok {
			continue
		}
		p := perSecond{seconds: seconds}
		rate := &InterfaceRate{
			ReceivedBytes: p.of(n.ReceivedBytes, w.ReceivedBytes), ReceivedPackets: p.of(n.ReceivedPackets, w.ReceivedPackets),
			TransmittedBytes: p.of(n.TransmittedBytes, w.TransmittedBytes), TransmittedPackets: p.of(n.TransmittedPackets, w.TransmittedPackets),
			Errors: p.of(n.ReceiveErrors, w.ReceiveErrors) + p.of(n.TransmitErrors, w.TransmitErrors),
			Drops:  p.of(n.ReceiveDrops, w.ReceiveDrops) + p.of(n.TransmitDrops, w.TransmitDrops),
		}
		if !p.broken {
			r.out.Network[i].Rate = rate
		}
	}
}

func (r *reading) processUse(before *Process, seconds float64) {
	now := r.now.process
	if now == nil || before == nil {
		return
	}
	if used := now.User + now.System - before.User - before.System; used >= 0 {
		used /= seconds
		r.out.Process.Use = &used
	}
}

// durations sums up what two readings of a histogram differ by.
func durations(now, was *metrics.Float64Histogram) *Durations {
	if len(now.Counts) != len(was.Counts) {
		return nil
	}
	grown := make([]uint64, len(now.Counts))
	var d Durations
	for i, n := range now.Counts {
		grown[i] = n - min(was.Counts[i], n)
		d.Count += grown[i]
	}
	if d.Count > 0 {
		d.P50, d.P99, d.Max = quantile(now, grown, d.Count, .5), quantile(now, grown, d.Count, .99), quantile(now, grown, d.Count, 1)
	}
	return &d
}

// quantile returns the upper end of the bucket that holds it, or the lower
// one of the last, which has no upper.
func quantile(h *metrics.Float64Histogram, counts []uint64, total uint64, q float64) float64 {
	rank := max(uint64(math.Ceil(q*float64(total))), 1)
	for i, n := range counts {
		if n >= rank {
			if upper := h.Buckets[i+1]; !math.IsInf(upper, 1) {
				return upper
			}
			return h.Buckets[i]
		}
		rank -= n
	}
	return 0
}
