//go:build !amd64 || purego

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

// smallMax is 0: there is no network that sorts in registers.
func smallMax[W word](cpu.Tier) int { return 0 }

// sortSmall sorts x.
func sortSmall[W word](_ cpu.Tier, x []W) { slices.Sort(x) }

// mirror exchanges a, turned around, with b, turned around; they have one
// length.
func mirror[W word](_ cpu.Tier, a, b []W) { mirrorRef(a, b) }
