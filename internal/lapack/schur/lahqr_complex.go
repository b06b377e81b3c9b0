package schur

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
)

// rayleigh is a single-shift QR iteration on rows and columns lo to hi of a
// complex Hessenberg matrix, with Wilkinson's shifts.
type rayleigh[T blas.Complex] struct {
	tier      cpu.Tier
	h, z      blas.Mat[T]
	lo, hi    int
	full      bool // the whole Schur form is wanted, not eigenvalues only
	ulp, tiny float64
}

// lahqrComplex returns how many eigenvalues it did not find: w[result:hi] are
// eigenvalues. z may be empty. LAPACK: zlahqr, but the subdiagonal need not be
// real.
func lahqrComplex[T blas.Complex](env blas.Env, full bool, lo, hi int, h, z blas.Mat[T], w []complex128) int {
	q := rayleigh[T]{tier: env.Tier, h: h, z: z, lo: lo, hi: hi, full: full, ulp: 2 * blas.Eps[T]()}
	q.tiny = blas.SafeMin[T]() * (float64(hi-lo) / q.ulp)
	for j := lo; j+2 < hi; j++ {
		h.Set(j+2, j, 0)
		if j+3 < hi {
			h.Set(j+3, j, 0)
		}
	}
	limit := stepsEach * max(10, hi-lo)
	stuck := 0
	for i := hi - 1; i >= lo; {
		l := q.split(lo, i)
		if l == i {
			w[i] = q.at(i, i)
			i, stuck = l-1, 0
			continue
		}
		if limit--; limit < 0 || blas.Stopped(env) {
			return i + 1
		}
		stuck++
		q.step(l, i, stuck)
	}
	return 0
}

func (q *rayleigh[T]) at(i, j int) complex128 { return complex128(q.h.Data[i*q.h.RS+j*q.h.CS]) }

func (q *rayleigh[T]) abs(i, j int) float64 { return abs1(q.at(i, j)) }

// split finds where the unreduced block that ends with row i begins, and sets
// the subdiagonal element before it to zero.
func (q *rayleigh[T]) split(lo, i int) int {
	for k := i; k > lo; k-- {
		if q.negligible(k) {
			q.h.Set(k, k-1, 0)
			return k
		}
	}
	return lo
}

func (q *rayleigh[T]) negligible(k int) bool {
	sub := q.abs(k, k-1)
	if sub <= q.tiny {
		return true
	}
	size := q.abs(k-1, k-1) + q.abs(k, k)
	if size == 0 {
		if k-2 >= q.lo {
			size += q.abs(k-1, k-2)
		}
		if k+1 < q.hi {
			size += q.abs(k+1, k)
		}
	}
	return sub <= q.ulp*size && deflates(sub, q.abs(k-1, k), q.abs(k, k), abs1(q.at(k-1, k-1)-q.at(k, k)), q.ulp, q.tiny)
}

// step makes one sweep over rows l to i.
func (q *rayleigh[T]) step(l, i, stuck int) {
	shift := q.shift(l, i, stuck)
	m, x, y := q.begin(l, i, shift)
	top, end := l, i+1
	if q.full {
		top, end = 0, q.h.Cols
	}
	for k := m; k < i; k++ {
		if k > m {
			x, y = q.at(k, k-1), q.at(k+1, k-1)
		}
		r, beta := makeBump2(x, y)
		if k > m {
			q.h.Set(k, k-1, T(complex(beta, 0)))
			q.h.Set(k+1, k-1, 0)
		} else if m > l {
			q.h.Set(k, k-1, T(mul(q.at(k, k-1), 1-conj(r.t))))
		}
		rows2c(q.tier, r, q.h, k, k, end)
		cols2c(q.tier, r, q.h, k, top, min(k+3, i+1))
		if !q.z.Empty() {
			cols2c(q.tier, r, q.z, k, 0, q.z.Rows)
		}
	}
}

func (q *rayleigh[T]) shift(l, i, stuck int) complex128 {
	switch {
	case stuck%(2*exceptional) == 0:
		return q.at(i, i) + complex(float64(exceptDiag*q.abs(i, i-1)), 0)
	case stuck%exceptional == 0:
		return q.at(l, l) + complex(float64(exceptDiag*q.abs(l+1, l)), 0)
	}
	return wilkinson(q.at(i-1, i-1), q.at(i-1, i), q.at(i, i-1), q.at(i, i))
}

// wilkinson returns the eigenvalue of (a b; c d) that is nearer to d.
func wilkinson(a, b, c, d complex128) complex128 {
	u := mul(blas.Sqrt128(b), blas.Sqrt128(c))
	s := abs1(u)
	if s == 0 {
		return d
	}
	x := scaled(0.5, a-d)
	sx := abs1(x)
	s = math.Max(s, sx)
	xs, us := scaled(1/s, x), scaled(1/s, u)
	y := scaled(s, blas.Sqrt128(mul(xs, xs)+mul(us, us)))
	if sx > 0 {
		p := scaled(1/sx, x)
		if float64(real(p)*real(y))+float64(imag(p)*imag(y)) < 0 {
			y = -y
		}
	}
	return d - mul(u, blas.Div(u, x+y))
}

// begin returns the row where the sweep may begin, because two subdiagonal
// elements in a row are small together, and the column to be reflected.
func (q *rayleigh[T]) begin(l, i int, shift complex128) (m int, x, y complex128) {
	for m = i - 1; ; m-- {
		d, sub := q.at(m, m)-shift, q.at(m+1, m)
		s := abs1(d) + abs1(sub)
		if s == 0 {
			s = 1
		}
		x, y = scaled(1/s, d), scaled(1/s, sub)
		if m <= l {
			return m, x, y
		}
		near := q.abs(m, m) + q.abs(m+1, m+1)
		if float64(q.abs(m, m-1)*abs1(y)) <= q.ulp*float64(abs1(x)*near) {
			return m, x, y
		}
	}
}
