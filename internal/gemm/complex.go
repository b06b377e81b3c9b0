package gemm

import (
	"sync"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/sched"
)

// pair is a complex scalar by parts.
type pair[T Real] struct{ re, im T }

func split(z complex128) pair[float64] { return pair[float64]{real(z), imag(z)} }
func split64(z complex64) pair[float32] {
	return pair[float32]{real(z), imag(z)}
}

// gemmComplex is Gemm over a complex type with parts T. Where rows of A and C
// are contiguous they are real matrices of twice the columns, as they lie in
// memory, and so the product is a real one,
//
//	C' = A'·B',  B' row 2p   = ( Re b[p][0], Im b[p][0], Re b[p][1], ...),
//	             B' row 2p+1 = (-Im b[p][0], Re b[p][0], ...),
//
// of m by 2n by 2k, whose bits the package comment fixes. B' is made while B
// is packed; conjugation changes signs in it. If alpha has an imaginary part,
// B is multiplied by it first, as in BLAS, with every operation rounded; if
// beta has one, so is C, and then the product is added. The products of
// infinite elements are those of the formula, without the recoveries of C99's
// Annex G.
func gemmComplex[T Real](t cpu.Tier, p *sched.Pool, done <-chan struct{}, f Form, m, n, k int, alpha pair[T], a, b operand, beta pair[T], c operand) bool {
	if m <= 0 || n <= 0 {
		return true
	}
	if alpha == (pair[T]{}) || k <= 0 {
		scaleComplex(f.Part, m, n, beta, c)
		return true
	}
	size := sizeOf[T]()
	if c.cs != 2*size && c.rs == 2*size {
		m, n, a, b, c = n, m, b.t(), a.t(), c.t()
		f = Form{f.ConjB, f.ConjA, f.Part.flip()}
	}
	if c.cs != 2*size && n > 1 {
		return gemmApart(t, p, done, f, m, n, k, alpha, a, b, beta, c)
	}
	if beta.im != 0 {
		scaleComplex(f.Part, m, n, beta, c)
		beta = pair[T]{1, 0}
	}
	ex := expansion{on: true, conjA: f.ConjA, conjB: f.ConjB}
	if alpha.im != 0 {
		ex.scaled, ex.alpha = true, pair[float64]{float64(alpha.re), float64(alpha.im)}
		alpha = pair[T]{1, 0}
	}
	q := product{tier: t, g: geometryOf(t, size), size: size, done: done, m: m, n: 2 * n, k: 2 * k, a: a, b: b,
		c: operand{c.p, c.rs, size}, alpha: toBits(alpha.re), beta: toBits(beta.re), first: firstMode(beta.re), part: f.Part, ex: ex}
	return q.multiply(p)
}

// gemmApart multiplies into a contiguous copy of C.
func gemmApart[T Real](t cpu.Tier, p *sched.Pool, done <-chan struct{}, f Form, m, n, k int, alpha pair[T], a, b operand, beta pair[T], c operand) bool {
	unit := 2 * sizeOf[T]()
	w := planes.Get().(*plane)
	defer planes.Put(w)
	o := operand{w.grab(m * n * unit), n * unit, unit}
	copyPart(f.Part, unit, m, n, o, c)
	ok := gemmComplex(t, p, done, f, m, n, k, alpha, a, b, beta, o)
	copyPart(f.Part, unit, m, n, c, o)
	return ok
}

// plane is the memory of a copy of C.
type plane struct{ buffer }

var planes = sync.Pool{New: func() any { return new(plane) }}

// copyPart copies the elements of a part.
func copyPart(p Part, unit, m, n int, dst, src operand) {
	for i := range m {
		from, to := p.row(i, n)
		copyStrided(unit, 1, to-from, dst.from(i, from), src.from(i, from))
	}
}

// scaleComplex computes c = beta*c, or c = 0 without reading it.
func scaleComplex[T Real](part Part, m, n int, beta pair[T], c operand) {
	if beta == (pair[T]{1, 0}) {
		return
	}
	for i := range m {
		from, to := part.row(i, n)
		for j := from; j < to; j++ {
			e := (*pair[T])(c.at(i, j))
			switch {
			case beta == (pair[T]{}):
				*e = pair[T]{}
			case beta.im == 0:
				*e = pair[T]{beta.re * e.re, beta.re * e.im}
			default:
				*e = times(beta, *e)
			}
		}
	}
}

// times is x*y with every operation rounded.
func times[T Real](x, y pair[T]) pair[T] {
	return pair[T]{T(x.re*y.re) - T(x.im*y.im), T(x.re*y.im) + T(x.im*y.re)}
}

// realRows makes A of the block, complex rows, a real matrix: where it lies if
// the rows are contiguous, otherwise in a copy.
func (w *worker) realRows() {
	x := &w.block
	unit := 2 * x.size
	if x.a.cs == unit {
		x.a.cs = x.size
		return
	}
	to := operand{w.rows.grab(x.m * x.k * x.size), x.k * x.size, unit}
	copyUnits(x.tier, unit, x.m, x.k/2, to, x.a)
	x.a = operand{to.p, to.rs, x.size}
}

// expandB replaces complex B by panels of its real form.
func (w *worker) expandB(q *product) {
	x := &w.block
	dst := w.cols.grab(roundUp(x.n, x.g.width()) * x.k * x.size)
	q.expandPanels(x.b, x.k, x.n, dst, &x.pad)
	x.b, x.bPanels = operand{p: dst}, true
}
