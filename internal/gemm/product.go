package gemm

import "github.com/scicore-go/scicore/internal/cpu"

// product is one real product without its element type.
type product struct {
	tier        cpu.Tier
	g           geometry
	size        int
	done        <-chan struct{}
	m, n, k     int
	a, b, c     operand
	alpha, beta uint64
	first       int // mode of the first k-block
	part        Part
	ex          expansion // of a complex product: n and k count parts, B complex elements
}

// bFrom is B from row p and column j on.
func (q *product) bFrom(p, j int) operand {
	if q.ex.on {
		return q.b.from(p/2, j/2)
	}
	return q.b.from(p, j)
}

// aFrom is A from row i and column p on.
func (q *product) aFrom(i, p int) operand {
	if q.ex.on {
		p /= 2
	}
	return q.a.from(i, p)
}

// orient transposes the whole product if that lets the vectors run along
// contiguous memory of C, or along the longer side of a vector.
func (q *product) orient() {
	flip := q.c.cs != q.size && q.c.rs == q.size
	if q.n == 1 {
		flip = q.m > 1
	} else if q.m == 1 {
		flip = false
	}
	if flip {
		q.m, q.n = q.n, q.m
		q.a, q.b, q.c = q.b.t(), q.a.t(), q.c.t()
		q.part = q.part.flip()
	}
}

// mode returns what the k-block from index pc does to C.
func (q *product) mode(pc int) int {
	if pc == 0 {
		return q.first
	}
	return add
}

// smallVolume bounds the products that run at once on the calling goroutine,
// without packing what the kernels can read where it lies.
const smallVolume = 48 * 48 * 48

func (q *product) small() bool { return q.m*q.n*q.k <= smallVolume && !q.asVector() }

// runSmall multiplies a small product.
func (q *product) runSmall() bool {
	w := workers.Get().(*worker)
	ok := true
	for pc := 0; pc < q.k && ok; pc += depth(q.size) {
		x := w.begin(q, pc, min(depth(q.size), q.k-pc))
		x.a, x.b, x.c, x.m, x.n = q.aFrom(0, pc), q.bFrom(pc, 0), q.c, q.m, q.n
		if q.ex.on {
			w.realRows()
			w.expandB(q)
		} else if x.b.cs != q.size {
			w.packB()
		}
		ok = x.run()
	}
	w.release()
	return ok
}
