package nd

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/sched"
)

// Take computes dst = a with the items of axis that idx names, in its order:
// dst has a's shape with len(idx) at axis. The indices have been checked. dst
// overlaps neither a nor idx.
func Take(env Env, dst, a View, idx []int64, axis int) bool {
	if dst.Size() == 0 {
		return true
	}
	if len(a.Shape) == 1 && a.Strides[0] == 1 && dst.Strides[0] == 1 {
		pieces := (len(idx) + grain - 1) / grain
		return takePool(env, len(idx)).For(env.Done, pieces, func(i int) {
			part := idx[i*grain : min(len(idx), (i+1)*grain)]
			kernel.Take(env.Tier, a.DT, unsafe.Add(dst.Ptr, i*grain*a.DT.Size()), a.Ptr, part)
		})
	}
	d, s := rest(dst, axis), rest(a, axis)
	return moveItems(env, len(idx), func(i int) (View, View) {
		return shifted(d, i*dst.Strides[axis]), shifted(s, int(idx[i])*a.Strides[axis])
	})
}

// Put writes the items of src along axis to the items of dst that idx names:
// the reverse of Take. Where an index repeats, the last one stays.
func Put(env Env, dst, src View, idx []int64, axis int) bool {
	if src.Size() == 0 {
		return true
	}
	d, s := rest(dst, axis), rest(src, axis)
	env.Pool = nil // items with one index must be written in order
	return moveItems(env, len(idx), func(i int) (View, View) {
		return shifted(d, int(idx[i])*dst.Strides[axis]), shifted(s, i*src.Strides[axis])
	})
}

// moveItems copies n items, each from and to where pair says.
func moveItems(env Env, n int, pair func(i int) (dst, src View)) bool {
	first, _ := pair(0)
	size := max(1, first.Size())
	per := max(1, grain/size)
	inner := env
	if per > 1 || n >= 4*env.Pool.Workers() {
		inner.Pool = nil
	} else {
		env.Pool = nil
	}
	pool := env.Pool
	if !parallel(env, n*size) {
		pool = nil
	}
	return pool.For(env.Done, (n+per-1)/per, func(c int) {
		for i := c * per; i < min(n, (c+1)*per); i++ {
			d, s := pair(i)
			Copy(inner, d, s)
		}
	}) && !stopped(env.Done)
}

func takePool(env Env, n int) *sched.Pool {
	if parallel(env, n) {
		return env.Pool
	}
	return nil
}

// shifted returns v moved by some elements.
func shifted(v View, by int) View {
	v.Ptr = unsafe.Add(v.Ptr, by*v.DT.Size())
	return v
}

// TakeAlong computes dst[…, i, …] = a[…, idx[…, i, …], …]: idx, int64 of any
// strides, has dst's shape, or lengths of one that stretch, and a has dst's
// shape but for axis, or lengths of one. The indices have been checked. dst
// overlaps neither.
func TakeAlong(env Env, dst, a, idx View, axis int) bool {
	if dst.Size() == 0 {
		return true
	}
	n, k := a.Shape[axis], dst.Shape[axis]
	line := append([]int{}, dst.Shape...)
	line[axis] = n
	a = a.BroadcastTo(line)
	idx = idx.BroadcastTo(dst.Shape)
	d, s, x := rest(dst, axis), rest(a, axis), rest(idx, axis)
	rows := prod(d.Shape)
	size := dst.DT.Size()
	per := max(1, grain/k)
	return takePool(env, rows*k).For(env.Done, (rows+per-1)/per, func(c int) {
		for r := c * per; r < min(rows, (c+1)*per); r++ {
			p, from := unsafe.Add(dst.Ptr, d.offset(r)*size), unsafe.Add(a.Ptr, s.offset(r)*size)
			at := unsafe.Add(idx.Ptr, x.offset(r)*8)
			for i := range k {
				j := *(*int64)(unsafe.Add(at, i*idx.Strides[axis]*8))
				kernel.Copy(env.Tier, dst.DT, unsafe.Add(p, i*dst.Strides[axis]*size),
					unsafe.Add(from, int(j)*a.Strides[axis]*size), 1)
			}
		}
	}) && !stopped(env.Done)
}
