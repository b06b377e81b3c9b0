package lapack

import (
	"math"
	"unsafe"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// Det is a determinant as m·2^exp, with the larger part of m in [½, 1), or m
// zero, infinite or NaN: it leaves the range only where it is turned into a
// number.
type Det struct {
	m   complex128
	exp int
}

// DetLU returns the determinant of A from the factors of [Getrf].
func DetLU[T blas.Scalar](lu blas.Mat[T], piv []int) Det {
	d := DetTri(lu)
	for i, p := range piv {
		if p != i {
			d.m = -d.m
		}
	}
	return d
}

// DetTri returns the product of the diagonal of a.
func DetTri[T blas.Scalar](a blas.Mat[T]) Det {
	d := Det{0.5, 1}
	for i := range min(a.Rows, a.Cols) {
		d.times(blas.Complex128(a.At(i, i)))
	}
	return d
}

// times multiplies d by z.
func (d *Det) times(z complex128) {
	z, e := normal(z)
	p, f := normal(blas.Mul(d.m, z))
	d.m, d.exp = p, d.exp+e+f
}

// normal takes a power of two out of z.
func normal(z complex128) (complex128, int) {
	big := math.Max(math.Abs(real(z)), math.Abs(imag(z)))
	if big == 0 || math.IsInf(big, 0) || math.IsNaN(big) {
		return z, 0
	}
	_, e := math.Frexp(big)
	return complex(math.Ldexp(real(z), -e), math.Ldexp(imag(z), -e)), e
}

// Value returns the determinant as a number, which may overflow or underflow.
func (d Det) Value() complex128 {
	re, im := math.Ldexp(real(d.m), d.exp), math.Ldexp(imag(d.m), d.exp)
	return complex(re, im)
}

// Log returns the sign, a number of magnitude one or zero, and the logarithm
// of the magnitude, -Inf for zero.
func (d Det) Log(env blas.Env) (sign complex128, log float64) {
	a := blas.Abs(d.m)
	if a == 0 {
		return 0, math.Inf(-1)
	}
	sign = complex(real(d.m)/a, imag(d.m)/a)
	kernel.Unary(env.Tier, kernel.Log, dtype.Float64, unsafe.Pointer(&log), unsafe.Pointer(&a), 1)
	// ln 2 in two parts: the product with the first is exact.
	const hi, lo = 0x1.62e42feep-1, 0x1.a39ef35793c76p-33
	e := float64(d.exp)
	return sign, float64(e*hi) + (log + float64(e*lo))
}
