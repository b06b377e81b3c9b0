package vertical

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"
)

// Histogram counts values in buckets that grow exponentially, each sample
// weighing half as much after every half-life. What it knows of a value is
// its bucket: percentiles are exact to the factor by which buckets grow.
//
// The decay and its renormalisation are those of the vertical pod autoscaler.
type Histogram struct {
	first, growth float64
	halfLife      time.Duration
	reference     time.Time // samples of this time have their own weight
	weights       []float64
}

// maxDecay is how many half-lives after the reference a sample may be before
// all weights are rescaled: 2^100 is far from overflow.
const maxDecay = 100

// epsilon of a sample's weight is too little to be one.
const epsilon = 1e-3

// ErrHistogram is the sentinel of histograms that cannot be, or do not go
// together.
var ErrHistogram = errors.New("vertical: histogram")

// NewHistogram returns an empty histogram of values up to max. The first
// bucket ends at first, > 0; each next is growth times as wide, > 1.
func NewHistogram(first, max, growth float64, halfLife time.Duration) (*Histogram, error) {
	if !(first > 0) || !(max > first) || math.IsInf(max, 0) || !(growth > 1) || math.IsInf(growth, 0) || halfLife <= 0 {
		return nil, fmt.Errorf("%w: first %v, max %v, growth %v, half-life %v: want 0 < first < max, growth > 1, half-life > 0", ErrHistogram, first, max, growth, halfLife)
	}
	n := int(math.Ceil(math.Log(max*(growth-1)/first+1)/math.Log(growth))) + 1
	return &Histogram{first: first, growth: growth, halfLife: halfLife, weights: make([]float64, n)}, nil
}

// start is where bucket i begins.
func (h *Histogram) start(i int) float64 {
	return h.first * (math.Pow(h.growth, float64(i)) - 1) / (h.growth - 1)
}

func (h *Histogram) bucket(v float64) int {
	if v < h.first {
		return 0
	}
	i := math.Log(v*(h.growth-1)/h.first+1) / math.Log(h.growth)
	return int(min(i, float64(len(h.weights)-1)))
}

// Add counts a value. One that is negative or not a number is refused, one
// above the maximum counts as the maximum.
func (h *Histogram) Add(v, weight float64, at time.Time) error {
	return h.change(v, weight, at, +1)
}

// Remove takes back what Add counted, with the same arguments.
func (h *Histogram) Remove(v, weight float64, at time.Time) error {
	return h.change(v, weight, at, -1)
}

func (h *Histogram) change(v, weight float64, at time.Time, sign float64) error {
	if !(v >= 0) || !(weight >= 0) || math.IsInf(weight, 0) {
		return fmt.Errorf("%w: value %v, weight %v: must be >= 0", ErrHistogram, v, weight)
	}
	i, d := h.bucket(v), weight*h.decay(at)
	w := h.weights[i] + sign*d
	if sign < 0 && w < epsilon*d {
		w = 0 // what is left of a subtraction is rounding
	}
	h.weights[i] = w
	return nil
}

// decay is the factor of a sample taken at a time. It moves the reference
// when that is too long ago.
func (h *Histogram) decay(at time.Time) float64 {
	if h.reference.IsZero() {
		h.reference = at
	}
	if h.lives(at) > maxDecay {
		h.rescale(at)
	}
	return math.Exp2(h.lives(at))
}

func (h *Histogram) lives(at time.Time) float64 {
	return float64(at.Sub(h.reference)) / float64(h.halfLife)
}

func (h *Histogram) rescale(reference time.Time) {
	by := math.Exp2(-math.Round(h.lives(reference)))
	h.reference = h.reference.Add(time.Duration(math.Round(h.lives(reference))) * h.halfLife)
	for i := range h.weights {
		h.weights[i] *= by
	}
}

// Empty reports whether nothing in it weighs anything.
func (h *Histogram) Empty() bool {
	for _, w := range h.weights {
		if w > 0 {
			return false
		}
	}
	return true
}

// Percentile returns the end of the bucket below which a fraction p of all
// weight lies, 0 where the histogram is empty.
func (h *Histogram) Percentile(p float64) float64 {
	if h.Empty() {
		return 0
	}
	threshold, sum, last := p*h.sum(), 0.0, 0
	for i, w := range h.weights {
		sum += w
		if w > 0 {
			last = i
			if sum >= threshold {
				break
			}
		}
	}
	if last == len(h.weights)-1 { // it has no end
		return h.start(last)
	}
	return h.start(last + 1)
}

// sum adds the weights anew each time: a running total would drift.
func (h *Histogram) sum() (total float64) {
	for _, w := range h.weights {
		total += w
	}
	return total
}

// Merge adds what another histogram of the same buckets and half-life counted.
func (h *Histogram) Merge(o *Histogram) error {
	if h.first != o.first || h.growth != o.growth || len(h.weights) != len(o.weights) || h.halfLife != o.halfLife {
		return fmt.Errorf("%w: merge: the buckets or half-lives differ", ErrHistogram)
	}
	if o.reference.IsZero() {
		return nil
	}
	if h.reference.IsZero() {
		h.reference = o.reference
	}
	other := o.Clone()
	if h.reference.After(other.reference) {
		other.shift(h.reference)
	} else {
		h.shift(other.reference)
	}
	for i, w := range other.weights {
		h.weights[i] += w
	}
	return nil
}

// shift makes a time the reference exactly.
func (h *Histogram) shift(reference time.Time) {
	by := math.Exp2(-h.lives(reference))
	for i := range h.weights {
		h.weights[i] *= by
	}
	h.reference = reference
}

// Clone returns an independent copy.
func (h *Histogram) Clone() *Histogram {
	c := *h
	c.weights = slices.Clone(h.weights)
	return &c
}
