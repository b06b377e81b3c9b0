package host

import (
	"sync"
	"unsafe"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/nd"
)

const (
	// smallNodes and smallBytes bound what Small takes on: graphs that would
	// be planned for longer than they run.
	smallNodes = 16
	smallBytes = 256 << 10
)

// SmallBytes returns the bytes of all values of a graph that Small can run,
// false for every other graph: one output, a few elementwise operations and
// reductions on small arrays.
func SmallBytes(out *graph.Node) (int64, bool) {
	var s survey
	ok := out.Kind() == graph.KindOp && out.Op().Kind() != graph.View && s.visit(out)
	return s.bytes, ok
}

// survey walks a small graph; what is shared is counted each time, so that a
// graph of few nodes and many ways through it is not small.
type survey struct {
	nodes int
	bytes int64
}

func (s *survey) visit(n *graph.Node) bool {
	if s.nodes++; s.nodes > smallNodes {
		return false
	}
	switch n.Kind() {
	case graph.KindArray, graph.KindScalar:
		return true
	case graph.KindOp:
	default:
		return false
	}
	size := n.Size()
	if size > smallBytes {
		return false
	}
	s.bytes += int64(size * n.DType().Size())
	switch n.Op().Kind() {
	case graph.Elementwise, graph.Reduction:
	default:
		return false
	}
	for _, in := range n.Inputs() {
		if !s.visit(in) || in.Size() > smallBytes/8 {
			return false
		}
	}
	return s.bytes <= smallBytes
}

// Small evaluates a graph that SmallBytes accepted, node by node on one core,
// without a plan. It gives the bits of the planned evaluation.
func Small(env nd.Env, out *graph.Node) array.Any {
	s := smalls.Get().(*small)
	s.env = env
	a := newResult(out)
	s.into(out, a.Raw())
	s.release()
	return a
}

// small is one evaluation by Small: the values so far, and the memory of those
// that are not results.
type small struct {
	env    nd.Env
	nodes  [smallNodes]*graph.Node
	values [smallNodes]nd.View
	count  int
	mem    []uint64
	used   int
	ints   []int // strides of the values
}

var smalls = sync.Pool{New: func() any { return &small{mem: make([]uint64, 2*smallBytes/8)} }}

func (s *small) release() {
	clear(s.nodes[:s.count])
	clear(s.values[:s.count])
	s.env, s.count, s.used, s.ints = nd.Env{}, 0, 0, s.ints[:0]
	smalls.Put(s)
}

// take returns memory for a value; the bounds of survey keep it in range.
func (s *small) take(dt dtype.DType, shape []int) nd.View {
	n := 1
	for _, d := range shape {
		n *= d
	}
	v := nd.View{Ptr: unsafe.Pointer(&s.mem[s.used]), DT: dt, Shape: shape}
	s.used += (n*dt.Size() + 7) / 8
	at := len(s.ints)
	s.ints = append(s.ints, shape...)
	v.Strides = s.ints[at:len(s.ints):len(s.ints)]
	step := 1
	for i := len(shape) - 1; i >= 0; i-- {
		v.Strides[i] = step
		step *= shape[i]
	}
	return v
}

func (s *small) value(n *graph.Node) nd.View {
	if n.Kind() != graph.KindOp {
		return n.Raw()
	}
	for i, m := range s.nodes[:s.count] {
		if m == n {
			return s.values[i]
		}
	}
	v := s.take(n.DType(), n.Shape())
	s.into(n, v)
	s.nodes[s.count], s.values[s.count] = n, v
	s.count++
	return v
}

func (s *small) into(n *graph.Node, dst nd.View) {
	in, op := n.Inputs(), n.Op()
	if op.Kind() == graph.Reduction {
		reduceInto(s.env, n, dst, s.value(in[0]))
		return
	}
	a := s.value(in[0])
	switch k := op.Kernel(); {
	case k == kernel.OpInvalid && len(in) == 1:
		nd.Cast(s.env, dst, a)
	case k == kernel.OpInvalid:
		nd.Select(s.env, dst, a, s.value(in[1]), s.value(in[2]))
	case len(in) == 1:
		nd.Unary(s.env, k, dst, a)
	case len(in) == 2:
		nd.Binary(s.env, k, dst, a, s.value(in[1]))
	default:
		nd.Ternary(s.env, k, dst, a, s.value(in[1]), s.value(in[2]))
	}
}
