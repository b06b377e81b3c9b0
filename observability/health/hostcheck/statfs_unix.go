//go:build linux || darwin || freebsd

package hostcheck

import "golang.org/x/sys/unix"

func statfs(path string) (space, error) {
	var st unix.Statfs_t
	for {
		err := unix.Statfs(path, &st)
		if err == nil {
			break
		}
		if err != unix.EINTR {
			return space{}, err
		}
	}
	// Types differ between systems, and a quota may make what is free negative.
	size := uint64(st.Bsize)
	free := int64(st.Bavail)
	return space{
		total: uint64(st.Blocks) * size, free: uint64(max(free, 0)) * size,
		inodes: uint64(st.Files), ifree: uint64(max(int64(st.Ffree), 0)),
	}, nil
}
