package array

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/nd"
)

// Go cannot name the type of a complex number's parts, so the functions from
// complex to real take it as their first type parameter:
// array.Magnitude[float64](z). Anything but float32 for complex64 and float64 for
// complex128 panics with a *DTypeError.

// RealPart returns the real parts of z as a view: writing it writes z.
// NumPy: z.real.
func RealPart[R Float, C Complex](z Array[C]) Array[R] { return part[R](z, "real", 0) }

// ImagPart returns the imaginary parts of z as a view: writing it writes z.
// NumPy: z.imag.
func ImagPart[R Float, C Complex](z Array[C]) Array[R] { return part[R](z, "imag", 1) }

// part views every second real number of z from number k on.
func part[R Float, C Complex](z Array[C], op string, k int) Array[R] {
	checkParts[R, C](op)
	n := z.NDim()
	dims := make([]int, 2*n)
	copy(dims, z.shape())
	for i, s := range z.strides() {
		dims[n+i] = 2 * s
	}
	if len(z.data) == 0 {
		return wrap[R](nil, 0, dims)
	}
	data := unsafe.Slice((*R)(unsafe.Pointer(unsafe.SliceData(z.data))), 2*len(z.data))
	return wrap(data, 2*z.off+k, dims)
}

// checkParts panics unless C is made of two R.
func checkParts[R Float, C Complex](op string) {
	if r, c := dtype.Of[R](), dtype.Of[C](); c.Size() != 2*r.Size() {
		badDType(op, "the parts are of another type", c, r)
	}
}

// Magnitude returns |z| without overflow in between. NumPy: abs on complex.
func Magnitude[R Float, C Complex](z Array[C]) Array[R] {
	checkParts[R, C]("abs")
	return unary[R](kernel.CAbs, z)
}

// MagnitudeInto is [Magnitude] written into dst.
func MagnitudeInto[R Float, C Complex](dst Array[R], z Array[C]) {
	checkParts[R, C]("abs")
	unaryInto(kernel.CAbs, &dst, &z)
}

// Angle returns the argument of z, in (-π, π]. NumPy: angle.
func Angle[R Float, C Complex](z Array[C]) Array[R] {
	checkParts[R, C]("angle")
	return unary[R](kernel.Arg, z)
}

// AngleInto is [Angle] written into dst.
func AngleInto[R Float, C Complex](dst Array[R], z Array[C]) {
	checkParts[R, C]("angle")
	unaryInto(kernel.Arg, &dst, &z)
}

// ToComplex returns re + i·im; the two broadcast. C must be made of two R.
func ToComplex[C Complex, R Float](re, im Array[R]) Array[C] {
	checkParts[R, C]("complex")
	out := newArray[C]("complex", commonShape("complex", [][]int{re.shape(), im.shape()}))
	nd.Copy(eager(), RealPart[R](out).view(), re.view())
	nd.Copy(eager(), ImagPart[R](out).view(), im.view())
	return out
}
