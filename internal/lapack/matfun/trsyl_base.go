package matfun

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// baseCase holds small blocks of an equation, both coefficients turned upper
// (quasi-)triangular by numbering rows or columns from the other end.
type baseCase[W wide] struct {
	m, n int
	a    [baseOrder * baseOrder]W // by rows
	b, x [baseOrder * baseOrder]W // by columns
	y    [2 * baseOrder]W         // two columns of X·B (Stein)
}

func (s *triangularSolver[W]) base(a, b, c Mat[W]) float64 {
	q := &s.small
	q.m, q.n = c.Rows, c.Cols
	load(q.a[:], a, s.upA == blas.Lower, s.upA == blas.Lower)
	load(q.b[:], b.T(), s.upB == blas.Lower, s.upB == blas.Lower)
	load(q.x[:], c.T(), s.upB == blas.Lower, s.upA == blas.Lower)
	scale := 1.0
	for l := 0; l < q.n; {
		w := blockAt(q.b[:], q.n, l)
		scale *= s.baseColumns(l, w)
		l += w
	}
	for i := range q.m {
		for j := range q.n {
			k, l := i, j
			if s.upA == blas.Lower {
				k = q.m - 1 - i
			}
			if s.upB == blas.Lower {
				l = q.n - 1 - j
			}
			c.Set(i, j, q.x[l*q.m+k])
		}
	}
	return scale
}

// load copies m by rows, rows and columns from the other end where told.
func load[W wide](dst []W, m Mat[W], flipRows, flipCols bool) {
	for i := range m.Rows {
		for j := range m.Cols {
			k, l := i, j
			if flipRows {
				k = m.Rows - 1 - i
			}
			if flipCols {
				l = m.Cols - 1 - j
			}
			dst[k*m.Cols+l] = m.At(i, j)
		}
	}
}

// blockAt returns the order of the diagonal block that begins at k, in a
// matrix of order n with all its elements in d.
func blockAt[W wide](d []W, n, k int) int {
	if k+1 < n && d[k*n+k+1] != 0 && d[(k+1)*n+k] != 0 {
		return 2
	}
	return 1
}

// baseColumns solves for the w columns of X from l on.
func (s *triangularSolver[W]) baseColumns(l, w int) float64 {
	q, m, scale := &s.small, s.small.m, 1.0
	// What the columns solved before contribute.
	for j := range w {
		into, f := q.x[(l+j)*m:(l+j+1)*m], blas.FromReal[W](-s.sign)
		if s.kind == stein {
			into, f = q.y[j*m:(j+1)*m], 1
			clear(into)
		}
		for k := range l {
			addTo(into, blas.Mul(f, q.b[(l+j)*q.n+k]), q.x[k*m:(k+1)*m])
		}
	}
	for k := m; k > 0; {
		h := 1
		if k > 1 && blockAt(q.a[:], m, k-2) == 2 {
			h = 2
		}
		k -= h
		if sc := s.baseBlock(k, h, l, w); sc != 1 {
			for i := range q.x[:m*q.n] {
				q.x[i] = blas.Mul(blas.FromReal[W](sc), q.x[i])
			}
			for i := range q.y {
				q.y[i] = blas.Mul(blas.FromReal[W](sc), q.y[i])
			}
			scale *= sc
			s.scaledBlock(k, h, l, w, sc)
		}
		if s.kind == stein {
			s.completeY(k, h, l, w)
		}
	}
	return scale
}

// baseBlock solves for h by w elements of X at (k, l). It returns the scale
// that the rest of X must be multiplied with.
func (s *triangularSolver[W]) baseBlock(k, h, l, w int) float64 {
	q, m := &s.small, s.small.m
	var sys smallSystem[W]
	sys.n = h * w
	for i := range h {
		row := q.a[(k+i)*m : (k+i+1)*m]
		for j := range w {
			var sum W
			if s.kind == sylvester {
				sum = dot(row[k+h:], q.x[(l+j)*m+k+h:(l+j+1)*m])
			} else { // y holds whole columns of X·B below k+h, and parts above
				sum = dot(row[k:], q.y[j*m+k:(j+1)*m])
			}
			sys.rhs[j*h+i] = q.x[(l+j)*m+k+i] - sum
			for i2 := range h {
				for j2 := range w {
					e := &sys.m[j*h+i][j2*h+i2]
					av, bv := row[k+i2], q.b[(l+j)*q.n+l+j2]
					switch {
					case s.kind == stein:
						*e = blas.Mul(av, bv)
						if i == i2 && j == j2 {
							*e -= 1
						}
					default:
						if j == j2 {
							*e += av
						}
						if i == i2 {
							*e += blas.Mul(blas.FromReal[W](s.sign), bv)
						}
					}
				}
			}
		}
	}
	scale, exact := sys.solve(s.least, s.withoutGap)
	s.exact = s.exact && exact
	for i := range h {
		for j := range w {
			q.x[(l+j)*m+k+i] = sys.rhs[j*h+i]
		}
	}
	return scale
}

// scaledBlock takes the scaling of everything back from the block that had it
// already.
func (s *triangularSolver[W]) scaledBlock(k, h, l, w int, by float64) {
	m := s.small.m
	for i := range h {
		for j := range w {
			e := &s.small.x[(l+j)*m+k+i]
			*e = blas.Mul(blas.FromReal[W](1/by), *e)
		}
	}
}

// completeY adds the diagonal block of B to the rows of X·B that are known now.
func (s *triangularSolver[W]) completeY(k, h, l, w int) {
	q, m := &s.small, s.small.m
	for i := k; i < k+h; i++ {
		for j := range w {
			for j2 := range w {
				q.y[j*m+i] += blas.Mul(q.x[(l+j2)*m+i], q.b[(l+j)*q.n+l+j2])
			}
		}
	}
}

// addTo computes y += f·x.
func addTo[W wide](y []W, f W, x []W) {
	switch f := any(f).(type) {
	case float64:
		y, x := any(y).([]float64), any(x).([]float64)
		for i := range x {
			y[i] += float64(f * x[i])
		}
	case complex128:
		y, x := any(y).([]complex128), any(x).([]complex128)
		for i := range x {
			y[i] += cmul(f, x[i])
		}
	}
}

// dot returns Σ x[i]·y[i].
func dot[W wide](x, y []W) (s W) {
	switch p := any(&s).(type) {
	case *float64:
		x, y := any(x).([]float64), any(y).([]float64)
		for i := range x {
			*p += float64(x[i] * y[i])
		}
	case *complex128:
		x, y := any(x).([]complex128), any(y).([]complex128)
		for i := range x {
			*p += cmul(x[i], y[i])
		}
	}
	return s
}

// smallSystem is a system of at most four equations.
type smallSystem[W wide] struct {
	n   int
	m   [4][4]W
	rhs [4]W
}

// solve overwrites rhs with the solution for scale·rhs, by Gaussian elimination
// with complete pivoting; pivots below least are raised to it, and exact tells
// that none was. If zero is right, a zero pivot gives zero for a zero
// right-hand side.
func (q *smallSystem[W]) solve(least float64, zero bool) (scale float64, exact bool) {
	var cols [4]int
	n := q.n
	exact = true
	smallest, big := math.Inf(1), 0.0
	for k := range n {
		cols[k] = k
	}
	for k := range n {
		pi, pj, top := k, k, -1.0
		for i := k; i < n; i++ {
			for j := k; j < n; j++ {
				if x := blas.Abs(q.m[i][j]); x > top {
					pi, pj, top = i, j, x
				}
			}
		}
		q.m[k], q.m[pi] = q.m[pi], q.m[k]
		q.rhs[k], q.rhs[pi] = q.rhs[pi], q.rhs[k]
		for i := range n {
			q.m[i][k], q.m[i][pj] = q.m[i][pj], q.m[i][k]
		}
		cols[k], cols[pj] = cols[pj], cols[k]
		if top < least {
			q.m[k][k] = blas.FromReal[W](least)
			top = least
			exact = exact && zero && q.rhs[k] == 0
		}
		smallest = min(smallest, top)
		for i := k + 1; i < n; i++ {
			f := blas.Div(q.m[i][k], q.m[k][k])
			for j := k + 1; j < n; j++ {
				q.m[i][j] -= blas.Mul(f, q.m[k][j])
			}
			q.rhs[i] -= blas.Mul(f, q.rhs[k])
		}
	}
	for _, r := range q.rhs[:n] {
		big = max(big, blas.Abs(r))
	}
	scale = 1
	if smallest < 1 && big/8 > smallest*0x1p1020 {
		scale = 1 / (8 * big)
	}
	var x [4]W
	for k := n - 1; k >= 0; k-- {
		r := blas.Mul(blas.FromReal[W](scale), q.rhs[k])
		for j := k + 1; j < n; j++ {
			r -= blas.Mul(q.m[k][j], x[j])
		}
		x[k] = blas.Div(r, q.m[k][k])
	}
	for k := range n {
		q.rhs[cols[k]] = x[k]
	}
	return scale, exact
}
