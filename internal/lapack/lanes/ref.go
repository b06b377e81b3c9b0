package lanes

import (
	"math"
	"unsafe"

	"github.com/scicore-go/scicore/internal/blas"
)

// The reference: what the kernels of every tier compute. A group is one
// element of all lanes, groupBytes long: numbers, or the real parts and then
// the imaginary parts of complex ones.

const groupBytes = 128

// vec returns the n numbers at p.
func vec[R blas.Real](p unsafe.Pointer, n int) []R { return unsafe.Slice((*R)(p), n) }

// count is the numbers of a group.
func count[R blas.Real]() int { return groupBytes / int(unsafe.Sizeof(*new(R))) }

// lanesOf is the number of lanes, which is where imaginary parts begin.
func lanesOf[R blas.Real](complex bool) int {
	if complex {
		return count[R]() / 2
	}
	return count[R]()
}

// subRef computes c[i][j] -= x[i]·y[j] with rows of c, and elements of x, cld
// and xld bytes apart. Products of complex numbers are subtracted real part
// times number first, then the rest.
func subRef[R blas.Real](complex bool, c unsafe.Pointer, cld int, x unsafe.Pointer, xld int, y unsafe.Pointer, rows, cols int) {
	n, h := count[R](), lanesOf[R](complex)
	for i := range rows {
		xv := vec[R](unsafe.Add(x, i*xld), n)
		for j := range cols {
			cv, yv := vec[R](unsafe.Add(c, i*cld+j*groupBytes), n), vec[R](unsafe.Add(y, j*groupBytes), n)
			for l := range h {
				cv[l] = fma(-xv[l], yv[l], cv[l])
				if complex {
					cv[h+l] = fma(-xv[l], yv[h+l], cv[h+l])
					cv[l] = fma(xv[h+l], yv[h+l], cv[l])
					cv[h+l] = fma(-xv[h+l], yv[l], cv[h+l])
				}
			}
		}
	}
}

// magnitudeRef is |re| + |im| of lane l.
func magnitudeRef[R blas.Real](complex bool, v []R, l int) R {
	a := R(math.Abs(float64(v[l])))
	if complex {
		a += R(math.Abs(float64(v[len(v)/2+l])))
	}
	return a
}

// pickRef looks for a larger magnitude than best among rows groups, ld bytes
// apart, and notes its number in at. from holds the number of the first and
// one.
func pickRef[R blas.Real](complex bool, best, at, w unsafe.Pointer, ld, rows int, from unsafe.Pointer) {
	n, h := count[R](), lanesOf[R](complex)
	b, a, number := vec[R](best, h), vec[R](at, h), vec[R](from, 2)[0]
	for i := range rows {
		v := vec[R](unsafe.Add(w, i*ld), n)
		for l := range h {
			if x := magnitudeRef(complex, v, l); x > b[l] {
				b[l], a[l] = x, number
			}
		}
		number++
	}
}

// swapRef exchanges cols groups of p and q in the lanes where at is row.
func swapRef[R blas.Real](complex bool, p, q, at, row unsafe.Pointer, cols int) {
	n, h := count[R](), lanesOf[R](complex)
	a, r := vec[R](at, h), *(*R)(row)
	x, y := vec[R](p, n*cols), vec[R](q, n*cols)
	for i := range x {
		if a[i%n%h] == r {
			x[i], y[i] = y[i], x[i]
		}
	}
}

// scaleRef multiplies rows groups, ld bytes apart, by r.
func scaleRef[R blas.Real](complex bool, w unsafe.Pointer, ld int, r unsafe.Pointer, rows int) {
	n, h := count[R](), lanesOf[R](complex)
	f := vec[R](r, n)
	for i := range rows {
		v := vec[R](unsafe.Add(w, i*ld), n)
		for l := range h {
			if !complex {
				v[l] *= f[l]
				continue
			}
			re, im := v[l], v[h+l]
			v[l] = fma(-im, f[h+l], R(re*f[l]))
			v[h+l] = fma(im, f[l], R(re*f[h+l]))
		}
	}
}

// sumAbsRef adds the magnitudes of rows groups, ld bytes apart, to acc.
func sumAbsRef[R blas.Real](complex bool, acc, w unsafe.Pointer, ld, rows int) {
	n, h := count[R](), lanesOf[R](complex)
	s := vec[R](acc, h)
	for i := range rows {
		v := vec[R](unsafe.Add(w, i*ld), n)
		for l := range h {
			s[l] += magnitudeRef(complex, v, l)
		}
	}
}

// fma returns x·y + z in one rounding.
func fma[R blas.Real](x, y, z R) R {
	if unsafe.Sizeof(x) == 8 {
		return R(math.FMA(float64(x), float64(y), float64(z)))
	}
	return R(fma32(float64(x), float64(y), float64(z)))
}

// fma32 rounds x·y + z of float32 numbers once. The product is exact; the sum
// is rounded to odd before it is rounded to float32 (S. Boldo and G.
// Melquiond, IEEE Trans. Comp. 57, 2008).
func fma32(x, y, z float64) float32 {
	p := float64(x * y)
	s := p + z
	t := s - p
	if e := float64(p-float64(s-t)) + float64(z-t); e != 0 && e == e {
		if u := math.Float64bits(s); u&1 == 0 {
			if (e > 0) == (s > 0) {
				s = math.Float64frombits(u + 1)
			} else {
				s = math.Float64frombits(u - 1)
			}
		}
	}
	return float32(s)
}
