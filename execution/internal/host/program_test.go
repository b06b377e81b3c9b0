package host

import (
	"math"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/nd"
	"github.com/scicore-go/scicore/internal/sched"
)

func view(x []float64, shape ...int) nd.View {
	if len(x) == 0 {
		return nd.Contig(nil, dtype.Float64, shape)
	}
	return nd.Contig(unsafe.Pointer(&x[0]), dtype.Float64, shape)
}

func random(n int, seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, 1))
	x := make([]float64, n)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	return x
}

// hypot is sqrt(a*a + b*b): its registers are taken again.
func hypot() *Program {
	var b Builder
	x, y := b.Input(dtype.Float64), b.Input(dtype.Float64)
	b.Op(kernel.Sqrt, b.Op(kernel.Add, b.Op(kernel.Square, x), b.Op(kernel.Square, y)))
	return b.Build()
}

// operands gives inputs of every kind a feed tells apart, all broadcasting to
// (rows, cols).
func operands(rows, cols int) map[string]nd.View {
	full := view(random(rows*cols, 1), rows, cols)
	wide := view(random(2*rows*cols, 2), rows, 2*cols)
	every := nd.View{Ptr: wide.Ptr, DT: wide.DT, Shape: []int{rows, cols}, Strides: []int{2 * cols, 2}}
	turned := view(random(rows*cols, 3), cols, rows)
	turned.Shape, turned.Strides = []int{rows, cols}, []int{1, rows}
	out := map[string]nd.View{"contiguous": full, "every second": every, "transposed": turned,
		"row": view(random(cols, 4), cols), "column": view(random(rows, 5), rows, 1), "scalar": view(random(1, 6))}
	if cols > 0 && rows > 0 {
		back := view(random(rows*cols, 7), rows, cols)
		back.Ptr = unsafe.Add(back.Ptr, 8*(rows*cols-1))
		back.Strides = []int{-cols, -1}
		out["reversed"] = back
	}
	return out
}

func at(v nd.View, shape []int, i, j int) float64 {
	off, idx := 0, []int{i, j}
	lead := len(shape) - len(v.Shape)
	for k := range v.Shape {
		if v.Shape[k] != 1 {
			off += idx[lead+k] * v.Strides[k]
		}
	}
	return *(*float64)(unsafe.Add(v.Ptr, 8*off))
}

func TestElementwiseReadsEveryLayout(t *testing.T) {
	p := hypot()
	pool := sched.New(3)
	for _, shape := range [][]int{{0, 3}, {1, 1}, {1, 5}, {5, 1}, {7, 13}, {3, 2048}, {40, 1031}, {2500, 3}} {
		for an, a := range operands(shape[0], shape[1]) {
			for bn, b := range operands(shape[0], shape[1]) {
				dst := make([]float64, shape[0]*shape[1])
				if !p.Elementwise(nd.Env{Tier: cpu.Best, Pool: pool}, view(dst, shape...), []nd.View{a, b}) {
					t.Fatal("cancelled")
				}
				for i := range shape[0] {
					for j := range shape[1] {
						x, y := at(a, shape, i, j), at(b, shape, i, j)
						xx, yy := x*x, y*y
						if got, want := dst[i*shape[1]+j], math.Sqrt(float64(xx)+float64(yy)); got != want {
							t.Fatalf("%v, %s and %s: [%d,%d] = %v, want %v", shape, an, bn, i, j, got, want)
						}
					}
				}
			}
		}
	}
}

func TestThreeOperandsTakeSingleElements(t *testing.T) {
	var b Builder
	x, s := b.Input(dtype.Float64), b.Input(dtype.Float64)
	less := b.Op(kernel.Lt, s, b.Op(kernel.Neg, s)) // a mask of single elements
	b.Select(less, b.Op(kernel.FMA, x, s, s), b.Cast(dtype.Float64, b.Cast(dtype.Float32, x)))
	p := b.Build()
	xs := random(5000, 8)
	for _, c := range []float64{-2, 3} {
		dst := make([]float64, len(xs))
		p.Elementwise(nd.Env{Tier: cpu.Best}, view(dst, len(xs)), []nd.View{view(xs, len(xs)), view([]float64{c}, 1)})
		for i, v := range xs {
			want := float64(float32(v))
			if c < -c {
				want = math.FMA(v, c, c)
			}
			if dst[i] != want {
				t.Fatalf("c = %v: [%d] = %v, want %v", c, i, dst[i], want)
			}
		}
	}
}

// TestSinksMatchEvaluateThenReduce: a fused reduction has the bits of the
// eager one, for any number of workers and any way of cutting the work.
func TestSinksMatchEvaluateThenReduce(t *testing.T) {
	p := hypot()
	shapes := []struct{ batch, rows, width int }{
		{1, 1, 1}, {1, 1, 100000}, {1, 1, 2049}, {1000, 1, 7}, {3, 1, 70000}, {20, 1, 5000}, {1, 0, 5}, {4, 1, 0},
		{1, 1000, 3}, {1, 200, 300}, {2, 65, 2100}, {1, 5000, 1}, {3, 129, 64}, {1, 70000, 2},
	}
	reds := []kernel.Reduction{kernel.RedSum, kernel.RedProd, kernel.RedMin, kernel.RedMax, kernel.RedFMin, kernel.RedAny, kernel.RedCount, kernel.RedNaNSum}
	for _, s := range shapes {
		shape := []int{s.batch, s.rows, s.width}
		n := s.batch * s.rows * s.width
		in := []nd.View{view(random(n, 9), shape...), view(random(1, 10))}
		full := make([]float64, n)
		p.Elementwise(nd.Env{Tier: cpu.Best}, view(full, shape...), in)
		for _, r := range reds {
			axis := 1
			if s.rows == 1 {
				axis = 2
			}
			sp := splitAxes(shape, []int{axis})
			if r.NeedsElements() && shape[axis] == 0 {
				continue
			}
			outs := s.batch * s.rows
			if axis == 1 {
				outs = s.batch * s.width
			}
			want := outputs(r, outs)
			nd.Reduce(nd.Env{Tier: cpu.Best}, r, dropAxis(want, shape, axis), view(full, shape...), []int{axis})
			for _, workers := range []int{1, 2, 3, 8} {
				env := nd.Env{Tier: cpu.Best, Pool: sched.New(workers)}
				got := outputs(r, outs)
				if sp.last {
					p.Reduce(env, r, got, shape, sp.width, in)
				} else {
					p.ReduceOuter(env, r, got, shape, sp.batch, sp.rows, sp.width, in)
				}
				if g, w := bytesOf(got), bytesOf(want); g != w {
					t.Errorf("%v of %v over axis %d, %d workers: differs from evaluating first", r, shape, axis, workers)
				}
			}
		}
	}
}

func outputs(r kernel.Reduction, n int) nd.View {
	dt := r.Result(dtype.Float64)
	mem := make([]uint64, n+1)
	return nd.Contig(unsafe.Pointer(&mem[0]), dt, []int{n})
}

func dropAxis(v nd.View, shape []int, axis int) nd.View {
	out := append(append([]int{}, shape[:axis]...), shape[axis+1:]...)
	return nd.Contig(v.Ptr, v.DT, out)
}

func bytesOf(v nd.View) string {
	return string(unsafe.Slice((*byte)(v.Ptr), v.Size()*v.DT.Size()))
}

func TestCancelledStops(t *testing.T) {
	done := make(chan struct{})
	close(done)
	n := 1 << 20
	in := []nd.View{view(random(n, 1), n), view(random(1, 2))}
	for _, pool := range []*sched.Pool{nil, sched.New(2)} {
		env := nd.Env{Tier: cpu.Best, Pool: pool, Done: done}
		if hypot().Elementwise(env, view(make([]float64, n), n), in) {
			t.Error("elementwise ran to its end")
		}
		if hypot().Reduce(env, kernel.RedSum, outputs(kernel.RedSum, 1), []int{n}, n, in) {
			t.Error("reduction ran to its end")
		}
	}
}

// TestLongResults holds results that go past the caches, whose last step has a
// kernel for that or not, against the same program on short pieces.
func TestLongResults(t *testing.T) {
	const n, piece = streamBytes/8 + 4099, 5000
	program := func(last kernel.Op) *Program {
		var b Builder
		x, y := b.Input(dtype.Float64), b.Input(dtype.Float64)
		b.Op(last, b.Op(kernel.Add, b.Op(kernel.Square, x), y))
		return b.Build()
	}
	a, b := random(n, 1), random(2*n, 2)
	every := nd.View{Ptr: unsafe.Pointer(&b[0]), DT: dtype.Float64, Shape: []int{n}, Strides: []int{2}}
	for name, p := range map[string]*Program{"sqrt": program(kernel.Sqrt), "exp": program(kernel.Exp), "two operands": hypot()} {
		for kind, y := range map[string]nd.View{"contiguous": view(b[:n], n), "strided": every, "one": view(b[:1])} {
			want := make([]float64, n)
			for lo := 0; lo < n; lo += piece {
				k := min(piece, n-lo)
				part := y
				if len(y.Shape) > 0 {
					part = y.Narrow(0, lo, k)
				}
				p.Elementwise(nd.Env{Tier: cpu.Generic}, view(want[lo:], k), []nd.View{view(a[lo:], k), part})
			}
			for off, pool := range []*sched.Pool{nil, sched.New(3)} {
				got := make([]float64, n+1)[off:]
				if !p.Elementwise(nd.Env{Tier: cpu.Best, Pool: pool}, view(got, n), []nd.View{view(a, n), y}) {
					t.Fatal("cancelled")
				}
				if bytesOf(view(got, n)) != bytesOf(view(want, n)) {
					t.Errorf("%s, %s, %d workers: not the bits of short pieces", name, kind, pool.Workers())
				}
			}
		}
	}
	w := workers.Get().(*worker)
	for _, s := range w.x.ahead[:cap(w.x.ahead)] {
		if s.ptr != nil {
			t.Error("a worker at rest holds on to an input")
		}
	}
	workers.Put(w)
}
