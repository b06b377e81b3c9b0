package nd

import (
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"testing"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/sched"
)

// lines calls f with the index of each row of a along axis and its elements.
func lines[T dtype.Element](a ref[T], axis int, f func(at func(i int) []int, x []T)) {
	other := without(a.Shape, axis)
	indices(other, func(o []int) {
		at := func(i int) []int { return slices.Insert(slices.Clone(o), axis, i) }
		x := make([]T, a.Shape[axis])
		for i := range x {
			x[i] = *a.at(at(i))
		}
		f(at, x)
	})
}

func TestScanLayouts(t *testing.T) {
	for name, env := range envs() {
		rng := rand.New(rand.NewPCG(11, 12))
		for range rounds(20) {
			shape := someShape(rng)
			if len(shape) == 0 {
				shape = []int{70000}
			}
			axis := rng.IntN(len(shape))
			scanFloats(t, name, env, rng, shape, axis)
			scanInts(t, name, env, rng, shape, axis)
		}
	}
}

func scanFloats(t *testing.T, name string, env Env, rng *rand.Rand, shape []int, axis int) {
	t.Helper()
	a := layout(rng, shape, rng.NormFloat64)
	dst := layout(rng, shape, rng.Float64)
	if !Scan(env, kernel.CumSum, dst.View, a.View, axis) {
		t.Fatal("cancelled")
	}
	lines(a, axis, func(at func(int) []int, x []float64) {
		s := math.Copysign(0, -1)
		for i, v := range x {
			s += v
			if g := *dst.at(at(i)); math.Float64bits(g) != math.Float64bits(s) {
				t.Fatalf("%s: cumsum of %v %v along %d at %v: %v, want %v", name, shape, a.Strides, axis, at(i), g, s)
			}
		}
	})
	was := ref[float64]{View: a.View, data: slices.Clone(a.data), off: a.off}
	Scan(env, kernel.CumMax, a.View, a.View, axis)
	lines(was, axis, func(at func(int) []int, x []float64) {
		w := math.Inf(-1)
		for i, v := range x {
			w = max(w, v)
			if g := *a.at(at(i)); g != w {
				t.Fatalf("%s: cummax in place of %v along %d at %v: %v, want %v", name, shape, axis, at(i), g, w)
			}
		}
	})
}

func scanInts(t *testing.T, name string, env Env, rng *rand.Rand, shape []int, axis int) {
	t.Helper()
	a := layout(rng, shape, func() int8 { return int8(rng.IntN(255) - 127) })
	dst := layout(rng, shape, func() int64 { return 9 })
	Scan(env, kernel.CumProd, dst.View, a.View, axis)
	lines(a, axis, func(at func(int) []int, x []int8) {
		s := int64(1)
		for i, v := range x {
			s *= int64(v)
			if g := *dst.at(at(i)); g != s {
				t.Fatalf("%s: cumprod of %v along %d at %v: %d, want %d", name, shape, axis, at(i), g, s)
			}
		}
	})
}

func TestSortLayouts(t *testing.T) {
	for name, env := range envs() {
		rng := rand.New(rand.NewPCG(13, 14))
		for range rounds(15) {
			shape := someShape(rng)
			if len(shape) == 0 {
				shape = []int{9000}
			}
			axis := rng.IntN(len(shape))
			a := layout(rng, shape, func() int32 { return int32(rng.IntN(50)) })
			sorted := layout(rng, shape, func() int32 { return 0 })
			arg := layout(rng, shape, func() int64 { return 0 })
			k := min(3, shape[axis])
			topShape := slices.Clone(shape)
			topShape[axis] = k
			top := layout(rng, topShape, func() int64 { return 0 })
			if !Sort(env, sorted.View, a.View, axis) || !ArgSort(env, arg.View, a.View, axis) ||
				!TopK(env, top.View, a.View, axis, true) {
				t.Fatal("cancelled")
			}
			lines(a, axis, func(at func(int) []int, x []int32) {
				idx := make([]int, len(x))
				for i := range idx {
					idx[i] = i
				}
				sort.SliceStable(idx, func(i, j int) bool { return x[idx[i]] < x[idx[j]] })
				for i, k := range idx {
					if *sorted.at(at(i)) != x[k] || *arg.at(at(i)) != int64(k) {
						t.Fatalf("%s: %v along %d at %v: %d from %d, want %d from %d", name, shape, axis, at(i),
							*sorted.at(at(i)), *arg.at(at(i)), x[k], k)
					}
				}
				for i := range k {
					if g := x[*top.at(at(i))]; g != x[idx[len(x)-1-i]] {
						t.Fatalf("%s: top %d of %v along %d: %d", name, i, shape, axis, g)
					}
				}
			})
		}
	}
}

func TestTakeAndPutLayouts(t *testing.T) {
	for name, env := range envs() {
		rng := rand.New(rand.NewPCG(15, 16))
		for range rounds(20) {
			shape := someShape(rng)
			if len(shape) == 0 {
				shape = []int{90000}
			}
			axis := rng.IntN(len(shape))
			if shape[axis] == 0 {
				continue
			}
			a := layout(rng, shape, rng.Float64)
			idx := make([]int64, rng.IntN(2*shape[axis]+1))
			for i := range idx {
				idx[i] = int64(rng.IntN(shape[axis]))
			}
			out := slices.Clone(shape)
			out[axis] = len(idx)
			dst := layout(rng, out, rng.Float64)
			if !Take(env, dst.View, a.View, idx, axis) {
				t.Fatal("cancelled")
			}
			indices(out, func(i []int) {
				j := slices.Clone(i)
				j[axis] = int(idx[i[axis]])
				if *dst.at(i) != *a.at(j) {
					t.Fatalf("%s: take of %v along %d at %v", name, shape, axis, i)
				}
			})
			if len(idx) == 0 {
				continue
			}
			Put(env, a.View, dst.View, idx, axis)
			indices(out, func(i []int) {
				j := slices.Clone(i)
				j[axis] = int(idx[i[axis]])
				if *dst.at(i) != *a.at(j) {
					t.Fatalf("%s: put to %v along %d at %v", name, shape, axis, i)
				}
			})
		}
	}
}

func TestMatMulBatches(t *testing.T) {
	for name, env := range envs() {
		rng := rand.New(rand.NewPCG(17, 18))
		for range rounds(15) {
			lead := []int{3, 1, 4}[rng.IntN(3):]
			m, k, n := rng.IntN(20), rng.IntN(20), rng.IntN(20)
			checkMatMul(t, name, env, rng, lead, m, k, n, func() float64 { return float64(rng.IntN(9)) })
			checkMatMul(t, name, env, rng, lead, m, k, n, func() int16 { return int16(rng.IntN(999)) })
			checkMatMul(t, name, env, rng, lead, m, k, n, func() complex64 { return complex(float32(rng.IntN(9)), 2) })
		}
	}
}

func checkMatMul[T int16 | float64 | complex64](t *testing.T, name string, env Env, rng *rand.Rand, lead []int, m, k, n int, next func() T) {
	t.Helper()
	a := layout(rng, append(narrower(rng, lead), m, k), next)
	b := layout(rng, append(narrower(rng, lead), k, n), next)
	dst := layout(rng, append(slices.Clone(lead), m, n), next)
	if !MatMul(env, dst.View, a.View, b.View) {
		t.Fatal("cancelled")
	}
	indices(dst.Shape, func(idx []int) {
		r := len(idx) - 2
		i, j := idx[r], idx[r+1]
		var s T
		for l := range k {
			s += *a.at(append(slices.Clone(idx[:r]), i, l)) * *b.at(append(slices.Clone(idx[:r]), l, j))
		}
		if g := *dst.at(idx); g != s {
			t.Fatalf("%s: %v at %v: %v, want %v", name, dst.Shape, idx, g, s)
		}
	})
}

func TestVecDot(t *testing.T) {
	rng := rand.New(rand.NewPCG(19, 20))
	for _, shape := range [][]int{{5}, {0}, {3, 2000}, {2, 300000}, {400, 90}, {1, 70001}} {
		n := len(shape)
		var want []float64
		a, b := layout(rng, shape, rng.NormFloat64), layout(rng, shape[n-1:], rng.NormFloat64)
		for _, tier := range cpu.Available() {
			for _, w := range []int{1, 2, 3, 8} {
				out := alloc(dtype.Float64, shape[:n-1])
				if !VecDot(Env{Tier: tier, Pool: sched.New(w)}, out, a.View, b.View) {
					t.Fatal("cancelled")
				}
				got := slice[float64](out)
				if want == nil {
					want = slices.Clone(got)
					checkDots(t, a, b, got)
				}
				for i := range got {
					if math.Float64bits(got[i]) != math.Float64bits(want[i]) {
						t.Fatalf("%v: %v with %d workers differs", shape, tier, w)
					}
				}
			}
		}
	}
}

func checkDots(t *testing.T, a, b ref[float64], got []float64) {
	t.Helper()
	k := 0
	lines(a, len(a.Shape)-1, func(_ func(int) []int, x []float64) {
		s, m := 0.0, 0.0
		for i, v := range x {
			p := v * *b.at([]int{i})
			s += p
			m += math.Abs(p)
		}
		if math.Abs(got[k]-s) > 1e-13*m {
			t.Fatalf("%v: dot %d is %v, plain %v", a.Shape, k, got[k], s)
		}
		k++
	})
}

func TestTakeAlongLayouts(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 22))
	for range rounds(60) {
		shape := someShape(rng)
		if len(shape) == 0 {
			continue
		}
		axis := rng.IntN(len(shape))
		from := slices.Clone(shape)
		from[axis] = 1 + rng.IntN(9)
		a := layout(rng, from, rng.Float64)
		idx := layout(rng, shape, func() int64 { return int64(rng.IntN(from[axis])) })
		dst := layout(rng, shape, rng.Float64)
		if !TakeAlong(Env{Tier: cpu.Best, Pool: sched.New(2)}, dst.View, a.View, idx.View, axis) {
			t.Fatal("cancelled")
		}
		indices(shape, func(i []int) {
			j := slices.Clone(i)
			j[axis] = int(*idx.at(i))
			if *dst.at(i) != *a.at(j) {
				t.Fatalf("%v along %d at %v: %v, want %v", shape, axis, i, *dst.at(i), *a.at(j))
			}
		})
	}
}
