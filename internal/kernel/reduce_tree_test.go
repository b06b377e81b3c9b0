package kernel

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// treeSizes cross every border of the tree: lanes, blocks, kernel groups.
var treeSizes = []int{1, 2, 31, 32, 33, 63, 64, 65, 127, 128, 129, 1000, 2047, 2048, 2049, 4095, 4096, 4097, 6200,
	BlockLen*3 + 5, BlockLen*groupBlocks - 1, BlockLen * groupBlocks, BlockLen*groupBlocks + 1, BlockLen*37 + 11}

// recursiveSum is the tree said another way: the largest power of two of
// blocks goes left.
func recursiveSum(x []float64) float64 {
	blocks := (len(x) + BlockLen - 1) / BlockLen
	if blocks > 1 {
		left := 1
		for left*2 < blocks {
			left *= 2
		}
		return recursiveSum(x[:left*BlockLen]) + recursiveSum(x[left*BlockLen:])
	}
	return lanesRecursive(x, 0, 64)
}

// lanesRecursive folds lanes lane, lane+step, ... of one block.
func lanesRecursive(x []float64, lane, lanes int) float64 {
	var fold func(lo, n, step int) float64
	fold = func(lo, n, step int) float64 {
		if n == 1 {
			s := math.Copysign(0, -1)
			for i := lo; i < len(x); i += 64 {
				s += x[i]
			}
			return s
		}
		return fold(lo, n/2, step*2) + fold(lo+step, n/2, step*2)
	}
	return fold(lane, lanes, 1)
}

func normals(n int) []float64 {
	rng := rand.New(rand.NewPCG(uint64(n), 7))
	x := make([]float64, n)
	for i := range x {
		x[i] = rng.NormFloat64() * math.Exp(4*rng.NormFloat64())
	}
	return x
}

func TestSumFollowsTheTree(t *testing.T) {
	for _, tier := range cpu.Available() {
		for _, n := range treeSizes {
			x := normals(n)
			var got float64
			Sum(tier, dtype.Float64, unsafe.Pointer(&got), unsafe.Pointer(&x[0]), n)
			if want := recursiveSum(x); got != want {
				t.Errorf("%v: n=%d: sum %v, tree gives %v", tier, n, got, want)
			}
		}
	}
}

// TestRunsOfBlocksCombine cuts rows into aligned runs, as parallel callers
// do, and into tiles, as streaming ones do.
func TestRunsOfBlocksCombine(t *testing.T) {
	reds := []Reduction{RedSum, RedProd, RedSumSq, RedMin, RedArgMax, RedNaNSum, RedCount, RedAny}
	for _, tier := range cpu.Available() {
		for _, n := range treeSizes {
			x := normals(n)
			x[n/2] = 0
			for _, r := range reds {
				var want, got [2]uint64
				Reduce(tier, r, dtype.Float64, unsafe.Pointer(&want), unsafe.Pointer(&x[0]), n)
				for run := BlockLen; run <= 32*BlockLen; run *= 2 {
					var tree Tree
					tree.Reset(r, dtype.Float64)
					for lo := 0; lo < n; lo += run {
						tree.Push(Part(tier, r, dtype.Float64, unsafe.Pointer(&x[lo]), min(run, n-lo), lo))
					}
					tree.Result(unsafe.Pointer(&got))
					if got != want {
						t.Fatalf("%v %v: n=%d in runs of %d: %x, whole %x", tier, r, n, run, got, want)
					}
				}
			}
		}
	}
}

// TestSumBound checks the bound of the doc comment against exact sums.
func TestSumBound(t *testing.T) {
	for _, n := range treeSizes {
		x := normals(n)
		x32 := make([]float32, n)
		total, mass := exact(), exact()
		total32, mass32 := exact(), exact()
		for i, v := range x {
			total.Add(total, big.NewFloat(v))
			mass.Add(mass, big.NewFloat(math.Abs(v)))
			x32[i] = float32(v)
			total32.Add(total32, big.NewFloat(float64(x32[i])))
			mass32.Add(mass32, big.NewFloat(math.Abs(float64(x32[i]))))
		}
		var got float64
		var got32 float32
		Sum(cpu.Best, dtype.Float64, unsafe.Pointer(&got), unsafe.Pointer(&x[0]), n)
		Sum(cpu.Best, dtype.Float32, unsafe.Pointer(&got32), unsafe.Pointer(&x32[0]), n)
		checkBound(t, n, 64, 0x1p-53, got, total, mass)
		checkBound(t, n, 128, 0x1p-24, float64(got32), total32, mass32)
	}
}

func checkBound(t *testing.T, n, lanes int, u, got float64, want, mass *big.Float) {
	t.Helper()
	blocks := (n + BlockLen - 1) / BlockLen
	steps := min((n+lanes-1)/lanes, BlockLen/lanes) - 1
	steps += int(math.Log2(float64(lanes))) + int(math.Ceil(math.Log2(float64(blocks))))
	within(t, "sum", n, got, want, mass, float64(steps)*u)
}

func TestEmpty(t *testing.T) {
	for r := Reduction(0); int(r) < ReductionCount; r++ {
		for d := 1; d < dtype.Count; d++ {
			dt := dtype.DType(d)
			if !r.Supports(dt) || r.NeedsElements() {
				continue
			}
			want := Partial{}
			switch r {
			case RedProd, RedNaNProd:
				want = one(r.Result(dt))
			case RedAll:
				want = put(true)
			}
			got := Partial{}
			Reduce(cpu.Best, r, dt, unsafe.Pointer(&got), nil, 0)
			if got != want {
				t.Errorf("%v of no %v: %x, want %x", r, dt, got, want)
			}
		}
	}
}
