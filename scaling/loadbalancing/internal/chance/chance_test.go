package chance

import "testing"

// even holds counts against what chance allows: six standard deviations.
func even(t *testing.T, what string, counts []int, draws int) {
	t.Helper()
	want := float64(draws) / float64(len(counts))
	for i, c := range counts {
		if off := float64(c) - want; off*off > 36*want {
			t.Errorf("%s: %d was drawn %d times, expected %.0f", what, i, c, want)
		}
	}
}

func TestBitsAreEven(t *testing.T) {
	const draws = 100_000
	var ones [64]int
	for range draws {
		for x, bit := Uint64(), 0; bit < 64; bit++ {
			ones[bit] += int(x >> bit & 1)
		}
	}
	for _, c := range ones {
		even(t, "a bit", []int{c, draws - c}, draws)
	}
}

// The upper and the lower half of a number are chosen by apart: one does not
// tell the other, as far as twenty values of each show it.
func TestHalvesAreIndependent(t *testing.T) {
	const n, draws = 20, 400_000
	pairs := make([]int, n*n)
	for range draws {
		x := Uint64()
		pairs[x>>32*n>>32*n+uint64(uint32(x))*n>>32]++
	}
	even(t, "a pair", pairs, draws)
}

func BenchmarkUint64(b *testing.B) {
	for range b.N {
		Uint64()
	}
}
