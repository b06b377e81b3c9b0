package sorts

import (
	"slices"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
)

// word is a type the sorting engines work on; all others are brought to one.
type word interface{ int32 | int64 }

// radixMin is the length from which a radix sort beats slices.Sort.
const radixMin = 192

// sortWords sorts x in place. Cancelled, it leaves a permutation of x.
func sortWords[W word](e Env, x []W) bool {
	switch {
	case e.Tier == cpu.AVX512:
		return quickSort(e, x)
	case len(x) < radixMin:
		slices.Sort(x)
		return !e.cancelled()
	}
	return radixSort(e, x)
}

// radixSort sorts x by bytes, the least significant first, leaving out bytes
// that all elements share.
func radixSort[W word](e Env, x []W) bool {
	if slices.IsSorted(x) {
		return true
	}
	from, to := x, make([]W, len(x))
	varies := differing(x)
	last := uint(unsafe.Sizeof(x[0]))*8 - 8
	for shift := uint(0); shift <= last; shift += 8 {
		if uint8(varies>>shift) == 0 {
			continue
		}
		p := radixPass[W]{e: e, from: from, to: to, shift: shift}
		if shift == last {
			p.flip = 0x80 // the sign: negative words first
		}
		if !p.run() {
			break
		}
		from, to = to, from
	}
	if &from[0] != &x[0] {
		copy(x, from)
	}
	return !e.cancelled()
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

// radixPass moves from into to, stably, by one byte of the elements.
type radixPass[W word] struct {
	e        Env
	from, to []W
	shift    uint
	flip     uint8
}

// run returns false when it was cancelled; to is then spoilt, from intact.
func (p *radixPass[W]) run() bool {
	n := len(p.from)
	blocks := min(p.e.Pool.Workers(), (n+grain-1)/grain)
	at := make([][256]int, blocks)
	cut := func(b int) (lo, hi int) { return b * n / blocks, (b + 1) * n / blocks }
	ok := p.e.Pool.For(p.e.Done, blocks, func(b int) {
		lo, hi := cut(b)
		p.count(&at[b], p.from[lo:hi])
	})
	if !ok {
		return false
	}
	sum := 0
	for d := range 256 {
		for b := range at {
			at[b][d], sum = sum, sum+at[b][d]
		}
	}
	return p.e.Pool.For(p.e.Done, blocks, func(b int) {
		lo, hi := cut(b)
		p.scatter(&at[b], p.from[lo:hi])
	})
}

func (p *radixPass[W]) count(table *[256]int, x []W) {
	shift, flip := p.shift&63, p.flip
	for _, v := range x {
		table[uint8(v>>shift)^flip]++
	}
}

func (p *radixPass[W]) scatter(at *[256]int, x []W) {
	shift, flip, to := p.shift&63, p.flip, p.to
	for _, v := range x {
		d := uint8(v>>shift) ^ flip
		to[at[d]] = v
		at[d]++
	}
}
