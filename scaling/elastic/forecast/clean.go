package forecast

import (
	"math"
	"slices"
)

// What a value must be, beside others at its place in the day, to be taken for
// something else than load.
const (
	neighbours  = 7    // days looked at on either side
	outageShare = 0.1  // of the median there: less is nearly nothing
	outageBase  = 0.05 // of the median of all: a place whose median is less is never out
	outageSteps = 3    // in a row
	outlier     = 2.5  // times more or less than all but one neighbour
)

// cleaned is a history with what was done to it.
type cleaned struct {
	values   []float64 // without gaps
	measured []float64 // as they came, gaps and outages NaN
	gaps     int       // values that were not there
	outages  int       // values taken for an outage
	outliers int       // values drawn in
	tail     int       // values at the end that are not measured
	positive bool      // no value is below zero
	scale    float64   // values were divided by it, a power of two
}

// clean fills gaps and outages of y, draws single outliers in and divides by a
// scale that keeps squares from overflowing. skip marks values to be treated
// as gaps; it may be nil.
func clean(y []float64, seasons []int, skip func(int) bool) cleaned {
	c := cleaned{values: slices.Clone(y), positive: true}
	for i, v := range c.values {
		if skip != nil && skip(i) {
			v = math.NaN()
		}
		if math.IsNaN(v) {
			c.gaps++
		}
		c.positive = c.positive && !(v < 0)
		c.values[i] = v
	}
	c.scale = scaleOf(c.values)
	for i := range c.values {
		c.values[i] /= c.scale
	}
	if len(seasons) > 0 && c.positive {
		c.outages = dropOutages(c.values, seasons[0])
	}
	c.measured = slices.Clone(c.values)
	if len(seasons) > 0 && c.positive {
		c.outliers = drawIn(c.values, seasons[0])
	}
	for i := len(c.values) - 1; i >= 0 && math.IsNaN(c.values[i]); i-- {
		c.tail++
	}
	fill(c.values, seasons)
	return c
}

// scaleOf is the power of two of the largest value, so that dividing is exact.
func scaleOf(y []float64) float64 {
	top := 0.0
	for _, v := range y {
		if !math.IsNaN(v) {
			top = max(top, math.Abs(v))
		}
	}
	if top == 0 {
		return 1
	}
	_, e := math.Frexp(top)
	return math.Ldexp(1, min(max(e, -1000), 1023))
}

// nearby are the values that are there at the same place of the days around
// value i, itself left out: ascending.
func nearby(buf, y []float64, i, day int) []float64 {
	buf = buf[:0]
	// As many as there can be, also at the ends.
	from := max(i%day, min(i-neighbours*day, i+(len(y)-1-i)/day*day-2*neighbours*day))
	for t := from; t < len(y) && len(buf) < 2*neighbours; t += day {
		if t != i && !math.IsNaN(y[t]) {
			buf = append(buf, y[t])
		}
	}
	slices.Sort(buf)
	return buf
}

// dropOutages turns runs of nearly nothing, where other days have something,
// into gaps, and returns how many values. What lasts longer than a week is the
// median itself by then: a lower load, not an outage.
func dropOutages(y []float64, day int) int {
	known := slices.DeleteFunc(slices.Clone(y), math.IsNaN)
	usual := median(known)
	buf := make([]float64, 0, 2*neighbours)
	out := make([]bool, len(y))
	for i, v := range y {
		near := nearby(buf, y, i, day)
		if len(near) < 3 {
			continue
		}
		m := near[len(near)/2]
		out[i] = math.IsNaN(v) || m > usual*outageBase && v < m*outageShare
	}
	n := 0
	for i := 0; i < len(y); {
		j := i
		for j < len(y) && out[j] {
			j++
		}
		if j-i >= min(outageSteps, day) {
			for k := i; k < j; k++ {
				if !math.IsNaN(y[k]) {
					y[k] = math.NaN()
					n++
				}
			}
		}
		i = j + 1
	}
	return n
}

// drawIn clamps values to outlier times all but the most extreme neighbour, and
// returns how many.
func drawIn(y []float64, day int) int {
	buf := make([]float64, 0, 2*neighbours)
	was := slices.Clone(y)
	n := 0
	for i, v := range was {
		near := nearby(buf, was, i, day)
		if len(near) < 6 || math.IsNaN(v) {
			continue
		}
		low, high := near[1]/outlier, near[len(near)-2]*outlier
		if high > 0 && (v < low || v > high) {
			y[i] = min(max(v, low), high)
			n++
		}
	}
	return n
}

// fill puts the mean of the nearest values at the same place of a season into
// gaps, longest season first, then the nearest values.
func fill(y []float64, seasons []int) {
	was := slices.Clone(y)
	for i, v := range was {
		for k := len(seasons) - 1; k >= 0 && math.IsNaN(v); k-- {
			// A week is worth more than a day, though not one long ago.
			v = around(was, i, seasons[k], 2)
		}
		if math.IsNaN(v) {
			v = around(was, i, 1, len(was))
		}
		y[i] = v
	}
}

// around is the mean of the nearest known values before and after i, in strides
// of m, at most reach strides away; NaN where there is none.
func around(y []float64, i, m, reach int) float64 {
	sum, n := 0.0, 0
	for _, way := range []int{-m, m} {
		for k := 1; k <= reach; k++ {
			t := i + k*way
			if t < 0 || t >= len(y) {
				break
			}
			if !math.IsNaN(y[t]) {
				sum += y[t]
				n++
				break
			}
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return sum / float64(n)
}
