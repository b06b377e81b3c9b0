package host

import (
	"fmt"
	"unsafe"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
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
	axis, _ := n.Attrs().Int("axis")
	switch n.Op().Name() {
	case "concatenate":
		return concatenate(r.env, n, dst, in), nil
	case "pad":
		return pad(r.env, n, dst, in), nil
	case "take":
		return take(r.env, dst, in[0], in[1], axis)
	case "take_along_axis":
		return takeAlong(r.env, dst, in[0], in[1], axis)
	case "cumsum":
		return nd.Scan(r.env, kernel.CumSum, dst, in[0], axis), nil
	case "cumprod":
		return nd.Scan(r.env, kernel.CumProd, dst, in[0], axis), nil
	case "sort":
		return nd.Sort(r.env, dst, in[0], axis), nil
	case "argsort":
		return nd.ArgSort(r.env, dst, in[0], axis), nil
	case "matmul":
		return matmul(r.env, dst, in[0], in[1]), nil
	case "einsum":
		subscripts, _ := n.Attrs().Text("subscripts")
		return nd.Einsum(r.env, subscripts, dst, in), nil
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
	a, err := eval(nd.WithEnv(r.ctx, r.env), in, n.Attrs())
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

// matmul gives vectors the dimension that the product of matrices wants.
func matmul(env nd.Env, dst, a, b nd.View) bool {
	if len(a.Shape) == 1 {
		a = withAxis(a, 0)
		dst = withAxis(dst, len(dst.Shape)-min(len(b.Shape)-1, 1))
	}
	if len(b.Shape) == 1 {
		b = withAxis(b, 1)
		dst = withAxis(dst, len(dst.Shape))
	}
	return nd.MatMul(env, dst, a, b)
}

// withAxis puts in an axis of length one.
func withAxis(v nd.View, at int) nd.View {
	out := nd.View{Ptr: v.Ptr, DT: v.DT}
	out.Shape = append(append(append([]int{}, v.Shape[:at]...), 1), v.Shape[at:]...)
	out.Strides = append(append(append([]int{}, v.Strides[:at]...), 0), v.Strides[at:]...)
	return out
}

// indices returns the elements of an integer view, counted from the first and
// checked against the length of the axis they index.
func indices(env nd.Env, v nd.View, length int) ([]int64, error) {
	n := v.Size()
	idx := make([]int64, n)
	if n == 0 {
		return idx, nil
	}
	wide := nd.Contig(unsafe.Pointer(&idx[0]), dtype.Int64, v.Shape)
	if v.DT == dtype.Uint64 { // values beyond int64 must not wrap into range
		big := nd.Contig(unsafe.Pointer(unsafe.SliceData(make([]bool, n))), dtype.Bool, v.Shape)
		nd.BinaryVS(env, kernel.Ge, big, v, nd.ScalarOf(uint64(length)))
		for i, b := range unsafe.Slice((*bool)(big.Ptr), n) {
			if b {
				return nil, fmt.Errorf("index %d of the indices is out of range for %d elements", i, length)
			}
		}
	}
	nd.Cast(env, wide, v)
	for i, x := range idx {
		if x < 0 {
			idx[i] = x + int64(length)
		}
		if idx[i] < 0 || idx[i] >= int64(length) {
			return nil, fmt.Errorf("index %d is out of range for %d elements", x, length)
		}
	}
	return idx, nil
}

// take picks items of an axis; the axes of the indices stand in its place.
func take(env nd.Env, dst, a, index nd.View, axis int) (bool, error) {
	idx, err := indices(nd.Env{Tier: env.Tier}, index, a.Shape[axis])
	if err != nil {
		return false, err
	}
	shape := append([]int{}, a.Shape...)
	shape[axis] = len(idx)
	return nd.Take(env, nd.Contig(dst.Ptr, dst.DT, shape), a, idx, axis), nil
}

// takeAlong picks an element of each row by the index that stands there.
func takeAlong(env nd.Env, dst, a, index nd.View, axis int) (bool, error) {
	at, err := indices(nd.Env{Tier: env.Tier}, index, a.Shape[axis])
	if err != nil {
		return false, err
	}
	// Turn each index into the offset of its element in a.
	here := make([]int, len(index.Shape))
	off := 0 // of the row: axis apart
	for i := range at {
		at[i] = int64(off) + at[i]*int64(a.Strides[axis])
		for d := len(here) - 1; d >= 0; d-- {
			if here[d]++; d != axis {
				off += a.Strides[d]
			}
			if here[d] < index.Shape[d] {
				break
			}
			if d != axis {
				off -= here[d] * a.Strides[d]
			}
			here[d] = 0
		}
	}
	size := dst.DT.Size()
	chunks := ceilDiv(len(at), kernel.Chunk)
	return env.Pool.For(env.Done, chunks, func(c int) {
		lo := c * kernel.Chunk
		hi := min(lo+kernel.Chunk, len(at))
		kernel.Take(env.Tier, dst.DT, unsafe.Add(dst.Ptr, lo*size), a.Ptr, at[lo:hi])
	}), nil
}
