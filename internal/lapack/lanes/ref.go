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

// pivotRef is one step of elimination without the update. w is the first of
// rows rows of cols groups, ld bytes apart, and the column to be eliminated at
// bytes into it. The row with the largest magnitude there is exchanged with the
// first one, the first of them if there are several. The reciprocal of its
// element, the pivot, goes to inv, and the column below is multiplied by it. A
// pivot of zero is taken for one, and its lane in zero, if negative, becomes
// num[0]; num[1] is one.
func pivotRef[R blas.Real](complex bool, w unsafe.Pointer, ld, rows, cols, at int, inv, zero, num unsafe.Pointer) {
	n, h := count[R](), lanesOf[R](complex)
	k, first, r := numbers[R](num, 2)[0], numbers[R](zero, h), numbers[R](inv, n)
	top, column := numbers[R](w, n*cols), unsafe.Add(w, at)
	for l := range h {
		row, best := 0, magnitudeRef(complex, numbers[R](column, n), l)
		for i := 1; i < rows; i++ {
			if x := magnitudeRef(complex, numbers[R](unsafe.Add(column, i*ld), n), l); x > best {
				row, best = i, x
			}
		}
		if row > 0 {
			other := numbers[R](unsafe.Add(w, row*ld), n*cols)
			for i := l; i < len(top); i += h {
				top[i], other[i] = other[i], top[i]
			}
		}
		p := numbers[R](column, n)
		if re, im := p[l], imagRef(complex, p, l); re != 0 || im != 0 {
			invertRef(complex, r, l, re, im)
			continue
		}
		invertRef(complex, r, l, 1, 0)
		if first[l] < 0 {
			first[l] = k
		}
	}
	if rows > 1 {
		scaleRef[R](complex, unsafe.Add(column, ld), ld, inv, rows-1)
	}
}

func imagRef[R blas.Real](complex bool, v []R, l int) R {
	if complex {
		return v[len(v)/2+l]
	}
	return 0
}

// invertRef puts 1/(re + i·im) in lane l of r, by Smith's method: with the part
// that is larger in front, no square can leave the range.
func invertRef[R blas.Real](complex bool, r []R, l int, re, im R) {
	if !complex {
		r[l] = 1 / re
		return
	}
	flip := math.Abs(float64(im)) > math.Abs(float64(re))
	if flip {
		re, im = im, re
	}
	ratio := im / re
	q := 1 / vec.FMA(im, ratio, re)
	re, im = q, R(ratio*q)
	if flip {
		re, im = im, re
	}
	r[l], r[len(r)/2+l] = re, 0-im
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

// normRef puts in dst the largest sum of magnitudes of a column, of cols
// columns of rows groups whose rows are ld bytes apart: NaN if the sum of all
// magnitudes is not finite.
func normRef[R blas.Real](complex bool, dst, w unsafe.Pointer, ld, rows, cols int) {
	n, h := count[R](), lanesOf[R](complex)
	for l := range h {
		most, total := R(0), R(0)
		for j := range cols {
			sum := R(0)
			for i := range rows {
				sum += magnitudeRef(complex, numbers[R](unsafe.Add(w, i*ld+j*groupBytes), n), l)
			}
			if sum > most {
				most = sum
			}
			total += sum
		}
		numbers[R](dst, h)[l] = vec.FMA(0, total, most)
	}
}

// loadRef transposes: element (i, j) of the system in lane l, which lies off[l]
// + i·rs + j·cs bytes behind src, goes to that lane of group j of row i. Rows
// of groups are dld bytes apart.
func loadRef[R blas.Real](complex bool, dst unsafe.Pointer, dld int, src unsafe.Pointer, rs, cs int, off unsafe.Pointer, rows, cols int) {
	n, h := count[R](), lanesOf[R](complex)
	for l, o := range unsafe.Slice((*int64)(off), h) {
		from := unsafe.Add(src, o)
		for i := range rows {
			for j := range cols {
				to, x := numbers[R](unsafe.Add(dst, i*dld+j*groupBytes), n), unsafe.Add(from, i*rs+j*cs)
				to[l] = *(*R)(x)
				if complex {
					to[h+l] = numbers[R](x, 2)[1]
				}
			}
		}
	}
}
