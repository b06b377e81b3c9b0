package profiling_test

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"runtime/pprof"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore"
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/execution"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/nd"
	"github.com/scicore-go/scicore/observability"
	"github.com/scicore-go/scicore/observability/profiling"
)

func runtimeWith(t *testing.T, o observability.Observer) context.Context {
	t.Helper()
	rt, err := scicore.NewRuntime().WithThreads(3).WithSelector(execution.Fixed("parallel")).WithObserver(o).Build()
	if err != nil {
		t.Fatal(err)
	}
	return scicore.WithRuntime(context.Background(), rt)
}

// probe is an operation that calls f on its goroutine and on a worker's.
func probe(t *testing.T, f func(ctx context.Context, worker bool)) *graph.Node {
	t.Helper()
	op, err := graph.Define(graph.Definition{Name: "test.probe", MinInputs: 1, MaxInputs: 1,
		Infer: func(in []graph.Type, _ graph.Attrs) (graph.Type, error) { return in[0], nil },
		Eval: func(ctx context.Context, in []array.Any, _ graph.Attrs) (array.Any, error) {
			f(ctx, false)
			env := nd.EnvOf(ctx)
			met := make(chan struct{}, 2)
			env.Pool.For(nil, 2, func(chunk int) { // each waits for the other, so two goroutines take part
				met <- struct{}{}
				for len(met) < 2 {
					time.Sleep(time.Millisecond)
				}
				if chunk == 1 {
					f(ctx, true)
				}
			})
			return in[0], nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	return op.Call(graph.Of(array.Ones[float64](4)).Node())
}

// labelsHere returns the labels of the calling goroutine, as the profile of
// goroutines prints them.
func labelsHere(t *testing.T) string {
	var b bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&b, 1); err != nil {
		t.Error(err)
	}
	for _, entry := range strings.Split(b.String(), "\n\n") {
		if strings.Contains(entry, "labelsHere") {
			return strings.Join(regexp.MustCompile(`(?m)^# labels: (.*)$`).FindStringSubmatch(entry), "")
		}
	}
	t.Error("the goroutine is not in its own profile")
	return ""
}

func TestLabels(t *testing.T) {
	ctx := runtimeWith(t, profiling.Labels())
	var seen []string
	n := probe(t, func(ctx context.Context, worker bool) {
		op, _ := pprof.Label(ctx, profiling.LabelOperation)
		seen = append(seen, fmt.Sprint(worker, " ", op, " ", labelsHere(t)))
	})
	pprof.Do(ctx, pprof.Labels("tenant", "a"), func(ctx context.Context) {
		if _, err := scicore.EvalNodes(ctx, nil, n); err != nil {
			t.Error(err)
		}
		if l := labelsHere(t); !strings.Contains(l, `"tenant":"a"`) || strings.Contains(l, "scicore") {
			t.Errorf("labels after the evaluation: %s", l)
		}
	})
	if len(seen) != 2 {
		t.Fatalf("seen %q", seen)
	}
	for i, s := range seen {
		if !strings.HasPrefix(s, fmt.Sprint(i == 1, " test.probe ")) {
			t.Errorf("the context of the operation: %s", s)
		}
		for _, want := range []string{`"scicore.door":"eval"`, `"scicore.engine":"parallel"`, `"scicore.operation":"test.probe"`, `"tenant":"a"`} {
			if !strings.Contains(s, want) {
				t.Errorf("no %s in %s", want, s)
			}
		}
	}
	if _, err := scicore.Eval(ctx, graph.Of(array.Ones[float64](4)).Neg()); err != nil { // direct
		t.Error(err)
	}
	if l := labelsHere(t); strings.Contains(l, "scicore") {
		t.Errorf("labels stay: %s", l)
	}
}

// paced is an observer that tells a flight recorder of evaluations which took
// as long as the test says.
type paced struct {
	*profiling.FlightRecorder
	took *time.Duration
}

func (p paced) Begin(ctx context.Context, door string) (context.Context, observability.Listener) {
	ctx, l := p.FlightRecorder.Begin(ctx, door)
	return ctx, pacedListener{l.(observability.WorkListener), p.took}
}

type pacedListener struct {
	observability.WorkListener
	took *time.Duration
}

func (l pacedListener) End(o observability.Outcome) {
	o.Duration = *l.took
	l.WorkListener.End(o)
}

func TestFlightRecorder(t *testing.T) {
	dumps := make(chan profiling.Dump, 10)
	f, err := profiling.StartFlightRecorder(profiling.FlightOptions{Slow: 200 * time.Millisecond, Every: time.Hour, Sink: func(d profiling.Dump) { dumps <- d }})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := profiling.StartFlightRecorder(profiling.FlightOptions{Slow: 1, Sink: func(profiling.Dump) {}}); err == nil {
		t.Error("two flight recorders run")
	}
	var took time.Duration
	ctx := runtimeWith(t, paced{f, &took})
	slow, quick := probe(t, func(context.Context, bool) {}), graph.Of(array.Ones[float64](4)).Neg().Node()
	for _, e := range []struct {
		node *graph.Node
		took time.Duration
	}{{quick, 200*time.Millisecond - 1}, {slow, 200 * time.Millisecond}, {slow, time.Hour}} {
		took = e.took
		if _, err := scicore.EvalNodes(ctx, nil, e.node); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := scicore.EvalNodes(ctx, nil, slow); err != nil || f.Close() != nil {
		t.Errorf("after Close: %v", err)
	}
	if s := f.Stats(); s != (profiling.FlightStats{Dumped: 1, Skipped: 2}) {
		t.Errorf("stats %+v", s)
	}
	d := <-dumps
	if d.Plan == nil || d.Plan.Stages[0].Operations[0] != "test.probe" || d.Outcome.Duration != 200*time.Millisecond || len(dumps) > 0 {
		t.Errorf("dump of %+v", d.Outcome)
	}
	if !bytes.HasPrefix(d.Trace, []byte("go 1.")) || !bytes.Contains(d.Trace, []byte("scicore.eval")) || !bytes.Contains(d.Trace, []byte("test.probe")) {
		t.Errorf("a trace of %d bytes without the evaluation", len(d.Trace))
	}
}

func TestFlightOptions(t *testing.T) {
	_, err := profiling.StartFlightRecorder(profiling.FlightOptions{MinAge: -1, Every: -1})
	for _, want := range []string{"slow 0s", "sink", "min age -1ns", "every -1ns"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in %v", want, err)
		}
	}
}

func ExampleLabels() {
	rt, err := scicore.NewRuntime().WithObserver(profiling.Labels()).Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := scicore.WithRuntime(context.Background(), rt)
	sum, err := scicore.Eval(ctx, graph.Of(array.Ones[float64](1000)).Sum())
	fmt.Println(sum, err)
	// A CPU profile taken meanwhile can be cut: go tool pprof -tagfocus scicore.operation=…
	// Output: 1000 <nil>
}

func ExampleStartFlightRecorder() {
	recorder, err := profiling.StartFlightRecorder(profiling.FlightOptions{
		Slow: time.Second,
		Sink: func(d profiling.Dump) { fmt.Println("slow:", d.Outcome.Duration, len(d.Trace)) }, // or write a file
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer recorder.Close()
	_, err = scicore.NewRuntime().WithObserver(recorder).Build()
	fmt.Println(err)
	// Output: <nil>
}
