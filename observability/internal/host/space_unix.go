//go:build linux || darwin || freebsd

package host

import "golang.org/x/sys/unix"

// ReadSpace asks for the space of the file system that holds path. It may
// take long where that is another machine.
func ReadSpace(path string) (Space, error) {
	var st unix.Statfs_t
	for {
		err := unix.Statfs(path, &st)
		if err == nil {
			break
		}
		if err != unix.EINTR {
			return Space{}, err
		}
	}
	// Types differ between systems, and a quota may make what is free negative.
	size := uint64(st.Bsize)
	free := uint64(max(int64(st.Bavail), 0))
	return Space{
		Total: uint64(st.Blocks) * size, Free: free * size,
		Inodes: uint64(st.Files), FreeInodes: uint64(max(int64(st.Ffree), 0)),
		Reserved: (max(uint64(st.Bfree), free) - free) * size,
	}, nil
}
