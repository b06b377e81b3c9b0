package system

import (
	"slices"
	"strconv"

	"go.opentelemetry.io/otel/attribute"
)

// instruments is everything that is observed. Names are those of the semantic
// conventions 1.43 and, for load averages, of the collector's host metrics;
// what begins with scicore has none there.
var instruments = slices.Concat(machineTable, processTable, gpuTable)

// machineTable is what is observed of the machine, and of reading it.
var machineTable = []instrument{
	{SectionCPU, level, "system.cpu.logical.count", "{cpu}", "Processors online.", func(s *Snapshot, t to) {
		if s.CPU != nil {
			t.int(uint64(s.CPU.Logical))
		}
	}},
	{SectionCPU, seconds, "system.cpu.time", "s", "What processors did, by mode.", func(s *Snapshot, t to) {
		cpuModes(s, t, func(total CPUTimes, _ *CPUUse) *CPUTimes { return &total })
	}},
	{SectionCPU, gauge, "system.cpu.utilization", "1", "Parts of the processors' time since the last collection, by mode.", func(s *Snapshot, t to) {
		cpuModes(s, t, func(_ CPUTimes, use *CPUUse) *CPUTimes {
			if use == nil {
				return nil
			}
			return &use.CPUTimes
		})
	}},
	{SectionLoad, gauge, "system.cpu.load_average.1m", "{thread}", "Threads that ran or waited to, on average over 1 minute.", func(s *Snapshot, t to) {
		if s.Load != nil {
			t.float(s.Load.One)
		}
	}},
	{SectionLoad, gauge, "system.cpu.load_average.5m", "{thread}", "Threads that ran or waited to, on average over 5 minutes.", func(s *Snapshot, t to) {
		if s.Load != nil {
			t.float(s.Load.Five)
		}
	}},
	{SectionLoad, gauge, "system.cpu.load_average.15m", "{thread}", "Threads that ran or waited to, on average over 15 minutes.", func(s *Snapshot, t to) {
		if s.Load != nil {
			t.float(s.Load.Fifteen)
		}
	}},
	{SectionPressure, seconds, "scicore.system.pressure.time", "s", "Time that tasks waited for a resource: some of them, or all.", func(s *Snapshot, t to) {
		for _, p := range s.Pressure {
			resource := attribute.String("scicore.pressure.resource", p.Resource)
			t.float(p.Some.Total, resource, attribute.String("scicore.pressure.tasks", "some"))
			if p.Full != nil {
				t.float(p.Full.Total, resource, attribute.String("scicore.pressure.tasks", "all"))
			}
		}
	}},
	{SectionMemory, level, "system.memory.usage", "By", "Memory of the machine, by state.", func(s *Snapshot, t to) {
		memoryStates(s, func(state string, n uint64) { t.int(n, attribute.String("system.memory.state", state)) })
	}},
	{SectionMemory, gauge, "system.memory.utilization", "1", "Parts of the machine's memory, by state.", func(s *Snapshot, t to) {
		memoryStates(s, func(state string, n uint64) {
			t.float(float64(n)/float64(s.Memory.Total), attribute.String("system.memory.state", state))
		})
	}},
	{SectionMemory, level, "system.memory.limit", "By", "Memory of the machine.", func(s *Snapshot, t to) {
		if s.Memory != nil {
			t.int(s.Memory.Total)
		}
	}},
	{SectionMemory, level, "system.memory.linux.available", "By", "Memory that new work can have without swapping.", func(s *Snapshot, t to) {
		if s.Memory != nil {
			t.int(s.Memory.Available)
		}
	}},
	{SectionMemory, level, "system.paging.usage", "By", "Swap, by state.", func(s *Snapshot, t to) {
		if s.Memory != nil && s.Memory.Swap != nil {
			t.int(s.Memory.Swap.Used, attribute.String("system.paging.state", "used"))
			t.int(s.Memory.Swap.Total-s.Memory.Swap.Used, attribute.String("system.paging.state", "free"))
		}
	}},
	{SectionFilesystems, level, "system.filesystem.usage", "By", "Space of file systems, by state.", func(s *Snapshot, t to) {
		for _, f := range s.Filesystems {
			kv := f.attributes()
			t.int(f.Used, append(kv, attribute.String("system.filesystem.state", "used"))...)
			t.int(f.Free, append(kv, attribute.String("system.filesystem.state", "free"))...)
			t.int(f.Reserved, append(kv, attribute.String("system.filesystem.state", "reserved"))...)
		}
	}},
	{SectionFilesystems, gauge, "system.filesystem.utilization", "1", "Part of a file system that is used.", func(s *Snapshot, t to) {
		for _, f := range s.Filesystems {
			if f.Used+f.Free > 0 {
				t.float(float64(f.Used)/float64(f.Used+f.Free), f.attributes()...)
			}
		}
	}},
	{SectionDisks, counter, "system.disk.io", "By", "Bytes read and written.", func(s *Snapshot, t to) {
		for _, d := range s.Disks {
			t.int(d.ReadBytes, device(d.Device), disk("read"))
			t.int(d.WrittenBytes, device(d.Device), disk("write"))
		}
	}},
	{SectionDisks, counter, "system.disk.operations", "{operation}", "Requests that ended.", func(s *Snapshot, t to) {
		for _, d := range s.Disks {
			t.int(d.Reads, device(d.Device), disk("read"))
			t.int(d.Writes, device(d.Device), disk("write"))
		}
	}},
	{SectionDisks, seconds, "system.disk.operation_time", "s", "Time that requests took, summed.", func(s *Snapshot, t to) {
		for _, d := range s.Disks {
			t.float(d.ReadTime, device(d.Device), disk("read"))
			t.float(d.WriteTime, device(d.Device), disk("write"))
		}
	}},
	{SectionDisks, seconds, "system.disk.io_time", "s", "Time that a disk was busy.", func(s *Snapshot, t to) {
		for _, d := range s.Disks {
			t.float(d.IOTime, device(d.Device))
		}
	}},
	{SectionNetwork, counter, "system.network.io", "By", "Bytes received and transmitted.", func(s *Snapshot, t to) {
		for _, i := range s.Network {
			both(t, link(i.Name), i.ReceivedBytes, i.TransmittedBytes)
		}
	}},
	{SectionNetwork, counter, "system.network.packet.count", "{packet}", "Packets received and transmitted.", func(s *Snapshot, t to) {
		for _, i := range s.Network {
			both(t, device(i.Name), i.ReceivedPackets, i.TransmittedPackets)
		}
	}},
	{SectionNetwork, counter, "system.network.packet.dropped", "{packet}", "Packets dropped.", func(s *Snapshot, t to) {
		for _, i := range s.Network {
			both(t, link(i.Name), i.ReceiveDrops, i.TransmitDrops)
		}
	}},
	{SectionNetwork, counter, "system.network.errors", "{error}", "Errors of a network interface.", func(s *Snapshot, t to) {
		for _, i := range s.Network {
			both(t, link(i.Name), i.ReceiveErrors, i.TransmitErrors)
		}
	}},
	{"", gauge, "scicore.system.missing", "{section}", "Sections that cannot be read, in whole or in part.", func(s *Snapshot, t to) {
		for _, m := range s.Missing {
			t.float(1, attribute.String("scicore.system.section", string(m.Section)))
		}
	}},
	{"", gauge, "scicore.system.omitted", "{device}", "Devices over the limit, by section.", func(s *Snapshot, t to) {
		for section, n := range s.Omitted {
			t.float(float64(n), attribute.String("scicore.system.section", string(section)))
		}
	}},
}

// cpuModes tells each mode of all processors together or of each.
func cpuModes(s *Snapshot, t to, pick func(CPUTimes, *CPUUse) *CPUTimes) {
	if s.CPU == nil {
		return
	}
	each := func(p *CPUTimes, kv ...attribute.KeyValue) {
		if p == nil {
			return
		}
		for _, m := range []struct {
			mode  string
			value float64
		}{{"user", p.User}, {"nice", p.Nice}, {"system", p.System}, {"idle", p.Idle}, {"iowait", p.IOWait}, {"interrupt", p.Interrupt}, {"steal", p.Steal}} {
			t.float(m.value, append(kv, attribute.String("cpu.mode", m.mode))...)
		}
	}
	if !t.perCore {
		each(pick(s.CPU.Total, s.CPU.Use))
		return
	}
	for _, c := range s.CPU.Cores {
		each(pick(c.Total, c.Use), attribute.Int("cpu.logical_number", c.Number))
	}
}

// memoryStates tells states that add up to the machine's memory.
func memoryStates(s *Snapshot, each func(state string, n uint64)) {
	if m := s.Memory; m != nil {
		each("used", m.Used)
		each("free", m.Free)
		each("buffers", m.Buffers)
		each("cached", m.Cached)
	}
}

func (f *Filesystem) attributes() []attribute.KeyValue {
	mode := "rw"
	if f.ReadOnly {
		mode = "ro"
	}
	kv := []attribute.KeyValue{attribute.String("system.filesystem.mountpoint", f.Mount), attribute.String("system.filesystem.mode", mode)}
	if f.Device != "" {
		kv = append(kv, device(f.Device), attribute.String("system.filesystem.type", f.Type))
	}
	return kv[:len(kv):len(kv)]
}

func device(name string) attribute.KeyValue { return attribute.String("system.device", name) }

func disk(direction string) attribute.KeyValue {
	return attribute.String("disk.io.direction", direction)
}

func link(name string) attribute.KeyValue { return attribute.String("network.interface.name", name) }

func both(t to, of attribute.KeyValue, received, transmitted uint64) {
	t.int(received, of, attribute.String("network.io.direction", "receive"))
	t.int(transmitted, of, attribute.String("network.io.direction", "transmit"))
}

// quantiles tells durations by the part of them that took no longer.
func quantiles(t to, d *Durations) {
	if d == nil || d.Count == 0 {
		return
	}
	for _, q := range []struct{ q, value float64 }{{.5, d.P50}, {.99, d.P99}, {1, d.Max}} {
		t.float(q.value, attribute.String("scicore.quantile", strconv.FormatFloat(q.q, 'g', -1, 64)))
	}
}
