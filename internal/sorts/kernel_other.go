//go:build (!amd64 && !arm64) || purego

package sorts

import (
	"slices"

	"github.com/scicore-go/scicore/internal/cpu"
)

// cutState is the memory a partition kernel needs: here none does.
type cutState struct{}

// partition moves the elements of x below pivot to the front and returns
// their number.
func partition[W word](_ cpu.Tier, _ *cutState, x []W, pivot W) int { return partitionRef(x, pivot) }

// sift fills the room with the words, dealt out by their keys.
func sift[W word](_ cpu.Tier, room *sieve[W], keys, words []W, low, high W) {
	room.n = [3]int{}
	siftRef(room, keys, words, low, high)
}

// floatKeys sets dst to the keys of the floats whose bits are x.
func floatKeys[W word](_ cpu.Tier, dst, x []W) { floatKeysRef(dst, x) }

// smallMax is 0: there is no network that sorts in registers.
func smallMax[W word](cpu.Tier) int { return 0 }

// sortSmall sorts x.
func sortSmall[W word](_ cpu.Tier, x []W) { slices.Sort(x) }

// mirror exchanges a, turned around, with b, turned around; they have one
// length.
func mirror[W word](_ cpu.Tier, a, b []W) { mirrorRef(a, b) }
