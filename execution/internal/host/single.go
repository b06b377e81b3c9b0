package host

import (
	"fmt"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/nd"
)

// single computes an operation on whole values.
func (r *run) single(n *graph.Node) (nd.View, error) {
	if eval := n.Op().Eval(); eval != nil {
		return r.custom(n, eval)
	}
	in := make([]nd.View, len(n.Inputs()))
	for i, x := range n.Inputs() {
		in[i] = r.value(x)
	}
	dst := r.place(n)
	ok, err := r.builtin(n, dst, in)
	if err == nil && !ok {
		err = r.ctx.Err()
	}
	return dst, err
}

// builtin computes an operation of package graph.
func (r *run) builtin(n *graph.Node, dst nd.View, in []nd.View) (bool, error) {
	switch n.Op().Name() {
	case "concatenate":
		return concatenate(r.env, n, dst, in), nil
	case "pad":
		return pad(r.env, n, dst, in), nil
	}
	if n.Op().Kind() == graph.Reduction {
		return reduceInto(r.env, n, dst, in[0]), nil
	}
	return false, fmt.Errorf("%v: this engine does not know the operation", n.Op())
}

// custom calls the evaluator of an operation defined outside the module, and
// holds it to what it promised: a panic and a result of another type are
// errors.
func (r *run) custom(n *graph.Node, eval graph.EvalFunc) (v nd.View, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v: panic: %v", n.Op(), p)
		}
	}()
	in := make([]array.Any, len(n.Inputs()))
	for i, x := range n.Inputs() {
		in[i] = array.FromRaw(r.value(x))
	}
	a, err := eval(r.ctx, in, n.Attrs())
	if err != nil {
		return nd.View{}, err
	}
	if a == nil {
		return nd.View{}, fmt.Errorf("%v: returned no array", n.Op())
	}
	got := graph.Type{DType: a.DType(), Shape: a.Shape()}
	if got.String() != n.Type().String() {
		return nd.View{}, fmt.Errorf("%v: returned %v, promised %v", n.Op(), got, n.Type())
	}
	if _, isOutput := r.fresh[n]; isOutput {
		dst := r.place(n) // its array may be shared with anyone
		if !nd.Copy(r.env, dst, a.Raw()) {
			return dst, r.ctx.Err()
		}
		return dst, nil
	}
	return a.Raw(), nil
}
