package blas

import (
	"math"
	"sync"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/vec"
)

// piece is how many elements of strided vectors an elementwise operation
// gathers at a time.
const piece = 64

// gather copies elements from i on to dst.
func gather[T Scalar](dst []T, x Vec[T], i int) {
	src := x.Data[i*x.Inc:]
	for j := range dst {
		dst[j] = src[j*x.Inc]
	}
}

func scatter[T Scalar](x Vec[T], i int, src []T) {
	dst := x.Data[i*x.Inc:]
	for j, v := range src {
		dst[j*x.Inc] = v
	}
}

func axpyStrided[T Scalar](t cpu.Tier, conj bool, alpha T, x, y Vec[T]) {
	var a, b [piece]T
	for i := 0; i < x.N; i += piece {
		n := min(piece, x.N-i)
		gather(a[:n], x, i)
		gather(b[:n], y, i)
		axpy(t, conj, alpha, vec.Ptr(&a), vec.Ptr(&b), n)
		scatter(y, i, b[:n])
	}
}

func scalStrided[T Scalar](t cpu.Tier, alpha T, x Vec[T]) {
	var a [piece]T
	for i := 0; i < x.N; i += piece {
		n := min(piece, x.N-i)
		gather(a[:n], x, i)
		scal(t, alpha, vec.Ptr(&a), n)
		scatter(x, i, a[:n])
	}
}

func rotStrided[T Scalar](t cpu.Tier, x, y Vec[T], c float64, s T) {
	var a, b [piece]T
	for i := 0; i < x.N; i += piece {
		n := min(piece, x.N-i)
		gather(a[:n], x, i)
		gather(b[:n], y, i)
		rot(t, vec.Ptr(&a), vec.Ptr(&b), n, c, s)
		scatter(x, i, a[:n])
		scatter(y, i, b[:n])
	}
}

// Sums gather chunks of the length that contiguous sums have.

// chunk returns how many elements of T make a chunk of the kernels.
func chunk[T Scalar]() int {
	if IsComplex[T]() {
		return vec.Chunk / 2
	}
	return vec.Chunk
}

// buffer is memory for gathered vectors, kept from call to call.
type buffer struct{ mem []float64 }

var buffers = sync.Pool{New: func() any { return new(buffer) }}

// elements returns n elements of undefined content.
func elements[T Scalar](b *buffer, n int) []T {
	size := int(unsafe.Sizeof(*new(T)))
	if need := (n*size + 7) / 8; len(b.mem) < need {
		b.mem = make([]float64, need)
	}
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b.mem))), n)
}

func dotStrided[T Scalar](t cpu.Tier, conj bool, x, y Vec[T]) (s T) {
	b := buffers.Get().(*buffer)
	defer buffers.Put(b)
	c := min(chunk[T](), x.N)
	mem := elements[T](b, 2*c)
	for i := 0; i < x.N; i += c {
		n := min(c, x.N-i)
		gather(mem[:n], x, i)
		gather(mem[c:c+n], y, i)
		d := dot[T](t, conj, vec.Ptr(&mem[0]), vec.Ptr(&mem[c]), n)
		if i == 0 {
			s = d
		} else {
			s += d
		}
	}
	return s
}

// each hands the elements of x to f, chunk by chunk.
func each[T Scalar](x Vec[T], f func(p vec.Ptr, n int)) {
	if x.N == 0 {
		return
	}
	if x.Inc == 1 || x.N == 1 {
		f(first(x.Data, x.N), x.N)
		return
	}
	b := buffers.Get().(*buffer)
	defer buffers.Put(b)
	c := min(chunk[T](), x.N)
	mem := elements[T](b, c)
	for i := 0; i < x.N; i += c {
		n := min(c, x.N-i)
		gather(mem[:n], x, i)
		f(vec.Ptr(&mem[0]), n)
	}
}

// parts returns how many real numbers n elements of T are.
func parts[T Scalar](n int) int {
	if IsComplex[T]() {
		return 2 * n
	}
	return n
}

func sumSq[T Scalar](t cpu.Tier, x Vec[T]) (s float64) {
	each(x, func(p vec.Ptr, n int) { s += squares[T](t, p, n) })
	return s
}

// sumSqScaled returns the sum of squares of the parts, each times 2^-e; T is
// made of float64.
func sumSqScaled[T Scalar](t cpu.Tier, x Vec[T], e int) (s float64) {
	each(x, func(p vec.Ptr, n int) {
		var buf [piece]float64
		for a := unsafe.Slice((*float64)(p), parts[T](n)); len(a) > 0; {
			k := min(piece, len(a))
			for i, v := range a[:k] {
				buf[i] = math.Ldexp(v, -e)
			}
			s += vec.SumSq[float64](t, vec.Ptr(&buf), k)
			a = a[k:]
		}
	})
	return s
}

// maxAbs returns the largest absolute value of the parts, NaN if there is one;
// T is made of float64.
func maxAbs[T Scalar](t cpu.Tier, x Vec[T]) float64 {
	m := int64(0)
	each(x, func(p vec.Ptr, n int) { m = max(m, vec.MaxAbs[float64](t, p, parts[T](n))) })
	return math.Float64frombits(uint64(m))
}

func iamaxStrided[T Scalar](x Vec[T]) int {
	single := IsSingle[T]()
	best, at := -1.0, -1
	for i := range x.N {
		a := Abs1(x.Data[i*x.Inc])
		if single {
			a = float64(float32(a))
		}
		if math.IsNaN(a) {
			return i
		}
		if a > best {
			best, at = a, i
		}
	}
	return at
}
