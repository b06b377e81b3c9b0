package asmgen

import (
	"fmt"
	"math/bits"
)

// A network sorts a matrix of rows vectors. First the lanes, each a column of
// the matrix, are sorted by comparing whole vectors; then sorted columns are
// merged in pairs, groups of four, and so on, bitonically; at last the matrix
// is transposed into memory order.

// columns are the fewest comparators known that sort 2, 4, 8 and 16 values
// (Knuth, TAOCP 5.3.4; the last found by Green's method, in Dobbelaere's
// layered form).
var columns = map[int][][2]int{
	2: {{0, 1}},
	4: {{0, 2}, {1, 3}, {0, 1}, {2, 3}, {1, 2}},
	8: {
		{0, 2}, {1, 3}, {4, 6}, {5, 7}, {0, 4}, {1, 5}, {2, 6}, {3, 7}, {0, 1}, {2, 3},
		{4, 5}, {6, 7}, {2, 4}, {3, 5}, {1, 4}, {3, 6}, {1, 2}, {3, 4}, {5, 6},
	},
	16: {
		{0, 13}, {1, 12}, {2, 15}, {3, 14}, {4, 8}, {5, 6}, {7, 11}, {9, 10},
		{0, 5}, {1, 7}, {2, 9}, {3, 4}, {6, 13}, {8, 14}, {10, 15}, {11, 12},
		{0, 1}, {2, 3}, {4, 5}, {6, 8}, {7, 9}, {10, 11}, {12, 13}, {14, 15},
		{0, 2}, {1, 3}, {4, 10}, {5, 11}, {6, 7}, {8, 9}, {12, 14}, {13, 15},
		{1, 2}, {3, 12}, {4, 6}, {5, 7}, {8, 10}, {9, 11}, {13, 14},
		{1, 4}, {2, 6}, {5, 8}, {7, 10}, {9, 13}, {11, 14},
		{2, 4}, {3, 6}, {9, 12}, {11, 13}, {3, 5}, {6, 8}, {7, 9}, {10, 12},
		{3, 4}, {5, 6}, {7, 8}, {9, 10}, {11, 12}, {6, 7}, {8, 9},
	},
}

// matrix is the state while a network is being written.
type matrix struct {
	*asm
	w    width
	rows []int // the register of each row
	free []int // registers that hold nothing
}

// network writes netNNAVX512 or netNNAVX2(x, n): sort x[:n], which fits in the
// registers of the largest matrix.
func (a *asm) network(w width) {
	name := fmt.Sprintf("net%d%s", w.bits, w.isa)
	a.function("func "+name+fmt.Sprintf("(x *int%d, n int): slices.Sort(x[:n])", w.bits), name, 16)
	a.op("MOVQ x+0(FP), DI")
	a.op("MOVQ n+8(FP), SI")
	least, most := 8, 8
	if w.avx512() {
		a.laneMasks(w)
		least, most = 2, 16
	}
	for rows := least; rows < most; rows *= 2 {
		a.op("CMPQ SI, $%d", rows*w.lanes())
		a.op("JLE rows%d", rows)
	}
	for rows := most; rows >= least; rows /= 2 {
		a.label(fmt.Sprintf("rows%d", rows))
		m := &matrix{asm: a, w: w}
		for r := range w.regs {
			if r < rows {
				m.rows = append(m.rows, r)
			} else {
				m.free = append(m.free, r)
			}
		}
		m.write()
		a.ret()
	}
}

// laneMasks sets K1, K2, … to the lanes whose number has bit 0, 1, … set.
func (a *asm) laneMasks(w width) {
	for b, mask := range []int{0xaaaa, 0xcccc, 0xf0f0, 0xff00} {
		if 1<<b < w.lanes() {
			a.op("MOVL $0x%x, AX", mask)
			a.op("KMOVW AX, K%d", b+1)
		}
	}
}

func (m *matrix) write() {
	m.load()
	for _, c := range columns[len(m.rows)] {
		m.compare(c[0], c[1])
	}
	for group := 2; group <= m.w.lanes(); group *= 2 {
		m.fold(group)
		for d := group / 4; d >= 1; d /= 2 {
			m.across(d)
		}
		for d := len(m.rows) / 2; d >= 1; d /= 2 {
			m.down(d)
		}
	}
	m.transpose()
	m.store()
}

// firstMasked is the first row that n elements may fill in part only.
func (m *matrix) firstMasked() int {
	if len(m.rows) == 2 {
		return 0
	}
	return len(m.rows) / 2
}

// partial runs f for every row from firstMasked on, with K5 set to the lanes
// that hold elements.
func (m *matrix) partial(f func(row int)) {
	first := m.firstMasked()
	perWord := 64 / m.w.lanes()
	for row := first; row < len(m.rows); row++ {
		if (row-first)%perWord == 0 {
			m.op("LEAQ %d(SI), AX", -row*m.w.lanes())
			if row > first {
				m.op("XORL CX, CX")
				m.op("TESTQ AX, AX")
				m.op("CMOVQLT CX, AX")
			}
			m.op("MOVQ $-1, CX")
			m.op("BZHIQ AX, CX, AX")
		}
		m.op("%s AX, K5", m.w.kmov)
		m.op("SHRQ $%d, AX", m.w.lanes())
		f(row)
	}
}

// load reads the rows; lanes without an element get the greatest word, which
// the sort leaves behind all elements.
func (m *matrix) load() {
	if m.w.neon() {
		m.loadNEON()
		return
	}
	if !m.w.avx512() {
		m.loadAVX2()
		return
	}
	top := m.take()
	m.op("VPTERNLOGQ $0xff, Z%d, Z%d, Z%d", top, top, top)
	m.op("VPSRL%s $1, Z%d, Z%d", m.w.q, top, top)
	for row := range m.firstMasked() {
		m.op("VMOVDQU64 %d(DI), Z%d", 64*row, m.rows[row])
	}
	m.partial(func(row int) {
		m.op("VMOVDQA64 Z%d, Z%d", top, m.rows[row])
		m.op("VMOVDQU%d %d(DI), K5, Z%d", m.w.bits, 64*row, m.rows[row])
	})
	m.drop(top)
}

func (m *matrix) store() {
	if m.w.neon() {
		m.storeNEON()
		return
	}
	if !m.w.avx512() {
		m.storeAVX2()
		return
	}
	for row := range m.firstMasked() {
		m.op("VMOVDQU64 Z%d, %d(DI)", m.rows[row], 64*row)
	}
	m.partial(func(row int) {
		m.op("VMOVDQU%d Z%d, K5, %d(DI)", m.w.bits, m.rows[row], 64*row)
	})
}

func (m *matrix) take() int {
	r := m.free[len(m.free)-1]
	m.free = m.free[:len(m.free)-1]
	return r
}

func (m *matrix) drop(r int) { m.free = append(m.free, r) }

// compare puts the lesser elements into row i, the greater into row j. The
// greater of two is the exclusive or of both and the lesser, which runs on
// another port than a second comparison.
func (m *matrix) compare(i, j int) {
	if !m.w.avx512() {
		low, high := m.minMax(m.rows[i], m.rows[j])
		m.drop(m.rows[i])
		m.drop(m.rows[j])
		m.rows[i], m.rows[j] = low, high
		return
	}
	t := m.take()
	m.op("VPMINS%s Z%d, Z%d, Z%d", m.w.q, m.rows[j], m.rows[i], t)
	m.op("VPTERNLOGQ $0x96, Z%d, Z%d, Z%d", t, m.rows[i], m.rows[j])
	m.drop(m.rows[i])
	m.rows[i] = t
}

// parted compares registers a and b and returns a new register that has the
// lesser elements, but in the lanes whose number has the given bit set the
// greater ones.
func (m *matrix) parted(a, b, bit int) int {
	if !m.w.avx512() {
		low, high := m.minMax(a, b)
		m.blend(low, high, bit, low)
		m.drop(high)
		return low
	}
	t := m.take()
	m.op("VPMINS%s Z%d, Z%d, Z%d", m.w.q, b, a, t)
	m.op("VPMAXS%s Z%d, Z%d, K%d, Z%d", m.w.q, b, a, bit+1, t)
	return t
}

// fold starts the merge of the two sorted halves of every group of columns:
// each element is compared with the one as far from the other end.
func (m *matrix) fold(group int) {
	last := len(m.rows) - 1
	shuffle, done := m.shuffle(group - 1)
	for i := range len(m.rows) / 2 {
		j := last - i
		s := m.take()
		shuffle(m.rows[j], s)
		t := m.parted(m.rows[i], s, bits.Len(uint(group))-2)
		m.others(t, m.rows[i], s)
		shuffle(s, m.rows[j])
		m.drop(s)
		m.drop(m.rows[i])
		m.rows[i] = t
	}
	done()
}

// others sets s to the elements of s and r that are not in t.
func (m *matrix) others(t, r, s int) {
	if m.w.avx512() {
		m.op("VPTERNLOGQ $0x96, Z%d, Z%d, Z%d", t, r, s)
		return
	}
	if m.w.neon() {
		m.op("VEOR V%d.B16, V%d.B16, V%d.B16", r, s, s)
		m.op("VEOR V%d.B16, V%d.B16, V%d.B16", t, s, s)
		return
	}
	m.op("VPXOR Y%d, Y%d, Y%d", r, s, s)
	m.op("VPXOR Y%d, Y%d, Y%d", t, s, s)
}

// across compares every column with the one d further.
func (m *matrix) across(d int) {
	shuffle, done := m.shuffle(d)
	for i, r := range m.rows {
		s := m.take()
		shuffle(r, s)
		m.rows[i] = m.parted(r, s, bits.Len(uint(d))-1)
		m.drop(s)
		m.drop(r)
	}
	done()
}

// down compares every row with the one d further.
func (m *matrix) down(d int) {
	for i := range m.rows {
		if i&d == 0 {
			m.compare(i, i+d)
		}
	}
}

// shuffle returns what writes a move of lane l^flip to lane l, by the
// cheapest instruction, and what gives up the register it may need.
func (m *matrix) shuffle(flip int) (write func(from, to int), done func()) {
	if m.w.neon() {
		return m.shuffleNEON(flip), func() {}
	}
	in32 := flip * (m.w.bits / 32) // as a flip of 32-bit lanes
	if in32 < 4 {
		return func(from, to int) { m.op("VPSHUFD $0x%02x, %s, %s", imm(in32), m.w.r(from), m.w.r(to)) }, func() {}
	}
	if in32 < 8 && in32%2 == 0 {
		return func(from, to int) { m.op("VPERMQ $0x%02x, %s, %s", imm(in32/2), m.w.r(from), m.w.r(to)) }, func() {}
	}
	lanes := make([]int, m.w.lanes())
	for l := range lanes {
		lanes[l] = l ^ flip
	}
	index := m.take()
	m.op("%s %s, %s", m.w.move, m.indices(m.w, fmt.Sprintf("flip%dof%dx%d", flip, m.w.lanes(), m.w.bits), lanes), m.w.r(index))
	return func(from, to int) {
		m.op("VPERM%s %s, %s, %s", m.w.q, m.w.r(from), m.w.r(index), m.w.r(to))
	}, func() { m.drop(index) }
}

// imm encodes a flip of four lanes.
func imm(flip int) int {
	v := 0
	for l := range 4 {
		v |= (l ^ flip) << (2 * l)
	}
	return v
}

// transpose brings column c, row r to place c*rows+r of memory: bit by bit, a
// bit of the row number changes places with a bit of the lane number.
func (m *matrix) transpose() {
	nr, nl := bits.Len(uint(len(m.rows)))-1, bits.Len(uint(m.w.lanes()))-1
	steps := min(nr, nl)
	for k := range steps {
		final := k == steps-1 && nr < nl
		m.exchange(k, nl-steps+k, func(lane int) int {
			if !final {
				return lane
			}
			return lane&(1<<nr-1)<<(nl-nr) | lane>>nr
		})
	}
	if nr > nl { // the rows are in order c + r/lanes*lanes: renumber them
		rows := make([]int, len(m.rows))
		for i, r := range m.rows {
			rows[i%m.w.lanes()<<(nr-nl)|i>>nl] = r
		}
		m.rows = rows
	}
}

// exchange swaps bit k of the row number with bit p of the lane number; then
// lane l is taken from lane from(l).
func (m *matrix) exchange(k, p int, from func(lane int) int) {
	if !m.w.avx512() {
		m.exchangeBlended(k, p)
		return
	}
	low, high := make([]int, m.w.lanes()), make([]int, m.w.lanes())
	for l := range m.w.lanes() {
		s := from(l)
		table := s >> p & 1 * m.w.lanes()
		low[l] = s&^(1<<p) + table
		high[l] = s | 1<<p + table
	}
	il, ih := m.take(), m.take()
	name := fmt.Sprintf("exchange%dx%d", m.w.bits, len(m.tables))
	m.op("VMOVDQU64 %s, Z%d", m.indices(m.w, name+"low", low), il)
	m.op("VMOVDQU64 %s, Z%d", m.indices(m.w, name+"high", high), ih)
	for i := range m.rows {
		if i>>k&1 == 1 {
			continue
		}
		j := i | 1<<k
		t := m.take()
		m.op("VMOVDQA64 Z%d, Z%d", m.rows[i], t)
		m.op("VPERMT2%s Z%d, Z%d, Z%d", m.w.q, m.rows[j], il, m.rows[i])
		m.op("VPERMT2%s Z%d, Z%d, Z%d", m.w.q, m.rows[j], ih, t)
		m.drop(m.rows[j])
		m.rows[j] = t
	}
	m.drop(il)
	m.drop(ih)
}
