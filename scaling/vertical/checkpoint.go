package vertical

import (
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// checkpoint is how a histogram is written down: only buckets that weigh
// something.
type checkpoint struct {
	First     float64         `json:"first"`
	Growth    float64         `json:"growth"`
	Buckets   int             `json:"buckets"`
	HalfLife  time.Duration   `json:"halfLife"`
	Reference time.Time       `json:"reference,omitzero"`
	Weights   map[int]float64 `json:"weights,omitempty"`
}

// MarshalJSON writes a checkpoint.
func (h *Histogram) MarshalJSON() ([]byte, error) {
	c := checkpoint{First: h.first, Growth: h.growth, Buckets: len(h.weights), HalfLife: h.halfLife, Reference: h.reference, Weights: make(map[int]float64)}
	for i, w := range h.weights {
		if w > 0 {
			c.Weights[i] = w
		}
	}
	return json.Marshal(c)
}

// maxBuckets keeps a checkpoint from asking for memory without end.
const maxBuckets = 100_000

// UnmarshalJSON reads a checkpoint.
func (h *Histogram) UnmarshalJSON(b []byte) error {
	var c checkpoint
	if err := json.Unmarshal(b, &c); err != nil {
		return fmt.Errorf("%w: checkpoint: %w", ErrHistogram, err)
	}
	if !(c.First > 0) || !(c.Growth > 1) || c.HalfLife <= 0 || c.Buckets < 1 || c.Buckets > maxBuckets {
		return fmt.Errorf("%w: checkpoint: first %v, growth %v, half-life %v, %d buckets", ErrHistogram, c.First, c.Growth, c.HalfLife, c.Buckets)
	}
	out := Histogram{first: c.First, growth: c.Growth, halfLife: c.HalfLife, reference: c.Reference, weights: make([]float64, c.Buckets)}
	for i, w := range c.Weights {
		if i < 0 || i >= c.Buckets || !(w >= 0) || math.IsInf(w, 0) {
			return fmt.Errorf("%w: checkpoint: bucket %d of %d weighs %v", ErrHistogram, i, c.Buckets, w)
		}
		out.weights[i] = w
	}
	if len(c.Weights) > 0 && c.Reference.IsZero() {
		return fmt.Errorf("%w: checkpoint: weights without a reference time", ErrHistogram)
	}
	*h = out
	return nil
}
