package scicore_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore"
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/execution"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/memory"
)

// quiet is a builder that no environment variable reaches.
func quiet() scicore.RuntimeBuilder {
	return scicore.NewRuntime().WithEnvironment(func(string) string { return "" })
}

func build(t testing.TB, b scicore.RuntimeBuilder) context.Context {
	t.Helper()
	rt, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	return scicore.WithRuntime(context.Background(), rt)
}

func TestEvalSmallAndLargeAgree(t *testing.T) {
	for _, n := range []int{1, 5, 1000, 200_000, 3_000_000} {
		x := array.Linspace(0.0, 3.0, n)
		e := graph.Of(x).Mul(graph.Of(x)).AddScalar(1).Sqrt()
		y, err := scicore.Eval(context.Background(), e)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range []int{0, n / 2, n - 1} {
			v := x.At(i)
			if want := math.Sqrt(float64(v*v) + 1); y.At(i) != want {
				t.Errorf("n = %d: [%d] = %v, want %v", n, i, y.At(i), want)
			}
		}
		m, err := scicore.Eval(context.Background(), e.Mean())
		if err != nil || m.NDim() != 0 || math.Abs(m.Item()-array.MeanAll(y)) > 0 {
			t.Errorf("n = %d: mean %v, %v, want %v", n, m, err, array.MeanAll(y))
		}
	}
}

// TestSameBitsEverywhere: whatever the tier, the workers and the engine.
func TestSameBitsEverywhere(t *testing.T) {
	x := array.Linspace(-4.0, 4.0, 140_007)
	g := graph.Of(x)
	all := []*graph.Node{g.Sin().Exp().Sum().Node(), g.Tanh().Mul(g).Node(), g.Reshape(7, -1).Log1p().Mean(0).Node(),
		g.Abs().Pow(graph.Const(1.7)).Sum().Node(), g.Reshape(-1, 7).Sum(0).Node(), g.Var(0).Node(), graph.Cast[float32](g).Exp().Sum().Node()}
	var want string
	for _, tier := range cpu.Available() {
		for _, workers := range []int{1, 2, 3, 8} {
			for _, engine := range []string{"simd", "parallel"} {
				ctx := build(t, quiet().WithCPU(tier.String()).WithThreads(workers).WithSelector(execution.Fixed(engine)))
				out, err := scicore.EvalNodes(ctx, nil, all...)
				if err != nil {
					t.Fatal(err)
				}
				text, err := json.Marshal(out)
				if err != nil {
					t.Fatal(err)
				}
				if want == "" {
					want = string(text)
				}
				if string(text) != want {
					t.Errorf("%v, %d workers, %s: the bits differ", tier, workers, engine)
				}
			}
		}
	}
}

func TestParameters(t *testing.T) {
	x, y := graph.Param[float64]("x", 3), graph.Param[float64]("y")
	p, err := scicore.Prepare(context.Background(), x.Mul(y).Sum().Node(), x.Max().Node())
	if err != nil {
		t.Fatal(err)
	}
	for k := 1.0; k < 4; k++ {
		out, err := p.Run(context.Background(), scicore.Bind("x", array.FromSlice([]float64{1, 2, 3})), scicore.Bind("y", array.Scalar(k)))
		if err != nil {
			t.Fatal(err)
		}
		if s, _ := array.As[float64](out[0]); s.Item() != 6*k {
			t.Errorf("k = %v: %v", k, s.Item())
		}
	}
	one := scicore.Bind("x", array.FromSlice([]float64{1, 2, 3}))
	for name, in := range map[string][]scicore.Binding{
		"missing": {one}, "twice": {one, one}, "unknown": {one, scicore.Bind("y", array.Scalar(1.0)), scicore.Bind("z", array.Scalar(1.0))},
		"type": {one, scicore.Bind("y", array.Scalar[float32](1))}, "nil": {one, scicore.Bind("y", nil)},
	} {
		if _, err := p.Run(context.Background(), in...); !errors.Is(err, scicore.ErrInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFaultsOfExpressions(t *testing.T) {
	x := graph.Of(array.Zeros[float64](3, 4))
	bad := x.MatMul(graph.Of(array.Zeros[float64](5, 6))).Exp().Sum()
	_, err := scicore.Eval(context.Background(), bad)
	if err == nil || !strings.Contains(err.Error(), "matmul: inner dimensions differ: (3,4)·(5,6) (at scicore_test.go:") {
		t.Errorf("got %v", err)
	}
	if x := scicore.Explain(context.Background(), bad); x.Err == nil || !strings.Contains(x.String(), "inner dimensions differ") {
		t.Errorf("explained as %v", x)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := scicore.Eval(ctx, x.Sum()); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
}

func TestMemoryLimit(t *testing.T) {
	ctx := build(t, quiet().WithMemoryLimit(8<<20))
	x := graph.Of(array.Zeros[float64](1000))
	big := x.Reshape(1000, 1).Add(x.Reshape(1, 1000)).BroadcastTo(500, 1000, 1000)
	var le *memory.LimitError
	if _, err := scicore.Eval(ctx, big); !errors.As(err, &le) || !errors.Is(err, memory.ErrLimit) {
		t.Errorf("4 GB under a limit of 8 MiB: %v", err)
	}
	if s, err := scicore.Eval(ctx, big.Sum()); err != nil || s.Item() != 0 {
		t.Errorf("a sum of it, which needs no more than 8 MB: %v, %v", s, err)
	}
	rt, _ := scicore.RuntimeOf(ctx)
	if rt.MemoryInUse() != 0 {
		t.Errorf("%d bytes are still reserved", rt.MemoryInUse())
	}
	tiny := build(t, quiet().WithMemoryLimit(100))
	if _, err := scicore.Eval(tiny, x.Exp()); !errors.Is(err, memory.ErrLimit) {
		t.Errorf("8000 bytes under a limit of 100: %v", err)
	}
}

func TestExplainNamesEnginesAndReason(t *testing.T) {
	ctx := build(t, quiet().WithThreads(2).WithCalibration(execution.Calibration{CPU: "test", Workers: 2,
		FLOPNanos: 0.2, GEMM: 1e10, Memory: 1e10, MemoryAll: 2e10, Region: time.Microsecond}))
	x := graph.Of(array.Linspace(0.0, 1, 1<<20))
	text := scicore.Explain(ctx, x.Mul(x).AddScalar(1).Sqrt().Mean()).String()
	for _, want := range []string{"plan: 1 stages", "fused", "multiply → add → sqrt → mean", "simd", "* parallel", "chosen: parallel", "measured"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	small := graph.Of(array.Linspace(0.0, 1, 10))
	if d := scicore.Explain(ctx, small.Exp()).Decision; d.Engine.Name() != "simd" {
		t.Errorf("10 elements would run on %s: %s", d.Engine.Name(), d.Reason)
	}
}

func TestSmallEvaluationIsCheap(t *testing.T) {
	ctx := build(t, quiet())
	a := array.Linspace(0.0, 1, 1000)
	allocs := testing.AllocsPerRun(200, func() {
		if _, err := scicore.Eval(ctx, graph.Of(a).Mul(graph.Of(a)).Sqrt()); err != nil {
			t.Fatal(err)
		}
	})
	if allocs > 10 {
		t.Errorf("%v allocations for an expression of 3 nodes", allocs)
	}
}

func ExampleEval() {
	x := array.Linspace(0.0, 1.0, 1_000_000)
	e := graph.Of(x).Mul(graph.Of(x)).Mean() // nothing has run
	y, err := scicore.Eval(context.Background(), e)
	fmt.Printf("%.4f %v\n", y.Item(), err)
	// Output: 0.3333 <nil>
}

func ExampleCompute() {
	x := array.FromSlice([]float64{1, 2, 3, 4}, 2, 2)
	res, err := scicore.Compute(context.Background(), scicore.Request{
		Operation: "sqrt(mean(x*x, axis=0))",
		Inputs:    map[string]array.Any{"x": x},
	})
	y, _ := array.As[float64](res.Result)
	fmt.Printf("%.4f %.4f %v\n", y.At(0), y.At(1), err)
	// Output: 2.2361 3.1623 <nil>
}
