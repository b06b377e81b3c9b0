package array

import "math"

// Arange returns start, start+step, … up to but without stop. NumPy: arange.
//
// Integers are exact. Floats follow NumPy: ceil((stop-start)/step) elements,
// the i-th being start + i·((start+step)-start), so that rounding may let the
// last one reach stop; use [Linspace] when the count matters. It panics with a
// *ValueError if step is zero or NaN, or if the count is not representable.
func Arange[T Real](start, stop, step T) Array[T] {
	if step == 0 || step != step {
		badValue("arange", "step %v", step)
	}
	n := arangeLen(start, stop, step)
	a := newArray[T]("arange", []int{n})
	if n == 0 {
		return a
	}
	a.data[0] = start
	if n == 1 {
		return a
	}
	a.data[1] = start + step
	delta := a.data[1] - start
	for i := 2; i < n; i++ {
		d := T(i) * delta
		a.data[i] = start + T(d)
	}
	return a
}

// arangeLen counts the elements of Arange.
func arangeLen[T Real](start, stop, step T) int {
	if half := T(1) / T(2); half != 0 { // a float type
		return floatLen(float64(start), float64(stop), float64(step))
	}
	up := step > 0
	if start == stop || (start < stop) != up {
		return 0
	}
	// Distances fit uint64 whatever the integer type: two's complement wraps.
	dist, by := uint64(int64(stop))-uint64(int64(start)), uint64(int64(step))
	if T(0)-1 > 0 { // an unsigned type
		dist, by = uint64(stop)-uint64(start), uint64(step)
	} else if !up {
		dist, by = -dist, -by
	}
	n := (dist-1)/by + 1
	if n > math.MaxInt {
		badValue("arange", "%d elements from %v to %v by %v", n, start, stop, step)
	}
	return int(n)
}

func floatLen(start, stop, step float64) int {
	span := stop - start
	q := span / step
	if q == 0 && span != 0 { // the quotient underflowed
		if math.Signbit(q) {
			return 0
		}
		return 1
	}
	n := math.Ceil(q)
	if !(n < math.MaxInt) {
		badValue("arange", "%v elements from %v to %v by %v", n, start, stop, step)
	}
	return max(int(n), 0)
}

// SpaceOption changes how [Linspace], [Logspace] and [Geomspace] divide.
type SpaceOption func(*space)

type space struct {
	open bool
	base float64
}

// Endpoint says whether stop is the last sample, which is the default; without
// it the n samples divide the half-open interval.
func Endpoint(include bool) SpaceOption { return func(s *space) { s.open = !include } }

// Base sets the base of [Logspace], 10 by default.
func Base(b float64) SpaceOption { return func(s *space) { s.base = b } }

func spaceOf(opts []SpaceOption) space {
	s := space{base: 10}
	for _, o := range opts {
		o(&s)
	}
	return s
}

// Linspace returns n samples evenly spaced from start to stop: start + i·step,
// step = (stop-start)/(n-1), computed in float64, and stop itself last.
// NumPy: linspace. It panics with a *ShapeError if n is negative.
func Linspace[T Float](start, stop T, n int, opts ...SpaceOption) Array[T] {
	a := newArray[T]("linspace", []int{n})
	linspace(float64(start), float64(stop), n, spaceOf(opts).open, func(i int, x float64) { a.data[i] = T(x) })
	return a
}

// linspace hands the samples to put in NumPy's arithmetic.
func linspace(start, stop float64, n int, open bool, put func(int, float64)) {
	div := float64(n - 1)
	if open {
		div = float64(n)
	}
	delta := stop - start
	step := delta / div
	for i := range n {
		var x float64
		switch {
		case div <= 0: // one sample: its step is not defined
			x = float64(float64(i) * delta)
		case step == 0: // underflow: divide first
			x = float64(float64(i) / div * delta)
		default:
			x = float64(float64(i) * step)
		}
		if x += start; !open && i == n-1 && n > 1 {
			x = stop
		}
		put(i, x)
	}
}

// Logspace returns n samples base^x for x evenly spaced from start to stop.
// NumPy: logspace.
func Logspace[T Float](start, stop T, n int, opts ...SpaceOption) Array[T] {
	a := newArray[T]("logspace", []int{n})
	s := spaceOf(opts)
	linspace(float64(start), float64(stop), n, s.open, func(i int, x float64) { a.data[i] = T(pow(s.base, x)) })
	return a
}

// Geomspace returns n samples in geometric progression from start to stop,
// both exact. NumPy: geomspace. It panics with a *ValueError if an end is zero
// or the ends differ in sign.
func Geomspace[T Float](start, stop T, n int, opts ...SpaceOption) Array[T] {
	if start == 0 || stop == 0 || (start < 0) != (stop < 0) {
		badValue("geomspace", "no geometric progression leads from %v to %v", start, stop)
	}
	a := newArray[T]("geomspace", []int{n})
	sign := 1.0
	if start < 0 {
		sign = -1
	}
	open := spaceOf(opts).open
	lo, hi := log10(math.Abs(float64(start))), log10(math.Abs(float64(stop)))
	linspace(lo, hi, n, open, func(i int, x float64) { a.data[i] = T(sign * pow(10, x)) })
	if n > 0 {
		a.data[0] = start
	}
	if n > 1 && !open {
		a.data[n-1] = stop
	}
	return a
}

// pow and log10 are the kernels', not package math's, whose bits differ from
// one architecture to the next.
func pow(b, x float64) float64 { return Pow(Scalar(b), Scalar(x)).Item() }

func log10(x float64) float64 { return Log10(Scalar(x)).Item() }
