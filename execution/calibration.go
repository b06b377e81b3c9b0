package execution

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"time"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/gemm"
	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/raw"
	"github.com/scicore-go/scicore/internal/sched"
)

// Calibration is what estimates rest on: speeds of one machine, tier and
// number of workers.
type Calibration struct {
	CPU     string `json:"cpu"` // tier and processor count it was measured on
	Workers int    `json:"workers"`

	// FLOPNanos is the time of one unit of elementwise work, an addition of
	// two float64 in the first-level cache, on one core.
	FLOPNanos float64 `json:"flop_ns"`
	// GEMM is floating-point operations a second in a float64 matrix
	// product, on one core.
	GEMM float64 `json:"gemm_flops"`
	// Memory is bytes a second through memory by one core and by all workers.
	Memory    float64 `json:"memory_bytes"`
	MemoryAll float64 `json:"memory_bytes_all"`
	// Region is what it takes to share work out to all workers and gather
	// them again.
	Region time.Duration `json:"region_ns"`
}

// assumed is what a machine is taken for until it is measured: a modest
// server core. Small work is decided on it, so that it never pays for a
// measurement.
func assumed(t cpu.Tier, workers int) Calibration {
	c := Calibration{CPU: cpuKey(t), Workers: workers, FLOPNanos: 0.15, GEMM: 2e10,
		Memory: 8e9, MemoryAll: 8e9 * min(float64(workers), 4), Region: 8 * time.Microsecond}
	if t == cpu.Generic {
		c.FLOPNanos, c.GEMM = 0.6, 1e9
	}
	return c
}

func cpuKey(t cpu.Tier) string {
	return fmt.Sprintf("%s/%s/%d", runtime.GOARCH, t, runtime.NumCPU())
}

// Calibrate measures the machine in some milliseconds. It stops between
// measurements when ctx is done.
func Calibrate(ctx context.Context, t cpu.Tier, workers int) (Calibration, error) {
	c := assumed(t, workers)
	pool := sched.New(workers)
	steps := []func(){
		func() { c.FLOPNanos = measureAdd(t) },
		func() { c.GEMM = measureGEMM(t) },
		func() { c.Memory, c.MemoryAll = measureMemory(t, pool) },
		func() { c.Region = best(20, func() { pool.For(nil, workers, func(int) {}) }) },
	}
	for _, step := range steps {
		if err := ctx.Err(); err != nil {
			return c, fmt.Errorf("execution: calibrate: %w", err)
		}
		step()
	}
	return c, nil
}

// best returns the shortest of several runs: what the work takes when nothing
// else gets in its way.
func best(runs int, f func()) time.Duration {
	least := time.Duration(math.MaxInt64)
	for range runs {
		start := time.Now()
		f()
		least = min(least, time.Since(start))
	}
	return max(least, 1)
}

func measureAdd(t cpu.Tier) float64 {
	const n, reps = 2048, 20
	buf := make([]float64, 3*n)
	x, y, z := unsafe.Pointer(&buf[0]), unsafe.Pointer(&buf[n]), unsafe.Pointer(&buf[2*n])
	d := best(10, func() {
		for range reps {
			kernel.Binary(t, kernel.Add, dtype.Float64, kernel.VV, z, x, y, n)
		}
	})
	return float64(d) / (n * reps)
}

func measureGEMM(t cpu.Tier) float64 {
	n := 192
	if t == cpu.Generic {
		n = 48
	}
	m := func() gemm.Mat[float64] {
		return gemm.Mat[float64]{P: unsafe.Pointer(&make([]float64, n*n)[0]), RS: n, CS: 1}
	}
	a, b, c := m(), m(), m()
	d := best(4, func() { gemm.Gemm(t, nil, nil, n, n, n, 1, a, b, 0, c) })
	return 2 * float64(n*n*n) / d.Seconds()
}

// measureMemory copies buffers larger than a second-level cache.
func measureMemory(t cpu.Tier, pool *sched.Pool) (one, all float64) {
	const bytes, piece = 16 << 20, 256 << 10
	src, dst := raw.Zeros[uint64](bytes/8), raw.Zeros[uint64](bytes/8) // pages as arrays have them
	move := func(i int) {
		o := i * piece / 8
		kernel.CopyStream(t, unsafe.Pointer(&dst[o]), unsafe.Pointer(&src[o]), piece)
		kernel.StreamFence()
	}
	for i := range src { // memory never written is one page of zeros, read from the cache
		src[i] = uint64(i)
	}
	pool.For(nil, bytes/piece, move) // touch the pages
	rate := func(p *sched.Pool) float64 {
		return 2 * bytes / best(3, func() { p.For(nil, bytes/piece, move) }).Seconds()
	}
	return rate(nil), rate(pool)
}

// valid reports whether a stored calibration can be used as it is.
func (c Calibration) valid(t cpu.Tier, workers int) bool {
	ok := c.CPU == cpuKey(t) && c.Workers == workers && c.Region >= 0
	for _, v := range []float64{c.FLOPNanos, c.GEMM, c.Memory, c.MemoryAll} {
		ok = ok && v > 0 && !math.IsInf(v, 0)
	}
	return ok
}

// readCalibration loads a stored calibration, false where there is none that
// fits.
func readCalibration(path string, t cpu.Tier, workers int) (Calibration, bool) {
	var c Calibration
	b, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(b, &c) != nil {
		return c, false
	}
	return c, c.valid(t, workers)
}

// write stores the calibration for other processes; a reader never sees half
// of it.
func (c Calibration) write(path string) error {
	b, err := json.MarshalIndent(c, "", "\t")
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".calibration-*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(append(b, '\n'))
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		os.Remove(tmp.Name())
	}
	return err
}
