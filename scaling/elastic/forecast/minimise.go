package forecast

import (
	"math"
	"slices"
)

// box is where a parameter may lie and where the search begins.
type box struct{ low, high, start float64 }

// vertex is a point of the simplex and its loss.
type vertex struct {
	x    []float64
	loss float64
}

// minimise searches the box for the smallest loss by Nelder and Mead's simplex
// (1965), points outside the box being moved to its edge. It ends after evals
// losses or when the simplex is flat. Losses cost microseconds here, less than
// the administration of a general optimiser.
func minimise(bounds []box, evals int, loss func([]float64) float64) []float64 {
	s := &simplex{bounds: bounds, loss: loss, left: evals}
	s.begin()
	for s.left > 0 && !s.flat() {
		s.step()
	}
	s.sort()
	return s.v[0].x
}

type simplex struct {
	bounds []box
	loss   func([]float64) float64
	left   int
	v      []vertex
}

func (s *simplex) begin() {
	start := make([]float64, len(s.bounds))
	for i, b := range s.bounds {
		start[i] = b.start
	}
	s.v = append(s.v, s.at(start))
	for i, b := range s.bounds {
		x := slices.Clone(start)
		step := 0.3 * (b.high - b.low)
		if x[i]+step > b.high {
			step = -step
		}
		x[i] += step
		s.v = append(s.v, s.at(x))
	}
}

// at evaluates x, moved into the box. What is not a number is worst.
func (s *simplex) at(x []float64) vertex {
	for i, b := range s.bounds {
		x[i] = min(max(x[i], b.low), b.high)
	}
	s.left--
	l := s.loss(x)
	if math.IsNaN(l) {
		l = math.Inf(1)
	}
	return vertex{x, l}
}

func (s *simplex) sort() {
	slices.SortStableFunc(s.v, func(a, b vertex) int {
		switch {
		case a.loss < b.loss:
			return -1
		case a.loss > b.loss:
			return 1
		}
		return 0
	})
}

func (s *simplex) flat() bool {
	s.sort()
	best, worst := s.v[0].loss, s.v[len(s.v)-1].loss
	return math.IsInf(best, 1) || worst-best <= 1e-4*math.Abs(best)
}

// step replaces the worst vertex, or draws all towards the best.
func (s *simplex) step() {
	last := len(s.v) - 1
	c := s.centre()
	r := s.at(along(c, s.v[last].x, -1))
	switch {
	case r.loss < s.v[0].loss:
		if e := s.at(along(c, s.v[last].x, -2)); e.loss < r.loss {
			r = e
		}
	case r.loss >= s.v[last-1].loss:
		by := 0.5
		if r.loss < s.v[last].loss {
			by = -0.5
		}
		r = s.at(along(c, s.v[last].x, by))
		if r.loss >= s.v[last].loss {
			s.shrink()
			return
		}
	}
	s.v[last] = r
}

// centre is the mean of all vertices but the worst.
func (s *simplex) centre() []float64 {
	c := make([]float64, len(s.bounds))
	for _, v := range s.v[:len(s.v)-1] {
		for i, x := range v.x {
			c[i] += x / float64(len(s.v)-1)
		}
	}
	return c
}

func (s *simplex) shrink() {
	for i := 1; i < len(s.v) && s.left > 0; i++ {
		s.v[i] = s.at(along(s.v[0].x, s.v[i].x, 0.5))
	}
}

// along is the point by times the way from c to x.
func along(c, x []float64, by float64) []float64 {
	out := make([]float64, len(c))
	for i := range out {
		out[i] = c[i] + by*(x[i]-c[i])
	}
	return out
}
