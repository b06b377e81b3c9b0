package sorts

import (
	"slices"
	"unsafe"
)

// word is a type the sorting engines work on; all others are brought to one.
type word interface{ int32 | int64 }

// radixMin is the length from which a radix sort beats slices.Sort.
const radixMin = 192

// sortWords sorts x in place. Cancelled, it leaves a permutation of x.
func sortWords[W word](e Env, x []W) bool {
	q := quick[W]{e: e}
	if e.Pool.Workers() > 1 && len(x) >= parallelMin {
		return q.parallel(x)
	}
	return q.sort(x, lowest[W](), budget(len(x)))
}

// radixSort sorts x by bytes, the least significant first, leaving out bytes
// that all elements share. The memory of room, of the length of x, is used.
func radixSort[W word](x, room []W) {
	if slices.IsSorted(x) {
		return
	}
	from, to := x, room[:len(x)]
	varies := differing(x)
	last := uint(unsafe.Sizeof(x[0]))*8 - 8
	for shift := uint(0); shift <= last; shift += 8 {
		if uint8(varies>>shift) == 0 {
			continue
		}
		flip := uint8(0)
		if shift == last {
			flip = 0x80 // the sign: negative words first
		}
		radixPass(to, from, shift, flip)
		from, to = to, from
	}
	if &from[0] != &x[0] {
		copy(x, from)
	}
}

// differing returns the bits in which elements of x differ.
func differing[W word](x []W) uint64 {
	var d W
	first := x[0]
	for _, v := range x {
		d |= v ^ first
	}
	return uint64(d)
}

// radixPass moves from into to, stably, in the order of one byte.
func radixPass[W word](to, from []W, shift uint, flip uint8) {
	shift &= 63
	var at [256]int
	for _, v := range from {
		at[uint8(v>>shift)^flip]++
	}
	sum := 0
	for d, n := range at {
		at[d] = sum
		sum += n
	}
	for _, v := range from {
		d := uint8(v>>shift) ^ flip
		to[at[d]] = v
		at[d]++
	}
}
