package scicore

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

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

// A ConfigFault is one setting that cannot be honoured.
type ConfigFault struct {
	Source string // file, environment variable or builder method
	Field  string
	Value  string
	Rule   string
}

func (f ConfigFault) String() string {
	return fmt.Sprintf("%s: %s = %s: %s", f.Source, f.Field, f.Value, f.Rule)
}

// A ConfigError lists every fault found in the settings of a runtime, from
// all sources at once.
type ConfigError struct {
	Faults []ConfigFault
	Cause  error // the error of a file that could not be read or parsed, or nil
}

// Error lists the faults, one a line.
func (e *ConfigError) Error() string {
	lines := make([]string, 0, len(e.Faults))
	for _, f := range e.Faults {
		lines = append(lines, f.String())
	}
	return "scicore: configuration: " + strings.Join(lines, "\n\t")
}

// Unwrap returns the cause, if a file could not be read.
func (e *ConfigError) Unwrap() error { return e.Cause }

// faults gathers faults while settings are applied.
type faults struct {
	list  []ConfigFault
	cause error
}

func (f *faults) add(source, field string, value any, rule string) {
	f.list = append(f.list, ConfigFault{source, field, fmt.Sprint(value), rule})
}

func (f *faults) err() error {
	if len(f.list) == 0 {
		return nil
	}
	return &ConfigError{Faults: f.list, Cause: f.cause}
}

// set methods check one value and keep it; they are shared by all sources.

func (s *settings) setThreads(f *faults, source, field string, n int64) {
	if n < 1 || n > maxThreads {
		f.add(source, field, n, fmt.Sprintf("must be between 1 and %d", maxThreads))
		return
	}
	s.threads = int(n)
}

func (s *settings) setMemory(f *faults, source, field string, n, unit int64) {
	if n < 0 || n > (1<<62)/unit {
		f.add(source, field, n, "must be >= 0 and fit in 62 bits of bytes")
		return
	}
	s.memory = n * unit
}

func (s *settings) setTier(f *faults, source, field, name string) {
	t, err := cpu.ParseTier(name)
	switch {
	case err != nil:
		f.add(source, field, strconv.Quote(name), "must be generic, avx2, avx512 or neon")
	case !cpu.Can(t):
		f.add(source, field, strconv.Quote(name), fmt.Sprintf("this machine and build have only %v", cpu.Available()))
	default:
		s.tier = t
	}
}

// fileConfig is the TOML file; pointers tell what is absent.
type fileConfig struct {
	Runtime struct {
		NumThreads    *int64  `toml:"num_threads"`
		MemoryLimitMB *int64  `toml:"memory_limit_mb"`
		CPU           *string `toml:"cpu"`
		EnableGPU     *bool   `toml:"enable_gpu"`
	} `toml:"runtime"`
}

// maxConfigFile bounds what is read of a configuration file.
const maxConfigFile = 1 << 20

// applyFile reads the TOML file at path.
func (s *settings) applyFile(f *faults, path string) {
	text, err := readConfigFile(path)
	if err != nil {
		f.add(path, "file", "unreadable", err.Error())
		f.cause = err
		return
	}
	var c fileConfig
	meta, err := toml.Decode(text, &c)
	if err != nil {
		f.add(path, "file", "malformed", err.Error())
		f.cause = err
		return
	}
	for _, k := range meta.Undecoded() {
		f.add(path, k.String(), "(set)", "unknown key")
	}
	if v := c.Runtime.NumThreads; v != nil {
		s.setThreads(f, path, "runtime.num_threads", *v)
	}
	if v := c.Runtime.MemoryLimitMB; v != nil {
		s.setMemory(f, path, "runtime.memory_limit_mb", *v, 1<<20)
	}
	if v := c.Runtime.CPU; v != nil {
		s.setTier(f, path, "runtime.cpu", *v)
	}
	if v := c.Runtime.EnableGPU; v != nil {
		s.enableGPU = *v
	}
}

func readConfigFile(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if info.Size() > maxConfigFile {
		return "", fmt.Errorf("%d bytes: more than %d", info.Size(), maxConfigFile)
	}
	b, err := os.ReadFile(path)
	return string(b), err
}

// applyEnv reads the environment through getenv; empty means not set.
func (s *settings) applyEnv(f *faults, getenv func(string) string) {
	if v := getenv(EnvThreads); v != "" {
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			f.add("environment", EnvThreads, strconv.Quote(v), "must be a whole number")
		} else {
			s.setThreads(f, "environment", EnvThreads, n)
		}
	}
	if v := getenv(EnvMemoryLimit); v != "" {
		n, unit, ok := parseBytes(v)
		if !ok {
			f.add("environment", EnvMemoryLimit, strconv.Quote(v), "must be a number of MiB, or carry a unit: KiB, MiB, GiB or TiB")
		} else {
			s.setMemory(f, "environment", EnvMemoryLimit, n, unit)
		}
	}
	if v := getenv(EnvCPU); v != "" {
		s.setTier(f, "environment", EnvCPU, v)
	}
	if v := getenv(EnvEnableGPU); v != "" {
		b, err := strconv.ParseBool(v)
		if err != nil {
			f.add("environment", EnvEnableGPU, strconv.Quote(v), "must be true or false")
		} else {
			s.enableGPU = b
		}
	}
}

// parseBytes splits "8GiB" into a number and its unit; without a unit the
// number counts MiB.
func parseBytes(v string) (n, unit int64, ok bool) {
	unit = 1 << 20
	for i, suffix := range []string{"KiB", "MiB", "GiB", "TiB"} {
		if rest, found := strings.CutSuffix(v, suffix); found {
			v, unit = strings.TrimSpace(rest), 1<<(10*(i+1))
			break
		}
	}
	n, err := strconv.ParseInt(v, 10, 64)
	return n, unit, err == nil
}
