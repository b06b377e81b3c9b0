package nd

import (
	"math/rand/v2"
	"unsafe"

	"github.com/scicore-go/scicore/internal/dtype"
)

// ref is a view with the slice under it and a plain way to read it.
type ref[T dtype.Element] struct {
	View
	data []T
	off  int
}

// at returns the address of the element with the given index, the index
// broadcasting.
func (r ref[T]) at(idx []int) *T {
	o := r.off
	lead := len(idx) - len(r.Shape)
	for k, d := range r.Shape {
		if d != 1 {
			o += idx[lead+k] * r.Strides[k]
		}
	}
	return &r.data[o]
}

// layout makes a view of the given shape with strides in a random order, of
// random sign and with random gaps, filled by next.
func layout[T dtype.Element](rng *rand.Rand, shape []int, next func() T) ref[T] {
	rank := len(shape)
	strides := make([]int, rank)
	step, size, off := 1+rng.IntN(2), 1, 0
	if rng.IntN(2) == 0 {
		step = 1
	}
	order := rng.Perm(rank)
	if rng.IntN(2) == 0 {
		for i := range order {
			order[i] = rank - 1 - i
		}
	}
	for _, k := range order {
		strides[k] = step
		if d := shape[k]; d > 0 {
			size += (d - 1) * step
			step *= d
		}
		if rng.IntN(4) == 0 {
			step += 3
		}
		if rng.IntN(4) == 0 && shape[k] > 0 {
			off += (shape[k] - 1) * strides[k]
			strides[k] = -strides[k]
		}
	}
	r := ref[T]{data: make([]T, size), off: off}
	for i := range r.data {
		r.data[i] = next()
	}
	r.View = View{Ptr: unsafe.Pointer(&r.data[off]), DT: dtype.Of[T](), Shape: shape, Strides: strides}
	return r
}

// narrower drops leading dimensions of a shape and sets others to one.
func narrower(rng *rand.Rand, shape []int) []int {
	out := append([]int{}, shape...)
	if rng.IntN(2) == 0 {
		return out
	}
	for i := range out {
		if rng.IntN(3) == 0 {
			out[i] = 1
		}
	}
	return out[rng.IntN(len(out)+1):]
}

// someShape returns a random shape of moderate size.
func someShape(rng *rand.Rand) []int {
	sizes := []int{0, 1, 2, 3, 5, 17, 63, 64, 65, 130, 300}
	shape := make([]int, rng.IntN(5))
	total := 1
	for i := range shape {
		d := sizes[rng.IntN(len(sizes))]
		if total*d > 60000 {
			d = 2
		}
		shape[i] = d
		total *= max(d, 1)
	}
	return shape
}

// indices calls f with every index of a shape.
func indices(shape []int, f func(idx []int)) {
	idx := make([]int, len(shape))
	for _, d := range shape {
		if d == 0 {
			return
		}
	}
	for {
		f(idx)
		k := len(shape) - 1
		for ; k >= 0; k-- {
			idx[k]++
			if idx[k] < shape[k] {
				break
			}
			idx[k] = 0
		}
		if k < 0 {
			return
		}
	}
}

// ptrOf returns the address of the first element.
func ptrOf[T any](s []T) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(s)) }

// slice returns the elements of a contiguous view.
func slice[T dtype.Element](v View) []T { return unsafe.Slice((*T)(v.Ptr), v.Size()) }
