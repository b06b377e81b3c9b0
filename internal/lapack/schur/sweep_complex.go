package schur

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
)

// chainc is the sweep of [chain] over a complex matrix. LAPACK: zlaqr5.
type chainc[T blas.Complex] struct {
	tier       cpu.Tier
	h, z       blas.Mat[T]
	full       bool
	ulp, tiny  float64
	ktop, kbot int
	shifts     []complex128
	bulges     []bump3c
	ut         blas.Mat[T]
	products   *products[T]
	incol      int // ut belongs to rows and columns from incol+1 on
	jtop, jbot int // rows and columns that are touched near the diagonal
}

// run sweeps with an even number of shifts.
func (c *chainc[T]) run(env blas.Env) {
	if len(c.shifts) < 2 || c.ktop >= c.kbot {
		return
	}
	c.tier = env.Tier
	nb := len(c.shifts) / 2
	c.bulges = make([]bump3c, nb)
	if c.ktop+2 <= c.kbot {
		c.h.Set(c.ktop+2, c.ktop, 0)
	}
	order := 4 * nb
	c.ut = blas.Scratch[T](order, order)
	for c.incol = c.ktop - 2*nb + 1; c.incol <= c.kbot-2; c.incol += 2 * nb {
		if blas.Stopped(env) {
			return
		}
		c.jtop, c.jbot = max(c.ktop, c.incol), min(c.incol+order, c.kbot)
		blas.Fill(c.ut, 0, 1)
		for row := c.incol; row <= min(c.incol+2*nb-1, c.kbot-2); row++ {
			c.advance(row)
		}
		c.spread(env)
	}
}

// advance moves all bulges one row down, the topmost to begin at row.
func (c *chainc[T]) advance(row int) {
	nb := len(c.bulges)
	first := max(0, (c.ktop-row)/2)
	end := min(nb, (c.kbot-row-1)/2)
	if end < nb && row+2*end == c.kbot-2 {
		c.last(row+2*end, end)
	}
	for m := end - 1; m >= first; m-- {
		c.move(row+2*m, m)
	}
	// From the left: the column after the bulge is done.
	for m := end - 1; m >= first; m-- {
		k := row + 2*m
		rows3c(c.tier, c.bulges[m], c.h, k+1, max(c.ktop, k+2), c.jbot+1)
	}
	// The product of reflections has nothing yet outside these columns.
	to := min(c.ut.Cols, row+2*(end-1)-c.incol+5)
	for m := end - 1; m >= first; m-- {
		at := row + 2*m - c.incol
		cols3c(c.tier, c.bulges[m], c.ut.T(), at, max(0, c.ktop-c.incol-1, at-(row-c.incol)), to)
	}
}

func (c *chainc[T]) at(i, j int) complex128 { return complex128(c.h.Data[i*c.h.RS+j*c.h.CS]) }

func (c *chainc[T]) set(i, j int, x complex128) { c.h.Data[i*c.h.RS+j*c.h.CS] = T(x) }

func (c *chainc[T]) abs(i, j int) float64 { return abs1(c.at(i, j)) }

// start returns the first column of bulge m as if it began at row k.
func (c *chainc[T]) start(k, m int) [3]complex128 {
	return firstColumn3c(c.at(k, k), c.at(k, k+1), c.at(k+1, k), c.at(k+1, k+1), c.at(k+2, k+1), c.shifts[2*m], c.shifts[2*m+1])
}

// last moves a bulge of two rows, at the bottom.
func (c *chainc[T]) last(k, m int) {
	var r bump3c
	if k == c.ktop-1 {
		v := firstColumn2c(c.at(k+1, k+1), c.at(k+1, k+2), c.at(k+2, k+1), c.at(k+2, k+2), c.shifts[2*m], c.shifts[2*m+1])
		r, _ = makeBump3c(v[0], v[1], 0)
	} else {
		var beta float64
		r, beta = makeBump3c(c.at(k+1, k), c.at(k+2, k), 0)
		c.set(k+1, k, complex(beta, 0))
		c.h.Set(k+2, k, 0)
	}
	c.bulges[m] = r
	cols2c(c.tier, r.two(), c.h, k+1, c.jtop, min(c.kbot, k+3)+1)
	rows2c(c.tier, r.two(), c.h, k+1, k+1, c.jbot+1)
	c.test(k)
	cols2c(c.tier, r.two(), c.ut.T(), k-c.incol, max(0, c.ktop-c.incol-1), c.ut.Cols)
}

// move brings bulge m from row k to row k+1, or into the matrix.
func (c *chainc[T]) move(k, m int) {
	r := c.bulges[m]
	if k == c.ktop-1 {
		v := c.start(c.ktop, m)
		r, _ = makeBump3c(v[0], v[1], v[2])
	} else {
		// The row below the bulge was left out before.
		s := mul(r.t, mul(r.v3, c.at(k+3, k+2)))
		c.set(k+3, k, -s)
		c.set(k+3, k+1, -mul(s, conj(r.v2)))
		c.set(k+3, k+2, c.at(k+3, k+2)-mul(s, conj(r.v3)))
		r = c.chase(k, m)
	}
	c.bulges[m] = r
	cols3c(c.tier, r, c.h, k+1, c.jtop, min(c.kbot, k+3)+1)
	rows3c(c.tier, r, c.h, k+1, k+1, k+2) // the other columns later, together
	c.test(k)
}

// chase makes the reflection that clears column k below row k+1.
func (c *chainc[T]) chase(k, m int) bump3c {
	r, beta := makeBump3c(c.at(k+1, k), c.at(k+2, k), c.at(k+3, k))
	if c.h.At(k+3, k) != 0 || c.h.At(k+3, k+1) != 0 || c.h.At(k+3, k+2) == 0 {
		c.set(k+1, k, complex(beta, 0))
		c.h.Set(k+2, k, 0)
		c.h.Set(k+3, k, 0)
		return r
	}
	// The bulge has collapsed. Begin a new one, if that leaves nothing below.
	v := c.start(k+1, m)
	n, _ := makeBump3c(v[0], v[1], v[2])
	s := mul(conj(n.t), c.at(k+1, k)+mul(conj(n.v2), c.at(k+2, k)))
	left := abs1(c.at(k+2, k)-mul(s, n.v2)) + abs1(mul(s, n.v3))
	if left > c.ulp*(c.abs(k, k)+c.abs(k+1, k+1)+c.abs(k+2, k+2)) {
		c.set(k+1, k, complex(beta, 0))
	} else {
		c.set(k+1, k, c.at(k+1, k)-s)
		r = n
	}
	c.h.Set(k+2, k, 0)
	c.h.Set(k+3, k, 0)
	return r
}

// test sets the subdiagonal element of column k to zero if it is negligible.
func (c *chainc[T]) test(k int) {
	if k < c.ktop || c.h.At(k+1, k) == 0 {
		return
	}
	sub := c.abs(k+1, k)
	size := c.abs(k, k) + c.abs(k+1, k+1)
	if size == 0 {
		for j := max(c.ktop, k-3); j < k; j++ {
			size += c.abs(k, j)
		}
		for i := k + 2; i <= min(c.kbot, k+4); i++ {
			size += c.abs(i, k+1)
		}
	}
	if sub > math.Max(c.tiny, c.ulp*size) {
		return
	}
	if deflates(sub, c.abs(k, k+1), c.abs(k+1, k+1), abs1(c.at(k, k)-c.at(k+1, k+1)), c.ulp, c.tiny) {
		c.h.Set(k+1, k, 0)
	}
}

// spread multiplies what the bulges have not touched by their product.
func (c *chainc[T]) spread(env blas.Env) {
	k := max(0, c.ktop-c.incol-1)
	n := c.ut.Rows - max(0, c.incol+c.ut.Rows-c.kbot) - k
	at := c.incol + 1 + k
	q := c.ut.Window(k, k, n, n).T()
	top, end := c.ktop, c.kbot+1
	if c.full {
		top, end = 0, c.h.Cols
	}
	c.products.fromLeft(env, q, c.h.Window(at, c.jbot+1, n, end-c.jbot-1))
	c.products.fromRight(env, c.h.Window(top, at, max(c.ktop, c.incol)-top, n), q)
	if !c.z.Empty() {
		c.products.fromRight(env, c.z.Window(0, at, c.z.Rows, n), q)
	}
}

// firstColumn2c is a multiple of the first column of (H - r1)·(H - r2) for a
// matrix of order 2, given by its elements.
func firstColumn2c(a, b, c, d, r1, r2 complex128) [2]complex128 {
	v := firstColumn3c(a, b, c, d, 0, r1, r2)
	return [2]complex128{v[0], v[1]}
}

// firstColumn3c is a multiple of the first column of (H - r1)·(H - r2), given
// the leading elements of H.
func firstColumn3c(h00, h01, h10, h11, h21, r1, r2 complex128) [3]complex128 {
	s := abs1(h00-r2) + abs1(h10)
	if s == 0 {
		return [3]complex128{}
	}
	t := scaled(1/s, h10)
	v := [3]complex128{
		mul(t, h01) + mul(h00-r1, scaled(1/s, h00-r2)),
		mul(t, h00+h11-r1-r2),
		mul(t, h21),
	}
	if s = abs1(v[0]) + abs1(v[1]) + abs1(v[2]); s > 0 {
		f := 1 / s
		v[0], v[1], v[2] = scaled(f, v[0]), scaled(f, v[1]), scaled(f, v[2])
	}
	return v
}
