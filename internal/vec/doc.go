// Package vec holds the vector kernels of linear algebra: sums of products,
// multiples of vectors added to vectors, plane rotations, and the same for a
// few rows of a matrix at once, over contiguous float32 and float64.
//
// Complex vectors are vectors of twice as many real numbers. What a complex
// factor does to them is written with two pairs p and q and the vector with
// the parts of every element exchanged,
//
//	y = fma(q, swap(x), fma(p, x, y)),
//
// where p = (re, re), q = (-im, im) multiply by re + i·im, and other signs
// conjugate x or the factor: see [Times] and [TimesConj]. Complex sums keep
// the four real sums of products apart, so that the same kernel serves both
// the conjugated and the plain one.
//
// The bits depend on nothing but the operands: elementwise kernels do one
// fixed sequence of operations for each element, sums add to a fixed number
// of lanes that are folded by halves. The reference functions, named ...Ref,
// are what the assembly of every tier computes, for all operands but the
// payload and sign of a NaN.
//
// The NEON kernels are tested under emulation; how fast they are has not been
// measured on a machine of that kind.
package vec

//go:generate go run ./gen .
