package special

import "github.com/scicore-go/scicore/array"

// Beta returns the beta function Γ(a)Γ(b)/Γ(a+b). SciPy: special.beta.
//
// Domain: a, b >= 0, and NaN outside it; +Inf where one is 0. NaN gives NaN.
// Largest error measured: 6.9e-14.
func Beta[T array.Float](a, b array.Array[T]) array.Array[T] { return binary(a, b, beta) }

// BetaInto is [Beta] written into dst.
func BetaInto[T array.Float](dst, a, b array.Array[T]) {
	binaryInto(dst, a, b, beta)
}

// LogBeta returns log B(a, b). SciPy: special.betaln.
//
// Domain: as [Beta]. Where the value is below 1 the error is absolute, for it
// has zeros. NaN gives NaN. Largest error measured: 9.2e-16.
func LogBeta[T array.Float](a, b array.Array[T]) array.Array[T] { return binary(a, b, logBeta) }

// LogBetaInto is [LogBeta] written into dst.
func LogBetaInto[T array.Float](dst, a, b array.Array[T]) {
	binaryInto(dst, a, b, logBeta)
}

// BetaInc returns the regularised incomplete beta function I_x(a, b): the
// integral of t^(a-1) (1-t)^(b-1) from 0 to x over B(a, b). SciPy:
// special.betainc.
//
// Domain: a, b > 0 and 0 <= x <= 1, and NaN outside it; NaN too where the
// continued fraction takes over 20000 steps, with both parameters far above
// 1e6. NaN gives NaN. Largest error measured: 4.2e-13.
func BetaInc[T array.Float](a, b, x array.Array[T]) array.Array[T] { return ternary(a, b, x, betaInc) }

// BetaIncInto is [BetaInc] written into dst.
func BetaIncInto[T array.Float](dst, a, b, x array.Array[T]) {
	ternaryInto(dst, a, b, x, betaInc)
}

// BetaIncInv returns x with I_x(a, b) = p. SciPy: special.betaincinv.
//
// Domain: finite a, b > 0 and 0 <= p <= 1, and NaN outside it. The error is
// relative to 1 + p/(x f(x)), f the density: rounding p alone moves x by as
// much. NaN gives NaN. Largest error measured: 3.0e-14.
func BetaIncInv[T array.Float](a, b, p array.Array[T]) array.Array[T] {
	return ternary(a, b, p, betaIncInv)
}

// BetaIncInvInto is [BetaIncInv] written into dst.
func BetaIncInvInto[T array.Float](dst, a, b, p array.Array[T]) {
	ternaryInto(dst, a, b, p, betaIncInv)
}

// Comb returns the binomial coefficient Γ(n+1)/(Γ(k+1)Γ(n-k+1)) as a floating-
// point number. SciPy: special.comb.
//
// Domain: all numbers; 0 where k < 0, n < 0 or k > n. NaN gives NaN. Largest
// error measured: 1e-13.
func Comb[T array.Float](n, k array.Array[T]) array.Array[T] { return binary(n, k, comb) }

// CombInto is [Comb] written into dst.
func CombInto[T array.Float](dst, n, k array.Array[T]) {
	binaryInto(dst, n, k, comb)
}

// Factorial returns n! = Γ(n+1), between whole numbers too. SciPy:
// special.factorial.
//
// Domain: all numbers; 0 for n < 0, +Inf where n! overflows, from 170.7. NaN
// gives NaN. Largest error measured: 1.4e-14.
func Factorial[T array.Float](n array.Array[T]) array.Array[T] { return unary(n, factorial) }

// FactorialInto is [Factorial] written into dst.
func FactorialInto[T array.Float](dst, n array.Array[T]) {
	unaryInto(dst, n, factorial)
}
