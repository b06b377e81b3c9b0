package system

import "time"

// Snapshot is the state of a machine and a process at one time. Sections that
// were not asked for or cannot be read are nil.
type Snapshot struct {
	Time        time.Time   `json:"time"`
	Interval    float64     `json:"interval,omitempty"` // seconds that rates are over; 0: there are none yet
	Utilization Utilization `json:"utilization"`

	CPU         *CPU         `json:"cpu,omitempty"`
	Load        *Load        `json:"load,omitempty"`
	Pressure    []Pressure   `json:"pressure,omitempty"`
	Memory      *Memory      `json:"memory,omitempty"`
	Filesystems []Filesystem `json:"filesystems,omitempty"`
	Disks       []Disk       `json:"disks,omitempty"`
	Network     []Interface  `json:"network,omitempty"`
	Cgroup      *Cgroup      `json:"cgroup,omitempty"`
	Process     *Process     `json:"process,omitempty"`
	Go          *Go          `json:"go,omitempty"`
	GPUs        []GPU        `json:"gpus,omitempty"`

	// Omitted counts what was over Options.MaxDevices, by section.
	Omitted map[Section]int `json:"omitted,omitempty"`
	// Missing says why sections or parts of them are not there.
	Missing []Missing `json:"missing,omitempty"`
}

// Missing is a section that could not be read.
type Missing struct {
	Section Section `json:"section"`
	Reason  string  `json:"reason"`
}

// Utilization is the machine at a glance, each from 0 to 1 or nil.
type Utilization struct {
	CPU    *float64 `json:"cpu,omitempty"`    // of all processors, over the interval
	Memory *float64 `json:"memory,omitempty"` // what is not available of the machine's
	Disk   *float64 `json:"disk,omitempty"`   // of the fullest file system
}

// CPU is what the processors do. Times are seconds since boot.
type CPU struct {
	Logical int       `json:"logical"` // processors online
	Total   CPUTimes  `json:"total"`
	Use     *CPUUse   `json:"use,omitempty"`
	Cores   []CPUCore `json:"cores,omitempty"`
}

// CPUCore is one logical processor.
type CPUCore struct {
	Number int      `json:"number"`
	Total  CPUTimes `json:"total"`
	Use    *CPUUse  `json:"use,omitempty"`
}

// CPUTimes are seconds by mode. Interrupt is hard and soft interrupts.
type CPUTimes struct {
	User      float64 `json:"user"`
	Nice      float64 `json:"nice"`
	System    float64 `json:"system"`
	Idle      float64 `json:"idle"`
	IOWait    float64 `json:"iowait"`
	Interrupt float64 `json:"interrupt"`
	Steal     float64 `json:"steal"`
}

// CPUUse are parts of the time, over the interval. Busy is all but Idle and
// IOWait.
type CPUUse struct {
	Busy float64 `json:"busy"`
	CPUTimes
}

// Load is how many threads ran or waited to, on average.
type Load struct {
	One     float64 `json:"one"` // minute
	Five    float64 `json:"five"`
	Fifteen float64 `json:"fifteen"`
}

// Pressure is how long tasks waited for a resource: cpu, memory or io.
type Pressure struct {
	Resource string `json:"resource"`
	Some     Stall  `json:"some"`           // at least one task waited
	Full     *Stall `json:"full,omitempty"` // all did
}

// Stall is parts of the last 10, 60 and 300 seconds, and seconds since boot.
type Stall struct {
	Avg10  float64 `json:"avg10"`
	Avg60  float64 `json:"avg60"`
	Avg300 float64 `json:"avg300"`
	Total  float64 `json:"total"`
}

// Memory is that of the machine, in bytes. Used is neither free nor a buffer
// or cache.
type Memory struct {
	Total     uint64 `json:"total"`
	Available uint64 `json:"available"` // to new work, without swapping
	Used      uint64 `json:"used"`
	Free      uint64 `json:"free"`
	Buffers   uint64 `json:"buffers"`
	Cached    uint64 `json:"cached"`
	Swap      *Swap  `json:"swap,omitempty"`
}

// Swap is memory on disk, in bytes.
type Swap struct {
	Total uint64 `json:"total"`
	Used  uint64 `json:"used"`
}

// Filesystem is the space of one, in bytes.
type Filesystem struct {
	Mount      string `json:"mount"`
	Device     string `json:"device,omitempty"`
	Type       string `json:"type,omitempty"`
	ReadOnly   bool   `json:"readOnly,omitempty"`
	Total      uint64 `json:"total"`
	Used       uint64 `json:"used"`
	Free       uint64 `json:"free"`     // to users without privileges
	Reserved   uint64 `json:"reserved"` // free, but not to those
	Inodes     uint64 `json:"inodes,omitempty"`
	FreeInodes uint64 `json:"freeInodes,omitempty"`
}

// Disk is what a block device did since boot. Times are seconds.
type Disk struct {
	Device       string    `json:"device"`
	Reads        uint64    `json:"reads"`
	Writes       uint64    `json:"writes"`
	ReadBytes    uint64    `json:"readBytes"`
	WrittenBytes uint64    `json:"writtenBytes"`
	ReadTime     float64   `json:"readTime"` // that requests took, summed
	WriteTime    float64   `json:"writeTime"`
	IOTime       float64   `json:"ioTime"` // that the device was busy
	Rate         *DiskRate `json:"rate,omitempty"`
}

// DiskRate is what a block device does, a second.
type DiskRate struct {
	Reads        float64 `json:"reads"`
	Writes       float64 `json:"writes"`
	ReadBytes    float64 `json:"readBytes"`
	WrittenBytes float64 `json:"writtenBytes"`
	Busy         float64 `json:"busy"` // part of the time
}

// Interface is what passed a network interface since it appeared.
type Interface struct {
	Name               string         `json:"name"`
	ReceivedBytes      uint64         `json:"receivedBytes"`
	ReceivedPackets    uint64         `json:"receivedPackets"`
	ReceiveErrors      uint64         `json:"receiveErrors"`
	ReceiveDrops       uint64         `json:"receiveDrops"`
	TransmittedBytes   uint64         `json:"transmittedBytes"`
	TransmittedPackets uint64         `json:"transmittedPackets"`
	TransmitErrors     uint64         `json:"transmitErrors"`
	TransmitDrops      uint64         `json:"transmitDrops"`
	Rate               *InterfaceRate `json:"rate,omitempty"`
}

// InterfaceRate is what passes a network interface, a second.
type InterfaceRate struct {
	ReceivedBytes      float64 `json:"receivedBytes"`
	ReceivedPackets    float64 `json:"receivedPackets"`
	TransmittedBytes   float64 `json:"transmittedBytes"`
	TransmittedPackets float64 `json:"transmittedPackets"`
	Errors             float64 `json:"errors"` // of both directions
	Drops              float64 `json:"drops"`
}

// Cgroup is the control group of this process.
type Cgroup struct {
	CPU    *CgroupCPU    `json:"cpu,omitempty"`
	Memory *CgroupMemory `json:"memory,omitempty"`
}

// CgroupCPU is processor time of a control group. Times are seconds.
type CgroupCPU struct {
	Version       int      `json:"version"`         // of control groups: 1 or 2
	Limit         float64  `json:"limit,omitempty"` // processors, by the tightest group above; 0: none
	User          float64  `json:"user"`
	System        float64  `json:"system"`
	Total         float64  `json:"total"`
	Periods       uint64   `json:"periods"`   // of the quota
	Throttled     uint64   `json:"throttled"` // periods in which it ran out
	ThrottledTime float64  `json:"throttledTime"`
	Use           *float64 `json:"use,omitempty"` // processors, over the interval
}

// CgroupMemory is memory of a control group, in bytes.
type CgroupMemory struct {
	Version    int    `json:"version"`
	Limit      uint64 `json:"limit,omitempty"` // by the tightest group above; 0: none
	Usage      uint64 `json:"usage"`
	WorkingSet uint64 `json:"workingSet"` // the usage without files that have not been read for long
	LimitHits  uint64 `json:"limitHits"`  // times the usage ran into the limit
	OOMKills   uint64 `json:"oomKills"`
}

// Process is this process. What only Linux tells is nil elsewhere.
type Process struct {
	User        float64        `json:"user"` // processor seconds
	System      float64        `json:"system"`
	Use         *float64       `json:"use,omitempty"` // processors, over the interval
	Memory      *ProcessMemory `json:"memory,omitempty"`
	Threads     *uint64        `json:"threads,omitempty"`
	Faults      *Faults        `json:"faults,omitempty"`
	Descriptors *Descriptors   `json:"descriptors,omitempty"`
}

// ProcessMemory is memory of a process, in bytes.
type ProcessMemory struct {
	Resident uint64 `json:"resident"`
	Virtual  uint64 `json:"virtual"`
}

// Faults are pages that were not there when used; major ones came from disk.
type Faults struct {
	Minor uint64 `json:"minor"`
	Major uint64 `json:"major"`
}

// Descriptors are open files, sockets and pipes.
type Descriptors struct {
	Open  int    `json:"open"`
	Limit uint64 `json:"limit,omitempty"` // 0: none
}

// Go is what the Go runtime says, in bytes and seconds.
type Go struct {
	Used        uint64     `json:"used"`  // held by the runtime
	Stack       uint64     `json:"stack"` // of it for stacks
	Objects     uint64     `json:"objects"`
	Limit       uint64     `json:"limit,omitempty"` // GOMEMLIMIT; 0: none
	Goal        uint64     `json:"goal"`            // heap size that ends the current collection
	Allocated   uint64     `json:"allocated"`       // since the start
	Allocations uint64     `json:"allocations"`
	Cycles      uint64     `json:"cycles"` // collections completed
	Goroutines  uint64     `json:"goroutines"`
	MaxProcs    uint64     `json:"maxProcs"`
	GOGC        uint64     `json:"gogc,omitempty"` // percent; 0: off
	CPU         GoCPU      `json:"cpu"`
	Pauses      *Durations `json:"pauses,omitempty"` // the world stood, over the interval
	Waits       *Durations `json:"waits,omitempty"`  // goroutines waited to run, over the interval
}

// GoCPU is processor seconds of the runtime, as of the last collection.
type GoCPU struct {
	User     float64 `json:"user"`
	GC       float64 `json:"gc"`
	Scavenge float64 `json:"scavenge"`
	Idle     float64 `json:"idle"`
}

// Durations are seconds, to the buckets of the runtime's histograms (a tenth
// or so), rounded up. Without any, all are 0.
type Durations struct {
	Count uint64  `json:"count"`
	P50   float64 `json:"p50"`
	P99   float64 `json:"p99"`
	Max   float64 `json:"max"`
}

// GPU is one graphics processor. What the driver does not tell is nil.
type GPU struct {
	ID                string   `json:"id"`
	Vendor            string   `json:"vendor"`
	Name              string   `json:"name,omitempty"`
	Utilization       *float64 `json:"utilization,omitempty"`       // part of the time that it computed
	MemoryUtilization *float64 `json:"memoryUtilization,omitempty"` // part of the time that memory was read or written
	MemoryTotal       *uint64  `json:"memoryTotal,omitempty"`       // bytes
	MemoryUsed        *uint64  `json:"memoryUsed,omitempty"`
	Temperature       *float64 `json:"temperature,omitempty"` // °C
	Power             *float64 `json:"power,omitempty"`       // W
}
