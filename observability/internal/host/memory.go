package host

import (
	"io/fs"
	"strings"
)

// Memory is what /proc/meminfo says, in bytes. Swap is nil where the kernel
// knows none.
type Memory struct {
	Total, Free, Available, Buffers, Cached uint64
	Swap                                    *Swap
}

// Swap is memory on disk, in bytes.
type Swap struct{ Total, Free uint64 }

const memoryFile = "proc/meminfo"

// ReadMemory reads the memory of the machine.
func ReadMemory(root fs.FS) (Memory, error) {
	text, err := read(root, memoryFile, "memory of the machine")
	if err != nil {
		return Memory{}, err
	}
	return parseMemory(text)
}

func parseMemory(text string) (m Memory, err error) {
	var swap Swap
	places := map[string]*uint64{
		"MemTotal": &m.Total, "MemFree": &m.Free, "MemAvailable": &m.Available, "Buffers": &m.Buffers,
		"Cached": &m.Cached, "SwapTotal": &swap.Total, "SwapFree": &swap.Free,
	}
	for line := range lines(text) {
		name, rest, _ := strings.Cut(line, ":")
		if p := places[name]; p != nil {
			if *p, err = kilobytes(name, rest); err != nil {
				return Memory{}, err
			}
			delete(places, name)
		}
	}
	for _, name := range []string{"MemTotal", "MemFree", "MemAvailable"} {
		if places[name] != nil {
			return Memory{}, unavailable("memory of the machine", "/"+memoryFile+": no line "+name)
		}
	}
	if m.Total == 0 || m.Free > m.Total || m.Available > m.Total {
		return Memory{}, malformed(memoryFile, "more free than there is", text)
	}
	if places["SwapTotal"] == nil && places["SwapFree"] == nil && swap.Free <= swap.Total {
		m.Swap = &swap
	}
	return m, nil
}

// kilobytes parses "   1234 kB".
func kilobytes(name, text string) (uint64, error) {
	f := strings.Fields(text)
	if len(f) != 2 || f[1] != "kB" {
		return 0, malformed(memoryFile, name, text)
	}
	n, err := count(memoryFile, name, f[0])
	if err == nil && n > 1<<53 {
		return 0, malformed(memoryFile, name, text)
	}
	return n << 10, err
}
