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

// sortSmall sorts x, of at most smallBytes.
func sortSmall[W word](_ cpu.Tier, x []W) { slices.Sort(x) }

// mirror exchanges a, turned around, with b, turned around; they have one
// length.
func mirror[W word](_ cpu.Tier, a, b []W) { mirrorRef(a, b) }
