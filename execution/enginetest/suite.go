package enginetest

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/execution"
	"github.com/scicore-go/scicore/execution/internal/host"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/nd"
)

// Options configures [Run].
type Options struct {
	// Equal compares a result with the reference. The default wants the same
	// bits, NaN being equal to NaN, which engines on CPUs must give.
	Equal func(op string, got, want array.Any) error
	// Cancel is how long an engine may go on after its context ended, 200 ms
	// by default: a few milliseconds of work, and a busy test machine.
	Cancel time.Duration
}

// Run holds an engine against the contract of execution.Engine; opts may be
// nil.
func Run(t *testing.T, e execution.Engine, opts *Options) {
	t.Helper()
	s := suite{e: e}
	if opts != nil {
		s.Options = *opts
	}
	if s.Equal == nil {
		s.Equal = sameBits
	}
	if s.Cancel == 0 {
		s.Cancel = 200 * time.Millisecond
	}
	t.Run("operations", s.operations)
	t.Run("fusion", s.fusion)
	t.Run("outputs", s.outputs)
	t.Run("inputs", s.inputs)
	t.Run("cancellation", s.cancellation)
	t.Run("concurrency", s.concurrency)
}

type suite struct {
	Options
	e execution.Engine
}

func sameBits(_ string, got, want array.Any) error {
	switch {
	case got.DType() != want.DType():
		return errors.New("element types differ")
	case graph.Type{Shape: got.Shape()}.String() != graph.Type{Shape: want.Shape()}.String():
		return errors.New("shapes differ")
	case bitsOf(got) != bitsOf(want):
		return errors.New("bits differ")
	}
	return nil
}

// reference evaluates nodes one operation at a time with the Go kernels.
func reference(t *testing.T, in execution.Inputs, nodes ...*graph.Node) []array.Any {
	t.Helper()
	never := func(*graph.Node) bool { return false }
	stages, err := graph.Fuse(nodes, &graph.FuseOptions{Sink: never, MaxNodes: 1})
	if err != nil {
		t.Fatal(err)
	}
	out, err := host.NewSchedule(stages, nodes).Run(context.Background(), nd.Env{Tier: cpu.Generic}, in)
	if err != nil {
		t.Fatalf("reference: %v", err)
	}
	return out
}

// run plans and runs nodes on the engine.
func (s *suite) run(in execution.Inputs, nodes ...*graph.Node) ([]array.Any, error) {
	p, err := execution.NewPlan(nodes...)
	if err != nil {
		return nil, err
	}
	return s.e.Run(context.Background(), p, in)
}

// check runs nodes on the engine and holds the results against the reference,
// and the inputs against what they were.
func (s *suite) check(t *testing.T, name string, in execution.Inputs, nodes ...*graph.Node) {
	t.Helper()
	before := map[string]string{}
	for k, a := range in {
		before[k] = bitsOf(packed(a))
	}
	got, err := s.run(in, nodes...)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	want := reference(t, in, nodes...)
	for i := range want {
		if err := s.Equal(name, got[i], want[i]); err != nil {
			t.Errorf("%s: output %d: %v", name, i, err)
		}
	}
	for k, a := range in {
		if bitsOf(packed(a)) != before[k] {
			t.Errorf("%s: input %s was written to", name, k)
		}
	}
}

// operations runs every builtin operation on every element type.
func (s *suite) operations(t *testing.T) {
	for _, name := range graph.Builtin().Names() {
		op, _ := graph.Builtin().Lookup(name)
		tried := 0
		for dt := dtype.Bool; dt.Valid(); dt++ {
			for _, trial := range trialsOf(op, dt) {
				in := execution.Inputs{}
				for k, p := range trial.params {
					a := newInput(p.DType(), p.Shape(), uint64(31*k+tried), trial.index[k])
					if tried%3 == 1 {
						a = strided(a)
					}
					in[p.Name()] = a
				}
				s.check(t, trial.name, needed(in, trial.node), trial.node)
				tried++
			}
		}
		if tried == 0 {
			t.Errorf("%s: no way to apply it is known: give it a recipe", name)
		}
	}
}

// needed drops inputs that the graph does not use.
func needed(in execution.Inputs, nodes ...*graph.Node) execution.Inputs {
	out := execution.Inputs{}
	for _, p := range graph.Params(nodes...) {
		out[p.Name()] = in[p.Name()]
	}
	return out
}

// fusion runs longer computations, whose parts an engine may fuse.
func (s *suite) fusion(t *testing.T) {
	for name, f := range fusions {
		for _, shape := range [][]int{{1}, {1000}, {3, 700}, {70, 5, 40}, {200000}, {0, 4}} {
			x := graph.Param[float64]("x", shape...)
			y := graph.Param[float64]("y", shape[len(shape)-1])
			node := f(x, y).Node()
			if node.Err() != nil {
				continue // max of nothing and the like
			}
			in := execution.Inputs{"x": newInput(dtype.Float64, shape, 3, 0), "y": newInput(dtype.Float64, shape[len(shape)-1:], 4, 0)}
			s.check(t, name, needed(in, node), node)
		}
	}
}

type expr = graph.Expr[float64]

// fusions are computations of two operands, y broadcasting against x.
var fusions = map[string]func(x, y expr) expr{
	"sqrt of sum of squares": func(x, y expr) expr { return x.Mul(x).Add(y.Mul(y)).Sqrt() },
	"mean of exp":            func(x, y expr) expr { return x.Sub(y).Exp().Mean() },
	"column sums":            func(x, y expr) expr { return x.Mul(y).AddScalar(1).Sum(0) },
	"row maxima":             func(x, y expr) expr { return x.Mul(y).Abs().Max(-1) },
	"standardise": func(x, y expr) expr {
		return x.Sub(x.Mean(0).KeepDims()).Div(x.Std(0, 0).KeepDims().AddScalar(1e-9)).Add(y)
	},
	"masked": func(x, y expr) expr {
		return graph.Where(graph.Greater(x, y), x.Log1p(), graph.Const(2.0)).FMA(y, x)
	},
	"transposed": func(x, y expr) expr { return x.Add(y).T().Cos().Add(x.T()).T() },
	"shared":     func(x, y expr) expr { z := x.Tanh(); return z.Add(z.Sum(-1).KeepDims()).Mul(z) },
	"float32":    func(x, y expr) expr { return graph.Cast[float64](graph.Cast[float32](x).Exp().Sum()) },
	"of integers": func(x, y expr) expr {
		return graph.Cast[float64](graph.Cast[int32](x.Clip(-9, 9)).MulScalar(3).Mod(graph.Const[int32](5)).Sum(0))
	},
}

// outputs checks results that are shared, repeated, or no operation at all.
func (s *suite) outputs(t *testing.T) {
	x := graph.Param[float64]("x", 6, 4)
	e := x.Exp()
	in := execution.Inputs{"x": newInput(dtype.Float64, []int{6, 4}, 5, 0)}
	constant := array.Arange(0.0, 4, 1)
	nodes := []*graph.Node{e.Node(), e.Node(), x.Node(), x.T().Node(), graph.Of(constant).Node(), e.Sum().Node(), graph.Const(2.5).Node()}
	s.check(t, "outputs of all kinds", in, nodes...)
	out, err := s.run(in, nodes...)
	if err != nil {
		t.Fatal(err)
	}
	all := append([]array.Any{in["x"], constant}, out...)
	for i, a := range all {
		for j, b := range all[:i] {
			if i >= 2 && array.MayShareMemory(a, b) {
				t.Errorf("results %d and %d share memory (0 and 1: input and constant)", j-2, i-2)
			}
		}
	}
}

// inputs checks that bad bindings end in an error that names them.
func (s *suite) inputs(t *testing.T) {
	x := graph.Param[float64]("x", 3)
	good := newInput(dtype.Float64, []int{3}, 6, 0)
	for name, in := range map[string]execution.Inputs{
		"missing": {}, "nil": {"x": nil},
		"shape":   {"x": newInput(dtype.Float64, []int{4}, 6, 0)},
		"type":    {"x": newInput(dtype.Float32, []int{3}, 6, 0)},
		"unknown": {"x": good, "z": good},
	} {
		if _, err := s.run(in, x.Exp().Node()); !errors.Is(err, execution.ErrInput) {
			t.Errorf("%s: got %v, want an error that is ErrInput", name, err)
		}
	}
	bad := graph.Apply("take", []*graph.Node{x.Node(), graph.Of(array.FromSlice([]int64{0, 3})).Node()}, graph.Attrs{}.WithInt("axis", 0))
	if _, err := s.run(execution.Inputs{"x": good}, bad); err == nil {
		t.Error("an index out of range went unnoticed")
	}
}

// cancellation ends contexts before and during work.
func (s *suite) cancellation(t *testing.T) {
	x := array.Linspace(0.5, 3, 1<<20)
	e := graph.Of(x)
	for range 40 {
		e = e.Sin().Exp().Gamma().Log1p()
	}
	p, err := execution.NewPlan(e.Sum().Node())
	if err != nil {
		t.Fatal(err)
	}
	before := runtime.NumGoroutine()
	ended, end := context.WithCancel(context.Background())
	end()
	if _, err := s.e.Run(ended, p, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
	// Other work on the machine only lengthens the answer: an engine that does
	// not look at its context is late every time.
	late := time.Duration(0)
	for attempt := 0; attempt < 5; attempt++ {
		if late = s.cancelled(t, p, 20*time.Millisecond); late <= s.Cancel {
			break
		}
	}
	if late > s.Cancel {
		t.Errorf("went on for %v after it was cancelled, at every attempt", late)
	}
	for wait := time.Now(); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Since(wait) > 20*time.Second {
			t.Fatalf("%d goroutines, %d before: left behind", runtime.NumGoroutine(), before)
		}
	}
}

// cancelled runs p, ends its context after a while, and says how long the
// engine went on after that.
func (s *suite) cancelled(t *testing.T, p *execution.Plan, after time.Duration) time.Duration {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan time.Time, 1)
	timer := time.AfterFunc(after, func() { ended <- time.Now(); cancel() })
	defer timer.Stop()
	_, err := s.e.Run(ctx, p, nil)
	done := time.Now()
	switch {
	case err == nil && timer.Stop():
		t.Logf("finished before it was cancelled")
		return 0
	case err != nil && !errors.Is(err, context.Canceled):
		t.Errorf("cancelled: %v", err)
		return 0
	}
	return done.Sub(<-ended) // also of one that went on to the end
}

// concurrency runs one plan from many goroutines.
func (s *suite) concurrency(t *testing.T) {
	x := graph.Param[float64]("x", 300, 400)
	p, err := execution.NewPlan(x.Mul(x).Sum(0).Sqrt().Node(), x.Exp().Mean().Node())
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			in := execution.Inputs{"x": newInput(dtype.Float64, []int{300, 400}, uint64(g%2), 0)}
			out, err := s.e.Run(context.Background(), p, in)
			if err != nil {
				t.Error(err)
				return
			}
			want := reference(t, in, p.Outputs()...)
			for i := range want {
				if err := s.Equal("concurrent", out[i], want[i]); err != nil {
					t.Errorf("goroutine %d, output %d: %v", g, i, err)
				}
			}
		}()
	}
	wg.Wait()
}
