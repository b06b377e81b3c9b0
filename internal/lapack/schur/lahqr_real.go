package schur

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
)

// How often the QR iteration tries: an exceptional shift after every tenth
// step without deflation, the end after thirty steps for each eigenvalue.
const (
	exceptional = 10
	stepsEach   = 30
	exceptDiag  = 0.75
	exceptOff   = -0.4375
)

// francis is a small-bulge double-shift QR iteration on rows and columns lo to
// hi of a real Hessenberg matrix.
type francis[T blas.Real] struct {
	tier      cpu.Tier
	h, z      blas.Mat[T]
	lo, hi    int
	full      bool // the whole Schur form is wanted, not eigenvalues only
	w         []complex128
	ulp, tiny float64
}

// lahqrReal returns how many eigenvalues it did not find: w[result:hi] are
// eigenvalues. z may be empty. LAPACK: dlahqr; the deflation criterion is that
// of M. Ahues and F. Tisseur (LAPACK Working Note 122).
func lahqrReal[T blas.Real](env blas.Env, full bool, lo, hi int, h, z blas.Mat[T], w []complex128) int {
	q := francis[T]{tier: env.Tier, h: h, z: z, lo: lo, hi: hi, full: full, w: w, ulp: 2 * blas.Eps[T]()}
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
		switch {
		case l == i:
			w[i] = complex(q.at(i, i), 0)
			i, stuck = l-1, 0
			continue
		case l == i-1:
			top, end := l, i+1
			if full {
				top, end = 0, h.Cols
			}
			s := standardiseIn(env, h, z, l, top, end)
			w[l], w[i] = s.w1, s.w2
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

func (q *francis[T]) at(i, j int) float64 { return float64(q.h.Data[i*q.h.RS+j*q.h.CS]) }

func (q *francis[T]) abs(i, j int) float64 { return math.Abs(q.at(i, j)) }

// split finds where the unreduced block that ends with row i begins, and sets
// the subdiagonal element before it to zero.
func (q *francis[T]) split(lo, i int) int {
	for k := i; k > lo; k-- {
		if q.negligible(k) {
			q.h.Set(k, k-1, 0)
			return k
		}
	}
	return lo
}

func (q *francis[T]) negligible(k int) bool {
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
	return sub <= q.ulp*size && deflates(sub, q.abs(k-1, k), q.abs(k, k), math.Abs(q.at(k-1, k-1)-q.at(k, k)), q.ulp, q.tiny)
}

// deflates is the criterion of Ahues and Tisseur for a subdiagonal element,
// given the one across the diagonal, the lower diagonal element and the
// difference of both, all as magnitudes.
func deflates(sub, super, diag, diff, ulp, tiny float64) bool {
	ab, ba := max(sub, super), min(sub, super)
	aa, bb := max(diag, diff), min(diag, diff)
	s := aa + ab
	return float64(ba*(ab/s)) <= max(tiny, ulp*float64(bb*(aa/s)))
}

// step makes one double-shift sweep over rows l to i.
func (q *francis[T]) step(l, i, stuck int) {
	r1, r2 := q.shifts(l, i, stuck)
	m, v := q.begin(l, i, r1, r2)
	top, end := l, i+1
	if q.full {
		top, end = 0, q.h.Cols
	}
	for k := m; k < i; k++ {
		if k > m {
			v = [3]float64{q.at(k, k-1), q.at(k+1, k-1), 0}
			if k+2 <= i {
				v[2] = q.at(k+2, k-1)
			}
		}
		if k == i-1 {
			v[2] = 0
		}
		r, beta := makeBump3[T](v[0], v[1], v[2])
		if k > m {
			q.h.Set(k, k-1, beta)
			q.h.Set(k+1, k-1, 0)
			if k < i-1 {
				q.h.Set(k+2, k-1, 0)
			}
		} else if m > l {
			// Not -h: the reflector may have been left out (t1 = 0).
			q.h.Set(k, k-1, T(float64(q.h.At(k, k-1))*(1-float64(r.t1))))
		}
		if k == i-1 {
			r.rows2(q.h, k, k, end)
			r.cols2(q.h, k, top, i+1)
			if !q.z.Empty() {
				r.cols2(q.z, k, 0, q.z.Rows)
			}
			continue
		}
		r.rows(q.tier, q.h, k, k, end)
		r.cols(q.tier, q.h, k, top, min(k+4, i+1))
		if !q.z.Empty() {
			r.cols(q.tier, q.z, k, 0, q.z.Rows)
		}
	}
}

// shifts returns two shifts for rows l to i, both real or a conjugate pair.
func (q *francis[T]) shifts(l, i, stuck int) (r1, r2 complex128) {
	var a, b, c, d float64
	switch {
	case stuck%(2*exceptional) == 0:
		s := q.abs(i, i-1) + q.abs(i-1, i-2)
		a = float64(exceptDiag*s) + q.at(i, i)
		b, c, d = exceptOff*s, s, a
	case stuck%exceptional == 0:
		s := q.abs(l+1, l) + q.abs(l+2, l+1)
		a = float64(exceptDiag*s) + q.at(l, l)
		b, c, d = exceptOff*s, s, a
	default:
		a, b, c, d = q.at(i-1, i-1), q.at(i-1, i), q.at(i, i-1), q.at(i, i)
	}
	s := math.Abs(a) + math.Abs(b) + math.Abs(c) + math.Abs(d)
	if s == 0 {
		return 0, 0
	}
	a, b, c, d = a/s, b/s, c/s, d/s
	tr := float64((a + d) / 2)
	det := float64((a-tr)*(d-tr)) - float64(b*c)
	root := math.Sqrt(math.Abs(det))
	if det >= 0 {
		return complex(tr*s, root*s), complex(tr*s, -root*s)
	}
	// Two real shifts: twice the one nearer to the last element.
	r := tr + root
	if math.Abs(tr-root-d) < math.Abs(r-d) {
		r = tr - root
	}
	return complex(r*s, 0), complex(r*s, 0)
}

// begin returns the row where the sweep may begin, because two subdiagonal
// elements in a row are small together, and the first column to be reflected.
func (q *francis[T]) begin(l, i int, r1, r2 complex128) (int, [3]float64) {
	for m := i - 2; ; m-- {
		v := firstColumn3(q.at(m, m), q.at(m, m+1), q.at(m+1, m), q.at(m+1, m+1), q.at(m+2, m+1), r1, r2)
		if m <= l {
			return m, v
		}
		near := q.abs(m-1, m-1) + q.abs(m, m) + q.abs(m+1, m+1)
		if float64(q.abs(m, m-1)*(math.Abs(v[1])+math.Abs(v[2]))) <= float64(q.ulp*math.Abs(v[0]))*near {
			return m, v
		}
	}
}

// firstColumn3 is a multiple of the first column of (H - r1)·(H - r2), given
// the leading elements of H.
func firstColumn3(h00, h01, h10, h11, h21 float64, r1, r2 complex128) [3]float64 {
	s := math.Abs(h00-real(r2)) + math.Abs(imag(r2)) + math.Abs(h10)
	if s == 0 {
		return [3]float64{}
	}
	t := h10 / s
	v := [3]float64{
		float64(t*h01) + float64((h00-real(r1))*((h00-real(r2))/s)) - float64(imag(r1)*(imag(r2)/s)),
		t * (h00 + h11 - real(r1) - real(r2)),
		t * h21,
	}
	if s = math.Abs(v[0]) + math.Abs(v[1]) + math.Abs(v[2]); s > 0 {
		v[0], v[1], v[2] = v[0]/s, v[1]/s, v[2]/s
	}
	return v
}
