package tracing_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/scicore-go/scicore"
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/execution"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/observability"
	"github.com/scicore-go/scicore/observability/tracing"
)

// recording returns a provider that keeps every span the sampler lets through.
func recording(sampler sdktrace.Sampler) (*sdktrace.TracerProvider, *tracetest.SpanRecorder) {
	r := tracetest.NewSpanRecorder()
	return sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(r), sdktrace.WithSampler(sampler)), r
}

func watched(t testing.TB, o observability.Observer) context.Context {
	t.Helper()
	rt, err := scicore.NewRuntime().WithThreads(2).WithSelector(execution.Fixed("simd")).WithObserver(o).
		WithCalibration(execution.Calibration{FLOPNanos: 0.15, GEMM: 2e10, Memory: 8e9, MemoryAll: 16e9, Region: 8 * time.Microsecond}).Build()
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

func small() graph.Expr[float64] { return graph.Of(array.Ones[float64](10)).AddScalar(1).Sum() }

func named(spans []sdktrace.ReadOnlySpan, name string) []sdktrace.ReadOnlySpan {
	var out []sdktrace.ReadOnlySpan
	for _, s := range spans {
		if s.Name() == name {
			out = append(out, s)
		}
	}
	return out
}

func one(t *testing.T, r *tracetest.SpanRecorder, name string) sdktrace.ReadOnlySpan {
	t.Helper()
	s := named(r.Ended(), name)
	if len(s) != 1 {
		t.Fatalf("%d spans %q, want one", len(s), name)
	}
	return s[0]
}

func value(kvs []attribute.KeyValue, key string) attribute.Value {
	for _, kv := range kvs {
		if string(kv.Key) == key {
			return kv.Value
		}
	}
	return attribute.Value{}
}

func childOf(t *testing.T, s, parent sdktrace.ReadOnlySpan) {
	t.Helper()
	if s.Parent().SpanID() != parent.SpanContext().SpanID() || s.SpanContext().TraceID() != parent.SpanContext().TraceID() {
		t.Errorf("%s is no child of %s", s.Name(), parent.Name())
	}
	if s.StartTime().Before(parent.StartTime()) || s.EndTime().After(parent.EndTime()) {
		t.Errorf("%s (%v to %v) is not within %s (%v to %v)", s.Name(), s.StartTime(), s.EndTime(), parent.Name(), parent.StartTime(), parent.EndTime())
	}
}

func TestSpansOfAPlannedEvaluation(t *testing.T) {
	tp, r := recording(sdktrace.AlwaysSample())
	ctx := watched(t, tracing.New(&tracing.Options{TracerProvider: tp, Attributes: []attribute.KeyValue{attribute.String("service", "test")}}))
	if _, err := scicore.Eval(ctx, large()); err != nil {
		t.Fatal(err)
	}
	root, plan, run := one(t, r, "scicore.eval"), one(t, r, "scicore.plan"), one(t, r, "scicore.execution")
	childOf(t, plan, root)
	childOf(t, run, root)
	if plan.EndTime().After(run.StartTime()) {
		t.Error("the execution began before it was planned")
	}
	stages := named(r.Ended(), "scicore.stage")
	if len(stages) != 2 || len(r.Ended()) != 5 || len(r.Started()) != 5 {
		t.Fatalf("%d stages, %d spans started, %d ended", len(stages), len(r.Started()), len(r.Ended()))
	}
	for i, s := range stages {
		childOf(t, s, run)
		if value(s.Attributes(), "scicore.stage.index").AsInt64() != int64(i) || value(s.Attributes(), "scicore.stage.bytes").AsFloat64() <= 0 {
			t.Errorf("stage %d: %v", i, s.Attributes())
		}
	}
	if ops := value(stages[0].Attributes(), "scicore.stage.operations").AsStringSlice(); !slices.Equal(ops, []string{"matmul"}) {
		t.Errorf("operations %v", ops)
	}
	if f := value(stages[0].Attributes(), "scicore.stage.flops").AsFloat64(); f < 2*300*300*300 {
		t.Errorf("a product of 300 x 300 matrices takes %v operations", f)
	}
	if typ := value(stages[1].Attributes(), "scicore.stage.type").AsString(); typ != "float64()" {
		t.Errorf("type %q", typ)
	}
	if a := root.Attributes(); value(a, "scicore.door").AsString() != "eval" || value(a, "scicore.engine.name").AsString() != "simd" ||
		value(a, "service").AsString() != "test" || value(a, "scicore.flops").AsFloat64() < 2*300*300*300 || value(a, "scicore.estimate.duration").AsFloat64() <= 0 {
		t.Errorf("attributes %v", a)
	}
	checkCandidates(t, plan)
}

// checkCandidates wants the engine chosen and the one that lost.
func checkCandidates(t *testing.T, plan sdktrace.ReadOnlySpan) {
	t.Helper()
	if a := plan.Attributes(); value(a, "scicore.engine.reason").AsString() != "asked for by name" || value(a, "scicore.plan.stages").AsInt64() != 2 {
		t.Errorf("attributes of the plan %v", a)
	}
	chosen := map[string]bool{}
	for _, e := range plan.Events() {
		if e.Name != "scicore.engine.candidate" || value(e.Attributes, "scicore.estimate.duration").AsFloat64() <= 0 {
			t.Errorf("event %v", e)
		}
		chosen[value(e.Attributes, "scicore.engine.name").AsString()] = value(e.Attributes, "scicore.engine.chosen").AsBool()
	}
	if len(chosen) != 2 || !chosen["simd"] || chosen["parallel"] {
		t.Errorf("candidates %v", chosen)
	}
}

func TestSpanOfADirectEvaluation(t *testing.T) {
	tp, r := recording(sdktrace.AlwaysSample())
	ctx := watched(t, tracing.New(&tracing.Options{TracerProvider: tp}))
	if _, err := scicore.Eval(ctx, small()); err != nil {
		t.Fatal(err)
	}
	s := one(t, r, "scicore.eval")
	if len(r.Ended()) != 1 || value(s.Attributes(), "scicore.engine.name").AsString() != observability.Direct || s.Status().Code != codes.Unset {
		t.Errorf("%d spans, %v", len(r.Ended()), s.Attributes())
	}
}

func TestErrorsAreRecorded(t *testing.T) {
	tp, r := recording(sdktrace.AlwaysSample())
	ctx := watched(t, tracing.New(&tracing.Options{TracerProvider: tp}))
	boom := errors.New("boom \xff " + strings.Repeat("é", 5000))
	op, err := graph.Define(graph.Definition{Name: "boom", MinInputs: 1, MaxInputs: 1,
		Infer: func(in []graph.Type, _ graph.Attrs) (graph.Type, error) { return in[0], nil },
		Eval:  func(context.Context, []array.Any, graph.Attrs) (array.Any, error) { return nil, boom }})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := scicore.EvalNodes(ctx, nil, op.Call(graph.Of(array.Ones[float64](4)).Node())); !errors.Is(err, boom) {
		t.Fatal(err)
	}
	for _, name := range []string{"scicore.eval", "scicore.execution", "scicore.stage"} {
		s := one(t, r, name)
		if s.Status().Code != codes.Error || !strings.Contains(s.Status().Description, "boom \uFFFD é") || len(s.Status().Description) > 2100 {
			t.Errorf("%s: status %v", name, s.Status())
		}
		if e := s.Events(); len(e) != 1 || e[0].Name != "exception" {
			t.Errorf("%s: events %v", name, e)
		}
	}
	if v := value(one(t, r, "scicore.eval").Attributes(), "error.type").AsString(); v != "other" {
		t.Errorf("error.type %q", v)
	}
	r.Reset()
	done, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := scicore.Eval(done, large()); err == nil {
		t.Fatal("evaluated in a context that had ended")
	}
	if s := one(t, r, "scicore.eval"); value(s.Attributes(), "error.type").AsString() != "canceled" || len(r.Ended()) != 1 {
		t.Errorf("%v", s.Attributes())
	}
}

const (
	remoteTrace = "0af7651916cd43dd8448eb211c80319c"
	remoteSpan  = "b7ad6b7169203331"
)

func traceparent(flags string) observability.Carrier {
	return observability.Carrier{"traceparent": "00-" + remoteTrace + "-" + remoteSpan + "-" + flags, "baggage": "tenant=blue"}
}

func TestRequestsContinueTheCallersTrace(t *testing.T) {
	tp, r := recording(sdktrace.ParentBased(sdktrace.AlwaysSample()))
	o := tracing.New(&tracing.Options{TracerProvider: tp})
	ctx := watched(t, o)
	req := scicore.Request{Operation: "sum(x)", Inputs: map[string]array.Any{"x": array.Ones[float64](3)}, Trace: traceparent("01")}
	if _, err := scicore.Compute(ctx, req); err != nil {
		t.Fatal(err)
	}
	s := one(t, r, "scicore.compute")
	if s.SpanContext().TraceID().String() != remoteTrace || s.Parent().SpanID().String() != remoteSpan || !s.Parent().IsRemote() {
		t.Errorf("parent %v", s.Parent())
	}

	r.Reset()
	req.Trace = traceparent("00") // the caller does not sample: nor do we
	if _, err := scicore.Compute(ctx, req); err != nil || len(r.Started()) != 0 {
		t.Errorf("%v, %d spans", err, len(r.Started()))
	}

	req.Trace = observability.Carrier{"traceparent": "00-zz", "baggage": strings.Repeat(";,=", 1<<16)}
	if _, err := scicore.Compute(ctx, req); err != nil || one(t, r, "scicore.compute").Parent().IsValid() {
		t.Errorf("a malformed carrier: %v", err)
	}
}

// A local span wins where it is part of the remote trace already; otherwise it
// is linked.
func TestLocalAndRemoteParents(t *testing.T) {
	tp, r := recording(sdktrace.AlwaysSample())
	o := tracing.New(&tracing.Options{TracerProvider: tp})
	base := watched(t, o)
	tracer := tp.Tracer("test")

	far, _ := tracer.Start(base, "far")
	c := o.Inject(far)
	near, span := tracer.Start(far, "near")
	if _, err := scicore.Eval(observability.WithCarrier(near, c), small()); err != nil {
		t.Fatal(err)
	}
	if s := one(t, r, "scicore.eval"); s.Parent().SpanID() != span.SpanContext().SpanID() {
		t.Error("not a child of the local span of the same trace")
	}

	r.Reset()
	other, otherSpan := tracer.Start(base, "other")
	if _, err := scicore.Eval(observability.WithCarrier(other, c), small()); err != nil {
		t.Fatal(err)
	}
	s := one(t, r, "scicore.eval")
	if s.Parent().SpanID() != trace.SpanContextFromContext(far).SpanID() || len(s.Links()) != 1 ||
		s.Links()[0].SpanContext.SpanID() != otherSpan.SpanContext().SpanID() {
		t.Errorf("parent %v, links %v", s.Parent(), s.Links())
	}
}

// What an operation evaluates inside a stage belongs to the stage, though the
// request's carrier is still in the context.
func TestNestedEvaluations(t *testing.T) {
	tp, r := recording(sdktrace.AlwaysSample())
	o := tracing.New(&tracing.Options{TracerProvider: tp})
	ctx := watched(t, o)
	op, err := graph.Define(graph.Definition{Name: "nested", MinInputs: 1, MaxInputs: 1,
		Infer: func(in []graph.Type, _ graph.Attrs) (graph.Type, error) { return in[0], nil },
		Eval: func(ctx context.Context, in []array.Any, _ graph.Attrs) (array.Any, error) {
			_, err := scicore.Eval(ctx, small())
			return in[0], err
		}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := scicore.EvalNodes(observability.WithCarrier(ctx, traceparent("01")), nil, op.Call(graph.Of(array.Ones[float64](4)).Node())); err != nil {
		t.Fatal(err)
	}
	stage := one(t, r, "scicore.stage")
	evals := named(r.Ended(), "scicore.eval")
	if len(evals) != 2 {
		t.Fatalf("%d evaluations", len(evals))
	}
	childOf(t, evals[0], stage) // the inner one ended first
	if stage.SpanContext().TraceID().String() != remoteTrace {
		t.Error("not in the caller's trace")
	}
}

func TestInjectHandsOnWithoutSDK(t *testing.T) {
	o := tracing.New(&tracing.Options{TracerProvider: noop.NewTracerProvider()})
	ctx := observability.WithCarrier(watched(t, o), traceparent("01"))
	if got := o.Inject(ctx); got["traceparent"] != traceparent("01")["traceparent"] || got["baggage"] != "tenant=blue" {
		t.Errorf("injected %v", got)
	}
	if _, err := scicore.Eval(ctx, small()); err != nil {
		t.Fatal(err)
	}
	if got := o.Inject(watched(t, o)); len(got) != 0 {
		t.Errorf("nothing in, %v out", got)
	}

	tp, _ := recording(sdktrace.AlwaysSample())
	inner, l := tracing.New(&tracing.Options{TracerProvider: tp}).Begin(ctx, "eval")
	defer l.End(observability.Outcome{})
	got := o.Inject(inner)
	if !strings.Contains(got["traceparent"], remoteTrace) || strings.Contains(got["traceparent"], remoteSpan) || got["baggage"] != "tenant=blue" {
		t.Errorf("injected %v", got)
	}
}

// The global provider may get its SDK at any time, also where a host keeps the
// provider from before. It gets its first SDK once in a process, so this runs in
// one of its own.
func TestGlobalProvider(t *testing.T) {
	const own = "SCICORE_TEST_OWN_PROCESS"
	if os.Getenv(own) == "" {
		cmd := exec.Command(os.Args[0], "-test.run=^TestGlobalProvider$")
		cmd.Env = append(os.Environ(), own+"=1")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	before := otel.GetTracerProvider()
	t.Cleanup(func() { otel.SetTracerProvider(noop.NewTracerProvider()) })
	global, kept := tracing.New(nil), tracing.New(&tracing.Options{TracerProvider: before})
	for _, o := range []*tracing.Observer{global, kept} {
		for range 3 {
			if _, l := o.Begin(context.Background(), "eval"); l != nil {
				t.Fatal("records without an SDK")
			}
		}
	}
	tp, r := recording(sdktrace.AlwaysSample())
	otel.SetTracerProvider(tp)
	for i, o := range []*tracing.Observer{global, kept} {
		_, l := o.Begin(context.Background(), "eval")
		if l == nil {
			t.Fatalf("observer %d does not see the SDK", i)
		}
		l.End(observability.Outcome{})
	}
	if len(r.Ended()) != 2 {
		t.Errorf("%d spans", len(r.Ended()))
	}
	second, r2 := recording(sdktrace.AlwaysSample())
	otel.SetTracerProvider(second)
	_, l := global.Begin(context.Background(), "eval")
	l.End(observability.Outcome{})
	if len(r2.Ended()) != 1 {
		t.Error("the second SDK heard nothing")
	}
}

// incomparable is a provider that == would panic on.
type incomparable struct {
	noop.TracerProvider
	_ []int
}

func TestIncomparableProvider(t *testing.T) {
	o := tracing.New(&tracing.Options{TracerProvider: incomparable{}})
	for range 3 {
		if _, l := o.Begin(context.Background(), "eval"); l != nil {
			t.Error("records")
		}
	}
}

// Unsampled evaluations hand a context on whose children are unsampled too.
func TestUnsampledStaysUnsampled(t *testing.T) {
	tp, r := recording(sdktrace.ParentBased(sdktrace.TraceIDRatioBased(0)))
	ctx, l := tracing.New(&tracing.Options{TracerProvider: tp}).Begin(context.Background(), "eval")
	if l != nil {
		t.Error("an unsampled evaluation is listened to")
	}
	sc := trace.SpanContextFromContext(ctx)
	if !sc.IsValid() || sc.IsSampled() {
		t.Errorf("span context %v", sc)
	}
	always, r2 := recording(sdktrace.ParentBased(sdktrace.AlwaysSample()))
	if _, l := tracing.New(&tracing.Options{TracerProvider: always}).Begin(ctx, "eval"); l != nil || len(r.Started())+len(r2.Started()) != 0 {
		t.Error("the child is sampled")
	}
}

func TestRatio(t *testing.T) {
	tp, r := recording(sdktrace.ParentBased(sdktrace.AlwaysSample()))
	o := tracing.New(&tracing.Options{TracerProvider: tp, Ratio: 0.1})
	begin := func(ctx context.Context) context.Context {
		ctx, l := o.Begin(ctx, "eval")
		if l != nil {
			l.End(observability.Outcome{})
		}
		return ctx
	}
	const n = 5000
	inner := 0
	for range n {
		ctx := begin(context.Background())
		kept := trace.SpanContextFromContext(ctx).IsValid()
		before := len(r.Ended())
		begin(ctx) // inside: as the outer one
		if now := len(r.Ended()) > before; now != kept {
			inner++
		}
	}
	if inner > 0 {
		t.Errorf("%d evaluations were decided about otherwise than the one around them", inner)
	}
	if kept := len(r.Ended()) / 2; kept < 370 || kept > 630 { // 500, six standard deviations
		t.Errorf("%d of %d kept at a ratio of 0.1", kept, n)
	}
	r.Reset()
	parent, _ := tp.Tracer("t").Start(context.Background(), "parent")
	for range 50 {
		begin(parent)
		begin(observability.WithCarrier(context.Background(), traceparent("01")))
	}
	if len(r.Ended()) != 100 {
		t.Errorf("%d of 100 evaluations with a sampled parent", len(r.Ended()))
	}
}

// A plan of ten thousand stages, each of a thousand operations, a hundred
// engines: spans are bounded and say what they leave out.
func TestLargePlansAreBounded(t *testing.T) {
	tp, r := recording(sdktrace.AlwaysSample())
	o := tracing.New(&tracing.Options{TracerProvider: tp, MaxStages: 50})
	ctx, l := o.Begin(context.Background(), "eval")
	p := &observability.Plan{Engine: "e", Stages: make([]observability.Stage, 10_000), Candidates: make([]observability.Candidate, 100)}
	for i := range p.Stages {
		p.Stages[i].Operations = slices.Repeat([]string{"add"}, 1000)
	}
	l.Planned(p)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := w; i < len(p.Stages); i += 4 {
				if sc := l.BeginStage(ctx, i); !trace.SpanContextFromContext(sc).IsValid() {
					t.Error("a stage without a span")
				}
				l.EndStage(i, nil)
			}
		})
	}
	wg.Wait()
	l.BeginStage(ctx, -1)
	l.EndStage(1<<30, nil)
	l.BeginStage(ctx, 3) // left open: ends with the evaluation
	l.BeginStage(ctx, 3)
	l.End(observability.Outcome{Door: "eval"})
	if len(r.Ended()) != 3+50+2 || len(r.Started()) != len(r.Ended()) {
		t.Errorf("%d spans started, %d ended", len(r.Started()), len(r.Ended()))
	}
	if n := value(one(t, r, "scicore.execution").Attributes(), "scicore.plan.stages_left_out").AsInt64(); n != 9950 {
		t.Errorf("%d stages left out", n)
	}
	plan, stage := one(t, r, "scicore.plan"), named(r.Ended(), "scicore.stage")[0]
	if value(plan.Attributes(), "scicore.engine.candidates_left_out").AsInt64() != 68 || value(stage.Attributes(), "scicore.stage.operations_left_out").AsInt64() != 936 {
		t.Errorf("%v, %v", plan.Attributes(), stage.Attributes())
	}
}

// A prepared plan took no time before: its span says so and is short.
func TestPreparedPlans(t *testing.T) {
	tp, r := recording(sdktrace.AlwaysSample())
	ctx := watched(t, tracing.New(&tracing.Options{TracerProvider: tp}))
	p, err := scicore.Prepare(ctx, large().Node())
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Started()) != 0 {
		t.Error("preparing evaluates nothing")
	}
	if _, err := p.Run(ctx); err != nil {
		t.Fatal(err)
	}
	plan := one(t, r, "scicore.plan")
	childOf(t, plan, one(t, r, "scicore.run"))
	if !value(plan.Attributes(), "scicore.plan.prepared").AsBool() {
		t.Errorf("%v", plan.Attributes())
	}
}

func TestConcurrentEvaluations(t *testing.T) {
	tp, r := recording(sdktrace.AlwaysSample())
	ctx := watched(t, tracing.New(&tracing.Options{TracerProvider: tp}))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 10 {
				if _, err := scicore.Eval(ctx, large()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if n := len(named(r.Ended(), "scicore.stage")); n != 160 {
		t.Errorf("%d stages", n)
	}
}

// printer is a host's exporter: here it prints names.
type printer struct{ names []string }

func (p *printer) ExportSpans(_ context.Context, spans []sdktrace.ReadOnlySpan) error {
	for _, s := range spans {
		p.names = append(p.names, s.Name())
	}
	return nil
}
func (p *printer) Shutdown(context.Context) error { return nil }

func ExampleNew() {
	out := &printer{}
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(out)) // the host's choice
	defer provider.Shutdown(context.Background())

	rt, err := scicore.NewRuntime().WithObserver(tracing.New(&tracing.Options{TracerProvider: provider})).
		WithSelector(execution.Fixed("simd")).Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := scicore.WithRuntime(context.Background(), rt)
	x := graph.Of(array.Ones[float64](300, 300))
	if _, err := scicore.Eval(ctx, x.MatMul(x).AddScalar(1).Mean()); err != nil {
		fmt.Println(err)
	}
	fmt.Println(strings.Join(out.names, "\n"))
	// Output:
	// scicore.plan
	// scicore.stage
	// scicore.stage
	// scicore.execution
	// scicore.eval
}

func ExampleObserver_Inject() {
	provider := sdktrace.NewTracerProvider()
	defer provider.Shutdown(context.Background())
	observer := tracing.New(nil)
	ctx, span := provider.Tracer("example").Start(context.Background(), "work")
	defer span.End()

	// What goes to another process carries the trace.
	request := scicore.Request{Operation: "sum(x)", Trace: observer.Inject(ctx)}
	fmt.Println(len(request.Trace.Get("traceparent")))
	// Output: 55
}
