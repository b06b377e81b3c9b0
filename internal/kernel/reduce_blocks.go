package kernel

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

const (
	// groupBlocks is how many blocks one call of a lane kernel reduces at
	// most, which keeps it within tens of microseconds.
	groupBlocks = 32
	// runBlocks is how many block results meet without a Tree.
	runBlocks = 2 * groupBlocks
)

// blockOp is a reduction of floats by lanes, of one operand or two.
type blockOp struct {
	r    Reduction // how block results meet
	dt   dtype.DType
	kind pairKind
}

// part reduces n > 0 elements: block results meet within runs of runBlocks,
// the results of runs in a Tree.
func (o blockOp) part(t cpu.Tier, a, b unsafe.Pointer, n int) Partial {
	var buf [runBlocks]uint64
	if n <= runBlocks*BlockLen {
		return o.run(t, &buf, a, b, n)
	}
	var tree Tree
	tree.Reset(o.r, o.dt)
	for step := runBlocks * BlockLen; n > 0; n -= step {
		tree.Push(o.run(t, &buf, a, b, min(n, step)))
		if n > step {
			a, b = o.advance(a, b, step)
		}
	}
	return tree.Total()
}

// run reduces n elements of at most runBlocks blocks.
func (o blockOp) run(t cpu.Tier, buf *[runBlocks]uint64, a, b unsafe.Pointer, n int) Partial {
	size, blocks := o.dt.Size(), 0
	for n > 0 {
		rows, length := min(n/BlockLen, groupBlocks), BlockLen
		if rows == 0 {
			rows, length = 1, n
		}
		o.lanes(t, unsafe.Add(unsafe.Pointer(buf), blocks*size), a, b, length, rows)
		blocks += rows
		if n -= rows * length; n > 0 {
			a, b = o.advance(a, b, rows*length)
		}
	}
	if size == 8 {
		return put(neighbours(o.r, unsafe.Slice((*float64)(unsafe.Pointer(buf)), blocks)))
	}
	return put(neighbours(o.r, unsafe.Slice((*float32)(unsafe.Pointer(buf)), blocks)))
}

// advance moves the operands on by n elements; a mean stays.
func (o blockOp) advance(a, b unsafe.Pointer, n int) (_, _ unsafe.Pointer) {
	n *= o.dt.Size()
	if o.kind == dotKind {
		b = unsafe.Add(b, n)
	}
	return unsafe.Add(a, n), b
}

// lanes writes the results of rows blocks of n elements each to dst.
func (o blockOp) lanes(t cpu.Tier, dst, a, b unsafe.Pointer, n, rows int) {
	step := n * o.dt.Size()
	switch o.kind {
	case dotKind:
		pairLanes(t, dotKind, o.dt, dst, a, b, n, rows, step, step)
	case devKind:
		pairLanes(t, devKind, o.dt, dst, a, b, n, rows, step, 0)
	default:
		floatLanes(t, o.r, o.dt, dst, a, n, rows, n)
	}
}

// neighbours combines the results of consecutive blocks, pair by pair; one
// left over at the end goes up as it is. That is the tree of the binary
// counter. It overwrites x.
func neighbours[T float](r Reduction, x []T) T {
	for n := len(x); n > 1; n = (n + 1) / 2 {
		up := x[:n/2]
		switch {
		case r.isSum():
			for i := range up {
				up[i] = x[2*i] + x[2*i+1]
			}
		case r == RedProd || r == RedNaNProd:
			for i := range up {
				up[i] = x[2*i] * x[2*i+1]
			}
		default:
			for i := range up {
				up[i] = extreme(r, x[2*i], x[2*i+1])
			}
		}
		if n&1 != 0 {
			x[n/2] = x[n-1]
		}
	}
	return x[0]
}
