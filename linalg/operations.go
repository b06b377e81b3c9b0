package linalg

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unsafe"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/nd"
)

// Graph operations. Every function of the package is an operation named
// linalg.name with NumPy's or SciPy's name, with rules for shape, type and
// cost. A node has one value, so a decomposition is one node that holds all of
// its factors in a row, and linalg.svd_u, linalg.svd_s, … are views of it:
// asking for all factors computes once.

// Operations returns the operations of this package in the order of their
// names, for a [graph.Registry]. The default runtime has them.
func Operations() []*graph.Op { return slices.Clone(operations) }

var (
	operations []*graph.Op
	byName     = map[string]*graph.Op{}
)

// The tables of operations stand beside the functions they call, in files
// ops_*.go; init puts them together. Nothing is changed afterwards.
func init() {
	for _, table := range [][]rule{solveRules(), factorRules(), eigenRules(), functionRules(), numberRules()} {
		for _, r := range table {
			r.define()
		}
	}
	slices.SortFunc(operations, func(a, b *graph.Op) int { return strings.Compare(a.Name(), b.Name()) })
}

func register(d graph.Definition) {
	d.Name = "linalg." + d.Name
	op, err := graph.Define(d)
	if err != nil {
		panic(err)
	}
	operations = append(operations, op)
	byName[d.Name] = op
}

// Call builds a node of the operation linalg.name; package lazy gives the
// calls their types.
func Call(name string, attrs graph.Attrs, inputs ...*graph.Node) *graph.Node {
	op, ok := byName["linalg."+name]
	if !ok {
		return graph.Apply("linalg."+name, inputs, attrs) // poisoned: there is no such operation
	}
	return op.Apply(inputs, attrs)
}

// part is one result of an operation with several.
type part struct {
	name string
	as   partType
}

// partType tells what a result is, next to the element type.
type partType uint8

const (
	elements partType = iota // the element type
	reals                    // float64
	indices                  // int64
)

// rule describes the operation of one function.
type rule struct {
	name     string
	operands int
	optional int // operands that may follow
	attrs    []graph.AttrSpec
	parts    []part // nil: one result of the element type
	complex  bool   // results are of the complex type with the element type's precision
	shapes   func(in []graph.Type, attrs graph.Attrs) ([][]int, error)
	flops    func(in []graph.Type, attrs graph.Attrs) float64
	eval     evaluator
}

// define registers the operation, and the views of its results if there are
// parts.
func (r rule) define() {
	plain := r.name
	if r.parts != nil {
		plain += "_all"
	}
	register(graph.Definition{Name: plain, MinInputs: r.operands, MaxInputs: r.operands + r.optional, Attrs: r.attrs, Inexact: true,
		Infer: r.infer, Cost: r.cost, Eval: r.evaluate})
	for k, p := range r.parts {
		full := r.name
		if p.name != "" {
			full += "_" + p.name
		}
		register(graph.Definition{Name: full, MinInputs: r.operands, MaxInputs: r.operands + r.optional, Attrs: r.attrs,
			Expand: func(in []*graph.Node, attrs graph.Attrs) *graph.Node {
				return r.view(Call(plain, attrs, in...), attrs, k)
			}})
	}
}

// infer is the type of the node: the one result, or all of them in a row.
func (r rule) infer(in []graph.Type, attrs graph.Attrs) (graph.Type, error) {
	dt, err := elementType(in)
	if err != nil {
		return graph.Type{}, err
	}
	shapes, err := r.shapes(in, attrs)
	if err != nil {
		return graph.Type{}, err
	}
	if r.parts == nil {
		return graph.Type{DType: r.element(dt), Shape: shapes[0]}, nil
	}
	total := 0
	for _, s := range shapes {
		total += prod(s)
	}
	return graph.Type{DType: r.row(dt), Shape: []int{total}}, nil
}

// element is the type of results that are elements.
func (r rule) element(dt dtype.DType) dtype.DType {
	if r.complex {
		return complexOf(dt)
	}
	return dt
}

// row is the type of the row of results: a wider one where float64 stands
// among elements of less precision.
func (r rule) row(dt dtype.DType) dtype.DType {
	dt = r.element(dt)
	if !slices.ContainsFunc(r.parts, func(p part) bool { return p.as == reals }) {
		return dt
	}
	switch dt {
	case dtype.Float32:
		return dtype.Float64
	case dtype.Complex64:
		return dtype.Complex128
	}
	return dt
}

// elementType is the common type of the operands, which promotion has made
// one.
func elementType(in []graph.Type) (dtype.DType, error) {
	dt := in[0].DType
	for _, t := range in[1:] {
		if t.DType != dt {
			return 0, fmt.Errorf("operands are %v and %v", dt, t.DType)
		}
	}
	switch dt {
	case dtype.Float32, dtype.Float64, dtype.Complex64, dtype.Complex128:
		return dt, nil
	}
	return 0, fmt.Errorf("not defined on %v", dt)
}

func complexOf(dt dtype.DType) dtype.DType {
	switch dt {
	case dtype.Float32, dtype.Complex64:
		return dtype.Complex64
	}
	return dtype.Complex128
}

func (r rule) cost(in []graph.Type, out graph.Type, attrs graph.Attrs) graph.Cost {
	c := graph.Cost{FLOPs: r.flops(in, attrs)}
	for _, t := range append(in[:len(in):len(in)], out) {
		c.Bytes += float64(prod(t.Shape) * t.DType.Size())
	}
	for _, t := range in {
		if t.DType == dtype.Complex64 || t.DType == dtype.Complex128 {
			c.FLOPs *= 4
			break
		}
	}
	return c
}

// view builds the nodes that take part k out of the row. Operands were
// promoted on the way into the row, so its own are looked at.
func (r rule) view(all *graph.Node, attrs graph.Attrs, k int) *graph.Node {
	if all.Err() != nil {
		return all
	}
	in := make([]graph.Type, len(all.Inputs()))
	for i, n := range all.Inputs() {
		in[i] = n.Type()
	}
	shapes, err := r.shapes(in, attrs)
	if err != nil {
		panic(err) // the row was built of the same types
	}
	from := 0
	for _, s := range shapes[:k] {
		from += prod(s)
	}
	return r.parts[k].typed(cut(all, from, prod(shapes[k]), shapes[k]), r.element(in[0].DType))
}

func cut(all *graph.Node, from, size int, shape []int) *graph.Node {
	part := graph.Apply("slice", []*graph.Node{all}, graph.Attrs{}.WithInts("start", from).WithInts("stop", from+size).WithInts("step", 1))
	return graph.Apply("reshape", []*graph.Node{part}, graph.Attrs{}.WithInts("shape", shape...))
}

// typed converts a result from the type of the row to its own; elements are of
// type dt.
func (p part) typed(n *graph.Node, dt dtype.DType) *graph.Node {
	switch p.as {
	case reals:
		dt = dtype.Float64
	case indices:
		dt = dtype.Int64
	}
	if is := n.Type().DType; p.as != elements && (is == dtype.Complex64 || is == dtype.Complex128) {
		n = graph.Apply("real", []*graph.Node{n}, graph.Attrs{})
	}
	if n.Type().DType == dt {
		return n
	}
	return graph.Apply("cast", []*graph.Node{n}, graph.Attrs{}.WithDType("dtype", dt))
}

// body computes an operation on one element type, all of its results.
type body[T Scalar] func(env nd.Env, in []array.Array[T], attrs graph.Attrs) ([]array.Any, error)

// evaluator is body over all types.
type evaluator func(env nd.Env, in []array.Any, attrs graph.Attrs) ([]array.Any, error)

// overTypes makes an evaluator of its instances.
func overTypes(f32 body[float32], f64 body[float64], c64 body[complex64], c128 body[complex128]) evaluator {
	return func(env nd.Env, in []array.Any, attrs graph.Attrs) ([]array.Any, error) {
		switch in[0].DType() {
		case dtype.Float32:
			return f32.run(env, in, attrs)
		case dtype.Float64:
			return f64.run(env, in, attrs)
		case dtype.Complex64:
			return c64.run(env, in, attrs)
		}
		return c128.run(env, in, attrs)
	}
}

func (f body[T]) run(env nd.Env, in []array.Any, attrs graph.Attrs) ([]array.Any, error) {
	typed := make([]array.Array[T], len(in))
	for i, a := range in {
		t, ok := array.As[T](a)
		if !ok {
			return nil, fmt.Errorf("operand %d is %v", i, a.DType())
		}
		typed[i] = t
	}
	return f(env, typed, attrs)
}

// evaluate computes the node: its one result, or all of them in a row.
func (r rule) evaluate(ctx context.Context, in []array.Any, attrs graph.Attrs) (array.Any, error) {
	out, err := r.eval(nd.EnvOf(ctx), in, attrs)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err != nil {
		return nil, err
	}
	if r.parts == nil {
		return out[0], nil
	}
	types := make([]graph.Type, len(in))
	for i, a := range in {
		types[i] = graph.Type{DType: a.DType(), Shape: a.Shape()}
	}
	t, err := r.infer(types, attrs)
	if err != nil {
		return nil, err
	}
	return inRow(nd.EnvOf(ctx), t, out), nil
}

// inRow copies results one after the other into an array of the node's type.
// Numbers that are real are widened to it.
func inRow(env nd.Env, t graph.Type, out []array.Any) array.Any {
	row := array.NewAny(t.DType, t.Shape).Raw()
	from := 0
	for _, a := range out {
		n := a.Size()
		if n == 0 {
			continue
		}
		dst := nd.Contig(unsafe.Add(row.Ptr, from*t.DType.Size()), t.DType, a.Shape())
		nd.Cast(env, dst, a.Raw())
		from += n
	}
	return array.FromRaw(row)
}
