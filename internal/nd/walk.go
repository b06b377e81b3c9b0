package nd

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/kernel"
)

// rows runs the kernel along each row.
func (l *loop) rows(p [maxOps]unsafe.Pointer, rows, cols int, s *scratch) {
	in := l.nd - 1
	var st [maxOps]int
	for i := range l.ops {
		st[i] = l.step[i][in]
	}
	for r := range rows {
		l.row(p, st, cols, s)
		if r+1 < rows {
			for i := range l.ops {
				p[i] = unsafe.Add(p[i], l.step[i][in-1]*l.size[i])
			}
		}
	}
}

// row runs the kernel along one row of any strides.
func (l *loop) row(p [maxOps]unsafe.Pointer, st [maxOps]int, n int, s *scratch) {
	if l.kind == doCopy && st[1] != 0 {
		switch {
		case st[0] != 1 || st[1] != 1:
			kernel.CopyStrided(l.tier, l.to, p[0], st[0], p[1], st[1], n)
			return
		case l.far:
			kernel.CopyStream(l.tier, p[0], p[1], n*l.size[0])
			return
		}
	}
	if l.far && l.rowPast(p, st, n) {
		return
	}
	piece := kernel.Chunk
	if l.tile {
		piece = l.pieceLen()
	}
	for n > 0 {
		k := min(n, piece)
		q := p
		var single [maxOps]bool
		for i := range l.ops {
			switch {
			case st[i] == 0 && i > 0:
				single[i] = true
			case st[i] != 1 && i > 0:
				q[i] = s.at(i)
				kernel.CopyStrided(l.tier, l.typeOf(i), q[i], 1, p[i], st[i], k)
			case st[i] != 1 || l.far && i == 0:
				q[0] = s.at(0)
			}
		}
		l.call(q, single, k, s)
		switch {
		case q[0] == p[0]:
		case l.far:
			kernel.CopyStream(l.tier, p[0], q[0], k*l.size[0])
		default:
			kernel.CopyStrided(l.tier, l.to, p[0], st[0], q[0], 1, k)
		}
		if n -= k; n == 0 {
			return // a pointer must not leave its operand
		}
		for i := range l.ops {
			p[i] = unsafe.Add(p[i], k*st[i]*l.size[i])
		}
	}
}

// rowPast runs a kernel that writes past the caches along one row, if there is
// one and no operand must be gathered.
func (l *loop) rowPast(p [maxOps]unsafe.Pointer, st [maxOps]int, n int) bool {
	for {
		k := min(n, kernel.Chunk)
		if !l.past(p, st, k) {
			return false // for the first piece as for all
		}
		if n -= k; n == 0 {
			return true
		}
		for i := range l.ops {
			p[i] = unsafe.Add(p[i], k*st[i]*l.size[i])
		}
	}
}

// past is rowPast for at most kernel.Chunk elements.
func (l *loop) past(p [maxOps]unsafe.Pointer, st [maxOps]int, n int) bool {
	for _, s := range st[1:l.ops] {
		if s != 0 && s != 1 {
			return false
		}
	}
	switch {
	case l.kind == doUnary && st[1] == 1:
		return kernel.StreamUnary(l.tier, l.op, l.dt, p[0], p[1], n)
	case l.kind == doBinary && st[1] == 1 && st[2] == 1:
		return kernel.StreamBinary(l.tier, l.op, l.dt, kernel.VV, p[0], p[1], p[2], n)
	case l.kind == doBinary && st[1] == 1:
		return kernel.StreamBinary(l.tier, l.op, l.dt, kernel.VS, p[0], p[1], p[2], n)
	case l.kind == doBinary && st[2] == 1:
		return kernel.StreamBinary(l.tier, l.op, l.dt, kernel.SV, p[0], p[1], p[2], n)
	case l.kind == doTernary && st[1] == 1 && st[2] == 1 && st[3] == 1:
		return kernel.StreamTernary(l.tier, l.op, l.dt, p[0], p[1], p[2], p[3], n)
	}
	return false
}

// tiled gathers several short rows into each kernel call.
func (l *loop) tiled(p [maxOps]unsafe.Pointer, rows, cols int, s *scratch) {
	in := l.nd - 1
	per := max(1, l.pieceLen()/cols)
	for rows > 0 {
		k := min(rows, per)
		if l.kind == doCopy {
			l.copyRows(p, k, cols, s)
			if rows -= k; rows > 0 {
				p = l.skip(p, k)
			}
			continue
		}
		q := p
		var single [maxOps]bool
		for i := range l.ops {
			rs, cs := l.step[i][in-1], l.step[i][in]
			switch {
			case cs == 1 && (rs == cols || k == 1):
			case rs == 0 && cs == 0 && i > 0:
				single[i] = true
			default:
				q[i] = s.at(i)
				if i > 0 {
					gather(l.size[i], q[i], p[i], k, cols, rs, cs)
				}
			}
		}
		l.call(q, single, k*cols, s)
		if q[0] != p[0] {
			scatter(l.size[0], p[0], q[0], k, cols, l.step[0][in-1], l.step[0][in])
		}
		if rows -= k; rows > 0 {
			p = l.skip(p, k)
		}
	}
}

// skip returns the operands moved on by k rows. It returns rather than writes
// them, so that a loop that holds a constant need not live on the heap.
func (l *loop) skip(p [maxOps]unsafe.Pointer, k int) [maxOps]unsafe.Pointer {
	for i := range l.ops {
		p[i] = unsafe.Add(p[i], k*l.step[i][l.nd-2]*l.size[i])
	}
	return p
}

// copyRows copies a few short rows, straight to a contiguous destination.
func (l *loop) copyRows(p [maxOps]unsafe.Pointer, rows, cols int, s *scratch) {
	in := l.nd - 1
	q := p[0]
	flat := l.step[0][in] == 1 && l.step[0][in-1] == cols
	if !flat {
		q = s.at(0)
	}
	gather(l.size[1], q, p[1], rows, cols, l.step[1][in-1], l.step[1][in])
	if !flat {
		scatter(l.size[0], p[0], q, rows, cols, l.step[0][in-1], l.step[0][in])
	}
}

// blocks gathers the operands that run across the rows block by block.
func (l *loop) blocks(p [maxOps]unsafe.Pointer, rows, cols int, s *scratch) {
	in := l.nd - 1
	high := min(blockRows, l.pieceLen()/blockCols)
	for r := 0; r < rows; r += high {
		for c := 0; c < cols; c += blockCols {
			q := p
			for i := range l.ops {
				q[i] = unsafe.Add(p[i], (r*l.step[i][in-1]+c*l.step[i][in])*l.size[i])
			}
			l.block(q, min(high, rows-r), min(blockCols, cols-c), s)
		}
	}
}

func (l *loop) block(p [maxOps]unsafe.Pointer, rows, cols int, s *scratch) {
	in := l.nd - 1
	q := p
	var single [maxOps]bool
	var next [maxOps]int // bytes from row to row
	for i := range l.ops {
		rs, cs := l.step[i][in-1], l.step[i][in]
		next[i] = rs * l.size[i]
		switch {
		case cs == 1:
		case cs == 0 && i > 0:
			single[i] = true
		default:
			q[i], next[i] = s.at(i), cols*l.size[i]
			if i > 0 {
				gather(l.size[i], q[i], p[i], rows, cols, rs, cs)
			}
		}
	}
	out := q[0]
	for r := range rows {
		l.call(q, single, cols, s)
		for i := range l.ops {
			if r+1 < rows {
				q[i] = unsafe.Add(q[i], next[i])
			}
		}
	}
	if out != p[0] {
		scatter(l.size[0], p[0], out, rows, cols, l.step[0][in-1], l.step[0][in])
	}
}

// pieceLen is how many elements fit the tiles of all operands.
func (l *loop) pieceLen() int {
	big := 1
	for _, s := range l.size[:l.ops] {
		big = max(big, s)
	}
	return tileLen(big)
}
