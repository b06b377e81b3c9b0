//go:build amd64 && !purego

package sorts

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
)

//go:generate go test ./asmgen -generate

// cutState is the memory of one partition: where it stands between calls of
// the kernel, and the vectors put aside. The kernels know its layout.
type cutState struct {
	left, right, write, gap int64 // bytes from x
	going                   int64 // 0 before the first call
	_                       [3]int64
	aside                   [16 * 64]byte
}

// cut64AVX512 begins or continues, as s.going says, a partition of x[:n],
// n >= cutMin: the words below pivot first. It returns their number, or -1
// when there is more to do: a call reads 256 KiB at most, since assembly
// cannot be preempted. The words are those partitionRef puts in front.
//
//go:noescape
func cut64AVX512(x *int64, n int, pivot int64, s *cutState) (below int)

// cut32AVX512 is cut64AVX512 for 32-bit words.
//
//go:noescape
func cut32AVX512(x *int32, n int, pivot int32, s *cutState) (below int)

// net64AVX512 is slices.Sort(x[:n]) for n <= 128.
//
//go:noescape
func net64AVX512(x *int64, n int)

// net32AVX512 is slices.Sort(x[:n]) for n <= 256.
//
//go:noescape
func net32AVX512(x *int32, n int)

// cut64AVX2 is cut64AVX512 for the whole vectors of x[:n] only: the caller
// takes in the n%4 words behind them.
//
//go:noescape
func cut64AVX2(x *int64, n int, pivot int64, s *cutState) (below int)

// cut32AVX2 is cut64AVX2 for 32-bit words, 8 to a vector.
//
//go:noescape
func cut32AVX2(x *int32, n int, pivot int32, s *cutState) (below int)

// net64AVX2 is slices.Sort(x[:n]) for n <= 32.
//
//go:noescape
func net64AVX2(x *int64, n int)

// net32AVX2 is slices.Sort(x[:n]) for n <= 64.
//
//go:noescape
func net32AVX2(x *int32, n int)

// rev64AVX512 exchanges the n vectors from x upwards with those from y
// downwards, turned around: for i := range 8*n { x[i], y[-i] = y[-i], x[i] }.
//
//go:noescape
func rev64AVX512(x, y *int64, n int)

// rev32AVX512 is rev64AVX512 for 32-bit words, 16 to a vector.
//
//go:noescape
func rev32AVX512(x, y *int32, n int)

// sift64AVX512 is siftRef from empty sides; n is a multiple of 8.
//
//go:noescape
func sift64AVX512(room *sieve[int64], keys, words *int64, n int, low, high int64)

// sift32AVX512 is sift64AVX512 for 32-bit words, 16 to a vector.
//
//go:noescape
func sift32AVX512(room *sieve[int32], keys, words *int32, n int, low, high int32)

// sift64AVX2 is sift64AVX512 with 4 words to a vector.
//
//go:noescape
func sift64AVX2(room *sieve[int64], keys, words *int64, n int, low, high int64)

// sift32AVX2 is sift64AVX512 for 32-bit words, 8 to a vector.
//
//go:noescape
func sift32AVX2(room *sieve[int32], keys, words *int32, n int, low, high int32)

// keys64AVX512 is for i := range n { dst[i] = floatKey(x[i]) }; n is a
// multiple of 8.
//
//go:noescape
func keys64AVX512(dst, x *int64, n int)

// keys32AVX512 is keys64AVX512 for 32-bit words, 16 to a vector.
//
//go:noescape
func keys32AVX512(dst, x *int32, n int)

// keys64AVX2 is keys64AVX512 with 4 words to a vector.
//
//go:noescape
func keys64AVX2(dst, x *int64, n int)

// keys32AVX2 is keys64AVX512 for 32-bit words, 8 to a vector.
//
//go:noescape
func keys32AVX2(dst, x *int32, n int)

// vecWords is the number of words in a vector of the tier.
func vecWords[W word](t cpu.Tier) int {
	if t == cpu.AVX512 {
		return 64 / int(unsafe.Sizeof(lowest[W]()))
	}
	return 32 / int(unsafe.Sizeof(lowest[W]()))
}

// sift fills the room with the words, dealt out by their keys.
func sift[W word](t cpu.Tier, room *sieve[W], keys, words []W, low, high W) {
	room.n = [3]int{}
	if t != cpu.AVX512 && t != cpu.AVX2 || len(keys) == 0 {
		siftRef(room, keys, words, low, high)
		return
	}
	n := len(keys) &^ (vecWords[W](t) - 1)
	r, k, w := unsafe.Pointer(room), unsafe.Pointer(&keys[0]), unsafe.Pointer(&words[:len(keys)][0])
	switch wide := unsafe.Sizeof(low) == 8; {
	case t == cpu.AVX512 && wide:
		sift64AVX512((*sieve[int64])(r), (*int64)(k), (*int64)(w), n, int64(low), int64(high))
	case t == cpu.AVX512:
		sift32AVX512((*sieve[int32])(r), (*int32)(k), (*int32)(w), n, int32(low), int32(high))
	case wide:
		sift64AVX2((*sieve[int64])(r), (*int64)(k), (*int64)(w), n, int64(low), int64(high))
	default:
		sift32AVX2((*sieve[int32])(r), (*int32)(k), (*int32)(w), n, int32(low), int32(high))
	}
	siftRef(room, keys[n:], words[n:], low, high)
}

// floatKeys sets dst to the keys of the floats whose bits are x.
func floatKeys[W word](t cpu.Tier, dst, x []W) {
	n := 0
	if (t == cpu.AVX512 || t == cpu.AVX2) && len(x) > 0 {
		n = len(x) &^ (vecWords[W](t) - 1)
		d, p := unsafe.Pointer(&dst[:len(x)][0]), unsafe.Pointer(&x[0])
		switch wide := unsafe.Sizeof(x[0]) == 8; {
		case t == cpu.AVX512 && wide:
			keys64AVX512((*int64)(d), (*int64)(p), n)
		case t == cpu.AVX512:
			keys32AVX512((*int32)(d), (*int32)(p), n)
		case wide:
			keys64AVX2((*int64)(d), (*int64)(p), n)
		default:
			keys32AVX2((*int32)(d), (*int32)(p), n)
		}
	}
	floatKeysRef(dst[n:], x[n:])
}

// cutMinBytes is the length from which the partition kernels work: two groups
// of AVX-512 vectors.
const cutMinBytes = 512

// partition moves the elements of x below pivot to the front and returns
// their number.
func partition[W word](t cpu.Tier, s *cutState, x []W, pivot W) int {
	size := int(unsafe.Sizeof(pivot))
	if t != cpu.AVX512 && t != cpu.AVX2 || len(x)*size < cutMinBytes {
		return partitionRef(x, pivot)
	}
	s.going = 0
	p := unsafe.Pointer(&x[0])
	below := -1
	for below < 0 {
		switch {
		case t == cpu.AVX512 && size == 8:
			below = cut64AVX512((*int64)(p), len(x), int64(pivot), s)
		case t == cpu.AVX512:
			below = cut32AVX512((*int32)(p), len(x), int32(pivot), s)
		case size == 8:
			below = cut64AVX2((*int64)(p), len(x), int64(pivot), s)
		default:
			below = cut32AVX2((*int32)(p), len(x), int32(pivot), s)
		}
	}
	if t == cpu.AVX2 {
		for i := len(x) &^ (32/size - 1); i < len(x); i++ {
			v := x[i]
			x[i], x[below] = x[below], v
			below += int(b2u(v < pivot))
		}
	}
	return below
}

// smallMax returns the number of elements that the registers of a network
// hold, 0 when the tier has no network.
func smallMax[W word](t cpu.Tier) int {
	switch t {
	case cpu.AVX512:
		return 1024 / int(unsafe.Sizeof(lowest[W]()))
	case cpu.AVX2:
		return 256 / int(unsafe.Sizeof(lowest[W]()))
	}
	return 0
}

// sortSmall sorts x, of at most smallMax elements.
func sortSmall[W word](t cpu.Tier, x []W) {
	if len(x) < 2 {
		return
	}
	p, wide := unsafe.Pointer(&x[0]), unsafe.Sizeof(x[0]) == 8
	switch {
	case t == cpu.AVX512 && wide:
		net64AVX512((*int64)(p), len(x))
	case t == cpu.AVX512:
		net32AVX512((*int32)(p), len(x))
	case wide:
		net64AVX2((*int64)(p), len(x))
	default:
		net32AVX2((*int32)(p), len(x))
	}
}

// mirror exchanges a, turned around, with b, turned around; they have one
// length.
func mirror[W word](t cpu.Tier, a, b []W) {
	n := 0 // vectors
	if t == cpu.AVX512 {
		n = len(a) * int(unsafe.Sizeof(lowest[W]())) / 64
	}
	if n > 0 {
		lanes := 64 / int(unsafe.Sizeof(a[0]))
		p, end := unsafe.Pointer(&a[0]), unsafe.Pointer(&b[len(b)-1])
		if unsafe.Sizeof(a[0]) == 8 {
			rev64AVX512((*int64)(p), (*int64)(end), n)
		} else {
			rev32AVX512((*int32)(p), (*int32)(end), n)
		}
		a, b = a[n*lanes:], b[:len(b)-n*lanes]
	}
	mirrorRef(a, b)
}
