//go:build linux || darwin || freebsd

package hostcheck

import (
	"fmt"
	"os"
	"runtime"

	"golang.org/x/sys/unix"

	"github.com/scicore-go/scicore/internal/fault"
)

// descriptors returns how many file descriptors are open and the soft limit,
// 0 for none.
func descriptors() (open int, limit uint64, err error) {
	var r unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &r); err != nil {
		return 0, 0, err
	}
	limit = uint64(r.Cur)
	if r.Cur == unix.RLIM_INFINITY {
		limit = 0
	}
	dir := "/dev/fd"
	if runtime.GOOS == "linux" {
		dir = "/proc/self/fd"
	}
	d, err := os.Open(dir)
	if err != nil {
		return 0, 0, unavailable(dir, err)
	}
	defer d.Close()
	names, err := d.Readdirnames(-1)
	if err != nil {
		return 0, 0, unavailable(dir, err)
	}
	return len(names) - 1, limit, nil // without the directory itself
}

func unavailable(dir string, err error) error {
	return &fault.Unavailable{What: "open files", Looked: fmt.Sprintf("%s: %v", dir, err)}
}
