package nd

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// argStrip is the most columns whose extremes and rows are held together.
const argStrip = 1024

// outerArg finds the extremes of columns row by row, in views that argRows
// admits; inner gathers the columns of others.
func (d *reducer) outerArg() bool {
	w, k := d.row.size(), d.keep.size()
	strip := min(w, argStrip)
	if work := w * k * d.n; parallel(d.env, work) {
		for strip > shortRow && k*(w/strip) < 2*d.env.Pool.Workers() {
			strip /= 2
		}
		return d.shared().shareArgs(w, k, strip)
	}
	strips := (w + strip - 1) / strip
	for i := range k * strips {
		if !d.argStrip(i/strips, i%strips*strip, min(strip, w-i%strips*strip)) {
			return false
		}
	}
	return true
}

func (d *reducer) shareArgs(w, k, strip int) bool {
	strips := (w + strip - 1) / strip
	return d.each(w*k*d.n, k*strips, func(i int) {
		d.argStrip(i/strips, i%strips*strip, min(strip, w-i%strips*strip))
	})
}

// argStrip does columns c to c+w of row k of the outputs.
func (d *reducer) argStrip(k, c, w int) bool {
	s := stripPool.Get().(*strips)
	defer stripPool.Put(s)
	val, idx := unsafe.Pointer(&s.raw), unsafe.Pointer(&s.done)
	src, _, _ := d.keep.at(k)
	size := d.from.Size()
	ss, _ := d.fold.last()
	for lo := 0; lo < d.n; {
		if stopped(d.env.Done) {
			d.halt()
			return false
		}
		off, _, run := d.fold.at(lo)
		n := min(run, d.n-lo, runRows)
		x := unsafe.Add(d.src, (src+off+c)*size)
		kernel.AccumulateArg(d.env.Tier, d.r, d.dt, val, idx, x, w, n, ss, lo)
		lo += n
	}
	d.put(k, c, w, idx)
	return true
}

// argRows reports whether outerArg can do the reduction, of a type with
// AccumulateArg.
func (d *reducer) argRows() bool {
	return d.solidRow() && d.to == dtype.Int64 && !d.dt.IsComplex()
}
