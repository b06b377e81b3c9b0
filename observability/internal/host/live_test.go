package host

import (
	"errors"
	"math"
	"net"
	"os"
	"runtime"
	"slices"
	"testing"

	"github.com/prometheus/procfs"

	"github.com/scicore-go/scicore/internal/fault"
)

// The recorded machine read by another library.
func TestAgainstProcfs(t *testing.T) {
	other, err := procfs.NewFS("testdata/vm/proc")
	if err != nil {
		t.Fatal(err)
	}
	stat, err := other.Stat()
	if err != nil {
		t.Fatal(err)
	}
	c, err := ReadCPU(vm)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{stat.CPUTotal.User, stat.CPUTotal.Nice, stat.CPUTotal.System, stat.CPUTotal.Idle, stat.CPUTotal.Iowait, stat.CPUTotal.IRQ, stat.CPUTotal.SoftIRQ, stat.CPUTotal.Steal} {
		n := c.Total
		got := []float64{n.User.Seconds(), n.Nice.Seconds(), n.System.Seconds(), n.Idle.Seconds(), n.IOWait.Seconds(), n.Interrupt.Seconds(), n.SoftInterrupt.Seconds(), n.Steal.Seconds()}[i]
		if math.Abs(got-want) > 1e-6 {
			t.Errorf("processor time %d: %v, want %v", i, got, want)
		}
	}
	if len(c.Cores) != len(stat.CPU) {
		t.Errorf("%d processors, want %d", len(c.Cores), len(stat.CPU))
	}
	info, err := other.Meminfo()
	if err != nil {
		t.Fatal(err)
	}
	if m, err := ReadMemory(vm); err != nil || m.Total != *info.MemTotalBytes || m.Available != *info.MemAvailableBytes || m.Cached != *info.CachedBytes {
		t.Errorf("%+v, %v", m, err)
	}
	dev, err := other.NetDev()
	if err != nil {
		t.Fatal(err)
	}
	all, err := ReadNetwork(vm)
	if err != nil || len(all) != len(dev) {
		t.Errorf("%d interfaces, want %d: %v", len(all), len(dev), err)
	}
	for _, i := range all {
		w := dev[i.Name]
		if i != (Interface{i.Name, w.RxBytes, w.RxPackets, w.RxErrors, w.RxDropped, w.TxBytes, w.TxPackets, w.TxErrors, w.TxDropped}) {
			t.Errorf("%+v, want %+v", i, w)
		}
	}
	psi, err := other.PSIStatsForResource("cpu")
	if p, e := ReadPressure(vm); err != nil || e != nil || uint64(p[0].Some.Total.Microseconds()) != psi.Some.Total || math.Abs(p[0].Some.Avg60*100-psi.Some.Avg60) > 1e-9 {
		t.Errorf("%+v, %v, %v", p, e, err)
	}
}

// This machine, against what Go knows of it by other ways.
func TestThisMachine(t *testing.T) {
	root := os.DirFS("/")
	if runtime.GOOS != "linux" {
		for name, err := range map[string]error{"cpu": second(ReadCPU(root)), "memory": second(ReadMemory(root)), "network": second(ReadNetwork(root)), "cgroup": second(ReadCgroup(root))} {
			if !errors.Is(err, fault.ErrUnavailable) {
				t.Errorf("%s: %v", name, err)
			}
		}
		return
	}
	c, err := ReadCPU(root)
	if err != nil || len(c.Cores) < runtime.NumCPU() && len(c.Cores) > 0 {
		t.Errorf("%d processors, Go may use %d: %v", len(c.Cores), runtime.NumCPU(), err)
	}
	all, err := ReadNetwork(root)
	if err != nil {
		t.Fatal(err)
	}
	ours, err := net.Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range ours {
		if !slices.ContainsFunc(all, func(i Interface) bool { return i.Name == o.Name }) {
			t.Errorf("interface %s is not among %v", o.Name, all)
		}
	}
	m, err := ReadMemory(root)
	p, errP := ReadProcess(root)
	if err != nil || errP != nil || p.Resident == 0 || p.Resident > m.Total || p.Threads < 2 {
		t.Errorf("%+v of %+v: %v, %v", p, m, err, errP)
	}
	user, system, err := ReadProcessTimes()
	if later, e := ReadProcess(root); err != nil || e != nil || user+system > later.User+later.System+10*tick || user+system < p.User+p.System-10*tick {
		t.Errorf("%v and %v of processor time, between %+v and %+v: %v", user, system, p, later, err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestGo(t *testing.T) {
	before := ReadGo()
	runtime.GC()
	sink = make([]byte, 1<<20)
	g := ReadGo()
	if g.Cycles <= before.Cycles || g.Allocated < before.Allocated+1<<20 || g.Allocations <= before.Allocations {
		t.Errorf("%+v after %+v", g, before)
	}
	if g.MaxProcs != uint64(runtime.GOMAXPROCS(0)) || g.Goroutines == 0 || g.Used < 1<<20 || g.Stack == 0 || g.Pauses == nil || g.Waits == nil {
		t.Errorf("%+v", g)
	}
	if g.GC <= before.GC || g.CPU < g.GC {
		t.Errorf("processor time of collections %v of %v, before %v", g.GC, g.CPU, before.GC)
	}
}

var sink []byte
