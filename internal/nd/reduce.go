package nd

import (
	"sync/atomic"
	"unsafe"

	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// Which bits a reduction has follows from the shape and the axes alone. When
// the last dimension (of length above one) is reduced, the elements of one
// result are taken in C order and go through the reduction tree of package
// kernel, as if they were contiguous. Otherwise the rows that remain are
// added row to row, kernel.RowBlock at a time. Strides, tiers, workers and
// cuts never matter.

// Reduce computes the reduction r of a over the given axes, distinct and not
// negative. dst has type r.Result(a.DT) and a's shape with the reduced
// dimensions left out or of length one.
func Reduce(env Env, r kernel.Reduction, dst, a View, axes []int) bool {
	return reduce(env, folding{r: r, dt: a.DT}, dst, a, axes)
}

// ReduceAs is Reduce over the elements of a converted to dt, one tile at a
// time.
func ReduceAs(env Env, r kernel.Reduction, dt dtype.DType, dst, a View, axes []int) bool {
	return reduce(env, folding{r: r, dt: dt}, dst, a, axes)
}

// ReduceOf is Reduce over pre(a), computed one tile at a time.
func ReduceOf(env Env, r kernel.Reduction, pre kernel.Op, dst, a View, axes []int) bool {
	return reduce(env, folding{r: r, dt: pre.Result(a.DT), pre: pre}, dst, a, axes)
}

// folding says what is folded.
type folding struct {
	r    kernel.Reduction
	dt   dtype.DType // the type the elements are folded in
	pre  kernel.Op   // applied to each element first
	mean unsafe.Pointer
}

// reducer is one reduction under way.
type reducer struct {
	env Env
	folding
	from     dtype.DType // of a
	to       dtype.DType // of dst
	src, dst unsafe.Pointer
	keep     group  // outputs, but for those of row
	fold     group  // what is folded, in C order
	row      group  // outer form: the outputs of one row
	n        int    // elements of one output
	plain    bool   // elements need no conversion
	stop     uint32 // not 0: a piece was given up; atomic
}

const (
	runLen   = 16 * kernel.BlockLen // elements folded between looks at done
	bigTile  = 128 << 10            // bytes
	together = 8                    // long strided rows gathered side by side
)

func reduce(env Env, f folding, dst, a View, axes []int) bool {
	d := reducer{env: env, folding: f, from: a.DT, to: dst.DT, src: a.Ptr, dst: dst.Ptr}
	d.plain = f.pre == kernel.OpInvalid && f.dt == a.DT
	outer, ok := d.sort(dst, a, axes, true)
	if ok && outer && f.r.IsArg() && !d.argRows() {
		d.keep, d.fold, d.row = group{}, group{}, group{}
		_, ok = d.sort(dst, a, axes, false)
		outer = false
	}
	if !ok {
		return reducePacked(env, f, dst, a, axes)
	}
	d.n = d.fold.size()
	switch {
	case dst.Size() == 0:
		return true
	case d.n == 0:
		var x Scalar
		kernel.Reduce(env.Tier, f.r, f.dt, unsafe.Pointer(&x), nil, 0)
		return Fill(env, dst, x)
	case outer && f.r.IsArg():
		return d.outerArg()
	case outer:
		return d.outer()
	}
	return d.inner()
}

// sort puts the dimensions into groups and tells whether rows remain, which
// are kept apart if rows is set.
func (d *reducer) sort(dst, a View, axes []int, rows bool) (outer, ok bool) {
	last := -1 // the last dimension that is reduced
	lead := len(a.Shape)
	for i := lead - 1; i >= 0; i-- {
		if a.Shape[i] != 1 && has(axes, i) {
			last = i
			break
		}
	}
	for i := last + 1; i < lead && last >= 0; i++ {
		outer = outer || a.Shape[i] != 1
	}
	kept := len(dst.Shape) == len(a.Shape)
	ok = true
	for i, k := 0, 0; i < lead; i++ {
		n, st := a.Shape[i], a.Strides[i]
		switch {
		case has(axes, i):
			ok = ok && d.fold.add(n, st, 0)
		case outer && i > last && rows:
			ok = ok && d.row.add(n, st, dst.Strides[k])
			k++
			continue
		default:
			ok = ok && d.keep.add(n, st, dst.Strides[k])
			k++
			continue
		}
		if kept {
			k++
		}
	}
	return outer, ok
}

// reducePacked reduces a copy of a with the dimensions moved so that they
// merge: for views of very many dimensions.
func reducePacked(env Env, f folding, dst, a View, axes []int) bool {
	last := 0
	for _, ax := range axes {
		if a.Shape[ax] != 1 {
			last = max(last, ax)
		}
	}
	var perm []int
	for i := range a.Shape {
		if !has(axes, i) && i < last {
			perm = append(perm, i)
		}
	}
	nkeep := len(perm)
	for i := range a.Shape {
		if has(axes, i) {
			perm = append(perm, i)
		}
	}
	nfold := len(perm) - nkeep
	for i := range a.Shape {
		if !has(axes, i) && i >= last {
			perm = append(perm, i)
		}
	}
	moved := a.permute(perm)
	copied := alloc(a.DT, moved.Shape)
	if !Copy(env, copied, moved) {
		return false
	}
	flatShape := []int{prod(moved.Shape[:nkeep]), prod(moved.Shape[nkeep : nkeep+nfold]), prod(moved.Shape[nkeep+nfold:])}
	out := alloc(dst.DT, []int{flatShape[0], flatShape[2]})
	if !reduce(env, f, out, Contig(copied.Ptr, a.DT, flatShape), []int{1}) {
		return false
	}
	return Copy(env, dst, Contig(out.Ptr, dst.DT, dst.Shape))
}

// shared returns d on the heap, for other goroutines; d itself stays where it
// is, so that serial reductions allocate nothing.
func (d *reducer) shared() *reducer {
	h := new(reducer)
	*h = *d
	return h
}

// halt notes that a piece was given up, halted whether one was.
func (d *reducer) halt()        { atomic.StoreUint32(&d.stop, 1) }
func (d *reducer) halted() bool { return atomic.LoadUint32(&d.stop) != 0 }

func has(axes []int, i int) bool {
	for _, ax := range axes {
		if ax == i {
			return true
		}
	}
	return false
}

func prod(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

// shareLen is how many elements are worth sharing: a core folds them in less
// time than another takes to come and help.
const shareLen = 1 << 18

// parallel reports whether work of n elements is worth sharing.
func parallel(env Env, n int) bool {
	return env.Pool.Workers() > 1 && n >= shareLen
}

// each runs body for every chunk, over the pool if the n elements of work
// are worth it. body is called on one goroutine where it is not; it reports
// through halted when it stopped early.
func (d *reducer) each(n, chunks int, body func(i int)) bool {
	pool := d.env.Pool
	if !parallel(d.env, n) {
		pool = nil
	}
	return pool.For(d.env.Done, chunks, body) && !d.halted()
}
