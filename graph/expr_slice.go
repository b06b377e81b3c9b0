package graph

import (
	"slices"

	"github.com/scicore-go/scicore/array"
)

// Slice returns what NumPy's basic indexing e[…] gives, with the same indices
// as [array.Array.Slice]: each takes the next axis, axes not named are kept
// whole.
func (e Expr[T]) Slice(ix ...array.Index) Expr[T] { return Expr[T]{sliceBy(e.Node(), ix)} }

// sliceBy builds the slice, and a reshape where axes come or go.
func sliceBy(n *Node, ix []array.Index) *Node {
	if n.kind == KindPoisoned {
		return n
	}
	sel, err := array.Resolve(n.shape, ix...)
	if err != nil {
		return poison("slice", n.dt, []*Node{n}, err)
	}
	stop := make([]int, len(sel.First))
	whole := true
	for i, c := range sel.Count {
		if stop[i] = sel.First[i] + c*sel.Step[i]; c > 0 {
			stop[i] = sel.First[i] + (c-1)*sel.Step[i] + sign(sel.Step[i])
		}
		whole = whole && sel.First[i] == 0 && c == n.shape[i] && sel.Step[i] == 1
	}
	if !whole {
		n = sliceNode(n, sel.First, stop, sel.Step)
	}
	if n.kind != KindPoisoned && !slices.Equal(n.shape, sel.Shape) {
		n = reshape(n, sel.Shape)
	}
	return n
}

func sign(step int) int {
	if step < 0 {
		return -1
	}
	return 1
}
