package kernel

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// hardRoots returns the x in [1, 4) whose roots lie next to a midpoint of two
// floats, M 2^-53 for an odd M: those with |x - (M 2^-53)^2| < limit 2^-106.
// M is a root of -t modulo 2^54, or 2^55 for x >= 2.
func hardRoots(limit int64) []float64 {
	var out []float64
	for t := -limit + 1; t < limit; t++ {
		if (t+1)%8 != 0 {
			continue
		}
		for n := uint(54); n <= 55; n++ {
			least := uint64(1) << 52 // x counts steps of 2^(n-106)
			r := rootModulo(uint64(-t), n)
			for _, m := range []uint64{r, -r, r + 1<<(n-1), 1<<(n-1) - r} {
				m &= 1<<n - 1
				if m < 1<<53 || m >= 1<<54 {
					continue
				}
				sq := new(big.Int).SetUint64(m)
				sq.Mul(sq, sq).Add(sq, big.NewInt(t))
				if x := sq.Rsh(sq, n).Uint64(); x >= least && x < 2*least {
					out = append(out, math.Ldexp(float64(x), int(n)-106))
				}
			}
		}
	}
	return out
}

// rootModulo returns r with r*r = a modulo 2^n for a = 1 modulo 8, one binary
// digit after the other.
func rootModulo(a uint64, n uint) uint64 {
	r := uint64(1)
	for k := uint(3); k < n; k++ { // r*r = a modulo 2^k
		if (r*r^a)>>k&1 != 0 {
			r += 1 << (k - 1)
		}
	}
	return r
}

// TestSqrtHardCases: the square root is rounded correctly where that is
// hardest, on every tier.
func TestSqrtHardCases(t *testing.T) {
	hard := hardRoots(1000)
	if len(hard) < 300 || !slices.Contains(hard, 1+0x1p-52) || !slices.Contains(hard, 4-0x1p-51) {
		t.Fatalf("%d hard cases, without the known ones", len(hard))
	}
	var xs []float64
	for _, x := range hard {
		for _, e := range []int{0, -896, -900, -902, -1000, -1022, 512, 1020} {
			y := math.Ldexp(x, e)
			xs = append(xs, y, math.Nextafter(y, 0), math.Nextafter(y, 8))
		}
	}
	compareSqrt(t, xs)
}

// TestSqrtRandom holds the square root against that of the divider on random
// arguments, a hundred million with -exhaustive.
func TestSqrtRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	rounds := 50
	if *exhaustive {
		rounds = 25000
	}
	xs := make([]float64, 4096)
	for range rounds {
		for i := range xs {
			xs[i] = math.Float64frombits(r.Uint64() >> 1)
			if i%8 != 0 {
				xs[i] = 1 + 3*r.Float64()
			}
			if i%64 != 0 && !(xs[i] < math.Inf(1)) {
				xs[i] = 2
			}
		}
		compareSqrt(t, xs)
	}
}

func compareSqrt(t *testing.T, xs []float64) {
	t.Helper()
	got := make([]float64, len(xs))
	for _, tier := range cpu.Available() {
		Unary(tier, Sqrt, dtype.Float64, ptr(got), ptr(xs), len(xs))
		for i, y := range got {
			if want := math.Sqrt(xs[i]); y != want && (y == y || want == want) {
				t.Fatalf("%s: sqrt(%x) is %x, want %x", tier, xs[i], y, want)
			}
		}
	}
}

// TestSqrtRefinement: the refinement that AVX-512 does rounds the hard cases
// correctly from any approximation of 1/sqrt(x) to 2^-14, not only from this
// machine's.
func TestSqrtRefinement(t *testing.T) {
	for _, x := range hardRoots(100) {
		want := math.Sqrt(x)
		for i := -500; i <= 500; i++ {
			y := float64(1/want) * (1 + float64(i)/500*0x1p-14)
			for _, digits := range []uint{0, 30, 37} { // cut off
				if got := refineSqrt(x, math.Float64frombits(math.Float64bits(y)>>digits<<digits)); got != want {
					t.Fatalf("sqrt(%x) from %x is %x, want %x", x, y, got, want)
				}
			}
		}
	}
}

// refineSqrt is what the kernel does with its first approximation y.
func refineSqrt(x, y float64) float64 {
	y = fma64(0.5*y, fma64(-float64(x*y), y, 1), y)
	h := 0.5 * y
	s := float64(x * y)
	s = fma64(fma64(-s, s, x), h, s)
	h = fma64(h, fma64(-s, y, 1), h)
	return fma64(fma64(-s, s, x), h, s)
}
