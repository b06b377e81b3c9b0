package gemm

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
)

// buffer is memory that is kept from call to call. Memory it hands out is
// aligned to a cache line.
type buffer struct{ mem []float64 }

// grab returns memory of the given bytes; earlier contents may be lost.
func (b *buffer) grab(bytes int) unsafe.Pointer {
	const line = 64
	if need := (bytes + line + 7) / 8; len(b.mem) < need {
		b.mem = make([]float64, need)
	}
	p := unsafe.Pointer(unsafe.SliceData(b.mem))
	return unsafe.Add(p, int(-uintptr(p)%line))
}

// packPanels copies k rows of n columns to panels of the tier's width, one
// after the other, some rows at a time so that memory is read in long runs.
func packPanels(t cpu.Tier, size int, g geometry, src operand, k, n int, dst unsafe.Pointer) {
	rows, w := 16, g.width()
	if src.cs != size {
		rows = 64 // runs lie across the rows
	}
	for p := 0; p < k; p += rows {
		for j := 0; j < n; j += w {
			to := unsafe.Add(dst, (j*k+p*w)*size)
			packPanel(t, size, g, src.from(p, j), min(rows, k-p), min(w, n-j), w, to)
		}
	}
}

// packPanel copies k rows of cols columns to dst, where rows are width wide.
// Tiers without masks need zeros after the last column.
func packPanel(t cpu.Tier, size int, g geometry, src operand, k, cols, width int, dst unsafe.Pointer) {
	switch to := (operand{dst, width * size, size}); {
	case src.cs == size:
		packContiguous(t, size, g, src, k, cols, to)
	case src.rs == size:
		packTransposed(t, size, src, k, cols, to)
	default:
		copyStrided(size, k, cols, to, src)
	}
	if !g.mask {
		clearColumns(size, k, cols, width, operand{dst, width * size, size})
	}
}

// packContiguous copies rows.
func packContiguous(t cpu.Tier, size int, g geometry, src operand, k, cols int, to operand) {
	vecs := cols / g.lanes
	p := panel{src: src.p, ss: src.rs, dst: to.p, ds: to.rs, n: k}
	if g.mask {
		vecs = (cols + g.lanes - 1) / g.lanes
		p.mask = laneMask(cols - (vecs-1)*g.lanes)
		packRows(t, size, vecs, &p)
		return
	}
	j := 0
	if vecs > 0 && packRows(t, size, vecs, &p) {
		j = vecs * g.lanes
	}
	if j < cols {
		copyStrided(size, k, cols-j, to.from(0, j), src.from(0, j))
	}
}

// packTransposed copies columns that are contiguous in the source.
func packTransposed(t cpu.Tier, size int, src operand, k, cols int, to operand) {
	e := transposeBlock(t, size)
	if e == 0 || k < e || cols < e {
		copyStrided(size, k, cols, to, src)
		return
	}
	kb, jb := k-k%e, cols-cols%e
	for j := 0; j < jb; j += e {
		transpose(size, &panel{src: src.at(0, j), ss: src.cs, dst: to.at(0, j), ds: to.rs, n: kb / e})
	}
	if kb < k {
		copyStrided(size, k-kb, jb, to.from(kb, 0), src.from(kb, 0))
	}
	if jb < cols {
		copyStrided(size, k, cols-jb, to.from(0, jb), src.from(0, jb))
	}
}

// clearColumns zeroes the columns from cols to width.
func clearColumns(size, k, cols, width int, to operand) {
	if cols == width {
		return
	}
	for p := range k {
		clear(unsafe.Slice((*byte)(to.at(p, cols)), (width-cols)*size))
	}
}

// copyStrided copies a matrix of 4-, 8- or 16-byte elements.
func copyStrided(size, rows, cols int, dst, src operand) {
	switch size {
	case 16:
		copyElements[[2]uint64](rows, cols, dst, src)
	case 8:
		copyElements[uint64](rows, cols, dst, src)
	default:
		copyElements[uint32](rows, cols, dst, src)
	}
}

func copyElements[U uint32 | uint64 | [2]uint64](rows, cols int, dst, src operand) {
	for i := range rows {
		d, s := dst.at(i, 0), src.at(i, 0)
		for j := range cols {
			*(*U)(unsafe.Add(d, j*dst.cs)) = *(*U)(unsafe.Add(s, j*src.cs))
		}
	}
}
