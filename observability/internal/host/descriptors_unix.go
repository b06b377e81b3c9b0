//go:build linux || darwin || freebsd

package host

import (
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// Descriptors returns how many file descriptors are open and the soft limit,
// 0 for none.
func Descriptors() (open int, limit uint64, err error) {
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
		if fi, err := os.Stat(dir); err == nil && fi.Size() > 0 {
			return int(fi.Size()), limit, nil // since Linux 6.2; listing many takes long
		}
	}
	d, err := os.Open(dir)
	if err != nil {
		return 0, 0, unavailable("open files", reason(dir[1:], err))
	}
	defer d.Close()
	names, err := d.Readdirnames(-1)
	if err != nil {
		return 0, 0, unavailable("open files", reason(dir[1:], err))
	}
	return len(names) - 1, limit, nil // without the directory itself
}
