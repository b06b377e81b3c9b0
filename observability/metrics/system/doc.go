// Package system collects what the machine, the control group and this
// process do: processors, load, pressure, memory, disks, network, the Go
// runtime, graphics processors.
//
//	c, err := system.New(nil)
//	s, err := c.Collect(ctx) // what could be read, and why the rest could not
//	u, err := c.Register(meter) // the same as OpenTelemetry instruments
//	defer u.Unregister()
//
// A [Snapshot] holds counters as the kernel keeps them and rates since an
// earlier snapshot. What a system does not tell is nil, never zero, and named
// by an error that is [ErrUnavailable]. Linux tells everything; other systems
// the Go runtime and disk space, Unix also processor time and open files of
// the process.
//
// A [Collector] has no goroutine of its own and reads only when asked.
package system
