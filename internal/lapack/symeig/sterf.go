package symeig

import (
	"math"
	"slices"

	"github.com/scicore-go/scicore/internal/blas"
)

// Sterf computes the eigenvalues of the symmetric tridiagonal matrix with
// diagonal d and e beside it, ascending in d; e is destroyed. It returns how
// many elements of e did not converge to zero. LAPACK: dsterf.
//
// The QL iteration on the squares of e, which needs no square roots: Pal,
// Walker and Kahan's variant in B. Parlett, "The Symmetric Eigenvalue Problem",
// section 8.15.
func Sterf(env blas.Env, d, e []float64) (failed int) {
	for _, b := range unreduced(d, e) {
		bd, be := d[b.from:b.to], e[b.from:max(b.to-1, b.from)]
		scale := normalise(bd, be)
		for i, x := range be {
			be[i] = float64(x * x)
		}
		q := squareFree{bd, be}
		failed += q.solve(env)
		rescale(bd, scale)
	}
	slices.Sort(d)
	return failed
}

// squareFree works on one block of norm 1, e2 the squares of what is beside
// the diagonal.
type squareFree struct{ d, e2 []float64 }

func (q *squareFree) solve(env blas.Env) (failed int) {
	budget := sweeps * len(q.d)
	for end := len(q.d); end > 0; {
		from := end - 1
		for from > 0 && !q.split(from-1) {
			from--
		}
		if from == end-1 {
			end--
			continue
		}
		b := squareFree{q.d[from:end], q.e2[from : end-1]}
		if math.Abs(b.d[end-from-1]) < math.Abs(b.d[0]) {
			slices.Reverse(b.d)
			slices.Reverse(b.e2)
		}
		if !b.first(&budget) || blas.Stopped(env) {
			for _, x := range q.e2 {
				if x != 0 {
					failed++
				}
			}
			return failed
		}
	}
	return 0
}

// split reports whether e2[i] is negligible, and makes it zero then.
func (q *squareFree) split(i int) bool {
	if x := q.e2[i]; x > safeMin && !(x <= float64(eps*eps*math.Abs(float64(q.d[i]*q.d[i+1])))) {
		return false
	}
	q.e2[i] = 0
	return true
}

// first finds the eigenvalue at the top of the block, and those above every
// element that becomes negligible on the way; false if the budget of steps is
// used up.
func (q *squareFree) first(budget *int) bool {
	for l := 0; l < len(q.d)-1; {
		m := l
		for m < len(q.d)-1 && !q.split(m) {
			m++
		}
		switch {
		case m == l:
			l++
		case m == l+1:
			e := math.Sqrt(q.e2[l])
			_, _, t := jacobi(q.d[l], e, q.d[l+1])
			te := float64(t * e)
			q.d[l], q.d[l+1], q.e2[l] = q.d[l]-te, q.d[l+1]+te, 0
			l += 2
		case *budget == 0:
			return false
		default:
			*budget--
			q.step(l, m)
			if m < len(q.d)-1 {
				return true
			}
		}
	}
	return true
}

// step is one QL step on rows l to m.
func (q *squareFree) step(l, m int) {
	d, e2 := q.d, q.e2
	e := math.Sqrt(e2[l])
	shift := (d[l+1] - d[l]) / (2 * e)
	shift = d[l] - e/(shift+math.Copysign(blas.Hypot(shift, 1), shift))
	c, s, gamma := 1.0, 0.0, d[m]-shift
	p := float64(gamma * gamma)
	for i := m - 1; i >= l; i-- {
		bb, a := e2[i], d[i]
		r := p + bb
		if i < m-1 {
			e2[i+1] = float64(s * r)
		}
		before, last := c, gamma
		inv, secant := 1/r, r/p // side by side: the divider is what takes time
		c, s = float64(p*inv), float64(bb*inv)
		gamma = float64(c*(a-shift)) - float64(s*last)
		d[i+1] = last + (a - gamma)
		if c > 0x1p-900 {
			p = float64(gamma*gamma) * secant
		} else {
			p = float64(before * bb)
		}
	}
	e2[l] = float64(s * p)
	d[l] = shift + gamma
}
