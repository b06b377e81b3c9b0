//go:build !linux && !darwin && !freebsd

package host

import "runtime"

// Descriptors returns how many file descriptors are open and the soft limit,
// 0 for none.
func Descriptors() (open int, limit uint64, err error) {
	return 0, 0, unavailable("open files", "nothing that counts them on "+runtime.GOOS)
}
