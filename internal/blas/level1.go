package blas

import "math"

// Dot returns Σ x[i]·y[i].
func Dot[T Scalar](env Env, x, y Vec[T]) T {
	checkLen(x, y)
	var s T
	for i := range x.N {
		s += x.Data[i*x.Inc] * y.Data[i*y.Inc]
	}
	return s
}

// Dotc returns Σ conj(x[i])·y[i].
func Dotc[T Scalar](env Env, x, y Vec[T]) T {
	checkLen(x, y)
	if !IsComplex[T]() {
		return Dot(env, x, y)
	}
	var s T
	for i := range x.N {
		s += Conj(x.Data[i*x.Inc]) * y.Data[i*y.Inc]
	}
	return s
}

// Axpy computes y += alpha·x.
func Axpy[T Scalar](env Env, alpha T, x, y Vec[T]) {
	checkLen(x, y)
	for i := range x.N {
		y.Data[i*y.Inc] += alpha * x.Data[i*x.Inc]
	}
}

// Scal computes x *= alpha.
func Scal[T Scalar](env Env, alpha T, x Vec[T]) {
	for i := range x.N {
		x.Data[i*x.Inc] *= alpha
	}
}

// Nrm2 returns the Euclidean norm without overflow or harmful underflow in
// between (scaled sum of squares).
func Nrm2[T Scalar](env Env, x Vec[T]) float64 {
	scale, sum := 0.0, 1.0
	add := func(a float64) {
		a = math.Abs(a)
		if math.IsNaN(a) || math.IsInf(a, 0) {
			scale, sum = math.Max(scale, a), 1
			if math.IsNaN(a) {
				scale = a
			}
			return
		}
		if a == 0 || math.IsNaN(scale) || math.IsInf(scale, 0) {
			return
		}
		if scale < a {
			r := scale / a
			sum, scale = 1+float64(sum*float64(r*r)), a
		} else {
			r := a / scale
			sum += float64(r * r)
		}
	}
	for i := range x.N {
		add(Re(x.Data[i*x.Inc]))
		add(Im(x.Data[i*x.Inc]))
	}
	return scale * math.Sqrt(sum)
}

// Asum returns Σ |Re x[i]| + |Im x[i]|.
func Asum[T Scalar](env Env, x Vec[T]) float64 {
	s := 0.0
	for i := range x.N {
		s += Abs1(x.Data[i*x.Inc])
	}
	return s
}

// IAmax returns the index of the first element with the largest
// |Re x| + |Im x|, the first NaN if there is one, and -1 for an empty x.
func IAmax[T Scalar](env Env, x Vec[T]) int {
	best, at := -1.0, -1
	for i := range x.N {
		a := Abs1(x.Data[i*x.Inc])
		if math.IsNaN(a) {
			return i
		}
		if a > best {
			best, at = a, i
		}
	}
	return at
}

// Swap exchanges x and y.
func Swap[T Scalar](env Env, x, y Vec[T]) {
	checkLen(x, y)
	for i := range x.N {
		x.Data[i*x.Inc], y.Data[i*y.Inc] = y.Data[i*y.Inc], x.Data[i*x.Inc]
	}
}

// CopyVec copies x to y.
func CopyVec[T Scalar](env Env, x, y Vec[T]) {
	checkLen(x, y)
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
	checkLen(x, y)
	ct, sc := FromReal[T](c), Conj(s)
	for i := range x.N {
		a, b := x.Data[i*x.Inc], y.Data[i*y.Inc]
		x.Data[i*x.Inc] = ct*a + s*b
		y.Data[i*y.Inc] = ct*b - sc*a
	}
}

func checkLen[T Scalar](x, y Vec[T]) {
	if x.N != y.N {
		panic("blas: vector lengths differ")
	}
}
