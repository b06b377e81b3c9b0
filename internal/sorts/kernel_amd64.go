//go:build amd64 && !purego

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

// rev64AVX512 exchanges the n vectors from x upwards with those from y
// downwards, turned around: for i := range 8*n { x[i], y[-i] = y[-i], x[i] }.
//
//go:noescape
func rev64AVX512(x, y *int64, n int)

// rev32AVX512 is rev64AVX512 for 32-bit words, 16 to a vector.
//
//go:noescape
func rev32AVX512(x, y *int32, n int)

// cutMinBytes is the length from which the partition kernels work: two groups.
const cutMinBytes = 512

// partition moves the elements of x below pivot to the front and returns
// their number.
func partition[W word](t cpu.Tier, s *cutState, x []W, pivot W) int {
	if t != cpu.AVX512 || len(x)*int(unsafe.Sizeof(pivot)) < cutMinBytes {
		return partitionRef(x, pivot)
	}
	s.going = 0
	p := unsafe.Pointer(&x[0])
	for {
		var below int
		if unsafe.Sizeof(pivot) == 8 {
			below = cut64AVX512((*int64)(p), len(x), int64(pivot), s)
		} else {
			below = cut32AVX512((*int32)(p), len(x), int32(pivot), s)
		}
		if below >= 0 {
			return below
		}
	}
}

// sortSmall sorts x, of at most smallBytes.
func sortSmall[W word](t cpu.Tier, x []W) {
	if t != cpu.AVX512 || len(x) < 2 {
		slices.Sort(x)
		return
	}
	p := unsafe.Pointer(&x[0])
	if unsafe.Sizeof(x[0]) == 8 {
		net64AVX512((*int64)(p), len(x))
	} else {
		net32AVX512((*int32)(p), len(x))
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
