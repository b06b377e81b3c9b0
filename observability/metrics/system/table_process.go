package system

import "go.opentelemetry.io/otel/attribute"

func mode(name string) attribute.KeyValue { return attribute.String("cpu.mode", name) }

// processTable is what is observed of the process, its control group and the
// Go runtime.
var processTable = []instrument{
	{SectionProcess, seconds, "process.cpu.time", "s", "Processor time of this process.", ofProcess(func(p *Process, t to) {
		t.float(p.User, mode("user"))
		t.float(p.System, mode("system"))
	})},
	{SectionProcess, level, "process.memory.usage", "By", "Memory of this process that is resident.", ofProcess(func(p *Process, t to) {
		if p.Memory != nil {
			t.int(p.Memory.Resident)
		}
	})},
	{SectionProcess, level, "process.memory.virtual", "By", "Address space of this process.", ofProcess(func(p *Process, t to) {
		if p.Memory != nil {
			t.int(p.Memory.Virtual)
		}
	})},
	{SectionProcess, level, "process.thread.count", "{thread}", "Threads of this process.", ofProcess(func(p *Process, t to) {
		if p.Threads != nil {
			t.int(*p.Threads)
		}
	})},
	{SectionProcess, level, "process.unix.file_descriptor.count", "{file_descriptor}", "Open files, sockets and pipes of this process.", ofProcess(func(p *Process, t to) {
		if p.Descriptors != nil {
			t.int(uint64(p.Descriptors.Open))
		}
	})},
	{SectionProcess, counter, "process.paging.faults", "{fault}", "Pages that were not there when used.", ofProcess(func(p *Process, t to) {
		if p.Faults != nil {
			t.int(p.Faults.Minor, attribute.String("system.paging.fault.type", "minor"))
			t.int(p.Faults.Major, attribute.String("system.paging.fault.type", "major"))
		}
	})},

	{SectionCgroup, seconds, "container.cpu.time", "s", "Processor time of the control group.", ofGroupCPU(func(c *CgroupCPU, t to) {
		t.float(c.User, mode("user"))
		t.float(c.System, mode("system"))
	})},
	{SectionCgroup, gauge, "container.cpu.usage", "{cpu}", "Processors that the control group uses.", ofGroupCPU(func(c *CgroupCPU, t to) { t.maybe(c.Use) })},
	{SectionCgroup, gauge, "scicore.cgroup.cpu.limit", "{cpu}", "Processors that the control group may use.", ofGroupCPU(func(c *CgroupCPU, t to) {
		if c.Limit > 0 {
			t.float(c.Limit)
		}
	})},
	{SectionCgroup, counter, "scicore.cgroup.cpu.periods", "{period}", "Periods of the processor quota.", ofGroupCPU(func(c *CgroupCPU, t to) { t.int(c.Periods) })},
	{SectionCgroup, counter, "scicore.cgroup.cpu.throttled.periods", "{period}", "Periods in which the processor quota ran out.", ofGroupCPU(func(c *CgroupCPU, t to) { t.int(c.Throttled) })},
	{SectionCgroup, seconds, "scicore.cgroup.cpu.throttled.time", "s", "Time that the control group was kept from running.", ofGroupCPU(func(c *CgroupCPU, t to) { t.float(c.ThrottledTime) })},
	{SectionCgroup, level, "container.memory.usage", "By", "Memory of the control group.", ofGroupMemory(func(m *CgroupMemory, t to) { t.int(m.Usage) })},
	{SectionCgroup, level, "container.memory.working_set", "By", "Memory of the control group without files that have not been read for long.", ofGroupMemory(func(m *CgroupMemory, t to) { t.int(m.WorkingSet) })},
	{SectionCgroup, level, "container.memory.available", "By", "The limit of the control group without its working set.", ofGroupMemory(func(m *CgroupMemory, t to) {
		if m.Limit > 0 {
			t.int(m.Limit - min(m.WorkingSet, m.Limit))
		}
	})},
	{SectionCgroup, level, "scicore.cgroup.memory.limit", "By", "Memory that the control group may use.", ofGroupMemory(func(m *CgroupMemory, t to) {
		if m.Limit > 0 {
			t.int(m.Limit)
		}
	})},
	{SectionCgroup, counter, "scicore.cgroup.memory.limit_hits", "{hit}", "Times that the control group ran into its memory limit.", ofGroupMemory(func(m *CgroupMemory, t to) { t.int(m.LimitHits) })},
	{SectionCgroup, counter, "scicore.cgroup.memory.oom_kills", "{process}", "Processes of the control group killed for want of memory.", ofGroupMemory(func(m *CgroupMemory, t to) { t.int(m.OOMKills) })},

	{SectionGo, level, "go.memory.used", "By", "Memory that the Go runtime holds.", ofGo(func(g *Go, t to) {
		t.int(g.Stack, attribute.String("go.memory.type", "stack"))
		t.int(g.Used-min(g.Stack, g.Used), attribute.String("go.memory.type", "other"))
	})},
	{SectionGo, level, "go.memory.limit", "By", "GOMEMLIMIT.", ofGo(func(g *Go, t to) {
		if g.Limit > 0 {
			t.int(g.Limit)
		}
	})},
	{SectionGo, counter, "go.memory.allocated", "By", "Bytes allocated on the heap.", ofGo(func(g *Go, t to) { t.int(g.Allocated) })},
	{SectionGo, counter, "go.memory.allocations", "{allocation}", "Objects allocated on the heap.", ofGo(func(g *Go, t to) { t.int(g.Allocations) })},
	{SectionGo, level, "go.memory.gc.goal", "By", "Size of the heap that ends the current collection.", ofGo(func(g *Go, t to) { t.int(g.Goal) })},
	{SectionGo, counter, "go.memory.gc.cycles", "{gc_cycle}", "Collections completed.", ofGo(func(g *Go, t to) { t.int(g.Cycles) })},
	{SectionGo, gauge, "scicore.go.gc.pause", "s", "How long the world stood for collections since the last reading, by quantile.", ofGo(func(g *Go, t to) { quantiles(t, g.Pauses) })},
	{SectionGo, gauge, "scicore.go.schedule.wait", "s", "How long goroutines waited to run since the last reading, by quantile.", ofGo(func(g *Go, t to) { quantiles(t, g.Waits) })},
	{SectionGo, level, "go.goroutine.count", "{goroutine}", "Goroutines.", ofGo(func(g *Go, t to) { t.int(g.Goroutines) })},
	{SectionGo, level, "go.processor.limit", "{thread}", "GOMAXPROCS.", ofGo(func(g *Go, t to) { t.int(g.MaxProcs) })},
	{SectionGo, level, "go.config.gogc", "%", "GOGC.", ofGo(func(g *Go, t to) {
		if g.GOGC > 0 {
			t.int(g.GOGC)
		}
	})},
	{SectionGo, seconds, "go.cpu.time", "s", "Processor time of the Go runtime, as of the last collection.", ofGo(func(g *Go, t to) {
		state := func(name string) attribute.KeyValue { return attribute.String("go.cpu.state", name) }
		t.float(g.CPU.User, state("user"))
		t.float(g.CPU.GC, state("gc"))
		t.float(g.CPU.Scavenge, state("scavenge"))
		t.float(g.CPU.Idle, state("idle"))
	})},
}

// gpuTable is what is observed of graphics processors.
var gpuTable = []instrument{
	{SectionGPU, gauge, "hw.gpu.utilization", "1", "Part of the time that a graphics processor computed.", ofGPUs(func(g *GPU, t to, kv []attribute.KeyValue) {
		t.maybe(g.Utilization, append(kv, attribute.String("hw.gpu.task", "general"))...)
	})},
	{SectionGPU, level, "hw.gpu.memory.usage", "By", "Memory of a graphics processor in use.", ofGPUs(func(g *GPU, t to, kv []attribute.KeyValue) {
		if g.MemoryUsed != nil {
			t.int(*g.MemoryUsed, kv...)
		}
	})},
	{SectionGPU, level, "hw.gpu.memory.limit", "By", "Memory of a graphics processor.", ofGPUs(func(g *GPU, t to, kv []attribute.KeyValue) {
		if g.MemoryTotal != nil {
			t.int(*g.MemoryTotal, kv...)
		}
	})},
	{SectionGPU, gauge, "hw.gpu.memory.utilization", "1", "Part of the memory of a graphics processor in use.", ofGPUs(func(g *GPU, t to, kv []attribute.KeyValue) {
		if g.MemoryUsed != nil && g.MemoryTotal != nil && *g.MemoryTotal > 0 {
			t.float(float64(*g.MemoryUsed)/float64(*g.MemoryTotal), kv...)
		}
	})},
	{SectionGPU, gauge, "hw.temperature", "Cel", "Temperature.", ofGPUs(func(g *GPU, t to, kv []attribute.KeyValue) {
		t.maybe(g.Temperature, append(kv, attribute.String("hw.type", "gpu"))...)
	})},
	{SectionGPU, gauge, "hw.power", "W", "Power drawn.", ofGPUs(func(g *GPU, t to, kv []attribute.KeyValue) {
		t.maybe(g.Power, append(kv, attribute.String("hw.type", "gpu"))...)
	})},
}

func ofProcess(f func(*Process, to)) func(*Snapshot, to) {
	return func(s *Snapshot, t to) {
		if s.Process != nil {
			f(s.Process, t)
		}
	}
}

func ofGroupCPU(f func(*CgroupCPU, to)) func(*Snapshot, to) {
	return func(s *Snapshot, t to) {
		if s.Cgroup != nil && s.Cgroup.CPU != nil {
			f(s.Cgroup.CPU, t)
		}
	}
}

func ofGroupMemory(f func(*CgroupMemory, to)) func(*Snapshot, to) {
	return func(s *Snapshot, t to) {
		if s.Cgroup != nil && s.Cgroup.Memory != nil {
			f(s.Cgroup.Memory, t)
		}
	}
}

func ofGo(f func(*Go, to)) func(*Snapshot, to) {
	return func(s *Snapshot, t to) {
		if s.Go != nil {
			f(s.Go, t)
		}
	}
}

func ofGPUs(f func(*GPU, to, []attribute.KeyValue)) func(*Snapshot, to) {
	return func(s *Snapshot, t to) {
		for i := range s.GPUs {
			g := &s.GPUs[i]
			kv := []attribute.KeyValue{attribute.String("hw.id", g.ID), attribute.String("hw.name", g.Name), attribute.String("hw.vendor", g.Vendor)}
			f(g, t, kv[:3:3])
		}
	}
}
