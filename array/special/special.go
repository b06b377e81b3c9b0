package special

import (
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/sched"
)

// chunk is how many elements one piece of parallel work has. These functions
// cost tens of nanoseconds to microseconds an element, so that a piece is far
// longer than handing it out.
const chunk = 1024

// pool is what large work is shared over; tests put others in its place.
var pool = sched.Default

func unary[T array.Float](a array.Array[T], f func(float64) float64) array.Array[T] {
	out := array.Empty[T](a.Shape()...)
	unaryInto(out, a, f)
	return out
}

func unaryInto[T array.Float](dst, a array.Array[T], f func(float64) float64) {
	x := elements(dst, a)
	fill(dst, func(y []T, from int) {
		for i := range y {
			y[i] = T(f(float64(x[from+i])))
		}
	})
}

func binary[T array.Float](a, b array.Array[T], f func(x, y float64) float64) array.Array[T] {
	both := array.BroadcastArrays(a, b)
	out := array.Empty[T](both[0].Shape()...)
	binaryInto(out, a, b, f)
	return out
}

func binaryInto[T array.Float](dst, a, b array.Array[T], f func(x, y float64) float64) {
	x, z := elements(dst, a), elements(dst, b)
	fill(dst, func(y []T, from int) {
		for i := range y {
			y[i] = T(f(float64(x[from+i]), float64(z[from+i])))
		}
	})
}

func ternary[T array.Float](a, b, c array.Array[T], f func(x, y, z float64) float64) array.Array[T] {
	all := array.BroadcastArrays(a, b, c)
	out := array.Empty[T](all[0].Shape()...)
	ternaryInto(out, a, b, c, f)
	return out
}

func ternaryInto[T array.Float](dst, a, b, c array.Array[T], f func(x, y, z float64) float64) {
	u, v, w := elements(dst, a), elements(dst, b), elements(dst, c)
	fill(dst, func(y []T, from int) {
		for i := range y {
			y[i] = T(f(float64(u[from+i]), float64(v[from+i]), float64(w[from+i])))
		}
	})
}

func unaryBatch[T array.Float](a array.Array[T], f func(y, x []float64)) array.Array[T] {
	out := array.Empty[T](a.Shape()...)
	unaryBatchInto(out, a, f)
	return out
}

// unaryBatchInto is unaryInto for a function of pieces.
func unaryBatchInto[T array.Float](dst, a array.Array[T], f func(y, x []float64)) {
	x := elements(dst, a)
	fill(dst, func(y []T, from int) {
		var in, out [piece]float64
		for len(y) > 0 {
			n := min(piece, len(y))
			widen(in[:n], x[from:])
			f(out[:n], in[:n])
			narrow(y[:n], out[:])
			y, from = y[n:], from+n
		}
	})
}

func binaryBatch[T array.Float](a, b array.Array[T], f func(z, x, y []float64)) array.Array[T] {
	both := array.BroadcastArrays(a, b)
	out := array.Empty[T](both[0].Shape()...)
	binaryBatchInto(out, a, b, f)
	return out
}

func binaryBatchInto[T array.Float](dst, a, b array.Array[T], f func(z, x, y []float64)) {
	u, v := elements(dst, a), elements(dst, b)
	fill(dst, func(z []T, from int) {
		var x, y, out [piece]float64
		for len(z) > 0 {
			n := min(piece, len(z))
			widen(x[:n], u[from:])
			widen(y[:n], v[from:])
			f(out[:n], x[:n], y[:n])
			narrow(z[:n], out[:])
			z, from = z[n:], from+n
		}
	})
}

func widen[T array.Float](dst []float64, x []T) {
	for i := range dst {
		dst[i] = float64(x[i])
	}
}

func narrow[T array.Float](dst []T, x []float64) {
	for i := range dst {
		dst[i] = T(x[i])
	}
}

// elements returns the elements of a, broadcast to dst's shape, in C order.
// They may be dst's own if a and dst are the same, and otherwise are apart
// from it.
func elements[T array.Float](dst, a array.Array[T]) []T {
	a = a.BroadcastTo(dst.Shape()...)
	if x, ok := a.Data(); ok && array.Overlaps(dst, a) != array.Partial {
		return x
	}
	x, _ := array.Copy(a).Data()
	return x
}

// fill runs body over dst in pieces; body gets a piece and the position of its
// first element. Pieces do not depend on the workers, and neither do bits.
func fill[T array.Float](dst array.Array[T], body func(y []T, from int)) {
	y, ok := dst.Data()
	if !ok {
		y = make([]T, dst.Size())
	}
	pool.For(nil, (len(y)+chunk-1)/chunk, func(c int) {
		from := c * chunk
		body(y[from:min(from+chunk, len(y))], from)
	})
	if !ok {
		array.MapInto(dst, array.FromSlice(y, dst.Shape()...), func(v T) T { return v })
	}
}
