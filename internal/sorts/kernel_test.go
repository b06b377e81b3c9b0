package sorts

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"regexp"
	"runtime"
	"slices"
	"testing"
	"unsafe"

	syscpu "golang.org/x/sys/cpu"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/need"
)

// kernels names, for every assembly function, its tier and its test.
var kernels = map[string]struct {
	tier cpu.Tier
	test func(t *testing.T, tier cpu.Tier)
}{
	"sift64AVX2":   {cpu.AVX2, testSift[int64]},
	"sift32AVX2":   {cpu.AVX2, testSift[int32]},
	"sift64AVX512": {cpu.AVX512, testSift[int64]},
	"sift32AVX512": {cpu.AVX512, testSift[int32]},
	"keys64AVX2":   {cpu.AVX2, testFloatKeys[int64]},
	"keys32AVX2":   {cpu.AVX2, testFloatKeys[int32]},
	"keys64AVX512": {cpu.AVX512, testFloatKeys[int64]},
	"keys32AVX512": {cpu.AVX512, testFloatKeys[int32]},
	"cut64AVX2":    {cpu.AVX2, testPartition[int64]},
	"cut32AVX2":    {cpu.AVX2, testPartition[int32]},
	"cut64NEON":    {cpu.NEON, testPartition[int64]},
	"cut32NEON":    {cpu.NEON, testPartition[int32]},
	"net64NEON":    {cpu.NEON, testSmall[int64]},
	"net32NEON":    {cpu.NEON, testSmall[int32]},
	"net64AVX2":    {cpu.AVX2, testSmall[int64]},
	"net32AVX2":    {cpu.AVX2, testSmall[int32]},
	"cut64AVX512":  {cpu.AVX512, testPartition[int64]},
	"cut32AVX512":  {cpu.AVX512, testPartition[int32]},
	"net64AVX512":  {cpu.AVX512, testSmall[int64]},
	"net32AVX512":  {cpu.AVX512, testSmall[int32]},
	"rev64AVX512":  {cpu.AVX512, testReverse[int64]},
	"rev32AVX512":  {cpu.AVX512, testReverse[int32]},
}

func TestKernels(t *testing.T) {
	for name, k := range kernels {
		if !built(k.tier) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			if !machineHas(k.tier) {
				need.Missing(t, fmt.Sprintf("a processor with %v", k.tier))
			}
			if !cpu.Can(k.tier) || smallMax[int64](k.tier) == 0 {
				t.Fatalf("the processor has %v, but its kernels are not in use", k.tier)
			}
			k.test(t, k.tier)
		})
	}
	testPartition[int64](t, cpu.Generic)
	testReverse[int32](t, cpu.Generic)
	testSift[int32](t, cpu.Generic)
	testFloatKeys[int64](t, cpu.Generic)
}

// built reports whether this build has the assembly of a tier.
func built(t cpu.Tier) bool {
	switch runtime.GOARCH {
	case "amd64":
		return !purego && t != cpu.NEON
	case "arm64":
		return !purego && t == cpu.NEON
	}
	return false
}

// machineHas asks the processor, not package cpu: a tier that cpu fails to
// find, or that has no kernels in this build, must not pass as skipped.
func machineHas(t cpu.Tier) bool {
	x := &syscpu.X86
	switch t {
	case cpu.AVX2:
		return x.HasAVX2 && x.HasFMA && x.HasBMI2
	case cpu.AVX512:
		return machineHas(cpu.AVX2) && x.HasAVX512F && x.HasAVX512DQ && x.HasAVX512VL && x.HasAVX512BW
	case cpu.NEON:
		return runtime.GOARCH == "arm64"
	}
	return true
}

// TestEveryKernelIsTested fails when an assembly function has no row.
func TestEveryKernelIsTested(t *testing.T) {
	var found [][]string
	for _, file := range []string{"kernel_amd64.s", "kernel_arm64.s"} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, regexp.MustCompile(`(?m)^TEXT ·(\w+)`).FindAllStringSubmatch(string(source), -1)...)
	}
	if len(found) != len(kernels) {
		t.Errorf("%d functions, %d rows", len(found), len(kernels))
	}
	for _, m := range found {
		if kernels[m[1]].test == nil {
			t.Errorf("%s has no test", m[1])
		}
	}
}

// testSmall sorts every length the network takes.
func testSmall[W word](t *testing.T, tier cpu.Tier) {
	for n := range smallMax[W](tier) + 1 {
		for i, pattern := range patterns {
			x := generate[W](n, pattern, seed)
			want := slices.Clone(x)
			slices.Sort(want)
			got, intact := guarded(x, (n+i)%9)
			sortSmall(tier, got)
			if !slices.Equal(got, want) {
				t.Fatalf("%v %s n=%d:\n got %v\nwant %v", tier, pattern, n, got, want)
			}
			if !intact() {
				t.Fatalf("%v %s n=%d: wrote outside the slice", tier, pattern, n)
			}
		}
	}
}

// TestSmallZeroOne is the 0-1 principle on random sequences of zeros and ones.
func TestSmallZeroOne(t *testing.T) {
	r := rand.New(rand.NewPCG(seed, 5))
	for _, tier := range cpu.Available() {
		for range 20000 {
			n := r.IntN(smallMax[int32](tier) + 1)
			x := make([]int32, n)
			ones := 0
			for i := range x {
				x[i] = int32(r.IntN(2))
				ones += int(x[i])
			}
			sortSmall(tier, x)
			for i, v := range x {
				if (v == 1) != (i >= n-ones) {
					t.Fatalf("%v n=%d: %v", tier, n, x)
				}
			}
		}
	}
}

// testPartition holds the partition of a tier against the reference:
// same number below, same elements, each on its side.
func testPartition[W word](t *testing.T, tier cpu.Tier) {
	var lengths []int
	for n := range 640 {
		if n < 330 || n%5 == 0 || !testing.Short() {
			lengths = append(lengths, n)
		}
	}
	lengths = append(lengths, 1023, 1024, 1031, 4099, 270000) // the last in several calls
	var state cutState
	for i, n := range lengths {
		pattern := patterns[i%len(patterns)]
		x := generate[W](n, pattern, seed)
		for _, pivot := range pivots(x) {
			below := partitionRef(slices.Clone(x), pivot)
			got, intact := guarded(x, n%9)
			if m := partition(tier, &state, got, pivot); m != below {
				t.Fatalf("%v %s n=%d pivot=%v: %d below, want %d", tier, pattern, n, pivot, m, below)
			}
			for i, v := range got {
				if (v < pivot) != (i < below) {
					t.Fatalf("%v %s n=%d pivot=%v: [%d]=%v on the wrong side of %d", tier, pattern, n, pivot, i, v, below)
				}
			}
			if digest(got) != digest(x) || !intact() {
				t.Fatalf("%v %s n=%d pivot=%v: lost elements or wrote outside", tier, pattern, n, pivot)
			}
		}
	}
}

// pivots are the ends of the range of W, a middle element and its neighbour.
func pivots[W word](x []W) []W {
	p := []W{lowest[W](), ^lowest[W](), 0}
	if len(x) > 0 {
		v := x[len(x)/2]
		p = append(p, v, v+1)
	}
	return p
}

// testSift holds the sieve of a tier against one append after the other, with
// keys and words that differ, and bounds of every kind.
func testSift[W word](t *testing.T, tier cpu.Tier) {
	var room sieve[W]
	for n := range siftBlock + 1 {
		pattern := patterns[n%len(patterns)]
		keys := generate[W](n, pattern, seed)
		words, intact := guarded(generate[W](n, "random", seed+1), n%9)
		bounds := pivots(keys)
		for i, low := range bounds {
			for _, high := range bounds[i:] {
				low, high := min(low, high), max(low, high)
				sift(tier, &room, keys, words, low, high)
				var want [3][]W
				for i, k := range keys {
					side := 0
					if k > high {
						side = 2
					} else if k >= low {
						side = 1
					}
					want[side] = append(want[side], words[i])
				}
				for side := range want {
					if got := room.side[side][:room.n[side]]; !slices.Equal(got, want[side]) {
						t.Fatalf("%v %s n=%d low=%v high=%v side %d:\n got %v\nwant %v", tier, pattern, n, low, high, side, got, want[side])
					}
				}
			}
		}
		if !intact() {
			t.Fatalf("%v n=%d: wrote outside", tier, n)
		}
	}
}

// testFloatKeys holds the keys of all kinds of bits, read as floats, against
// the order of the floats.
func testFloatKeys[W word](t *testing.T, tier cpu.Tier) {
	less := func(a, b W) bool {
		x, y := asFloat(a), asFloat(b)
		return x < y || x == x && y != y
	}
	for n := range 200 {
		x := generate[W](n, "random", seed)
		if n%2 == 1 {
			floats := generate[float64](n, "special", seed)
			for i, v := range floats {
				x[i] = fromBits[W](v)
			}
		}
		got, intact := guarded(make([]W, n), n%9)
		floatKeys(tier, got, x)
		for i := range x {
			j := (i*7 + 3) % n
			if less(x[i], x[j]) != (got[i] < got[j]) || less(x[j], x[i]) != (got[j] < got[i]) {
				t.Fatalf("%v n=%d: %v has key %v, %v has %v", tier, n, asFloat(x[i]), got[i], asFloat(x[j]), got[j])
			}
		}
		if !intact() {
			t.Fatalf("%v n=%d: wrote outside", tier, n)
		}
	}
}

// asFloat is the float with the bits w.
func asFloat[W word](w W) float64 {
	if unsafe.Sizeof(w) == 4 {
		return float64(math.Float32frombits(uint32(w)))
	}
	return math.Float64frombits(uint64(w))
}

// fromBits returns the bits of v, as a float as wide as W.
func fromBits[W word](v float64) W {
	if unsafe.Sizeof(W(0)) == 4 {
		return W(math.Float32bits(float32(v)))
	}
	return W(math.Float64bits(v))
}

func testReverse[W word](t *testing.T, tier cpu.Tier) {
	for n := range 300 {
		x := generate[W](n, "random", seed)
		want := slices.Clone(x)
		slices.Reverse(want)
		got, intact := guarded(x, n%9)
		reverse(Env{Tier: tier}, got)
		if !slices.Equal(got, want) || !intact() {
			t.Fatalf("%v n=%d: not reversed, or wrote outside", tier, n)
		}
	}
}

// digest is the same for two slices, but for a chance of 2^-64, only when one
// is a permutation of the other.
func digest[W word](x []W) uint64 {
	sum := uint64(0)
	for _, v := range x {
		h := uint64(v) * 0x9e3779b97f4a7c15
		h = (h ^ h>>31) * 0xbf58476d1ce4e5b9
		sum += h ^ h>>29
	}
	return sum
}
