// Package cpu tells which kernel tier this machine can run and how large its
// caches are.
//
// A tier changes speed only: every operation gives the same bits on each.
// SCICORE_CPU=generic|avx2|avx512|neon caps the tier of the whole process.
package cpu

import (
	"fmt"
	"os"
)

// Tier names a set of kernels. Tiers of one architecture are ordered: a
// higher one may use all that a lower one uses.
type Tier uint8

const (
	Generic Tier = iota // the Go reference
	AVX2                // amd64: AVX2 and FMA
	AVX512              // amd64: AVX-512 F, DQ, VL and BW
	NEON                // arm64: Advanced SIMD
)

var tierNames = [...]string{"generic", "avx2", "avx512", "neon"}

func (t Tier) String() string {
	if int(t) < len(tierNames) {
		return tierNames[t]
	}
	return fmt.Sprintf("tier(%d)", uint8(t))
}

// ParseTier returns the tier with the given name.
func ParseTier(s string) (Tier, error) {
	for i, n := range tierNames {
		if n == s {
			return Tier(i), nil
		}
	}
	return Generic, fmt.Errorf("cpu: unknown tier %q: want generic, avx2, avx512 or neon", s)
}

// Available lists the tiers this machine and build can run, lowest first.
// Generic is always among them.
func Available() []Tier { return append([]Tier{Generic}, detected...) }

// Can reports whether this machine and build can run t.
func Can(t Tier) bool {
	for _, a := range Available() {
		if a == t {
			return true
		}
	}
	return false
}

// Best is the highest tier this machine can run, capped by SCICORE_CPU. It is
// set once, before any other package of the module is initialised, and never
// changes.
var Best = best(os.Getenv("SCICORE_CPU"))

// best caps the detected tiers; a name it cannot honour leaves the machine's
// own choice in force, and the root package reports the bad value.
func best(limit string) Tier {
	av := Available()
	t, err := ParseTier(limit)
	if limit != "" && err == nil && Can(t) {
		return t
	}
	return av[len(av)-1]
}
