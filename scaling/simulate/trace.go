package simulate

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"time"
)

// Trace is demand over time: requests per second in each step.
type Trace struct {
	Name   string        `json:"name,omitempty"`
	Start  time.Time     `json:"start"`
	Step   time.Duration `json:"step"`
	Demand []float64     `json:"demand"`
}

// Validate tells what is wrong with the trace.
func (t Trace) Validate() error {
	var errs []error
	if t.Step <= 0 {
		errs = append(errs, fmt.Errorf("simulate: trace %q: step %v: must be > 0", t.Name, t.Step))
	}
	if len(t.Demand) == 0 {
		errs = append(errs, fmt.Errorf("simulate: trace %q: has no demand", t.Name))
	}
	for i, d := range t.Demand {
		if !(d >= 0) || math.IsInf(d, 0) {
			errs = append(errs, fmt.Errorf("simulate: trace %q: demand %v at %s: must be finite and >= 0", t.Name, d, t.At(i).Format(time.RFC3339)))
			break
		}
	}
	return errors.Join(errs...)
}

// At returns the time at which step i begins.
func (t Trace) At(i int) time.Time { return t.Start.Add(time.Duration(i) * t.Step) }

// Duration is the time from the first step to the end of the last.
func (t Trace) Duration() time.Duration { return time.Duration(len(t.Demand)) * t.Step }

// Head returns the first n steps, or all.
func (t Trace) Head(n int) Trace {
	t.Demand = slices.Clip(t.Demand[:min(max(n, 0), len(t.Demand))])
	return t
}

// Times returns the trace with every demand multiplied by f.
func (t Trace) Times(f float64) Trace {
	return t.each(func(_ int, d float64) float64 { return d * f })
}

// Smooth returns the trace with each demand the mean of the n around it, n
// odd, of those there are at the ends.
func (t Trace) Smooth(n int) Trace {
	half := n / 2
	return t.each(func(i int, _ float64) float64 {
		near := t.Demand[max(0, i-half):min(len(t.Demand), i+half+1)]
		sum := 0.0
		for _, d := range near {
			sum += d
		}
		return sum / float64(len(near))
	})
}

// Interpolate returns the trace in steps of step, which its own must be a
// multiple of, on straight lines from each demand to the next. It ends with
// the last demand.
func (t Trace) Interpolate(step time.Duration) (Trace, error) {
	if step <= 0 || t.Step%step != 0 {
		return Trace{}, fmt.Errorf("simulate: trace %q: steps of %v cannot become steps of %v", t.Name, t.Step, step)
	}
	if len(t.Demand) == 0 {
		return t, nil
	}
	n := int(t.Step / step)
	out := make([]float64, 0, (len(t.Demand)-1)*n+1)
	for i := range len(t.Demand) - 1 {
		a, b := t.Demand[i], t.Demand[i+1]
		for k := range n {
			out = append(out, a+(b-a)*float64(k)/float64(n))
		}
	}
	t.Step, t.Demand = step, append(out, t.Demand[len(t.Demand)-1])
	return t, nil
}

// Noise returns the trace with Gaussian noise, the same for the same seed.
// The number of requests in each step gets the variance that variance returns
// for it; demand stays >= 0.
func (t Trace) Noise(seed uint64, variance func(requests float64) float64) Trace {
	r := rand.New(rand.NewPCG(seed, 0x5ca1e))
	seconds := t.Step.Seconds()
	return t.each(func(_ int, d float64) float64 {
		n := d * seconds
		return max(0, n+r.NormFloat64()*math.Sqrt(max(0, variance(n)))) / seconds
	})
}

func (t Trace) each(f func(i int, d float64) float64) Trace {
	out := make([]float64, len(t.Demand))
	for i, d := range t.Demand {
		out[i] = f(i, d)
	}
	t.Demand = out
	return t
}

// ReadCSV reads requests per step from the last column of a table with one
// line of titles, compressed by gzip or not. Where the first column is a date
// the trace starts at the first; else at start.
func ReadCSV(r io.Reader, name string, start time.Time, step time.Duration) (Trace, error) {
	t := Trace{Name: name, Start: start, Step: step}
	lines, err := table(r)
	if err != nil {
		return Trace{}, fmt.Errorf("simulate: trace %q: %w", name, err)
	}
	for i := 0; ; i++ {
		row, err := lines.Read()
		if err == io.EOF {
			return t, t.Validate()
		}
		if err != nil {
			return Trace{}, fmt.Errorf("simulate: trace %q: %w", name, err)
		}
		if i == 0 {
			continue
		}
		v, err := strconv.ParseFloat(row[len(row)-1], 64)
		if err != nil {
			return Trace{}, fmt.Errorf("simulate: trace %q: line %d: %w", name, i+1, err)
		}
		if at, err := time.Parse(time.DateTime, row[0]); i == 1 && err == nil {
			t.Start = at
		}
		t.Demand = append(t.Demand, v/step.Seconds())
	}
}

func table(r io.Reader) (*csv.Reader, error) {
	b := bufio.NewReader(r)
	if magic, _ := b.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, err
		}
		return csv.NewReader(z), nil
	}
	return csv.NewReader(b), nil
}

// ReadFile is ReadCSV of a file.
func ReadFile(path, name string, start time.Time, step time.Duration) (Trace, error) {
	f, err := os.Open(path)
	if err != nil {
		return Trace{}, err
	}
	defer f.Close()
	return ReadCSV(f, name, start, step)
}

// Synthetic returns demand that is made up: a mean in requests per second with
// days, weekends, slow drift and, with the noise of Poisson arrivals, bursts
// now and then. The same seed gives the same trace.
func Synthetic(seed uint64, start time.Time, days int, mean float64) Trace {
	r := rand.New(rand.NewPCG(seed, 0xdeed))
	t := Trace{Name: "synthetic", Start: start, Step: time.Minute, Demand: make([]float64, max(days, 0)*24*60)}
	drift, burst := 0.0, 0.0
	for i := range t.Demand {
		drift += 0.001*r.NormFloat64() - 0.0002*drift
		burst *= 0.93
		if r.Float64() < 2.0/(24*60) { // two a day
			burst += 0.4 * r.ExpFloat64()
		}
		at := t.At(i)
		hour := float64(at.Hour()) + float64(at.Minute())/60
		day := 1 + 0.55*math.Cos((hour-15)/24*2*math.Pi) + 0.15*math.Cos((hour-20)/12*2*math.Pi)
		if d := at.Weekday(); d == time.Saturday || d == time.Sunday {
			day *= 0.7
		}
		t.Demand[i] = mean * day * math.Exp(drift) * (1 + burst)
	}
	return t.Noise(seed+1, func(n float64) float64 { return n })
}
