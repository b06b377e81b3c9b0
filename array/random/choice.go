package random

import (
	"math"
	"math/bits"
	"sort"

	"github.com/scicore-go/scicore/array"
)

// ChoiceOptions says how [Generator.Choice] picks; nil is what NumPy does by
// default: with replacement, all equally likely.
type ChoiceOptions struct {
	NoReplace bool      // no position twice
	P         []float64 // probability of each position, summing to 1
	NoShuffle bool      // NoReplace without P: the order need not be random
}

// Choice picks size of the positions 0 … n-1. NumPy: choice(n, size, …), whose
// stream it is. [array.Take] turns positions into elements. It panics with an
// [*array.ValueError] if there is nothing to pick from, if more are wanted
// without replacement than there are, or if P is no distribution over n.
func (g *Generator) Choice(n, size int, opts *ChoiceOptions) array.Array[int64] {
	if opts == nil {
		opts = &ChoiceOptions{}
	}
	if n < 0 || size < 0 || n == 0 && size > 0 {
		fail("choice", "%d of %d positions", size, n)
	}
	if opts.P != nil {
		checkP(opts.P, n)
	}
	out := array.Zeros[int64](size)
	idx, _ := out.Data()
	switch {
	case size == 0:
	case !opts.NoReplace && opts.P == nil:
		SampleInto(g, out, Integers(0, int64(n)))
	case !opts.NoReplace:
		cdf := cumulate(opts.P)
		for i := range idx {
			idx[i] = pickFrom(cdf, g.Float64())
		}
	case size > n:
		fail("choice", "%d of %d positions without replacement", size, n)
	case opts.P != nil:
		g.distinctP(idx, opts.P)
	default:
		g.distinct(idx, n, !opts.NoShuffle)
	}
	return out
}

// checkP refuses what is no distribution, with NumPy's tolerance √ε.
func checkP(p []float64, n int) {
	if len(p) != n {
		fail("choice", "%d probabilities for %d positions", len(p), n)
	}
	sum := 0.0
	for _, v := range p {
		if !(v >= 0) {
			fail("choice", "probability %v", v)
		}
		sum += v
	}
	if !(math.Abs(sum-1) <= 0x1p-26) {
		fail("choice", "probabilities sum to %v, not 1", sum)
	}
}

func cumulate(p []float64) []float64 {
	cdf := make([]float64, len(p))
	sum := 0.0
	for i, v := range p {
		sum += v
		cdf[i] = sum
	}
	for i := range cdf {
		cdf[i] /= sum
	}
	return cdf
}

// pickFrom returns the first position whose cumulated probability exceeds u.
func pickFrom(cdf []float64, u float64) int64 {
	return int64(sort.Search(len(cdf), func(i int) bool { return cdf[i] > u }))
}

// distinctP draws as often as needed, dropping what was drawn before.
func (g *Generator) distinctP(idx []int64, p []float64) {
	nonzero := 0
	for _, v := range p {
		if v > 0 {
			nonzero++
		}
	}
	if nonzero < len(idx) {
		fail("choice", "%d positions of probability above 0 for %d picks", nonzero, len(idx))
	}
	p = append([]float64(nil), p...)
	for found := 0; found < len(idx); {
		draws := make([]float64, len(idx)-found)
		for i := range draws {
			draws[i] = g.Float64()
		}
		for _, i := range idx[:found] {
			p[i] = 0
		}
		cdf := cumulate(p)
		seen := map[int64]bool{}
		for _, u := range draws {
			if i := pickFrom(cdf, u); !seen[i] {
				seen[i] = true
				idx[found] = i
				found++
			}
		}
	}
}

// distinct picks different positions: by a partial shuffle where many are
// wanted of many, by Floyd's algorithm (Bentley, 1987) otherwise.
func (g *Generator) distinct(idx []int64, n int, shuffle bool) {
	cutoff := 20
	if shuffle {
		cutoff = 50
	}
	size := len(idx)
	if n > 10000 && size > n/cutoff {
		all := make([]int64, n)
		for i := range all {
			all[i] = int64(i)
		}
		g.swaps(n, max(n-size, 1), func(i, j int) { all[i], all[j] = all[j], all[i] })
		copy(idx, all[n-size:])
		return
	}
	taken := make(map[int64]bool, size)
	for k := range idx {
		j := int64(n - size + k)
		v := int64(g.upTo64(uint64(j)))
		if taken[v] {
			v = j
		}
		taken[v] = true
		idx[k] = v
	}
	if shuffle {
		g.swaps(size, 1, func(i, j int) { idx[i], idx[j] = idx[j], idx[i] })
	}
}

// swaps makes the exchanges of a Fisher–Yates shuffle of n positions down to
// first.
func (g *Generator) swaps(n, first int, swap func(i, j int)) {
	for i := n - 1; i >= first; i-- {
		swap(i, int(g.upTo64(uint64(i))))
	}
}

// shuffle makes the exchanges of NumPy's shuffle, which draws its positions in
// another way than its choice does.
func (g *Generator) shuffle(n int, swap func(i, j int)) {
	for i := n - 1; i > 0; i-- {
		if j := g.masked(uint64(i)); i != j {
			swap(i, j)
		}
	}
}

// masked returns a number in [0, most] by rejection under the next power of
// two.
func (g *Generator) masked(most uint64) int {
	mask := uint64(1)<<bits.Len64(most) - 1
	for {
		var v uint64
		if most <= 0xffffffff {
			v = uint64(g.src.Uint32()) & mask
		} else {
			v = g.src.Uint64() & mask
		}
		if v <= most {
			return int(v)
		}
	}
}

// Permutation returns 0 … n-1 in random order. NumPy: permutation(n).
func (g *Generator) Permutation(n int) array.Array[int64] {
	out := array.Arange(0, int64(n), 1)
	idx, _ := out.Data()
	g.shuffle(n, func(i, j int) { idx[i], idx[j] = idx[j], idx[i] })
	return out
}

// Shuffle puts a's slices along its first axis in random order, in place.
// NumPy: shuffle. It panics with an [*array.AxisError] for a 0-d a.
func Shuffle[T array.Element](g *Generator, a array.Array[T]) {
	if a.NDim() == 1 {
		g.shuffle(a.Size(), func(i, j int) {
			p, q := a.Ptr(i), a.Ptr(j)
			*p, *q = *q, *p
		})
		return
	}
	if a.NDim() == 0 {
		panic(&array.AxisError{Op: "shuffle"})
	}
	array.CopyInto(a, array.Take(a, g.Permutation(a.Dim(0)), 0))
}

// Permuted returns a copy of a with its slices along axis in random order.
// NumPy: permutation(a, axis).
func Permuted[T array.Element](g *Generator, a array.Array[T], axis int) array.Array[T] {
	if a.NDim() == 1 {
		out := array.Copy(a)
		Shuffle(g, out)
		return out
	}
	if axis < -a.NDim() || axis >= a.NDim() {
		panic(&array.AxisError{Op: "permuted", Axis: axis, NDim: a.NDim()})
	}
	return array.Take(a, g.Permutation(a.Dim(axis)), axis)
}
