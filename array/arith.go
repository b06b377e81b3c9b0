package array

import (
	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/nd"
)

// Add returns a + b. Integers wrap. NumPy: add.
func Add[T Number](a, b Array[T]) Array[T] { return binary[T](kernel.Add, a, b) }

// AddInto is [Add] written into dst.
func AddInto[T Number](dst, a, b Array[T]) { binaryInto(kernel.Add, &dst, &a, &b) }

// Sub returns a - b. Integers wrap. NumPy: subtract.
func Sub[T Number](a, b Array[T]) Array[T] { return binary[T](kernel.Sub, a, b) }

// SubInto is [Sub] written into dst.
func SubInto[T Number](dst, a, b Array[T]) { binaryInto(kernel.Sub, &dst, &a, &b) }

// Mul returns a * b. Integers wrap. NumPy: multiply.
func Mul[T Number](a, b Array[T]) Array[T] { return binary[T](kernel.Mul, a, b) }

// MulInto is [Mul] written into dst.
func MulInto[T Number](dst, a, b Array[T]) { binaryInto(kernel.Mul, &dst, &a, &b) }

// Div returns a / b. Integers give Go's truncated quotient, and 0 for a zero
// divisor; for NumPy's true division Cast them to float64 first. NumPy:
// divide on floats.
func Div[T Number](a, b Array[T]) Array[T] { return binary[T](kernel.Div, a, b) }

// DivInto is [Div] written into dst.
func DivInto[T Number](dst, a, b Array[T]) { binaryInto(kernel.Div, &dst, &a, &b) }

// FloorDiv returns the floor of a / b. Integers give 0 for a zero divisor.
// NumPy: floor_divide.
func FloorDiv[T Real](a, b Array[T]) Array[T] { return binary[T](kernel.FloorDiv, a, b) }

// FloorDivInto is [FloorDiv] written into dst.
func FloorDivInto[T Real](dst, a, b Array[T]) { binaryInto(kernel.FloorDiv, &dst, &a, &b) }

// Mod returns a - b·floor(a/b), which has the sign of b. Integers give 0 for
// a zero divisor. NumPy: remainder, mod.
func Mod[T Real](a, b Array[T]) Array[T] { return binary[T](kernel.Mod, a, b) }

// ModInto is [Mod] written into dst.
func ModInto[T Real](dst, a, b Array[T]) { binaryInto(kernel.Mod, &dst, &a, &b) }

// Rem returns a - b·trunc(a/b), which has the sign of a: C's fmod. Integers
// give 0 for a zero divisor. NumPy: fmod.
func Rem[T Real](a, b Array[T]) Array[T] { return binary[T](kernel.Rem, a, b) }

// RemInto is [Rem] written into dst.
func RemInto[T Real](dst, a, b Array[T]) { binaryInto(kernel.Rem, &dst, &a, &b) }

// Pow returns a to the power b. NumPy: power.
func Pow[T Number](a, b Array[T]) Array[T] { return binary[T](kernel.Pow, a, b) }

// PowInto is [Pow] written into dst.
func PowInto[T Number](dst, a, b Array[T]) { binaryInto(kernel.Pow, &dst, &a, &b) }

// Maximum returns the larger element, NaN if either is NaN. NumPy: maximum.
func Maximum[T Ordered](a, b Array[T]) Array[T] { return binary[T](kernel.Max, a, b) }

// MaximumInto is [Maximum] written into dst.
func MaximumInto[T Ordered](dst, a, b Array[T]) { binaryInto(kernel.Max, &dst, &a, &b) }

// Minimum returns the smaller element, NaN if either is NaN. NumPy: minimum.
func Minimum[T Ordered](a, b Array[T]) Array[T] { return binary[T](kernel.Min, a, b) }

// MinimumInto is [Minimum] written into dst.
func MinimumInto[T Ordered](dst, a, b Array[T]) { binaryInto(kernel.Min, &dst, &a, &b) }

// FMax returns the larger element, the number if one is NaN. NumPy: fmax.
func FMax[T Ordered](a, b Array[T]) Array[T] { return binary[T](kernel.FMax, a, b) }

// FMaxInto is [FMax] written into dst.
func FMaxInto[T Ordered](dst, a, b Array[T]) { binaryInto(kernel.FMax, &dst, &a, &b) }

// FMin returns the smaller element, the number if one is NaN. NumPy: fmin.
func FMin[T Ordered](a, b Array[T]) Array[T] { return binary[T](kernel.FMin, a, b) }

// FMinInto is [FMin] written into dst.
func FMinInto[T Ordered](dst, a, b Array[T]) { binaryInto(kernel.FMin, &dst, &a, &b) }

// Atan2 returns the angle of the point (b, a), in (-π, π]. NumPy: arctan2.
func Atan2[T Float](a, b Array[T]) Array[T] { return binary[T](kernel.Atan2, a, b) }

// Atan2Into is [Atan2] written into dst.
func Atan2Into[T Float](dst, a, b Array[T]) { binaryInto(kernel.Atan2, &dst, &a, &b) }

// Hypot returns sqrt(a² + b²) without overflow in between. NumPy: hypot.
func Hypot[T Float](a, b Array[T]) Array[T] { return binary[T](kernel.Hypot, a, b) }

// HypotInto is [Hypot] written into dst.
func HypotInto[T Float](dst, a, b Array[T]) { binaryInto(kernel.Hypot, &dst, &a, &b) }

// CopySign returns the magnitude of a with the sign of b. NumPy: copysign.
func CopySign[T Float](a, b Array[T]) Array[T] { return binary[T](kernel.CopySign, a, b) }

// CopySignInto is [CopySign] written into dst.
func CopySignInto[T Float](dst, a, b Array[T]) { binaryInto(kernel.CopySign, &dst, &a, &b) }

// NextAfter returns the number next to a in the direction of b. NumPy:
// nextafter.
func NextAfter[T Float](a, b Array[T]) Array[T] { return binary[T](kernel.NextAfter, a, b) }

// NextAfterInto is [NextAfter] written into dst.
func NextAfterInto[T Float](dst, a, b Array[T]) { binaryInto(kernel.NextAfter, &dst, &a, &b) }

// AddScalar returns a + x, x one number.
func AddScalar[T Number](a Array[T], x T) Array[T] { return scalarRight[T](kernel.Add, a, x) }

// AddScalarInto is [AddScalar] written into dst.
func AddScalarInto[T Number](dst, a Array[T], x T) { scalarRightInto(kernel.Add, dst, a, x) }

// SubScalar returns a - x, x one number.
func SubScalar[T Number](a Array[T], x T) Array[T] { return scalarRight[T](kernel.Sub, a, x) }

// SubScalarInto is [SubScalar] written into dst.
func SubScalarInto[T Number](dst, a Array[T], x T) { scalarRightInto(kernel.Sub, dst, a, x) }

// RSubScalar returns x - a, x one number.
func RSubScalar[T Number](x T, a Array[T]) Array[T] { return scalarLeft(kernel.Sub, x, a) }

// RSubScalarInto is [RSubScalar] written into dst.
func RSubScalarInto[T Number](dst Array[T], x T, a Array[T]) { scalarLeftInto(kernel.Sub, dst, x, a) }

// MulScalar returns a * x, x one number.
func MulScalar[T Number](a Array[T], x T) Array[T] { return scalarRight[T](kernel.Mul, a, x) }

// MulScalarInto is [MulScalar] written into dst.
func MulScalarInto[T Number](dst, a Array[T], x T) { scalarRightInto(kernel.Mul, dst, a, x) }

// DivScalar returns a / x, as [Div], x one number.
func DivScalar[T Number](a Array[T], x T) Array[T] { return scalarRight[T](kernel.Div, a, x) }

// DivScalarInto is [DivScalar] written into dst.
func DivScalarInto[T Number](dst, a Array[T], x T) { scalarRightInto(kernel.Div, dst, a, x) }

// RDivScalar returns x / a, as [Div], x one number.
func RDivScalar[T Number](x T, a Array[T]) Array[T] { return scalarLeft(kernel.Div, x, a) }

// RDivScalarInto is [RDivScalar] written into dst.
func RDivScalarInto[T Number](dst Array[T], x T, a Array[T]) { scalarLeftInto(kernel.Div, dst, x, a) }

// FloorDivScalar returns floor(a / x), x one number.
func FloorDivScalar[T Real](a Array[T], x T) Array[T] { return scalarRight[T](kernel.FloorDiv, a, x) }

// FloorDivScalarInto is [FloorDivScalar] written into dst.
func FloorDivScalarInto[T Real](dst, a Array[T], x T) { scalarRightInto(kernel.FloorDiv, dst, a, x) }

// RFloorDivScalar returns floor(x / a), x one number.
func RFloorDivScalar[T Real](x T, a Array[T]) Array[T] { return scalarLeft(kernel.FloorDiv, x, a) }

// RFloorDivScalarInto is [RFloorDivScalar] written into dst.
func RFloorDivScalarInto[T Real](dst Array[T], x T, a Array[T]) {
	scalarLeftInto(kernel.FloorDiv, dst, x, a)
}

// ModScalar returns a modulo x, as [Mod], x one number.
func ModScalar[T Real](a Array[T], x T) Array[T] { return scalarRight[T](kernel.Mod, a, x) }

// ModScalarInto is [ModScalar] written into dst.
func ModScalarInto[T Real](dst, a Array[T], x T) { scalarRightInto(kernel.Mod, dst, a, x) }

// RModScalar returns x modulo a, as [Mod], x one number.
func RModScalar[T Real](x T, a Array[T]) Array[T] { return scalarLeft(kernel.Mod, x, a) }

// RModScalarInto is [RModScalar] written into dst.
func RModScalarInto[T Real](dst Array[T], x T, a Array[T]) { scalarLeftInto(kernel.Mod, dst, x, a) }

// RemScalar returns the remainder of a / x, as [Rem], x one number.
func RemScalar[T Real](a Array[T], x T) Array[T] { return scalarRight[T](kernel.Rem, a, x) }

// RemScalarInto is [RemScalar] written into dst.
func RemScalarInto[T Real](dst, a Array[T], x T) { scalarRightInto(kernel.Rem, dst, a, x) }

// RRemScalar returns the remainder of x / a, as [Rem], x one number.
func RRemScalar[T Real](x T, a Array[T]) Array[T] { return scalarLeft(kernel.Rem, x, a) }

// RRemScalarInto is [RRemScalar] written into dst.
func RRemScalarInto[T Real](dst Array[T], x T, a Array[T]) { scalarLeftInto(kernel.Rem, dst, x, a) }

// PowScalar returns a to the power x, x one number.
func PowScalar[T Number](a Array[T], x T) Array[T] { return scalarRight[T](kernel.Pow, a, x) }

// PowScalarInto is [PowScalar] written into dst.
func PowScalarInto[T Number](dst, a Array[T], x T) { scalarRightInto(kernel.Pow, dst, a, x) }

// RPowScalar returns x to the power a, x one number.
func RPowScalar[T Number](x T, a Array[T]) Array[T] { return scalarLeft(kernel.Pow, x, a) }

// RPowScalarInto is [RPowScalar] written into dst.
func RPowScalarInto[T Number](dst Array[T], x T, a Array[T]) { scalarLeftInto(kernel.Pow, dst, x, a) }

// MaximumScalar returns the larger of a and x, NaN if either is NaN, x one number.
func MaximumScalar[T Ordered](a Array[T], x T) Array[T] { return scalarRight[T](kernel.Max, a, x) }

// MaximumScalarInto is [MaximumScalar] written into dst.
func MaximumScalarInto[T Ordered](dst, a Array[T], x T) { scalarRightInto(kernel.Max, dst, a, x) }

// MinimumScalar returns the smaller of a and x, NaN if either is NaN, x one number.
func MinimumScalar[T Ordered](a Array[T], x T) Array[T] { return scalarRight[T](kernel.Min, a, x) }

// MinimumScalarInto is [MinimumScalar] written into dst.
func MinimumScalarInto[T Ordered](dst, a Array[T], x T) { scalarRightInto(kernel.Min, dst, a, x) }

// FMA returns a·b + c, for floats in one rounding.
func FMA[T Number](a, b, c Array[T]) Array[T] {
	shape := commonShape("fma", [][]int{a.shape(), b.shape(), c.shape()})
	out := allocRaw[T](shape, sizeOf("fma", shape))
	if smallFMA(&out, &a, &b, &c) {
		return out
	}
	nd.Ternary(eager(), kernel.FMA, out.view(), a.view(), b.view(), c.view())
	return out
}

// FMAInto is [FMA] written into dst.
func FMAInto[T Number](dst, a, b, c Array[T]) {
	if smallFMA(&dst, &a, &b, &c) {
		return
	}
	a, b, c = ready("fma", dst, a), ready("fma", dst, b), ready("fma", dst, c)
	nd.Ternary(eager(), kernel.FMA, dst.view(), a.view(), b.view(), c.view())
}
