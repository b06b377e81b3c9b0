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

// subRef computes c -= x·y in lane l. Of complex numbers the real part of x
// comes first.
func subRef[R blas.Real](complex bool, c, x, y []R, l int) {
	h := len(c) / 2
	c[l] = vec.FMA(-x[l], y[l], c[l])
	if complex {
		c[h+l] = vec.FMA(-x[l], y[h+l], c[h+l])
		c[l] = vec.FMA(x[h+l], y[h+l], c[l])
		c[h+l] = vec.FMA(-x[h+l], y[l], c[h+l])
	}
}

// scaleRef computes v *= f in lane l.
func scaleRef[R blas.Real](complex bool, v, f []R, l int) {
	if !complex {
		v[l] *= f[l]
		return
	}
	h := len(v) / 2
	re, im := v[l], v[h+l]
	v[l] = vec.FMA(-im, f[h+l], R(re*f[l]))
	v[h+l] = vec.FMA(im, f[l], R(re*f[h+l]))
}

// matrix is a matrix of groups.
type matrix[R blas.Real] struct {
	p  unsafe.Pointer
	ld int // bytes between rows
}

func (m matrix[R]) at(i, j int) []R {
	return numbers[R](unsafe.Add(m.p, i*m.ld+j*groupBytes), count[R]())
}

// magnitudeRef is |re| + |im| of lane l.
func magnitudeRef[R blas.Real](complex bool, v []R, l int) R {
	a := R(math.Abs(float64(v[l])))
	if complex {
		a += R(math.Abs(float64(v[len(v)/2+l])))
	}
	return a
}

// factorRef eliminates with partial pivoting: the n by n matrix at w becomes L
// and U, nrhs right sides behind it become L⁻¹ times them; both together are
// cols groups. The reciprocals of the pivots go to inv. A pivot of zero is taken
// for one, and zero, negative before, becomes its number. one is one.
func factorRef[R blas.Real](complex bool, w unsafe.Pointer, ld, n, nrhs, cols int, inv, zero, one unsafe.Pointer) {
	m, r := matrix[R]{w, ld}, matrix[R]{inv, 0}
	for l := range lanesOf[R](complex) {
		for k := range n {
			pivotRef(complex, m, n, cols, k, l)
			p := m.at(k, k)
			if re, im := p[l], imagRef(complex, p, l); re != 0 || im != 0 {
				invertRef(complex, r.at(0, k), l, re, im)
			} else {
				invertRef(complex, r.at(0, k), l, *(*R)(one), 0)
				if first := &numbers[R](zero, l+1)[l]; *first < 0 {
					*first = R(k)
				}
			}
			for i := k + 1; i < n; i++ {
				x := m.at(i, k)
				scaleRef(complex, x, r.at(0, k), l)
				for j := k + 1; j < n+nrhs; j++ {
					subRef(complex, m.at(i, j), x, m.at(k, j), l)
				}
			}
		}
	}
}

// pivotRef exchanges row k with the one that has the largest magnitude in
// column k from there on, the first of them if there are several.
func pivotRef[R blas.Real](complex bool, m matrix[R], n, cols, k, l int) {
	row, best := k, magnitudeRef(complex, m.at(k, k), l)
	for i := k + 1; i < n; i++ {
		if x := magnitudeRef(complex, m.at(i, k), l); x > best {
			row, best = i, x
		}
	}
	if row == k {
		return
	}
	h := lanesOf[R](complex)
	for j := range cols {
		x, y := m.at(k, j), m.at(row, j)
		for i := l; i < len(x); i += h {
			x[i], y[i] = y[i], x[i]
		}
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

// backRef solves with U for nrhs groups of every row. corner is the last element
// of U, inv the last reciprocal, bottom the last element of the first right side.
func backRef[R blas.Real](complex bool, corner, bottom unsafe.Pointer, ld int, inv unsafe.Pointer, n, nrhs int) {
	m, x, r := matrix[R]{corner, ld}, matrix[R]{bottom, ld}, matrix[R]{inv, 0}
	for l := range lanesOf[R](complex) {
		for j := range nrhs {
			for k := n - 1; k >= 0; k-- {
				xk := x.at(k-n+1, j)
				scaleRef(complex, xk, r.at(0, k-n+1), l)
				for i := range k {
					subRef(complex, x.at(i-n+1, j), xk, m.at(i-n+1, k-n+1), l)
				}
			}
		}
	}
}

// chunkRef is the number of columns that inverseRef forms together.
const chunkRef = 4

// inverseRef puts in dst the norm, as [normRef] has it, of the inverse of what
// [factorRef] leaves at w, without forming it whole: the order of the columns,
// which the exchange of rows has changed, is of no consequence. corner is the
// last element there, inv the last reciprocal, eye a one behind n-1 zeros and
// before three. The scratch memory is chunkRef groups for every row. diag is for
// the kernels' use; ahead is an address of memory worth having in a cache.
func inverseRef[R blas.Real](complex bool, dst, w, corner unsafe.Pointer, ld int, inv, scratch, eye unsafe.Pointer, n int, diag unsafe.Pointer, ahead int) {
	m, x, r := matrix[R]{w, ld}, matrix[R]{scratch, chunkRef * groupBytes}, matrix[R]{inv, 0}
	for l := range lanesOf[R](complex) {
		most, total := R(0), R(0)
		for from := 0; from < n; from += chunkRef {
			for j := range chunkRef {
				for i := range n {
					v := x.at(i, j)
					v[l] = 0
					if i == from+j {
						v[l] = 1
					}
					if complex {
						v[len(v)/2+l] = 0
					}
					for k := from; k < i; k++ {
						subRef(complex, v, m.at(i, k), x.at(k, j), l)
					}
				}
				sum := R(0)
				for i := n - 1; i >= 0; i-- {
					for k := n - 1; k > i; k-- {
						subRef(complex, x.at(i, j), m.at(i, k), x.at(k, j), l)
					}
					scaleRef(complex, x.at(i, j), r.at(0, i-n+1), l)
				}
				for i := range n {
					sum += magnitudeRef(complex, x.at(i, j), l)
				}
				if sum > most {
					most = sum
				}
				total += sum
			}
		}
		numbers[R](dst, l+1)[l] = vec.FMA(0, total, most)
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
