package lanes

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/blas"
)

// What is done lane by lane, in Go.

// store puts the solutions of the first lanes where x says.
func store[T blas.Scalar](b *block, x Stack[T]) {
	switch x := any(x).(type) {
	case Stack[float64]:
		storeReal(b, x)
	case Stack[float32]:
		storeReal(b, x)
	case Stack[complex128]:
		storeComplex[float64](b, x)
	case Stack[complex64]:
		storeComplex[float32](b, x)
	}
}

func storeReal[R blas.Real](b *block, x Stack[R]) {
	size := int(unsafe.Sizeof(R(0)))
	for i := range b.n {
		for j := range b.nrhs {
			to := unsafe.Add(unsafe.Pointer(x.First), (i*x.RS+j*x.CS)*size)
			for l, v := range numbers[R](b.group(i, b.n+j), len(x.At)) {
				if b.solved[l] {
					*(*R)(unsafe.Add(to, x.At[l]*size)) = v
				}
			}
		}
	}
}

func storeComplex[R blas.Real, C blas.Complex](b *block, x Stack[C]) {
	size := 2 * int(unsafe.Sizeof(R(0)))
	for i := range b.n {
		for j := range b.nrhs {
			to := unsafe.Add(unsafe.Pointer(x.First), (i*x.RS+j*x.CS)*size)
			v := numbers[R](b.group(i, b.n+j), 2*b.lanes)
			for l, at := range x.At {
				if b.solved[l] {
					z := (*[2]R)(unsafe.Add(to, at*size))
					z[0], z[1] = v[l], v[b.lanes+l]
				}
			}
		}
	}
}

// set writes a real number in all lanes of a group.
func (b *block) set(p unsafe.Pointer, x float64) {
	if b.single {
		put(numbers[float32](p, groupBytes/4), b.lanes, float32(x))
	} else {
		put(numbers[float64](p, groupBytes/8), b.lanes, x)
	}
}

func put[R blas.Real](v []R, lanes int, x R) {
	clear(v)
	for i := range v[:lanes] {
		v[i] = x
	}
}

// number reads lane l of a group.
func (b *block) number(p unsafe.Pointer, l int) float64 {
	if b.single {
		return float64(numbers[float32](p, l+1)[l])
	}
	return numbers[float64](p, l+1)[l]
}
