package hostcheck

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore/internal/need"
	"github.com/scicore-go/scicore/memory"
	"github.com/scicore-go/scicore/observability/health"
	"github.com/scicore-go/scicore/observability/internal/host"
)

// runner registers a check and runs it at each call.
func runner(t *testing.T, c health.Check) func() health.Result {
	t.Helper()
	r, err := health.NewRegistry().WithCheck(c.WithMaxAge(0)).Build()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(context.Background()) })
	return func() health.Result {
		got, ok := r.ProbeCheck(t.Context(), health.All, c.Name())
		if !ok {
			t.Fatal("the check was not asked")
		}
		return got.Last
	}
}

func want(t *testing.T, r health.Result, s health.State, text string) {
	t.Helper()
	if r.State != s || !strings.Contains(r.Message, text) {
		t.Errorf("%v %q, want %v %q", r.State, r.Message, s, text)
	}
}

// number returns a figure of a result.
func number(t *testing.T, r health.Result, key string) float64 {
	t.Helper()
	for _, a := range r.Details {
		if a.Key == key {
			switch v := a.Value.Any().(type) {
			case int64:
				return float64(v)
			case uint64:
				return float64(v)
			case float64:
				return v
			}
		}
	}
	t.Fatalf("no figure %s in %v", key, r.Details)
	return 0
}

func TestMemory(t *testing.T) {
	b := memory.NewBudget(1000)
	run := runner(t, Memory("budget", b, &Levels{Degraded: 0.5, Unhealthy: 0.8}))
	for _, c := range []struct {
		use  int64
		want health.State
	}{{0, health.Healthy}, {499, health.Healthy}, {500, health.Degraded}, {799, health.Degraded}, {800, health.Unhealthy}, {1000, health.Unhealthy}} {
		b.Reserve("test", c.use)
		want(t, run(), c.want, "memory in use")
		b.Release(c.use)
	}
	free := memory.NewBudget(0)
	free.Reserve("test", math.MaxInt64/2)
	want(t, runner(t, Memory("free", free, nil))(), health.Healthy, "")
}

func TestFaultsAreToldAtRegistration(t *testing.T) {
	for text, c := range map[string]health.Check{
		"usage":          Memory("c", nil, nil),
		"levels 2 and 2": Memory("c", memory.NewBudget(1), &Levels{Degraded: 2}),
		"levels NaN":     Files("c", &Levels{Degraded: math.NaN()}),
		"levels 0.5 and": Heap("c", &HeapOptions{Levels: Levels{Degraded: 0.5, Unhealthy: 0.4}}),
		"max GC":         Heap("c", &HeapOptions{MaxGC: -1}),
		"path":           Disk("c", "", nil),
		"min free":       Disk("c", "/", &DiskOptions{MinFree: -1}),
		"factor 0.5":     Goroutines("c", &GoroutineOptions{Factor: 0.5}),
		"max jump -1s":   Clock("c", &ClockOptions{MaxJump: -time.Second}),
	} {
		if _, err := health.NewRegistry().WithCheck(c).Build(); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestDiskLevels(t *testing.T) {
	const g = 1 << 30
	var l = Levels{Degraded: 0.9, Unhealthy: 0.97}
	for _, c := range []struct {
		o    DiskOptions
		s    host.Space
		want health.State
		text string
	}{
		{DiskOptions{}, host.Space{Total: 100 * g, Free: 50 * g}, health.Healthy, "50.0 GiB of 100.0 GiB free"},
		{DiskOptions{}, host.Space{Total: 100 * g, Free: 9 * g}, health.Degraded, "9.0 GiB"},
		{DiskOptions{}, host.Space{Total: 100 * g, Free: 2 * g}, health.Unhealthy, "2.0 GiB"},
		{DiskOptions{}, host.Space{Total: 100 * g}, health.Unhealthy, "0 B"},
		{DiskOptions{}, host.Space{Total: 100 * g, Free: 90 * g, Inodes: 1000, FreeInodes: 1}, health.Unhealthy, "1 of 1000 inodes free"},
		{DiskOptions{IgnoreInodes: true}, host.Space{Total: 100 * g, Free: 90 * g, Inodes: 1000, FreeInodes: 1}, health.Healthy, ""},
		{DiskOptions{MinFree: 60 * g}, host.Space{Total: 100 * g, Free: 50 * g}, health.Unhealthy, "wanted 60.0 GiB"},
		{DiskOptions{}, host.Space{}, health.Unknown, "no size"},
	} {
		want(t, c.o.judge("/x", c.s, l), c.want, c.text)
	}
}

// A file system in memory, filled and emptied.
func TestDiskOnTmpfs(t *testing.T) {
	const shm, fill = "/dev/shm", 8 << 20
	if fi, err := os.Stat(shm); err != nil || !fi.IsDir() {
		need.Missing(t, "a tmpfs at "+shm)
	}
	if int64(number(t, runner(t, Disk("shm", shm, nil))(), "free")) < 2*fill {
		need.Missing(t, "16 MiB free at "+shm)
	}
	var seen [3]string
	for range 20 { // others may fill and empty it meanwhile, but not each time
		seen = filledAndEmptied(t, shm, fill)
		if seen == [3]string{"healthy, free", "unhealthy, wanted", "healthy, free"} {
			return
		}
	}
	t.Errorf("before, with and without a file of %d bytes: %q", fill, seen)
}

// filledAndEmptied returns what the check says before there is a file, with it
// and after it: the state, and whether it tells of room free or wanted.
func filledAndEmptied(t *testing.T, dir string, fill int64) (seen [3]string) {
	t.Helper()
	free := int64(number(t, runner(t, Disk("shm", dir, nil))(), "free"))
	run := runner(t, Disk("shm", dir, &DiskOptions{Levels: Levels{Degraded: 1, Unhealthy: 1}, MinFree: free - fill/2}))
	look := func(i int) {
		r := run()
		seen[i] = r.State.String() + ", free"
		if strings.Contains(r.Message, "wanted") {
			seen[i] = r.State.String() + ", wanted"
		}
	}
	look(0)
	own, err := os.MkdirTemp(dir, "scicore-health-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(own)
	file := filepath.Join(own, "fill")
	if err := os.WriteFile(file, make([]byte, fill), 0o600); err != nil {
		t.Fatal(err)
	}
	look(1)
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	look(2)
	return seen
}

func TestDiskThatIsNotThere(t *testing.T) {
	want(t, runner(t, Disk("gone", filepath.Join(t.TempDir(), "none"), nil))(), health.Unhealthy, "no such file")
}

func TestGoroutineCeiling(t *testing.T) {
	n := 10
	run := runner(t, Goroutines("g", &GoroutineOptions{Ceiling: 100, Count: func() int { return n }}))
	want(t, run(), health.Healthy, "")
	n = 101
	want(t, run(), health.Unhealthy, "101 goroutines, more than 100")
	n = 100
	want(t, run(), health.Healthy, "")
	real := runner(t, Goroutines("g", nil))()
	if got := number(t, real, "goroutines"); got < 2 || got > 10_000 {
		t.Errorf("%v goroutines", got)
	}
}

// A leak lifts the floor; bursts, however high, and a plateau do not.
func TestGoroutineTrend(t *testing.T) {
	for name, c := range map[string]struct {
		count func(step int) int
		want  health.State
	}{
		"steady":        {func(int) int { return 50 }, health.Healthy},
		"leak":          {func(i int) int { return 50 + 10*i }, health.Degraded},
		"leak + bursts": {func(i int) int { return 50 + 10*i + 5000*(i%2) }, health.Degraded},
		"bursts":        {func(i int) int { return 50 + 5000*(i%3) }, health.Healthy},
		"growing burst": {func(i int) int { return 50 + 100*i*(i%2) }, health.Healthy},
		"warm-up":       {func(i int) int { return 50 + 100*min(i, 5) }, health.Healthy},
		"slow growth":   {func(i int) int { return 5000 + 5*i }, health.Healthy},
		"a few":         {func(i int) int { return 5 + i }, health.Healthy},
		"falling":       {func(i int) int { return 5000 - 10*i }, health.Healthy},
	} {
		t.Run(name, func(t *testing.T) {
			now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			n := 0
			run := runner(t, Goroutines("g", &GoroutineOptions{Window: 10 * time.Minute, Now: func() time.Time { return now }, Count: func() int { return n }}))
			var r health.Result
			for i := range 61 {
				n = c.count(i)
				r = run()
				if i < 60 && r.State != health.Healthy {
					t.Fatalf("step %d, before a window is full: %v", i, r.State)
				}
				now = now.Add(10 * time.Second)
			}
			if r.State != c.want {
				t.Errorf("%v %q, want %v", r.State, r.Message, c.want)
			}
		})
	}
}

// Frequent probes must not use memory without end, nor hide the trend.
func TestGoroutineSamplesAreBounded(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	w := &goroutineWatch{GoroutineOptions: GoroutineOptions{Window: time.Minute, Now: func() time.Time { return now }}}
	if err := w.settle(); err != nil {
		t.Fatal(err)
	}
	var floors [3]int
	var known bool
	for i := range 4_000 {
		floors, known = w.take(i)
		now = now.Add(25 * time.Millisecond)
	}
	if len(w.samples) > 2*maxSamples+2 {
		t.Errorf("%d samples kept", len(w.samples))
	}
	if !known || floors[0] < 1_580 || floors[0] > 1_620 || floors[2] < 3_180 {
		t.Errorf("floors %v, known %v", floors, known)
	}
	now = now.Add(-time.Hour)
	if _, known = w.take(1); known || len(w.samples) != 1 {
		t.Errorf("after the clock was put back: %d samples, known %v", len(w.samples), known)
	}
}

// clocks are two that a test sets.
type clocks struct {
	wall time.Time
	mono time.Duration
}

func (c *clocks) now() (time.Time, time.Duration) { return c.wall, c.mono }

func (c *clocks) pass(d time.Duration) { c.wall, c.mono = c.wall.Add(d), c.mono+d }

func TestClockJumps(t *testing.T) {
	c := &clocks{wall: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}
	run := runner(t, Clock("clock", &ClockOptions{Now: c.now}))
	want(t, run(), health.Healthy, "")
	c.pass(time.Hour)
	want(t, run(), health.Healthy, "")
	c.wall = c.wall.Add(900 * time.Millisecond)
	want(t, run(), health.Healthy, "")
	c.wall = c.wall.Add(-10 * time.Second)
	want(t, run(), health.Degraded, "jumped backwards by 10s")
	c.pass(4 * time.Minute)
	want(t, run(), health.Degraded, "backwards")
	c.pass(2 * time.Minute)
	r := run()
	want(t, r, health.Healthy, "")
	if number(t, r, "jumps") != 1 {
		t.Errorf("%v", r.Details)
	}
	c.wall = c.wall.Add(24 * time.Hour)
	want(t, run(), health.Degraded, "jumped forwards by 24h0m0s")
	c.pass(time.Hour)
	c.wall = c.wall.Add(-1700 * time.Millisecond) // a slewed clock loses up to 1.8 s an hour
	want(t, run(), health.Healthy, "")
}

func TestSystemClockDoesNotJump(t *testing.T) {
	run := runner(t, Clock("clock", &ClockOptions{MaxJump: 10 * time.Second}))
	for range 3 {
		want(t, run(), health.Healthy, "")
	}
}

func TestClockReference(t *testing.T) {
	c := &clocks{wall: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}
	offset, took := time.Duration(0), 200*time.Millisecond
	var fault error
	run := runner(t, Clock("clock", &ClockOptions{Now: c.now, Reference: func(context.Context) (time.Time, error) {
		at := c.wall.Add(took/2 - offset)
		c.pass(took)
		return at, fault
	}}))
	want(t, run(), health.Healthy, "")
	offset = 1050 * time.Millisecond // the answer is uncertain by half of what it took
	want(t, run(), health.Healthy, "")
	offset = 3 * time.Second
	want(t, run(), health.Unhealthy, "3s ahead of")
	offset = -3 * time.Second
	want(t, run(), health.Unhealthy, "3s behind")
	fault = errors.New("no route to host")
	want(t, run(), health.Degraded, "reference clock: no route to host")
}

func TestFiles(t *testing.T) {
	run := runner(t, Files("files", nil))
	r := run()
	if r.State == health.Unknown {
		if runtime.GOOS == "linux" {
			t.Fatalf("unknown on Linux: %s", r.Message)
		}
		need.Missing(t, "a system that counts open files")
	}
	before := number(t, r, "open")
	var held []*os.File
	for range 50 {
		f, err := os.Open(os.DevNull)
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, f)
	}
	after := number(t, run(), "open")
	for _, f := range held {
		f.Close()
	}
	if after-before != 50 {
		t.Errorf("50 files more and the count went from %v to %v", before, after)
	}
	l := Levels{Degraded: 0.8, Unhealthy: 0.95}
	want(t, judgeFiles(79, 100, l), health.Healthy, "79 of 100")
	want(t, judgeFiles(80, 100, l), health.Degraded, "80 of 100")
	want(t, judgeFiles(95, 100, l), health.Unhealthy, "95 of 100")
	want(t, judgeFiles(1<<20, 0, l), health.Healthy, "")
}

func TestHeap(t *testing.T) {
	h := heapState{used: 50, limit: 100, gc: 10, cpu: 100}
	w := &heapWatch{levels: Levels{Degraded: 0.9, Unhealthy: 0.98}, maxGC: 0.25, read: func() heapState { return h }}
	run := runner(t, health.NewCheck("heap", w.check))
	want(t, run(), health.Healthy, "50 B of 100 B")
	want(t, run(), health.Healthy, "")
	h.gc, h.cpu = h.gc+30, h.cpu+100
	want(t, run(), health.Degraded, "collector takes 30 %")
	h.gc, h.cpu = h.gc+1, h.cpu+100
	want(t, run(), health.Healthy, "")
	h.used = 91
	want(t, run(), health.Degraded, "91 B of 100 B (91 %)")
	h.used, h.gc, h.cpu = 99, h.gc+50, h.cpu+100
	want(t, run(), health.Unhealthy, "collector takes 50 %")
	h.limit = 0
	want(t, run(), health.Healthy, "")
}

func TestRealHeap(t *testing.T) {
	old := debug.SetMemoryLimit(1 << 20) // less than any process has
	defer debug.SetMemoryLimit(old)
	run := runner(t, Heap("heap", nil))
	r := run()
	want(t, r, health.Unhealthy, "Go memory")
	if used := number(t, r, "in_use"); used < 1<<20 || used > 1<<34 {
		t.Errorf("%v bytes", used)
	}
	debug.SetMemoryLimit(math.MaxInt64)
	if r = run(); number(t, r, "limit") != 0 {
		t.Errorf("no limit is %v", r.Details)
	}
}
