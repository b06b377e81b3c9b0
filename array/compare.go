package array

import "github.com/scicore-go/scicore/internal/kernel"

// Equal reports where a == b. NumPy: equal.
func Equal[T Element](a, b Array[T]) Array[bool] { return binary[bool](kernel.Eq, a, b) }

// EqualInto is [Equal] written into dst.
func EqualInto[T Element](dst Array[bool], a, b Array[T]) { binaryInto(kernel.Eq, &dst, &a, &b) }

// NotEqual reports where a != b; NaN differs from everything. NumPy:
// not_equal.
func NotEqual[T Element](a, b Array[T]) Array[bool] { return binary[bool](kernel.Ne, a, b) }

// NotEqualInto is [NotEqual] written into dst.
func NotEqualInto[T Element](dst Array[bool], a, b Array[T]) { binaryInto(kernel.Ne, &dst, &a, &b) }

// Less reports where a < b. NumPy: less.
func Less[T Ordered](a, b Array[T]) Array[bool] { return binary[bool](kernel.Lt, a, b) }

// LessInto is [Less] written into dst.
func LessInto[T Ordered](dst Array[bool], a, b Array[T]) { binaryInto(kernel.Lt, &dst, &a, &b) }

// LessEqual reports where a <= b. NumPy: less_equal.
func LessEqual[T Ordered](a, b Array[T]) Array[bool] { return binary[bool](kernel.Le, a, b) }

// LessEqualInto is [LessEqual] written into dst.
func LessEqualInto[T Ordered](dst Array[bool], a, b Array[T]) { binaryInto(kernel.Le, &dst, &a, &b) }

// Greater reports where a > b. NumPy: greater.
func Greater[T Ordered](a, b Array[T]) Array[bool] { return binary[bool](kernel.Gt, a, b) }

// GreaterInto is [Greater] written into dst.
func GreaterInto[T Ordered](dst Array[bool], a, b Array[T]) { binaryInto(kernel.Gt, &dst, &a, &b) }

// GreaterEqual reports where a >= b. NumPy: greater_equal.
func GreaterEqual[T Ordered](a, b Array[T]) Array[bool] { return binary[bool](kernel.Ge, a, b) }

// GreaterEqualInto is [GreaterEqual] written into dst.
func GreaterEqualInto[T Ordered](dst Array[bool], a, b Array[T]) { binaryInto(kernel.Ge, &dst, &a, &b) }

// EqualScalar reports where a == x, x one number.
func EqualScalar[T Element](a Array[T], x T) Array[bool] { return scalarRight[bool](kernel.Eq, a, x) }

// EqualScalarInto is [EqualScalar] written into dst.
func EqualScalarInto[T Element](dst Array[bool], a Array[T], x T) {
	scalarRightInto(kernel.Eq, dst, a, x)
}

// NotEqualScalar reports where a != x, x one number.
func NotEqualScalar[T Element](a Array[T], x T) Array[bool] {
	return scalarRight[bool](kernel.Ne, a, x)
}

// NotEqualScalarInto is [NotEqualScalar] written into dst.
func NotEqualScalarInto[T Element](dst Array[bool], a Array[T], x T) {
	scalarRightInto(kernel.Ne, dst, a, x)
}

// LessScalar reports where a < x, x one number.
func LessScalar[T Ordered](a Array[T], x T) Array[bool] { return scalarRight[bool](kernel.Lt, a, x) }

// LessScalarInto is [LessScalar] written into dst.
func LessScalarInto[T Ordered](dst Array[bool], a Array[T], x T) {
	scalarRightInto(kernel.Lt, dst, a, x)
}

// LessEqualScalar reports where a <= x, x one number.
func LessEqualScalar[T Ordered](a Array[T], x T) Array[bool] {
	return scalarRight[bool](kernel.Le, a, x)
}

// LessEqualScalarInto is [LessEqualScalar] written into dst.
func LessEqualScalarInto[T Ordered](dst Array[bool], a Array[T], x T) {
	scalarRightInto(kernel.Le, dst, a, x)
}

// GreaterScalar reports where a > x, x one number.
func GreaterScalar[T Ordered](a Array[T], x T) Array[bool] { return scalarRight[bool](kernel.Gt, a, x) }

// GreaterScalarInto is [GreaterScalar] written into dst.
func GreaterScalarInto[T Ordered](dst Array[bool], a Array[T], x T) {
	scalarRightInto(kernel.Gt, dst, a, x)
}

// GreaterEqualScalar reports where a >= x, x one number.
func GreaterEqualScalar[T Ordered](a Array[T], x T) Array[bool] {
	return scalarRight[bool](kernel.Ge, a, x)
}

// GreaterEqualScalarInto is [GreaterEqualScalar] written into dst.
func GreaterEqualScalarInto[T Ordered](dst Array[bool], a Array[T], x T) {
	scalarRightInto(kernel.Ge, dst, a, x)
}
