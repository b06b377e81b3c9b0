//go:build !race

package nd

// The race detector lets a sync.Pool forget on purpose, so allocations are
// counted without it.

import (
	"testing"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/sched"
)

func TestElementwiseAllocatesNothing(t *testing.T) {
	buf := make([]float64, 3*64*100)
	at := func(i int) View { return Contig(ptrOf(buf[i:]), dtype.Float64, []int{100, 64}) }
	d, a, b := at(0), at(6400), at(12800)
	bt := b
	bt.Shape, bt.Strides = []int{100, 64}, []int{1, 100}
	env := Env{Tier: cpu.Best, Pool: sched.New(2)}
	if n := testing.AllocsPerRun(50, func() {
		Binary(env, kernel.Add, d, a, b)
		Binary(env, kernel.Add, d, a, bt)
		BinaryVS(env, kernel.Add, d, a, ScalarOf(2.0))
		BinaryVS(env, kernel.Add, d, bt, ScalarOf(2.0))
		Unary(env, kernel.Sqrt, d, a)
		Fill(env, d, ScalarOf(1.0))
		Copy(env, d, bt)
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

func TestReduceAllocatesNothing(t *testing.T) {
	a := alloc(dtype.Float64, []int{60, 50})
	at := a.permute([]int{1, 0})
	out0, out1, all := alloc(dtype.Float64, []int{50}), alloc(dtype.Float64, []int{60}), alloc(dtype.Float64, nil)
	env := Env{Tier: cpu.Best, Pool: sched.New(2)}
	where := alloc(dtype.Int64, []int{50})
	ax0, ax1, both := []int{0}, []int{1}, []int{0, 1}
	if n := testing.AllocsPerRun(50, func() {
		Reduce(env, kernel.RedSum, out0, a, ax0)
		Reduce(env, kernel.RedSum, out1, a, ax1)
		Reduce(env, kernel.RedMax, out1, at, ax0)
		Reduce(env, kernel.RedSum, all, a, both)
		Reduce(env, kernel.RedArgMax, where, a, ax0)
		Mean(env, out1, a, ax1)
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}
