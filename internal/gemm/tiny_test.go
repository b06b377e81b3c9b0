package gemm

import (
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
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

func testTinyBatch[T Float](t *testing.T, join func(x, y float64) T) {
	r := rand.New(rand.NewPCG(41, 42))
	mem := make([]T, 40000)
	for i := range mem {
		mem[i] = join(r.NormFloat64(), r.NormFloat64())
	}
	fill := join(guard, guard)
	at := func(rs, step int) Stack[T] {
		return Stack[T]{Mat[T]{unsafe.Pointer(&mem[r.IntN(50)]), rs, 1}, []int{step}}
	}
	for range 300 {
		m, n, k, count := 1+r.IntN(18), 1+r.IntN(18), 1+r.IntN(18), 1+r.IntN(40)
		a, b := at(k+r.IntN(3), m*(k+3)), at(n+r.IntN(3), k*(n+3)*r.IntN(2))
		ld := n + r.IntN(3)
		alpha, beta := join(scalars[1+r.IntN(3)], 0), join(scalars[r.IntN(4)], 0)
		want := make([]T, count*m*ld+5)
		for i := range want {
			want[i] = fill
		}
		run := func(c []T, f func(c Stack[T])) []T {
			c = append([]T(nil), c...)
			f(Stack[T]{Of(c, ld), []int{m * ld}})
			return c
		}
		start := want
		want = run(start, func(c Stack[T]) {
			for i := range count {
				s := []int{count}
				Gemm(cpu.Generic, nil, nil, m, n, k, alpha, a.at(s, i), b.at(s, i), beta, c.at(s, i))
			}
		})
		for _, tier := range cpu.Available() {
			for _, p := range pools[1:4] {
				got := run(start, func(c Stack[T]) { Batch(tier, p, nil, []int{count}, m, n, k, alpha, a, b, beta, c) })
				for i := range got {
					if got[i] != want[i] {
						t.Fatalf("%v %T %d of %dx%dx%d alpha %v beta %v workers %d: element %d is %v, want %v", tier, alpha, count, m, n, k, alpha, beta, p.Workers(), i, got[i], want[i])
					}
				}
			}
		}
	}
}
