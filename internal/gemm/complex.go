package gemm

import (
	"sync"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/sched"
)

// pair is a complex scalar by parts.
type pair[T Real] struct{ re, im T }

func split(z complex128) pair[float64] { return pair[float64]{real(z), imag(z)} }
func split64(z complex64) pair[float32] {
	return pair[float32]{real(z), imag(z)}
}

// gemmComplex is Gemm over a complex type with parts T. The parts of A and B
// are copied to matrices of their own and multiplied by gemmReal:
//
//	re = Re A * Re B, then re = re - Im A * Im B
//	im = Re A * Im B, then im = im + Im A * Re B
//
// which fixes the bits as for real products (the second product of each part
// continues from the first by the rule of alpha = -1 or 1, beta = 1). Then,
// element by element, with every operation rounded:
//
//	c = (alpha.re*re - alpha.im*im, alpha.re*im + alpha.im*re) + beta*c
//
// where beta*c is formed by the same rule, and neither factor is applied if it
// is one, nor C read if beta is zero. The products of infinite elements are
// those of the formula, without the recoveries of C99's Annex G.
func gemmComplex[T Real](t cpu.Tier, p *sched.Pool, done <-chan struct{}, m, n, k int, alpha pair[T], a, b operand, beta pair[T], c operand) bool {
	if m <= 0 || n <= 0 {
		return true
	}
	if alpha == (pair[T]{}) || k <= 0 {
		scaleComplex(m, n, beta, c)
		return true
	}
	size := sizeOf[T]()
	w := planes.Get().(*plane)
	defer planes.Put(w)
	mem, used := w.grab((m*k+k*n+m*n)*2*size), 0
	take := func(rows, cols int) operand {
		o := operand{unsafe.Add(mem, used*size), cols * size, size}
		used += rows * cols
		return o
	}
	ar, ai, br, bi := take(m, k), take(m, k), take(k, n), take(k, n)
	re, im := take(m, n), take(m, n)
	copyStrided(size, m, k, ar, a)
	copyStrided(size, m, k, ai, imagOf(a, size))
	copyStrided(size, k, n, br, b)
	copyStrided(size, k, n, bi, imagOf(b, size))
	ok := gemmReal(t, p, done, m, n, k, 1, ar, br, T(0), re) &&
		gemmReal(t, p, done, m, n, k, -1, ai, bi, T(1), re) &&
		gemmReal(t, p, done, m, n, k, 1, ar, bi, T(0), im) &&
		gemmReal(t, p, done, m, n, k, 1, ai, br, T(1), im)
	if ok {
		finishComplex(m, n, alpha, re, im, beta, c)
	}
	return ok
}

// plane is the memory of the parts.
type plane struct{ buffer }

var planes = sync.Pool{New: func() any { return new(plane) }}

// imagOf is the view of the imaginary parts.
func imagOf(o operand, size int) operand {
	return operand{operand{o.p, 0, size}.at(0, 1), o.rs, o.cs}
}

func finishComplex[T Real](m, n int, alpha pair[T], re, im operand, beta pair[T], c operand) {
	one, none := pair[T]{1, 0}, pair[T]{}
	for i := range m {
		for j := range n {
			s := pair[T]{*(*T)(re.at(i, j)), *(*T)(im.at(i, j))}
			e := (*pair[T])(c.at(i, j))
			if alpha != one {
				s = times(alpha, s)
			}
			switch beta {
			case none:
				*e = s
			case one:
				*e = pair[T]{s.re + e.re, s.im + e.im}
			default:
				d := times(beta, *e)
				*e = pair[T]{s.re + d.re, s.im + d.im}
			}
		}
	}
}

// scaleComplex computes c = beta*c, or c = 0 without reading it.
func scaleComplex[T Real](m, n int, beta pair[T], c operand) {
	for i := range m {
		for j := range n {
			e := (*pair[T])(c.at(i, j))
			switch beta {
			case pair[T]{}:
				*e = pair[T]{}
			case pair[T]{1, 0}:
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
