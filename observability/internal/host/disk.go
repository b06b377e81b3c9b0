package host

import (
	"io/fs"
	"strings"
	"time"
)

// Disk is what a block device did since boot.
type Disk struct {
	Device                      string
	Reads, ReadBytes            uint64
	Writes, WrittenBytes        uint64
	ReadTime, WriteTime, IOTime time.Duration // requests waited, summed; the device was busy
}

const diskFile = "proc/diskstats"

// ReadDisks reads the counters of whole disks that were ever used, in the
// kernel's order: no partitions, loop devices, memory disks. A disk is whole
// if it has a folder of its own in /sys/block; without /sys all are returned.
func ReadDisks(root fs.FS) ([]Disk, error) {
	text, err := read(root, diskFile, "disk counters")
	if err != nil {
		return nil, err
	}
	whole := map[string]bool{}
	blocks, err := fs.ReadDir(root, "sys/block")
	for _, b := range blocks {
		whole[b.Name()] = true
	}
	return parseDisks(text, func(device string) bool { return err != nil || whole[device] })
}

func parseDisks(text string, keep func(device string) bool) (all []Disk, err error) {
	for line := range lines(text) {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		if len(f) < 13 {
			return nil, malformed(diskFile, "a device", line)
		}
		d, err := parseDisk(f[2], f[3:])
		if err != nil {
			return nil, err
		}
		if d.Reads+d.Writes > 0 && !virtual(d.Device) && keep(d.Device) {
			all = append(all, d)
		}
	}
	return all, nil
}

// virtual tells devices that are memory or files of another.
func virtual(device string) bool {
	for _, prefix := range []string{"loop", "ram", "zram"} {
		if strings.HasPrefix(device, prefix) {
			return true
		}
	}
	return false
}

// sector is the unit of /proc/diskstats, whatever the device's own.
const sector = 512

func parseDisk(device string, f []string) (Disk, error) {
	d := Disk{Device: device}
	var read, written, reading, writing, busy uint64
	err := counts(diskFile, device, f, &d.Reads, nil, &read, &reading, &d.Writes, nil, &written, &writing, nil, &busy)
	if err != nil {
		return Disk{}, err
	}
	for _, n := range []uint64{read, written, reading, writing, busy} {
		if n > 1<<43 { // 2⁵² bytes in sectors, or 278 years
			return Disk{}, malformed(diskFile, device, strings.Join(f, " "))
		}
	}
	d.ReadBytes, d.WrittenBytes = read*sector, written*sector
	d.ReadTime, d.WriteTime, d.IOTime = milliseconds(reading), milliseconds(writing), milliseconds(busy)
	return d, nil
}

func milliseconds(n uint64) time.Duration { return time.Duration(n) * time.Millisecond }
