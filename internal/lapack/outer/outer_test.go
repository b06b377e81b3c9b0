package outer

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
)

// awkward are values that rounding, signs and propagation go wrong on.
var awkward = []float64{0, math.Copysign(0, -1), 1, -1, math.Inf(1), math.Inf(-1), math.NaN(), 0x1p-1074, -0x1p-149, 0x1p-126, math.MaxFloat32, 1 + 0x1p-23, 1 + 0x1p-52}

func fill[T blas.Scalar](r *rand.Rand, x []T, odd bool) {
	next := func() float64 {
		if odd && r.IntN(4) == 0 {
			return awkward[r.IntN(len(awkward))]
		}
		return r.NormFloat64()
	}
	for i := range x {
		x[i] = blas.FromComplex[T](complex(next(), next()))
	}
}

func same[T blas.Scalar](a, b T) bool {
	eq := func(x, y float64) bool {
		return math.Float64bits(x) == math.Float64bits(y) || x != x && y != y
	}
	return eq(blas.Re(a), blas.Re(b)) && eq(blas.Im(a), blas.Im(b))
}

func TestTiersAgree(t *testing.T) {
	t.Run("float64", testTiers[float64])
	t.Run("float32", testTiers[float32])
	t.Run("complex128", testTiers[complex128])
	t.Run("complex64", testTiers[complex64])
}

// testTiers holds every tier against the reference, for all widths to two
// vectors and beyond, at every start in a vector, with what lies around.
func testTiers[T blas.Scalar](t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, tier := range cpu.Available() {
		for cols := 0; cols <= 70; cols++ {
			rows := cols % 9
			ld := cols + 3
			from := cols % 5
			orig := make([]T, from+rows*ld+cols+9)
			x, y := make([]T, rows*ld+1), make([]T, cols)
			fill(r, orig, cols%2 == 1)
			fill(r, x, cols%2 == 1)
			fill(r, y, cols%2 == 1)
			want, got := append([]T(nil), orig...), append([]T(nil), orig...)
			Sub(cpu.Generic, want[from:], ld, x, y, rows, cols)
			Sub(tier, got[from:], ld, x, y, rows, cols)
			for i := range want {
				if !same(want[i], got[i]) {
					t.Fatalf("%v: %d by %d, element %d: %v, the reference %v", tier, rows, cols, i-from, got[i], want[i])
				}
				at := i - from
				if in := at >= 0 && at/ld < rows && at%ld < cols; !in && !same(got[i], orig[i]) {
					t.Fatalf("%v: %d by %d: wrote element %d", tier, rows, cols, at)
				}
			}
		}
	}
}

// TestReference holds the reference against exact arithmetic.
func TestReference(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	for range 20000 {
		x, y, z := math.Ldexp(r.NormFloat64(), r.IntN(40)-20), r.NormFloat64(), math.Ldexp(r.NormFloat64(), r.IntN(60)-30)
		x32, y32, z32 := float32(x), float32(y), float32(z)
		if r.IntN(3) == 0 { // sums half way between two float32
			x32, y32, z32 = float32(1+r.IntN(1<<12))*0x1p-12, float32(1+r.IntN(1<<12))*0x1p-12, float32(int(1)<<r.IntN(3))
		}
		c := []float32{z32}
		Sub(cpu.Generic, c, 1, []float32{x32}, []float32{y32}, 1, 1)
		exact := new(big.Float).SetPrec(2000).Mul(big.NewFloat(-float64(x32)), big.NewFloat(float64(y32)))
		if want, _ := exact.Add(exact, big.NewFloat(float64(z32))).Float32(); c[0] != want {
			t.Fatalf("%g - %g·%g = %g, want %g", z32, x32, y32, c[0], want)
		}
	}
	for range 1000 {
		v := make([]complex128, 3)
		fill(r, v, false)
		c := v[:1:1]
		want := v[0] - v[1]*v[2]
		Sub(cpu.Generic, c, 1, v[1:2], v[2:], 1, 1)
		if e := blas.Abs(c[0] - want); e > 1e-14 {
			t.Fatalf("off by %g", e)
		}
	}
}

func TestAllocatesNothing(t *testing.T) {
	c, x, y := make([]complex64, 100), make([]complex64, 100), make([]complex64, 10)
	if n := testing.AllocsPerRun(10, func() { Sub(cpu.Best, c, 10, x, y, 9, 10) }); n > 0 {
		t.Errorf("%g allocations", n)
	}
}
