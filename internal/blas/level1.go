package blas

import (
	"math"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/vec"
)

// Vectors with a stride other than one are gathered piece by piece and take
// the same road: the bits do not depend on strides. A complex factor whose
// imaginary part is zero multiplies the parts as a real one does.

// Fields of vectors are taken out at once and helpers get no Vec: handing on
// five words costs more than a short vector takes.

// first addresses n > 0 contiguous elements.
func first[T Scalar](data []T, n int) vec.Ptr {
	_ = data[n-1]
	return vec.Ptr(unsafe.SliceData(data))
}

// Dot returns Σ x[i]·y[i].
func Dot[T Scalar](env Env, x, y Vec[T]) T {
	if x.N != y.N {
		panic(lengthsDiffer)
	}
	if x.N == 0 {
		return 0
	}
	if x.N > 1 && (x.Inc != 1 || y.Inc != 1) {
		return dotStrided(env.Tier, false, x, y)
	}
	return dot[T](env.Tier, false, first(x.Data, x.N), first(y.Data, x.N), x.N)
}

// Dotc returns Σ conj(x[i])·y[i].
func Dotc[T Scalar](env Env, x, y Vec[T]) T {
	if x.N != y.N {
		panic(lengthsDiffer)
	}
	if x.N == 0 {
		return 0
	}
	if x.N > 1 && (x.Inc != 1 || y.Inc != 1) {
		return dotStrided(env.Tier, true, x, y)
	}
	return dot[T](env.Tier, true, first(x.Data, x.N), first(y.Data, x.N), x.N)
}

// dot is Dot or Dotc of n contiguous elements: the sum of the sums of chunks,
// from first to last.
func dot[T Scalar](t cpu.Tier, conj bool, x, y vec.Ptr, n int) T {
	if c := chunk[T](); n > c {
		s := dot[T](t, conj, x, y, c)
		for i := c; i < n; i += c {
			size := i * int(unsafe.Sizeof(s))
			s += dot[T](t, conj, unsafe.Add(x, size), unsafe.Add(y, size), min(c, n-i))
		}
		return s
	}
	switch kindOf[T]() {
	case isFloat64:
		return as[T](vec.Dot[float64](t, x, y, n))
	case isFloat32:
		return as[T](vec.Dot[float32](t, x, y, n))
	case isComplex128:
		return as[T](complex(sumOf(vec.CDot[float64](t, x, y, n), conj)))
	}
	return as[T](complex(sumOf(vec.CDot[float32](t, x, y, n), conj)))
}

func sumOf[R Real](s vec.Sums[R], conj bool) (re, im R) {
	if conj {
		return s.Conj()
	}
	return s.Plain()
}

// Axpy computes y += alpha·x.
func Axpy[T Scalar](env Env, alpha T, x, y Vec[T]) {
	if x.N != y.N {
		panic(lengthsDiffer)
	}
	if x.N == 0 {
		return
	}
	if x.N > 1 && (x.Inc != 1 || y.Inc != 1) {
		axpyStrided(env.Tier, false, alpha, x, y)
		return
	}
	axpy(env.Tier, false, alpha, first(x.Data, x.N), first(y.Data, x.N), x.N)
}

// axpy computes y += alpha·x, or alpha·conj(x), for n contiguous elements.
func axpy[T Scalar](t cpu.Tier, conj bool, alpha T, x, y vec.Ptr, n int) {
	switch kindOf[T]() {
	case isFloat64:
		vec.Axpy(t, as[float64](alpha), x, y, n)
	case isFloat32:
		vec.Axpy(t, as[float32](alpha), x, y, n)
	case isComplex128:
		a := as[complex128](alpha)
		axpyParts(t, conj, real(a), imag(a), x, y, n)
	default:
		a := as[complex64](alpha)
		axpyParts(t, conj, real(a), imag(a), x, y, n)
	}
}

func axpyParts[R Real](t cpu.Tier, conj bool, re, im R, x, y vec.Ptr, n int) {
	switch {
	case conj:
		vec.CAxpy(t, vec.TimesConj(re, im), x, y, n)
	case im == 0:
		vec.Axpy(t, re, x, y, 2*n)
	default:
		vec.CAxpy(t, vec.Times(re, im), x, y, n)
	}
}

// Scal computes x *= alpha.
func Scal[T Scalar](env Env, alpha T, x Vec[T]) {
	switch {
	case x.N == 0:
	case x.Inc != 1 && x.N > 1:
		scalStrided(env.Tier, alpha, x)
	default:
		scal(env.Tier, alpha, first(x.Data, x.N), x.N)
	}
}

func scal[T Scalar](t cpu.Tier, alpha T, x vec.Ptr, n int) {
	switch kindOf[T]() {
	case isFloat64:
		vec.Scal(t, as[float64](alpha), x, n)
	case isFloat32:
		vec.Scal(t, as[float32](alpha), x, n)
	case isComplex128:
		a := as[complex128](alpha)
		scalParts(t, real(a), imag(a), x, n)
	default:
		a := as[complex64](alpha)
		scalParts(t, real(a), imag(a), x, n)
	}
}

func scalParts[R Real](t cpu.Tier, re, im R, x vec.Ptr, n int) {
	if im == 0 {
		vec.Scal(t, re, x, 2*n)
		return
	}
	vec.CScal(t, vec.Times(re, im), x, n)
}

// Nrm2 returns the Euclidean norm without overflow or harmful underflow in
// between: if the sum of squares leaves the safe range, elements are scaled by
// a power of two.
func Nrm2[T Scalar](env Env, x Vec[T]) float64 {
	if x.N == 0 {
		return 0
	}
	if x.Inc != 1 && x.N > 1 {
		return nrm2Of(env.Tier, sumSq(env.Tier, x), x)
	}
	s := squares[T](env.Tier, first(x.Data, x.N), x.N)
	if safeSquares[T](s) {
		return math.Sqrt(s)
	}
	return nrm2Of(env.Tier, s, x)
}

// squares returns the sum of the squares of the parts of n contiguous
// elements.
func squares[T Scalar](t cpu.Tier, x vec.Ptr, n int) float64 {
	switch kindOf[T]() {
	case isFloat64:
		return vec.SumSq[float64](t, x, n)
	case isFloat32:
		return vec.SumSq[float32](t, x, n)
	case isComplex128:
		return vec.SumSq[float64](t, x, 2*n)
	}
	return vec.SumSq[float32](t, x, 2*n)
}

// safeSquares reports whether a sum of squares has lost nothing. Squares of
// float32 are exact in float64.
func safeSquares[T Scalar](s float64) bool {
	return IsSingle[T]() || s >= 0x1p-960 && s <= math.MaxFloat64
}

// nrm2Of is the norm of x if s is the sum of its squares.
func nrm2Of[T Scalar](t cpu.Tier, s float64, x Vec[T]) float64 {
	if safeSquares[T](s) {
		return math.Sqrt(s)
	}
	m := maxAbs(t, x)
	if m == 0 || math.IsInf(m, 0) || math.IsNaN(m) {
		return m
	}
	_, e := math.Frexp(m)
	return math.Ldexp(math.Sqrt(sumSqScaled(t, x, e)), e)
}

// Asum returns Σ |Re x[i]| + |Im x[i]|.
func Asum[T Scalar](env Env, x Vec[T]) float64 {
	s := 0.0
	each(x, func(p vec.Ptr, n int) {
		if IsSingle[T]() {
			s += vec.Asum[float32](env.Tier, p, parts[T](n))
		} else {
			s += vec.Asum[float64](env.Tier, p, parts[T](n))
		}
	})
	return s
}

// IAmax returns the index of the first element with the largest
// |Re x| + |Im x|, rounded to the real type, the first NaN if there is one,
// and -1 for an empty x.
func IAmax[T Scalar](env Env, x Vec[T]) int {
	if x.N == 0 {
		return -1
	}
	if x.Inc != 1 && x.N > 1 {
		return iamaxStrided(x)
	}
	switch kindOf[T]() {
	case isFloat64:
		return vec.IAmax[float64](env.Tier, first(x.Data, x.N), x.N)
	case isFloat32:
		return vec.IAmax[float32](env.Tier, first(x.Data, x.N), x.N)
	case isComplex128:
		return vec.CIAmax[float64](env.Tier, first(x.Data, x.N), x.N)
	}
	return vec.CIAmax[float32](env.Tier, first(x.Data, x.N), x.N)
}

// Swap exchanges x and y.
func Swap[T Scalar](env Env, x, y Vec[T]) {
	if x.N != y.N {
		panic(lengthsDiffer)
	}
	if x.N == 0 {
		return
	}
	if x.N == 1 || x.Inc == 1 && y.Inc == 1 {
		vec.Swap(env.Tier, first(x.Data, x.N), first(y.Data, x.N), x.N*int(unsafe.Sizeof(x.Data[0]))/4)
		return
	}
	for i := range x.N {
		x.Data[i*x.Inc], y.Data[i*y.Inc] = y.Data[i*y.Inc], x.Data[i*x.Inc]
	}
}

// CopyVec copies x to y.
func CopyVec[T Scalar](env Env, x, y Vec[T]) {
	if x.N != y.N {
		panic(lengthsDiffer)
	}
	if x.Inc == 1 && y.Inc == 1 {
		copy(y.Data[:y.N], x.Data[:x.N])
		return
	}
	for i := range x.N {
		y.Data[i*y.Inc] = x.Data[i*x.Inc]
	}
}

// Rot applies a plane rotation with real cosine:
//
//	x, y = c·x + s·y, c·y - conj(s)·x
func Rot[T Scalar](env Env, x, y Vec[T], c float64, s T) {
	if x.N != y.N {
		panic(lengthsDiffer)
	}
	if x.N == 0 {
		return
	}
	if x.N > 1 && (x.Inc != 1 || y.Inc != 1) {
		rotStrided(env.Tier, x, y, c, s)
		return
	}
	rot(env.Tier, first(x.Data, x.N), first(y.Data, x.N), x.N, c, s)
}

func rot[T Scalar](t cpu.Tier, x, y vec.Ptr, n int, c float64, s T) {
	switch kindOf[T]() {
	case isFloat64:
		vec.Rot(t, c, as[float64](s), x, y, n)
	case isFloat32:
		vec.Rot(t, float32(c), as[float32](s), x, y, n)
	case isComplex128:
		s := as[complex128](s)
		rotParts(t, c, real(s), imag(s), x, y, n)
	default:
		s := as[complex64](s)
		rotParts(t, float32(c), real(s), imag(s), x, y, n)
	}
}

func rotParts[R Real](t cpu.Tier, c, re, im R, x, y vec.Ptr, n int) {
	if im == 0 {
		vec.Rot(t, c, re, x, y, 2*n)
		return
	}
	vec.CRot(t, c, re, im, x, y, n)
}

const lengthsDiffer = "blas: vector lengths differ"
