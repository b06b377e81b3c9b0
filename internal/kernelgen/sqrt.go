package main

import (
	"go/constant"
	"math"
)

// fastSqrt gives the kernel of a float64 square root a fast form on AVX-512,
// whose divider takes about three times as long over a vector of roots.
//
// It starts from the approximation of 1/sqrt(x) to 2^-14 and refines it once,
// to 2^-27.4. s = x y + (x - (x y)^2) y/2 then lies within 0.75 ulp of the
// root, so that d = x - s^2 is exact, and s + d h with h = 1/(2s) to 2^-51.5
// differs from the root by less than 10 * 2^-107 of it before it is rounded.
// For x in [1, 4) the square of a midpoint between two floats is x - t 2^-106
// with t = -1, 7, -9, 15, ... (an odd square is 1 modulo 8), so that only roots
// with |t| < 40 come as near to a midpoint. There are few of them, and
// TestSqrtHardCases tries them all, with any first approximation there may be.
//
// Below 2^-900 the rest d may be subnormal; such numbers, zeros, negative
// numbers, infinities and NaN go the divider's way.
func fastSqrt(k *kernel) *kernel {
	if k.lane != 8 || k.root.op != opSqrt || k.root.args[0].op != opIn {
		return k
	}
	g, x := k.g, k.root.args[0]
	half, one := g.float(constant.MakeFloat64(0.5)), g.float(constant.MakeFloat64(1))
	fma := func(a, b, c *value) *value { return g.new(opFMA, 0, a, b, c) }
	minus := func(a, b, c *value) *value { return g.new(opFNMA, 0, a, b, c) } // c - a*b

	y := g.new(opRsqrt, 0, x)
	y = fma(g.new(opFMul, 0, y, half), minus(g.new(opFMul, 0, x, y), y, one), y)
	h := g.new(opFMul, 0, y, half)
	s := g.new(opFMul, 0, x, y)
	s = fma(minus(s, s, x), h, s)
	h = fma(minus(s, y, one), h, h)

	least, inf := math.Float64bits(0x1p-900), math.Float64bits(math.Inf(1))
	f := *k
	f.fast = fma(minus(s, s, x), h, s)
	f.rare = g.new(opICmp, gt, g.new(opIAdd, 0, x, g.constant(1<<63-least)), g.constant(1<<63+(inf-least)-1))
	return &f
}
