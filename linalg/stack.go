package linalg

import (
	"slices"
	"sync"
	"unsafe"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/nd"
	"github.com/scicore-go/scicore/internal/raw"
	"github.com/scicore-go/scicore/internal/sched"
)

// Scalar lists the element types of linear algebra: float32, float64,
// complex64 and complex128.
type Scalar = array.Inexact

// eager is where eager functions run: the best tier of the machine, the
// default pool, and to the end.
func eager() nd.Env { return nd.Env{Tier: cpu.Best, Pool: sched.Default} }

// stack is an array seen as matrices over leading axes.
type stack[T Scalar] struct {
	ptr        unsafe.Pointer
	rows, cols int
	rs, cs     int
	lead       []int // shape of the leading axes
	steps      []int // their strides
}

// matrices returns a as a stack; an array of fewer than two dimensions is
// refused. Reversed views, which the algorithms do not read, are copied.
func matrices[T Scalar](op string, a array.Array[T]) (stack[T], error) {
	if a.NDim() < 2 {
		return stack[T]{}, shapeError(op, "want at least two dimensions", a.Shape())
	}
	return stackOf(a), nil
}

func stackOf[T Scalar](a array.Array[T]) stack[T] {
	v := a.Raw()
	n := len(v.Shape)
	if v.Strides[n-1] < 0 || v.Strides[n-2] < 0 {
		v = array.Copy(a).Raw()
	}
	return stack[T]{ptr: v.Ptr, rows: v.Shape[n-2], cols: v.Shape[n-1], rs: v.Strides[n-2], cs: v.Strides[n-1],
		lead: v.Shape[:n-2], steps: v.Strides[:n-2]}
}

// squares is matrices for an operation that wants square ones.
func squares[T Scalar](op string, a array.Array[T]) (stack[T], error) {
	s, err := matrices(op, a)
	if err == nil && s.rows != s.cols {
		err = shapeError(op, "want square matrices", a.Shape())
	}
	return s, err
}

// columns returns an array of vectors (the last axis) as a stack of matrices
// of one column.
func columns[T Scalar](a array.Array[T]) stack[T] { return stackOf(a.ExpandDims(-1)) }

// count is the number of matrices.
func (s stack[T]) count() int { return prod(s.lead) }

func prod(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

// at returns matrix i in C order of the leading axes.
func (s stack[T]) at(i int) blas.Mat[T] {
	m := blas.Mat[T]{Rows: s.rows, Cols: s.cols, RS: s.rs, CS: s.cs}
	if s.rows == 0 || s.cols == 0 {
		return m
	}
	var e T
	first := (*T)(unsafe.Add(s.ptr, s.offset(i)*int(unsafe.Sizeof(e))))
	m.Data = unsafe.Slice(first, (s.rows-1)*s.rs+(s.cols-1)*s.cs+1)
	return m
}

// offset is the number of elements before matrix i.
func (s stack[T]) offset(i int) int {
	if len(s.lead) == 1 {
		return i * s.steps[0]
	}
	from := 0
	for k := len(s.lead) - 1; k >= 0; k-- {
		from += i % s.lead[k] * s.steps[k]
		i /= s.lead[k]
	}
	return from
}

// stretch broadcasts the leading axes.
func (s stack[T]) stretch(lead []int) stack[T] {
	steps := make([]int, len(lead))
	skip := len(lead) - len(s.lead)
	for i, d := range s.lead {
		if d != 1 {
			steps[skip+i] = s.steps[i]
		}
	}
	s.lead, s.steps = lead, steps
	return s
}

// common returns the broadcast shape of leading axes.
func common(op string, leads ...[]int) ([]int, error) {
	var out []int
	for _, l := range leads {
		if len(l) > len(out) {
			out = append(slices.Repeat([]int{1}, len(l)-len(out)), out...)
		}
		skip := len(out) - len(l)
		for i, d := range l {
			switch {
			case out[skip+i] == 1:
				out[skip+i] = d
			case d != 1 && d != out[skip+i]:
				return nil, shapeError(op, "leading dimensions do not broadcast", leads...)
			}
		}
	}
	return out, nil
}

// index returns where matrix i of the stack stands, nil without leading axes.
func index(lead []int, i int) []int {
	if len(lead) == 0 {
		return nil
	}
	at := make([]int, len(lead))
	for k := len(lead) - 1; k >= 0; k-- {
		at[k] = i % lead[k]
		i /= lead[k]
	}
	return at
}

// make2 returns a new array of matrices over leading axes, and its stack. The
// elements are zero.
func make2[T Scalar](lead []int, rows, cols int) (array.Array[T], stack[T]) {
	a := array.Zeros[T](append(slices.Clone(lead), rows, cols)...)
	return a, stackOf(a)
}

// copyOf returns a row-major copy of every matrix, to be worked on in place.
func copyOf[T Scalar](env nd.Env, s stack[T]) (array.Array[T], stack[T]) {
	a, c := emptyMatrices[T](s.lead, s.rows, s.cols)
	for i := range c.count() {
		blas.Copy(env, c.at(i), s.at(i))
	}
	return a, c
}

// emptyMatrices is make2 for results that are written whole: the elements are
// arbitrary.
func emptyMatrices[T Scalar](lead []int, rows, cols int) (array.Array[T], stack[T]) {
	n := prod(lead) * rows * cols
	a := array.FromSlice(raw.Slice[T](n), append(slices.Clone(lead), rows, cols)...)
	return a, stackOf(a)
}

// values is a new array of one row of n numbers for each matrix; n < 0 means
// one number and no axis for it.
func values[R array.Element](lead []int, n int) (array.Array[R], func(i int) []R) {
	shape := slices.Clone(lead)
	if n >= 0 {
		shape = append(shape, n)
	}
	a := array.Zeros[R](shape...)
	data, _ := a.Data()
	w := max(n, 0)
	if n < 0 {
		w = 1
	}
	return a, func(i int) []R { return data[i*w : (i+1)*w : (i+1)*w] }
}

// heavy is the work, in floating-point operations, from which a single matrix
// is worth more than one core.
const heavy = 4e6

// each runs f on every matrix of a stack, given the work on one. Small ones are
// shared out over the workers, large ones take all workers in turn; the results
// are the same. It returns the error of the first matrix that has one.
func each(env nd.Env, count int, flops float64, f func(env nd.Env, i int) error) error {
	if count == 1 || flops >= heavy || env.Pool.Workers() == 1 {
		for i := range count {
			if err := f(env, i); err != nil {
				return err
			}
			if blas.Stopped(env) {
				return errStopped
			}
		}
		return nil
	}
	serial := nd.Env{Tier: env.Tier, Done: env.Done}
	per := max(1, min(int(2e4/(float64(flops)+100)), count/(4*env.Pool.Workers())))
	var mu sync.Mutex
	first, failure := count, error(nil)
	done := env.Pool.For(env.Done, (count+per-1)/per, func(chunk int) {
		for i := chunk * per; i < min(count, (chunk+1)*per); i++ {
			if err := f(serial, i); err != nil {
				mu.Lock()
				if i < first {
					first, failure = i, err
				}
				mu.Unlock()
				return
			}
		}
	})
	if !done {
		return errStopped
	}
	return failure
}
