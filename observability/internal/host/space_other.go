//go:build !linux && !darwin && !freebsd && !windows

package host

import "runtime"

// ReadSpace asks for the space of the file system that holds path.
func ReadSpace(string) (Space, error) {
	return Space{}, unavailable("free disk space", "no statfs on "+runtime.GOOS)
}
