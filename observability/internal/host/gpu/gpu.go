// Package gpu asks what graphics processors do: NVIDIA's through nvidia-smi,
// AMD's through the kernel's files. What is not there is a [*fault.Unavailable].
package gpu

import (
	"context"
	"errors"
	"io/fs"

	"github.com/scicore-go/scicore/internal/fault"
)

// GPU is one graphics processor. What the driver does not tell is nil.
type GPU struct {
	ID                string   // stable: the UUID, or the address on the bus
	Vendor, Name      string   // NVIDIA or AMD
	Utilization       *float64 // part of the time that it computed, 0 to 1
	MemoryUtilization *float64 // part of the time that memory was read or written
	MemoryTotal       *uint64  // bytes
	MemoryUsed        *uint64
	Temperature       *float64 // °C
	Power             *float64 // W
}

// What no device reaches, in °C and W: beyond it, a driver is ill.
const (
	coldest   = -273
	hottest   = 1000
	strongest = 100_000
)

// Read asks both vendors' drivers. It is unavailable only if neither is
// there; a driver that is there and fails is an error beside the other's
// processors.
func Read(ctx context.Context, root fs.FS, run Run) ([]GPU, error) {
	nvidia, errN := ReadNVIDIA(ctx, run)
	amd, errA := ReadAMD(root)
	all := append(nvidia, amd...)
	var missing []*fault.Unavailable
	var failed []error
	for _, err := range []error{errN, errA} {
		var u *fault.Unavailable
		switch {
		case errors.As(err, &u):
			missing = append(missing, u)
		case err != nil:
			failed = append(failed, err)
		}
	}
	if len(failed) == 0 && len(missing) == 2 {
		return nil, &fault.Unavailable{What: "graphics processors", Looked: missing[0].Looked + "; " + missing[1].Looked}
	}
	return all, errors.Join(failed...)
}
