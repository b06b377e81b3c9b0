package scicore_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/scicore-go/scicore"
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/execution"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/memory"
	"github.com/scicore-go/scicore/observability"
)

// recorder writes down what it is told; its name tells several apart.
type recorder struct {
	name string
	deaf bool // wants to hear of nothing

	mu       sync.Mutex
	log      []string
	plan     *observability.Plan
	outcomes []observability.Outcome
	carriers []observability.Carrier
}

type markKey string

func (r *recorder) say(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.log = append(r.log, fmt.Sprintf(format, args...))
}

func (r *recorder) Begin(ctx context.Context, door string) (context.Context, observability.Listener) {
	if r.deaf {
		return ctx, nil
	}
	r.say("begin %s", door)
	r.carriers = append(r.carriers, observability.CarrierOf(ctx))
	return context.WithValue(ctx, markKey(r.name), "evaluation"), r
}

func (r *recorder) Planned(p *observability.Plan) { r.plan = p; r.say("planned %s", p.Engine) }

func (r *recorder) BeginStage(ctx context.Context, i int) context.Context {
	r.say("stage %d in %v", i, ctx.Value(markKey(r.name)))
	return context.WithValue(ctx, markKey(r.name), fmt.Sprint("stage ", i))
}

func (r *recorder) EndStage(i int, err error) { r.say("end of stage %d: %v", i, err) }

func (r *recorder) End(o observability.Outcome) {
	r.outcomes = append(r.outcomes, o)
	r.say("end %s: %v", o.Engine, o.Err)
}

func (r *recorder) wants(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(r.log, want) {
		t.Errorf("%s heard\n\t%s\nwant\n\t%s", r.name, strings.Join(r.log, "\n\t"), strings.Join(want, "\n\t"))
	}
	r.log = nil
}

func watched(t *testing.T, b scicore.RuntimeBuilder, observers ...observability.Observer) context.Context {
	t.Helper()
	for _, o := range observers {
		b = b.WithObserver(o)
	}
	rt, err := b.WithThreads(2).Build()
	if err != nil {
		t.Fatal(err)
	}
	return scicore.WithRuntime(context.Background(), rt)
}

// large is a graph of two stages that is planned.
func large() graph.Expr[float64] {
	x := graph.Of(array.Ones[float64](300, 300))
	return x.MatMul(x).AddScalar(1).Mean()
}

func TestObserverHearsEvaluations(t *testing.T) {
	r := &recorder{name: "r"}
	ctx := watched(t, scicore.NewRuntime().WithSelector(execution.Fixed("simd")), r)

	small := graph.Of(array.Ones[float64](10)).AddScalar(1)
	small = small.Mul(small).Sum()
	if _, err := scicore.Eval(ctx, small); err != nil {
		t.Fatal(err)
	}
	r.wants(t, "begin eval", "end direct: <nil>")
	want := graph.Estimate(small.Node())
	if o := r.outcomes[0]; o.FLOPs != want.FLOPs || o.Bytes != want.Bytes || o.Duration <= 0 || o.Start.IsZero() {
		t.Errorf("outcome of a direct evaluation: %+v", o)
	}

	if _, err := scicore.Eval(ctx, large()); err != nil {
		t.Fatal(err)
	}
	r.wants(t, "begin eval", "planned simd", "stage 0 in evaluation", "end of stage 0: <nil>",
		"stage 1 in evaluation", "end of stage 1: <nil>", "end simd: <nil>")
	checkPlan(t, r.plan)
	if o := r.outcomes[1]; o.Plan != r.plan || o.Fault != "" || o.FLOPs != r.plan.FLOPs || o.Bytes != r.plan.Bytes || o.Duration < r.plan.Planning {
		t.Errorf("outcome %+v of plan %+v", o, r.plan)
	}
}

func checkPlan(t *testing.T, p *observability.Plan) {
	t.Helper()
	if len(p.Stages) != 2 || p.Stages[0].Operations[0] != "matmul" || p.Stages[0].FLOPs < 2*300*300*300 ||
		p.Stages[1].Kind != "fused" || !slices.Contains(p.Stages[1].Operations, "mean") || p.Stages[1].Type != "float64()" {
		t.Errorf("stages %+v", p.Stages)
	}
	if len(p.Candidates) != 2 || p.Estimate() <= 0 || p.Reason != "asked for by name" || p.Planning <= 0 || p.Peak < 300*300*8 {
		t.Errorf("plan %+v", p)
	}
	if !strings.Contains(p.Text(), "matmul") {
		t.Errorf("text %q", p.Text())
	}
}

func TestObserverHearsOtherDoors(t *testing.T) {
	r := &recorder{name: "r"}
	ctx := watched(t, scicore.NewRuntime().WithSelector(execution.Fixed("simd")), r)

	p, err := scicore.Prepare(ctx, large().Node())
	if err != nil {
		t.Fatal(err)
	}
	r.wants(t)
	if _, err := p.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if r.log[0] != "begin run" || r.plan.Planning != 0 {
		t.Errorf("%q, planning %v", r.log, r.plan.Planning)
	}
	r.log = nil

	trace := observability.Carrier{"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
	body := []byte(`{"operation": "sum(x)", "inputs": {"x": [1, 2]}, "trace": {"traceparent": "` + trace["traceparent"] + `"}}`)
	if _, err := scicore.ComputeJSON(ctx, body); err != nil {
		t.Fatal(err)
	}
	if r.log[0] != "begin compute" || r.carriers[len(r.carriers)-1].Get("traceparent") != trace["traceparent"] {
		t.Errorf("%q with %v", r.log, r.carriers)
	}
}

func TestObserverHearsFailures(t *testing.T) {
	r := &recorder{name: "r"}
	ctx := watched(t, scicore.NewRuntime().WithSelector(execution.Fixed("simd")).WithMemoryLimit(1<<20), r)
	done, cancel := context.WithCancel(ctx)
	cancel()
	bad := graph.Of(array.Ones[float64](2)).Add(graph.Of(array.Ones[float64](3)))
	late, cancel2 := context.WithTimeout(ctx, 0)
	defer cancel2()
	for _, c := range []struct {
		ctx   context.Context
		e     graph.Expr[float64]
		in    []scicore.Binding
		want  error
		fault observability.Fault
	}{
		{done, large(), nil, context.Canceled, observability.FaultCanceled},
		{done, graph.Of(array.Ones[float64](2)).Neg(), nil, context.Canceled, observability.FaultCanceled},
		{late, large(), nil, context.DeadlineExceeded, observability.FaultDeadline},
		{ctx, bad, nil, nil, observability.FaultOther},
		{ctx, graph.Param[float64]("x", 2).Neg(), nil, scicore.ErrInput, observability.FaultInput},
		{ctx, graph.Param[float64]("x", 2).Neg(), []scicore.Binding{scicore.Bind("x", nil), scicore.Bind("x", nil)}, scicore.ErrInput, observability.FaultInput},
		{ctx, graph.Of(array.Ones[float64](1 << 20)).Neg(), nil, memory.ErrLimit, observability.FaultMemory},
	} {
		r.log, r.outcomes = nil, nil
		_, err := scicore.Eval(c.ctx, c.e, c.in...)
		if err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("error %v, want %v", err, c.want)
		}
		if len(r.outcomes) != 1 || r.outcomes[0].Err != err || r.log[len(r.log)-1] != fmt.Sprintf("end %s: %v", r.outcomes[0].Engine, err) {
			t.Errorf("%v: heard %q", err, r.log)
		}
		if o := r.outcomes[len(r.outcomes)-1]; o.Fault != c.fault || o.Door != "eval" {
			t.Errorf("%v: fault %q at %q, want %q", err, o.Fault, o.Door, c.fault)
		}
	}
}

// One evaluation inside a stage of another, on a runtime that nobody watches
// or that others watch, keeps its stages to itself.
func TestObserverOfNestedEvaluations(t *testing.T) {
	outer, inner := &recorder{name: "outer"}, &recorder{name: "inner"}
	for _, c := range []struct {
		ctx  context.Context
		want []string
	}{
		{watched(t, scicore.NewRuntime()), nil},
		{watched(t, scicore.NewRuntime().WithSelector(execution.Fixed("simd")), inner), []string{"begin eval", "planned simd", "stage 0 in evaluation",
			"end of stage 0: <nil>", "stage 1 in evaluation", "end of stage 1: <nil>", "end simd: <nil>"}},
	} {
		rt, _ := scicore.RuntimeOf(c.ctx)
		op, err := graph.Define(graph.Definition{Name: "nested", MinInputs: 1, MaxInputs: 1,
			Infer: func(in []graph.Type, _ graph.Attrs) (graph.Type, error) { return in[0], nil },
			Eval: func(ctx context.Context, in []array.Any, _ graph.Attrs) (array.Any, error) {
				if got := ctx.Value(markKey("outer")); got != "stage 0" {
					t.Errorf("operation runs in %v", got)
				}
				_, err := scicore.Eval(scicore.WithRuntime(ctx, rt), large())
				return in[0], err
			}})
		if err != nil {
			t.Fatal(err)
		}
		ctx := watched(t, scicore.NewRuntime().WithSelector(execution.Fixed("simd")), outer)
		n := op.Call(graph.Of(array.Ones[float64](4)).Node())
		if _, err := scicore.EvalNodes(ctx, nil, n); err != nil {
			t.Fatal(err)
		}
		outer.wants(t, "begin eval", "planned simd", "stage 0 in evaluation", "end of stage 0: <nil>", "end simd: <nil>")
		inner.wants(t, c.want...)
	}
}

func TestSeveralObservers(t *testing.T) {
	a, b, deaf := &recorder{name: "a"}, &recorder{name: "b"}, &recorder{name: "deaf", deaf: true}
	ctx := watched(t, scicore.NewRuntime().WithSelector(execution.Fixed("simd")), a, deaf, b)
	if _, err := scicore.Eval(ctx, large()); err != nil {
		t.Fatal(err)
	}
	want := []string{"begin eval", "planned simd", "stage 0 in evaluation", "end of stage 0: <nil>",
		"stage 1 in evaluation", "end of stage 1: <nil>", "end simd: <nil>"}
	a.wants(t, want...)
	b.wants(t, want...)
	deaf.wants(t)
	if _, err := scicore.NewRuntime().WithObserver(nil).Build(); err == nil || !strings.Contains(err.Error(), "WithObserver") {
		t.Errorf("a nil observer: %v", err)
	}
}

// worker is a recorder that hears of workers.
type worker struct {
	*recorder
	begun, ended map[[2]int]int // by stage and worker
}

func (w worker) Begin(ctx context.Context, door string) (context.Context, observability.Listener) {
	ctx, _ = w.recorder.Begin(ctx, door)
	return ctx, w
}

func (w worker) Work(i, n int) func() {
	w.count(w.begun, i, n)
	return func() { w.count(w.ended, i, n) }
}

func (w worker) count(in map[[2]int]int, i, n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	in[[2]int{i, n}]++
}

func TestObserverHearsOfWorkers(t *testing.T) {
	plain, w := &recorder{name: "plain"}, worker{&recorder{name: "worker"}, map[[2]int]int{}, map[[2]int]int{}}
	for _, engine := range []string{"simd", "parallel"} {
		ctx := watched(t, scicore.NewRuntime().WithSelector(execution.Fixed(engine)), plain, w)
		x := graph.Of(array.Ones[float64](600, 600))
		for range 20 { // until the second worker comes in time for each stage
			if _, err := scicore.Eval(ctx, x.MatMul(x).Exp().Sort(1).Mean()); err != nil {
				t.Fatal(err)
			}
		}
		w.mu.Lock()
		for at, n := range w.begun {
			if w.ended[at] != n || at[0] >= len(w.plan.Stages) || at[1] == 0 && n != 20 || at[1] > 0 && engine == "simd" {
				t.Errorf("%s: stage %d, worker %d: begun %d times, ended %d", engine, at[0], at[1], n, w.ended[at])
			}
		}
		if engine == "parallel" && w.begun[[2]int{0, 1}] == 0 {
			t.Errorf("no second worker: %v", w.begun)
		}
		clear(w.begun)
		clear(w.ended)
		w.mu.Unlock()
	}
	if !slices.Equal(plain.log, w.log) {
		t.Error("the two heard different things")
	}
}

// brief is a recorder that wants to hear of the end alone.
type brief struct{ *recorder }

func (b brief) Begin(ctx context.Context, door string) (context.Context, observability.Listener) {
	ctx, _ = b.recorder.Begin(ctx, door)
	return ctx, b
}

func (brief) Brief() {}

func TestBriefListeners(t *testing.T) {
	a, b, whole := brief{&recorder{name: "a"}}, brief{&recorder{name: "b"}}, &recorder{name: "whole"}
	fixed := scicore.NewRuntime().WithSelector(execution.Fixed("simd"))
	for _, observers := range [][]observability.Observer{{a}, {a, b}} {
		ctx := watched(t, fixed, observers...)
		a.outcomes = nil
		if _, err := scicore.Eval(ctx, large()); err != nil {
			t.Fatal(err)
		}
		_, err := scicore.Eval(ctx, graph.Param[float64]("x", 2).Neg())
		a.wants(t, "begin eval", "end simd: <nil>", "begin eval", fmt.Sprintf("end : %v", err))
		if o := a.outcomes[0]; o.Door != "eval" || o.Duration != 0 || !o.Start.IsZero() || o.Plan != nil || o.FLOPs != 0 {
			t.Errorf("measured for nobody: %+v", o)
		}
		if o := a.outcomes[1]; o.Fault != observability.FaultInput || o.Err != err {
			t.Errorf("the fault: %+v", o)
		}
	}
	b.log = nil
	ctx := watched(t, fixed, a, whole)
	if _, err := scicore.Eval(ctx, large()); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(a.log, whole.log) || len(a.log) != 7 {
		t.Errorf("beside others: %q, %q", a.log, whole.log)
	}
}

func BenchmarkObserver(b *testing.B) {
	e := graph.Of(array.Ones[float64](256)).MulScalar(2).AddScalar(1).Sum()
	for name, o := range map[string]observability.Observer{"none": nil, "deaf": &recorder{deaf: true}, "silent": silent{}} {
		b.Run(name, func(b *testing.B) {
			rb := scicore.NewRuntime()
			if o != nil {
				rb = rb.WithObserver(o)
			}
			rt, err := rb.Build()
			if err != nil {
				b.Fatal(err)
			}
			ctx := scicore.WithRuntime(context.Background(), rt)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := scicore.Eval(ctx, e); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// silent listens and does nothing with it: what remains is the cost of telling.
type silent struct{}

func (s silent) Begin(ctx context.Context, _ string) (context.Context, observability.Listener) {
	return ctx, s
}
func (silent) Planned(*observability.Plan)                           {}
func (silent) BeginStage(ctx context.Context, _ int) context.Context { return ctx }
func (silent) EndStage(int, error)                                   {}
func (silent) End(observability.Outcome)                             {}

// direct listens to small evaluations with a certain attention.
type direct struct {
	recorder
	attention observability.Attention
}

func (d *direct) BeginDirect(ctx context.Context, door string) (context.Context, observability.Listener, observability.Attention) {
	if d.attention == observability.Nothing {
		return ctx, nil, observability.Nothing
	}
	ctx, l := d.Begin(ctx, door)
	return ctx, l, d.attention
}

// Small evaluations tell as much as somebody wants to hear.
func TestAttention(t *testing.T) {
	small := graph.Of(array.Ones[float64](10)).AddScalar(1).Sum()
	work := graph.Estimate(small.Node())
	over, cancel := context.WithCancel(context.Background())
	cancel()
	for attention := observability.Nothing; attention <= observability.Everything; attention++ {
		for _, c := range []struct {
			name  string
			limit int64
			under context.Context
			fault observability.Fault
		}{
			{"well", 0, context.Background(), ""},
			{"over the limit", 1, context.Background(), observability.FaultMemory},
			{"canceled", 0, over, observability.FaultCanceled},
		} {
			d := &direct{recorder: recorder{name: "d"}, attention: attention}
			rt, err := scicore.NewRuntime().WithMemoryLimit(c.limit).WithObserver(d).Build()
			if err != nil {
				t.Fatal(err)
			}
			_, err = scicore.Eval(scicore.WithRuntime(c.under, rt), small)
			if (err != nil) != (c.fault != "") {
				t.Fatalf("%s: %v", c.name, err)
			}
			heard := attention > observability.Faults || attention == observability.Faults && err != nil
			if !heard || len(d.outcomes) != 1 {
				if heard || len(d.outcomes) != 0 {
					t.Errorf("%s with attention %d: %d ends", c.name, attention, len(d.outcomes))
				}
				continue
			}
			o := d.outcomes[0]
			if o.Door != "eval" || o.Engine != observability.Direct || o.Err != err || o.Fault != c.fault {
				t.Errorf("%s with attention %d: %+v", c.name, attention, o)
			}
			if timed := attention >= observability.Timed; (o.Duration > 0) != timed || (o.FLOPs == work.FLOPs && o.Bytes == work.Bytes) != timed {
				t.Errorf("%s with attention %d: %v, %v flops, %v bytes", c.name, attention, o.Duration, o.FLOPs, o.Bytes)
			}
			if o.Start.IsZero() != (attention < observability.Everything) {
				t.Errorf("%s with attention %d: began %v", c.name, attention, o.Start)
			}
		}
	}
}
