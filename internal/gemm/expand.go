package gemm

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
)

// expansion says how complex B becomes a real matrix of twice the rows.
type expansion struct {
	on           bool
	conjA, conjB bool
	scaled       bool // alpha has an imaginary part: B is multiplied by it first
	alpha        pair[float64]
}

// signs returns the bits to change in the parts of the even and odd rows.
func (x expansion) signs(size int) (even, odd [2]uint64) {
	const re, im = 0, 1
	if x.conjB && !x.scaled { // scaling conjugates on the way
		even[im], odd[re] = 1, 1
	}
	odd[re] ^= 1
	if x.conjA {
		odd[re], odd[im] = odd[re]^1, odd[im]^1
	}
	return signBits(size, even), signBits(size, odd)
}

// signBits moves flags to the signs of a pair.
func signBits(size int, f [2]uint64) [2]uint64 {
	if size == 8 {
		return [2]uint64{f[0] << 63, f[1] << 63}
	}
	return [2]uint64{f[0]<<31 | f[1]<<63}
}

// expandPanels is packPanels for complex B: k real rows, two of each complex
// one, and n real columns.
func (q *product) expandPanels(src operand, k, n int, dst unsafe.Pointer, tmp *buffer) {
	rows, w := 32, q.g.width()
	p := panel{}
	p.even, p.odd = q.ex.signs(q.size)
	for i := 0; i < k/2; i += rows {
		for j := 0; j < n; j += w {
			to := unsafe.Add(dst, (j*k+2*i*w)*q.size)
			q.expandPanel(&p, src.from(i, j/2), min(rows, k/2-i), min(w, n-j), operand{to, w * q.size, q.size}, tmp)
		}
	}
}

// expandPanel expands k complex rows of cols real columns.
func (q *product) expandPanel(p *panel, src operand, k, cols int, to operand, tmp *buffer) {
	size := q.size
	if src.cs != 2*size || q.ex.scaled {
		s := operand{tmp.grab(k * cols * size), cols * size, 2 * size}
		copyUnits(q.tier, 2*size, k, cols/2, s, src)
		if q.ex.scaled {
			scaleRows(size, k*cols/2, s.p, q.ex.alpha, q.ex.conjB)
		}
		src = s
	}
	lanes, done := q.g.lanes, 0
	p.src, p.ss, p.dst, p.ds, p.n = src.p, src.rs, to.p, to.rs, k
	vecs := cols / lanes
	if q.g.mask {
		vecs = ceilDiv(cols, lanes)
		p.mask = laneMask(cols - (vecs-1)*lanes)
	}
	if vecs > 0 && expandRows(q.tier, size, vecs, p) {
		done = min(vecs*lanes, cols)
	}
	if done < cols {
		expandRest(size, k, done, cols, to, src, p)
	}
	if !q.g.mask {
		clearColumns(size, 2*k, cols, q.g.width(), to)
	}
}

func expandRest(size, k, from, to int, dst, src operand, p *panel) {
	s := operand{src.p, src.rs, size}
	if size == 8 {
		expandRef(k, from, to, dst, s, p.even, p.odd)
		return
	}
	narrow := func(u [2]uint64) [2]uint32 { return [2]uint32{uint32(u[0]), uint32(u[0] >> 32)} }
	expandRef(k, from, to, dst, s, narrow(p.even), narrow(p.odd))
}

// expandRef is the meaning of the expanding kernels, for the real columns from
// an even number to another.
func expandRef[U uint32 | uint64](k, from, to int, dst, src operand, even, odd [2]U) {
	for i := range k {
		for j := from; j < to; j += 2 {
			re, im := *(*U)(src.at(i, j)), *(*U)(src.at(i, j+1))
			*(*U)(dst.at(2*i, j)), *(*U)(dst.at(2*i, j+1)) = re^even[0], im^even[1]
			*(*U)(dst.at(2*i+1, j)), *(*U)(dst.at(2*i+1, j+1)) = im^odd[0], re^odd[1]
		}
	}
}

// scaleRows multiplies n complex elements, or their conjugates, by alpha.
func scaleRows(size, n int, at unsafe.Pointer, alpha pair[float64], conj bool) {
	if size == 8 {
		scalePairs(unsafe.Slice((*pair[float64])(at), n), alpha, conj)
	} else {
		scalePairs(unsafe.Slice((*pair[float32])(at), n), pair[float32]{float32(alpha.re), float32(alpha.im)}, conj)
	}
}

func scalePairs[T Real](z []pair[T], alpha pair[T], conj bool) {
	for i, v := range z {
		if conj {
			v.im = -v.im
		}
		z[i] = times(alpha, v)
	}
}

// copyUnits copies a matrix of elements of 4, 8 or 16 bytes.
func copyUnits(t cpu.Tier, size, rows, cols int, dst, src operand) {
	switch {
	case dst.cs == size && src.cs == size:
		if dst.rs == cols*size && src.rs == dst.rs { // no gaps
			rows, cols = 1, rows*cols
		}
		for i := range rows {
			copy(unsafe.Slice((*byte)(dst.at(i, 0)), cols*size), unsafe.Slice((*byte)(src.at(i, 0)), cols*size))
		}
	case dst.cs == size && src.rs == size:
		packTransposed(t, size, src, rows, cols, dst)
	default:
		copyStrided(size, rows, cols, dst, src)
	}
}
