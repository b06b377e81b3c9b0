package vec

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
)

// Edge is the order of the triangles below. Element (i, k) of one, k <= i, is
// t[i*Edge+k]; complex ones have their parts side by side. The diagonal holds
// reciprocals for [Solve] and the elements themselves for [Mult].
const Edge = 8

// Solve computes b = T⁻¹·b for Edge rows of b of n elements, ld bytes apart.
// From the first row to the last, row k is multiplied by t[k][k] and then
// row i = fma(-t[i][k], row k, row i) for i > k.
func Solve[T Real](t cpu.Tier, tri *[Edge * Edge]T, b Ptr, ld, n int) {
	for ; n > 0; n -= Chunk / Edge {
		k := min(n, Chunk/Edge)
		if wide[T]() {
			solveF64(t, b, ld, k, (*float64)(Ptr(tri)))
		} else {
			solveF32(t, b, ld, k, (*float32)(Ptr(tri)))
		}
		if n > Chunk/Edge {
			b = skip[T](b, Chunk/Edge)
		}
	}
}

// Mult computes b = T·b for Edge rows of b. From the last row to the first,
// row i is multiplied by t[i][i] and then row i = fma(t[i][k], row k, row i)
// for k < i in order.
func Mult[T Real](t cpu.Tier, tri *[Edge * Edge]T, b Ptr, ld, n int) {
	for ; n > 0; n -= Chunk / Edge {
		k := min(n, Chunk/Edge)
		if wide[T]() {
			multF64(t, b, ld, k, (*float64)(Ptr(tri)))
		} else {
			multF32(t, b, ld, k, (*float32)(Ptr(tri)))
		}
		if n > Chunk/Edge {
			b = skip[T](b, Chunk/Edge)
		}
	}
}

// CSolve is [Solve] on rows of n complex elements.
func CSolve[T Real](t cpu.Tier, tri *[2 * Edge * Edge]T, b Ptr, ld, n int) {
	for n *= 2; n > 0; n -= Chunk / Edge {
		k := min(n, Chunk/Edge)
		if wide[T]() {
			csolveF64(t, b, ld, k, (*float64)(Ptr(tri)))
		} else {
			csolveF32(t, b, ld, k, (*float32)(Ptr(tri)))
		}
		if n > Chunk/Edge {
			b = skip[T](b, Chunk/Edge)
		}
	}
}

// CMult is [Mult] on rows of n complex elements.
func CMult[T Real](t cpu.Tier, tri *[2 * Edge * Edge]T, b Ptr, ld, n int) {
	for n *= 2; n > 0; n -= Chunk / Edge {
		k := min(n, Chunk/Edge)
		if wide[T]() {
			cmultF64(t, b, ld, k, (*float64)(Ptr(tri)))
		} else {
			cmultF32(t, b, ld, k, (*float32)(Ptr(tri)))
		}
		if n > Chunk/Edge {
			b = skip[T](b, Chunk/Edge)
		}
	}
}

func solveRef[T Real](b Ptr, ld, n int, t *T) {
	tri := array(t, Edge*Edge)
	for k := range Edge {
		row := unsafe.Add(b, k*ld)
		scalRef(row, n, tri[k*Edge+k])
		for i := k + 1; i < Edge; i++ {
			axpyRef(unsafe.Add(b, i*ld), row, n, -tri[i*Edge+k])
		}
	}
}

func multRef[T Real](b Ptr, ld, n int, t *T) {
	tri := array(t, Edge*Edge)
	for i := Edge - 1; i >= 0; i-- {
		row := unsafe.Add(b, i*ld)
		scalRef(row, n, tri[i*Edge+i])
		for k := range i {
			axpyRef(row, unsafe.Add(b, k*ld), n, tri[i*Edge+k])
		}
	}
}

func csolveRef[T Real](b Ptr, ld, n int, t *T) {
	tri := array(t, 2*Edge*Edge)
	for k := range Edge {
		row, d := unsafe.Add(b, k*ld), 2*(k*Edge+k)
		cscalRef(row, n, tri[d], tri[d], -tri[d+1], tri[d+1])
		for i := k + 1; i < Edge; i++ {
			e := 2 * (i*Edge + k)
			caxpyRef(unsafe.Add(b, i*ld), row, n, -tri[e], -tri[e], tri[e+1], -tri[e+1])
		}
	}
}

func cmultRef[T Real](b Ptr, ld, n int, t *T) {
	tri := array(t, 2*Edge*Edge)
	for i := Edge - 1; i >= 0; i-- {
		row, d := unsafe.Add(b, i*ld), 2*(i*Edge+i)
		cscalRef(row, n, tri[d], tri[d], -tri[d+1], tri[d+1])
		for k := range i {
			e := 2 * (i*Edge + k)
			caxpyRef(row, unsafe.Add(b, k*ld), n, tri[e], tri[e], -tri[e+1], tri[e+1])
		}
	}
}
