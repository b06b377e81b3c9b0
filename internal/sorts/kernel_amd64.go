//go:build amd64 && !purego

package sorts

import (
	"slices"

	"github.com/scicore-go/scicore/internal/cpu"
)

// partition moves the elements of x below pivot to the front and returns
// their number.
func partition[W word](_ cpu.Tier, x []W, pivot W) int { return partitionRef(x, pivot) }

// sortSmall sorts x, of at most smallMax elements.
func sortSmall[W word](_ cpu.Tier, x []W) { slices.Sort(x) }
