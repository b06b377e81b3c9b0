package svd

import (
	"math"
	"slices"

	"github.com/scicore-go/scicore/internal/blas"
)

const (
	leafSize      = 25 // rows from which a matrix is divided
	parallelNodes = 4  // nodes of one level from which each is one worker's
)

// Bdsdc computes the singular value decomposition of the upper bidiagonal
// matrix with the diagonal d and the elements e above it by divide and
// conquer: d is overwritten with the values, largest first, e is destroyed,
// and the rows of ut and vt, n by n and row-major, become the left and right
// vectors. It uses 2·n² further elements. Values are right to a small multiple
// of eps times the largest; the vectors are orthogonal to working precision.
//
// It returns n, with NaN in all results, if d or e hold NaN or infinity, and
// zero otherwise. M. Gu and S. Eisenstat, "A divide-and-conquer algorithm for
// the bidiagonal SVD", SIAM J. Matrix Anal. Appl. 16 (1995); LAPACK: ?bdsdc.
func Bdsdc(env blas.Env, d, e []float64, ut, vt blas.Mat[float64]) int {
	n := len(d)
	checkBidiagonal(d, e)
	if n <= leafSize || !finite(d) || !finite(e) {
		blas.Fill(ut, 0, 1)
		blas.Fill(vt, 0, 1)
		return Bdsqr(env, d, e, ut, vt)
	}
	checkVectors(d, ut)
	checkVectors(d, vt)
	big := 0.0
	for _, x := range d {
		big = math.Max(big, math.Abs(x))
	}
	for _, x := range e {
		big = math.Max(big, math.Abs(x))
	}
	if big == 0 {
		blas.Fill(ut, 0, 1)
		blas.Fill(vt, 0, 1)
		return 0
	}
	up := -math.Ilogb(big)
	c := &conquest{
		env: env, d: make([]float64, n), e: make([]float64, n), ut: ut, vt: vt,
		order: make([]int, n), z: make([]float64, n),
		gather: blas.Scratch[float64](n, n).Data, weights: blas.Scratch[float64](n, n).Data,
	}
	for i, x := range d {
		c.d[i] = math.Ldexp(x, up)
	}
	for i, x := range e {
		c.e[i] = math.Ldexp(x, up)
	}
	failed := c.run()
	for i, at := range c.order {
		d[n-1-i] = math.Ldexp(c.d[at], -up)
	}
	c.arrange(ut)
	c.arrange(vt)
	return failed
}

// conquest is a run of Bdsdc. Vectors are rows of ut and vt; a part of the
// matrix has the rows and columns of these that its own have, so that the two
// are block diagonal until parts merge.
type conquest struct {
	env             blas.Env
	d, e            []float64
	ut, vt          blas.Mat[float64]
	order           []int     // for each part the positions of its values, smallest first, from its own first
	z               []float64 // scratch: the row of the merged matrix
	gather, weights []float64 // scratch, n² each, of which a part has its own stretch
}

// part is rows first..first+n of the matrix, with n+extra columns. Its null
// vector, if extra is 1, is the last row of its part of vt.
type part struct{ first, n, extra int }

// children divides p around a middle row.
func (p part) children() (left, right part) {
	nl := p.n / 2
	return part{p.first, nl, 1}, part{p.first + nl + 1, p.n - nl - 1, p.extra}
}

// levels lists the parts by their height in the tree: leaves first.
func levels(n int) [][]part {
	var out [][]part
	var visit func(p part) int
	visit = func(p part) int {
		h := 0
		if p.n > leafSize {
			l, r := p.children()
			h = 1 + max(visit(l), visit(r))
		}
		for len(out) <= h {
			out = append(out, nil)
		}
		out[h] = append(out[h], p)
		return h
	}
	visit(part{0, n, 0})
	return out
}

func (c *conquest) run() int {
	blas.Fill(c.ut, 0, 1) // each middle row begins as its own vector
	blas.Fill(c.vt, 0, 0)
	for h, parts := range levels(len(c.d)) {
		if blas.Stopped(c.env) {
			return len(c.d)
		}
		env := c.env
		body := func(i int) {
			if h == 0 {
				c.leaf(parts[i])
			} else {
				c.merge(env, parts[i])
			}
		}
		if len(parts) >= parallelNodes {
			env.Pool = nil
			c.env.Pool.For(nil, len(parts), body)
			continue
		}
		for i := range parts {
			body(i)
		}
	}
	return 0
}

// leaf decomposes a small part by QR iteration.
func (c *conquest) leaf(p part) {
	env := blas.Env{Tier: c.env.Tier}
	n, m := p.n, p.n+p.extra
	d, e := c.d[p.first:p.first+n], c.e[p.first:p.first+n]
	ut, vt := c.ut.Window(p.first, p.first, n, n), c.vt.Window(p.first, p.first, m, m)
	blas.Fill(ut, 0, 1)
	blas.Fill(vt, 0, 1)
	if p.extra == 1 {
		dropColumn(env, d, e, vt)
	}
	Bdsqr(env, d, e[:n-1], ut, vt.Window(0, 0, n, m))
	for i := range n {
		c.order[p.first+i] = n - 1 - i
	}
}

// dropColumn makes an n by n+1 bidiagonal matrix square by rotations of its
// last column with all others, from the last to the first.
func dropColumn(env blas.Env, d, e []float64, vt blas.Mat[float64]) {
	n := len(d)
	g := e[n-1]
	for i := n - 1; i >= 0; i-- {
		c, s, r := givens(d[i], g)
		d[i] = r
		rotateRows(env, vt, i, n, rotation{c, s})
		if i > 0 {
			g = -s * e[i-1]
			e[i-1] *= c
		}
	}
}

// arrange brings the rows of vectors into decreasing order of the values.
func (c *conquest) arrange(m blas.Mat[float64]) {
	n := len(c.d)
	from := blas.RowMajor(c.gather, n, n, n)
	slices.Reverse(c.order)
	defer slices.Reverse(c.order)
	c.env.Pool.For(nil, n, func(i int) { blas.CopyVec(c.env, m.Row(c.order[i]), from.Row(i)) })
	blas.Copy(c.env, m, from)
}
