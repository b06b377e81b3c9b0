package graph

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/nd"
)

// interp is the plain meaning of a graph: every node computed on its own into
// a fresh array, nothing fused, nothing rearranged. Reductions add from left
// to right, which is as good as any fixed order for comparing two graphs.
type interp struct {
	inputs map[string]array.Any
	done   map[*Node]array.Any
}

func run(t testing.TB, inputs map[string]array.Any, n *Node) array.Any {
	t.Helper()
	in := interp{inputs: inputs, done: map[*Node]array.Any{}}
	for _, x := range Topological(n) {
		if err := x.Err(); err != nil {
			t.Fatal(err)
		}
		v, err := in.eval(x)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(v.Shape(), x.Shape()) || v.DType() != x.DType() {
			t.Fatalf("%v: computed %v%v, the rule said %v", x.op, v.DType(), v.Shape(), x.Type())
		}
		in.done[x] = v
	}
	return in.done[n]
}

func (in *interp) eval(n *Node) (array.Any, error) {
	switch n.kind {
	case KindArray:
		return n.Array(), nil
	case KindParam:
		return in.inputs[n.Name()], nil
	}
	out := array.NewAny(n.dt, n.shape)
	dst := out.Raw()
	env := nd.Env{Tier: cpu.Best}
	operand := func(i int) nd.View { return in.done[n.inputs[i]].Raw() }
	switch {
	case n.kind == KindScalar:
		nd.Copy(env, dst, n.Raw())
	case n.op.kind == Elementwise:
		elementwise(env, n, dst, operand)
	case n.op.kind == View:
		nd.Copy(env, dst, viewOf(n, operand(0)))
	case n.op.name == "sum" && n.dt == dtype.Float64:
		sumInto(n, out, in.done[n.inputs[0]])
	default:
		return nil, fmt.Errorf("interp: no %v of %v", n.op, n.dt)
	}
	return out, nil
}

// viewOf applies a view operation to contiguous elements.
func viewOf(n *Node, v nd.View) nd.View {
	w := nd.View{Ptr: v.Ptr, DT: v.DT, Shape: n.shape}
	switch n.op {
	case opReshape:
		return nd.Contig(v.Ptr, v.DT, n.shape)
	case opTranspose:
		axes, _ := n.attrs.Ints("axes")
		for _, a := range axes {
			w.Strides = append(w.Strides, v.Strides[a])
		}
	case opBroadcastTo:
		w.Strides = make([]int, len(n.shape))
		lead := len(n.shape) - len(v.Shape)
		for i, d := range v.Shape {
			if d != 1 {
				w.Strides[lead+i] = v.Strides[i]
			}
		}
	case opSlice:
		start, _ := n.attrs.Ints("start")
		step, _ := n.attrs.Ints("step")
		off := 0
		for i := range start {
			off += start[i] * v.Strides[i]
			w.Strides = append(w.Strides, step[i]*v.Strides[i])
		}
		w.Ptr = unsafe.Add(v.Ptr, off*v.DT.Size())
	}
	return w
}

func sumInto(n *Node, out, a array.Any) {
	axes, _ := n.attrs.Ints("axis")
	dst := unsafe.Slice((*float64)(out.Raw().Ptr), out.Size())
	src := unsafe.Slice((*float64)(a.Raw().Ptr), a.Size())
	shape := a.Shape()
	idx := make([]int, len(shape))
	for _, x := range src {
		at := 0
		for i, d := range shape {
			if !slices.Contains(axes, i) {
				at = at*d + idx[i]
			}
		}
		dst[at] += x
		for i := len(shape) - 1; i >= 0; i-- {
			if idx[i]++; idx[i] < shape[i] {
				break
			}
			idx[i] = 0
		}
	}
}

// sameBits compares contiguous results as they lie in memory.
func sameBits(a, b array.Any) bool {
	if a.DType() != b.DType() || !slices.Equal(a.Shape(), b.Shape()) {
		return false
	}
	n := a.Size() * a.DType().Size()
	if n == 0 {
		return true
	}
	return bytes.Equal(unsafe.Slice((*byte)(a.Raw().Ptr), n), unsafe.Slice((*byte)(b.Raw().Ptr), n))
}

// hard holds the values that break careless identities.
var hard = []float64{0, math.Copysign(0, -1), 1, -1, 0.5, -2.5, 3, 5e-324, -5e-324, 2.2250738585072014e-308,
	math.MaxFloat64, -math.MaxFloat64, math.Inf(1), math.Inf(-1), math.NaN(),
	math.Float64frombits(0xfff8000000000123), 1e300, 4503599627370497.5, 1 << 53, 2147483648, -2147483649, 300, 1e-40}

// hardInputs binds x, y (float64), f (float32), i, j (int32), u (uint8) and b
// (bool), all of shape (4,6), and row of shape (6,), to hard values.
func hardInputs(seed uint64) map[string]array.Any {
	r := rand.New(rand.NewPCG(seed, 1))
	const n = 24
	x, y, f := make([]float64, n), make([]float64, n), make([]float32, n)
	i, j, u, b := make([]int32, n), make([]int32, n), make([]uint8, n), make([]bool, n)
	ints := []int32{0, 1, -1, math.MaxInt32, math.MinInt32, 7, -8, 300}
	for k := range n {
		x[k], y[k], f[k] = hard[r.IntN(len(hard))], hard[r.IntN(len(hard))], float32(hard[r.IntN(len(hard))])
		i[k], j[k], u[k], b[k] = ints[r.IntN(len(ints))], ints[r.IntN(len(ints))], uint8(r.Uint32()), r.IntN(2) == 0
	}
	return map[string]array.Any{
		"x": array.FromSlice(x, 4, 6), "y": array.FromSlice(y, 4, 6), "f": array.FromSlice(f, 4, 6),
		"i": array.FromSlice(i, 4, 6), "j": array.FromSlice(j, 4, 6), "u": array.FromSlice(u, 4, 6),
		"b": array.FromSlice(b, 4, 6), "row": array.FromSlice(y[:6], 6),
	}
}

// paramsOf returns the parameter nodes for inputs.
func paramsOf(inputs map[string]array.Any) map[string]*Node {
	m := map[string]*Node{}
	for name, a := range inputs {
		m[name] = ParamOf(name, Type{a.DType(), a.Shape()})
	}
	return m
}

// randomGraph grows a graph of about size operations over the parameters:
// whatever can be built from the nodes at hand.
func randomGraph(r *rand.Rand, params map[string]*Node, size int) *Node {
	var pool []*Node
	for _, name := range []string{"x", "y", "f", "i", "j", "u", "b", "row"} {
		pool = append(pool, params[name])
	}
	for _, v := range []float64{0, math.Copysign(0, -1), 1, 2, 0.25, -1, 3} {
		pool = append(pool, Literal(ScalarOf(v)), ScalarNode(ScalarOf(float32(v))))
	}
	pool = append(pool, Literal(ScalarOf(int64(0))), Literal(ScalarOf(int64(1))))
	pick := func() *Node {
		if k := len(pool); r.IntN(3) > 0 {
			return pool[k-1-r.IntN(min(k, 6))]
		}
		return pool[r.IntN(len(pool))]
	}
	for range size {
		if n := randomOp(r, pick); n.kind != KindPoisoned && n.Size() <= 4096 {
			pool = append(pool, n)
		}
	}
	return pool[len(pool)-1]
}

func randomOp(r *rand.Rand, pick func() *Node) *Node {
	unaries := []string{"negative", "absolute", "floor", "rint", "trunc", "conj", "square", "sqrt", "exp", "isnan", "invert", "sign"}
	binaries := []string{"add", "subtract", "multiply", "divide", "minimum", "less", "equal", "bitwise_and", "bitwise_or", "left_shift", "floor_divide"}
	dtypes := []DType{dtype.Bool, dtype.Int8, dtype.Int32, dtype.Int64, dtype.Uint8, dtype.Float32, dtype.Float64}
	x := pick()
	nd := len(x.shape)
	switch r.IntN(9) {
	case 0, 1:
		return Apply(unaries[r.IntN(len(unaries))], []*Node{x}, Attrs{})
	case 2, 3:
		return Apply(binaries[r.IntN(len(binaries))], []*Node{x, pick()}, Attrs{})
	case 4:
		return Apply("cast", []*Node{x}, Attrs{}.WithDType("dtype", dtypes[r.IntN(len(dtypes))]))
	case 5:
		return Apply("where", []*Node{pick(), x, pick()}, Attrs{})
	case 6:
		return transpose(x, r.Perm(nd))
	case 7:
		if nd == 0 {
			return x
		}
		axis := r.IntN(nd)
		d := x.shape[axis]
		if r.IntN(2) == 0 {
			return sliceAxis(x, axis, d-1, -1, -1-r.IntN(2))
		}
		return sliceAxis(x, axis, r.IntN(d), d, 1+r.IntN(2))
	}
	switch r.IntN(3) {
	case 0:
		return reshape(x, []int{-1})
	case 1:
		return broadcastTo(x, append([]int{1 + r.IntN(2)}, x.shape...))
	}
	if x.dt != dtype.Float64 {
		return x
	}
	return reduce("sum", x, Attrs{}.WithBool("keepdims", r.IntN(2) == 0), nil)
}

func TestKernelsAreThere(t *testing.T) {
	for k := kernel.Op(1); int(k) < kernel.OpCount; k++ {
		if o, ok := Builtin().Lookup(k.String()); !ok || o.Kernel() != k {
			t.Errorf("%v is not in the registry under its own kernel", k)
		}
	}
}
