package host

// Space is what a file system has, as an unprivileged user sees it.
type Space struct {
	Total, Free        uint64 // bytes
	Inodes, FreeInodes uint64 // 0 inodes: the file system does not count them
	Reserved           uint64 // bytes that are free, but not for us
}
