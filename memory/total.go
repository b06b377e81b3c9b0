package memory

import (
	"bufio"
	"io"
	"os"
	"strconv"
	"strings"
)

// Total returns the bytes of memory this process may use: what the machine
// has, or the limit of its control group if that is lower. It returns false on
// systems where it cannot tell.
func Total() (bytes int64, ok bool) {
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return 0, false
	}
	defer f.Close()
	total, ok := memTotal(f)
	for _, path := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		if text, err := os.ReadFile(path); err == nil {
			if limit, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil && limit > 0 && ok {
				total = min(total, limit)
			}
		}
	}
	return total, ok
}

// memTotal reads the line "MemTotal: 1234 kB".
func memTotal(r io.Reader) (int64, bool) {
	for s := bufio.NewScanner(r); s.Scan(); {
		f := strings.Fields(s.Text())
		if len(f) == 3 && f[0] == "MemTotal:" && f[2] == "kB" {
			n, err := strconv.ParseInt(f[1], 10, 64)
			return n << 10, err == nil && n > 0
		}
	}
	return 0, false
}
