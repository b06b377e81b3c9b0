package array

import "slices"

// PadMode says what [Pad] puts around an array; the names are NumPy's.
type PadMode int

const (
	PadConstant   PadMode = iota // Values, zero unless given
	PadEdge                      // the edge element
	PadLinearRamp                // from the edge to Values, in equal steps
	PadMaximum                   // the maximum of the line, or of its StatLength nearest
	PadMean                      // the mean, rounded to even for integers
	PadMedian                    // the median, rounded to even for integers
	PadMinimum                   // the minimum
	PadReflect                   // mirrored at the edge element
	PadSymmetric                 // mirrored beyond the edge element
	PadWrap                      // from the other end
	PadEmpty                     // zeros that are not meant to be read
)

var padNames = []string{"constant", "edge", "linear_ramp", "maximum", "mean", "median", "minimum", "reflect", "symmetric", "wrap", "empty"}

// String returns NumPy's name of the mode.
func (m PadMode) String() string {
	if m >= 0 && int(m) < len(padNames) {
		return padNames[m]
	}
	return "unknown"
}

// PadOptions holds what some modes of [Pad] use. Values and StatLength have a
// pair (before, after) for each axis, or one pair for all.
type PadOptions[T Element] struct {
	Values     [][2]T   // of PadConstant and PadLinearRamp
	StatLength [][2]int // elements from the edge that statistics look at; 0: all
	Odd        bool     // PadReflect, PadSymmetric: 2·edge minus the mirrored
}

// Pad returns a with widths[k][0] elements put before and widths[k][1] after
// along axis k; one pair serves all axes. Axes are padded one after the other,
// so that corners come from the sides padded before. NumPy: pad, all modes but
// the callable.
//
// It panics with a *ShapeError for bad widths or an empty axis that a mode
// cannot extend, and with a *DTypeError where a mode needs arithmetic or an
// order that T lacks: bool has no ramps and means, complex no order.
func Pad[T Element](a Array[T], widths [][2]int, mode PadMode, opts *PadOptions[T]) Array[T] {
	if opts == nil {
		opts = &PadOptions[T]{}
	}
	if mode < 0 || int(mode) >= len(padNames) {
		badValue("pad", "unknown mode %d", int(mode))
	}
	widths = pairs("widths", widths, a.NDim(), [2]int{})
	p := padder[T]{
		mode: mode, odd: opts.Odd, widths: widths, from: a,
		values: pairs("values", opts.Values, a.NDim(), [2]T{}),
		stat:   pairs("stat lengths", opts.StatLength, a.NDim(), [2]int{}),
	}
	shape := slices.Clone(a.shape())
	for k, w := range widths {
		if w[0] < 0 || w[1] < 0 || w[0] > maxSize || w[1] > maxSize {
			failShape("pad", "widths %v", widths)
		}
		if shape[k] == 0 && w[0]+w[1] > 0 && mode != PadConstant && mode != PadEmpty {
			failShape("pad", "mode %v cannot extend axis %d of shape %s", mode, k, shapeText(a.shape()))
		}
		shape[k] += w[0] + w[1]
	}
	p.math = padMathOf[T](mode, opts.Odd)
	out := newArray[T]("pad", shape)
	inner := out
	for k, w := range widths {
		inner = inner.window(k, w[0], a.shape()[k])
	}
	assign(inner, a)
	if mode != PadEmpty {
		for k := range widths {
			p.axis(out, k)
		}
	}
	return out
}

// pairs gives every axis its pair.
func pairs[E any](what string, have [][2]E, n int, none [2]E) [][2]E {
	switch len(have) {
	case n:
		return have
	case 0:
		return slices.Repeat([][2]E{none}, n)
	case 1:
		return slices.Repeat(have, n)
	}
	failShape("pad", "%d pairs of %s for %d axes", len(have), what, n)
	return nil
}

// padder pads one axis after the other.
type padder[T Element] struct {
	mode   PadMode
	odd    bool
	widths [][2]int
	values [][2]T
	stat   [][2]int
	from   Array[T]
	math   padMath[T]
}

// axis fills the sides of one axis: earlier axes in full, later ones only
// where the original lies.
func (p *padder[T]) axis(out Array[T], k int) {
	roi := out
	for j := k + 1; j < len(p.widths); j++ {
		roi = roi.window(j, p.widths[j][0], p.from.shape()[j])
	}
	n, left, right := p.from.shape()[k], p.widths[k][0], p.widths[k][1]
	if left+right == 0 {
		return
	}
	switch p.mode {
	case PadConstant:
		roi.window(k, 0, left).fill(p.values[k][0])
		roi.window(k, left+n, right).fill(p.values[k][1])
	case PadLinearRamp:
		p.math.ramp(roi.window(k, 0, left), roi.window(k, left, 1), k, p.values[k][0])
		p.math.ramp(roi.window(k, left+n, right).Flip(k), roi.window(k, left+n-1, 1), k, p.values[k][1])
	case PadMaximum, PadMinimum, PadMean, PadMedian:
		p.statistics(roi, k)
	case PadReflect, PadSymmetric:
		if n > 1 && p.odd {
			p.mirrorOdd(roi, k)
			return
		}
		fallthrough
	default: // every slice is a copy of one of the original's
		for i := range left {
			assign(roi.window(k, i, 1), roi.window(k, left+p.source(i-left, n), 1))
		}
		for i := n; i < n+right; i++ {
			assign(roi.window(k, left+i, 1), roi.window(k, left+p.source(i, n), 1))
		}
	}
}

// source returns which of n original positions the position i outside shows.
func (p *padder[T]) source(i, n int) int {
	mod := func(m int) int { return ((i % m) + m) % m }
	switch {
	case p.mode == PadWrap:
		return mod(n)
	case p.mode == PadEdge || n == 1:
		return max(0, min(i, n-1))
	case p.mode == PadReflect:
		j := mod(2 * (n - 1))
		return min(j, 2*(n-1)-j)
	}
	j := mod(2 * n)
	return min(j, 2*n-1-j)
}

// statistics fills the sides with a statistic of the lines.
func (p *padder[T]) statistics(roi Array[T], k int) {
	n, left, right := p.from.shape()[k], p.widths[k][0], p.widths[k][1]
	take := func(want int) int {
		if want < 0 {
			badValue("pad", "stat length %d", want)
		}
		if want == 0 {
			return n
		}
		return min(want, n)
	}
	l, r := take(p.stat[k][0]), take(p.stat[k][1])
	for side, part := range []Array[T]{roi.window(k, left, l), roi.window(k, left+n-r, r)} {
		to := roi.window(k, 0, left)
		if side == 1 {
			to = roi.window(k, left+n, right)
		}
		s := MapLines(part, k, p.math.stat).ExpandDims(k)
		assign(to, s.BroadcastTo(to.shape()...))
	}
}

// mirrorOdd fills the sides with 2·edge - mirrored, in pieces as long as what
// is there already, so that each piece turns around its own edge.
func (p *padder[T]) mirrorOdd(roi Array[T], k int) {
	n := p.from.shape()[k]
	lo, hi := p.widths[k][0], p.widths[k][0]+n // what is filled
	gap, period := 1, n-1                      // from the edge to the first mirrored
	if p.mode == PadSymmetric {
		gap, period = 0, n
	}
	size := roi.shape()[k]
	for lo > 0 || hi < size {
		have := (hi - lo - gap) / period * period // whole copies only
		if m := min(have, lo); m > 0 {
			p.math.around(roi.window(k, lo-m, m), roi.window(k, lo, 1), roi.window(k, lo+gap, m).Flip(k))
			lo -= m
		}
		if m := min(have, size-hi); m > 0 {
			p.math.around(roi.window(k, hi, m), roi.window(k, hi-1, 1), roi.window(k, hi-gap-m, m).Flip(k))
			hi += m
		}
	}
}
