package scicore

import (
	"errors"
	"fmt"
	"runtime"

	"github.com/scicore-go/scicore/config"
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/memory"
)

// The environment variables a runtime reads.
const (
	// EnvThreads sets the number of workers: a whole number >= 1.
	EnvThreads = "SCICORE_NUM_THREADS"
	// EnvMemoryLimit sets the memory limit: a whole number of MiB, or a
	// number with a unit, such as 512MiB or 8GiB. 0 means no limit.
	EnvMemoryLimit = "SCICORE_MEMORY_LIMIT"
	// EnvCPU caps the kernel tier: generic, avx2, avx512 or neon.
	EnvCPU = "SCICORE_CPU"
	// EnvEnableGPU says whether registered GPU engines may be chosen: true
	// or false.
	EnvEnableGPU = "SCICORE_ENABLE_GPU"
	// EnvConfig names the TOML file of the default runtime.
	EnvConfig = "SCICORE_CONFIG"
)

// maxThreads bounds worker counts: above it a setting is a mistake.
const maxThreads = 1 << 16

// settings are the scalars of a runtime, from whichever source set them last.
type settings struct {
	threads   int
	memory    int64 // bytes, 0 = no limit
	tier      cpu.Tier
	enableGPU bool
}

// defaultSettings: all cores, the best tier, and three quarters of the memory
// that the machine or its control group grants, where that is known: work that
// cannot fit ends in an error, not in the process being killed.
func defaultSettings() settings {
	s := settings{threads: runtime.GOMAXPROCS(0), tier: cpu.Best, enableGPU: true}
	if total, ok := memory.Total(); ok {
		s.memory = total / 4 * 3
	}
	return s
}

// ConfigFault is one setting that cannot be honoured.
type ConfigFault = config.Fault

// ConfigError lists every fault found in the settings of a runtime, from all
// sources at once.
type ConfigError = config.Error

// Settings are the scalars of a runtime, as its file and its environment name
// them. A host with settings of its own puts them into a struct beside its
// sections, loads that with package config, and passes them on by
// [RuntimeBuilder.WithSettings]. What is nil is not set.
type Settings struct {
	NumThreads  *int64      `toml:"num_threads" env:"SCICORE_NUM_THREADS"`
	MemoryLimit *config.MiB `toml:"memory_limit_mb" env:"SCICORE_MEMORY_LIMIT"`
	CPU         *string     `toml:"cpu" env:"SCICORE_CPU"`
	EnableGPU   *bool       `toml:"enable_gpu" env:"SCICORE_ENABLE_GPU"`
}

// Check implements [config.Checker].
func (s *Settings) Check(f *config.Faults) {
	if n := s.NumThreads; n != nil && (*n < 1 || *n > maxThreads) {
		f.Add("num_threads", *n, threadsRule)
	}
	if m := s.MemoryLimit; m != nil && *m < 0 {
		f.Add("memory_limit_mb", *m, memoryRule)
	}
	if c := s.CPU; c != nil {
		if _, rule := tierOf(*c); rule != "" {
			f.Add("cpu", *c, rule)
		}
	}
}

// The tables of a shared file that are not the runtime's: the house's other
// sections, and one for the program's own.
var otherTables = []string{"observability", "audit", "health", "scaling", "load_balancing", "host"}

// loadSettings reads the runtime's section of the file and its variables.
func loadSettings(file string, getenv func(string) string) (Settings, error) {
	type sections struct {
		Runtime Settings `toml:"runtime"`
	}
	all, err := config.Load(config.Source{File: file, Getenv: getenv, Others: otherTables}, sections{})
	return all.Runtime, err
}

// faults gathers faults while settings are applied.
type faults struct {
	list  []ConfigFault
	cause error
}

func (f *faults) add(source, field string, value any, rule string) {
	f.list = append(f.list, ConfigFault{Source: source, Field: field, Value: fmt.Sprint(value), Rule: rule})
}

// addAll takes over the faults of a loading.
func (f *faults) addAll(err error) {
	var e *ConfigError
	if errors.As(err, &e) {
		f.list, f.cause = append(f.list, e.Faults...), e.Cause
	}
}

func (f *faults) err() error {
	if len(f.list) == 0 {
		return nil
	}
	return &ConfigError{Faults: f.list, Cause: f.cause}
}

var (
	threadsRule = fmt.Sprintf("must be between 1 and %d", maxThreads)
	memoryRule  = "must be >= 0"
)

// apply takes over what is set; it has been checked.
func (s *settings) apply(x Settings) {
	if x.NumThreads != nil {
		s.threads = int(*x.NumThreads)
	}
	if x.MemoryLimit != nil {
		s.memory = int64(*x.MemoryLimit)
	}
	if x.CPU != nil {
		s.tier, _ = tierOf(*x.CPU)
	}
	if x.EnableGPU != nil {
		s.enableGPU = *x.EnableGPU
	}
}

// tierOf returns the kernel tier of a name, or the rule that the name breaks.
func tierOf(name string) (t cpu.Tier, rule string) {
	t, err := cpu.ParseTier(name)
	switch {
	case err != nil:
		return t, "must be generic, avx2, avx512 or neon"
	case !cpu.Can(t):
		return t, fmt.Sprintf("this machine and build have only %v", cpu.Available())
	}
	return t, ""
}
