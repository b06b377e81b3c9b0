package vertical

import (
	"errors"
	"fmt"
	"math"
)

const gib = 1 << 30

// ResourceProfile is a size that something may have. It is an immutable
// value: each With method returns a changed copy.
type ResourceProfile struct {
	name   string
	cores  float64
	memory int64
	cost   float64
}

// NewResourceProfile returns a profile of nothing, with a name.
func NewResourceProfile(name string) ResourceProfile { return ResourceProfile{name: name} }

// WithCPUCores sets the processor cores, > 0; a fraction is a share of one.
func (p ResourceProfile) WithCPUCores(n float64) ResourceProfile { p.cores = n; return p }

// WithMemoryGB sets the memory in units of 2^30 bytes, > 0.
func (p ResourceProfile) WithMemoryGB(n float64) ResourceProfile {
	if b := n * gib; b >= math.MinInt64 && b < math.MaxInt64 {
		p.memory = int64(b)
	} else {
		p.memory = -1 // not a number of bytes: Build tells
	}
	return p
}

// WithMemoryBytes sets the memory, > 0.
func (p ResourceProfile) WithMemoryBytes(n int64) ResourceProfile { p.memory = n; return p }

// WithCostPerHour sets the price, >= 0, in the host's money.
func (p ResourceProfile) WithCostPerHour(c float64) ResourceProfile { p.cost = c; return p }

// Name of the profile.
func (p ResourceProfile) Name() string { return p.name }

// CPUCores of the profile.
func (p ResourceProfile) CPUCores() float64 { return p.cores }

// MemoryBytes of the profile.
func (p ResourceProfile) MemoryBytes() int64 { return p.memory }

// CostPerHour of the profile.
func (p ResourceProfile) CostPerHour() float64 { return p.cost }

// String tells name and size.
func (p ResourceProfile) String() string {
	return fmt.Sprintf("%s (%.4g cores, %.4g GiB)", p.name, p.cores, float64(p.memory)/gib)
}

func (p ResourceProfile) validate() error {
	var errs []error
	if p.name == "" {
		errs = append(errs, errors.New("vertical: profile: name: must be given"))
	}
	if !(p.cores > 0) || math.IsInf(p.cores, 0) {
		errs = append(errs, fmt.Errorf("vertical: profile %q: cores %v: must be > 0", p.name, p.cores))
	}
	if p.memory <= 0 {
		errs = append(errs, fmt.Errorf("vertical: profile %q: memory: must be > 0 bytes", p.name))
	}
	if !(p.cost >= 0) || math.IsInf(p.cost, 0) {
		errs = append(errs, fmt.Errorf("vertical: profile %q: cost per hour %v: must be >= 0", p.name, p.cost))
	}
	return errors.Join(errs...)
}

// holds reports whether the profile has what is needed.
func (p ResourceProfile) holds(r Resources) bool {
	return p.cores >= r.CPUCores && float64(p.memory) >= r.MemoryBytes
}
