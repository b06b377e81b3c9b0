package host

import (
	"errors"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/scicore-go/scicore/internal/fault"
)

// Cgroup is the control group of this process. A part that the group does not
// account for is nil.
type Cgroup struct {
	CPU    *CgroupCPU
	Memory *CgroupMemory
}

// CgroupCPU is processor time of a control group.
type CgroupCPU struct {
	Version             int           // 1 or 2
	Limit               float64       // processors, by the tightest group above; 0: none
	User, System, Total time.Duration // used
	Periods, Throttled  uint64        // periods of the quota, and those in which it ran out
	ThrottledTime       time.Duration
}

// CgroupMemory is memory of a control group, in bytes.
type CgroupMemory struct {
	Version      int
	Limit        uint64 // by the tightest group above; 0: none
	Usage        uint64
	InactiveFile uint64 // of the usage, what goes first when memory is short
	LimitHits    uint64 // times the usage ran into the limit
	OOMKills     uint64
}

const cgroupFile = "proc/self/cgroup"

// ReadCgroup reads the control group of this process. The error tells which
// part is not there.
func ReadCgroup(root fs.FS) (c Cgroup, err error) {
	text, err := read(root, cgroupFile, "control group")
	if err != nil {
		return c, err
	}
	mounts, err := ReadMounts(root)
	if err != nil {
		return c, err
	}
	paths, err := parseCgroup(text)
	if err != nil {
		return c, err
	}
	h := hierarchies{root, paths, mounts}
	cpu, errCPU := h.cpu()
	if errCPU == nil {
		c.CPU = &cpu
	}
	memory, errMemory := h.memory()
	if errMemory == nil {
		c.Memory = &memory
	}
	return c, errors.Join(errCPU, errMemory)
}

// parseCgroup reads lines "4:cpu,cpuacct:/path"; version 2 is the line
// without a controller.
func parseCgroup(text string) (map[string]string, error) {
	paths := map[string]string{}
	for line := range lines(text) {
		if line == "" {
			continue
		}
		f := strings.SplitN(line, ":", 3)
		if len(f) != 3 || !strings.HasPrefix(f[2], "/") {
			return nil, malformed(cgroupFile, "a group", line)
		}
		for controller := range strings.SplitSeq(f[1], ",") {
			paths[controller] = f[2]
		}
	}
	return paths, nil
}

type hierarchies struct {
	root   fs.FS
	paths  map[string]string // by controller
	mounts []Mount
}

// group is a directory of a control group and all those above it that are
// visible, the nearest first.
type group struct {
	root fs.FS
	dirs []string
}

// find returns the group of a controller of version 1, or that of version 2.
func (h *hierarchies) find(controller string) (g group, version int, err error) {
	if own, ok := h.paths[controller]; ok {
		for _, m := range h.mounts {
			if m.Type == "cgroup" && mountsController(&m, controller) {
				return h.group(&m, own), 1, nil
			}
		}
	}
	if own, ok := h.paths[""]; ok {
		for _, m := range h.mounts {
			if m.Type == "cgroup2" {
				return h.group(&m, own), 2, nil
			}
		}
	}
	return g, 0, unavailable("control group of "+controller, "/"+cgroupFile+" and cgroup mounts in /"+mountFile)
}

// mountsController tells whether a hierarchy of version 1 has a controller.
func mountsController(m *Mount, controller string) bool {
	for name := range strings.SplitSeq(m.Options, ",") {
		if name == controller {
			return true
		}
	}
	return false
}

// group turns the path within a hierarchy into directories. In a container the
// mount shows only the part below its root, and the path may lie outside of
// it, or above it by way of "..": then the mount itself is all there is to see.
func (h *hierarchies) group(m *Mount, own string) group {
	rel, inside := strings.CutPrefix(own, strings.TrimSuffix(m.Root, "/"))
	if !inside || rel != "" && rel[0] != '/' || strings.Contains(own, "..") {
		rel = ""
	}
	top := strings.TrimPrefix(path.Clean(m.Point), "/")
	g := group{root: h.root}
	for dir := path.Join(top, rel); ; dir = path.Dir(dir) {
		g.dirs = append(g.dirs, dir)
		if len(dir) <= len(top) {
			return g
		}
	}
}

func (g group) file(name string) string { return g.dirs[0] + "/" + name }

// tightest returns the smallest limit that of reads in this group and those
// above; 0 for none. Groups without the file set no limit.
func tightest[T uint64 | float64](g group, of func(dir string) (T, error)) (least T, err error) {
	for _, dir := range g.dirs {
		limit, err := of(dir)
		if errors.Is(err, fault.ErrUnavailable) {
			continue
		}
		if err != nil {
			return 0, err
		}
		if limit > 0 && (least == 0 || limit < least) {
			least = limit
		}
	}
	return least, nil
}

func microseconds(n uint64) time.Duration {
	return time.Duration(min(n, uint64(1<<63-1)/1000)) * time.Microsecond
}

func nanoseconds(n uint64) time.Duration { return time.Duration(min(n, 1<<63-1)) }
