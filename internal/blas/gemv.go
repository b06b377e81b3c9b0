package blas

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/vec"
)

// Gemv computes y = alpha·A·x + beta·y. If beta is zero, y is not read.
//
// Where rows of A are contiguous, y[i] is alpha times one sum in lanes (see
// package vec, whichever rows are read at once). Otherwise
// alpha·x[j] times column j is added to beta·y, for j in order.
func Gemv[T Scalar](env Env, alpha T, a Mat[T], x Vec[T], beta T, y Vec[T]) {
	if a.Rows != y.N || a.Cols != x.N {
		panic("blas: gemv: shapes do not fit")
	}
	if a.Rows == 0 {
		return
	}
	if alpha == 0 || a.Cols == 0 {
		scaleVec(env, beta, y)
		return
	}
	if x.Inc != 1 && x.N > 1 {
		b := buffers.Get().(*buffer)
		defer buffers.Put(b)
		c := elements[T](b, x.N)
		gather(c, x, 0)
		x = VecOf(c)
	}
	switch {
	case a.CS == 1 || a.Cols == 1:
		gemvRows(env, alpha, a, x, beta, y)
	case a.RS == 1:
		gemvCols(env, alpha, a, x, beta, y)
	default:
		gemvApart(env, alpha, a, x, beta, y)
	}
}

// scaleVec computes y = beta·y, without reading y if beta is zero.
func scaleVec[T Scalar](env Env, beta T, y Vec[T]) {
	if beta != 0 {
		if beta != 1 {
			Scal(env, beta, y)
		}
		return
	}
	if y.Inc == 1 {
		clear(y.Data[:y.N])
		return
	}
	for i := range y.N {
		y.Data[i*y.Inc] = 0
	}
}

// gemvRows is Gemv for contiguous rows and a contiguous x.
func gemvRows[T Scalar](env Env, alpha T, a Mat[T], x Vec[T], beta T, y Vec[T]) {
	// A multiple of what the kernels take. Long runs of rows keep the memory
	// busier than short ones that the workers take in turn.
	const most = 64
	per := max(4, shared/8/a.Cols, min(most, a.Rows/(16*env.Pool.Workers()))) &^ 3
	if a.Rows <= per || a.Rows*a.Cols < shared || env.Pool == nil {
		rowBand(env, alpha, a, x, beta, y, 0, a.Rows)
		return
	}
	env.Pool.For(env.Done, (a.Rows+per-1)/per, func(chunk int) {
		rowBand(env, alpha, a, x, beta, y, chunk*per, min(a.Rows, (chunk+1)*per))
	})
}

// rowBand works on the rows from i to end.
func rowBand[T Scalar](env Env, alpha T, a Mat[T], x Vec[T], beta T, y Vec[T], i, end int) {
	size := int(unsafe.Sizeof(alpha))
	px := first(x.Data, x.N)
	for i < end {
		_ = a.Data[i*a.RS+a.Cols-1]
		p := vec.Ptr(&a.Data[i*a.RS])
		s, n := rowProducts[T](env, p, a.RS*size, px, a.Cols, end-i, a.Conj)
		for r := range n {
			v := s[r]
			if alpha != 1 {
				v = Mul(alpha, v)
			}
			e := &y.Data[(i+r)*y.Inc]
			if beta != 0 {
				v += Mul(beta, *e)
			}
			*e = v
		}
		i += n
	}
}

// rowProducts returns the products of some rows with x, and of how many.
func rowProducts[T Scalar](env Env, p vec.Ptr, ld int, x vec.Ptr, n, left int, conj bool) (s [4]T, rows int) {
	switch kindOf[T]() {
	case isFloat64:
		if left >= 4 {
			vec.Dots(env.Tier, p, ld, x, n, (*[4]float64)(vec.Ptr(&s)))
			return s, 4
		}
	case isFloat32:
		if left >= 4 {
			vec.Dots(env.Tier, p, ld, x, n, (*[4]float32)(vec.Ptr(&s)))
			return s, 4
		}
	case isComplex128:
		if left >= 4 {
			return fourRows[T, float64](env, p, ld, x, n, conj), 4
		}
		if left >= 2 {
			s[0], s[1] = twoRows[T, float64](env, p, ld, x, n, conj)
			return s, 2
		}
	case isComplex64:
		if left >= 4 {
			return fourRows[T, float32](env, p, ld, x, n, conj), 4
		}
		if left >= 2 {
			s[0], s[1] = twoRows[T, float32](env, p, ld, x, n, conj)
			return s, 2
		}
	}
	s[0] = dot[T](env.Tier, conj, p, x, n)
	return s, 1
}

func fourRows[T Scalar, R Real](env Env, p vec.Ptr, ld int, x vec.Ptr, n int, conj bool) (z [4]T) {
	var s [4]vec.Sums[R]
	vec.CDots4(env.Tier, p, ld, x, n, &s)
	for i := range s {
		z[i] = joined[T](s[i], conj)
	}
	return z
}

func twoRows[T Scalar, R Real](env Env, p vec.Ptr, ld int, x vec.Ptr, n int, conj bool) (T, T) {
	var s [2]vec.Sums[R]
	vec.CDots(env.Tier, p, ld, x, n, &s)
	return joined[T](s[0], conj), joined[T](s[1], conj)
}

// joined is a sum of complex products as an element.
func joined[T Scalar, R Real](s vec.Sums[R], conj bool) T {
	z := [2]R{}
	z[0], z[1] = sumOf(s, conj)
	return *(*T)(vec.Ptr(&z))
}

// gemvCols is Gemv for contiguous columns and a contiguous x.
func gemvCols[T Scalar](env Env, alpha T, a Mat[T], x Vec[T], beta T, y Vec[T]) {
	const most = 2048 // elements of y: they stay in the first-level cache
	per := min(a.Rows, most)
	if w := env.Pool.Workers(); w > 1 && a.Rows*a.Cols >= shared {
		per = min(per, max(256, ((a.Rows+w-1)/w+63)&^63))
	}
	if per == a.Rows {
		colBand(env, alpha, a, x, beta, y)
		return
	}
	pool := env.Pool
	if a.Rows*a.Cols < shared {
		pool = nil
	}
	pool.For(env.Done, (a.Rows+per-1)/per, func(chunk int) {
		i := chunk * per
		h := min(per, a.Rows-i)
		colBand(env, alpha, a.Window(i, 0, h, a.Cols), x, beta, y.From(i, i+h))
	})
}

// colBand works on a band of rows of which y has not too many.
func colBand[T Scalar](env Env, alpha T, a Mat[T], x Vec[T], beta T, y Vec[T]) {
	if y.Inc != 1 && y.N > 1 {
		b := buffers.Get().(*buffer)
		defer buffers.Put(b)
		c := elements[T](b, y.N)
		gather(c, y, 0)
		colBand(env, alpha, a, x, beta, VecOf(c))
		scatter(y, 0, c)
		return
	}
	scaleVec(env, beta, y)
	addColumns(env, alpha, a, x, y)
}

// addColumns adds alpha·x[j] times column j of a, which is contiguous, to y.
func addColumns[T Scalar](env Env, alpha T, a Mat[T], x, y Vec[T]) {
	size := int(unsafe.Sizeof(alpha))
	_ = a.Data[(a.Cols-1)*a.CS+a.Rows-1]
	py := first(y.Data, y.N)
	j := 0
	for ; j+4 <= a.Cols; j += 4 {
		c := [4]T{x.Data[j], x.Data[j+1], x.Data[j+2], x.Data[j+3]}
		if alpha != 1 {
			for k := range c {
				c[k] = Mul(alpha, c[k])
			}
		}
		addFour(env, a.Conj, &c, vec.Ptr(&a.Data[j*a.CS]), a.CS*size, py, y.N)
	}
	for ; j < a.Cols; j++ {
		axpy(env.Tier, a.Conj, Mul(alpha, x.Data[j]), vec.Ptr(&a.Data[j*a.CS]), py, y.N)
	}
}

// addFour adds c[k] times row k at p, conjugated if conj, to y.
func addFour[T Scalar](env Env, conj bool, c *[4]T, p vec.Ptr, ld int, y vec.Ptr, n int) {
	switch kindOf[T]() {
	case isFloat64:
		vec.Rank(env.Tier, (*[4]float64)(vec.Ptr(c)), p, ld, y, n)
	case isFloat32:
		vec.Rank(env.Tier, (*[4]float32)(vec.Ptr(c)), p, ld, y, n)
	case isComplex128:
		addFourParts(env, conj, (*[4]complex128)(vec.Ptr(c)), func(z complex128) (float64, float64) { return real(z), imag(z) }, p, ld, y, n)
	default:
		addFourParts(env, conj, (*[4]complex64)(vec.Ptr(c)), func(z complex64) (float32, float32) { return real(z), imag(z) }, p, ld, y, n)
	}
}

func addFourParts[C Complex, R Real](env Env, conj bool, c *[4]C, split func(C) (re, im R), p vec.Ptr, ld int, y vec.Ptr, n int) {
	var f [4]vec.Factor[R]
	for k, z := range c {
		f[k] = factor(conj, split, z)
	}
	vec.CRank(env.Tier, &f, p, ld, y, n)
}

func factor[C Complex, R Real](conj bool, split func(C) (re, im R), z C) vec.Factor[R] {
	re, im := split(z)
	if conj {
		return vec.TimesConj(re, im)
	}
	return vec.Times(re, im)
}

// gemvApart copies bands of rows of a matrix without contiguous elements.
func gemvApart[T Scalar](env Env, alpha T, a Mat[T], x Vec[T], beta T, y Vec[T]) {
	b := buffers.Get().(*buffer)
	defer buffers.Put(b)
	per := max(4, chunk[T]()/a.Cols&^3)
	mem := elements[T](b, min(per, a.Rows)*a.Cols)
	for i := 0; i < a.Rows; i += per {
		h := min(per, a.Rows-i)
		c := RowMajor(mem, h, a.Cols, a.Cols)
		Copy(env, c, a.Window(i, 0, h, a.Cols))
		gemvRows(env, alpha, c, x, beta, y.From(i, i+h))
	}
}
