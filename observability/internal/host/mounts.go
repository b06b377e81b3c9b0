package host

import (
	"io/fs"
	"strconv"
	"strings"
)

// Mount is one file system where it is mounted.
type Mount struct {
	ID       string // major:minor of the device
	Root     string // the part of the file system that is mounted
	Point    string
	Type     string
	Source   string
	ReadOnly bool
	Options  string // of the file system; for version 1 of control groups, its controllers
}

const mountFile = "proc/self/mountinfo"

// ReadMounts reads all mounts this process sees, the latest last.
func ReadMounts(root fs.FS) ([]Mount, error) {
	text, err := read(root, mountFile, "mounts")
	if err != nil {
		return nil, err
	}
	return parseMounts(text)
}

// parseMounts reads lines such as
//
//	27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
//
// with any number of optional fields before the dash.
func parseMounts(text string) (all []Mount, err error) {
	for line := range lines(text) {
		if line == "" {
			continue
		}
		before, after, ok := strings.Cut(line, " - ")
		f, s := strings.Fields(before), strings.Fields(after)
		if !ok || len(f) < 6 || len(s) < 2 {
			return nil, malformed(mountFile, "a mount", line)
		}
		m := Mount{ID: f[2], Root: unescape(f[3]), Point: unescape(f[4]), Type: s[0], Source: unescape(s[1])}
		if len(s) > 2 {
			m.Options = s[2]
		}
		m.ReadOnly = f[5] == "ro" || strings.HasPrefix(f[5], "ro,")
		all = append(all, m)
	}
	return all, nil
}

// unescape undoes the octal escapes of blanks and backslashes.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+3 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+4], 8, 8); err == nil {
				b.WriteByte(byte(n))
				i += 3
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// LocalMounts keeps the mounts whose space is worth watching and can be asked
// for without waiting for another machine: file systems on block devices and
// pools, and the root. Each file system counts once, where it was mounted
// first; a mount that a later one hides does not count.
func LocalMounts(all []Mount) (local []Mount) {
	visible := map[string]int{}
	for i, m := range all {
		visible[m.Point] = i
	}
	seen := map[string]bool{}
	for i, m := range all {
		if visible[m.Point] == i && !seen[m.ID] && (m.Point == "/" || m.local()) {
			seen[m.ID] = true
			local = append(local, m)
		}
	}
	return local
}

func (m *Mount) local() bool {
	switch m.Type {
	case "zfs", "bcachefs":
		return true
	case "squashfs", "iso9660", "erofs", "udf", "cramfs", "fuse", "fuseblk":
		return false // always full, or served by a process that may hang
	}
	return strings.HasPrefix(m.Source, "/dev/") && !strings.HasPrefix(m.Type, "fuse.")
}
