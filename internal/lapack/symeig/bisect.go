package symeig

import (
	"math"
	"slices"

	"github.com/scicore-go/scicore/internal/blas"
)

// sturm counts eigenvalues of a symmetric tridiagonal matrix.
type sturm struct {
	d, e2 []float64 // the diagonal, and the squares of what is beside it
	norm  float64
	least float64 // smallest pivot
}

func newSturm(d, e []float64) sturm {
	s := sturm{d: d, e2: make([]float64, max(len(d)-1, 0))}
	big := 1.0
	for i := range s.e2 {
		s.e2[i] = float64(e[i] * e[i])
		big = math.Max(big, s.e2[i])
	}
	s.least = safeMin * big
	for i := range d {
		r := math.Abs(d[i])
		if i > 0 {
			r += math.Abs(e[i-1])
		}
		if i < len(s.e2) {
			r += math.Abs(e[i])
		}
		s.norm = math.Max(s.norm, r)
	}
	return s
}

// lanes is how many shifts are counted side by side: a count alone would wait
// for one quotient after the other.
const lanes = 4

// below returns, for each shift, how many eigenvalues are less: as many as
// pivots of T - x are negative.
func (s sturm) below(x [lanes]float64) (count [lanes]int) {
	q0, q1, q2, q3 := 1.0, 1.0, 1.0, 1.0
	e2 := 0.0
	for i, d := range s.d {
		q0 = s.pivot(d - x[0] - e2/q0)
		q1 = s.pivot(d - x[1] - e2/q1)
		q2 = s.pivot(d - x[2] - e2/q2)
		q3 = s.pivot(d - x[3] - e2/q3)
		count[0] += int(math.Float64bits(q0) >> 63)
		count[1] += int(math.Float64bits(q1) >> 63)
		count[2] += int(math.Float64bits(q2) >> 63)
		count[3] += int(math.Float64bits(q3) >> 63)
		if i < len(s.e2) {
			e2 = s.e2[i]
		}
	}
	return count
}

// pivot keeps a pivot from zero.
func (s sturm) pivot(q float64) float64 {
	if math.Abs(q) < s.least {
		return -s.least
	}
	return q
}

func (s sturm) count(x float64) int { return s.below([lanes]float64{x, x, x, x})[0] }

// values returns the eigenvalues of the given ascending indices by bisection,
// each to a quarter of the rounding error of the norm. LAPACK: dstebz; J.
// Demmel, I. Dhillon and H. Ren, "On the correctness of some bisection-like
// parallel eigenvalue algorithms in floating point arithmetic", ETNA 3 (1995).
func (s sturm) values(env blas.Env, from, to int) []float64 {
	w := make([]float64, to-from)
	if len(s.d) == 1 {
		copy(w, s.d)
		return w
	}
	chunks := (len(w) + lanes - 1) / lanes
	env.Pool.For(env.Done, chunks, func(c int) {
		at := c * lanes
		part := s.bisect(from+at, to)
		copy(w[at:], part[:])
	})
	// Neighbours may differ by the tolerance in the wrong direction.
	slices.Sort(w)
	return w
}

// bisect finds eigenvalue k and those behind it, below last.
func (s sturm) bisect(k, last int) [lanes]float64 {
	var lo, hi, mid [lanes]float64
	reach := float64(s.norm*(1+float64(4*float64(len(s.d))*eps))) + 2*s.least
	for i := range lanes {
		lo[i], hi[i] = -reach, reach
	}
	tolerance := math.Max(float64(eps*s.norm/4), 2*s.least)
	for active := true; active; {
		active = false
		for i := range lanes {
			mid[i] = lo[i] + float64((hi[i]-lo[i])/2)
		}
		n := s.below(mid)
		for i := range lanes {
			if k+i >= last || !(hi[i]-lo[i] > tolerance) || mid[i] <= lo[i] || mid[i] >= hi[i] {
				continue
			}
			active = true
			if n[i] > k+i {
				hi[i] = mid[i]
			} else {
				lo[i] = mid[i]
			}
		}
	}
	return mid
}

// located is an eigenvalue with the block it is of.
type located struct {
	value float64
	block int
}

// locate returns the eigenvalues of the part, ascending.
func locate(env blas.Env, d, e []float64, blocks []span, part Part) (found []located) {
	all := newSturm(d, e)
	lo, hi := part.lo, part.hi
	if !part.byValue {
		from, to := part.among(d, 1)
		if from >= to {
			return nil
		}
		lo, hi = all.values(env, from, from+1)[0], all.values(env, to-1, to)[0]
	}
	margin, wide := float64(8*eps*all.norm)+float64(8*all.least), float64(2*all.norm)
	lo, hi = math.Max(lo-margin, -wide-margin), math.Min(hi+margin, wide+margin)
	first := 0 // how many lie below those found
	for b, at := range blocks {
		s := newSturm(d[at.from:at.to], e[at.from:max(at.to-1, at.from)])
		below := s.count(lo)
		first += below
		for _, x := range s.values(env, below, max(s.count(hi), below)) {
			found = append(found, located{x, b})
		}
	}
	slices.SortStableFunc(found, func(x, y located) int { return compare(x.value, y.value) })
	w := make([]float64, len(found))
	for i := range w {
		w[i] = found[i].value
	}
	if !part.byValue {
		part.from, part.to = max(part.from-first, 0), max(part.to-first, 0)
	}
	from, to := part.among(w, 1)
	return found[from:to]
}
