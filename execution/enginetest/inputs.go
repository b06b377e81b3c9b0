package enginetest

import (
	"math"
	"math/rand/v2"
	"unsafe"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/nd"
)

// edge values that stand among the random ones.
var edges = []float64{0, math.Copysign(0, -1), 1, -1, math.Inf(1), math.Inf(-1), math.NaN(), 5e-324, 1e300, 0.5}

// fill writes random elements with edge values among them. With bound > 0 they
// are indices below it.
func fill(v nd.View, r *rand.Rand, bound int) {
	n := v.Size()
	for i := range n {
		p := unsafe.Add(v.Ptr, i*v.DT.Size())
		x := r.NormFloat64() * 3
		if n > 4 && r.IntN(12) == 0 {
			x = edges[r.IntN(len(edges))]
		}
		put(p, v.DT, x, r, bound)
	}
}

func put(p unsafe.Pointer, dt dtype.DType, x float64, r *rand.Rand, bound int) {
	if bound > 0 {
		*(*int64)(p) = int64(r.IntN(bound))
		return
	}
	switch dt {
	case dtype.Bool:
		*(*bool)(p) = r.IntN(2) == 1
	case dtype.Float32:
		*(*float32)(p) = float32(x)
	case dtype.Float64:
		*(*float64)(p) = x
	case dtype.Complex64:
		*(*complex64)(p) = complex(float32(x), float32(r.NormFloat64()))
	case dtype.Complex128:
		*(*complex128)(p) = complex(x, r.NormFloat64())
	default: // integers: small ones mostly, any bits now and then
		bits := uint64(int64(r.IntN(40) - 12))
		if r.IntN(6) == 0 {
			bits = r.Uint64()
		}
		for i := range dt.Size() {
			*(*byte)(unsafe.Add(p, i)) = byte(bits >> (8 * i))
		}
	}
}

// newInput returns an array for a parameter.
func newInput(dt dtype.DType, shape []int, seed uint64, bound int) array.Any {
	a := array.NewAny(dt, shape)
	fill(a.Raw(), rand.New(rand.NewPCG(seed, 7)), bound)
	return a
}

// bitsOf returns the elements of a contiguous array, NaNs made equal.
func bitsOf(a array.Any) string {
	v := a.Raw()
	n := v.Size() * v.DT.Size()
	if n == 0 {
		return ""
	}
	b := []byte(string(unsafe.Slice((*byte)(v.Ptr), n)))
	switch v.DT {
	case dtype.Float64, dtype.Complex128:
		for i := 0; i < n; i += 8 {
			if p := (*float64)(unsafe.Pointer(&b[i])); *p != *p {
				*p = math.NaN()
			}
		}
	case dtype.Float32, dtype.Complex64:
		for i := 0; i < n; i += 4 {
			if p := (*float32)(unsafe.Pointer(&b[i])); *p != *p {
				*p = float32(math.NaN())
			}
		}
	}
	return string(b)
}

// strided returns an array with the same elements that stands in every second
// place of a larger one.
func strided(a array.Any) array.Any {
	switch a := a.(type) {
	case array.Array[bool]:
		return spread(a)
	case array.Array[int8]:
		return spread(a)
	case array.Array[int16]:
		return spread(a)
	case array.Array[int32]:
		return spread(a)
	case array.Array[int64]:
		return spread(a)
	case array.Array[uint8]:
		return spread(a)
	case array.Array[uint16]:
		return spread(a)
	case array.Array[uint32]:
		return spread(a)
	case array.Array[uint64]:
		return spread(a)
	case array.Array[float32]:
		return spread(a)
	case array.Array[float64]:
		return spread(a)
	case array.Array[complex64]:
		return spread(a)
	case array.Array[complex128]:
		return spread(a)
	}
	return a
}

func spread[T array.Element](a array.Array[T]) array.Array[T] {
	shape := a.Shape()
	if len(shape) == 0 {
		return a
	}
	shape[len(shape)-1] *= 2
	v := array.Zeros[T](shape...).Slice(array.Ellipsis, array.Range(array.Open, array.Open, 2))
	array.CopyInto(v, a)
	return v
}

// packed returns a contiguous copy.
func packed(a array.Any) array.Any {
	out := array.NewAny(a.DType(), a.Shape())
	nd.Copy(nd.Env{}, out.Raw(), a.Raw())
	return out
}
