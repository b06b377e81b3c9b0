package gemm

import (
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/sched"
)

// Gemm computes C = alpha*A*B + beta*C for A of m by k, B of k by n and C of
// m by n, on the tier t and the workers of p (nil: the calling goroutine). C
// must not overlap A or B. It returns false if done was closed before the
// product was complete; C then holds a mixture.
//
// Complex products are real ones of twice the size; see gemmComplex.
func Gemm[T Float](t cpu.Tier, p *sched.Pool, done <-chan struct{}, m, n, k int, alpha T, a, b Mat[T], beta T, c Mat[T]) bool {
	return GemmForm(t, p, done, Form{}, m, n, k, alpha, a, b, beta, c)
}

// gemmReal is GemmForm over a real type.
func gemmReal[T Real](t cpu.Tier, p *sched.Pool, done <-chan struct{}, part Part, m, n, k int, alpha T, a, b operand, beta T, c operand) bool {
	if m <= 0 || n <= 0 {
		return true
	}
	if alpha == 0 || k <= 0 {
		scaleC(part, m, n, beta, c)
		return true
	}
	size := sizeOf[T]()
	q := product{tier: t, g: geometryOf(t, size), size: size, done: done, m: m, n: n, k: k, a: a, b: b, c: c,
		alpha: toBits(alpha), beta: toBits(beta), first: firstMode(beta), part: part}
	q.orient()
	return q.multiply(p)
}

// multiply runs the product on the calling goroutine or the workers of p.
func (q *product) multiply(p *sched.Pool) bool {
	if q.small() {
		return q.runSmall()
	}
	j := jobs.Get().(*job)
	j.product, j.pool = *q, p
	j.stopped.Store(false)
	ok := j.run()
	j.release()
	return ok
}

func firstMode[T Real](beta T) int {
	switch beta {
	case 0:
		return set
	case 1:
		return add // beta*c is c
	}
	return scale
}

// scaleC computes c = beta*c, or c = 0 without reading it.
func scaleC[T Real](part Part, m, n int, beta T, c operand) {
	if beta == 1 {
		return
	}
	for i := range m {
		from, to := part.row(i, n)
		for j := from; j < to; j++ {
			e := (*T)(c.at(i, j))
			if beta == 0 {
				*e = 0
			} else {
				*e *= beta
			}
		}
	}
}
