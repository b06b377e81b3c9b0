package scicore_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/scicore-go/scicore"
	"github.com/scicore-go/scicore/config"
	"github.com/scicore-go/scicore/execution"
	"github.com/scicore-go/scicore/execution/simd"
	"github.com/scicore-go/scicore/graph"
)

func writeConfig(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "scicore.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func environment(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func TestSourcesInTheirOrder(t *testing.T) {
	file := writeConfig(t, "[runtime]\nnum_threads = 3\nmemory_limit_mb = 64\ncpu = \"generic\"\n")
	b := quiet().WithConfigFile(file)
	rt, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	if rt.Threads() != 3 || rt.MemoryLimit() != 64<<20 || rt.CPU() != "generic" {
		t.Errorf("file: %d threads, %d bytes, %s", rt.Threads(), rt.MemoryLimit(), rt.CPU())
	}
	b = b.WithEnvironment(environment(scicore.EnvThreads, "5", scicore.EnvMemoryLimit, "2GiB"))
	if rt, err = b.Build(); err != nil || rt.Threads() != 5 || rt.MemoryLimit() != 2<<30 || rt.CPU() != "generic" {
		t.Errorf("environment over file: %v, %v", rt, err)
	}
	if rt, err = b.WithEnvironment(environment(scicore.EnvMemoryLimit, "8192")).Build(); err != nil || rt.MemoryLimit() != 8192<<20 {
		t.Errorf("a bare number counts MiB: %v, %v", rt, err)
	}
	if rt, err = b.WithThreads(7).WithMemoryLimit(0).Build(); err != nil || rt.Threads() != 7 || rt.MemoryLimit() != 0 {
		t.Errorf("builder over environment: %v, %v", rt, err)
	}
}

// A host composes the runtime's settings with its own, in one file.
func TestSettingsOfAHost(t *testing.T) {
	type host struct {
		Runtime scicore.Settings `toml:"runtime"`
		Host    struct {
			Name string `toml:"name"`
		} `toml:"host"`
	}
	file := writeConfig(t, "[runtime]\nnum_threads = 3\nmemory_limit_mb = 64\n[host]\nname = \"x\"\n[observability]\nmetrics_endpoint = \"y\"\n[scaling]\nmax_replicas = 3\n[load_balancing]\nalgorithm = \"adaptive\"\n")
	all, err := config.Load(config.Source{File: file, Getenv: environment(scicore.EnvThreads, "4"), Others: []string{"observability", "scaling", "load_balancing"}}, host{})
	if err != nil || all.Host.Name != "x" {
		t.Fatalf("%+v, %v", all, err)
	}
	rt, err := quiet().WithThreads(0).WithSettings(all.Runtime).WithThreads(2).Build()
	if err != nil || rt.Threads() != 2 || rt.MemoryLimit() != 64<<20 {
		t.Errorf("%v, %v", rt, err)
	}
	if rt, err = quiet().WithSettings(all.Runtime).WithEnvironment(environment(scicore.EnvThreads, "7")).Build(); err != nil || rt.Threads() != 4 {
		t.Errorf("%v, %v", rt, err)
	}
	if rt, err = quiet().WithConfigFile(file).Build(); err != nil || rt.Threads() != 3 {
		t.Errorf("the tables of others: %v, %v", rt, err)
	}
	bad := int64(-1)
	if _, err := quiet().WithSettings(scicore.Settings{NumThreads: &bad}).Build(); err == nil || !strings.Contains(err.Error(), "WithSettings: num_threads = -1: must be between") {
		t.Errorf("got %v", err)
	}
}

func TestEveryFaultIsNamed(t *testing.T) {
	file := writeConfig(t, "[runtime]\nnum_threads = 0\nmemory_limit_mb = -4\ncolour = \"red\"\n[network]\nport = 1\n")
	env := environment(scicore.EnvThreads, "many", scicore.EnvMemoryLimit, "8 elephants", scicore.EnvCPU, "z80", scicore.EnvEnableGPU, "perhaps")
	_, err := scicore.NewRuntime().WithConfigFile(file).WithEnvironment(env).WithThreads(-1).WithMemoryLimit(-5).WithCPU("neonn").
		WithEngine(nil).WithEngine(simd.New(execution.NewCosts(execution.CostOptions{}))).WithOperations((*graph.Op)(nil)).Build()
	var ce *scicore.ConfigError
	if !errors.As(err, &ce) {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{"runtime.num_threads = 0", "runtime.memory_limit_mb = -4", "runtime.colour", "network", "SCICORE_NUM_THREADS = \"many\"",
		"SCICORE_MEMORY_LIMIT = \"8 elephants\"", "SCICORE_CPU = \"z80\"", "SCICORE_ENABLE_GPU = \"perhaps\"", "WithThreads: threads = -1",
		"WithMemoryLimit: bytes = -5", "WithCPU: tier = \"neonn\"", "WithEngine: engine = nil", "WithEngine: engine = \"simd\"", "WithOperations"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in\n%v", want, err)
		}
	}
}

func TestBadConfigFiles(t *testing.T) {
	for name, path := range map[string]string{"missing": filepath.Join(t.TempDir(), "none.toml"), "malformed": writeConfig(t, "[runtime\nnum_threads = "),
		"type": writeConfig(t, "[runtime]\nnum_threads = \"four\"\n"), "directory": t.TempDir(), "huge": writeConfig(t, strings.Repeat("#", 2<<20))} {
		var ce *scicore.ConfigError
		if _, err := quiet().WithConfigFile(path).Build(); !errors.As(err, &ce) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := quiet().WithConfigFile(filepath.Join(t.TempDir(), "none.toml")).Build(); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the cause is lost: %v", err)
	}
}

// TestBuilderBranches: two builders made from one never touch each other.
func TestBuilderBranches(t *testing.T) {
	engine := func(name string) execution.Engine {
		return execution.NewCPU(name, execution.NewCosts(execution.CostOptions{}), false)
	}
	stem := quiet().WithEngine(engine("a")).WithEngine(engine("b")).WithThreads(2)
	left, right := stem.WithEngine(engine("left")).WithThreads(3), stem.WithEngine(engine("right"))
	for b, want := range map[*scicore.RuntimeBuilder]string{&stem: "[simd parallel a b] 2", &left: "[simd parallel a b left] 3", &right: "[simd parallel a b right] 2"} {
		rt, err := b.Build()
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(rt.Engines(), " "); "["+got+"] "+string(rune('0'+rt.Threads())) != want {
			t.Errorf("got %v with %d threads, want %s", got, rt.Threads(), want)
		}
	}
}

func TestEngineThatIsNotThere(t *testing.T) {
	ctx := build(t, quiet().WithSelector(execution.Fixed("gpu")))
	x := graph.Param[float64]("x", 1<<20)
	_, err := scicore.Prepare(ctx, x.Exp().Node())
	if err != nil {
		t.Fatal(err)
	}
	if e := scicore.Explain(ctx, x.Exp()); !errors.Is(e.Err, execution.ErrUnavailable) || !strings.Contains(e.Err.Error(), `engine "gpu"`) {
		t.Errorf("got %v", e.Err)
	}
}

func FuzzConfigFile(f *testing.F) {
	f.Add("[runtime]\nnum_threads = 4\nmemory_limit_mb = 10\n")
	f.Add("[runtime]\ncpu = \"generic\"\nenable_gpu = false")
	f.Fuzz(func(t *testing.T, text string) {
		rt, err := quiet().WithConfigFile(writeConfig(t, text)).Build()
		if err == nil && rt.Threads() < 1 {
			t.Errorf("%q gave %d threads", text, rt.Threads())
		}
	})
}
