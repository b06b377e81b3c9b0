package sorts

import "unsafe"

// siftBlock is the number of words that are dealt out at once: three sides of
// them stay in the first cache.
const siftBlock = 256

// sieve is the room that words are dealt out to. The kernels know its layout.
type sieve[W word] struct {
	n [3]int // words on each side
	_ [64 - 3*unsafe.Sizeof(int(0))]byte
	// A side has some space behind the block: vectors are written whole.
	side [3][siftBlock + 16]W
}

// siftRef adds words to the sides: those with keys below low, from low to
// high, and above high, each in order. All three are written for every word
// and one is kept, which leaves no branch to mispredict.
func siftRef[W word](room *sieve[W], keys, words []W, low, high W) {
	a, b, c := room.n[0], room.n[1], room.n[2]
	words = words[:len(keys)]
	for i, k := range keys {
		w := words[i]
		room.side[0][a], room.side[1][b], room.side[2][c] = w, w, w
		below, above := int(b2u(k < low)), int(b2u(k > high))
		a += below
		b += 1 - below - above
		c += above
	}
	room.n = [3]int{a, b, c}
}

// floatKey returns a word that orders as the float with the bits b does: both
// zeros have one key, all NaN the greatest.
func floatKey[W word](b W) W {
	low := lowest[W]()
	mantissa := uint(52)
	if unsafe.Sizeof(b) == 4 {
		mantissa = 23
	}
	infinity := ^low &^ (W(1)<<mantissa - 1)
	switch {
	case b&^low > infinity:
		return ^low
	case b == low:
		return 0
	case b < 0:
		return b ^ ^low
	}
	return b
}

func floatKeysRef[W word](dst, x []W) {
	dst = dst[:len(x)]
	for i, b := range x {
		dst[i] = floatKey(b)
	}
}
