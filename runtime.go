package scicore

import (
	"context"
	"os"
	"slices"
	"strconv"
	"sync"

	"github.com/scicore-go/scicore/config"
	"github.com/scicore-go/scicore/execution"
	"github.com/scicore-go/scicore/execution/parallel"
	"github.com/scicore-go/scicore/execution/simd"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/linalg"
	"github.com/scicore-go/scicore/memory"
	"github.com/scicore-go/scicore/observability"
)

// Runtime decides which engine runs what, and keeps the memory budget. It is
// immutable and safe for concurrent use; it holds no goroutine and needs no
// closing.
type Runtime struct {
	set      settings
	engines  []execution.Engine
	selector execution.Selector
	costs    *execution.Costs
	budget   *memory.Budget
	ops      *graph.Registry
	observer observability.Observer       // nil: nobody looks
	direct   observability.DirectObserver // observer, as one of direct evaluations
}

// RuntimeBuilder describes a Runtime. It is an immutable value: each With
// method returns a changed copy, so that two descriptions may branch from one.
// Settings come from, in rising order: defaults, the file of WithConfigFile,
// the environment, WithSettings, the other methods of the builder.
//
// The zero RuntimeBuilder is that of [NewRuntime].
type RuntimeBuilder struct {
	file        string
	settings    []Settings
	threads     *int
	memoryLimit *int64
	cpu         *string
	enableGPU   *bool
	engines     []execution.Engine
	selector    execution.Selector
	calibration *execution.Calibration
	calFile     string
	ops         []*graph.Op
	observers   []observability.Observer
	getenv      func(string) string
}

// NewRuntime returns a description with nothing set.
func NewRuntime() RuntimeBuilder { return RuntimeBuilder{} }

// clone is the only place that copies a builder: slices are clipped, so that
// appending to the copy never writes into the original.
func (b RuntimeBuilder) clone() RuntimeBuilder {
	b.engines = slices.Clip(b.engines)
	b.ops = slices.Clip(b.ops)
	b.settings = slices.Clip(b.settings)
	b.observers = slices.Clip(b.observers)
	return b
}

// WithConfigFile reads settings from the TOML file at path when the runtime
// is built. Its [runtime] table may hold num_threads, memory_limit_mb, cpu and
// enable_gpu. The tables observability, audit, health and host are for others;
// any other is a fault.
func (b RuntimeBuilder) WithConfigFile(path string) RuntimeBuilder {
	b = b.clone()
	b.file = path
	return b
}

// WithSettings takes settings that the host loaded itself, with package
// config. They win over the file of WithConfigFile and over the environment,
// which the host's loading has read already.
func (b RuntimeBuilder) WithSettings(s Settings) RuntimeBuilder {
	b = b.clone()
	b.settings = append(b.settings, s)
	return b
}

// WithThreads sets how many workers a computation may use at most, >= 1; the
// default is GOMAXPROCS.
func (b RuntimeBuilder) WithThreads(n int) RuntimeBuilder {
	b = b.clone()
	b.threads = &n
	return b
}

// WithMemoryLimit sets how many bytes all computations running on the runtime
// may hold together; 0 means no limit. The default is three quarters of what
// the machine or its control group grants, where that can be told. Work that does not fit ends in a
// *memory.LimitError before anything is allocated.
func (b RuntimeBuilder) WithMemoryLimit(bytes int64) RuntimeBuilder {
	b = b.clone()
	b.memoryLimit = &bytes
	return b
}

// WithCPU caps the kernel tier: "generic", "avx2", "avx512" or "neon". The
// tier changes speed, never a bit of a result.
func (b RuntimeBuilder) WithCPU(tier string) RuntimeBuilder {
	b = b.clone()
	b.cpu = &tier
	return b
}

// WithGPU says whether engines that call themselves "gpu" may be chosen.
func (b RuntimeBuilder) WithGPU(enabled bool) RuntimeBuilder {
	b = b.clone()
	b.enableGPU = &enabled
	return b
}

// WithEngine adds an engine beside simd and parallel, which every runtime has.
func (b RuntimeBuilder) WithEngine(e execution.Engine) RuntimeBuilder {
	b = b.clone()
	b.engines = append(b.engines, e)
	return b
}

// WithSelector sets the policy that chooses among engines; the default is
// [execution.Fastest].
func (b RuntimeBuilder) WithSelector(s execution.Selector) RuntimeBuilder {
	b = b.clone()
	b.selector = s
	return b
}

// WithCalibration gives the speeds that estimates rest on, so that the
// machine is not measured.
func (b RuntimeBuilder) WithCalibration(c execution.Calibration) RuntimeBuilder {
	b = b.clone()
	b.calibration = &c
	return b
}

// WithCalibrationFile keeps the measured speeds in a file, so that other
// processes on the machine need not measure again.
func (b RuntimeBuilder) WithCalibrationFile(path string) RuntimeBuilder {
	b = b.clone()
	b.calFile = path
	return b
}

// WithOperations adds custom operations to those that text, requests and
// decoded graphs may name.
func (b RuntimeBuilder) WithOperations(ops ...*graph.Op) RuntimeBuilder {
	b = b.clone()
	b.ops = append(b.ops, ops...)
	return b
}

// WithObserver adds an observer, which is told of every evaluation: where
// time goes, what was chosen and why. Several are told in the order in which
// they were added.
func (b RuntimeBuilder) WithObserver(o observability.Observer) RuntimeBuilder {
	b = b.clone()
	b.observers = append(b.observers, o)
	return b
}

// WithEnvironment replaces os.Getenv as the source of environment variables;
// a function that always returns "" leaves the environment out.
func (b RuntimeBuilder) WithEnvironment(getenv func(string) string) RuntimeBuilder {
	b = b.clone()
	b.getenv = getenv
	return b
}

// Build checks every setting of every source and returns the runtime. The
// error is a *[ConfigError] that names all faults at once.
func (b RuntimeBuilder) Build() (*Runtime, error) {
	var f faults
	set := b.resolve(&f)
	ops, err := graph.Builtin().With(append(linalg.Operations(), b.ops...)...)
	if err != nil {
		f.add("WithOperations", "operations", len(b.ops), err.Error())
	}
	b.checkEngines(&f)
	if slices.Contains(b.observers, nil) {
		f.add("WithObserver", "observer", "nil", "must not be nil")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	r := &Runtime{set: set, selector: b.selector, ops: ops, budget: memory.NewBudget(set.memory),
		observer: observability.Join(b.observers...)}
	r.direct = observability.AsDirect(r.observer)
	if r.selector == nil {
		r.selector = execution.Fastest{}
	}
	r.costs = execution.NewCosts(execution.CostOptions{Tier: set.tier.String(), Workers: set.threads,
		Calibration: b.calibration, File: b.calFile})
	r.engines = []execution.Engine{simd.New(r.costs), parallel.New(r.costs)}
	for _, e := range b.engines {
		if set.enableGPU || e.Name() != "gpu" {
			r.engines = append(r.engines, e)
		}
	}
	return r, nil
}

// resolve applies the sources of scalar settings in their order.
func (b RuntimeBuilder) resolve(f *faults) settings {
	set := defaultSettings()
	loaded, err := loadSettings(b.file, b.getenv)
	f.addAll(err)
	set.apply(loaded)
	for _, s := range b.settings {
		f.addAll(config.Validate("WithSettings", &s))
		set.apply(s)
	}
	b.applyMethods(&set, f)
	return set
}

// applyMethods takes over what the builder's own methods set.
func (b RuntimeBuilder) applyMethods(set *settings, f *faults) {
	if n := b.threads; n != nil {
		if set.threads = *n; *n < 1 || *n > maxThreads {
			f.add("WithThreads", "threads", *n, threadsRule)
		}
	}
	if n := b.memoryLimit; n != nil {
		if set.memory = *n; *n < 0 {
			f.add("WithMemoryLimit", "bytes", *n, memoryRule)
		}
	}
	if name := b.cpu; name != nil {
		rule := ""
		if set.tier, rule = tierOf(*name); rule != "" {
			f.add("WithCPU", "tier", strconv.Quote(*name), rule)
		}
	}
	if b.enableGPU != nil {
		set.enableGPU = *b.enableGPU
	}
}

func (b RuntimeBuilder) checkEngines(f *faults) {
	seen := map[string]bool{"simd": true, "parallel": true}
	for _, e := range b.engines {
		switch {
		case e == nil:
			f.add("WithEngine", "engine", "nil", "must not be nil")
		case seen[e.Name()]:
			f.add("WithEngine", "engine", strconv.Quote(e.Name()), "the name is taken")
		default:
			seen[e.Name()] = true
		}
	}
}

// Threads returns how many workers a computation may use.
func (r *Runtime) Threads() int { return r.set.threads }

// MemoryLimit returns the memory limit in bytes, 0 for none.
func (r *Runtime) MemoryLimit() int64 { return r.set.memory }

// MemoryInUse returns the bytes reserved by computations running now.
func (r *Runtime) MemoryInUse() int64 { return r.budget.InUse() }

// CPU returns the name of the kernel tier.
func (r *Runtime) CPU() string { return r.set.tier.String() }

// Engines returns the names of the engines, in the order they are asked.
func (r *Runtime) Engines() []string {
	names := make([]string, len(r.engines))
	for i, e := range r.engines {
		names[i] = e.Name()
	}
	return names
}

// Operations returns the operations that text and requests may name.
func (r *Runtime) Operations() *graph.Registry { return r.ops }

// defaultRuntime is built once, at its first use, from SCICORE_CONFIG and the
// environment; it is the only state of the process.
var defaultRuntime = sync.OnceValues(func() (*Runtime, error) {
	return NewRuntime().WithConfigFile(os.Getenv(EnvConfig)).Build()
})

// Default returns the runtime used where the context carries none. Its
// settings come from the file that SCICORE_CONFIG names and from the
// environment, read once.
func Default() (*Runtime, error) { return defaultRuntime() }

type runtimeKey struct{}

// WithRuntime returns a context whose computations run on rt.
func WithRuntime(ctx context.Context, rt *Runtime) context.Context {
	return context.WithValue(ctx, runtimeKey{}, rt)
}

// RuntimeOf returns the runtime of the context, the default one if it carries
// none.
func RuntimeOf(ctx context.Context) (*Runtime, error) {
	if rt, ok := ctx.Value(runtimeKey{}).(*Runtime); ok && rt != nil {
		return rt, nil
	}
	return Default()
}
