package system

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

// observed reads all instruments as lines "name{attributes} value".
func observed(t *testing.T, reader *sdkmetric.ManualReader) map[string]float64 {
	t.Helper()
	var rm metricdata.ResourceMetrics
	if err := reader.Collect(context.Background(), &rm); err != nil {
		t.Fatal(err)
	}
	all := map[string]float64{}
	add := func(name string, set attribute.Set, v float64) {
		all[name+"{"+set.Encoded(attribute.DefaultEncoder())+"}"] = v
	}
	for _, scope := range rm.ScopeMetrics {
		for _, m := range scope.Metrics {
			switch d := m.Data.(type) {
			case metricdata.Sum[int64]:
				for _, p := range d.DataPoints {
					add(m.Name, p.Attributes, float64(p.Value))
				}
			case metricdata.Sum[float64]:
				for _, p := range d.DataPoints {
					add(m.Name, p.Attributes, p.Value)
				}
			case metricdata.Gauge[float64]:
				for _, p := range d.DataPoints {
					add(m.Name, p.Attributes, p.Value)
				}
			default:
				t.Errorf("%s is a %T", m.Name, d)
			}
		}
	}
	return all
}

// full is a machine with one of everything.
func full() *machine {
	m := newMachine()
	m.smi = func() (string, error) { return "GPU-1, 37, 12, 100, 10, 31, 120.5, NVIDIA H200\n", nil }
	m.set("proc/stat", "cpu 1000 0 0 1000\ncpu0 1000 0 0 1000\n", "proc/loadavg", "1 2 3", "proc/pressure/cpu", "some avg10=1 avg60=2 avg300=3 total=4000000\nfull avg10=0 avg60=0 avg300=0 total=1000000\n",
		"proc/meminfo", "MemTotal: 100 kB\nMemFree: 10 kB\nMemAvailable: 60 kB\nBuffers: 5 kB\nCached: 25 kB\nSwapTotal: 8 kB\nSwapFree: 3 kB\n",
		"proc/self/mountinfo", "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n30 1 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
		"proc/diskstats", "8 0 sda 10 0 20 30 40 0 50 60 0 70 0\n", "proc/net/dev", "a\nb\neth0: 1000 10 1 2 0 0 0 0 3000 20 3 4 0 0 0 0\n",
		"proc/self/cgroup", "0::/\n", "sys/fs/cgroup/cpu.stat", "usage_usec 5000000\nuser_usec 3000000\nsystem_usec 2000000\nnr_periods 100\nnr_throttled 7\nthrottled_usec 900000\n", "sys/fs/cgroup/cpu.max", "150000 100000\n",
		"sys/fs/cgroup/memory.current", "5000\n", "sys/fs/cgroup/memory.stat", "inactive_file 1500\n", "sys/fs/cgroup/memory.events", "max 12\noom_kill 1\n", "sys/fs/cgroup/memory.max", "9000\n",
		"proc/self/stat", "1 (a) R 2 3 4 5 6 7 10 8 11 9 120 250 0 0 20 0 5 0 99 4096 3 18446744073709551615 1")
	return m
}

func TestInstruments(t *testing.T) {
	m := full()
	c := m.collector(t, Options{})
	reader := sdkmetric.NewManualReader()
	provider := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
	defer provider.Shutdown(context.Background())
	r, err := c.Register(provider.Meter("test"))
	if err != nil {
		t.Fatal(err)
	}
	first := observed(t, reader)
	if _, ok := first["system.cpu.utilization{cpu.mode=user}"]; ok {
		t.Error("a utilization of one sample")
	}
	m.pass(10 * time.Second)
	m.set("proc/stat", "cpu 1500 0 0 1500\ncpu0 1500 0 0 1500\n", "sys/fs/cgroup/cpu.stat", "usage_usec 15000000\nuser_usec 3000000\nsystem_usec 2000000\nnr_periods 100\nnr_throttled 7\nthrottled_usec 900000\n")
	got := observed(t, reader)
	const rootfs = "system.device=/dev/sda1,system.filesystem.mode=rw,system.filesystem.mountpoint=/,"
	const gpu = "hw.id=GPU-1,hw.name=NVIDIA H200,"
	for name, want := range map[string]float64{
		"system.cpu.time{cpu.mode=user}":        15,
		"system.cpu.utilization{cpu.mode=user}": .5,
		"system.cpu.utilization{cpu.mode=idle}": .5,
		"system.cpu.logical.count{}":            1,
		"system.cpu.load_average.5m{}":          2,
		"scicore.system.pressure.time{scicore.pressure.resource=cpu,scicore.pressure.tasks=some}": 4,
		"scicore.system.pressure.time{scicore.pressure.resource=cpu,scicore.pressure.tasks=all}":  1,
		"system.memory.usage{system.memory.state=used}":                                           60 << 10,
		"system.memory.usage{system.memory.state=cached}":                                         25 << 10,
		"system.memory.utilization{system.memory.state=free}":                                     .1,
		"system.memory.limit{}":                         100 << 10,
		"system.memory.linux.available{}":               60 << 10,
		"system.paging.usage{system.paging.state=used}": 5 << 10,
		"system.filesystem.usage{" + rootfs + "system.filesystem.state=used,system.filesystem.type=ext4}": 600,
		"system.filesystem.usage{" + rootfs + "system.filesystem.state=free,system.filesystem.type=ext4}": 300,
		"system.filesystem.utilization{" + rootfs + "system.filesystem.type=ext4}":                        600. / 900,
		"system.disk.io{disk.io.direction=write,system.device=sda}":                                       50 * 512,
		"system.disk.operations{disk.io.direction=read,system.device=sda}":                                10,
		"system.disk.operation_time{disk.io.direction=read,system.device=sda}":                            .03,
		"system.disk.io_time{system.device=sda}":                                                          .07,
		"system.network.io{network.interface.name=eth0,network.io.direction=receive}":                     1000,
		"system.network.io{network.interface.name=eth0,network.io.direction=transmit}":                    3000,
		"system.network.packet.count{network.io.direction=transmit,system.device=eth0}":                   20,
		"system.network.packet.dropped{network.interface.name=eth0,network.io.direction=receive}":         2,
		"system.network.errors{network.interface.name=eth0,network.io.direction=transmit}":                3,
		"container.cpu.time{cpu.mode=user}":                                                               3,
		"container.cpu.usage{}":                                                                           1,
		"scicore.cgroup.cpu.limit{}":                                                                      1.5,
		"scicore.cgroup.cpu.throttled.periods{}":                                                          7,
		"scicore.cgroup.cpu.throttled.time{}":                                                             .9,
		"container.memory.usage{}":                                                                        5000,
		"container.memory.working_set{}":                                                                  3500,
		"container.memory.available{}":                                                                    5500,
		"scicore.cgroup.memory.limit_hits{}":                                                              12,
		"scicore.cgroup.memory.oom_kills{}":                                                               1,
		"process.cpu.time{cpu.mode=system}":                                                               2.5,
		"process.thread.count{}":                                                                          5,
		"process.memory.virtual{}":                                                                        4096,
		"process.paging.faults{system.paging.fault.type=major}":                                           11,
		"hw.gpu.utilization{hw.gpu.task=general," + gpu + "hw.vendor=NVIDIA}":                             .37,
		"hw.gpu.memory.utilization{" + gpu + "hw.vendor=NVIDIA}":                                          .1,
		"hw.power{" + gpu + "hw.type=gpu,hw.vendor=NVIDIA}":                                               120.5,
		"hw.temperature{" + gpu + "hw.type=gpu,hw.vendor=NVIDIA}":                                         31,
	} {
		if v, ok := got[name]; !ok || v < want-1e-9 || v > want+1e-9 {
			t.Errorf("%s is %v (there: %v), want %v", name, v, ok, want)
		}
	}
	for _, prefix := range []string{"go.memory.used{go.memory.type=other}", "go.goroutine.count{}", "go.processor.limit{}", "go.memory.allocated{}", "go.memory.gc.goal{}"} {
		if got[prefix] <= 0 {
			t.Errorf("%s is %v", prefix, got[prefix])
		}
	}
	for name := range got {
		if strings.HasPrefix(name, "scicore.system.missing") {
			t.Errorf("%s, and nothing is", name)
		}
	}
	if err := r.Unregister(); err != nil {
		t.Fatal(err)
	}
	if left := observed(t, reader); len(left) != 0 {
		t.Errorf("after the end: %v", left)
	}
	if err := r.Unregister(); err != nil {
		t.Errorf("twice: %v", err)
	}
}

// Every instrument of the table is seen on a machine that has everything, and
// each name once.
func TestEveryInstrumentIsObserved(t *testing.T) {
	m := full()
	c := m.collector(t, Options{MaxDevices: 1})
	m.set("proc/net/dev", "a\nb\neth0: 1000 10 1 2 0 0 0 0 3000 20 3 4 0 0 0 0\neth1: 1000 10 1 2 0 0 0 0 3000 20 3 4 0 0 0 0\n")
	reader := sdkmetric.NewManualReader()
	provider := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
	defer provider.Shutdown(context.Background())
	if _, err := c.Register(provider.Meter("test")); err != nil {
		t.Fatal(err)
	}
	observed(t, reader)
	m.pass(time.Minute)
	m.set("proc/stat", "cpu 1500 0 0 1500\ncpu0 1500 0 0 1500\n")
	delete(m.files, "proc/loadavg")
	got := observed(t, reader)
	if got["scicore.system.missing{scicore.system.section=load}"] != 1 || got["scicore.system.omitted{scicore.system.section=network}"] != 1 {
		t.Errorf("%v", got)
	}
	unlimited := []string{"go.memory.limit", "scicore.go.gc.pause", "scicore.go.schedule.wait"} // as this process happens to be
	names := map[string]bool{}
	for _, i := range instruments {
		if names[i.name] {
			t.Errorf("%s stands twice in the table", i.name)
		}
		names[i.name] = true
		seen := i.section == SectionLoad || slices.Contains(unlimited, i.name)
		for name := range got {
			seen = seen || strings.HasPrefix(name, i.name+"{")
		}
		if !seen {
			t.Errorf("%s is never observed", i.name)
		}
	}
}

func TestPerCore(t *testing.T) {
	m := newMachine()
	m.set("proc/stat", "cpu 300 0 0 0\ncpu0 100 0 0 0\ncpu3 200 0 0 0\n")
	c := m.collector(t, Options{Sections: []Section{SectionCPU}, PerCore: true})
	reader := sdkmetric.NewManualReader()
	provider := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
	defer provider.Shutdown(context.Background())
	if _, err := c.Register(provider.Meter("test")); err != nil {
		t.Fatal(err)
	}
	got := observed(t, reader)
	if got["system.cpu.time{cpu.logical_number=3,cpu.mode=user}"] != 2 || got["system.cpu.time{cpu.logical_number=0,cpu.mode=user}"] != 1 {
		t.Errorf("%v", got)
	}
	if _, ok := got["system.cpu.time{cpu.mode=user}"]; ok {
		t.Error("the total beside each counts twice")
	}
	for name := range got {
		if !strings.HasPrefix(name, "system.cpu.") {
			t.Errorf("%s was not asked for", name)
		}
	}
}

func TestQuantiles(t *testing.T) {
	for _, c := range []struct {
		grown []uint64
		want  Durations
	}{
		{[]uint64{0, 0, 0, 0}, Durations{}},
		{[]uint64{0, 1, 0, 0}, Durations{1, 2, 2, 2}},
		{[]uint64{50, 50, 0, 0}, Durations{100, 1, 2, 2}},
		{[]uint64{98, 1, 1, 0}, Durations{100, 1, 2, 3}},
		{[]uint64{0, 0, 0, 5}, Durations{5, 3, 3, 3}}, // the last bucket has no end
	} {
		now, was := histogram(7, 7, 7, 7), histogram(7, 7, 7, 7)
		for i, n := range c.grown {
			now.Counts[i] += n
		}
		if got := durations(now, was); *got != c.want {
			t.Errorf("%v: %+v, want %+v", c.grown, *got, c.want)
		}
	}
	if durations(histogram(1), histogram(1, 2)) != nil {
		t.Error("histograms of different buckets")
	}
}

// A meter that refuses tells so, and nothing is registered.
func TestRegisterFails(t *testing.T) {
	c, err := New(nil)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := c.Register(refusing{}); r != nil || !errors.Is(err, errRefused) || !strings.Contains(fmt.Sprint(err), "system.cpu.time") {
		t.Errorf("%v, %v", r, err)
	}
}
