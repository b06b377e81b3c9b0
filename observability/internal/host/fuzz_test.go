package host

import (
	"errors"
	"io/fs"
	"math"
	"testing"
	"testing/fstest"

	"github.com/scicore-go/scicore/internal/fault"
)

// Whatever a file says, readers return values that make sense or a typed
// error.
func FuzzReaders(f *testing.F) {
	f.Add("proc/self/cgroup", "0::/../x\n")
	f.Add("proc/self/mountinfo", mount2)
	recorded := fstest.MapFS{}
	_ = fs.WalkDir(vm, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			data, _ := fs.ReadFile(vm, path)
			f.Add(path, string(data))
			recorded[path] = &fstest.MapFile{Data: data}
		}
		return err
	})
	f.Fuzz(func(t *testing.T, path, text string) {
		readAll(t, overlay{recorded, fstest.MapFS{path: &fstest.MapFile{Data: []byte(text)}}})
		// The same text as files of version 2.
		readAll(t, overlay{recorded, fstest.MapFS{
			"proc/self/cgroup": &fstest.MapFile{Data: []byte("0::/a\n")}, "proc/self/mountinfo": &fstest.MapFile{Data: []byte(mount2)},
			"sys/fs/cgroup/a/cpu.stat": &fstest.MapFile{Data: []byte(cpuStat)}, "sys/fs/cgroup/a/cpu.max": &fstest.MapFile{Data: []byte(text)},
			"sys/fs/cgroup/a/memory.current": &fstest.MapFile{Data: []byte("1")}, "sys/fs/cgroup/a/memory.stat": &fstest.MapFile{Data: []byte(text)},
			"sys/fs/cgroup/a/memory.events": &fstest.MapFile{Data: []byte(text)}, "sys/fs/cgroup/a/memory.max": &fstest.MapFile{Data: []byte(text)},
		}})
	})
}

// overlay is the recorded machine with some files replaced.
type overlay struct{ under, over fstest.MapFS }

func (o overlay) Open(name string) (fs.File, error) {
	if _, ok := o.over[name]; ok {
		return o.over.Open(name)
	}
	return o.under.Open(name)
}

func readAll(t *testing.T, root fs.FS) {
	typed := func(err error) {
		if err != nil && !errors.Is(err, ErrFormat) && !errors.Is(err, fault.ErrUnavailable) {
			t.Fatalf("untyped: %v", err)
		}
	}
	finite := func(values ...float64) {
		for _, v := range values {
			if v < 0 || math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("value %v", v)
			}
		}
	}
	c, err := ReadCPU(root)
	typed(err)
	finite(c.Total.User.Seconds(), c.Total.Idle.Seconds(), c.Total.Steal.Seconds())
	l, err := ReadLoad(root)
	typed(err)
	finite(l.One, l.Five, l.Fifteen)
	pressures, err := ReadPressure(root)
	typed(err)
	for _, p := range pressures {
		finite(p.Some.Avg10, p.Some.Total.Seconds())
	}
	m, err := ReadMemory(root)
	typed(err)
	if err == nil && (m.Total == 0 || m.Free > m.Total || m.Available > m.Total || m.Swap != nil && m.Swap.Free > m.Swap.Total) {
		t.Fatalf("%+v", m)
	}
	disks, err := ReadDisks(root)
	typed(err)
	for _, d := range disks {
		finite(d.ReadTime.Seconds(), d.WriteTime.Seconds(), d.IOTime.Seconds())
	}
	_, err = ReadNetwork(root)
	typed(err)
	mounts, err := ReadMounts(root)
	typed(err)
	if local := LocalMounts(mounts); len(local) > len(mounts) {
		t.Fatalf("%d of %d", len(local), len(mounts))
	}
	p, err := ReadProcess(root)
	typed(err)
	finite(p.User.Seconds(), p.System.Seconds())
	g, err := ReadCgroup(root)
	typed(err)
	if g.CPU != nil {
		finite(g.CPU.Limit, g.CPU.User.Seconds(), g.CPU.System.Seconds(), g.CPU.Total.Seconds(), g.CPU.ThrottledTime.Seconds())
	}
}
