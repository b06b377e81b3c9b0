package array

import (
	"math"

	"github.com/scicore-go/scicore/internal/kernel"
)

// Round returns a rounded to the given number of decimals, halves to even;
// negative decimals round left of the point. As NumPy's it scales, rounds and
// scales back, so that decimals which binary fractions cannot hold may come
// out one unit off. NumPy: round, around.
func Round[T Float](a Array[T], decimals int) Array[T] {
	out := allocLike[T](a)
	RoundInto(out, a, decimals)
	return out
}

// RoundInto is [Round] written into dst.
func RoundInto[T Float](dst, a Array[T], decimals int) {
	if decimals == 0 {
		unaryInto(kernel.Rint, &dst, &a)
		return
	}
	up, down := kernel.Mul, kernel.Div
	if decimals < 0 {
		up, down = down, up
	}
	scale := T(math.Pow10(max(decimals, -decimals)))
	scalarRightInto(up, dst, a, scale)
	unaryInto(kernel.Rint, &dst, &dst)
	scalarRightInto(down, dst, dst, scale)
}
