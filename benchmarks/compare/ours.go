package main

import (
	"context"
	"math/rand/v2"
	"time"
	"unsafe"

	"github.com/scicore-go/scicore"
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/gemm"
	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/raw"
	"github.com/scicore-go/scicore/internal/sched"
)

type number interface {
	float32 | float64 | int32 | int64
}

// sink keeps results alive.
var sink float64

// vector returns n elements: floats between 0.5 and 2.5, integers of any bits.
func vector[T number](n int, seed uint64) []T {
	r := rand.New(rand.NewPCG(seed, 1))
	x := make([]T, n)
	for i := range x {
		switch p := any(&x[i]).(type) {
		case *float32:
			*p = float32(r.Float64()*2 + 0.5)
		case *float64:
			*p = r.Float64()*2 + 0.5
		case *int32:
			*p = int32(r.Uint32())
		case *int64:
			*p = int64(r.Uint64())
		}
	}
	return x
}

// ours returns what scicore does for a case.
func ours(c Case) []impl {
	var run, less func()
	switch {
	case isLinalg(c):
		run = linalgWork(c)
	case c.DType == "float64":
		run, less = work64(c)
	case c.DType == "float32":
		run, less = onFloats(c, float32(0))
	case c.DType == "int32":
		run, less = sorting[int32](c.N)
	case c.DType == "int64":
		run, less = sorting[int64](c.N)
	}
	if run == nil {
		return nil
	}
	return []impl{{us, run, less}}
}

func tier() string { return cpu.Best.String() }

// work64 adds to onFloats what is measured on float64 alone.
func work64(c Case) (run, less func()) {
	ctx := context.Background()
	a, b := array.FromSlice(vector[float64](c.N, 1)), array.FromSlice(vector[float64](c.N, 2))
	switch c.Work {
	case "lazy sqrt(a*a+b*b)":
		x, y := graph.Of(a), graph.Of(b)
		return func() { must(scicore.Eval(ctx, x.Mul(x).Add(y.Mul(y)).Sqrt())) }, nil
	case "small add, into":
		dst := array.ZerosLike(a)
		return func() { array.AddInto(dst, a, b) }, nil
	case "small add, allocating":
		return func() { sink = array.Add(a, b).At(0) }, nil
	case "small lazy, 3 nodes":
		return func() { must(scicore.Eval(ctx, graph.Of(a).Mul(graph.Of(b)).AddScalar(1))) }, nil
	}
	return onFloats(c, 0.0)
}

func must(a array.Array[float64], err error) {
	if err != nil {
		panic(err)
	}
	sink = a.At(0)
}

// onFloats is the work common to both float types.
func onFloats[T float32 | float64](c Case, _ T) (run, less func()) {
	if c.Work == "matmul" {
		n := c.N
		a, b, dst := square[T](n, 1), square[T](n, 2), array.Zeros[T](n, n)
		return func() { array.MatMulInto(dst, a, b) }, nil
	}
	if c.Work == "sort" {
		return sorting[T](c.N)
	}
	if f := elementwise[T](c); f != nil {
		return f, nil
	}
	return reduction[T](c), nil
}

func square[T number](n int, seed uint64) array.Array[T] {
	return array.FromSlice(vector[T](n*n, seed), n, n)
}

func elementwise[T float32 | float64](c Case) func() {
	a, b, z := array.FromSlice(vector[T](c.N, 1)), array.FromSlice(vector[T](c.N, 2)), array.FromSlice(vector[T](c.N, 3))
	dst := array.ZerosLike(a)
	switch c.Work {
	case "add":
		return func() { array.AddInto(dst, a, b) }
	case "mul":
		return func() { array.MulInto(dst, a, b) }
	case "fma-like":
		return func() { array.FMAInto(dst, a, b, z) }
	case "exp":
		return func() { array.ExpInto(dst, a) }
	case "log":
		return func() { array.LogInto(dst, a) }
	case "sin":
		return func() { array.SinInto(dst, a) }
	case "cos":
		return func() { array.CosInto(dst, a) }
	case "tanh":
		return func() { array.TanhInto(dst, a) }
	}
	return nil
}

func reduction[T float32 | float64](c Case) func() {
	a := array.FromSlice(vector[T](c.N, 1))
	half := array.FromSlice(vector[T](2*c.N, 1)).Slice(array.Range(array.Open, array.Open, 2))
	side := 1
	for side*side < c.N {
		side++
	}
	m := square[T](side, 1)
	switch c.Work {
	case "sum":
		return func() { sink = float64(array.SumAll(a)) }
	case "mean":
		return func() { sink = float64(array.MeanAll(a)) }
	case "var":
		return func() { sink = float64(array.VarAll(a, 0)) }
	case "min":
		return func() { sink = float64(array.MinAll(a)) }
	case "argmax":
		return func() { sink = float64(array.ArgMaxAll(a)) }
	case "sum strided":
		return func() { sink = float64(array.SumAll(half)) }
	case "mean strided":
		return func() { sink = float64(array.MeanAll(half)) }
	case "var strided":
		return func() { sink = float64(array.VarAll(half, 0)) }
	case "min strided":
		return func() { sink = float64(array.MinAll(half)) }
	case "argmax strided":
		return func() { sink = float64(array.ArgMaxAll(half)) }
	}
	return overAxis(c.Work, m)
}

func overAxis[T float32 | float64](work string, m array.Array[T]) func() {
	axis := int(work[len(work)-1] - '0')
	switch work[:len(work)-len(" axis 0")] {
	case "sum":
		return func() { array.Sum(m, axis) }
	case "mean":
		return func() { array.Mean(m, axis) }
	case "var":
		return func() { array.Var(m, 0, axis) }
	case "min":
		return func() { array.Min(m, axis) }
	case "argmax":
		return func() { array.ArgMax(m, axis) }
	}
	return nil
}

func sorting[T number](n int) (run, less func()) {
	from := vector[T](n, 1)
	buf := make([]T, n)
	a := array.FromSlice(buf)
	return func() { copy(buf, from); array.SortInto(a, a, 0) }, func() { copy(buf, from) }
}

// machineLimits measures what the machine itself can do: copying large memory
// past the caches, and chains of fused multiply-adds in registers.
func machineLimits(threads int) limits {
	const bytes, piece = 256 << 20, 256 << 10
	src, dst := raw.Zeros[uint64](bytes/8), raw.Zeros[uint64](bytes/8) // pages as arrays have them
	for i := range src {                                               // memory never written is one page of zeros, read from the cache
		src[i] = uint64(i)
	}
	move := func(i int) {
		o := i * piece / 8
		kernel.CopyStream(cpu.Best, unsafe.Pointer(&dst[o]), unsafe.Pointer(&src[o]), piece)
		kernel.StreamFence()
	}
	copying := func(p *sched.Pool) float64 {
		p.For(nil, bytes/piece, move)
		least := time.Hour
		for range 5 {
			start := time.Now()
			p.For(nil, bytes/piece, move)
			least = min(least, time.Since(start))
		}
		return 2 * bytes / least.Seconds()
	}
	return limits{CopyOne: copying(nil), CopyAll: copying(sched.New(threads)),
		FMA: map[string]float64{"float64": gemm.PeakFlops(cpu.Best, 8), "float32": gemm.PeakFlops(cpu.Best, 4)}}
}
