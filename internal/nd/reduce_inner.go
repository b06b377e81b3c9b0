package nd

import (
	"sync"
	"unsafe"

	"github.com/scicore-go/scicore/internal/kernel"
)

// maxOut is how many outputs are gathered before they are scattered.
const maxOut = 4096

// strips is the room to gather and convert rows in.
type strips struct {
	raw, done [bigTile / 8]uint64
	out       [maxOut * 2]uint64
}

var stripPool = sync.Pool{New: func() any { return new(strips) }}

// inner reduces along rows: each output is the fold of n elements in C order.
func (d *reducer) inner() bool {
	k := d.keep.size()
	if k == 1 && d.n <= kernel.BlockLen && d.plain && d.fold.solid() {
		d.short(d.src, d.dst, d.mean, 1, d.n)
		return true
	}
	w := d.env.Pool.Workers()
	if d.n >= 2*runLen && k < 4*w && parallel(d.env, k*d.n) {
		return d.shared().innerLong(k)
	}
	per := max(1, grain/d.n)
	if !d.solidRows() && d.n > kernel.BlockLen {
		per = together
	}
	return d.innerRows(k, per)
}

// innerRows shares out whole outputs, per of them at a time.
func (d *reducer) innerRows(k, per int) bool {
	chunks := (k + per - 1) / per
	if !parallel(d.env, k*d.n) {
		for i := range chunks {
			if stopped(d.env.Done) {
				return false
			}
			d.outputs(i*per, min(k, (i+1)*per))
		}
		return !d.halted()
	}
	return d.shared().shareRows(k, per, chunks)
}

func (d *reducer) shareRows(k, per, chunks int) bool {
	return d.each(k*d.n, chunks, func(i int) { d.outputs(i*per, min(k, (i+1)*per)) })
}

// innerLong cuts few long rows into runs of blocks and combines them.
func (d *reducer) innerLong(k int) bool {
	runs := (d.n + runLen - 1) / runLen
	parts := make([]kernel.Partial, runs)
	for o := range k {
		src, dst, _ := d.keep.at(o)
		p := unsafe.Add(d.src, src*d.from.Size())
		m := d.meanAt(dst)
		if !d.each(d.n, runs, func(i int) {
			parts[i] = d.part(p, m, i*runLen, min(runLen, d.n-i*runLen))
		}) {
			return false
		}
		var tree kernel.Tree
		tree.Reset(d.r, d.dt)
		for _, p := range parts {
			tree.Push(p)
		}
		tree.Result(unsafe.Add(d.dst, dst*d.to.Size()))
	}
	return true
}

// solidRows reports whether rows can be handed to the kernels as they lie.
func (d *reducer) solidRows() bool { return d.plain && d.fold.solid() }

// meanAt returns the address of the mean of the output at offset dst.
func (d *reducer) meanAt(dst int) unsafe.Pointer {
	if d.mean == nil {
		return nil
	}
	return unsafe.Add(d.mean, dst*d.to.Size())
}

// outputs computes outputs lo to hi.
func (d *reducer) outputs(lo, hi int) {
	for lo < hi {
		src, dst, run := d.keep.at(lo)
		k := min(run, hi-lo)
		ss, ds := d.keep.last()
		p, q := unsafe.Add(d.src, src*d.from.Size()), unsafe.Add(d.dst, dst*d.to.Size())
		m := d.meanAt(dst)
		if d.n <= kernel.BlockLen {
			d.shortRows(p, q, m, k, ss, ds)
		} else {
			d.longRows(p, q, m, k, ss, ds)
		}
		lo += k
	}
}

// short folds k rows of at most a block, ss elements apart, into contiguous
// outputs.
func (d *reducer) short(p, q, mean unsafe.Pointer, k, ss int) {
	if d.mean != nil {
		kernel.SumSqDevRows(d.env.Tier, d.dt, q, mean, p, d.n, k, ss)
		return
	}
	kernel.ReduceRows(d.env.Tier, d.r, d.dt, q, p, d.n, k, ss)
}

// shortRows folds k rows of at most a block with any strides.
func (d *reducer) shortRows(p, q, mean unsafe.Pointer, k, ss, ds int) {
	asLies := d.solidRows() && ss >= 0 // the kernels take no negative strides
	if asLies && ds == 1 {
		d.short(p, q, mean, k, ss)
		return
	}
	s := stripPool.Get().(*strips)
	per := max(1, min(maxOut, bigTile/(d.n*max(d.from.Size(), d.dt.Size()))))
	for k > 0 {
		c := min(k, per)
		x, step := p, ss
		if !asLies {
			x, step = d.gatherRows(s, p, c, ss, 0, d.n), d.n
		}
		out := q
		if ds != 1 {
			out = unsafe.Pointer(&s.out)
		}
		d.short(x, out, mean, c, step)
		if ds != 1 {
			kernel.CopyStrided(d.env.Tier, d.to, q, ds, out, 1, c)
		}
		if k -= c; k > 0 {
			p, q, mean = d.next(p, q, mean, c, ss, ds)
		}
	}
	stripPool.Put(s)
}

// longRows folds k rows of more than a block.
func (d *reducer) longRows(p, q, mean unsafe.Pointer, k, ss, ds int) {
	side := 1
	if !d.solidRows() {
		side = min(together, bigTile/(kernel.BlockLen*max(d.from.Size(), d.dt.Size())))
	}
	for k > 0 {
		c := min(k, side)
		if !d.sideBySide(p, q, mean, c, ss, ds) {
			return
		}
		if k -= c; k > 0 { // a pointer must not leave its operand
			p, q, mean = d.next(p, q, mean, c, ss, ds)
		}
	}
}

// next moves on by k rows, ss elements apart, and their outputs.
func (d *reducer) next(p, q, mean unsafe.Pointer, k, ss, ds int) (_, _, _ unsafe.Pointer) {
	if mean != nil {
		mean = unsafe.Add(mean, k*ds*d.to.Size())
	}
	return unsafe.Add(p, k*ss*d.from.Size()), unsafe.Add(q, k*ds*d.to.Size()), mean
}

// sideBySide folds up to eight long rows block by block.
func (d *reducer) sideBySide(p, q, mean unsafe.Pointer, k, ss, ds int) bool {
	var trees [together]kernel.Tree
	var s *strips
	for i := range k {
		trees[i].Reset(d.r, d.dt)
	}
	step := runLen
	if !d.solidRows() {
		step = kernel.BlockLen
		s = stripPool.Get().(*strips)
	}
	for lo := 0; lo < d.n; lo += step {
		if stopped(d.env.Done) {
			d.halt()
			return false
		}
		c := min(step, d.n-lo)
		if s == nil {
			trees[0].Push(d.fold1(unsafe.Add(p, lo*d.from.Size()), mean, c, lo))
			continue
		}
		x := d.gatherRows(s, p, k, ss, lo, c)
		for i := range k {
			m := mean
			if m != nil {
				m = unsafe.Add(mean, i*d.to.Size())
			}
			trees[i].Push(d.fold1(unsafe.Add(x, i*c*d.dt.Size()), m, c, lo))
		}
	}
	for i := range k {
		trees[i].Result(unsafe.Add(q, i*ds*d.to.Size()))
	}
	if s != nil {
		stripPool.Put(s)
	}
	return true
}

// fold1 folds n contiguous elements that stand at position lo of their row.
func (d *reducer) fold1(x, mean unsafe.Pointer, n, lo int) kernel.Partial {
	if d.mean != nil {
		return kernel.SumSqDevPart(d.env.Tier, d.dt, mean, x, n)
	}
	return kernel.Part(d.env.Tier, d.r, d.dt, x, n, lo)
}

// part folds elements lo to lo+n of the row at p, lo being a multiple of
// runLen.
func (d *reducer) part(p, mean unsafe.Pointer, lo, n int) kernel.Partial {
	if d.solidRows() {
		return d.fold1(unsafe.Add(p, lo*d.from.Size()), mean, n, lo)
	}
	s := stripPool.Get().(*strips)
	defer stripPool.Put(s)
	var tree kernel.Tree
	tree.Reset(d.r, d.dt)
	for end := lo + n; lo < end; lo += kernel.BlockLen {
		c := min(kernel.BlockLen, end-lo)
		tree.Push(d.fold1(d.gatherRows(s, p, 1, 0, lo, c), mean, c, lo))
	}
	return tree.Total()
}

// gatherRows brings elements lo to lo+n of k rows, ss elements apart, side by
// side and converts them.
func (d *reducer) gatherRows(s *strips, p unsafe.Pointer, k, ss, lo, n int) unsafe.Pointer {
	size := d.from.Size()
	raw := unsafe.Pointer(&s.raw)
	if d.fold.solid() && (k == 1 || ss == n) && !d.plain {
		return d.convert(s, unsafe.Add(p, lo*size), k*n)
	}
	cs, _ := d.fold.last()
	for at := 0; at < n; {
		off, _, run := d.fold.at(lo + at)
		c := min(run, n-at)
		gatherRun(d.env.Tier, d.from, unsafe.Add(raw, at*size), n, unsafe.Add(p, off*size), k, c, ss, cs)
		at += c
	}
	if d.plain {
		return raw
	}
	return d.convert(s, raw, k*n)
}

// convert applies the pre-operation or the cast to n contiguous elements.
func (d *reducer) convert(s *strips, x unsafe.Pointer, n int) unsafe.Pointer {
	out := unsafe.Pointer(&s.done)
	if d.pre != kernel.OpInvalid {
		kernel.Unary(d.env.Tier, d.pre, d.from, out, x, n)
	} else {
		kernel.Cast(d.env.Tier, d.dt, d.from, out, x, n)
	}
	return out
}
