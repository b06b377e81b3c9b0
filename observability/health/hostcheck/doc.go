// Package hostcheck has health checks that look at this process and its
// machine: memory budget, heap, goroutines, file descriptors, disk, clock.
//
// Each function returns a [health.Check] to which timeouts, periods and
// probes may be added. Settings out of range are told when the check is
// registered. Where the platform cannot tell, a check is Unknown, with
// [health.ErrUnavailable], and never green.
package hostcheck
