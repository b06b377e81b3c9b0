package nd

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/sched"
)

// TestPastTheCaches holds results long enough to be written past the caches
// against the same work in pieces too short for that: every kind of loop, with
// destinations off the cache line, with one-element, strided and in-place
// operands, on one worker and on three.
func TestPastTheCaches(t *testing.T) {
	const n = streamBytes/8 + 4099
	rng := rand.New(rand.NewPCG(8, 9))
	mem := make([]float64, 2*n+8)
	for i := range mem {
		mem[i] = rng.Float64() + 0.25
	}
	mask := make([]bool, n)
	for i := range mask {
		mask[i] = rng.IntN(2) == 0
	}
	line := func(p unsafe.Pointer, dt dtype.DType, step int) View {
		return View{Ptr: p, DT: dt, Shape: []int{n}, Strides: []int{step}}
	}
	at := func(i, step int) View { return line(ptrOf(mem[i:]), dtype.Float64, step) }
	a, b, every, one := at(0, 1), at(n, 1), at(1, 2), at(5, 0)
	cond := line(unsafe.Pointer(&mask[0]), dtype.Bool, 1)
	for name, f := range map[string]func(env Env, d View, part func(View) View) bool{
		"sqrt":          func(e Env, d View, p func(View) View) bool { return Unary(e, kernel.Sqrt, d, p(a)) },
		"exp":           func(e Env, d View, p func(View) View) bool { return Unary(e, kernel.Exp, d, p(a)) },
		"neg strided":   func(e Env, d View, p func(View) View) bool { return Unary(e, kernel.Neg, d, p(every)) },
		"add":           func(e Env, d View, p func(View) View) bool { return Binary(e, kernel.Add, d, p(a), p(b)) },
		"sub one":       func(e Env, d View, p func(View) View) bool { return Binary(e, kernel.Sub, d, p(a), p(one)) },
		"one sub":       func(e Env, d View, p func(View) View) bool { return Binary(e, kernel.Sub, d, p(one), p(b)) },
		"one div one":   func(e Env, d View, p func(View) View) bool { return Binary(e, kernel.Div, d, p(one), p(one)) },
		"mul strided":   func(e Env, d View, p func(View) View) bool { return Binary(e, kernel.Mul, d, p(every), p(b)) },
		"hypot":         func(e Env, d View, p func(View) View) bool { return Binary(e, kernel.Hypot, d, p(a), p(b)) },
		"number":        func(e Env, d View, p func(View) View) bool { return BinaryVS(e, kernel.Mul, d, p(a), ScalarOf(3.0)) },
		"number before": func(e Env, d View, p func(View) View) bool { return BinarySV(e, kernel.Div, d, ScalarOf(3.0), p(a)) },
		"fma":           func(e Env, d View, p func(View) View) bool { return Ternary(e, kernel.FMA, d, p(a), p(b), p(a)) },
		"fma one":       func(e Env, d View, p func(View) View) bool { return Ternary(e, kernel.FMA, d, p(a), p(one), p(b)) },
		"select":        func(e Env, d View, p func(View) View) bool { return Select(e, d, p(cond), p(a), p(b)) },
		"cast":          func(e Env, d View, p func(View) View) bool { return Cast(e, d, p(cond)) },
		"copy":          func(e Env, d View, p func(View) View) bool { return Copy(e, d, p(a)) },
		"fill":          func(e Env, d View, p func(View) View) bool { return Fill(e, d, ScalarOf(2.5)) },
		"in place": func(e Env, d View, p func(View) View) bool {
			return Copy(e, d, p(a)) && Binary(e, kernel.Add, d, d, p(b))
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, tier := range cpu.Available() {
				for off, pool := range []*sched.Pool{nil, sched.New(3)} {
					got, want := make([]float64, n+2), make([]float64, n+2)
					env := Env{Tier: tier, Pool: pool}
					if !f(env, line(ptrOf(got[off:]), dtype.Float64, 1), func(v View) View { return v }) {
						t.Fatal("cancelled")
					}
					for lo := 0; lo < n; lo += kernel.Chunk {
						piece := func(v View) View { return v.Narrow(0, lo, min(kernel.Chunk, n-lo)) }
						f(Env{Tier: tier}, piece(line(ptrOf(want[off:]), dtype.Float64, 1)), piece)
					}
					if !bytes.Equal(bytesOf(got), bytesOf(want)) {
						t.Errorf("%v, %d workers: not the elements of short pieces", tier, pool.Workers())
					}
				}
			}
		})
	}
}

func bytesOf(x []float64) []byte { return unsafe.Slice((*byte)(ptrOf(x)), 8*len(x)) }
