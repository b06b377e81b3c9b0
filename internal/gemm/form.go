package gemm

import (
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/sched"
)

// Part is the part of C that a product computes and touches.
type Part int

const (
	Whole Part = iota
	Lower      // the elements on and below the diagonal
	Upper      // those on and above it
)

// flip returns the part of the transposed matrix.
func (p Part) flip() Part {
	switch p {
	case Lower:
		return Upper
	case Upper:
		return Lower
	}
	return Whole
}

// row returns the columns of row i, of n, that belong to the part.
func (p Part) row(i, n int) (from, to int) {
	switch p {
	case Lower:
		return 0, min(i+1, n)
	case Upper:
		return min(i, n), n
	}
	return 0, n
}

// Form says what a product does beside multiplying.
type Form struct {
	ConjA, ConjB bool // the elements of A or B are conjugated
	Part         Part // only this part of C is computed
}

// GemmForm is [Gemm] in the given form. The elements that it computes have the
// bits of the whole product of conjugated copies.
func GemmForm[T Float](t cpu.Tier, p *sched.Pool, done <-chan struct{}, f Form, m, n, k int, alpha T, a, b Mat[T], beta T, c Mat[T]) bool {
	switch alpha := any(alpha).(type) {
	case float64:
		return gemmReal(t, p, done, f.Part, m, n, k, alpha, erase(a), erase(b), any(beta).(float64), erase(c))
	case float32:
		return gemmReal(t, p, done, f.Part, m, n, k, alpha, erase(a), erase(b), any(beta).(float32), erase(c))
	case complex128:
		return gemmComplex(t, p, done, f, m, n, k, split(alpha), erase(a), erase(b), split(any(beta).(complex128)), erase(c))
	case complex64:
		return gemmComplex(t, p, done, f, m, n, k, split64(alpha), erase(a), erase(b), split64(any(beta).(complex64)), erase(c))
	}
	panic("gemm: unreachable element type")
}
