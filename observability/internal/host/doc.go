// Package host reads what the operating system, the control group and the Go
// runtime say of this machine and this process: counters as they are, nothing
// derived. Health checks and metrics share it.
//
// Functions that parse take the root of a file system, os.DirFS("/") or one
// of a test. What is not there is a [*fault.Unavailable] that names where it
// was looked for; what is there and makes no sense is an [ErrFormat].
package host
