package lanes

import (
	"math"
	"unsafe"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/vec"
)

// The reference: what the kernels of every tier compute. A group is one
// element of all lanes, groupBytes long: numbers, or the real parts and then
// the imaginary parts of complex ones.

const groupBytes = 128

// numbers returns the n numbers at p.
func numbers[R blas.Real](p unsafe.Pointer, n int) []R { return unsafe.Slice((*R)(p), n) }

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
		xv := numbers[R](unsafe.Add(x, i*xld), n)
		for j := range cols {
			cv, yv := numbers[R](unsafe.Add(c, i*cld+j*groupBytes), n), numbers[R](unsafe.Add(y, j*groupBytes), n)
			for l := range h {
				cv[l] = vec.FMA(-xv[l], yv[l], cv[l])
				if complex {
					cv[h+l] = vec.FMA(-xv[l], yv[h+l], cv[h+l])
					cv[l] = vec.FMA(xv[h+l], yv[h+l], cv[l])
					cv[h+l] = vec.FMA(-xv[h+l], yv[l], cv[h+l])
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
	b, a, number := numbers[R](best, h), numbers[R](at, h), numbers[R](from, 2)[0]
	for i := range rows {
		v := numbers[R](unsafe.Add(w, i*ld), n)
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
	a, r := numbers[R](at, h), *(*R)(row)
	x, y := numbers[R](p, n*cols), numbers[R](q, n*cols)
	for i := range x {
		if a[i%n%h] == r {
			x[i], y[i] = y[i], x[i]
		}
	}
}

// scaleRef multiplies rows groups, ld bytes apart, by r.
func scaleRef[R blas.Real](complex bool, w unsafe.Pointer, ld int, r unsafe.Pointer, rows int) {
	n, h := count[R](), lanesOf[R](complex)
	f := numbers[R](r, n)
	for i := range rows {
		v := numbers[R](unsafe.Add(w, i*ld), n)
		for l := range h {
			if !complex {
				v[l] *= f[l]
				continue
			}
			re, im := v[l], v[h+l]
			v[l] = vec.FMA(-im, f[h+l], R(re*f[l]))
			v[h+l] = vec.FMA(im, f[l], R(re*f[h+l]))
		}
	}
}

// sumAbsRef adds the magnitudes of rows groups, ld bytes apart, to acc.
func sumAbsRef[R blas.Real](complex bool, acc, w unsafe.Pointer, ld, rows int) {
	n, h := count[R](), lanesOf[R](complex)
	s := numbers[R](acc, h)
	for i := range rows {
		v := numbers[R](unsafe.Add(w, i*ld), n)
		for l := range h {
			s[l] += magnitudeRef(complex, v, l)
		}
	}
}
