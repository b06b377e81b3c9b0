package gemm

import (
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/sched"
)

// TestTinyBatch: stacks of small products have the bits of Gemm, and nothing
// between the matrices of the result is written.
func TestTinyBatch(t *testing.T) {
	t.Run("float64", func(t *testing.T) { testTinyBatch(t, func(x, y float64) float64 { return x }) })
	t.Run("float32", func(t *testing.T) { testTinyBatch(t, func(x, y float64) float32 { return float32(x) }) })
	t.Run("complex128", func(t *testing.T) { testTinyBatch(t, func(x, y float64) complex128 { return complex(x, y) }) })
	t.Run("complex64", func(t *testing.T) {
		testTinyBatch(t, func(x, y float64) complex64 { return complex(float32(x), float32(y)) })
	})
}

// tinyTrial is a stack of products with a gap after every row and matrix.
type tinyTrial[T Float] struct {
	shape       []int
	m, n, k     int
	alpha, beta T
	a, b        Stack[T]
	ld          int
	start       []T // of C
}

func newTinyTrial[T Float](r *rand.Rand, mem []T, join func(x, y float64) T, shape []int, m, n, k int) tinyTrial[T] {
	x := tinyTrial[T]{shape: shape, m: m, n: n, k: k, ld: n + r.IntN(3)}
	x.alpha, x.beta = join(scalars[1+r.IntN(3)], 0), join(scalars[r.IntN(4)/2], 0)
	at := func(rs, cs, step int) Stack[T] {
		return Stack[T]{Mat[T]{unsafe.Pointer(&mem[r.IntN(50)]), rs, cs}, x.strides(step)}
	}
	x.a, x.b = at(k+r.IntN(3), 1, m*(k+3)), at(n+r.IntN(3), 1, k*(n+3)*r.IntN(2))
	if r.IntN(4) == 0 {
		x.a.RS, x.a.CS = 1, m // transposed
	}
	count := 1
	for _, d := range shape {
		count *= d
	}
	x.start = make([]T, count*m*x.ld+5)
	for i := range x.start {
		x.start[i] = join(guard, guard)
	}
	return x
}

// strides places matrices one after the other, of two dimensions the first
// fastest.
func (x tinyTrial[T]) strides(step int) []int {
	if len(x.shape) == 1 {
		return []int{step}
	}
	return []int{step, step * x.shape[0]}
}

// run returns C after f.
func (x tinyTrial[T]) run(f func(c Stack[T])) []T {
	c := append([]T(nil), x.start...)
	f(Stack[T]{Of(c, x.ld), x.strides(x.m * x.ld)})
	return c
}

// check holds Batch on every tier against Gemm without assembly.
func (x tinyTrial[T]) check(t *testing.T, pools []*sched.Pool) {
	t.Helper()
	want := x.run(func(c Stack[T]) {
		for i := range (len(x.start) - 5) / (x.m * x.ld) {
			Gemm(cpu.Generic, nil, nil, x.m, x.n, x.k, x.alpha, x.a.at(x.shape, i), x.b.at(x.shape, i), x.beta, c.at(x.shape, i))
		}
	})
	for _, tier := range cpu.Available() {
		for _, p := range pools {
			got := x.run(func(c Stack[T]) { Batch(tier, p, nil, x.shape, x.m, x.n, x.k, x.alpha, x.a, x.b, x.beta, c) })
			for i := range got {
				if got[i] != want[i] {
					t.Fatalf("%v %T %v of %dx%dx%d alpha %v beta %v workers %d: element %d is %v, want %v", tier, got[i], x.shape, x.m, x.n, x.k, x.alpha, x.beta, p.Workers(), i, got[i], want[i])
				}
			}
		}
	}
}

func testTinyBatch[T Float](t *testing.T, join func(x, y float64) T) {
	r := rand.New(rand.NewPCG(41, 42))
	mem := make([]T, 60000)
	for i := range mem {
		mem[i] = join(r.NormFloat64(), r.NormFloat64())
	}
	trials, skip := 200, 1
	if quick() {
		trials, skip = 50, 3
	}
	for range trials {
		newTinyTrial(r, mem, join, []int{1 + r.IntN(40)}, 1+r.IntN(18), 1+r.IntN(18), 1+r.IntN(18)).check(t, pools[1:4])
	}
	for m := range 18 { // all heights and widths of tiles and what overlaps
		for n := 1 + m%skip; n <= 66; n += skip * (1 + n/9) {
			newTinyTrial(r, mem, join, []int{1 + r.IntN(3), 1 + r.IntN(3)}, m+1, n, 1+r.IntN(5)).check(t, pools[:1])
		}
	}
}

// TestTinyBatchPast: large results are written past the caches, with the same
// bits.
func TestTinyBatchPast(t *testing.T) {
	r := rand.New(rand.NewPCG(43, 44))
	const n, count = 16, pastBytes/(16*16*8) + 3
	mem, ones := make([]float64, count*n*n), make([]float64, n*n)
	for i := range mem {
		mem[i] = r.NormFloat64()
	}
	for i := range n {
		ones[i*n+i] = 1
	}
	a, b := Stack[float64]{Of(mem, n), []int{n * n}}, Stack[float64]{Of(ones, n), []int{0}}
	for _, tier := range cpu.Available() {
		got := make([]float64, count*n*n)
		c := Stack[float64]{Of(got, n), []int{n * n}}
		shape := []int{count}
		x, ok := tinyOf(tier, shape, n, n, n, 1, a, b, 0, c)
		if !ok {
			continue // larger than a tile of this tier
		}
		if x.fits && uintptr(c.P)%64 == 0 && x.series().past == 0 {
			t.Errorf("%v: %d bytes are not written past the caches", tier, 8*len(got))
		}
		if !x.all(pools[2], nil, count) {
			t.Fatal("cancelled without being asked")
		}
		for i := range got {
			if got[i] != mem[i] {
				t.Fatalf("%v: element %d is %v, want %v", tier, i, got[i], mem[i])
			}
		}
	}
}
