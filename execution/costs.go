package execution

import (
	"context"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/scicore-go/scicore/internal/cpu"
)

const (
	// calibrateFrom is how long work must be taken to last before the
	// machine is measured for its sake.
	calibrateFrom = 10 * time.Millisecond
	// calibrateFor bounds the measurement.
	calibrateFor = 100 * time.Millisecond
	// learnFrom is the shortest run that corrects estimates: below it, what
	// is measured is mostly the measuring.
	learnFrom = 50 * time.Microsecond
	// learnRate is the weight of the newest run in the correction.
	learnRate = 0.2
	// learnMost bounds a correction either way: beyond it the machine was
	// busy with something else.
	learnMost = 8
)

// CostOptions configures [NewCosts].
type CostOptions struct {
	Tier        string       // kernel tier by name; "" is the machine's best
	Workers     int          // < 1 means 1
	Calibration *Calibration // use these speeds and measure nothing
	File        string       // where measured speeds are kept between processes
}

// Costs holds what the CPU engines of one runtime share: tier, workers, and
// the speeds their estimates rest on. The machine is measured once, when work
// large enough first comes, and every run corrects what is predicted for the
// next. Safe for concurrent use.
type Costs struct {
	tier    cpu.Tier
	workers int
	file    string

	measured atomic.Pointer[Calibration]
	measure  sync.Mutex

	correction [2]atomic.Uint64 // of one core and of all: float64 bits of a factor
}

// NewCosts returns the costs of a machine that is yet to be measured. An
// unknown or impossible tier means the machine's best.
func NewCosts(o CostOptions) *Costs {
	c := &Costs{tier: cpu.Best, workers: max(o.Workers, 1), file: o.File}
	if t, err := cpu.ParseTier(o.Tier); err == nil && cpu.Can(t) {
		c.tier = t
	}
	if o.Calibration != nil {
		own := *o.Calibration
		c.measured.Store(&own)
	} else if o.File != "" {
		if stored, ok := readCalibration(o.File, c.tier, c.workers); ok {
			c.measured.Store(&stored)
		}
	}
	return c
}

// Tier returns the name of the kernel tier.
func (c *Costs) Tier() string { return c.tier.String() }

// Workers returns the number of workers.
func (c *Costs) Workers() int { return c.workers }

// Calibration returns the speeds estimates rest on now, and whether they were
// measured; until then they are assumptions.
func (c *Costs) Calibration() (Calibration, bool) {
	if m := c.measured.Load(); m != nil {
		return *m, true
	}
	return assumed(c.tier, c.workers), false
}

// speeds returns the calibration to estimate p with, measuring the machine if
// p is large and nobody did yet.
func (c *Costs) speeds(p *Plan) Calibration {
	cal, known := c.Calibration()
	if known || p.duration(&cal, 1) < calibrateFrom {
		return cal
	}
	c.measure.Lock()
	defer c.measure.Unlock()
	if cal, known = c.Calibration(); known {
		return cal
	}
	ctx, cancel := context.WithTimeout(context.Background(), calibrateFor)
	defer cancel()
	cal, _ = Calibrate(ctx, c.tier, c.workers) // cut short, the rest stays assumed
	c.measured.Store(&cal)
	if c.file != "" {
		// Keeping it is a convenience: without it the next process measures.
		_ = cal.write(c.file)
	}
	return cal
}

// slot is the index of the correction for one core or for several.
func slot(workers int) int {
	if workers > 1 {
		return 1
	}
	return 0
}

func (c *Costs) factor(workers int) float64 {
	if b := c.correction[slot(workers)].Load(); b != 0 {
		return math.Float64frombits(b)
	}
	return 1
}

// learn moves the correction towards what a run took.
func (c *Costs) learn(workers int, predicted, took time.Duration) {
	if took < learnFrom || predicted <= 0 {
		return
	}
	ratio := min(max(float64(took)/float64(predicted), 1.0/learnMost), learnMost)
	at := &c.correction[slot(workers)]
	for {
		old := at.Load()
		f := 1.0
		if old != 0 {
			f = math.Float64frombits(old)
		}
		// A geometric mean: twice too slow and twice too fast cancel out.
		f = min(max(f*math.Pow(ratio/f, learnRate), 1.0/learnMost), learnMost)
		if at.CompareAndSwap(old, math.Float64bits(f)) {
			return
		}
	}
}
