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
	turn(&q, t.Window(k, k, m, t.Cols-k))
	turn(&q, t.Window(0, k, k+m, m).T())
	if !z.Empty() {
		turn(&q, z.Window(0, k, z.Rows, m).T())
	}
	for i := n2; i < m; i++ {
		for j := range n2 {
			t.Set(k+i, k+j, 0)
		}
	}
	if n2 == 2 {
		standardiseIn(env, t, z, k, 0, t.Cols)
	}
	if n1 == 2 {
		standardiseIn(env, t, z, k+n2, 0, t.Cols)
	}
	return true
}

// swapSingles exchanges the diagonal elements k and k+1.
func swapSingles[T blas.Real](env blas.Env, t, z blas.Mat[T], k int) {
	a, d := t.At(k, k), t.At(k+1, k+1)
	cs, sn := givens(float64(t.At(k, k+1)), float64(d-a))
	s := T(sn)
	if k+2 < t.Cols {
		blas.Rot(env, t.Row(k).From(k+2, t.Cols), t.Row(k+1).From(k+2, t.Cols), cs, s)
	}
	blas.Rot(env, t.Col(k).From(0, k), t.Col(k+1).From(0, k), cs, s)
	t.Set(k, k, d)
	t.Set(k+1, k+1, a)
	if !z.Empty() {
		blas.Rot(env, z.Col(k), z.Col(k+1), cs, s)
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
	var v [4][2]float64
	for j := range n2 {
		for i := range n1 {
			v[i][j] = -x[i+n1*j]
		}
		v[n1+j][j] = scale
	}
	m := n1 + n2
	var q square4
	for i := range m {
		q[i][i] = 1
	}
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
func (d *square4) sylvester(n1, n2 int) (x [4]float64, scale float64) {
	var a square4
	var b [4]float64
	n := n1 * n2
	for j := range n2 {
		for i := range n1 {
			r := i + n1*j
			b[r] = d[i][n1+j]
			for p := range n1 {
				a[r][p+n1*j] += d[i][p]
			}
			for p := range n2 {
				a[r][i+n1*p] -= d[n1+p][n1+j]
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
	return a.solve(b, n, least)
}

// solve solves a·x = scale·b.
func (a *square4) solve(b [4]float64, n int, least float64) (x [4]float64, scale float64) {
	at := [4]int{0, 1, 2, 3}
	for c := range n {
		pi, pj, big := c, c, -1.0
		for i := c; i < n; i++ {
			for j := c; j < n; j++ {
				if v := math.Abs(a[i][j]); v > big {
					pi, pj, big = i, j, v
				}
			}
		}
		a[c], a[pi] = a[pi], a[c]
		b[c], b[pi] = b[pi], b[c]
		for i := range n {
			a[i][c], a[i][pj] = a[i][pj], a[i][c]
		}
		at[c], at[pj] = at[pj], at[c]
		if math.Abs(a[c][c]) < least {
			a[c][c] = least
		}
		for i := c + 1; i < n; i++ {
			f := a[i][c] / a[c][c]
			b[i] -= float64(f * b[c])
			for j := c + 1; j < n; j++ {
				a[i][j] -= float64(f * a[c][j])
			}
		}
	}
	scale = 1
	for i := range n {
		if m, p := math.Abs(b[i]), math.Abs(a[i][i]); 8*0x1p-1022*m > p {
			// A quotient near overflow: shrink all of b.
			scale = (1.0 / 8) / max(math.Abs(b[0]), math.Abs(b[1]), math.Abs(b[2]), math.Abs(b[3]))
			for k := range n {
				b[k] *= scale
			}
			break
		}
	}
	var y [4]float64
	for i := n - 1; i >= 0; i-- {
		s := b[i] / a[i][i]
		for j := i + 1; j < n; j++ {
			s -= float64(a[i][j] / a[i][i] * y[j])
		}
		y[i] = s
	}
	for i := range n {
		x[at[i]] = y[i]
	}
	return x, scale
}

// similar is qᵀ·d·q.
func (d *square4) similar(q *square4, m int) square4 {
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
				e[i][j] += float64(q[p][i] * u[p][j])
			}
		}
	}
	return e
}

// turn computes c = qᵀ·c for a matrix of two to four rows.
func turn[T blas.Real](q *square4, c blas.Mat[T]) {
	for j := range c.Cols {
		var x [4]float64
		for i := range c.Rows {
			x[i] = float64(c.Data[i*c.RS+j*c.CS])
		}
		for i := range c.Rows {
			y := 0.0
			for p := range c.Rows {
				y += float64(q[p][i] * x[p])
			}
			c.Data[i*c.RS+j*c.CS] = T(y)
		}
	}
}
