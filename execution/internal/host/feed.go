package host

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/nd"
)

// feed hands the elements of one input to the tiles, in the C order of the
// iteration shape. It never materialises a broadcast: an input of one element
// stays one, and others are read row by row.
type feed struct {
	ptr    unsafe.Pointer
	dt     dtype.DType
	direct bool  // contiguous over the whole shape: tiles point into it
	scalar bool  // one element for the whole shape
	shape  []int // coalesced
	stride []int // in elements
}

// newFeed prepares an input broadcast to the iteration shape. An input that a
// kernel cannot take as one element is expanded.
func newFeed(v nd.View, shape []int, expand bool) feed {
	f := feed{ptr: v.Ptr, dt: v.DT}
	lead := len(shape) - len(v.Shape)
	for i, d := range shape {
		if d == 1 {
			continue
		}
		s := 0
		if i >= lead && v.Shape[i-lead] != 1 {
			s = v.Strides[i-lead]
		}
		if k := len(f.shape) - 1; k >= 0 && f.stride[k] == s*d {
			f.shape[k] *= d
			f.stride[k] = s
			continue
		}
		f.shape = append(f.shape, d)
		f.stride = append(f.stride, s)
	}
	switch {
	case len(f.shape) == 0: // a single element in all
		f.shape, f.stride = []int{1}, []int{1}
		f.direct, f.scalar = expand, !expand
	case len(f.shape) == 1 && f.stride[0] == 1:
		f.direct = true
	case len(f.shape) == 1 && f.stride[0] == 0:
		f.scalar = !expand
	}
	return f
}

// at returns where the n elements from flat index lo lie: in the input itself,
// or gathered into buf.
func (f *feed) at(t cpu.Tier, buf unsafe.Pointer, lo, n int) unsafe.Pointer {
	switch {
	case f.scalar:
		return f.ptr
	case f.direct:
		return unsafe.Add(f.ptr, lo*f.dt.Size())
	}
	f.gather(t, buf, lo, n)
	return buf
}

// maxDims bounds the dimensions of an array; the graph refuses more.
const maxDims = 64

// gather copies n elements from flat index lo into buf, one innermost run
// after the other.
func (f *feed) gather(t cpu.Tier, buf unsafe.Pointer, lo, n int) {
	var idx [maxDims]int
	last := len(f.shape) - 1
	off := 0
	for i := last; i >= 0; i-- {
		idx[i] = lo % f.shape[i]
		lo /= f.shape[i]
		off += idx[i] * f.stride[i]
	}
	size, step := f.dt.Size(), f.stride[last]
	for {
		m := min(n, f.shape[last]-idx[last])
		f.run(t, buf, unsafe.Add(f.ptr, off*size), step, m)
		if n -= m; n == 0 {
			return
		}
		buf = unsafe.Add(buf, m*size)
		off -= idx[last] * step
		idx[last] = 0
		for i := last - 1; ; i-- { // n > 0: there is a next row
			idx[i]++
			off += f.stride[i]
			if idx[i] < f.shape[i] {
				break
			}
			off -= idx[i] * f.stride[i]
			idx[i] = 0
		}
	}
}

func (f *feed) run(t cpu.Tier, dst, src unsafe.Pointer, step, n int) {
	switch step {
	case 1:
		kernel.Copy(t, f.dt, dst, src, n)
	case 0:
		kernel.Fill(t, f.dt, dst, src, n)
	default:
		kernel.CopyStrided(t, f.dt, dst, 1, src, step, n)
	}
}
