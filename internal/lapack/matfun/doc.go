// Package matfun holds functions of square matrices (exponential, logarithm,
// roots, powers, trigonometric functions) and the matrix equations that come
// with them (Sylvester, Lyapunov, Riccati).
//
// Results for float32 and complex64 are computed in float64 and complex128 and
// rounded once: these functions lose digits by conditioning, which no user of
// single precision can spare, and what they cost is a handful of matrix
// products. Hence everything below the exported functions is written for the
// two wide types only.
//
// What can go wrong is a [Status], never a panic. A destination may be an
// operand itself.
package matfun
