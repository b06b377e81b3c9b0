package nd

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// scanPiece is how many elements of a row are scanned between looks at done.
const scanPiece = kernel.Chunk

// Scan computes the running reduction op of a along axis. dst has a's shape
// and the type op.Result(a.DT); it may be a. Each row is computed in order,
// element by element, so the bits depend on nothing but the row.
func Scan(env Env, op kernel.ScanOp, dst, a View, axis int) bool {
	s := scanner{env: env, op: op, from: a.DT, to: dst.DT, src: a.Ptr, dst: dst.Ptr,
		n: a.Shape[axis], as: a.Strides[axis], ds: dst.Strides[axis]}
	if a.Size() == 0 {
		return true
	}
	for i, d := range a.Shape {
		if i != axis && !s.rows.add(d, a.Strides[i], dst.Strides[i]) {
			return scanItems(env, op, dst, a, axis)
		}
	}
	if s.across() {
		return s.columns()
	}
	return s.along()
}

// scanItems peels a dimension off views of very many dimensions.
func scanItems(env Env, op kernel.ScanOp, dst, a View, axis int) bool {
	cut := 0
	if axis == 0 {
		cut = 1
	}
	for i := range a.Shape[cut] {
		if !Scan(env, op, dst.Drop(cut, i), a.Drop(cut, i), axis-(1-cut)) {
			return false
		}
	}
	return true
}

// scanner is one scan under way.
type scanner struct {
	env      Env
	op       kernel.ScanOp
	from, to dtype.DType
	src, dst unsafe.Pointer
	rows     group // all dimensions but the scanned one
	n        int   // elements of a row
	as, ds   int   // steps along it
}

// minColumns is how many neighbouring rows are worth scanning side by side.
const minColumns = 16

// across reports whether rows lie side by side in memory, so that all of them
// can be carried on by one elementwise operation.
func (s *scanner) across() bool {
	last := s.rows.n - 1
	return last >= 0 && !s.from.IsComplex() && s.rows.src[last] == 1 && s.rows.dst[last] == 1 &&
		s.rows.dim[last] >= minColumns && s.ds != 1
}

// columns scans strips of neighbouring rows.
func (s *scanner) columns() bool {
	w := s.rows.dim[s.rows.n-1]
	strip := min(w, max(minColumns, stripLen))
	strips := (w + strip - 1) / strip
	total := s.rows.size() / w * strips
	if parallel(s.env, s.n*s.rows.size()) {
		return s.shareColumns(w, strip, strips, total)
	}
	for i := range total {
		if !s.strip(i/strips*w+i%strips*strip, min(strip, w-i%strips*strip)) {
			return false
		}
	}
	return true
}

func (s *scanner) shareColumns(w, strip, strips, total int) bool {
	h := new(scanner)
	*h = *s
	return h.env.Pool.For(h.env.Done, total, func(i int) {
		h.strip(i/strips*w+i%strips*strip, min(strip, w-i%strips*strip))
	}) && !stopped(h.env.Done)
}

// strip scans the rows first to first+w, neighbours in memory.
func (s *scanner) strip(first, w int) bool {
	src, dst, _ := s.rows.at(first)
	p, q := unsafe.Add(s.src, src*s.from.Size()), unsafe.Add(s.dst, dst*s.to.Size())
	var before unsafe.Pointer
	op := [...]kernel.Op{kernel.CumSum: kernel.Add, kernel.CumProd: kernel.Mul,
		kernel.CumMin: kernel.Min, kernel.CumMax: kernel.Max}[s.op]
	for i := range s.n {
		if i&127 == 0 && stopped(s.env.Done) {
			return false
		}
		x := p
		if s.from != s.to {
			kernel.Cast(s.env.Tier, s.to, s.from, q, p, w)
			x = q
		}
		if before != nil {
			kernel.Binary(s.env.Tier, op, s.to, kernel.VV, q, before, x, w)
		} else if x != q {
			kernel.Copy(s.env.Tier, s.to, q, x, w)
		}
		before = q
		if i+1 < s.n {
			p, q = unsafe.Add(p, s.as*s.from.Size()), unsafe.Add(q, s.ds*s.to.Size())
		}
	}
	return true
}

// along scans row by row.
func (s *scanner) along() bool {
	k := s.rows.size()
	per := max(1, grain/s.n)
	chunks := (k + per - 1) / per
	if chunks > 1 && parallel(s.env, s.n*k) {
		return s.shareRows(k, per, chunks)
	}
	for i := range chunks {
		if !s.some(i*per, min(k, (i+1)*per)) {
			return false
		}
	}
	return true
}

func (s *scanner) shareRows(k, per, chunks int) bool {
	h := new(scanner)
	*h = *s
	return h.env.Pool.For(h.env.Done, chunks, func(i int) {
		h.some(i*per, min(k, (i+1)*per))
	}) && !stopped(h.env.Done)
}

// some scans rows lo to hi.
func (s *scanner) some(lo, hi int) bool {
	for lo < hi {
		if stopped(s.env.Done) {
			return false
		}
		src, dst, run := s.rows.at(lo)
		k := min(run, hi-lo)
		p, q := unsafe.Add(s.src, src*s.from.Size()), unsafe.Add(s.dst, dst*s.to.Size())
		rs, rd := s.rows.last()
		if s.as == 1 && s.ds == 1 && s.n <= scanPiece && rs >= 0 && rd >= 0 {
			kernel.ScanRows(s.env.Tier, s.op, s.from, q, p, s.n, k, rd, rs)
			lo += k
			continue
		}
		for r := range k {
			if !s.row(unsafe.Add(p, r*rs*s.from.Size()), unsafe.Add(q, r*rd*s.to.Size())) {
				return false
			}
		}
		lo += k
	}
	return true
}

// row scans one row of any steps piece by piece.
func (s *scanner) row(p, q unsafe.Pointer) bool {
	var carry Scalar
	piece := scanPiece
	var t *scratch
	if s.as != 1 || s.ds != 1 {
		t = tiles.Get().(*scratch)
		defer tiles.Put(t)
		piece = tileLen(max(s.from.Size(), s.to.Size()))
	}
	for lo := 0; lo < s.n; lo += piece {
		if stopped(s.env.Done) {
			return false
		}
		n := min(piece, s.n-lo)
		x, y := unsafe.Add(p, lo*s.as*s.from.Size()), unsafe.Add(q, lo*s.ds*s.to.Size())
		in, out := x, y
		if t != nil {
			in, out = t.at(1), t.at(0)
			kernel.CopyStrided(s.env.Tier, s.from, in, 1, x, s.as, n)
		}
		kernel.Scan(s.env.Tier, s.op, s.from, out, unsafe.Pointer(&carry), in, n, lo == 0)
		if t != nil {
			kernel.CopyStrided(s.env.Tier, s.to, y, s.ds, out, 1, n)
		}
	}
	return true
}
