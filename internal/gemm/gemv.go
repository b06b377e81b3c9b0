package gemm

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/sched"
	"github.com/scicore-go/scicore/internal/vec"
)

// Gemv computes y = alpha*A*x + beta*y for A of m by n, with the bits of Gemm
// on the one-column matrices x and y; incx and incy are their strides.
func Gemv[T Float](t cpu.Tier, p *sched.Pool, done <-chan struct{}, m, n int, alpha T, a Mat[T], x unsafe.Pointer, incx int, beta T, y unsafe.Pointer, incy int) bool {
	return Gemm(t, p, done, m, 1, n, alpha, a, Mat[T]{x, incx, 1}, beta, Mat[T]{y, incy, 1})
}

const (
	vectorBytes  = 16 << 10 // sums of a chunk: they stay in the first-level cache
	vectorVolume = 1 << 16  // elements of B worth a second worker
)

// asVector reports whether the product is one with a row vector A for which
// there are kernels that read B where it lies, and worth a job.
func (q *product) asVector() bool {
	if q.m != 1 || q.n*q.k < 512 || q.ex.on {
		return false
	}
	rows := dotRows(q.tier, q.size)
	return q.b.cs == q.size && q.n >= q.g.lanes || q.b.rs == q.size && rows > 0 && q.n >= rows
}

// runVector computes C = A*B for a row vector A.
func (j *job) runVector() bool {
	j.colBlock = vectorBytes / j.size
	if j.n*j.k < vectorVolume {
		j.pool = nil
	}
	if w := 4 * j.pool.Workers(); w > 4 {
		j.colBlock = min(j.colBlock, max(roundUp(ceilDiv(j.n, w), 64), 64))
	}
	return j.each(vector, j.pool, ceilDiv(j.n, j.colBlock))
}

// vector computes some columns of C over all k.
func (j *job) vector(chunk int) {
	j0 := chunk * j.colBlock
	j1 := min(j.n, j0+j.colBlock)
	rows := dotRows(j.tier, j.size)
	byColumn := j.b.cs != j.size
	if byColumn {
		j0 = min(j0, j.n-rows) // enough columns for the kernel; see below
	}
	first := chunk*j.colBlock - j0
	w := workers.Get().(*worker)
	defer w.release()
	kc := depth(j.size)
	s := operand{w.cols.grab((j1 - j0) * j.size), 0, j.size}
	for pc := 0; pc < j.k; pc += kc {
		if closed(j.done) {
			j.stopped.Store(true)
			return
		}
		clear(unsafe.Slice((*byte)(s.p), (j1-j0)*j.size))
		x := j.a.from(0, pc)
		if byColumn {
			j.dots(w, x, j.b.from(pc, j0), min(kc, j.k-pc), j1-j0, s)
		} else {
			j.ranks(x, j.b.from(pc, j0), min(kc, j.k-pc), j1-j0, s)
		}
		// Columns before first belong to the chunk before this one, which
		// computes them too.
		j.finish(j1-j0-first, j.c.from(0, j0+first), s.at(0, first), j.mode(pc))
	}
}

// ranks adds x*B to the sums, rows of B at a time.
func (j *job) ranks(x, b operand, k, n int, s operand) {
	t := tile{acs: x.cs, brs: b.rs, c: s.p, k: n / j.g.lanes}
	rest := n % j.g.lanes
	if j.g.mask {
		t.mask = laneMask(rest)
		rest = 0
	}
	for p := 0; p < k; {
		rows := 8
		if k-p < 8 {
			rows = 1
		}
		t.a, t.b = x.at(0, p), b.at(p, 0)
		rank(j.tier, j.size, rows, &t)
		p += rows
	}
	if rest > 0 {
		j.chains(x, b.from(0, n-rest), k, rest, operand{s.at(0, n-rest), 0, s.cs})
	}
}

// dots adds x*B to the sums, groups of columns of B at a time. The last group
// overlaps the one before: its sums start again.
func (j *job) dots(w *worker, x, b operand, k, n int, s operand) {
	rows := dotRows(j.tier, j.size)
	if x.cs != j.size {
		v := operand{w.rows.grab(k * j.size), 0, j.size}
		copyStrided(j.size, 1, k, v, x)
		x = v
	}
	for q := 0; q < n; q += rows {
		if q > n-rows {
			q = n - rows
			clear(unsafe.Slice((*byte)(s.at(0, q)), rows*j.size))
		}
		t := tile{a: x.p, b: b.at(0, q), brs: b.cs, c: s.at(0, q), k: k &^ 3}
		if t.k > 0 {
			dot(j.size, &t)
		}
		if t.k < k {
			j.chains(x.from(0, t.k), b.from(t.k, q), k-t.k, rows, operand{s.at(0, q), 0, s.cs})
		}
	}
}

// chains adds x*B to the sums, element by element.
func (j *job) chains(x, b operand, k, n int, s operand) {
	if j.size == 8 {
		chains[float64](x, b, k, n, s)
	} else {
		chains[float32](x, b, k, n, s)
	}
}

func chains[T Real](x, b operand, k, n int, s operand) {
	for p := range k {
		v := *(*T)(x.at(0, p))
		for i := range n {
			e := (*T)(s.at(0, i))
			*e = vec.FMA(v, *(*T)(b.at(p, i)), *e)
		}
	}
}

// finish lets n sums enter C.
func (j *job) finish(n int, c operand, s unsafe.Pointer, mode int) {
	if j.size == 8 {
		finish(c, unsafe.Slice((*float64)(s), n), fromBits[float64](j.alpha), fromBits[float64](j.beta), mode)
	} else {
		finish(c, unsafe.Slice((*float32)(s), n), fromBits[float32](j.alpha), fromBits[float32](j.beta), mode)
	}
}

func finish[T Real](c operand, s []T, alpha, beta T, mode int) {
	for i, v := range s {
		e := (*T)(c.at(0, i))
		*e = enter(*e, v, alpha, beta, mode)
	}
}
