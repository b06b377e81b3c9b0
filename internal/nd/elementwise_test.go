package nd

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/sched"
)

// same compares every element of got, and that nothing around it changed.
func same[T dtype.Element](t *testing.T, what string, got ref[T], before []T, want func(idx []int) T) {
	t.Helper()
	inside := make([]bool, len(got.data))
	base := uintptr(unsafe.Pointer(unsafe.SliceData(got.data)))
	bad := 0
	indices(got.Shape, func(idx []int) {
		p := got.at(idx)
		inside[(uintptr(unsafe.Pointer(p))-base)/unsafe.Sizeof(*p)] = true
		if w := want(idx); *p != w && bad < 3 {
			bad++
			t.Errorf("%s: shape %v strides %v: at %v got %v, want %v", what, got.Shape, got.Strides, idx, *p, w)
		}
	})
	for i := range got.data {
		if !inside[i] && got.data[i] != before[i] {
			t.Fatalf("%s: wrote outside the view at %d", what, i)
		}
	}
}

func envs() map[string]Env {
	m := map[string]Env{}
	for _, t := range cpu.Available() {
		for _, w := range []int{0, 2, 3} {
			e := Env{Tier: t}
			if w > 0 {
				e.Pool = sched.New(w)
			}
			m[fmt.Sprintf("%v/%d", t, w)] = e
		}
	}
	return m
}

// rounds returns how often a test of random layouts repeats.
func rounds(full int) int {
	if testing.Short() {
		return max(2, full/25)
	}
	return full
}

func TestElementwiseLayouts(t *testing.T) {
	for name, env := range envs() {
		rng := rand.New(rand.NewPCG(1, 2))
		t.Run(name, func(t *testing.T) {
			for range rounds(100) {
				shape := someShape(rng)
				t64(t, env, rng, shape, func() float64 { return float64(rng.IntN(1000)) })
				t64(t, env, rng, shape, func() int32 { return int32(rng.IntN(1000)) })
				t64(t, env, rng, shape, func() complex128 { return complex(float64(rng.IntN(1000)), 1) })
			}
		})
	}
}

// t64 runs each kind of walk once on random layouts of one type.
func t64[T int32 | float64 | complex128](t *testing.T, env Env, rng *rand.Rand, shape []int, next func() T) {
	t.Helper()
	dst := layout(rng, shape, next)
	a, b := layout(rng, narrower(rng, shape), next), layout(rng, narrower(rng, shape), next)
	c := layout(rng, narrower(rng, shape), next)
	mask := layout(rng, narrower(rng, shape), func() bool { return rng.IntN(2) == 0 })
	before := append([]T{}, dst.data...)
	check := func(what string, ok bool, want func(idx []int) T) {
		t.Helper()
		if !ok {
			t.Fatalf("%s: cancelled", what)
		}
		same(t, what, dst, before, want)
	}
	check("add", Binary(env, kernel.Add, dst.View, a.View, b.View), func(i []int) T { return *a.at(i) + *b.at(i) })
	check("neg", Unary(env, kernel.Neg, dst.View, a.View), func(i []int) T { return -*a.at(i) })
	check("fma", Ternary(env, kernel.FMA, dst.View, a.View, b.View, c.View), func(i []int) T { return *a.at(i)**b.at(i) + *c.at(i) })
	check("copy", Copy(env, dst.View, a.View), func(i []int) T { return *a.at(i) })
	check("sub x", BinaryVS(env, kernel.Sub, dst.View, a.View, ScalarOf(T(7))), func(i []int) T { return *a.at(i) - 7 })
	check("x sub", BinarySV(env, kernel.Sub, dst.View, ScalarOf(T(7)), a.View), func(i []int) T { return 7 - *a.at(i) })
	check("select", Select(env, dst.View, mask.View, a.View, b.View), func(i []int) T {
		if *mask.at(i) {
			return *a.at(i)
		}
		return *b.at(i)
	})
	eq := layout(rng, shape, func() bool { return false })
	was := append([]bool{}, eq.data...)
	Binary(env, kernel.Eq, eq.View, a.View, b.View)
	same(t, "equal", eq, was, func(i []int) bool { return *a.at(i) == *b.at(i) })
	own := layout(rng, shape, next)
	was2 := append([]T{}, own.data...)
	Binary(env, kernel.Mul, own.View, own.View, own.View)
	sq := own
	sq.data = was2
	same(t, "square in place", own, was2, func(i []int) T { return *sq.at(i) * *sq.at(i) })
	check("fill", Fill(env, dst.View, ScalarOf(T(3))), func([]int) T { return 3 })
	f := layout(rng, shape, func() float32 { return 0 })
	wasF := append([]float32{}, f.data...)
	wide := layout(rng, narrower(rng, shape), func() int64 { return int64(rng.IntN(99)) })
	Cast(env, f.View, wide.View)
	same(t, "cast", f, wasF, func(i []int) float32 { return float32(*wide.at(i)) })
}

func TestManyDimensions(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	shape := []int{2, 1, 2, 2, 1, 2, 2, 2, 1, 2, 2, 2, 2, 3}
	for range 20 {
		t64(t, Env{}, rng, shape, func() float64 { return float64(rng.IntN(50)) })
	}
}

func TestCancelledWalkStops(t *testing.T) {
	done := make(chan struct{})
	close(done)
	x := Contig(ptrOf(make([]float64, 1<<17)), dtype.Float64, []int{1 << 17})
	for _, p := range []*sched.Pool{nil, sched.New(2)} {
		if Unary(Env{Pool: p, Done: done}, kernel.Sqrt, x, x) {
			t.Errorf("pool %v: a cancelled walk said it finished", p)
		}
	}
}

func TestBroadcastShapes(t *testing.T) {
	for _, c := range []struct {
		in   [][]int
		want []int
	}{
		{[][]int{{3, 1}, {4}}, []int{3, 4}}, {[][]int{{}, {2}}, []int{2}}, {[][]int{{0}, {1}}, []int{0}},
		{[][]int{{2}, {3}}, nil}, {[][]int{{0}, {3}}, nil}, {[][]int{{8, 1, 6, 1}, {7, 1, 5}}, []int{8, 7, 6, 5}},
	} {
		got, err := Broadcast(c.in...)
		if (err != nil) != (c.want == nil) || err == nil && fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("Broadcast(%v) = %v, %v, want %v", c.in, got, err, c.want)
		}
		if err == nil && !Fits(got, c.in[0]) {
			t.Errorf("%v does not fit %v", c.in[0], got)
		}
	}
}

func BenchmarkAdd1000(b *testing.B) {
	buf := make([]float64, 3000)
	at := func(i int) View { return Contig(ptrOf(buf[i:]), dtype.Float64, []int{1000}) }
	d, x, y := at(0), at(1000), at(2000)
	env := Env{Tier: cpu.Best, Pool: sched.New(2)}
	b.Run("nd", func(b *testing.B) {
		for range b.N {
			Binary(env, kernel.Add, d, x, y)
		}
	})
	b.Run("kernel", func(b *testing.B) {
		for range b.N {
			kernel.Binary(cpu.Best, kernel.Add, dtype.Float64, kernel.VV, d.Ptr, x.Ptr, y.Ptr, 1000)
		}
	})
}
