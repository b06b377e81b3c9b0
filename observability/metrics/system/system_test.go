package system

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/scicore-go/scicore/internal/leak"
	"github.com/scicore-go/scicore/observability/internal/host"
)

func TestMain(m *testing.M) { leak.Main(m) }

// machine is one whose files and clock a test sets.
type machine struct {
	mu    sync.Mutex
	files fstest.MapFS
	now   time.Time
	smi   func() (string, error)
	asked int
}

func newMachine() *machine {
	return &machine{files: fstest.MapFS{}, now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		smi: func() (string, error) { return "", exec.ErrNotFound }}
}

func (m *machine) set(pairs ...string) {
	for i := 0; i < len(pairs); i += 2 {
		m.files[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
}

func (m *machine) Open(name string) (fs.File, error) { return m.files.Open(name) }

func (m *machine) clock() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

func (m *machine) pass(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
}

func (m *machine) run(ctx context.Context, _ string, _ ...string) ([]byte, error) {
	m.asked++
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	out, err := m.smi()
	return []byte(out), err
}

// collector watches the machine.
func (m *machine) collector(t testing.TB, o Options) *Collector {
	t.Helper()
	o.Now = m.clock
	c, err := New(&o)
	if err != nil {
		t.Fatal(err)
	}
	c.root, c.run = m, m.run
	c.space = func(mount string) (host.Space, error) {
		switch mount {
		case "/":
			return host.Space{Total: 1000, Free: 300, Reserved: 100, Inodes: 50, FreeInodes: 20}, nil
		case "/full":
			return host.Space{Total: 1000, Free: 50}, nil
		case "/ro":
			return host.Space{Total: 1000}, nil
		case "/empty":
			return host.Space{}, nil
		}
		return host.Space{}, fs.ErrPermission
	}
	return c
}

func take(t *testing.T, c *Collector) Snapshot {
	t.Helper()
	s, err := c.Collect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestOptions(t *testing.T) {
	_, err := New(&Options{Sections: []Section{"cpu", "moon"}, Mounts: []string{""}, MaxDevices: -1, MinInterval: -1, GPUInterval: -2, GPUTimeout: -3})
	for _, text := range []string{`section "moon"`, "mount: must not be empty", "max devices -1", "min interval -1ns", "GPU interval -2ns", "GPU timeout -3ns"} {
		if err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%v, want %q", err, text)
		}
	}
	sections := []Section{SectionLoad}
	c, err := New(&Options{Sections: sections})
	if err != nil {
		t.Fatal(err)
	}
	sections[0] = "moon"
	if _, err := c.Collect(t.Context()); errors.As(err, new(*SectionError)) && strings.Contains(err.Error(), "moon") {
		t.Error("options are shared with the caller")
	}
}

func TestCPUUse(t *testing.T) {
	m := newMachine()
	c := m.collector(t, Options{Sections: []Section{SectionCPU}})
	step := func(stat string) *CPU {
		t.Helper()
		m.set("proc/stat", stat)
		s := take(t, c)
		m.pass(10 * time.Second)
		return s.CPU
	}
	first := step("cpu 1000 0 0 1000\ncpu0 500 0 0 500\ncpu1 500 0 0 500\n")
	if first.Use != nil || first.Cores[0].Use != nil || first.Logical != 2 || first.Total.User != 10 {
		t.Errorf("first: %+v", first)
	}
	// 20 s of two processors: 5 user, 1 nice, 2 system, 8 idle, 1 iowait, 1+1 interrupts, 1 steal.
	s := step("cpu 1500 100 200 1800 100 100 100 100\ncpu0 1000 0 0 1000\ncpu1 500 0 0 500\n")
	want := CPUUse{Busy: .55, CPUTimes: CPUTimes{User: .25, Nice: .05, System: .1, Idle: .4, IOWait: .05, Interrupt: .1, Steal: .05}}
	if s.Use == nil || fmt.Sprintf("%.6f", *s.Use) != fmt.Sprintf("%.6f", want) {
		t.Errorf("%+v, want %+v", s.Use, want)
	}
	if s.Cores[0].Use == nil || s.Cores[0].Use.User != .5 || s.Cores[1].Use != nil {
		t.Errorf("a processor at work and one whose time stood still: %+v", s.Cores)
	}
	// The kernel's idle time went back a little: that is no start.
	s = step("cpu 2500 100 200 1790 100 100 100 100\ncpu0 1000 0 0 1000\ncpu2 500 0 0 500\n")
	if s.Use == nil || s.Use.User != 1 || s.Use.Idle != 0 || s.Use.Busy != 1 {
		t.Errorf("idle went back: %+v", s.Use)
	}
	if s.Cores[1].Use != nil {
		t.Errorf("a new processor: %+v", s.Cores[1])
	}
	s = step("cpu 2600 100 200 100 100 100 100 100\n")
	if s.Use != nil {
		t.Errorf("counters started over: %+v", s.Use)
	}
}

func TestRates(t *testing.T) {
	m := newMachine()
	c := m.collector(t, Options{Sections: []Section{SectionDisks, SectionNetwork}})
	const head = "Inter-|   Receive\n face |bytes\n"
	step := func(disk, net string) Snapshot {
		t.Helper()
		m.set("proc/diskstats", disk, "proc/net/dev", head+net)
		s := take(t, c)
		m.pass(4 * time.Second)
		return s
	}
	s := step("8 0 sda 10 0 20 30 40 0 50 60 0 70 0\n", "eth0: 1000 10 1 2 0 0 0 0 4294967000 20 3 4 0 0 0 0\nveth1: 9 9 0 0 0 0 0 0 9 9 0 0 0 0 0 0\nidle: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n")
	if s.Interval != 0 || s.Disks[0].Rate != nil || s.Network[0].Rate != nil || len(s.Network) != 1 {
		t.Fatalf("first: %+v", s)
	}
	s = step("8 0 sda 18 0 420 30 44 0 60 60 0 1070 0\n", "eth0: 5000 50 3 6 0 0 0 0 4294967296 28 3 4 0 0 0 0\n")
	if s.Interval != 4 || *s.Disks[0].Rate != (DiskRate{Reads: 2, Writes: 1, ReadBytes: 51200, WrittenBytes: 1280, Busy: .25}) {
		t.Errorf("%+v", s.Disks[0].Rate)
	}
	if *s.Network[0].Rate != (InterfaceRate{ReceivedBytes: 1000, ReceivedPackets: 10, TransmittedBytes: 74, TransmittedPackets: 2, Errors: .5, Drops: 1}) {
		t.Errorf("%+v", s.Network[0].Rate)
	}
	// A counter of 32 bits wraps, a disk is replaced.
	s = step("8 16 sdb 1 0 1 1 1 0 1 1 0 1 0\n", "eth0: 100 60 3 6 0 0 0 0 4294967296 28 3 4 0 0 0 0\n")
	if s.Network[0].Rate != nil || s.Disks[0].Rate != nil || s.Network[0].ReceivedBytes != 100 {
		t.Errorf("after a wrap: %+v, %+v", s.Network[0], s.Disks[0])
	}
	// Unplugged, and back.
	if s = step("", ""); len(s.Network) != 0 || len(s.Disks) != 0 {
		t.Errorf("unplugged: %+v", s)
	}
	if s = step("", "eth0: 200 60 3 6 0 0 0 0 4294967296 28 3 4 0 0 0 0\n"); s.Network[0].Rate != nil {
		t.Errorf("plugged in again: %+v", s.Network[0].Rate)
	}
}

// Snapshots right after another must not make rates of nothing.
func TestMinInterval(t *testing.T) {
	m := newMachine()
	c := m.collector(t, Options{Sections: []Section{SectionNetwork}, MinInterval: time.Second})
	n := 10_000_000
	step := func(after time.Duration) Snapshot {
		n += int(after / time.Millisecond)
		m.pass(after)
		m.set("proc/net/dev", fmt.Sprintf("a\nb\neth0: %d 1 0 0 0 0 0 0 0 1 0 0 0 0 0 0\n", n))
		return take(t, c)
	}
	if s := step(0); s.Interval != 0 {
		t.Errorf("first: %v", s.Interval)
	}
	if s := step(time.Millisecond); s.Interval != 0 {
		t.Errorf("at once: %v", s.Interval)
	}
	if s := step(2 * time.Second); s.Interval != 2.001 || s.Network[0].Rate.ReceivedBytes != 1000 {
		t.Errorf("%v, %+v", s.Interval, s.Network[0].Rate)
	}
	if s := step(time.Millisecond); s.Interval != 2.002 || s.Network[0].ReceivedBytes != uint64(n) {
		t.Errorf("soon after: %v", s.Interval)
	}
	if s := step(5 * time.Second); s.Interval != 5.001 {
		t.Errorf("later: %v", s.Interval)
	}
	if s := step(-30 * time.Minute); s.Interval != 0 || s.Network[0].Rate != nil {
		t.Errorf("the clock went back: %+v", s)
	}
	if s := step(time.Second); s.Interval != 1 {
		t.Errorf("and goes on: %v", s.Interval)
	}
}

func TestFilesystems(t *testing.T) {
	m := newMachine()
	m.set("proc/self/mountinfo", `1 0 8:1 / / rw - ext4 /dev/sda1 rw
2 1 8:2 / /full rw - xfs /dev/sdb1 rw
3 1 8:3 / /ro ro - ext4 /dev/sdc1 ro
4 1 8:4 / /empty rw - ext4 /dev/sdd1 rw
5 1 8:5 / /secret rw - ext4 /dev/sde1 rw
`)
	c := m.collector(t, Options{Sections: []Section{SectionFilesystems}})
	s, err := c.Collect(t.Context())
	if len(s.Filesystems) != 3 || s.Filesystems[0] != (Filesystem{"/", "/dev/sda1", "ext4", false, 1000, 600, 300, 100, 50, 20}) || !s.Filesystems[2].ReadOnly {
		t.Errorf("%+v", s.Filesystems)
	}
	if *s.Utilization.Disk != .95 {
		t.Errorf("the fullest is at %v", *s.Utilization.Disk)
	}
	if !errors.Is(err, ErrUnavailable) || !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), "/empty") || !strings.Contains(err.Error(), "/secret") {
		t.Error(err)
	}
	c = m.collector(t, Options{Sections: []Section{SectionFilesystems}, Mounts: []string{"/full", "/elsewhere/.."}})
	c.space = func(string) (host.Space, error) { return host.Space{Total: 10, Free: 5}, nil }
	if s = take(t, c); len(s.Filesystems) != 2 || s.Filesystems[0].Device != "/dev/sdb1" || s.Filesystems[1].Device != "/dev/sda1" {
		t.Errorf("named: %+v", s.Filesystems)
	}
	c = m.collector(t, Options{Sections: []Section{SectionFilesystems}, MaxDevices: 2})
	if s = take(t, c); len(s.Filesystems) != 2 || s.Omitted[SectionFilesystems] != 3 {
		t.Errorf("limited: %+v, %v", s.Filesystems, s.Omitted)
	}
	delete(m.files, "proc/self/mountinfo")
	s, err = m.collector(t, Options{Sections: []Section{SectionFilesystems}}).Collect(t.Context())
	if len(s.Filesystems) != 1 || !errors.Is(err, ErrUnavailable) {
		t.Errorf("no list of mounts: %+v, %v", s.Filesystems, err)
	}
}

// A machine without anything: every section says why, none is made up.
func TestNothingThere(t *testing.T) {
	m := newMachine()
	c := m.collector(t, Options{})
	s, err := c.Collect(t.Context())
	if s.CPU != nil || s.Load != nil || s.Memory != nil || s.Disks != nil || s.Network != nil || s.Cgroup != nil || s.GPUs != nil || s.Pressure != nil || s.Utilization.CPU != nil {
		t.Errorf("%+v", s)
	}
	if s.Go == nil || s.Process == nil || s.Process.Memory != nil || s.Process.Threads != nil {
		t.Errorf("what needs no files: %+v, %+v", s.Go, s.Process)
	}
	missing := map[Section]bool{}
	for _, e := range err.(interface{ Unwrap() []error }).Unwrap() {
		var section *SectionError
		if !errors.As(e, &section) || !errors.Is(e, ErrUnavailable) {
			t.Errorf("%v", e)
			continue
		}
		missing[section.Section] = true
	}
	for _, section := range Sections() {
		if missing[section] != (section != SectionGo) {
			t.Errorf("section %s: missing %v", section, missing[section])
		}
	}
	data, err := json.Marshal(s)
	if err != nil || strings.Contains(string(data), `"cpu":{"logical"`) || !strings.Contains(string(data), `{"section":"memory","reason":"memory of the machine: unavailable: /proc/meminfo`) {
		t.Errorf("%s, %v", data, err)
	}
}

// One section that makes no sense does not hide the rest.
func TestPartial(t *testing.T) {
	m := newMachine()
	m.set("proc/loadavg", "1 2 3", "proc/meminfo", "MemTotal: lots kB\n")
	s, err := m.collector(t, Options{Sections: []Section{SectionLoad, SectionMemory}}).Collect(t.Context())
	if s.Load == nil || *s.Load != (Load{1, 2, 3}) || s.Memory != nil || !errors.Is(err, ErrFormat) || errors.Is(err, ErrUnavailable) {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestGPU(t *testing.T) {
	const line = "GPU-1, 37, 12, 100, 10, 31, 120.5, NVIDIA H200\n"
	m := newMachine()
	m.smi = func() (string, error) { return line, nil }
	c := m.collector(t, Options{Sections: []Section{SectionGPU}, GPUInterval: 10 * time.Second})
	s := take(t, c)
	if len(s.GPUs) != 1 || *s.GPUs[0].Utilization != .37 || s.GPUs[0].Name != "NVIDIA H200" {
		t.Fatalf("%+v", s.GPUs)
	}
	*s.GPUs[0].Utilization = 1
	m.pass(9 * time.Second)
	if s = take(t, c); *s.GPUs[0].Utilization != .37 || m.asked != 1 {
		t.Errorf("remembered: %v, asked %d times", *s.GPUs[0].Utilization, m.asked)
	}
	m.pass(time.Second)
	m.smi = func() (string, error) { return "", errors.New("fell off the bus") }
	for range 2 {
		if s, err := c.Collect(t.Context()); len(s.GPUs) != 0 || err == nil || !strings.Contains(err.Error(), "gpu: nvidia-smi: fell off the bus") || m.asked != 2 {
			t.Errorf("%+v, %v, asked %d times", s.GPUs, err, m.asked)
		}
	}
	m.pass(10 * time.Second)
	m.smi = func() (string, error) { return strings.Repeat(line, 3), nil }
	c.o.MaxDevices = 2
	if s = take(t, c); len(s.GPUs) != 2 || s.Omitted[SectionGPU] != 1 {
		t.Errorf("%+v, %v", s.GPUs, s.Omitted)
	}
}

func TestCancelled(t *testing.T) {
	m := newMachine()
	c := m.collector(t, Options{Sections: []Section{SectionGPU}})
	hold, inside := make(chan struct{}), make(chan struct{})
	m.smi = func() (string, error) { close(inside); <-hold; return "", errors.New("killed") }
	why := errors.New("shutting down")
	ctx, cancel := context.WithCancelCause(t.Context())
	first := make(chan error, 1)
	go func() { _, err := c.Collect(ctx); first <- err }()
	<-inside
	second := make(chan error, 1)
	go func() { _, err := c.Collect(ctx); second <- err }() // waits its turn
	cancel(why)
	if err := <-second; !errors.Is(err, why) {
		t.Error(err)
	}
	close(hold)
	if err := <-first; !errors.Is(err, why) {
		t.Error(err)
	}
	m.smi = func() (string, error) { return "GPU-1, 37, 12, 100, 10, 31, 120.5, X\n", nil }
	if s := take(t, c); len(s.GPUs) != 1 {
		t.Error("a call that was given up is remembered as the devices' state")
	}
}

func TestConcurrent(t *testing.T) {
	c, err := New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 5 {
				s, err := c.Collect(t.Context())
				if s.Go == nil || s.Process == nil {
					t.Errorf("%+v, %v", s, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestSnapshotSurvivesJSON(t *testing.T) {
	m := newMachine()
	m.smi = func() (string, error) { return "GPU-1, 37, 12, 100, 10, 31, [N/A], X\n", nil }
	m.set("proc/stat", "cpu 1 2 3 4 5 6 7 8\ncpu0 1 2 3 4 5 6 7 8\n", "proc/loadavg", "1 2 3", "proc/meminfo", "MemTotal: 100 kB\nMemFree: 10 kB\nMemAvailable: 60 kB\nSwapTotal: 8 kB\nSwapFree: 3 kB\n")
	s, _ := m.collector(t, Options{}).Collect(t.Context())
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var back Snapshot
	if err := json.Unmarshal(data, &back); err != nil || !reflect.DeepEqual(s, back) {
		t.Errorf("%v\n%+v\n%+v", err, s, back)
	}
}

func BenchmarkCollect(b *testing.B) {
	c, err := New(nil)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if s, err := c.Collect(b.Context()); s.Go == nil {
			b.Fatal(err)
		}
	}
}
