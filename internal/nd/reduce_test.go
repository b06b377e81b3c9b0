package nd

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/sched"
)

// reduced returns the shape of a reduction.
func reduced(shape, axes []int, keep bool) []int {
	var out []int
	for i, d := range shape {
		switch {
		case !slices.Contains(axes, i):
			out = append(out, d)
		case keep:
			out = append(out, 1)
		}
	}
	return out
}

// columns calls f with each output index and the elements it takes in.
func columns[T dtype.Element](a ref[T], axes []int, f func(out []int, x []T)) {
	var keptShape, foldShape []int
	for i, d := range a.Shape {
		if slices.Contains(axes, i) {
			foldShape = append(foldShape, d)
		} else {
			keptShape = append(keptShape, d)
		}
	}
	indices(keptShape, func(out []int) {
		var x []T
		indices(foldShape, func(in []int) {
			idx := make([]int, 0, len(a.Shape))
			o, k := 0, 0
			for i := range a.Shape {
				if slices.Contains(axes, i) {
					idx = append(idx, in[k])
					k++
				} else {
					idx = append(idx, out[o])
					o++
				}
			}
			x = append(x, *a.at(idx))
		})
		f(out, x)
	})
}

func someAxes(rng *rand.Rand, rank int) (axes []int) {
	for i := range rank {
		if rng.IntN(2) == 0 {
			axes = append(axes, i)
		}
	}
	return axes
}

func TestReduceLayouts(t *testing.T) {
	for name, env := range envs() {
		t.Run(name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(5, 6))
			for range rounds(150) {
				shape := someShape(rng)
				axes := someAxes(rng, len(shape))
				keep := rng.IntN(2) == 0
				reduceInts(t, env, rng, shape, axes, keep)
				reduceFloats(t, env, rng, shape, axes, keep)
			}
		})
	}
}

// put out index into the shape with kept dimensions.
func widen(out, axes []int, rank int) []int {
	idx := make([]int, 0, rank)
	k := 0
	for i := range rank {
		if slices.Contains(axes, i) {
			idx = append(idx, 0)
		} else {
			idx = append(idx, out[k])
			k++
		}
	}
	return idx
}

func reduceInts(t *testing.T, env Env, rng *rand.Rand, shape, axes []int, keep bool) {
	t.Helper()
	a := layout(rng, shape, func() int16 { return int16(rng.IntN(60000) - 30000) })
	sum := layout(rng, reduced(shape, axes, keep), func() int64 { return 77 })
	arg := layout(rng, reduced(shape, axes, keep), func() int64 { return 77 })
	mean := layout(rng, reduced(shape, axes, keep), func() float64 { return 77 })
	if !Reduce(env, kernel.RedSum, sum.View, a.View, axes) || !Mean(env, mean.View, a.View, axes) {
		t.Fatal("cancelled")
	}
	empty := count(a.View, axes) == 0
	if !empty {
		Reduce(env, kernel.RedArgMax, arg.View, a.View, axes)
	}
	columns(a, axes, func(out []int, x []int16) {
		if keep {
			out = widen(out, axes, len(shape))
		}
		var s int64
		best := 0
		for i, v := range x {
			s += int64(v)
			if v > x[best] {
				best = i
			}
		}
		if got := *sum.at(out); got != s {
			t.Fatalf("sum of %v over %v, keep %v: at %v got %d, want %d", shape, axes, keep, out, got, s)
		}
		if got := *arg.at(out); !empty && got != int64(best) {
			t.Fatalf("argmax of %v %v over %v: at %v got %d, want %d", shape, a.Strides, axes, out, got, best)
		}
		if got, want := *mean.at(out), float64(s)/float64(len(x)); got != want && !empty {
			t.Fatalf("mean of %v over %v: at %v got %v, want %v", shape, axes, out, got, want)
		}
	})
}

// reduceFloats holds the strided sum to the bits of its contiguous copy and
// to the value of a plain sum.
func reduceFloats(t *testing.T, env Env, rng *rand.Rand, shape, axes []int, keep bool) {
	t.Helper()
	a := layout(rng, shape, rng.NormFloat64)
	outShape := reduced(shape, axes, keep)
	got := layout(rng, outShape, rng.Float64)
	vars := layout(rng, outShape, rng.Float64)
	if !Reduce(env, kernel.RedSum, got.View, a.View, axes) || !Var(env, vars.View, a.View, axes, 1) {
		t.Fatal("cancelled")
	}
	flatA := alloc(dtype.Float64, shape)
	Copy(Env{}, flatA, a.View)
	want, wantVar := alloc(dtype.Float64, outShape), alloc(dtype.Float64, outShape)
	Reduce(Env{}, kernel.RedSum, want, flatA, axes)
	Var(Env{}, wantVar, flatA, axes, 1)
	w, wv := ref[float64]{View: want, data: slice[float64](want)}, ref[float64]{View: wantVar, data: slice[float64](wantVar)}
	columns(a, axes, func(out []int, x []float64) {
		if keep {
			out = widen(out, axes, len(shape))
		}
		g, e := *got.at(out), *w.at(out)
		if math.Float64bits(g) != math.Float64bits(e) {
			t.Fatalf("sum of %v %v over %v at %v: %x, contiguous %x", shape, a.Strides, axes, out, g, e)
		}
		s, m := 0.0, 0.0
		for _, v := range x {
			s += v
			m += math.Abs(v)
		}
		if math.Abs(g-s) > 1e-13*m {
			t.Fatalf("sum of %v over %v at %v: %v, plain %v", shape, axes, out, g, s)
		}
		v, ev := *vars.at(out), *wv.at(out)
		if math.Float64bits(v) != math.Float64bits(ev) && !(v != v && ev != ev) {
			t.Fatalf("var of %v %v over %v at %v: %v, contiguous %v", shape, a.Strides, axes, out, v, ev)
		}
		mean, sq := s/float64(len(x)), 0.0
		for _, y := range x {
			sq += (y - mean) * (y - mean)
		}
		if p := sq / float64(len(x)-1); len(x) > 1 && math.Abs(v-p) > 1e-12*(p+1) {
			t.Fatalf("var of %v over %v at %v: %v, plain %v", shape, axes, out, v, p)
		}
	})
}

// TestReduceSameBits holds tiers and pools to one result on sizes above the
// thresholds of sharing.
func TestReduceSameBits(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for _, c := range []struct {
		shape, axes []int
	}{
		{[]int{300001}, []int{0}}, {[]int{3, 200003}, []int{1}}, {[]int{40000, 5}, []int{0}},
		{[]int{700, 700}, []int{0}}, {[]int{700, 700}, []int{1}}, {[]int{60, 70, 80}, []int{0, 2}},
		{[]int{60, 70, 80}, []int{1}}, {[]int{70000, 3}, []int{1}},
	} {
		for _, swap := range []bool{false, true} {
			a := layout(rng, c.shape, rng.NormFloat64).View
			if swap {
				flat := layout(rng, c.shape, rng.NormFloat64)
				flat.View = Contig(ptrOf(flat.data), dtype.Float64, c.shape)
				a = flat.View
			}
			var want []float64
			for _, tier := range cpu.Available() {
				for _, w := range []int{1, 2, 3, 8} {
					env := Env{Tier: tier, Pool: sched.New(w)}
					got := alloc(dtype.Float64, reduced(c.shape, c.axes, false))
					Reduce(env, kernel.RedSum, got, a, c.axes)
					g := slice[float64](got)
					v := alloc(dtype.Float64, reduced(c.shape, c.axes, false))
					Var(env, v, a, c.axes, 0)
					g = append(slices.Clone(g), slice[float64](v)...)
					if want == nil {
						want = g
					}
					for i := range g {
						if math.Float64bits(g[i]) != math.Float64bits(want[i]) {
							t.Fatalf("%v over %v: %v with %d workers gives %x at %d, want %x",
								c.shape, c.axes, tier, w, g[i], i, want[i])
						}
					}
				}
			}
		}
	}
}

func TestReduceManyDimensions(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	shape := []int{2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2}
	for range 5 {
		reduceInts(t, Env{}, rng, shape, someAxes(rng, len(shape)), rng.IntN(2) == 0)
		reduceFloats(t, Env{}, rng, shape, someAxes(rng, len(shape)), rng.IntN(2) == 0)
	}
	rev := layout(rng, shape, rng.NormFloat64)
	slices.Reverse(rev.Strides)
	out := alloc(dtype.Float64, []int{2})
	if !Reduce(Env{}, kernel.RedSum, out, rev.View, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}) {
		t.Fatal("cancelled")
	}
}

func TestReduceCancelled(t *testing.T) {
	done := make(chan struct{})
	close(done)
	a := alloc(dtype.Float64, []int{300, 1000})
	for _, p := range []*sched.Pool{nil, sched.New(2)} {
		for _, ax := range [][]int{{0}, {1}, {0, 1}} {
			out := alloc(dtype.Float64, reduced(a.Shape, ax, false))
			if Reduce(Env{Pool: p, Done: done}, kernel.RedSum, out, a, ax) {
				t.Errorf("axes %v: a cancelled reduction said it finished", ax)
			}
		}
	}
}
