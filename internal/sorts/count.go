package sorts

import "slices"

// countSort sorts bytes by counting them. flip is xored into a value to bring
// it into the order of unsigned bytes: 0, or the sign bit of int8.
func countSort(e Env, x []uint8, flip uint8) bool {
	// Four tables keep runs of equal bytes from waiting on one counter.
	var table [4][256]int
	i := 0
	for ; i+4 <= len(x); i += 4 {
		v := x[i : i+4 : i+4]
		table[0][v[0]]++
		table[1][v[1]]++
		table[2][v[2]]++
		table[3][v[3]]++
	}
	for ; i < len(x); i++ {
		table[0][x[i]]++
	}
	if e.cancelled() {
		return false
	}
	at := 0
	for k := range 256 {
		v := uint8(k) ^ flip
		n := table[0][v] + table[1][v] + table[2][v] + table[3][v]
		fill(x[at:at+n], v)
		at += n
	}
	return true
}

// count16 is the length from which a table of 65536 counters pays.
const count16 = 1 << 12

// sort16 sorts 16-bit words, flip as in countSort.
func sort16(e Env, x []uint16, flip uint16) bool {
	if len(x) < count16 {
		if flip == 0 {
			slices.Sort(x)
		} else {
			slices.Sort(cast[int16](x))
		}
		return !e.cancelled()
	}
	table := make([]int, 1<<16)
	for _, v := range x {
		table[v]++
	}
	if e.cancelled() {
		return false
	}
	at := 0
	for k := range 1 << 16 {
		v := uint16(k) ^ flip
		n := table[v]
		fill(x[at:at+n], v)
		at += n
	}
	return true
}

func fill[T any](x []T, v T) {
	for i := range x {
		x[i] = v
	}
}
