package array

import "github.com/scicore-go/scicore/internal/nd"

// odometer steps through the indices of shape in C order and keeps the offset
// that strides give them.
type odometer struct {
	shape, strides, idx []int
	off                 int
}

func newOdometer(shape, strides []int, off int) odometer {
	return odometer{shape: shape, strides: strides, idx: make([]int, len(shape)), off: off}
}

// next steps to the following index; false when there was none, and the
// odometer stands at the first again.
func (o *odometer) next() bool {
	for k := len(o.shape) - 1; k >= 0; k-- {
		o.idx[k]++
		o.off += o.strides[k]
		if o.idx[k] < o.shape[k] {
			return true
		}
		o.off -= o.strides[k] * o.shape[k]
		o.idx[k] = 0
	}
	return false
}

// eachRow calls f with the offset of every innermost run of a, in C order,
// and the length and stride that all runs have. A 0-d array has one run of
// one element.
func (a Array[T]) eachRow(f func(off, n, stride int)) {
	shape, strides := a.shape(), a.strides()
	if a.Size() == 0 {
		return
	}
	n, step := 1, 1
	if k := len(shape) - 1; k >= 0 {
		n, step = shape[k], strides[k]
		shape, strides = shape[:k], strides[:k]
	}
	o := newOdometer(shape, strides, a.off)
	for {
		f(o.off, n, step)
		if !o.next() {
			return
		}
	}
}

// each calls f with the offset of every element of a in C order.
func (a Array[T]) each(f func(off int)) {
	a.eachRow(func(off, n, stride int) {
		for ; n > 0; n-- {
			f(off)
			off += stride
		}
	})
}

// assign copies src, which has dst's shape, into dst. The two must not overlap
// unless they are the same elements.
func assign[T Element](dst, src Array[T]) {
	n := dst.Size()
	switch {
	case n == 0:
	case dst.IsContiguous() && src.IsContiguous():
		copy(dst.data[dst.off:dst.off+n], src.data[src.off:src.off+n])
	default:
		nd.Copy(eager(), dst.view(), src.view())
	}
}

// fill sets every element of a to v.
func (a Array[T]) fill(v T) {
	a.eachRow(func(off, n, stride int) {
		for ; n > 0; n-- {
			a.data[off] = v
			off += stride
		}
	})
}
