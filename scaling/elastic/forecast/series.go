package forecast

import (
	"fmt"
	"math"
	"time"
)

// Series is a load at equal steps. NaN is a gap.
type Series struct {
	Start  time.Time // of the first value
	Step   time.Duration
	Values []float64
}

// Point is a value at a time.
type Point struct {
	Time  time.Time
	Value float64
}

// maxSteps bounds how long a series FromPoints makes: 20 years of minutes.
const maxSteps = 10_500_000

// FromPoints puts points of any order and distance on a grid of steps: a value
// is the mean of the points from its time on, up to the next; NaN where there is
// none. Points whose value is NaN count as absent.
func FromPoints(points []Point, step time.Duration) (Series, error) {
	if step <= 0 {
		return Series{}, &ValueError{"step", step, "must be positive"}
	}
	if len(points) == 0 {
		return Series{}, ErrNoValues
	}
	first, last := points[0].Time, points[0].Time
	for _, p := range points {
		if p.Time.Before(first) {
			first = p.Time
		}
		if p.Time.After(last) {
			last = p.Time
		}
	}
	first = first.Truncate(step)
	n := last.Sub(first)/step + 1
	if n > maxSteps {
		return Series{}, &ValueError{"points", fmt.Sprintf("%v to %v", first, last), fmt.Sprintf("must span at most %d steps of %v", maxSteps, step)}
	}
	s := Series{first, step, make([]float64, n)}
	count := make([]float64, n)
	for _, p := range points {
		if !math.IsNaN(p.Value) {
			i := p.Time.Sub(first) / step
			count[i]++
			s.Values[i] += (p.Value - s.Values[i]) / count[i]
		}
	}
	for i, c := range count {
		if c == 0 {
			s.Values[i] = math.NaN()
		}
	}
	return s, s.Check()
}

// Time is when value i begins; i may lie past the end.
func (s Series) Time(i int) time.Time { return s.Start.Add(time.Duration(i) * s.Step) }

// Resample is s at steps of n: means of n values, those that are there. Values
// at the front that do not fill a step are left out: the last ones matter.
func (s Series) Resample(n int) Series {
	if n <= 1 {
		return s
	}
	skip := len(s.Values) % n
	out := Series{s.Time(skip), s.Step * time.Duration(n), make([]float64, 0, len(s.Values)/n)}
	for i := skip; i < len(s.Values); i += n {
		sum, k := 0.0, 0.0
		for _, v := range s.Values[i : i+n] {
			if !math.IsNaN(v) {
				k++
				sum += (v - sum) / k
			}
		}
		if k == 0 {
			sum = math.NaN()
		}
		out.Values = append(out.Values, sum)
	}
	return out
}

// Check returns ErrNoValues or a *ValueError where s cannot be forecast at all.
func (s Series) Check() error {
	if s.Step <= 0 {
		return &ValueError{"Step", s.Step, "must be positive"}
	}
	known := 0
	for i, v := range s.Values {
		if math.IsInf(v, 0) {
			return &ValueError{fmt.Sprintf("Values[%d]", i), v, "must be finite, or NaN for a gap"}
		}
		if !math.IsNaN(v) {
			known++
		}
	}
	if known == 0 {
		return ErrNoValues
	}
	return nil
}
