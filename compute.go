package scicore

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/execution"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/observability"
)

// ErrRequest is the sentinel of requests that cannot be read or understood:
// malformed JSON, an operation that does not parse, operands it refuses.
var ErrRequest = errors.New("scicore: bad request")

// Request asks for a computation in text over named arrays. It is what an HTTP
// call, a queue message or a Lambda event carries.
//
// In JSON:
//
//	{"operation": "sqrt(mean(x*x, axis=0))",
//	 "inputs": {"x": {"dtype": "float64", "shape": [2, 2], "data": [1, 2, 3, 4]}}}
//
// Nested lists of numbers may stand for an array; see array.AnyFromJSON.
type Request struct {
	Operation string               `json:"operation"` // the language of graph.Parse
	Inputs    map[string]array.Any `json:"inputs,omitempty"`
	// Trace carries the W3C headers of the caller's trace, so that an
	// observer can make the evaluation a part of it.
	Trace observability.Carrier `json:"trace,omitempty"`
}

// UnmarshalJSON reads a request. Unknown fields are errors, and every input at
// fault is named.
func (r *Request) UnmarshalJSON(data []byte) error {
	var raw struct {
		Operation *string                    `json:"operation"`
		Inputs    map[string]json.RawMessage `json:"inputs"`
		Trace     observability.Carrier      `json:"trace"`
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&raw); err != nil {
		return fmt.Errorf("%w: %w", ErrRequest, err)
	}
	if raw.Operation == nil {
		return fmt.Errorf("%w: no operation", ErrRequest)
	}
	inputs := make(map[string]array.Any, len(raw.Inputs))
	var errs []error
	for name, text := range raw.Inputs {
		a, err := array.AnyFromJSON(text)
		if err != nil {
			errs = append(errs, fmt.Errorf("input %q: %w", name, err))
			continue
		}
		inputs[name] = a
	}
	if len(errs) > 0 {
		return fmt.Errorf("%w: %w", ErrRequest, errors.Join(errs...))
	}
	r.Operation, r.Inputs, r.Trace = *raw.Operation, inputs, raw.Trace
	return nil
}

// Response is the answer to a Request.
//
// In JSON:
//
//	{"result": {"dtype": "float64", "shape": [2], "data": [2.23606797749979, 3.1622776601683795]},
//	 "engine": "simd", "seconds": 1.1e-05}
type Response struct {
	Result  array.Any `json:"result"`
	Engine  string    `json:"engine"`  // which engine ran it
	Seconds float64   `json:"seconds"` // from the parsed request to the result
}

// UnmarshalJSON reads a response.
func (r *Response) UnmarshalJSON(data []byte) error {
	var raw struct {
		Result  json.RawMessage
		Engine  string
		Seconds float64
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	a, err := array.AnyFromJSON(raw.Result)
	if err != nil {
		return err
	}
	*r = Response{a, raw.Engine, raw.Seconds}
	return nil
}

// Compute runs a request on the runtime of the context. Inputs take part by
// name with the element types they have, promoted as NumPy does; inputs that
// the operation does not name are allowed. Errors of the request itself are
// ErrRequest; a result over the memory limit is a *memory.LimitError, and
// nothing is allocated for it.
func Compute(ctx context.Context, req Request) (res Response, err error) {
	rt, err := RuntimeOf(ctx)
	if err != nil {
		return Response{}, err
	}
	start := time.Now()
	ctx, w := rt.watch(observability.WithCarrier(ctx, req.Trace), "compute")
	defer func() { w.end(err) }()
	nodes := make(map[string]*graph.Node, len(req.Inputs))
	for name, a := range req.Inputs {
		if a == nil {
			return Response{}, fmt.Errorf("%w: input %q is nil", ErrRequest, name)
		}
		nodes[name] = graph.ConstantOf(a)
	}
	n, err := graph.Parse(req.Operation, nodes, &graph.ParseOptions{Registry: rt.ops})
	if err != nil {
		return Response{}, fmt.Errorf("%w: %w", ErrRequest, err)
	}
	p, err := execution.NewPlan(n)
	if err != nil {
		return Response{}, fmt.Errorf("%w: %w", ErrRequest, err)
	}
	d, err := rt.decide(p, nil)
	if err != nil {
		return Response{}, err
	}
	w.planned(p, d, false)
	out, err := rt.run(w.carry(ctx), p, d, nil)
	if err != nil {
		return Response{}, err
	}
	return Response{Result: out[0], Engine: d.Engine.Name(), Seconds: time.Since(start).Seconds()}, nil
}

// ComputeJSON is Compute with request and response as JSON.
func ComputeJSON(ctx context.Context, request []byte) ([]byte, error) {
	var req Request
	if err := json.Unmarshal(request, &req); err != nil {
		if !errors.Is(err, ErrRequest) { // not even JSON
			err = fmt.Errorf("%w: %w", ErrRequest, err)
		}
		return nil, err
	}
	res, err := Compute(ctx, req)
	if err != nil {
		return nil, err
	}
	return json.Marshal(res)
}
