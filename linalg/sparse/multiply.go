package sparse

import (
	"sort"
	"unsafe"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/sched"
)

// eager is where functions without a context run: the best tier of the
// machine, the default pool, and to the end.
func eager() blas.Env { return blas.Env{Tier: cpu.Best, Pool: sched.Default} }

// Apply computes dst = A·x in parallel. The bits depend neither on the number
// of workers nor on the processor: each row is one sum in a fixed order. dst
// and x must not overlap. A CSR is an [Operator].
func (a *CSR[T]) Apply(dst, x []T) error {
	if err := checkApply("apply", a.rows, a.cols, dst, x); err != nil {
		return err
	}
	gather(eager(), a, false, dst, x)
	return nil
}

// ApplyAdjoint computes dst = Aᴴ·x in parallel, the transpose of a real
// matrix. Rows are scattered in blocks that depend on the matrix alone, so the
// bits do too.
func (a *CSR[T]) ApplyAdjoint(dst, x []T) error {
	if err := checkApply("apply adjoint", a.cols, a.rows, dst, x); err != nil {
		return err
	}
	scatter(eager(), a, true, dst, x)
	return nil
}

// ApplyTranspose computes dst = Aᵀ·x in parallel, without conjugation.
func (a *CSR[T]) ApplyTranspose(dst, x []T) error {
	if err := checkApply("apply transpose", a.cols, a.rows, dst, x); err != nil {
		return err
	}
	scatter(eager(), a, false, dst, x)
	return nil
}

// Apply computes dst = A·x in parallel; see [CSR.ApplyTranspose].
func (a *CSC[T]) Apply(dst, x []T) error {
	if err := checkApply("apply", a.t.cols, a.t.rows, dst, x); err != nil {
		return err
	}
	scatter(eager(), a.t, false, dst, x)
	return nil
}

// ApplyAdjoint computes dst = Aᴴ·x in parallel.
func (a *CSC[T]) ApplyAdjoint(dst, x []T) error {
	if err := checkApply("apply adjoint", a.t.rows, a.t.cols, dst, x); err != nil {
		return err
	}
	gather(eager(), a.t, true, dst, x)
	return nil
}

// ApplyTranspose computes dst = Aᵀ·x in parallel, without conjugation.
func (a *CSC[T]) ApplyTranspose(dst, x []T) error {
	if err := checkApply("apply transpose", a.t.rows, a.t.cols, dst, x); err != nil {
		return err
	}
	gather(eager(), a.t, false, dst, x)
	return nil
}

// MatVec returns A·x for any operator.
func MatVec[T array.Inexact](a Operator[T], x []T) ([]T, error) {
	rows, _ := a.Shape()
	dst := make([]T, rows)
	return dst, a.Apply(dst, x)
}

// checkApply reports lengths that do not fit and slices that share memory.
func checkApply[T array.Inexact](op string, rows, cols int, dst, x []T) error {
	if len(dst) != rows || len(x) != cols {
		return badShape(op, "vectors do not fit the matrix", []int{len(dst)}, []int{rows, cols}, []int{len(x)})
	}
	if overlap(dst, x) {
		return badValue(op, "the result overlaps the operand")
	}
	return nil
}

func overlap[T array.Inexact](x, y []T) bool {
	if len(x) == 0 || len(y) == 0 {
		return false
	}
	size := unsafe.Sizeof(x[0])
	p, q := uintptr(unsafe.Pointer(&x[0])), uintptr(unsafe.Pointer(&y[0]))
	return p < q+uintptr(len(y))*size && q < p+uintptr(len(x))*size
}

// grain is the work of one chunk, in stored elements; a row counts as two.
const grain = 1 << 14

// chunksOf returns how many chunks of rows a pass over a is cut into.
func (a *CSR[T]) chunksOf() int { return (len(a.idx)+2*a.rows)/grain + 1 }

// cut returns the first row of chunk c of n, which have equal work.
func (a *CSR[T]) cut(c, n int) int {
	work := len(a.idx) + 2*a.rows
	goal := c * (work / n)
	if c == n {
		return a.rows
	}
	return sort.Search(a.rows, func(i int) bool { return a.ptr[i]+2*i >= goal })
}

// gather computes dst = A·x, or conj(A)·x.
func gather[T array.Inexact](env blas.Env, a *CSR[T], conj bool, dst, x []T) {
	if n := a.chunksOf(); n > 1 && env.Pool.Workers() > 1 {
		gatherParallel(env, n, a, conj, dst, x)
		return
	}
	gatherRows(a, conj, dst, x, 0, a.rows)
}

func gatherParallel[T array.Inexact](env blas.Env, n int, a *CSR[T], conj bool, dst, x []T) {
	env.Pool.For(env.Done, n, func(c int) {
		gatherRows(a, conj, dst, x, a.cut(c, n), a.cut(c+1, n))
	})
}

// gatherRows computes rows from to to of the product.
func gatherRows[T array.Inexact](a *CSR[T], conj bool, dst, x []T, from, to int) {
	switch any(*new(T)).(type) {
	case float64:
		gatherReal(a.ptr, a.idx, as[float64](a.val), as[float64](dst), as[float64](x), from, to)
	case float32:
		gatherReal(a.ptr, a.idx, as[float32](a.val), as[float32](dst), as[float32](x), from, to)
	case complex128:
		gatherComplex(a.ptr, a.idx, as[pair[float64]](a.val), conj, as[pair[float64]](dst), as[pair[float64]](x), from, to)
	case complex64:
		gatherComplex(a.ptr, a.idx, as[pair[float32]](a.val), conj, as[pair[float32]](dst), as[pair[float32]](x), from, to)
	}
}

// as reads a slice as one of U, which is T or the parts of T.
func as[U, T any](s []T) []U {
	return unsafe.Slice((*U)(unsafe.Pointer(unsafe.SliceData(s))), len(s))
}

// pair is a complex number by parts.
type pair[F float32 | float64] struct{ re, im F }

// gatherReal sums each row in four lanes, element k of a row in lane k mod 4,
// and the lanes as (0+2)+(1+3); rows shorter than eight in one lane. Short rows
// walk through one slice of all rows: to cut a slice for each of them takes as
// long as adding it up.
func gatherReal[F float32 | float64](ptr []int, idx []int32, val, dst, x []F, from, to int) {
	if from >= to {
		return
	}
	base := ptr[from]
	cols := idx[base:ptr[to]]
	v := val[base:ptr[to]]
	v = v[:len(cols)]
	ends := ptr[from+1 : to+1]
	dst = dst[from:][:len(ends)]
	at := 0
	for i, end := range ends {
		end -= base
		if end-at < 8 {
			var s F
			for ; at < end && uint(at) < uint(len(cols)); at++ {
				s += F(v[at] * x[cols[at]])
			}
			dst[i] = s
			continue
		}
		dst[i] = longRow(cols[at:end], v[at:end], x)
		at = end
	}
}

// longRow sums a row in four lanes.
func longRow[F float32 | float64](cols []int32, v, x []F) F {
	var s0, s1, s2, s3 F
	for len(cols) >= 4 && len(v) >= 4 {
		s0 += F(v[0] * x[cols[0]])
		s1 += F(v[1] * x[cols[1]])
		s2 += F(v[2] * x[cols[2]])
		s3 += F(v[3] * x[cols[3]])
		cols, v = cols[4:], v[4:]
	}
	v = v[:len(cols)]
	if len(cols) > 0 {
		s0 += F(v[0] * x[cols[0]])
	}
	if len(cols) > 1 {
		s1 += F(v[1] * x[cols[1]])
	}
	if len(cols) > 2 {
		s2 += F(v[2] * x[cols[2]])
	}
	return (s0 + s2) + (s1 + s3)
}

// gatherComplex sums each row in two lanes, even and odd elements.
func gatherComplex[F float32 | float64](ptr []int, idx []int32, val []pair[F], conj bool, dst, x []pair[F], from, to int) {
	sign := F(1)
	if conj {
		sign = -1
	}
	for i := from; i < to; i++ {
		cols := idx[ptr[i]:ptr[i+1]]
		v := val[ptr[i]:ptr[i+1]]
		v = v[:len(cols)]
		var even, odd pair[F]
		for len(cols) >= 2 && len(v) >= 2 {
			even.addMul(v[0], sign, x[cols[0]])
			odd.addMul(v[1], sign, x[cols[1]])
			cols, v = cols[2:], v[2:]
		}
		if len(cols) > 0 && len(v) > 0 {
			even.addMul(v[0], sign, x[cols[0]])
		}
		dst[i] = pair[F]{even.re + odd.re, even.im + odd.im}
	}
}

// addMul adds v·x, with the imaginary part of v times sign.
func (p *pair[F]) addMul(v pair[F], sign F, x pair[F]) {
	im := F(sign * v.im)
	p.re += F(v.re*x.re) - F(im*x.im)
	p.im += F(v.re*x.im) + F(im*x.re)
}
