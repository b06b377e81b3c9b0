package scicore_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/scicore-go/scicore"
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/memory"
)

func TestComputeJSON(t *testing.T) {
	for request, want := range map[string]string{
		`{"operation":"sqrt(mean(x*x, axis=0))","inputs":{"x":{"dtype":"float64","shape":[2,2],"data":[3,0,4,0]}}}`: `{"dtype":"float64","shape":[2],"data":[3.5355339059327378,0]}`,
		`{"operation":"x + 1","inputs":{"x":[1,2,3],"unused":[1]}}`:                                                 `{"dtype":"int64","shape":[3],"data":[2,3,4]}`,
		`{"operation":"a @ b","inputs":{"a":[[1.0,2],[3,4]],"b":[1,1]}}`:                                            `{"dtype":"float64","shape":[2],"data":[3,7]}`,
		`{"operation":"log(x)","inputs":{"x":[-1.0, 0.0]}}`:                                                         `{"dtype":"float64","shape":[2],"data":["NaN","-Infinity"]}`,
		`{"operation":"1 + 1"}`: `{"dtype":"int64","shape":[],"data":[2]}`,
	} {
		out, err := scicore.ComputeJSON(context.Background(), []byte(request))
		if err != nil {
			t.Errorf("%s: %v", request, err)
			continue
		}
		var res struct {
			Result json.RawMessage
			Engine string
		}
		if err := json.Unmarshal(out, &res); err != nil || string(res.Result) != want || res.Engine == "" {
			t.Errorf("%s: got %s, %v, want %s", request, out, err, want)
		}
		var back scicore.Response
		if err := json.Unmarshal(out, &back); err != nil || back.Result == nil {
			t.Errorf("%s: response read back: %v", out, err)
		}
	}
}

func TestComputeFaults(t *testing.T) {
	for _, request := range []string{
		``, `{}`, `[]`, `nul`, `{"operation":3}`, `{"operation":"x","inputs":{"x":"one"}}`, `{"operation":"x","input":{}}`,
		`{"operation":"x"}`, `{"operation":"x +"}`, `{"operation":"nosuch(1)"}`, `{"operation":"a+b","inputs":{"a":[1,2],"b":[1,2,3]}}`,
		`{"operation":"sum(a, axis=3)","inputs":{"a":[1,2]}}`, `{"operation":"x","inputs":{"x":{"dtype":"object","data":[]}}}`,
		`{"operation":"` + strings.Repeat("(", 5000) + `"}`, `{"operation":"` + strings.Repeat("-", 200000) + `1"}`,
	} {
		if out, err := scicore.ComputeJSON(context.Background(), []byte(request)); !errors.Is(err, scicore.ErrRequest) {
			t.Errorf("%.80s: got %s, %v", request, out, err)
		}
	}
	if _, err := scicore.Compute(context.Background(), scicore.Request{Operation: "x", Inputs: map[string]array.Any{"x": nil}}); !errors.Is(err, scicore.ErrRequest) {
		t.Errorf("a nil input: %v", err)
	}
	huge := scicore.Request{Operation: "tile(x, (1000000, 1000000)) + 1", Inputs: map[string]array.Any{"x": array.Ones[float64](10)}}
	ctx := build(t, quiet().WithMemoryLimit(1<<30))
	if _, err := scicore.Compute(ctx, huge); !errors.Is(err, memory.ErrLimit) && !errors.Is(err, scicore.ErrRequest) {
		t.Errorf("80 TB: %v", err)
	}
}

func TestComputeCustomOperation(t *testing.T) {
	double, err := graph.Define(graph.Definition{Name: "my.double", MinInputs: 1, MaxInputs: 1,
		Infer: func(in []graph.Type, _ graph.Attrs) (graph.Type, error) { return in[0], nil },
		Eval: func(_ context.Context, in []array.Any, _ graph.Attrs) (array.Any, error) {
			a, _ := array.As[float64](in[0])
			return array.MulScalar(a, 2), nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	ctx := build(t, quiet().WithOperations(double))
	res, err := scicore.Compute(ctx, scicore.Request{Operation: "my.double(x) + 1", Inputs: map[string]array.Any{"x": array.FromSlice([]float64{1, 2})}})
	if err != nil {
		t.Fatal(err)
	}
	if y, _ := array.As[float64](res.Result); y.At(0) != 3 || y.At(1) != 5 {
		t.Errorf("got %v", res.Result)
	}
}

func FuzzComputeJSON(f *testing.F) {
	f.Add([]byte(`{"operation":"sqrt(mean(x*x, axis=0))","inputs":{"x":[[1,2],[3,4]]}}`))
	f.Add([]byte(`{"operation":"tile(x, 3)[::-1] @ x","inputs":{"x":{"dtype":"complex64","data":[[1,2]]}}}`))
	rt, err := quiet().WithMemoryLimit(1 << 20).WithThreads(1).Build()
	if err != nil {
		f.Fatal(err)
	}
	ctx := scicore.WithRuntime(context.Background(), rt)
	f.Fuzz(func(t *testing.T, request []byte) {
		out, err := scicore.ComputeJSON(ctx, request)
		if err == nil && !json.Valid(out) {
			t.Errorf("%s gave %s", request, out)
		}
	})
}
