package gemm

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/sched"
)

// Stack places matrices along leading dimensions: matrix (i0, i1, ...) starts
// i0*Strides[0] + i1*Strides[1] + ... elements after the first. A stride of
// zero repeats the matrix, except in a result.
type Stack[T any] struct {
	Mat[T]
	Strides []int
}

// place addresses the matrix with the given number.
func (s Stack[T]) place(shape []int, number int) unsafe.Pointer {
	if len(shape) == 1 {
		return offset(s.Mat, number*s.Strides[0])
	}
	return s.at(shape, number).P
}

// at returns the matrix with the given number, the last dimension fastest.
func (s Stack[T]) at(shape []int, number int) Mat[T] {
	off := 0
	for d := len(shape) - 1; d >= 0; d-- {
		off += number % shape[d] * s.Strides[d]
		number /= shape[d]
	}
	return Mat[T]{offset(s.Mat, off), s.RS, s.CS}
}

// Batch computes the product of Gemm for every matrix of the stacks, whose
// leading dimensions are shape; each product has the bits of Gemm. It returns
// false if done was closed before all were complete.
func Batch[T Float](t cpu.Tier, p *sched.Pool, done <-chan struct{}, shape []int, m, n, k int, alpha T, a, b Stack[T], beta T, c Stack[T]) bool {
	for last := len(shape) - 1; last >= 0 && foldable(shape[last], last, m, a, b, c); last-- {
		m *= shape[last]
		shape = shape[:last]
	}
	if m <= 0 || n <= 0 {
		return true
	}
	if k <= 0 { // A and B have no elements to point at
		a, b = Stack[T]{Strides: make([]int, len(shape))}, Stack[T]{Strides: make([]int, len(shape))}
	}
	count := 1
	for _, d := range shape {
		count *= d
	}
	const large = 256 * 256 * 256 // one product keeps all workers busy
	const worth = 1 << 16         // multiply-adds that are worth a second worker
	if count*m*n*max(k, 1) < worth {
		p = nil
	}
	if x, ok := tinyOf(t, shape, m, n, k, alpha, a, b, beta, c); ok {
		return x.all(p, done, count)
	}
	if p.Workers() == 1 || m*n*k >= large {
		for i := range count {
			if closed(done) || !Gemm(t, p, done, m, n, k, alpha, a.at(shape, i), b.at(shape, i), beta, c.at(shape, i)) {
				return false
			}
		}
		return true
	}
	return batchParallel(t, p, done, shape, count, m, n, k, alpha, a, b, beta, c)
}

// foldable reports whether the matrices along dimension d of the stacks lie
// as the rows of one taller A and C, with one B for all.
func foldable[T any](n, d, m int, a, b, c Stack[T]) bool {
	return n == 1 || b.Strides[d] == 0 && a.Strides[d] == m*a.RS && c.Strides[d] == m*c.RS
}

// batchParallel runs the products in chunks, each product on one worker.
func batchParallel[T Float](t cpu.Tier, p *sched.Pool, done <-chan struct{}, shape []int, count, m, n, k int, alpha T, a, b Stack[T], beta T, c Stack[T]) bool {
	const volume = 64 * 64 * 64 // enough work for a chunk
	per := max(1, min(volume/max(1, m*n*k), ceilDiv(count, 4*p.Workers())))
	return p.For(done, ceilDiv(count, per), func(chunk int) {
		for i := chunk * per; i < min(count, (chunk+1)*per); i++ {
			Gemm(t, nil, done, m, n, k, alpha, a.at(shape, i), b.at(shape, i), beta, c.at(shape, i))
		}
	}) && !closed(done)
}
