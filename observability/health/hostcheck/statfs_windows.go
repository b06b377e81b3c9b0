package hostcheck

import "golang.org/x/sys/windows"

func statfs(path string) (space, error) {
	p, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return space{}, err
	}
	var s space
	err = windows.GetDiskFreeSpaceEx(p, &s.free, &s.total, nil)
	return s, err
}
