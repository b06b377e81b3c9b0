package simd

import "github.com/scicore-go/scicore/internal/kernel"

// Add computes dst[i] = a[i] + b[i]. dst may be a or b.
func Add[T Float](dst, a, b []T) { binary(kernel.Add, "add", dst, a, b) }

// Sub computes dst[i] = a[i] - b[i]. dst may be a or b.
func Sub[T Float](dst, a, b []T) { binary(kernel.Sub, "sub", dst, a, b) }

// Mul computes dst[i] = a[i] · b[i]. dst may be a or b.
func Mul[T Float](dst, a, b []T) { binary(kernel.Mul, "mul", dst, a, b) }

// Div computes dst[i] = a[i] / b[i]. dst may be a or b.
func Div[T Float](dst, a, b []T) { binary(kernel.Div, "div", dst, a, b) }

// Min computes dst[i] = the smaller of a[i] and b[i], NaN if either is NaN. dst may be a or b.
func Min[T Float](dst, a, b []T) { binary(kernel.Min, "min", dst, a, b) }

// Max computes dst[i] = the larger of a[i] and b[i], NaN if either is NaN. dst may be a or b.
func Max[T Float](dst, a, b []T) { binary(kernel.Max, "max", dst, a, b) }

// Pow computes dst[i] = a[i]^b[i]. dst may be a or b.
func Pow[T Float](dst, a, b []T) { binary(kernel.Pow, "pow", dst, a, b) }

// Atan2 computes dst[i] = the angle of the point (b[i], a[i]). dst may be a or b.
func Atan2[T Float](dst, a, b []T) { binary(kernel.Atan2, "atan2", dst, a, b) }

// Hypot computes dst[i] = √(a[i]² + b[i]²) without undue overflow. dst may be a or b.
func Hypot[T Float](dst, a, b []T) { binary(kernel.Hypot, "hypot", dst, a, b) }

// CopySign computes dst[i] = |a[i]| with the sign of b[i]. dst may be a or b.
func CopySign[T Float](dst, a, b []T) { binary(kernel.CopySign, "copysign", dst, a, b) }

// AddScalar computes dst[i] = a[i] + c. dst may be a.
func AddScalar[T Float](dst, a []T, c T) { scalar(kernel.Add, "addscalar", dst, a, c, kernel.VS) }

// MulScalar computes dst[i] = a[i] · c. dst may be a.
func MulScalar[T Float](dst, a []T, c T) { scalar(kernel.Mul, "mulscalar", dst, a, c, kernel.VS) }

// DivScalar computes dst[i] = a[i] / c. dst may be a.
func DivScalar[T Float](dst, a []T, c T) { scalar(kernel.Div, "divscalar", dst, a, c, kernel.VS) }

// SubFromScalar computes dst[i] = c - a[i]. dst may be a.
func SubFromScalar[T Float](dst, a []T, c T) {
	scalar(kernel.Sub, "subfromscalar", dst, a, c, kernel.SV)
}
