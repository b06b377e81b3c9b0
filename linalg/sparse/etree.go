package sparse

import (
	"github.com/scicore-go/scicore/array"
)

// eliminationTree returns the parent of each column of the Cholesky factor of
// a matrix whose lower triangle l is stored by rows, -1 for roots. J. Liu, "The
// role of elimination trees in sparse factorization" (1990).
func eliminationTree[T array.Inexact](l *CSR[T]) []int32 {
	parent, ancestor := make([]int32, l.rows), make([]int32, l.rows)
	for i := range l.rows {
		parent[i], ancestor[i] = -1, -1
		for _, j := range l.idx[l.ptr[i]:l.ptr[i+1]] {
			for j != -1 && int(j) < i {
				up := ancestor[j]
				ancestor[j] = int32(i) // paths are shortened on the way
				if up == -1 {
					parent[j] = int32(i)
				}
				j = up
			}
		}
	}
	return parent
}

// postorder returns the nodes of a forest, children before their parents and
// every subtree in one piece.
func postorder(parent []int32) []int {
	n := len(parent)
	head, next := make([]int32, n), make([]int32, n)
	for i := range head {
		head[i] = -1
	}
	for i := n - 1; i >= 0; i-- {
		if p := parent[i]; p >= 0 {
			next[i], head[p] = head[p], int32(i)
		}
	}
	order := make([]int, 0, n)
	var stack []int32
	for root := range n {
		if parent[root] >= 0 {
			continue
		}
		stack = append(stack, int32(root))
		for len(stack) > 0 {
			i := stack[len(stack)-1]
			if c := head[i]; c >= 0 {
				head[i] = next[c]
				stack = append(stack, c)
				continue
			}
			stack = stack[:len(stack)-1]
			order = append(order, int(i))
		}
	}
	return order
}

// rowReach finds the columns of row i of the Cholesky factor: the paths in the
// elimination tree from the elements of row i up to i. They are written to the
// end of stack, in an order in which each comes after those it depends on; the
// index of the first is returned. mark holds i for visited columns.
func rowReach(cols []int32, i int, parent, mark, stack []int32) int {
	top := len(stack)
	mark[i] = int32(i)
	for _, j := range cols {
		if int(j) >= i {
			continue
		}
		n := 0
		for ; mark[j] != int32(i); j = parent[j] {
			mark[j] = int32(i)
			stack[n] = j
			n++
		}
		for n > 0 {
			n, top = n-1, top-1
			stack[top] = stack[n]
		}
	}
	return top
}

// subtractColumn computes x[idx[k]] -= val[k]·f.
func subtractColumn[T array.Inexact](x []T, idx []int32, val []T, f T) {
	switch any(f).(type) {
	case float64:
		subtractReal(as[float64](x), idx, as[float64](val), as[float64]([]T{f})[0])
	case float32:
		subtractReal(as[float32](x), idx, as[float32](val), as[float32]([]T{f})[0])
	case complex128:
		subtractComplex(as[pair[float64]](x), idx, as[pair[float64]](val), as[pair[float64]]([]T{f})[0])
	case complex64:
		subtractComplex(as[pair[float32]](x), idx, as[pair[float32]](val), as[pair[float32]]([]T{f})[0])
	}
}

func subtractReal[F float32 | float64](x []F, idx []int32, val []F, f F) {
	val = val[:len(idx)]
	for k, j := range idx {
		x[j] -= F(val[k] * f)
	}
}

func subtractComplex[F float32 | float64](x []pair[F], idx []int32, val []pair[F], f pair[F]) {
	minus := pair[F]{-f.re, -f.im}
	for k, j := range idx {
		x[j].addMul(val[k], 1, minus)
	}
}

// columnDot returns the sum of val[k]·x[idx[k]], with conj(val[k]) if conj.
func columnDot[T array.Inexact](x []T, idx []int32, val []T, conj bool) T {
	var out [1]T
	ptr := [2]int{0, len(idx)}
	switch any(out[0]).(type) {
	case float64:
		gatherReal(ptr[:], idx, as[float64](val), as[float64](out[:]), as[float64](x), 0, 1)
	case float32:
		gatherReal(ptr[:], idx, as[float32](val), as[float32](out[:]), as[float32](x), 0, 1)
	case complex128:
		gatherComplex(ptr[:], idx, as[pair[float64]](val), conj, as[pair[float64]](out[:]), as[pair[float64]](x), 0, 1)
	case complex64:
		gatherComplex(ptr[:], idx, as[pair[float32]](val), conj, as[pair[float32]](out[:]), as[pair[float32]](x), 0, 1)
	}
	return out[0]
}
