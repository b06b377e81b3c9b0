// Package special has the special functions on arrays that SciPy keeps in
// scipy.special and package array does not have: beta, zeta, Bessel, Airy,
// incomplete gamma and beta functions, elliptic integrals, and the normal
// distribution with its inverse.
//
// A function returns a new array and broadcasts its operands; its form ending
// in Into writes into a destination, which may be an operand or overlap one.
// Shapes that do not fit panic with an [array.ShapeError]. Numbers never
// panic: outside its domain a function is NaN.
//
// float32 is computed in float64 and rounded once. Large arrays are shared
// over the cores, and the results are the same bits with any number of
// workers. They are the same on every architecture too, but for the functions
// that rest on the standard library's Bessel functions (J and Y) and on gonum's
// (Airy, the elliptic integrals other than K, the incomplete gamma function and
// its inverse), whose last digits may differ.
//
// The errors given are the largest ones, relative unless something else is
// said, against the tables of multi-precision values in testdata, and the
// tests hold the functions to twice that, for other architectures. They are
// measured, not proved.
package special
