package host

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore/internal/fault"
)

func TestCgroupVersion1(t *testing.T) {
	got, err := ReadCgroup(vm)
	if err != nil || got.CPU == nil || got.Memory == nil {
		t.Fatalf("%+v, %v", got, err)
	}
	check(t, "cpu, recorded", *got.CPU, nil, CgroupCPU{Version: 1, User: 63004770 * time.Millisecond, System: 3527650 * time.Millisecond, Total: 66532426755554}, "")
	// The limit is that of the group above.
	check(t, "memory, recorded", *got.Memory, nil, CgroupMemory{Version: 1, Limit: 512 << 20, Usage: 39849984, InactiveFile: 22183936}, "")
}

const (
	mount2     = "30 1 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate\n"
	cpuStat    = "usage_usec 5000000\nuser_usec 3000000\nsystem_usec 2000000\nnr_periods 100\nnr_throttled 7\nthrottled_usec 900000\n"
	memoryStat = "anon 1000\nfile 2000\ninactive_file 1500\n"
	events     = "low 0\nhigh 0\nmax 12\noom 2\noom_kill 1\noom_group_kill 0\n"
)

// group2 is a group of version 2 at a path, one below another with a tighter
// limit for processors.
func group2(extra ...string) fs.FS {
	const dir = "sys/fs/cgroup/pod.slice/app"
	return files(append([]string{
		"proc/self/cgroup", "0::/pod.slice/app\n", "proc/self/mountinfo", mount2,
		dir + "/cpu.stat", cpuStat, dir + "/cpu.max", "400000 100000\n", "sys/fs/cgroup/pod.slice/cpu.max", "150000 100000\n",
		dir + "/memory.current", "5000\n", dir + "/memory.stat", memoryStat, dir + "/memory.events", events,
		dir + "/memory.max", "max\n", "sys/fs/cgroup/pod.slice/memory.max", "1048576\n",
	}, extra...)...)
}

func TestCgroupVersion2(t *testing.T) {
	got, err := ReadCgroup(group2())
	if err != nil || got.CPU == nil || got.Memory == nil {
		t.Fatalf("%+v, %v", got, err)
	}
	check(t, "cpu", *got.CPU, nil, CgroupCPU{Version: 2, Limit: 1.5, User: 3 * s, System: 2 * s, Total: 5 * s, Periods: 100, Throttled: 7, ThrottledTime: 900 * time.Millisecond}, "")
	check(t, "memory", *got.Memory, nil, CgroupMemory{Version: 2, Limit: 1 << 20, Usage: 5000, InactiveFile: 1500, LimitHits: 12, OOMKills: 1}, "")
}

func TestCgroupFaults(t *testing.T) {
	const dir = "sys/fs/cgroup/pod.slice/app/"
	for _, c := range []struct{ name, file, text, fails string }{
		{"quota of words", dir + "cpu.max", "many 100000", `quota: "many"`},
		{"no period", dir + "cpu.max", "100000", `period: ""`},
		{"period 0", dir + "cpu.max", "100000 0", `period: "0"`},
		{"quota negative", dir + "cpu.max", "-1 100000", `quota: "-1"`},
		{"limit of words", dir + "memory.max", "lots", `limit: "lots"`},
		{"usage of words", dir + "memory.current", "lots", `"lots"`},
		{"root group", dir + "cpu.stat", "nothing 1\n", "no usage_usec"},
		{"path", "proc/self/cgroup", "0::nowhere\n", "a group"},
		{"lines", "proc/self/cgroup", "0\n", "a group"},
	} {
		_, err := ReadCgroup(group2(c.file, c.text))
		check(t, c.name, 0, err, 0, c.fails)
	}
	got, err := ReadCgroup(group2(dir+"memory.current", "x"))
	if got.CPU == nil || got.Memory != nil || !errors.Is(err, ErrFormat) {
		t.Errorf("one part is ill: %+v, %v", got, err)
	}
}

// Where a process looks for its group, in containers of all kinds.
func TestCgroupPaths(t *testing.T) {
	leaf := func(dir string) []string {
		return []string{dir + "/cpu.stat", cpuStat, dir + "/memory.current", "1", dir + "/memory.stat", memoryStat, dir + "/memory.events", events}
	}
	for _, c := range []struct{ name, own, mounts, dir, fails string }{
		{"own namespace", "0::/\n", mount2, "sys/fs/cgroup", ""},
		{"host's path, mount of the container", "0::/docker/abc\n", strings.Replace(mount2, " / /sys", " /docker/abc /sys", 1), "sys/fs/cgroup", ""},
		{"below the mount's root", "0::/docker/abc/job\n", strings.Replace(mount2, " / /sys", " /docker/abc /sys", 1), "sys/fs/cgroup/job", ""},
		{"a sibling with the same beginning", "0::/docker/abcdef\n", strings.Replace(mount2, " / /sys", " /docker/abc /sys", 1), "sys/fs/cgroup", ""},
		{"outside of the namespace", "0::/../../other\n", mount2, "sys/fs/cgroup", ""},
		{"a blank in the mount point", "0::/\n", strings.Replace(mount2, "/sys/fs/cgroup", `/my\040groups`, 1), "my groups", ""},
		{"version 2 beside named version 1", "1:name=systemd:/x\n0::/a\n", mount2 + "31 1 0:27 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd\n", "sys/fs/cgroup/a", ""},
		{"no mount", "0::/a\n", "1 0 8:1 / / rw - ext4 /dev/sda rw\n", "sys/fs/cgroup/a", "control group of cpu: unavailable"},
		{"the file is elsewhere", "0::/gone\n", mount2, "sys/fs/cgroup/a", "/sys/fs/cgroup/gone/cpu.stat"},
		{"no groups", "", mount2, "sys/fs/cgroup/a", "unavailable"},
	} {
		got, err := ReadCgroup(files(append(leaf(c.dir), "proc/self/cgroup", c.own, "proc/self/mountinfo", c.mounts)...))
		if c.fails != "" {
			if err == nil || !strings.Contains(err.Error(), c.fails) || !errors.Is(err, fault.ErrUnavailable) {
				t.Errorf("%s: %v, want %q", c.name, err, c.fails)
			}
			continue
		}
		if err != nil || got.CPU == nil || got.CPU.Total != 5*s || got.Memory == nil || got.Memory.Usage != 1 {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
	}
}

// Version 1 may mount processors and their accounts together or apart.
func TestCgroupVersion1Quota(t *testing.T) {
	const dir = "sys/fs/cgroup/cpu,cpuacct/"
	root := func(quota, period string) fs.FS {
		return files("proc/self/cgroup", "2:cpu,cpuacct:/\n", "proc/self/mountinfo", "30 1 0:26 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n",
			dir+"cpuacct.usage", "7000000000", dir+"cpuacct.stat", "user 300\nsystem 400\n", dir+"cpu.stat", "nr_periods 9\nnr_throttled 3\nthrottled_time 2000000000\n",
			dir+"cpu.cfs_quota_us", quota, dir+"cpu.cfs_period_us", period)
	}
	want := CgroupCPU{Version: 1, Limit: 2.5, User: 3 * s, System: 4 * s, Total: 7 * s, Periods: 9, Throttled: 3, ThrottledTime: 2 * s}
	for _, c := range []struct {
		quota, period string
		limit         float64
		fails         string
	}{{"250000\n", "100000\n", 2.5, ""}, {"-1\n", "100000\n", 0, ""}, {"x", "100000", 0, `quota: "x"`}, {"250000", "0", 0, "period"}} {
		got, err := ReadCgroup(root(c.quota, c.period))
		if c.fails != "" {
			check(t, c.quota, 0, err, 0, c.fails)
			continue
		}
		if got.CPU == nil || got.Memory != nil || !errors.Is(err, fault.ErrUnavailable) {
			t.Fatalf("%+v, %v", got, err)
		}
		want.Limit = c.limit
		check(t, c.quota, *got.CPU, nil, want, "")
	}
}
