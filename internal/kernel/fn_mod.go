package kernel

// Remainders and the neighbours of a float.
//
// With q = trunc(|x|/|y|) below 2^53 the rest |x| - q|y| is exact in one fma:
// it is a multiple of the finer unit of the two and not larger than y. The
// rounded quotient is never below an integer that the quotient reaches, so q is
// right or one too large, and then the rest is negative. Longer quotients, and
// zeros, infinities and NaN, take the slow road.

// remParts64 returns q and r with |x| = q|y| + r, 0 <= r < |y|.
func remParts64(x, y float64) (q, r float64) {
	a, b := abs64(x), abs64(y)
	q = trunc64(a / b)
	r = fma64(-q, b, a)
	over := r < 0
	return sel64(over, q-1, q), sel64(over, r+b, r)
}

// opposite64 reports whether the signs of x and y differ.
func opposite64(x, y float64) bool { return ibits64(from64(bits64(x)^bits64(y))) < 0 }

// remKernel64 is C's fmod, exact.
func remKernel64(x, y float64) float64 {
	_, r := remParts64(x, y)
	return copysign64(r, x)
}

// modKernel64 is Python's %: the remainder with the sign of the divisor.
func modKernel64(x, y float64) float64 {
	_, r := remParts64(x, y)
	s := copysign64(r, x)
	s = sel64(opposite64(x, y), s+y, s)
	return sel64(r == 0, copysign64(0, y), s)
}

// floorDivKernel64 is Python's //: the quotient that goes with modKernel64.
func floorDivKernel64(x, y float64) float64 {
	q, r := remParts64(x, y)
	q = sel64(r > 0 && opposite64(x, y), q+1, q)
	return from64(bits64(q) | (bits64(x)^bits64(y))&signMask64)
}

func remKernel64_slow(x, y float64) bool {
	return !(abs64(x)/abs64(y) < 0x1p53 && abs64(y) < inf64())
}

func modKernel64_slow(x, y float64) bool {
	return !(abs64(x)/abs64(y) < 0x1p53 && abs64(y) < inf64())
}

// floorDivKernel64_slow: the quotient is found by rounding a product of it
// otherwise, which is exact up to here.
func floorDivKernel64_slow(x, y float64) bool {
	return !(abs64(x)/abs64(y) < 0x1p50 && abs64(y) < inf64())
}

// nextAfterKernel64 returns the next float after x towards y, x itself if they
// are equal.
func nextAfterKernel64(x, y float64) float64 {
	u := bits64(x)
	away := (y > x) != (x < 0)
	n := from64(selU64(away, u+1, u-1))
	n = sel64(x == 0, copysign64(0x1p-1074, y), n)
	n = sel64(x == y, x, n)
	return sel64(x != x || y != y, nan64(), n)
}

// nextAfterKernel32 is nextAfterKernel64 for float32.
func nextAfterKernel32(x, y float32) float32 {
	u := bits32(x)
	away := (y > x) != (x < 0)
	n := from32(selU32(away, u+1, u-1))
	n = sel32(x == 0, copysign32(0x1p-149, y), n)
	n = sel32(x == y, x, n)
	return sel32(x != x || y != y, nan32(), n)
}
