package symeig

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/vec"
)

// vectors is what the secular equation needs of arithmetic on whole vectors:
// the kernels of one tier, with room for their operands of one element. All
// slices of a call have one length.
type vectors struct {
	tier cpu.Tier
	one  *[2]float64
}

func newVectors(t cpu.Tier) vectors { return vectors{t, new([2]float64)} }

func pointer(x []float64) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(x)) }

// pieces calls f with starts and lengths of runs that are short enough for one
// kernel call.
func pieces(n int, f func(at, n int)) {
	for at := 0; at < n; at += kernel.Chunk {
		f(at, min(kernel.Chunk, n-at))
	}
}

func (v vectors) binary(op kernel.Op, m kernel.Mode, dst, a, b []float64) {
	n := len(dst)
	if n <= kernel.Chunk {
		if n > 0 {
			kernel.Binary(v.tier, op, dtype.Float64, m, pointer(dst), pointer(a), pointer(b), n)
		}
		return
	}
	pieces(n, func(at, n int) {
		x, y := a, b
		if m != kernel.SV {
			x = a[at:]
		}
		if m != kernel.VS {
			y = b[at:]
		}
		v.binary(op, m, dst[at:at+n], x, y)
	})
}

// sub computes dst = a - b.
func (v vectors) sub(dst, a, b []float64) {
	v.binary(kernel.Sub, kernel.VV, dst, a[:len(dst)], b[:len(dst)])
}

// subScalar computes dst = a - x.
func (v vectors) subScalar(dst, a []float64, x float64) {
	v.one[0] = x
	v.binary(kernel.Sub, kernel.VS, dst, a[:len(dst)], v.one[:1])
}

// subFrom computes dst = x - a.
func (v vectors) subFrom(dst []float64, x float64, a []float64) {
	v.one[0] = x
	v.binary(kernel.Sub, kernel.SV, dst, v.one[:1], a[:len(dst)])
}

// div computes dst = a / b.
func (v vectors) div(dst, a, b []float64) {
	v.binary(kernel.Div, kernel.VV, dst, a[:len(dst)], b[:len(dst)])
}

// scale computes dst = a·x.
func (v vectors) scale(dst, a []float64, x float64) {
	v.one[0] = x
	v.binary(kernel.Mul, kernel.VS, dst, a[:len(dst)], v.one[:1])
}

// dot returns Σ a·b.
func (v vectors) dot(a, b []float64) float64 {
	if len(a) == 0 {
		return 0
	}
	return vec.Dot[float64](v.tier, pointer(a), pointer(b[:len(a)]), len(a))
}

// product returns Π a.
func (v vectors) product(a []float64) float64 {
	p := 1.0
	pieces(len(a), func(at, n int) {
		kernel.Reduce(v.tier, kernel.RedProd, dtype.Float64, unsafe.Pointer(&v.one[1]), pointer(a[at:]), n)
		p *= v.one[1]
	})
	return p
}

// narrow writes a to dst in the precision of R.
func narrow[R float32 | float64](v vectors, dst []R, a []float64) {
	a = a[:len(dst)]
	if same, ok := any(dst).([]float64); ok {
		copy(same, a)
		return
	}
	pieces(len(dst), func(at, n int) {
		kernel.Cast(v.tier, dtype.Of[R](), dtype.Float64, unsafe.Pointer(&dst[at]), pointer(a[at:]), n)
	})
}
