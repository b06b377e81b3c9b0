package schur

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
)

// chain is a sweep of many small bulges over rows ktop to kbot of a real
// Hessenberg matrix. The bulges stand two rows apart and move down together.
// While they pass some rows only the part of the matrix near the diagonal is
// touched; the product of their reflections is accumulated in ut (transposed)
// and multiplies the rest at once. LAPACK: dlaqr5; the packing is that of L.
// Karlsson, D. Kressner and B. Lang, "Optimally packed chains of bulges in
// multishift QR algorithms", ACM TOMS 40 (2014).
type chain[T blas.Real] struct {
	tier       cpu.Tier
	h, z       blas.Mat[T]
	full       bool
	ulp, tiny  float64
	ktop, kbot int
	shifts     []complex128
	bulges     []bump3[T]
	ut         blas.Mat[T]
	products   *products[T]
	incol      int // ut belongs to rows and columns from incol+1 on
	jtop, jbot int // rows and columns that are touched near the diagonal
}

// run sweeps with an even number of shifts.
func (c *chain[T]) run(env blas.Env) {
	if len(c.shifts) < 2 || c.ktop >= c.kbot {
		return
	}
	c.tier = env.Tier
	nb := len(c.shifts) / 2
	c.bulges = make([]bump3[T], nb)
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
func (c *chain[T]) advance(row int) {
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
		c.bulges[m].rows(c.tier, c.h, k+1, max(c.ktop, k+2), c.jbot+1)
	}
	// The product of reflections has nothing yet outside these columns.
	to := min(c.ut.Cols, row+2*(end-1)-c.incol+5)
	for m := end - 1; m >= first; m-- {
		at := row + 2*m - c.incol
		c.bulges[m].rows(c.tier, c.ut, at, max(0, c.ktop-c.incol-1, at-(row-c.incol)), to)
	}
}

func (c *chain[T]) at(i, j int) float64 { return float64(c.h.Data[i*c.h.RS+j*c.h.CS]) }

func (c *chain[T]) set(i, j int, x float64) { c.h.Data[i*c.h.RS+j*c.h.CS] = T(x) }

func (c *chain[T]) abs(i, j int) float64 { return math.Abs(c.at(i, j)) }

// start returns the first column of bulge m as if it began at row k.
func (c *chain[T]) start(k, m int) [3]float64 {
	return firstColumn3(c.at(k, k), c.at(k, k+1), c.at(k+1, k), c.at(k+1, k+1), c.at(k+2, k+1), c.shifts[2*m], c.shifts[2*m+1])
}

// last moves a bulge of two rows, at the bottom.
func (c *chain[T]) last(k, m int) {
	var r bump3[T]
	if k == c.ktop-1 {
		v := firstColumn2(c.at(k+1, k+1), c.at(k+1, k+2), c.at(k+2, k+1), c.at(k+2, k+2), c.shifts[2*m], c.shifts[2*m+1])
		r, _ = makeBump3[T](v[0], v[1], 0)
	} else {
		var beta T
		r, beta = makeBump3[T](c.at(k+1, k), c.at(k+2, k), 0)
		c.h.Set(k+1, k, beta)
		c.h.Set(k+2, k, 0)
	}
	c.bulges[m] = r
	r.cols2(c.h, k+1, c.jtop, min(c.kbot, k+3)+1)
	r.rows2(c.h, k+1, k+1, c.jbot+1)
	c.test(k)
	r.rows2(c.ut, k-c.incol, max(0, c.ktop-c.incol-1), c.ut.Cols)
}

// move brings bulge m from row k to row k+1, or into the matrix.
func (c *chain[T]) move(k, m int) {
	r := c.bulges[m]
	if k == c.ktop-1 {
		v := c.start(c.ktop, m)
		r, _ = makeBump3[T](v[0], v[1], v[2])
	} else {
		// The row below the bulge was left out before.
		s := float64(r.v3) * c.at(k+3, k+2)
		c.set(k+3, k, -s*float64(r.t1))
		c.set(k+3, k+1, -s*float64(r.t2))
		c.set(k+3, k+2, c.at(k+3, k+2)-float64(s*float64(r.t3)))
		r = c.chase(k, m)
	}
	c.bulges[m] = r
	r.cols(c.tier, c.h, k+1, c.jtop, min(c.kbot, k+3)+1)
	r.rows(c.tier, c.h, k+1, k+1, k+2) // the other columns later, together
	c.test(k)
}

// chase makes the reflection that clears column k below row k+1.
func (c *chain[T]) chase(k, m int) bump3[T] {
	r, beta := makeBump3[T](c.at(k+1, k), c.at(k+2, k), c.at(k+3, k))
	if c.h.At(k+3, k) != 0 || c.h.At(k+3, k+1) != 0 || c.h.At(k+3, k+2) == 0 {
		c.h.Set(k+1, k, beta)
		c.h.Set(k+2, k, 0)
		c.h.Set(k+3, k, 0)
		return r
	}
	// The bulge has collapsed. Begin a new one, if that leaves nothing below.
	v := c.start(k+1, m)
	n, _ := makeBump3[T](v[0], v[1], v[2])
	s := c.at(k+1, k) + float64(float64(n.v2)*c.at(k+2, k))
	left := math.Abs(c.at(k+2, k)-float64(s*float64(n.t2))) + math.Abs(s*float64(n.t3))
	if left > c.ulp*(c.abs(k, k)+c.abs(k+1, k+1)+c.abs(k+2, k+2)) {
		c.h.Set(k+1, k, beta)
	} else {
		c.set(k+1, k, c.at(k+1, k)-float64(s*float64(n.t1)))
		r = n
	}
	c.h.Set(k+2, k, 0)
	c.h.Set(k+3, k, 0)
	return r
}

// test sets the subdiagonal element of column k to zero if it is negligible.
func (c *chain[T]) test(k int) {
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
	if deflates(sub, c.abs(k, k+1), c.abs(k+1, k+1), math.Abs(c.at(k, k)-c.at(k+1, k+1)), c.ulp, c.tiny) {
		c.h.Set(k+1, k, 0)
	}
}

// spread multiplies what the bulges have not touched by their product.
func (c *chain[T]) spread(env blas.Env) {
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

// firstColumn2 is a multiple of the first column of (H - r1)·(H - r2) for a
// matrix of order 2.
func firstColumn2(a, b, c, d float64, r1, r2 complex128) [2]float64 {
	s := math.Abs(a-real(r2)) + math.Abs(imag(r2)) + math.Abs(c)
	if s == 0 {
		return [2]float64{}
	}
	t := c / s
	return [2]float64{
		float64(t*b) + float64((a-real(r1))*((a-real(r2))/s)) - float64(imag(r1)*(imag(r2)/s)),
		t * (a + d - real(r1) - real(r2)),
	}
}
