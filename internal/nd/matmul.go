package nd

import (
	"sync/atomic"
	"unsafe"

	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/gemm"
	"github.com/scicore-go/scicore/internal/sched"
)

// MatMul computes the matrix products of the last two dimensions: a is
// (…, m, k), b is (…, k, n), dst is (…, m, n), and the leading dimensions of a
// and b broadcast to dst's. All are of one type; dst overlaps neither operand.
// Products of bools are any(a and b), of integers they wrap.
func MatMul(env Env, dst, a, b View) bool {
	p := product{env: env, dt: dst.DT, dst: matOf(dst), a: matOf(a), b: matOf(b)}
	rank := len(dst.Shape)
	p.m, p.n, p.k = dst.Shape[rank-2], dst.Shape[rank-1], a.Shape[len(a.Shape)-1]
	lead := dst.Shape[:rank-2]
	count := prod(lead)
	if count*p.m*p.n == 0 {
		return true
	}
	if count == 1 {
		return p.run(env.Pool, dst.Ptr, a.Ptr, b.Ptr)
	}
	as, bs := stretched(a, lead), stretched(b, lead)
	switch p.dt {
	case dtype.Float64:
		return batchOf[float64](p, lead, dst, a.Ptr, b.Ptr, as, bs, 1)
	case dtype.Float32:
		return batchOf[float32](p, lead, dst, a.Ptr, b.Ptr, as, bs, 1)
	case dtype.Complex128:
		return batchOf[complex128](p, lead, dst, a.Ptr, b.Ptr, as, bs, 1)
	case dtype.Complex64:
		return batchOf[complex64](p, lead, dst, a.Ptr, b.Ptr, as, bs, 1)
	}
	if w := env.Pool.Workers(); w > 1 && count >= 2*w && parallel(env, count*p.m*max(p.k, 1)*p.n/8) {
		return p.batches(count, lead, dst, a.Ptr, b.Ptr, as, bs)
	}
	for i := range count {
		d, x, y := batchAt(i, lead, dst.Strides, as, bs)
		size := dst.DT.Size()
		if !p.run(env.Pool, unsafe.Add(dst.Ptr, d*size), unsafe.Add(a.Ptr, x*size), unsafe.Add(b.Ptr, y*size)) {
			return false
		}
	}
	return true
}

// matrix is the steps of the last two dimensions.
type matrix struct{ rs, cs int }

func matOf(v View) matrix {
	k := len(v.Strides)
	return matrix{v.Strides[k-2], v.Strides[k-1]}
}

// product is one matrix product, or one of a batch.
type product struct {
	env       Env
	dt        dtype.DType
	m, n, k   int
	dst, a, b matrix
}

// stretched returns the strides of v's leading dimensions, stretched to lead.
func stretched(v View, lead []int) []int {
	v.Shape, v.Strides = v.Shape[:len(v.Shape)-2], v.Strides[:len(v.Strides)-2]
	return v.BroadcastTo(lead).Strides
}

// batchAt returns the offsets of item i of a batch.
func batchAt(i int, lead, ds, as, bs []int) (d, x, y int) {
	for k := len(lead) - 1; k >= 0; k-- {
		at := i % lead[k]
		i /= lead[k]
		d += at * ds[k]
		x += at * as[k]
		y += at * bs[k]
	}
	return d, x, y
}

// batches shares out the items of a batch.
func (p product) batches(count int, lead []int, dst View, a, b unsafe.Pointer, as, bs []int) bool {
	var cut atomic.Bool
	size := p.dt.Size()
	return p.env.Pool.For(p.env.Done, count, func(i int) {
		d, x, y := batchAt(i, lead, dst.Strides, as, bs)
		if !p.run(nil, unsafe.Add(dst.Ptr, d*size), unsafe.Add(a, x*size), unsafe.Add(b, y*size)) {
			cut.Store(true)
		}
	}) && !cut.Load()
}

// run computes one product.
func (p product) run(pool *sched.Pool, dst, a, b unsafe.Pointer) bool {
	switch p.dt {
	case dtype.Float64:
		return gemmOf[float64](p, pool, dst, a, b, 1)
	case dtype.Float32:
		return gemmOf[float32](p, pool, dst, a, b, 1)
	case dtype.Complex128:
		return gemmOf[complex128](p, pool, dst, a, b, 1)
	case dtype.Complex64:
		return gemmOf[complex64](p, pool, dst, a, b, 1)
	case dtype.Bool:
		return plainProduct(p, pool, dst, a, b, boolRow)
	}
	// The low bits of integer sums and products do not depend on the sign.
	switch p.dt.Size() {
	case 1:
		return plainProduct(p, pool, dst, a, b, intRow[uint8])
	case 2:
		return plainProduct(p, pool, dst, a, b, intRow[uint16])
	case 4:
		return plainProduct(p, pool, dst, a, b, intRow[uint32])
	}
	return plainProduct(p, pool, dst, a, b, intRow[uint64])
}

func gemmOf[T gemm.Float](p product, pool *sched.Pool, dst, a, b unsafe.Pointer, one T) bool {
	var zero T
	return gemm.Gemm(p.env.Tier, pool, p.env.Done, p.m, p.n, p.k, one,
		gemm.Mat[T]{P: a, RS: p.a.rs, CS: p.a.cs}, gemm.Mat[T]{P: b, RS: p.b.rs, CS: p.b.cs},
		zero, gemm.Mat[T]{P: dst, RS: p.dst.rs, CS: p.dst.cs})
}

// batchOf computes a batch of products of floats.
func batchOf[T gemm.Float](p product, lead []int, dst View, a, b unsafe.Pointer, as, bs []int, one T) bool {
	var zero T
	stack := func(at unsafe.Pointer, m matrix, strides []int) gemm.Stack[T] {
		return gemm.Stack[T]{Mat: gemm.Mat[T]{P: at, RS: m.rs, CS: m.cs}, Strides: strides}
	}
	return gemm.Batch(p.env.Tier, p.env.Pool, p.env.Done, lead, p.m, p.n, p.k, one,
		stack(a, p.a, as), stack(b, p.b, bs), zero, stack(dst.Ptr, p.dst, dst.Strides[:len(lead)]))
}

// plainProduct computes rows of an exact product, whose order is free.
func plainProduct[T any](p product, pool *sched.Pool, dst, a, b unsafe.Pointer, row func(sum []T, x T, b unsafe.Pointer, cs int)) bool {
	size := int(unsafe.Sizeof(*new(T)))
	per := max(1, grain/max(1, p.k*p.n))
	return pool.For(p.env.Done, (p.m+per-1)/per, func(c int) {
		sum := make([]T, p.n)
		for i := c * per; i < min(p.m, (c+1)*per); i++ {
			clear(sum)
			for l := range p.k {
				if l&63 == 0 && stopped(p.env.Done) {
					return
				}
				row(sum, *(*T)(unsafe.Add(a, (i*p.a.rs+l*p.a.cs)*size)), unsafe.Add(b, l*p.b.rs*size), p.b.cs)
			}
			scatter(size, unsafe.Add(dst, i*p.dst.rs*size), unsafe.Pointer(unsafe.SliceData(sum)), 1, p.n, 0, p.dst.cs)
		}
	}) && !stopped(p.env.Done)
}

// intRow adds x times a row of b to sum.
func intRow[T uint8 | uint16 | uint32 | uint64](sum []T, x T, b unsafe.Pointer, cs int) {
	if cs == 1 {
		for j, y := range unsafe.Slice((*T)(b), len(sum)) {
			sum[j] += x * y
		}
		return
	}
	for j := range sum {
		sum[j] += x * *(*T)(unsafe.Add(b, j*cs*int(unsafe.Sizeof(x))))
	}
}

// boolRow joins a row of b to sum where x holds.
func boolRow(sum []bool, x bool, b unsafe.Pointer, cs int) {
	for j := range sum {
		if x && *(*bool)(unsafe.Add(b, j*cs)) {
			sum[j] = true
		}
	}
}
