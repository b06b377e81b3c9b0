package lanes

import (
	"math"
	"unsafe"

	"github.com/scicore-go/scicore/internal/blas"
)

// What is done lane by lane, in Go.

// load puts a system in lane l, with the vectors of the estimate beside it.
func load[T blas.Scalar](b *block, l int, a, rhs blas.Mat[T]) {
	switch a := any(a).(type) {
	case blas.Mat[float64]:
		loadReal(b, l, a, any(rhs).(blas.Mat[float64]))
	case blas.Mat[float32]:
		loadReal(b, l, a, any(rhs).(blas.Mat[float32]))
	case blas.Mat[complex128]:
		loadComplex[float64](b, l, a, any(rhs).(blas.Mat[complex128]))
	case blas.Mat[complex64]:
		loadComplex[float32](b, l, a, any(rhs).(blas.Mat[complex64]))
	}
}

func loadReal[R blas.Real](b *block, l int, a, rhs blas.Mat[R]) {
	to := unsafe.Add(b.w, l*int(unsafe.Sizeof(R(0))))
	for i := range b.n {
		for j, at := 0, i*a.RS; j < b.n; j, at = j+1, at+a.CS {
			*(*R)(to) = a.Data[at]
			to = unsafe.Add(to, groupBytes)
		}
		for j, at := 0, i*rhs.RS; j < b.nrhs; j, at = j+1, at+rhs.CS {
			*(*R)(to) = rhs.Data[at]
			to = unsafe.Add(to, groupBytes)
		}
		*(*R)(to) = R(b.even)
		*(*R)(unsafe.Add(to, groupBytes)) = R(b.odd[i])
		to = unsafe.Add(to, 2*groupBytes)
	}
}

func loadComplex[R blas.Real, C blas.Complex](b *block, l int, a, rhs blas.Mat[C]) {
	lanes := b.lanes
	w := numbers[R](b.w, 2*b.n*b.cols*lanes)
	for i := range b.n {
		to := w[2*i*b.cols*lanes+l:]
		o := 0
		put := func(z C) {
			to[o], to[o+lanes] = R(real1(z)), R(imag1(z))
			o += 2 * lanes
		}
		for j := range b.n {
			put(a.Data[i*a.RS+j*a.CS])
		}
		for j := range b.nrhs {
			put(rhs.Data[i*rhs.RS+j*rhs.CS])
		}
		put(C(complex(b.even, 0)))
		put(C(complex(b.odd[i], 0)))
	}
}

func real1[C blas.Complex](z C) float64 { return real(complex128(z)) }
func imag1[C blas.Complex](z C) float64 { return imag(complex128(z)) }

// starts makes the first vector of the estimate, all of whose elements are
// even, and the alternating one.
func (b *block) starts() {
	b.even = 1 / float64(b.n)
	b.odd = b.odd[:0]
	for i := range b.n {
		x := 1.0
		if b.n > 1 {
			x += float64(i) / float64(b.n-1)
		}
		if i%2 == 1 {
			x = -x
		}
		b.odd = append(b.odd, x)
	}
}

// identity puts the identity in a lane that has no system.
func (b *block) identity(l int) {
	for i := range b.n {
		for j := range b.cols {
			x := 0.0
			if i == j {
				x = 1
			}
			b.set(b.group(i, j), l, x)
		}
	}
}

// set writes a real number in lane l of a group.
func (b *block) set(p unsafe.Pointer, l int, x float64) {
	n := b.lanes
	if b.complex {
		n *= 2
	}
	if b.single {
		v := numbers[float32](p, n)
		v[l] = float32(x)
		if b.complex {
			v[b.lanes+l] = 0
		}
		return
	}
	v := numbers[float64](p, n)
	v[l] = x
	if b.complex {
		v[b.lanes+l] = 0
	}
}

// store takes the solution out of lane l.
func store[T blas.Scalar](b *block, l int, x blas.Mat[T]) {
	for i := range b.n {
		for j := range b.nrhs {
			x.Data[i*x.RS+j*x.CS] = get[T](b, b.group(i, b.n+j), l)
		}
	}
}

func get[T blas.Scalar](b *block, p unsafe.Pointer, l int) T {
	var z T
	switch z := any(&z).(type) {
	case *float64:
		*z = numbers[float64](p, l+1)[l]
	case *float32:
		*z = numbers[float32](p, l+1)[l]
	case *complex128:
		v := numbers[float64](p, 2*b.lanes)
		*z = complex(v[l], v[b.lanes+l])
	case *complex64:
		v := numbers[float32](p, 2*b.lanes)
		*z = complex(v[l], v[b.lanes+l])
	}
	return z
}

// reciprocals notes the pivots of row k that are zero, and inverts the others.
// Zero becomes one, so that nothing is infinite in lanes nobody will read.
func (b *block) reciprocals(k int) {
	p, inv := b.group(k, k), unsafe.Add(b.inv, k*groupBytes)
	switch {
	case !b.complex && !b.single:
		invert(b, k, numbers[float64](p, b.lanes), numbers[float64](inv, b.lanes))
	case !b.complex:
		invert(b, k, numbers[float32](p, b.lanes), numbers[float32](inv, b.lanes))
	case !b.single:
		invertComplex(b, k, numbers[float64](p, 2*b.lanes), numbers[float64](inv, 2*b.lanes))
	default:
		invertComplex(b, k, numbers[float32](p, 2*b.lanes), numbers[float32](inv, 2*b.lanes))
	}
}

func invert[R blas.Real](b *block, k int, p, inv []R) {
	for l, x := range p {
		if x == 0 {
			b.note(l, k)
			x = 1
		}
		inv[l] = 1 / x
	}
}

func invertComplex[R blas.Real](b *block, k int, p, inv []R) {
	h := b.lanes
	for l := range h {
		z := complex(float64(p[l]), float64(p[h+l]))
		if z == 0 {
			b.note(l, k)
			z = 1
		}
		r := blas.Div(1, z)
		inv[l], inv[h+l] = R(real(r)), R(imag(r))
	}
}

func (b *block) note(l, k int) {
	if b.zero[l] < 0 {
		b.zero[l] = k
	}
}

// signs makes v the signs of the numbers of a vector whose groups lie ld bytes
// apart, conjugated. They may be v itself.
func (b *block) signs(x unsafe.Pointer, ld int) {
	for i := range b.n {
		from, to := unsafe.Add(x, i*ld), unsafe.Add(b.v, i*groupBytes)
		switch {
		case !b.complex && !b.single:
			sign(numbers[float64](to, b.lanes), numbers[float64](from, b.lanes))
		case !b.complex:
			sign(numbers[float32](to, b.lanes), numbers[float32](from, b.lanes))
		case !b.single:
			signComplex(numbers[float64](to, 2*b.lanes), numbers[float64](from, 2*b.lanes))
		default:
			signComplex(numbers[float32](to, 2*b.lanes), numbers[float32](from, 2*b.lanes))
		}
	}
}

func sign[R blas.Real](to, from []R) {
	for l, x := range from {
		to[l] = R(math.Copysign(1, float64(x)))
	}
}

func signComplex[R blas.Real](to, from []R) {
	h := len(from) / 2
	for l := range h {
		re, im := float64(from[l]), float64(from[h+l])
		if r := blas.Hypot(re, im); r > 0 && r <= math.MaxFloat64 {
			to[l], to[h+l] = R(re/r), R(-im/r)
		} else {
			to[l], to[h+l] = 1, 0
		}
	}
}

// units makes v the unit vectors that at names.
func (b *block) units() {
	clear(numbers[float64](b.v, b.n*groupBytes/8))
	for l := range b.lanes {
		b.set(unsafe.Add(b.v, int(b.number(b.at, l))*groupBytes), l, 1)
	}
}

// clear, fill, times and larger work on groups of magnitudes.
func (b *block) clear(p unsafe.Pointer) { b.fill(p, 0) }

func (b *block) fill(p unsafe.Pointer, x float64) {
	if b.single {
		put(numbers[float32](p, b.lanes), float32(x))
	} else {
		put(numbers[float64](p, b.lanes), x)
	}
}

func put[R blas.Real](v []R, x R) {
	for i := range v {
		v[i] = x
	}
}

func (b *block) times(p unsafe.Pointer, x float64) {
	if b.single {
		multiply(numbers[float32](p, b.lanes), float32(x))
	} else {
		multiply(numbers[float64](p, b.lanes), x)
	}
}

func multiply[R blas.Real](v []R, x R) {
	for i := range v {
		v[i] *= x
	}
}

func (b *block) larger(p, q unsafe.Pointer) {
	if b.single {
		most(numbers[float32](p, b.lanes), numbers[float32](q, b.lanes))
	} else {
		most(numbers[float64](p, b.lanes), numbers[float64](q, b.lanes))
	}
}

func most[R blas.Real](x, y []R) {
	for l := range x {
		x[l] = max(x[l], y[l]) // NaN wins
	}
}
