package kernel

// Division by one number.
//
// With i the rounded reciprocal of y, q = x i rounded and the rest r = x - q y,
// the rounded sum q + r i is the rounded quotient (Markstein, IBM J. Res. Dev.
// 34, 1990; Brisebarre, Muller and Raina, IEEE Trans. Comp. 53, 2004). Take
// x and y in [1, 2). i errs by 2^-54 at most. A quotient next to a midpoint of
// two floats is an odd multiple of 2^-53 ulp / y away from it. q is one of
// these two floats, since x i errs by less than an ulp; so r is exact, and the
// sum errs by half an ulp times 2^-54 y, which is less than that distance.
//
// This needs quotients and rests of ordinary size. The bits of q tell others,
// and a divisor out of range gives the reciprocal NaN, which makes q one.

// div64_scalar is div64 but for the operands of div64_scalar_rare; kernels
// whose second operand is one element find its reciprocal once.
func div64_scalar(x, y float64) float64 {
	i := reciprocalNear64(y)
	q := float64(x * i)
	return fma64(fma64(-q, y, x), i, q)
}

// div64_scalar_rare holds if |q| is not in [2^-511, 2^513).
func div64_scalar_rare(x, y float64) bool {
	q := float64(x * reciprocalNear64(y))
	return (bits64(q)+0x600<<52)&(1<<62) != 0
}

// reciprocalNear64 returns 1/y for ordinary y.
func reciprocalNear64(y float64) float64 {
	return sel64(abs64(y) > 0x1p-400 && abs64(y) < 0x1p400, 1/y, nan64())
}

// div32_scalar is div64_scalar for float32.
func div32_scalar(x, y float32) float32 {
	i := reciprocalNear32(y)
	q := float32(x * i)
	return fma32(fma32(-q, y, x), i, q)
}

// div32_scalar_rare holds if |q| is not in [2^-63, 2^65).
func div32_scalar_rare(x, y float32) bool {
	q := float32(x * reciprocalNear32(y))
	return (bits32(q)+0xc0<<23)&(1<<30) != 0
}

// reciprocalNear32 is reciprocalNear64 for float32.
func reciprocalNear32(y float32) float32 {
	return sel32(abs32(y) > 0x1p-30 && abs32(y) < 0x1p30, 1/y, nan32())
}
