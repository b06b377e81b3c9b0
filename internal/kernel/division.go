package kernel

import "math"

// rem64 is C's fmod, exact.
func rem64(x, y float64) float64 { return math.Mod(x, y) }

// mod64 is Python's %: the remainder with the sign of the divisor.
func mod64(x, y float64) float64 {
	if y == 0 {
		return math.NaN()
	}
	r := math.Mod(x, y)
	if r == 0 {
		return math.Copysign(0, y)
	}
	if (r < 0) != (y < 0) {
		r += y
	}
	return r
}

// floorDiv64 is Python's //: the quotient that goes with mod64, integral. A
// zero divisor gives x/y.
func floorDiv64(x, y float64) float64 {
	if y == 0 {
		return x / y
	}
	r := math.Mod(x, y)
	q := float64(x-r) / y
	if r != 0 && (r < 0) != (y < 0) {
		q--
	}
	if q == 0 {
		return math.Copysign(0, x/y)
	}
	f := math.Floor(q)
	if q-f > 0.5 {
		f++
	}
	return f
}

// The integer quotients and remainders: those of a zero divisor are 0.

func divInt[T integer](x, y T) T {
	if y == 0 {
		return 0
	}
	return x / y
}

func remInt[T integer](x, y T) T {
	if y == 0 {
		return 0
	}
	return x % y
}

func floorDivInt[T integer](x, y T) T {
	if y == 0 {
		return 0
	}
	q := x / y
	if r := x % y; r != 0 && (r < 0) != (y < 0) {
		q--
	}
	return q
}

func modInt[T integer](x, y T) T {
	if y == 0 {
		return 0
	}
	r := x % y
	if r != 0 && (r < 0) != (y < 0) {
		r += y
	}
	return r
}

// powInt returns x**y, wrapping. A negative exponent gives the truncated
// reciprocal: 0 unless x is 1 or -1, and 0 for x = 0.
func powInt[T integer](x, y T) T {
	if y < 0 {
		switch {
		case x == 1:
			return 1
		case x+1 == 0 && y&1 == 0:
			return 1
		case x+1 == 0:
			return x
		}
		return 0
	}
	r := T(1)
	for y != 0 {
		if y&1 != 0 {
			r *= x
		}
		x *= x
		y >>= 1
	}
	return r
}
