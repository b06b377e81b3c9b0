package array

import "github.com/scicore-go/scicore/internal/kernel"

// BitAnd returns a & b; for bool the logical and. NumPy: bitwise_and.
func BitAnd[T Bits](a, b Array[T]) Array[T] { return binary[T](kernel.BitAnd, a, b) }

// BitAndInto is [BitAnd] written into dst.
func BitAndInto[T Bits](dst, a, b Array[T]) { binaryInto(kernel.BitAnd, &dst, &a, &b) }

// BitOr returns a | b; for bool the logical or. NumPy: bitwise_or.
func BitOr[T Bits](a, b Array[T]) Array[T] { return binary[T](kernel.BitOr, a, b) }

// BitOrInto is [BitOr] written into dst.
func BitOrInto[T Bits](dst, a, b Array[T]) { binaryInto(kernel.BitOr, &dst, &a, &b) }

// BitXor returns a ^ b; for bool the logical exclusive or. NumPy:
// bitwise_xor.
func BitXor[T Bits](a, b Array[T]) Array[T] { return binary[T](kernel.BitXor, a, b) }

// BitXorInto is [BitXor] written into dst.
func BitXorInto[T Bits](dst, a, b Array[T]) { binaryInto(kernel.BitXor, &dst, &a, &b) }

// ShiftLeft returns a << b; counts outside [0, bits) give 0. NumPy:
// left_shift.
func ShiftLeft[T Integer](a, b Array[T]) Array[T] { return binary[T](kernel.Shl, a, b) }

// ShiftLeftInto is [ShiftLeft] written into dst.
func ShiftLeftInto[T Integer](dst, a, b Array[T]) { binaryInto(kernel.Shl, &dst, &a, &b) }

// ShiftRight returns a >> b, keeping the sign; counts outside [0, bits) give
// 0, or -1 for negative a. NumPy: right_shift.
func ShiftRight[T Integer](a, b Array[T]) Array[T] { return binary[T](kernel.Shr, a, b) }

// ShiftRightInto is [ShiftRight] written into dst.
func ShiftRightInto[T Integer](dst, a, b Array[T]) { binaryInto(kernel.Shr, &dst, &a, &b) }

// BitAndScalar returns a & x, x one number.
func BitAndScalar[T Bits](a Array[T], x T) Array[T] { return scalarRight[T](kernel.BitAnd, a, x) }

// BitAndScalarInto is [BitAndScalar] written into dst.
func BitAndScalarInto[T Bits](dst, a Array[T], x T) { scalarRightInto(kernel.BitAnd, dst, a, x) }

// BitOrScalar returns a | x, x one number.
func BitOrScalar[T Bits](a Array[T], x T) Array[T] { return scalarRight[T](kernel.BitOr, a, x) }

// BitOrScalarInto is [BitOrScalar] written into dst.
func BitOrScalarInto[T Bits](dst, a Array[T], x T) { scalarRightInto(kernel.BitOr, dst, a, x) }

// BitXorScalar returns a ^ x, x one number.
func BitXorScalar[T Bits](a Array[T], x T) Array[T] { return scalarRight[T](kernel.BitXor, a, x) }

// BitXorScalarInto is [BitXorScalar] written into dst.
func BitXorScalarInto[T Bits](dst, a Array[T], x T) { scalarRightInto(kernel.BitXor, dst, a, x) }

// ShiftLeftScalar returns a << x, as [ShiftLeft], x one number.
func ShiftLeftScalar[T Integer](a Array[T], x T) Array[T] { return scalarRight[T](kernel.Shl, a, x) }

// ShiftLeftScalarInto is [ShiftLeftScalar] written into dst.
func ShiftLeftScalarInto[T Integer](dst, a Array[T], x T) { scalarRightInto(kernel.Shl, dst, a, x) }

// ShiftRightScalar returns a >> x, as [ShiftRight], x one number.
func ShiftRightScalar[T Integer](a Array[T], x T) Array[T] { return scalarRight[T](kernel.Shr, a, x) }

// ShiftRightScalarInto is [ShiftRightScalar] written into dst.
func ShiftRightScalarInto[T Integer](dst, a Array[T], x T) { scalarRightInto(kernel.Shr, dst, a, x) }

// And returns the logical and of a and b. NumPy: logical_and.
func And(a, b Array[bool]) Array[bool] { return BitAnd(a, b) }

// AndInto is [And] written into dst.
func AndInto(dst, a, b Array[bool]) { BitAndInto(dst, a, b) }

// Or returns the logical or of a and b. NumPy: logical_or.
func Or(a, b Array[bool]) Array[bool] { return BitOr(a, b) }

// OrInto is [Or] written into dst.
func OrInto(dst, a, b Array[bool]) { BitOrInto(dst, a, b) }

// Xor returns where exactly one of a and b holds. NumPy: logical_xor.
func Xor(a, b Array[bool]) Array[bool] { return BitXor(a, b) }

// XorInto is [Xor] written into dst.
func XorInto(dst, a, b Array[bool]) { BitXorInto(dst, a, b) }

// Not returns the logical not of a. NumPy: logical_not.
func Not(a Array[bool]) Array[bool] { return BitNot(a) }

// NotInto is [Not] written into dst.
func NotInto(dst, a Array[bool]) { BitNotInto(dst, a) }
