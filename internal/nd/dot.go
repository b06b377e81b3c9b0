package nd

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// VecDot computes Σ a·b along the last dimension, where a and b, of one type,
// have equal lengths; the leading dimensions broadcast to dst's. dst is of type
// kernel.SumType; complex a is not conjugated. Floats go through the
// reduction tree with fused terms: see kernel.Dot.
func VecDot(env Env, dst, a, b View) bool {
	d := dotter{env: env, dt: a.DT, to: dst.DT, n: a.Shape[len(a.Shape)-1],
		as: a.Strides[len(a.Strides)-1], bs: b.Strides[len(b.Strides)-1]}
	count := dst.Size()
	if count == 0 {
		return true
	}
	if d.n >= 2*runLen && count < 2*env.Pool.Workers() {
		return d.rows(count, dst, a, b, d.long)
	}
	if !parallel(env, count*d.n) {
		return d.rows(count, dst, a, b, d.row)
	}
	return d.share(count, dst, a, b)
}

// dotter computes the dots of rows.
type dotter struct {
	env    Env
	dt, to dtype.DType
	n      int
	as, bs int
}

// rowAt returns the addresses of output i and of its operands' rows.
func (d *dotter) rowAt(i int, dst, a, b View) (q, x, y unsafe.Pointer) {
	var od, oa, ob int
	la, lb := len(dst.Shape)-len(a.Shape)+1, len(dst.Shape)-len(b.Shape)+1
	for k := len(dst.Shape) - 1; k >= 0; k-- {
		at := i % dst.Shape[k]
		i /= dst.Shape[k]
		od += at * dst.Strides[k]
		if j := k - la; j >= 0 && a.Shape[j] != 1 {
			oa += at * a.Strides[j]
		}
		if j := k - lb; j >= 0 && b.Shape[j] != 1 {
			ob += at * b.Strides[j]
		}
	}
	size := d.dt.Size()
	return unsafe.Add(dst.Ptr, od*d.to.Size()), unsafe.Add(a.Ptr, oa*size), unsafe.Add(b.Ptr, ob*size)
}

// rows runs dot for every output, one after the other.
func (d *dotter) rows(count int, dst, a, b View, dot func(q, x, y unsafe.Pointer) bool) bool {
	for i := range count {
		if stopped(d.env.Done) || !dot(d.rowAt(i, dst, a, b)) {
			return false
		}
	}
	return true
}

// share runs the outputs over the pool.
func (d *dotter) share(count int, dst, a, b View) bool {
	per := max(1, grain/max(1, d.n))
	return d.env.Pool.For(d.env.Done, (count+per-1)/per, func(c int) {
		for i := c * per; i < min(count, (c+1)*per); i++ {
			d.row(d.rowAt(i, dst, a, b))
		}
	}) && !stopped(d.env.Done)
}

// row writes the dot of one pair of rows.
func (d *dotter) row(q, x, y unsafe.Pointer) bool {
	var tree kernel.Tree
	tree.Reset(kernel.RedSum, d.dt)
	for lo := 0; lo < d.n; lo += runLen {
		if stopped(d.env.Done) {
			return false
		}
		tree.Push(d.part(x, y, lo, min(runLen, d.n-lo)))
	}
	tree.Result(q)
	return true
}

// long writes the dot of one pair of rows, its runs shared over the pool.
func (d *dotter) long(q, x, y unsafe.Pointer) bool {
	parts := make([]kernel.Partial, (d.n+runLen-1)/runLen)
	if !d.env.Pool.For(d.env.Done, len(parts), func(i int) {
		parts[i] = d.part(x, y, i*runLen, min(runLen, d.n-i*runLen))
	}) {
		return false
	}
	var tree kernel.Tree
	tree.Reset(kernel.RedSum, d.dt)
	for _, p := range parts {
		tree.Push(p)
	}
	tree.Result(q)
	return true
}

// part is the dot of elements lo to lo+n, gathered block by block where they
// are strided.
func (d *dotter) part(x, y unsafe.Pointer, lo, n int) kernel.Partial {
	size := d.dt.Size()
	x, y = unsafe.Add(x, lo*d.as*size), unsafe.Add(y, lo*d.bs*size)
	if d.as == 1 && d.bs == 1 || n == 1 {
		return kernel.DotPart(d.env.Tier, d.dt, x, y, n)
	}
	s := stripPool.Get().(*strips)
	defer stripPool.Put(s)
	var tree kernel.Tree
	tree.Reset(kernel.RedSum, d.dt)
	for n > 0 {
		k := min(kernel.BlockLen, n)
		u, v := unsafe.Pointer(&s.raw), unsafe.Pointer(&s.done)
		kernel.CopyStrided(d.env.Tier, d.dt, u, 1, x, d.as, k)
		kernel.CopyStrided(d.env.Tier, d.dt, v, 1, y, d.bs, k)
		tree.Push(kernel.DotPart(d.env.Tier, d.dt, u, v, k))
		if n -= k; n > 0 { // a pointer must not leave its operand
			x, y = unsafe.Add(x, k*d.as*size), unsafe.Add(y, k*d.bs*size)
		}
	}
	return tree.Total()
}
