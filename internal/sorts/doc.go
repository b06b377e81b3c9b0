// Package sorts orders, selects and searches slices of every element type.
//
// # The order
//
// One order serves the whole package: ascending, NaN after everything else,
// complex numbers by real and then imaginary part with NumPy's four groups of
// NaN (R+Rj, R+NaNj, NaN+Rj, NaN+NaNj).
//
// Functions that give indices, and Partition, hold -0 equal to +0 and all NaN
// equal, and keep equal elements in the order of the input: the result is
// unique. Sort of a real type orders bit patterns, so that its result is
// unique too: -0 before +0, and NaN by sign and payload after +Inf. Hence
// every result has the same bits on every tier and with any number of workers.
//
// # How
//
// Everything is brought down to sorting int32 or int64 in place. The bits of
// floats, read as signed integers, already stand in the right order but for
// the negative ones, which are reversed once at the end; unsigned integers
// need one rotation. An argsort packs the leading bits of a key and the index
// into one int64, sorts those, and sorts again the runs whose leading bits
// were equal.
//
// Words are sorted by one quicksort (quick.go). With AVX-512, AVX2 or NEON its
// partition works on vectors and short slices are sorted by networks in
// registers; the kernels are written by package asmgen. Without, a partition
// free of branches cuts the slice into pieces of cache size, which a radix
// sort finishes. A quicksort that splits badly too often ends in a radix sort,
// so no input takes quadratic time.
//
// A selection does not rearrange to find out: a sample bounds the wanted
// element, one pass collects what lies between the bounds, a second deals the
// elements out to three sides, in vectors (select.go, sieve.go).
//
// Sources: Bramas, "A Novel Hybrid Quicksort Algorithm Vectorized using
// AVX-512 on Intel Skylake" (2017); Blacher, Giannis, Wassenberg et al.,
// "Vectorized and performance-portable Quicksort" (2022).
package sorts

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/sched"
)

// Env says how a call runs: the kernels it uses, the workers it may take (nil:
// the caller alone) and the channel that cancels it (nil: never). It changes
// time, never bits.
type Env struct {
	Tier cpu.Tier
	Pool *sched.Pool
	Done <-chan struct{}
}

// cancelled reports whether Done is closed.
func (e Env) cancelled() bool {
	select {
	case <-e.Done:
		return true
	default:
		return false
	}
}

// grain is the number of elements below which a pass is not split over
// workers.
const grain = 1 << 15

// forRange runs body over [0, n) in pieces, in any order, on the pool. It
// returns false when it was cancelled before all ran.
func (e Env) forRange(n int, body func(lo, hi int)) bool {
	if n <= grain {
		if e.cancelled() {
			return false
		}
		body(0, n)
		return true
	}
	return e.Pool.For(e.Done, (n+grain-1)/grain, func(c int) {
		body(c*grain, min(n, (c+1)*grain))
	})
}

// cast reads the memory of x as elements of U, which has the size of T.
func cast[U, T dtype.Element](x []T) []U {
	return unsafe.Slice((*U)(unsafe.Pointer(unsafe.SliceData(x))), len(x))
}
