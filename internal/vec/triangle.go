package vec

import (
	"math"
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

// System is a triangular system of a multiple of Edge rows. Rows and columns
// count in the order in which they are solved for; strides are in bytes.
type System struct {
	A        Ptr // element (0, 0)
	ARS, ACS int
	Rows     int
	Back     bool // sums of products begin with the row that was solved for last
	Conj     bool // complex elements of A are conjugated
}

// back is Back for the kernels.
func (s *System) back() int {
	if s.Back {
		return 1
	}
	return 0
}

// columns is how many of n numbers of each row one call of a kernel takes: as
// many as keep it short.
func (s *System) columns(n int) int { return min(n, max(64, (1<<21/(s.Rows*s.Rows))&^63)) }

// Forward solves for Rows rows of b of n elements, ld bytes apart. Edge rows at
// a time, it subtracts from b the product of the rows solved for before them
// with what A has left of its diagonal and then takes the steps of [Solve]. An
// element of that product is one sum from +0, each term one fused operation.
// tri holds the blocks on the diagonal, one after the other, as Solve wants
// them.
func Forward[T Real](t cpu.Tier, s *System, tri *T, b Ptr, ld, n int) {
	for n > 0 {
		k := s.columns(n)
		if wide[T]() {
			forwardF64(t, b, ld, k, (*float64)(Ptr(tri)), s.A, s.ARS, s.ACS, s.Rows, s.back())
		} else {
			forwardF32(t, b, ld, k, (*float32)(Ptr(tri)), s.A, s.ARS, s.ACS, s.Rows, s.back())
		}
		if n -= k; n > 0 {
			b = skip[T](b, k)
		}
	}
}

// CForward is [Forward] on rows of n complex elements. A term is two fused
// operations, that with the real part of the element of A first.
func CForward[T Real](t cpu.Tier, s *System, tri *T, b Ptr, ld, n int) {
	s0, s1 := math.Copysign(0, -1), 0.0
	if s.Conj {
		s0, s1 = s1, s0
	}
	for n *= 2; n > 0; {
		k := s.columns(n)
		if wide[T]() {
			cforwardF64(t, b, ld, k, (*float64)(Ptr(tri)), s.A, s.ARS, s.ACS, s.Rows, s.back(), s0, s1)
		} else {
			cforwardF32(t, b, ld, k, (*float32)(Ptr(tri)), s.A, s.ARS, s.ACS, s.Rows, s.back(), float32(s0), float32(s1))
		}
		if n -= k; n > 0 {
			b = skip[T](b, k)
		}
	}
}

func forwardRef[T Real](b Ptr, ld, n int, tri *T, a Ptr, ars, acs, rows, back int) {
	for s := 0; s < rows; s += Edge {
		at := unsafe.Add(b, s*ld)
		subtractRef[T](at, ld, n, s, back, func(sums []T, i, p, j int) {
			axpyRef(Ptr(&sums[0]), skip[T](unsafe.Add(b, p*ld), j), len(sums), *(*T)(unsafe.Add(a, (s+i)*ars+p*acs)))
		})
		solveRef(at, ld, n, &array(tri, (s+Edge)*Edge)[s*Edge])
	}
}

// cforwardRef multiplies the imaginary parts of a with elements of b whose
// parts are exchanged and get the signs of s0 and s1.
func cforwardRef[T Real](b Ptr, ld, n int, tri *T, a Ptr, ars, acs, rows, back int, s0, s1 T) {
	t0, t1 := T(math.Copysign(1, float64(s0))), T(math.Copysign(1, float64(s1)))
	for s := 0; s < rows; s += Edge {
		at := unsafe.Add(b, s*ld)
		subtractRef[T](at, ld, n, s, back, func(sums []T, i, p, j int) {
			z := slice[T](unsafe.Add(a, (s+i)*ars+p*acs), 2)
			caxpyRef(Ptr(&sums[0]), skip[T](unsafe.Add(b, p*ld), j), len(sums), z[0], z[0], t0*z[1], t1*z[1])
		})
		csolveRef(at, ld, n, &array(tri, 2*(s+Edge)*Edge)[2*s*Edge])
	}
}

// subtractRef subtracts sums from Edge rows of b, made by a call of add for
// each of k terms: for row i, from column j on.
func subtractRef[T Real](b Ptr, ld, n, k, back int, add func(sums []T, i, p, j int)) {
	var buf [64]T
	for i := range Edge {
		row := slice[T](unsafe.Add(b, i*ld), n)
		for j := 0; j < n; j += len(buf) {
			sums := buf[:min(len(buf), n-j)]
			clear(sums)
			for p := range k {
				if back != 0 {
					p = k - 1 - p
				}
				add(sums, i, p, j)
			}
			for c, s := range sums {
				row[j+c] -= s
			}
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
