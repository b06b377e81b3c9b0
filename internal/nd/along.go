package nd

import (
	"sync/atomic"
	"unsafe"

	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/sorts"
)

// Sort writes a sorted along axis to dst, of a's shape and type, which may be
// a. The order is that of package sorts: NumPy's, NaN last.
func Sort(env Env, dst, a View, axis int) bool {
	return order(env, dst, a, axis, sorting{kind: bySort})
}

// ArgSort writes the indices that sort a along axis, stably, to the int64 dst.
func ArgSort(env Env, dst, a View, axis int) bool {
	return order(env, dst, a, axis, sorting{kind: byArgSort})
}

// Partition writes a partitioned along axis at every k of kth to dst.
func Partition(env Env, dst, a View, axis int, kth ...int) bool {
	return order(env, dst, a, axis, sorting{kind: byPartition, kth: kth})
}

// ArgPartition writes the indices of [Partition] to the int64 dst.
func ArgPartition(env Env, dst, a View, axis int, kth ...int) bool {
	return order(env, dst, a, axis, sorting{kind: byArgPartition, kth: kth})
}

// TopK writes the indices of the largest or smallest elements along axis, best
// first, to the int64 dst, whose length along axis is how many are wanted.
func TopK(env Env, dst, a View, axis int, largest bool) bool {
	return order(env, dst, a, axis, sorting{kind: byTopK, largest: largest})
}

// sorting says what is done to each row.
type sorting struct {
	kind    sortKind
	kth     []int
	largest bool
}

type sortKind uint8

const (
	bySort sortKind = iota
	byArgSort
	byPartition
	byArgPartition
	byTopK
)

// order does s to every row of a along axis.
func order(env Env, dst, a View, axis int, s sorting) bool {
	switch a.DT {
	case dtype.Bool:
		return orderOf[bool](env, dst, a, axis, s)
	case dtype.Int8:
		return orderOf[int8](env, dst, a, axis, s)
	case dtype.Int16:
		return orderOf[int16](env, dst, a, axis, s)
	case dtype.Int32:
		return orderOf[int32](env, dst, a, axis, s)
	case dtype.Int64:
		return orderOf[int64](env, dst, a, axis, s)
	case dtype.Uint8:
		return orderOf[uint8](env, dst, a, axis, s)
	case dtype.Uint16:
		return orderOf[uint16](env, dst, a, axis, s)
	case dtype.Uint32:
		return orderOf[uint32](env, dst, a, axis, s)
	case dtype.Uint64:
		return orderOf[uint64](env, dst, a, axis, s)
	case dtype.Float32:
		return orderOf[float32](env, dst, a, axis, s)
	case dtype.Float64:
		return orderOf[float64](env, dst, a, axis, s)
	case dtype.Complex64:
		return orderOf[complex64](env, dst, a, axis, s)
	}
	return orderOf[complex128](env, dst, a, axis, s)
}

func orderOf[T dtype.Element](env Env, dst, a View, axis int, s sorting) bool {
	if s.kind == bySort || s.kind == byPartition {
		return along(env, dst, a, axis, func(e sorts.Env, out, in []T) bool {
			if s.kind == byPartition {
				return sorts.PartitionInto(e, out, in, s.kth...)
			}
			copy(out, in)
			return sorts.Sort(e, out)
		})
	}
	return along(env, dst, a, axis, func(e sorts.Env, out []int64, in []T) bool {
		switch s.kind {
		case byArgSort:
			return sorts.ArgSort(e, out, in)
		case byArgPartition:
			return sorts.ArgPartition(e, out, in, s.kth...)
		}
		return sorts.TopK(e, out, in, s.largest)
	})
}

// along calls f with every row of a along axis and the row of dst that it
// fills, both contiguous. Few long rows get the pool each; many are shared
// over it.
func along[R, T dtype.Element](env Env, dst, a View, axis int, f func(e sorts.Env, out []R, in []T) bool) bool {
	n, k := a.Shape[axis], dst.Shape[axis]
	da, aa := rest(dst, axis), rest(a, axis)
	count := prod(aa.Shape)
	if k == 0 || count == 0 {
		return true
	}
	row := func(e sorts.Env, i int) bool {
		d, x := da.offset(i), aa.offset(i)
		in := fetch[T](env, unsafe.Add(a.Ptr, x*a.DT.Size()), a.Strides[axis], n)
		q := unsafe.Add(dst.Ptr, d*dst.DT.Size())
		if dst.Strides[axis] == 1 || k == 1 {
			return f(e, unsafe.Slice((*R)(q), k), in)
		}
		out := make([]R, k)
		if !f(e, out, in) {
			return false
		}
		kernel.CopyStrided(env.Tier, dst.DT, q, dst.Strides[axis], unsafe.Pointer(unsafe.SliceData(out)), 1, k)
		return true
	}
	if w := env.Pool.Workers(); w == 1 || count < 2*w || count*n < forkGrains*fineGrain/4 {
		for i := range count {
			if stopped(env.Done) || !row(sorts.Env(env), i) {
				return false
			}
		}
		return true
	}
	var cut atomic.Bool
	per := max(1, fineGrain/max(1, n))
	ok := env.Pool.For(env.Done, (count+per-1)/per, func(c int) {
		for i := c * per; i < min(count, (c+1)*per); i++ {
			if !row(sorts.Env{Tier: env.Tier, Done: env.Done}, i) {
				cut.Store(true)
				return
			}
		}
	})
	return ok && !cut.Load()
}

// fetch returns n elements s apart as a slice: the memory itself where they
// are contiguous.
func fetch[T dtype.Element](env Env, p unsafe.Pointer, s, n int) []T {
	if s == 1 || n <= 1 {
		return unsafe.Slice((*T)(p), n)
	}
	out := make([]T, n)
	kernel.CopyStrided(env.Tier, dtype.Of[T](), unsafe.Pointer(unsafe.SliceData(out)), 1, p, s, n)
	return out
}

// rest returns v without the dimension axis.
func rest(v View, axis int) View {
	if v.Shape[axis] == 0 {
		v.Ptr = nil
		return View{DT: v.DT, Shape: without(v.Shape, axis), Strides: without(v.Strides, axis)}
	}
	return v.Drop(axis, 0)
}

func without(s []int, k int) []int {
	return append(append([]int{}, s[:k]...), s[k+1:]...)
}

// offset returns how many elements position i, in C order, lies from the
// first.
func (v View) offset(i int) int {
	off := 0
	for k := len(v.Shape) - 1; k >= 0; k-- {
		off += i % v.Shape[k] * v.Strides[k]
		i /= v.Shape[k]
	}
	return off
}
