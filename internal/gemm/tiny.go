package gemm

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/sched"
)

// tiny is a stack of products so small that a row of C fits a tile or two:
// kernels are called at once, on operands where they lie. Where there are
// kernels for a series of products, one call does as many as a chunk has;
// otherwise those of Gemm's tiles do one product after the other. The bits are
// those of Gemm.
type tiny[T Float] struct {
	q       product
	cut     cut  // of each product of a series,
	fits    bool // if there are kernels for it
	vecs    int  // of a tile otherwise
	a, b, c Stack[T]
	shape   []int
}

// tinyOf returns the stack as one of tiny products, if it is.
func tinyOf[T Float](t cpu.Tier, shape []int, m, n, k int, alpha T, a, b Stack[T], beta T, c Stack[T]) (x tiny[T], ok bool) {
	if m > 64 || n > 64 || k > 64 || k <= 0 {
		return x, false
	}
	q := product{tier: t, m: m, n: n, k: k, a: erase(a.Mat), b: erase(b.Mat), c: erase(c.Mat)}
	switch alpha := any(alpha).(type) {
	case float64:
		ok = tinyScalars(&q, alpha, any(beta).(float64))
	case float32:
		ok = tinyScalars(&q, alpha, any(beta).(float32))
	case complex128:
		beta := any(beta).(complex128)
		ok = imag(alpha) == 0 && imag(beta) == 0 && tinyScalars(&q, real(alpha), real(beta))
		q.ex.on = true
	case complex64:
		beta := any(beta).(complex64)
		ok = imag(alpha) == 0 && imag(beta) == 0 && tinyScalars(&q, real(alpha), real(beta))
		q.ex.on = true
	}
	unit := sizeOf[T]()
	ok = ok && q.c.cs == unit && q.b.cs == unit
	if q.ex.on {
		q.n, q.k, q.a.cs = 2*n, 2*k, q.size
	}
	x = tiny[T]{q: q, vecs: ceilDiv(q.n, q.g.lanes), a: a, b: b, c: c, shape: shape}
	x.cut, x.fits = cutOf(q.g, m, q.n)
	x.fits = x.fits && ok && q.first == set
	ok = ok && x.vecs <= min(q.g.vecs, 3) && (q.g.mask || q.n%q.g.lanes == 0) && (!q.ex.on || a.CS == 1)
	return x, ok || x.fits
}

// tinyScalars fills in what depends on the real type. A zero alpha has rules
// of its own.
func tinyScalars[T Real](q *product, alpha, beta T) bool {
	q.size = sizeOf[T]()
	q.g = geometryOf(q.tier, q.size)
	q.alpha, q.beta, q.first = toBits(alpha), toBits(beta), firstMode(beta)
	return alpha != 0
}

// multiply runs the products from i to end.
func (x *tiny[T]) multiply(i, end int) {
	if x.fits {
		x.runSeries(i, end)
		return
	}
	w := workers.Get().(*worker)
	defer w.release()
	q := &x.q
	t := &w.begin(q, 0, q.k).tile
	t.k, t.mask = q.k, laneMask(q.n-(x.vecs-1)*q.g.lanes)
	t.ars, t.acs, t.brs, t.crs = q.a.rs, q.a.cs, q.b.rs, q.c.rs
	t.nextstep, t.nextskip = 0, 0
	var e panel
	if q.ex.on {
		t.brs = q.g.width() * q.size
		e = panel{ss: q.b.rs, dst: w.cols.grab(q.k * t.brs), ds: t.brs, n: q.k / 2, mask: t.mask}
		e.even, e.odd = q.ex.signs(q.size)
	}
	for ; i < end; i++ {
		b := x.b.place(x.shape, i)
		t.b = b
		if q.ex.on {
			e.src, t.b = b, e.dst
			if !expandRows(q.tier, q.size, x.vecs, &e) {
				expandRest(q.size, q.k/2, 0, q.n, operand{e.dst, e.ds, q.size}, operand{b, q.b.rs, 2 * q.size}, &e)
			}
		}
		x.tiles(t, x.a.place(x.shape, i), x.c.place(x.shape, i))
	}
}

// all runs all of them, in chunks of some 30 µs: each ends by waiting for what
// it wrote past the caches.
func (x *tiny[T]) all(p *sched.Pool, done <-chan struct{}, count int) bool {
	const volume = 1 << 20
	per := max(1, min(volume/(x.q.m*x.q.n*x.q.k), count))
	if w := p.Workers(); w > 1 {
		per = min(per, ceilDiv(count, 4*w))
	}
	if per < count {
		return x.share(p, done, count, per)
	}
	if closed(done) {
		return false
	}
	x.multiply(0, count)
	return !closed(done)
}

// share shares them out. It takes a copy, since what a closure holds does not
// stay on the stack.
func (x tiny[T]) share(p *sched.Pool, done <-chan struct{}, count, per int) bool {
	return p.For(done, ceilDiv(count, per), func(chunk int) {
		x.multiply(chunk*per, min(count, (chunk+1)*per))
	}) && !closed(done)
}

// tiles runs the tiles of one product.
func (x *tiny[T]) tiles(t *tile, a, c unsafe.Pointer) {
	q := &x.q
	for r := 0; r < q.m; {
		rows := q.g.fitRows(q.m - r)
		t.a, t.c = unsafe.Add(a, r*q.a.rs), unsafe.Add(c, r*q.c.rs)
		t.next = t.a
		runTile(q.tier, q.size, rows, x.vecs, t)
		r += rows
	}
}
