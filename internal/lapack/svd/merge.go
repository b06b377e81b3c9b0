package svd

import (
	"math"
	"slices"

	"github.com/scicore-go/scicore/internal/blas"
)

// kind tells where a right vector of the merged parts has elements.
type kind int8

const (
	inLeft  kind = iota
	inBoth       // made by a rotation of vectors from both parts
	topPole      // the vector that belongs to the pole at zero
	inRight
	deflated
	kinds
)

// merger joins two parts. In the bases of their singular vectors the matrix is
//
//	z₀ z₁ … zₙ
//	   d₁
//	      …
//	         dₙ
//
// whose first row is the row between the parts, and first column the null
// vector of the left part, rotated with that of the right one if it has one.
// Indices are rows of the vectors of p; the middle row stands for z₀.
type merger struct {
	p         part
	nl        int
	d, z      []float64
	ut, vt    blas.Mat[float64]
	kind      []kind
	kept      []int // not deflated, in increasing order of d, the middle row first
	dropped   []int
	ascending []int
}

// leastTol keeps the squares of a part that is zero, in a matrix of order one,
// from vanishing.
const leastTol = 0x1p-300

func (c *conquest) merge(env blas.Env, p part) {
	n, m := p.n, p.n+p.extra
	left, right := p.children()
	g := &merger{
		p: p, nl: left.n, d: c.d[p.first : p.first+n], z: c.z[p.first : p.first+n],
		ut: c.ut.Window(p.first, p.first, n, n), vt: c.vt.Window(p.first, p.first, m, m),
		kind: make([]kind, n), kept: make([]int, 0, n), ascending: make([]int, 0, n),
	}
	alpha, beta := g.d[g.nl], c.e[p.first+g.nl]
	tol := math.Max(8*eps*math.Max(math.Abs(alpha), math.Abs(beta)), leastTol)
	g.d[g.nl] = 0
	for _, x := range g.d {
		tol = math.Max(tol, 8*eps*math.Abs(x))
	}
	g.row(env, alpha, beta, tol)
	g.mergeOrders(c.order[left.first:left.first+left.n], c.order[right.first:right.first+right.n])
	g.deflate(env, tol)

	// A part that begins at row first has its scratch behind that of the
	// parts before it: n·m <= n·(all columns).
	at := p.first * len(c.d)
	k := len(g.kept)
	s, roots, groups := g.secular(tol)
	values := make([]float64, k)
	s.solveAll(env, roots, values)
	q := blas.RowMajor(c.weights[at:at+k*k], k, k, k)
	scales := g.vectors(env, s, roots, groups, q)
	work := c.gather[at : at+n*min(m, len(c.d))]
	g.update(env, g.vt, work, q, groups, true)
	toLeft(env, s, scales, groups.position, q)
	g.update(env, g.ut, work, q, groups, false)
	g.finish(values, c.order[p.first:p.first+n])
}

// row computes z from the last elements of the left part's right vectors and
// the first of the right part's, and rotates the two null vectors into one
// that has an element in z and one that has none.
func (g *merger) row(env blas.Env, alpha, beta, tol float64) {
	n, nl := g.p.n, g.nl
	for j := range nl {
		g.z[j] = alpha * g.vt.At(j, nl)
	}
	for j := nl + 1; j < n; j++ {
		g.z[j] = beta * g.vt.At(j, nl+1)
		g.kind[j] = inRight
	}
	g.kind[nl] = topPole
	z := alpha * g.vt.At(nl, nl)
	if g.p.extra == 1 {
		y := beta * g.vt.At(n, nl+1)
		if r := blas.Hypot(z, y); r > tol {
			rotateRows(env, g.vt, nl, n, rotation{z / r, y / r})
			z = r
		} else {
			z = 0
		}
	}
	if math.Abs(z) <= tol {
		z = math.Copysign(tol, z)
	}
	g.z[nl] = z
}

// mergeOrders lists all but the middle row in increasing order of d.
func (g *merger) mergeOrders(left, right []int) {
	i, j := 0, 0
	for i < len(left) || j < len(right) {
		switch {
		case j == len(right), i < len(left) && g.d[left[i]] <= g.d[g.nl+1+right[j]]:
			g.ascending = append(g.ascending, left[i])
			i++
		default:
			g.ascending = append(g.ascending, g.nl+1+right[j])
			j++
		}
	}
}

// deflate sets aside what needs no equation: elements of z that are
// negligible, and one of two that belong to values closer than tol, after a
// rotation that leaves all of z in the other.
func (g *merger) deflate(env blas.Env, tol float64) {
	g.kept = append(g.kept, g.nl)
	prev := -1
	for _, j := range g.ascending {
		if math.Abs(g.z[j]) <= tol {
			g.drop(j)
			continue
		}
		if prev >= 0 {
			if g.d[j]-g.d[prev] <= tol {
				g.rotateAway(env, prev, j)
			} else {
				g.kept = append(g.kept, prev)
			}
		}
		prev = j
	}
	if prev >= 0 {
		g.kept = append(g.kept, prev)
	}
}

func (g *merger) drop(j int) {
	g.dropped = append(g.dropped, j)
	g.kind[j] = deflated
}

// rotateAway moves all of z[i] into z[j].
func (g *merger) rotateAway(env blas.Env, i, j int) {
	r := blas.Hypot(g.z[i], g.z[j])
	t := rotation{g.z[j] / r, -(g.z[i] / r)}
	g.z[i], g.z[j] = 0, r
	rotateRows(env, g.ut, i, j, t)
	rotateRows(env, g.vt, i, j, t)
	if g.kind[i] != g.kind[j] {
		g.kind[j] = inBoth
	}
	g.drop(i)
}

// groups is the order in which kept rows are gathered: by kind, so that the
// products leave out what is zero.
type groups struct {
	rows     []int // row of each position
	position []int // position of each kept row, in the order of kept
	start    [kinds + 1]int
}

// secular makes the equation of the kept rows.
func (g *merger) secular(tol float64) (*secular, []root, groups) {
	k := len(g.kept)
	s := &secular{d: make([]float64, k), z: make([]float64, k)}
	for i, j := range g.kept {
		s.d[i], s.z[i] = g.d[j], g.z[j]
		s.norm += float64(g.z[j] * g.z[j])
	}
	if k > 1 && s.d[1] <= tol/2 {
		s.d[1] = tol / 2 // within what deflation permits, and away from the pole at zero
	}
	o := groups{rows: make([]int, 0, k), position: make([]int, k)}
	for t := range deflated {
		o.start[t] = len(o.rows)
		for i, j := range g.kept {
			if g.kind[j] == t {
				o.position[i] = len(o.rows)
				o.rows = append(o.rows, j)
			}
		}
	}
	o.start[deflated] = len(o.rows)
	return s, make([]root, k), o
}

const secularChunk = 16 // roots or weights that one worker computes at a time

// solveAll finds the roots.
func (s *secular) solveAll(env blas.Env, roots []root, values []float64) {
	stretches(env, len(roots), func(lo, hi int) {
		for i := lo; i < hi; i++ {
			roots[i] = s.solve(i)
			values[i] = s.value(roots[i])
		}
	})
}

// stretches calls f for stretches of 0..n, in parallel.
func stretches(env blas.Env, n int, f func(lo, hi int)) {
	chunks := (n + secularChunk - 1) / secularChunk
	if n < 2*secularChunk {
		f(0, n)
		return
	}
	env.Pool.For(nil, chunks, func(c int) { f(c*secularChunk, min((c+1)*secularChunk, n)) })
}

// vectors writes the right singular vectors of the merged matrix to the rows
// of q, with columns in the order of o, and returns by what each was divided:
// z·v was -1 before.
func (g *merger) vectors(env blas.Env, s *secular, roots []root, o groups, q blas.Mat[float64]) []float64 {
	k := len(roots)
	z, scales := make([]float64, k), make([]float64, k)
	stretches(env, k, func(lo, hi int) { s.reweigh(roots, z, lo, hi) })
	stretches(env, k, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			r, row := roots[i], q.Data[i*k:(i+1)*k]
			sum, origin := 0.0, s.d[r.pole]
			for j, x := range s.d {
				v := z[j] / float64(((x-origin)-r.tau)*((x+origin)+r.tau))
				row[o.position[j]] = v
				sum += float64(v * v)
			}
			scales[i] = math.Sqrt(sum)
			divide(row, scales[i])
		}
	})
	return scales
}

func divide(row []float64, by float64) {
	for j := range row {
		row[j] /= by
	}
}

// toLeft turns the right vectors in the rows of q into left ones: d[j]·v[j],
// and z·v for the pole at zero.
func toLeft(env blas.Env, s *secular, scales []float64, position []int, q blas.Mat[float64]) {
	k := len(s.d)
	d := make([]float64, k)
	for j, p := range position {
		d[p] = s.d[j]
	}
	stretches(env, k, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			row := q.Data[i*k : (i+1)*k]
			top := -1 / scales[i]
			sum := float64(top * top)
			for j, v := range row {
				u := d[j] * v
				row[j] = u
				sum += float64(u * u)
			}
			row[position[0]] = top
			divide(row, math.Sqrt(sum))
		}
	})
}

// update multiplies the gathered vectors m by the weights q: row i of the
// result is the vector of root i. The deflated ones follow as they are.
func (g *merger) update(env blas.Env, m blas.Mat[float64], work []float64, q blas.Mat[float64], o groups, right bool) {
	k, cols := len(o.rows), m.Cols
	rows := blas.RowMajor(work, g.p.n, cols, cols)
	take := func(i, row int) { copy(rows.Data[i*cols:(i+1)*cols], m.Data[row*m.RS:row*m.RS+cols]) }
	for i, row := range o.rows {
		take(i, row)
	}
	for i, row := range g.dropped {
		take(k+i, row)
	}
	// Left columns have elements of left vectors and of those in both, right
	// columns of those in both and of right ones. The vector at the pole has
	// its in the columns of the left part, or in all.
	nl, end := g.nl, o.start[topPole]
	if right {
		nl, end = g.nl+1, o.start[inRight]
	}
	from := o.start[inBoth]
	blas.Gemm(env, 1, q.Window(0, 0, k, end), rows.Window(0, 0, end, nl), 0, m.Window(0, 0, k, nl))
	blas.Gemm(env, 1, q.Window(0, from, k, k-from), rows.Window(from, nl, k-from, cols-nl), 0, m.Window(0, nl, k, cols-nl))
	for i := range g.dropped {
		copy(m.Data[(k+i)*m.RS:(k+i)*m.RS+cols], rows.Data[(k+i)*cols:])
	}
}

// finish writes the values to d and their order.
func (g *merger) finish(values []float64, order []int) {
	d := slices.Clone(g.d)
	copy(g.d, values)
	for i, j := range g.dropped {
		g.d[len(values)+i] = d[j]
	}
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case g.d[a] < g.d[b]:
			return -1
		case g.d[a] > g.d[b]:
			return 1
		}
		return 0
	})
}
