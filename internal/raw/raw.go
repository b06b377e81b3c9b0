// Package raw allocates memory that nobody has cleared.
//
// Results are written whole before anyone sees them, so clearing them first is
// a second pass over memory: half the time of an addition of 10^7 numbers, and
// most of that of a small one. Memory from here may hold what another value
// left behind; whoever asks for it must write every element, or drop it.
package raw

import (
	"strings"
	"unsafe"

	"github.com/scicore-go/scicore/internal/dtype"
)

// Slice returns n elements of arbitrary content.
func Slice[T dtype.Element](n int) []T {
	if n == 0 {
		return []T{}
	}
	return unsafe.Slice((*T)(Bytes(n*int(unsafe.Sizeof(*new(T))))), n)
}

// Bytes returns the address of n > 0 bytes of arbitrary content, aligned for
// every element type that n is a multiple of. The collector frees them when
// the address is forgotten, and looks for no pointers in them.
//
// A strings.Builder is the standard library's one way to memory that is not
// cleared: what it has written so far is all that it promises.
func Bytes(n int) unsafe.Pointer {
	var b strings.Builder
	b.Grow(roomy(n))
	b.WriteByte(0)
	p := unsafe.Pointer(unsafe.StringData(b.String()))
	huge(p, n)
	return p
}

// Zeros returns n zeros: make, with large pages where they pay.
func Zeros[T dtype.Element](n int) []T {
	s := make([]T, n)
	huge(unsafe.Pointer(unsafe.SliceData(s)), n*int(unsafe.Sizeof(*new(T))))
	return s
}

// roomy rounds sizes up that the runtime keeps in spans of a single object:
// each such allocation takes the heap's lock, five times the cost of the next
// larger class, which shares a span among several.
func roomy(n int) int {
	switch {
	case n > 6912 && n <= 8192:
		return 9472
	case n > 14336 && n <= 16384:
		return 18432
	case n > 21760 && n <= 24576:
		return 27264
	}
	return n
}
