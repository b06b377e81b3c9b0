package schur

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// square4 is a small matrix; its first m rows and columns are used.
type square4 [4][4]float64

// swapReal exchanges the adjacent diagonal blocks of order n1 and n2 that
// begin at row k of a quasi-triangular matrix, by an orthogonal similarity
// that z records. It returns false, with nothing changed, if the blocks are so
// close that exchanging them would perturb the matrix by more than rounding.
// LAPACK: ?laexc.
func swapReal[T blas.Real](env blas.Env, t, z blas.Mat[T], k, n1, n2 int) bool {
	if n1 == 1 && n2 == 1 {
		swapSingles(env, t, z, k)
		return true
	}
	m := n1 + n2
	var d square4
	norm := 0.0
	for i := range m {
		for j := range m {
			d[i][j] = float64(t.At(k+i, k+j))
			norm = max(norm, math.Abs(d[i][j]))
		}
	}
	q := d.invariant(n1, n2)
	e := d.similar(&q, m)
	limit := max(10*2*blas.Eps[T]()*norm, blas.SafeMin[T]())
	for i := n2; i < m; i++ {
		for j := range n2 {
			if !(math.Abs(e[i][j]) <= limit) {
				return false
			}
		}
	}
	for i := n2; i < m; i++ {
		for j := range n2 {
			e[i][j] = 0
		}
	}
	// The new blocks are standardised while they are small.
	if n2 == 2 {
		e.standardise(&q, 0, m, blas.IsSingle[T]())
	}
	if n1 == 2 {
		e.standardise(&q, n2, m, blas.IsSingle[T]())
	}
	for i := range m {
		for j := range m {
			t.Set(k+i, k+j, T(e[i][j]))
		}
	}
	turn(&q, t.Window(k, k+m, m, t.Cols-k-m))
	turn(&q, t.Window(0, k, k, m).T())
	if !z.Empty() {
		turn(&q, z.Window(0, k, z.Rows, m).T())
	}
	return true
}

// standardise replaces rows and columns k and k+1 by their Schur form, which
// multiplies q from the right.
func (d *square4) standardise(q *square4, k, m int, single bool) {
	s := lanv2(d[k][k], d[k][k+1], d[k+1][k], d[k+1][k+1])
	if single && float32(s.c) == 0 {
		s.c = 0
	}
	for i := range m {
		q[i][k], q[i][k+1] = turned(q[i][k], q[i][k+1], s.cs, s.sn)
	}
	for i := range k {
		d[i][k], d[i][k+1] = turned(d[i][k], d[i][k+1], s.cs, s.sn)
	}
	for j := k + 2; j < m; j++ {
		d[k][j], d[k+1][j] = turned(d[k][j], d[k+1][j], s.cs, s.sn)
	}
	d[k][k], d[k][k+1], d[k+1][k], d[k+1][k+1] = s.a, s.b, s.c, s.d
}

// turned is a pair after the rotation (cs sn; -sn cs).
func turned(x, y, cs, sn float64) (u, v float64) {
	return float64(cs*x) + float64(sn*y), float64(cs*y) - float64(sn*x)
}

// swapSingles exchanges the diagonal elements k and k+1.
func swapSingles[T blas.Real](env blas.Env, t, z blas.Mat[T], k int) {
	a, d := t.At(k, k), t.At(k+1, k+1)
	cs, sn := givens(float64(t.At(k, k+1)), float64(d-a))
	if k+2 < t.Cols {
		rotate(env, t.Row(k).From(k+2, t.Cols), t.Row(k+1).From(k+2, t.Cols), cs, sn)
	}
	rotate(env, t.Col(k).From(0, k), t.Col(k+1).From(0, k), cs, sn)
	t.Set(k, k, d)
	t.Set(k+1, k+1, a)
	if !z.Empty() {
		rotate(env, z.Col(k), z.Col(k+1), cs, sn)
	}
}

// givens returns the rotation (cs sn; -sn cs) that takes (f, g) to (r, 0).
func givens(f, g float64) (cs, sn float64) {
	if g == 0 {
		return 1, 0
	}
	big := max(math.Abs(f), math.Abs(g))
	if !(big > 1e-140 && big < 1e140) {
		_, e := math.Frexp(big)
		f, g = math.Ldexp(f, -e), math.Ldexp(g, -e)
	}
	r := math.Sqrt(float64(f*f) + float64(g*g))
	return f / r, g / r
}

// invariant returns an orthogonal matrix whose first n2 columns span the
// invariant subspace of (A B; 0 C) that belongs to C: with A·X - X·C = B that
// is the span of (-X; I).
func (d *square4) invariant(n1, n2 int) square4 {
	x, scale := d.sylvester(n1, n2)
	return completed(x[:], scale, n1, n2)
}

// completed returns an orthogonal matrix whose first n2 columns span those of
// (-X; scale·I), X stored by columns in x.
func completed(x []float64, scale float64, n1, n2 int) square4 {
	var v [4][2]float64
	for j := range n2 {
		for i := range n1 {
			v[i][j] = -x[i+n1*j]
		}
		v[n1+j][j] = scale
	}
	m := n1 + n2
	q := identity4()
	for c := range n2 { // reflectors that make v triangular
		var h [4]float64
		s := 0.0
		for i := c; i < m; i++ {
			h[i] = v[i][c]
			s += float64(h[i] * h[i])
		}
		if s == 0 {
			continue
		}
		h[c] += math.Copysign(math.Sqrt(s), h[c])
		s = 0
		for i := c; i < m; i++ {
			s += float64(h[i] * h[i])
		}
		for j := c; j < n2; j++ {
			p := 0.0
			for i := c; i < m; i++ {
				p += float64(h[i] * v[i][j])
			}
			p *= 2 / s
			for i := c; i < m; i++ {
				v[i][j] -= float64(p * h[i])
			}
		}
		for r := range m { // q = q·H
			p := 0.0
			for i := c; i < m; i++ {
				p += float64(q[r][i] * h[i])
			}
			p *= 2 / s
			for i := c; i < m; i++ {
				q[r][i] -= float64(p * h[i])
			}
		}
	}
	return q
}

// sylvester solves A·X - X·C = scale·B for the blocks of (A B; 0 C), X stored
// by columns, by elimination with complete pivoting. Pivots that vanish are
// replaced by small ones, and scale keeps X bounded. LAPACK: ?lasy2.
func (d *square4) sylvester(n1, n2 int) (x [8]float64, scale float64) {
	s := system{n: n1 * n2}
	for j := range n2 {
		for i := range n1 {
			r := i + n1*j
			s.b[r] = d[i][n1+j]
			for p := range n1 {
				s.a[r][p+n1*j] += d[i][p]
			}
			for p := range n2 {
				s.a[r][i+n1*p] -= d[n1+p][n1+j]
			}
		}
	}
	size := 0.0
	for i := range n1 + n2 {
		for j := range n1 + n2 {
			if (i < n1) == (j < n1) {
				size = max(size, math.Abs(d[i][j]))
			}
		}
	}
	least := max(0x1p-52*size, 0x1p-1022/0x1p-52)
	return s.solve(least)
}

// similar is qᵀ·d·q.
func (d *square4) similar(q *square4, m int) square4 { return d.between(q, q, m) }

// between is lᵀ·d·q.
func (d *square4) between(l, q *square4, m int) square4 {
	var u, e square4
	for i := range m {
		for j := range m {
			for p := range m {
				u[i][j] += float64(d[i][p] * q[p][j])
			}
		}
	}
	for i := range m {
		for j := range m {
			for p := range m {
				e[i][j] += float64(l[p][i] * u[p][j])
			}
		}
	}
	return e
}

// turn computes c = qᵀ·c for a matrix of two to four rows.
func turn[T blas.Real](q *square4, c blas.Mat[T]) {
	if c.Cols == 0 {
		return
	}
	switch c.Rows {
	case 2:
		turn2(q, c.Data, c.RS, c.CS, c.Cols)
	case 3:
		turn3(q, c.Data, c.RS, c.CS, c.Cols)
	case 4:
		turn4(q, c.Data, c.RS, c.CS, c.Cols)
	}
}

func turn2[T blas.Real](q *square4, data []T, step, inc, n int) {
	a, b, c, d := T(q[0][0]), T(q[0][1]), T(q[1][0]), T(q[1][1])
	for at := 0; n > 0; n, at = n-1, at+inc {
		p, r := &data[at], &data[at+step]
		x, y := *p, *r
		*p = T(a*x) + T(c*y)
		*r = T(b*x) + T(d*y)
	}
}

func turn3[T blas.Real](q *square4, data []T, step, inc, n int) {
	a, b, c := T(q[0][0]), T(q[0][1]), T(q[0][2])
	d, e, f := T(q[1][0]), T(q[1][1]), T(q[1][2])
	g, h, i := T(q[2][0]), T(q[2][1]), T(q[2][2])
	for at := 0; n > 0; n, at = n-1, at+inc {
		p, r, s := &data[at], &data[at+step], &data[at+2*step]
		x, y, z := *p, *r, *s
		*p = T(a*x) + T(d*y) + T(g*z)
		*r = T(b*x) + T(e*y) + T(h*z)
		*s = T(c*x) + T(f*y) + T(i*z)
	}
}

func turn4[T blas.Real](q *square4, data []T, step, inc, n int) {
	var m [4][4]T
	for i := range 4 {
		for j := range 4 {
			m[i][j] = T(q[i][j])
		}
	}
	for at := 0; n > 0; n, at = n-1, at+inc {
		p, r, s, u := &data[at], &data[at+step], &data[at+2*step], &data[at+3*step]
		x, y, z, w := *p, *r, *s, *u
		*p = T(m[0][0]*x) + T(m[1][0]*y) + (T(m[2][0]*z) + T(m[3][0]*w))
		*r = T(m[0][1]*x) + T(m[1][1]*y) + (T(m[2][1]*z) + T(m[3][1]*w))
		*s = T(m[0][2]*x) + T(m[1][2]*y) + (T(m[2][2]*z) + T(m[3][2]*w))
		*u = T(m[0][3]*x) + T(m[1][3]*y) + (T(m[2][3]*z) + T(m[3][3]*w))
	}
}

// rotate is [blas.Rot], without its overhead for short strided vectors.
func rotate[T blas.Real](env blas.Env, x, y blas.Vec[T], cs, sn float64) {
	if x.Inc == 1 && y.Inc == 1 {
		blas.Rot(env, x, y, cs, T(sn))
		return
	}
	c, s := T(cs), T(sn)
	for i, p, q := 0, 0, 0; i < x.N; i, p, q = i+1, p+x.Inc, q+y.Inc {
		u, v := x.Data[p], y.Data[q]
		x.Data[p], y.Data[q] = T(c*u)+T(s*v), T(c*v)-T(s*u)
	}
}
