package schur

import (
	"math"
	"unsafe"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/vec"
)

// bump3 is the reflector I - t·(1 v2 v3)ᵀ·(1 v2 v3) of a real bulge, with the
// products t2 = t·v2 and t3 = t·v3.
type bump3[T blas.Real] struct{ v2, v3, t1, t2, t3 T }

// makeBump3 returns the reflector that takes (x, y, z) to (beta, 0, 0).
func makeBump3[T blas.Real](x, y, z float64) (r bump3[T], beta T) {
	b, v2, v3, t := householder3(x, y, z)
	r = bump3[T]{v2: T(v2), v3: T(v3), t1: T(t)}
	r.t2, r.t3 = r.t1*r.v2, r.t1*r.v3
	return r, T(b)
}

// householder3 returns beta, v and tau of the reflector for (x, y, z).
func householder3(x, y, z float64) (beta, v2, v3, tau float64) {
	if y == 0 && z == 0 {
		return x, 0, 0, 0
	}
	big := max(math.Abs(x), math.Abs(y), math.Abs(z))
	scale := 1.0
	if !(big > 1e-140 && big < 1e140) {
		if math.IsInf(big, 0) || math.IsNaN(big) {
			return math.NaN(), math.NaN(), math.NaN(), math.NaN()
		}
		_, e := math.Frexp(big)
		scale = math.Ldexp(1, -e/2) // twice, lest it overflow itself
		x, y, z = x*scale*scale, y*scale*scale, z*scale*scale
	}
	beta = -math.Copysign(math.Sqrt(float64(x*x)+float64(y*y)+float64(z*z)), x)
	tau = (beta - x) / beta
	f := 1 / (x - beta)
	return beta / scale / scale, y * f, z * f, tau
}

// rows applies the reflector to rows k, k+1, k+2 of h, columns from to end.
func (r *bump3[T]) rows(t cpu.Tier, h blas.Mat[T], k, from, to int) {
	if from < to {
		r.apply(t, h.Data[k*h.RS+from*h.CS:], h.RS, h.CS, to-from)
	}
}

// cols applies it to columns k, k+1, k+2 of h, rows from to end.
func (r *bump3[T]) cols(t cpu.Tier, h blas.Mat[T], k, from, to int) {
	if from < to {
		r.apply(t, h.Data[from*h.RS+k*h.CS:], h.CS, h.RS, to-from)
	}
}

// apply works on n triples: the elements of a triple lie step apart, the
// triples inc.
func (r *bump3[T]) apply(t cpu.Tier, data []T, step, inc, n int) {
	if inc == 1 && n > 4 {
		x, y, z := data[:n], data[step:][:n], data[2*step:][:n]
		vec.Reflect(t, &vec.Bump[T]{V2: r.v2, V3: r.v3, T1: r.t1, T2: r.t2, T3: r.t3},
			vec.Ptr(&x[0]), vec.Ptr(&y[0]), vec.Ptr(&z[0]), n)
		return
	}
	if step == 1 && inc > 0 && n > 1 {
		_ = data[2+(n-1)*inc]
		vec.ReflectColumns(t, &vec.Bump[T]{V2: r.v2, V3: r.v3, T1: r.t1, T2: r.t2, T3: r.t3},
			vec.Ptr(&data[0]), inc*int(unsafe.Sizeof(data[0])), n)
		return
	}
	v2, v3, t1, t2, t3 := r.v2, r.v3, r.t1, r.t2, r.t3
	for at := 0; n > 0; n, at = n-1, at+inc {
		p, q, u := &data[at], &data[at+step], &data[at+2*step]
		x, y, z := *p, *q, *u
		s := x + T(v2*y) + T(v3*z)
		*p, *q, *u = x-T(s*t1), y-T(s*t2), z-T(s*t3)
	}
}

// rows2 and cols2 are rows and cols for a reflector of two elements.
func (r *bump3[T]) rows2(h blas.Mat[T], k, from, to int) {
	if from < to {
		r.apply2(h.Data[k*h.RS+from*h.CS:], h.RS, h.CS, to-from)
	}
}

func (r *bump3[T]) cols2(h blas.Mat[T], k, from, to int) {
	if from < to {
		r.apply2(h.Data[from*h.RS+k*h.CS:], h.CS, h.RS, to-from)
	}
}

func (r *bump3[T]) apply2(data []T, step, inc, n int) {
	for i, at := 0, 0; i < n; i, at = i+1, at+inc {
		p, q := &data[at], &data[at+step]
		s := *p + T(r.v2**q)
		*p -= T(s * r.t1)
		*q -= T(s * r.t2)
	}
}

// bump2 is the reflector I - t·(1 v)ᵀ·conj(1 v) of a complex bulge.
type bump2 struct{ v, t complex128 }

// makeBump2 returns the reflector with Hᴴ·(x, y) = (beta, 0), beta real.
func makeBump2(x, y complex128) (r bump2, beta float64) {
	if y == 0 && imag(x) == 0 {
		return bump2{}, real(x)
	}
	big := max(abs1(x), abs1(y))
	scale := 1.0
	if !(big > 1e-140 && big < 1e140) {
		if math.IsInf(big, 0) || math.IsNaN(big) {
			nan := math.NaN()
			return bump2{complex(nan, nan), complex(nan, nan)}, nan
		}
		_, e := math.Frexp(big)
		scale = math.Ldexp(1, -e/2)
		x, y = scaled(scale, scaled(scale, x)), scaled(scale, scaled(scale, y))
	}
	beta = -math.Copysign(math.Sqrt(square(x)+square(y)), real(x))
	t := complex((beta-real(x))/beta, -imag(x)/beta)
	d := x - complex(beta, 0)
	return bump2{v: scaled(1/square(d), mul(y, conj(d))), t: t}, beta / scale / scale
}

// rows2c applies Hᴴ to rows k and k+1 of h, columns from to end.
func rows2c[T blas.Complex](t cpu.Tier, r bump2, h blas.Mat[T], k, from, to int) {
	if from < to {
		apply2c(t, h.Data[k*h.RS+from*h.CS:], h.RS, h.CS, to-from, conj(r.t), conj(r.v))
	}
}

// cols2c applies H to columns k and k+1 of h, rows from to end.
func cols2c[T blas.Complex](t cpu.Tier, r bump2, h blas.Mat[T], k, from, to int) {
	if from < to {
		apply2c(t, h.Data[from*h.RS+k*h.CS:], h.CS, h.RS, to-from, r.t, r.v)
	}
}

// apply2c takes s = f·(x + v·y) from x and conj(v)·s from y, for n pairs (x, y)
// whose elements lie step apart, the pairs inc.
func apply2c[T blas.Complex](t cpu.Tier, data []T, step, inc, n int, f, v complex128) {
	_ = data[step+(n-1)*inc]
	if blas.IsSingle[T]() {
		b := vec.CPair[float32]{factor[float32](f), factor[float32](mul(f, v)), factor[float32](-conj(v))}
		pairs(t, &b, data, step, inc, n)
	} else {
		b := vec.CPair[float64]{factor[float64](f), factor[float64](mul(f, v)), factor[float64](-conj(v))}
		pairs(t, &b, data, step, inc, n)
	}
}

func factor[R vec.Real](z complex128) vec.Factor[R] { return vec.Times(R(real(z)), R(imag(z))) }

func pairs[R vec.Real, T blas.Complex](t cpu.Tier, b *vec.CPair[R], data []T, step, inc, n int) {
	switch {
	case inc == 1:
		vec.CReflect2(t, b, vec.Ptr(&data[0]), vec.Ptr(&data[step]), n)
	case step == 1:
		vec.CReflectColumns2(t, b, vec.Ptr(&data[0]), inc*int(unsafe.Sizeof(data[0])), n)
	default:
		for i := range n {
			vec.CReflect2(t, b, vec.Ptr(&data[i*inc]), vec.Ptr(&data[i*inc+step]), 1)
		}
	}
}

// bump3c is the reflector I - t·(1 v2 v3)ᵀ·conj(1 v2 v3) of a complex bulge.
type bump3c struct{ v2, v3, t complex128 }

// two is the reflector without its third element.
func (r bump3c) two() bump2 { return bump2{r.v2, r.t} }

// makeBump3c returns the reflector with Hᴴ·(x, y, z) = (beta, 0, 0), beta real.
func makeBump3c(x, y, z complex128) (r bump3c, beta float64) {
	if y == 0 && z == 0 && imag(x) == 0 {
		return bump3c{}, real(x)
	}
	scale := 1.0
	if big := max(abs1(x), abs1(y), abs1(z)); !(big > 1e-140 && big < 1e140) {
		if math.IsInf(big, 0) || math.IsNaN(big) {
			nan := complex(math.NaN(), math.NaN())
			return bump3c{nan, nan, nan}, math.NaN()
		}
		_, e := math.Frexp(big)
		scale = math.Ldexp(1, -e/2)
		x, y, z = scaled(scale, scaled(scale, x)), scaled(scale, scaled(scale, y)), scaled(scale, scaled(scale, z))
	}
	beta = -math.Copysign(math.Sqrt(square(x)+square(y)+square(z)), real(x))
	r.t = complex((beta-real(x))/beta, -imag(x)/beta)
	d := x - complex(beta, 0)
	f := scaled(1/square(d), conj(d))
	r.v2, r.v3 = mul(y, f), mul(z, f)
	return r, beta / scale / scale
}

// rows3c applies Hᴴ to rows k to k+2 of h, columns from to end.
func rows3c[T blas.Complex](t cpu.Tier, r bump3c, h blas.Mat[T], k, from, to int) {
	if from < to {
		apply3c(t, h.Data[k*h.RS+from*h.CS:], h.RS, h.CS, to-from, bump3c{conj(r.v2), conj(r.v3), conj(r.t)})
	}
}

// cols3c applies H to columns k to k+2 of h, rows from to end.
func cols3c[T blas.Complex](t cpu.Tier, r bump3c, h blas.Mat[T], k, from, to int) {
	if from < to {
		apply3c(t, h.Data[from*h.RS+k*h.CS:], h.CS, h.RS, to-from, r)
	}
}

// apply3c takes s = t·(x + v2·y + v3·z), conj(v2)·s and conj(v3)·s from x, y
// and z, for n triples whose elements lie step apart, the triples inc.
func apply3c[T blas.Complex](t cpu.Tier, data []T, step, inc, n int, r bump3c) {
	_ = data[2*step+(n-1)*inc]
	if blas.IsSingle[T]() {
		b := triple[float32](r)
		triples(t, &b, data, step, inc, n)
	} else {
		b := triple[float64](r)
		triples(t, &b, data, step, inc, n)
	}
}

func triple[R vec.Real](r bump3c) vec.CBump[R] {
	return vec.CBump[R]{
		factor[R](r.t), factor[R](mul(r.t, r.v2)), factor[R](mul(r.t, r.v3)),
		factor[R](-conj(r.v2)), factor[R](-conj(r.v3)),
	}
}

func triples[R vec.Real, T blas.Complex](t cpu.Tier, b *vec.CBump[R], data []T, step, inc, n int) {
	switch {
	case inc == 1:
		vec.CReflect(t, b, vec.Ptr(&data[0]), vec.Ptr(&data[step]), vec.Ptr(&data[2*step]), n)
	case step == 1:
		vec.CReflectColumns(t, b, vec.Ptr(&data[0]), inc*int(unsafe.Sizeof(data[0])), n)
	default:
		for i := range n {
			at := data[i*inc:]
			vec.CReflect(t, b, vec.Ptr(&at[0]), vec.Ptr(&at[step]), vec.Ptr(&at[2*step]), 1)
		}
	}
}
