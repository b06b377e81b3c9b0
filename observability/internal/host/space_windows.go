package host

import "golang.org/x/sys/windows"

// ReadSpace asks for the space of the volume that holds path.
func ReadSpace(path string) (Space, error) {
	p, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return Space{}, err
	}
	var s Space
	var free uint64
	err = windows.GetDiskFreeSpaceEx(p, &s.Free, &s.Total, &free)
	s.Reserved = max(free, s.Free) - s.Free
	return s, err
}
