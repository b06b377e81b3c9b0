package asmgen

// What AVX2 spells differently: no masks, no permutation of two vectors, no
// minimum of 64-bit words. Its matrix always has 8 rows, no fewer than lanes.

// loadAVX2 reads n elements and fills up with the greatest word.
func (m *matrix) loadAVX2() {
	top, mask := m.take(), m.take()
	m.op("VPCMPEQD Y%d, Y%d, Y%d", top, top, top)
	m.op("VPSRL%s $1, Y%d, Y%d", m.w.q, top, top)
	m.window()
	for row, r := range m.rows {
		m.mask(row, mask)
		m.op("VPMASKMOV%s %d(DI), Y%d, Y%d", m.w.q, 32*row, mask, r)
		m.op("VPANDN Y%d, Y%d, Y%d", top, mask, mask)
		m.op("VPOR Y%d, Y%d, Y%d", mask, r, r)
	}
	m.drop(mask)
	m.drop(top)
}

func (m *matrix) storeAVX2() {
	mask := m.take()
	m.window()
	for row, r := range m.rows {
		m.mask(row, mask)
		m.op("VPMASKMOV%s Y%d, Y%d, %d(DI)", m.w.q, r, mask, 32*row)
	}
	m.drop(mask)
}

// window sets R8 to the middle of a table of ones and then zeros, a vector
// each: read k words before it, it is a mask of k lanes.
func (m *matrix) window() {
	ones := ^uint64(0)
	m.op("LEAQ %s, R8", m.table("window", []uint64{ones, ones, ones, ones, 0, 0, 0, 0}))
	m.op("ADDQ $32, R8")
	m.op("MOVL $%d, R9", m.w.lanes())
}

// mask sets a register to the lanes of the row that hold elements.
func (m *matrix) mask(row, to int) {
	m.op("XORL CX, CX")
	m.op("MOVQ SI, AX")
	m.op("SUBQ $%d, AX", row*m.w.lanes())
	m.op("CMOVQLT CX, AX")
	m.op("CMPQ AX, R9")
	m.op("CMOVQGT R9, AX")
	m.op("NEGQ AX")
	m.op("VMOVDQU (R8)(AX*%d), Y%d", m.w.bytes(), to)
}

// minMax returns new registers with the lesser and the greater elements.
func (m *matrix) minMax(a, b int) (low, high int) {
	if m.w.neon() {
		return m.minMaxNEON(a, b)
	}
	low, high = m.take(), m.take()
	if m.w.bits == 32 {
		m.op("VPMINSD Y%d, Y%d, Y%d", b, a, low)
		m.op("VPMAXSD Y%d, Y%d, Y%d", b, a, high)
		return low, high
	}
	more := m.take()
	m.op("VPCMPGTQ Y%d, Y%d, Y%d", b, a, more)
	m.op("VBLENDVPD Y%d, Y%d, Y%d, Y%d", more, b, a, low)
	m.op("VBLENDVPD Y%d, Y%d, Y%d, Y%d", more, a, b, high)
	m.drop(more)
	return low, high
}

// blend sets to to a, but to b in the lanes whose number has the bit set.
func (m *matrix) blend(a, b, bit, to int) {
	if m.w.neon() {
		m.blendNEON(a, b, bit, to)
		return
	}
	imm := 0
	for half := range 8 { // VPBLENDD knows 32-bit lanes only
		if half*32/m.w.bits>>bit&1 == 1 {
			imm |= 1 << half
		}
	}
	m.op("VPBLENDD $0x%02x, Y%d, Y%d, Y%d", imm, b, a, to)
}

// exchangeBlended swaps bit k of the row number with bit p of the lane number,
// where no instruction permutes two vectors.
func (m *matrix) exchangeBlended(k, p int) {
	shuffle, done := m.shuffle(1 << p)
	s := m.take()
	for i, r := range m.rows {
		if i>>k&1 == 1 {
			continue
		}
		j := i | 1<<k
		t := m.take()
		shuffle(r, s)
		shuffle(m.rows[j], t)
		m.blend(r, t, p, t)
		m.blend(s, m.rows[j], p, m.rows[j])
		m.drop(r)
		m.rows[i] = t
	}
	m.drop(s)
	done()
}
