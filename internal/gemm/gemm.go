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
// Complex products are formed as four real ones; see gemmComplex.
func Gemm[T Float](t cpu.Tier, p *sched.Pool, done <-chan struct{}, m, n, k int, alpha T, a, b Mat[T], beta T, c Mat[T]) bool {
	switch alpha := any(alpha).(type) {
	case float64:
		return gemmReal(t, p, done, m, n, k, alpha, erase(a), erase(b), any(beta).(float64), erase(c))
	case float32:
		return gemmReal(t, p, done, m, n, k, alpha, erase(a), erase(b), any(beta).(float32), erase(c))
	case complex128:
		return gemmComplex[float64](t, p, done, m, n, k, split(alpha), erase(a), erase(b), split(any(beta).(complex128)), erase(c))
	case complex64:
		return gemmComplex[float32](t, p, done, m, n, k, split64(alpha), erase(a), erase(b), split64(any(beta).(complex64)), erase(c))
	}
	panic("gemm: unreachable element type")
}

// gemmReal is Gemm over a real type.
func gemmReal[T Real](t cpu.Tier, p *sched.Pool, done <-chan struct{}, m, n, k int, alpha T, a, b operand, beta T, c operand) bool {
	if m <= 0 || n <= 0 {
		return true
	}
	if alpha == 0 || k <= 0 {
		scaleC(m, n, beta, c)
		return true
	}
	size := sizeOf[T]()
	q := product{tier: t, g: geometryOf(t, size), size: size, done: done, m: m, n: n, k: k, a: a, b: b, c: c,
		alpha: toBits(alpha), beta: toBits(beta), first: firstMode(beta)}
	q.orient()
	if q.small() {
		return q.runSmall()
	}
	j := jobs.Get().(*job)
	j.product, j.pool = q, p
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
func scaleC[T Real](m, n int, beta T, c operand) {
	if beta == 1 {
		return
	}
	for i := range m {
		for j := range n {
			e := (*T)(c.at(i, j))
			if beta == 0 {
				*e = 0
			} else {
				*e *= beta
			}
		}
	}
}
