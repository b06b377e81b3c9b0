package host

import (
	"io/fs"
	"strings"
)

const memoryGroup = "memory of the control group"

func (h *hierarchies) memory() (CgroupMemory, error) {
	g, version, err := h.find("memory")
	if err != nil {
		return CgroupMemory{}, err
	}
	if version == 2 {
		return g.memory2()
	}
	return g.memory1()
}

// memory2 reads a group of version 2. The root group has none of these files:
// all memory is its own.
func (g group) memory2() (m CgroupMemory, err error) {
	m.Version = 2
	if m.Usage, err = one(g.root, g.file("memory.current"), memoryGroup); err != nil {
		return CgroupMemory{}, err
	}
	s, err := pairs(g.root, g.file("memory.stat"), memoryGroup)
	if err != nil {
		return CgroupMemory{}, err
	}
	e, err := pairs(g.root, g.file("memory.events"), memoryGroup)
	if err != nil {
		return CgroupMemory{}, err
	}
	m.InactiveFile, m.LimitHits, m.OOMKills = s["inactive_file"], e["max"], e["oom_kill"]
	m.Limit, err = tightest(g, limitIn(g.root, "memory.max"))
	return m, err
}

func (g group) memory1() (m CgroupMemory, err error) {
	m.Version = 1
	if m.Usage, err = one(g.root, g.file("memory.usage_in_bytes"), memoryGroup); err != nil {
		return CgroupMemory{}, err
	}
	if m.LimitHits, err = one(g.root, g.file("memory.failcnt"), memoryGroup); err != nil {
		return CgroupMemory{}, err
	}
	s, err := pairs(g.root, g.file("memory.stat"), memoryGroup)
	if err != nil {
		return CgroupMemory{}, err
	}
	o, err := pairs(g.root, g.file("memory.oom_control"), memoryGroup)
	if err != nil {
		return CgroupMemory{}, err
	}
	m.InactiveFile, m.OOMKills = s["total_inactive_file"], o["oom_kill"]
	m.Limit, err = tightest(g, limitIn(g.root, "memory.limit_in_bytes"))
	return m, err
}

// limitIn reads a limit in bytes; 0 for none, which version 1 writes as the
// greatest number of pages.
func limitIn(root fs.FS, name string) func(dir string) (uint64, error) {
	return func(dir string) (uint64, error) {
		file := dir + "/" + name
		text, err := read(root, file, memoryGroup)
		if err != nil {
			return 0, err
		}
		if text = strings.TrimSpace(text); text == "max" {
			return 0, nil
		}
		n, err := count(file, "limit", text)
		if n >= 1<<62 {
			n = 0
		}
		return n, err
	}
}
