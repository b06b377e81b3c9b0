//go:build arm64 && !purego

package sorts

import (
	"slices"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
)

//go:generate go test ./asmgen -generate

// cutState is the memory of one partition: where it stands between calls of
// the kernel, and the vectors put aside. The kernels know its layout.
type cutState struct {
	left, right, first, end int64 // bytes from x
	going                   int64 // 0 before the first call
	_                       [3]int64
	aside                   [12 * 16]byte
}

// cut64NEON begins or continues, as s.going says, a partition of the whole
// vectors of x[:n], n >= 16: the words below pivot first. It returns their
// number, or -1 when there is more to do: a call reads 128 KiB at most, since
// assembly cannot be preempted. The words are those partitionRef puts in front.
//
//go:noescape
func cut64NEON(x *int64, n int, pivot int64, s *cutState) (below int)

// cut32NEON is cut64NEON for 32-bit words, n >= 32.
//
//go:noescape
func cut32NEON(x *int32, n int, pivot int32, s *cutState) (below int)

// net64NEON is slices.Sort(x[:n]) for n = 8, 16 or 32.
//
//go:noescape
func net64NEON(x *int64, n int)

// net32NEON is slices.Sort(x[:n]) for n = 16, 32 or 64.
//
//go:noescape
func net32NEON(x *int32, n int)

// cutMinBytes is the length from which the partition kernels work: two groups
// of vectors, and what makes them worth it.
const cutMinBytes = 256

// partition moves the elements of x below pivot to the front and returns
// their number.
func partition[W word](t cpu.Tier, s *cutState, x []W, pivot W) int {
	size := int(unsafe.Sizeof(pivot))
	if t != cpu.NEON || len(x)*size < cutMinBytes {
		return partitionRef(x, pivot)
	}
	s.going = 0
	p := unsafe.Pointer(&x[0])
	below := -1
	for below < 0 {
		if size == 8 {
			below = cut64NEON((*int64)(p), len(x), int64(pivot), s)
		} else {
			below = cut32NEON((*int32)(p), len(x), int32(pivot), s)
		}
	}
	for i := len(x) &^ (16/size - 1); i < len(x); i++ {
		v := x[i]
		x[i], x[below] = x[below], v
		below += int(b2u(v < pivot))
	}
	return below
}

// netBytes is the size of the largest matrix, of 16 registers.
const netBytes = 256

// smallMax returns the number of elements that the registers of a network
// hold, 0 when the tier has no network.
func smallMax[W word](t cpu.Tier) int {
	if t == cpu.NEON {
		return netBytes / int(unsafe.Sizeof(lowest[W]()))
	}
	return 0
}

// sortSmall sorts x, of at most smallMax elements. Networks have fixed sizes:
// others are filled up with the greatest word, which stays behind.
func sortSmall[W word](t cpu.Tier, x []W) {
	if len(x) < 2 {
		return
	}
	if t != cpu.NEON {
		slices.Sort(x)
		return
	}
	var full [netBytes / 4]W
	n := netBytes / 4 / int(unsafe.Sizeof(x[0]))
	for n < len(x) {
		n *= 2
	}
	for i := copy(full[:], x); i < n; i++ {
		full[i] = ^lowest[W]()
	}
	if p := unsafe.Pointer(&full[0]); unsafe.Sizeof(x[0]) == 8 {
		net64NEON((*int64)(p), n)
	} else {
		net32NEON((*int32)(p), n)
	}
	copy(x, full[:])
}

// mirror exchanges a, turned around, with b, turned around; they have one
// length.
func mirror[W word](_ cpu.Tier, a, b []W) { mirrorRef(a, b) }

// sift fills the room with the words, dealt out by their keys.
func sift[W word](_ cpu.Tier, room *sieve[W], keys, words []W, low, high W) {
	room.n = [3]int{}
	siftRef(room, keys, words, low, high)
}

// floatKeys sets dst to the keys of the floats whose bits are x.
func floatKeys[W word](_ cpu.Tier, dst, x []W) { floatKeysRef(dst, x) }
