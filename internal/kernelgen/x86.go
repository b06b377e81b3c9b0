package main

import (
	"bytes"
	"fmt"
)

// x86 writes the instructions of AVX2 or, wide, of AVX-512.
//
// Registers: DI destination, SI, BX, CX operands, AX index, R8 count, R9 loop
// limit, R10 scratch, R11 and R12 tail masks of 8- and 4-byte elements. Y15
// and Z31, K1 (tail) and K7 are kept from the allocator.
type x86 struct {
	k    *kernel
	wide bool
	w    *bytes.Buffer
	pool *pool
	tail bool // this body works on the last elements, masked

	leave string // where a body goes on a slow or rare operand
	again int    // elements of a group, if single vectors lead back to it
}

func (x *x86) tier() string {
	if x.wide {
		return "AVX512"
	}
	return "AVX2"
}

// lanes is the number of elements of one vector.
func (x *x86) lanes() int {
	if x.wide {
		return 64 / x.k.lane
	}
	return 32 / x.k.lane
}

func (x *x86) class(v *value) class {
	if x.wide && v.isMask() {
		return mask
	}
	return vec
}

func (x *x86) registers(c class) []int {
	first, n := 0, 15
	switch {
	case c == mask && !x.wide:
		return nil
	case c == mask:
		first, n = 2, 5
	case x.wide:
		n = 31
	}
	r := make([]int, n)
	for i := range r {
		r[i] = first + i
	}
	return r
}

// r names a full vector register, h the lower half of it.
func (x *x86) r(n int) string {
	if x.wide {
		return fmt.Sprintf("Z%d", n)
	}
	return fmt.Sprintf("Y%d", n)
}

func (x *x86) h(n int) string {
	if x.wide {
		return fmt.Sprintf("Y%d", n)
	}
	return fmt.Sprintf("X%d", n)
}

// scratch is the vector register the allocator does not give away.
func (x *x86) scratch() int {
	if x.wide {
		return 31
	}
	return 15
}

func (x *x86) ins(format string, args ...any) {
	fmt.Fprintf(x.w, "\t"+format+"\n", args...)
}

// fl and in pick a mnemonic's suffix by lane width: PD or PS, Q or D.
func (x *x86) fl(name string) string {
	if x.k.lane == 4 {
		return name + "PS"
	}
	return name + "PD"
}

func (x *x86) in(name string) string {
	return name + map[int]string{1: "B", 2: "W", 4: "D", 8: "Q"}[x.k.lane]
}

// bits is in for bitwise operations, which know no smaller lanes than 4 bytes.
func (x *x86) bits(name string) string {
	if x.k.lane < 4 {
		return name + "D"
	}
	return x.in(name)
}

// km names an instruction on mask registers as wide as the lanes are many.
func (x *x86) km(name string) string {
	if x.lanes() > 16 {
		return name + "Q"
	}
	return name + "W"
}

func (x *x86) move(c class, out, from int) {
	if c == mask {
		x.ins("%s K%d, K%d", x.km("KMOV"), from, out)
		return
	}
	x.ins("VMOVAPD %s, %s", x.r(from), x.r(out))
}

func (x *x86) spillAt(slot int) string {
	size := 32
	if x.wide {
		size = 64
	}
	return fmt.Sprintf("spill%d-%d(SP)", slot, (slot+1)*size)
}

func (x *x86) spill(c class, slot, from int) {
	if c == mask {
		x.ins("%s K%d, %s", x.km("KMOV"), from, x.spillAt(slot))
		return
	}
	x.ins("VMOVUPD %s, %s", x.r(from), x.spillAt(slot))
}

func (x *x86) reload(c class, out, slot int) {
	if c == mask {
		x.ins("%s %s, K%d", x.km("KMOV"), x.spillAt(slot), out)
		return
	}
	x.ins("VMOVUPD %s, %s", x.spillAt(slot), x.r(out))
}

func (x *x86) loadConst(out int, v *value) {
	switch {
	case v.table != nil:
		x.ins("VMOVUPD ·%s+%d(SB), %s", v.table.name, v.imm, x.r(out))
	case !x.wide || x.k.lane < 4:
		x.ins("VMOVUPD %s, %s", x.pool.ref(v.imm), x.r(out))
	case x.k.lane == 8:
		x.ins("VBROADCASTSD %s, %s", x.pool.ref(v.imm), x.r(out))
	default:
		x.ins("VBROADCASTSS %s, %s", x.pool.ref(v.imm), x.r(out))
	}
}

func (x *x86) form(v *value, inReg func(*value) bool) form {
	switch v.op {
	case opIMul:
		if x.k.lane == 1 {
			return form{apart: true}
		}
		return form{mem: []int{1}}
	case opFAdd, opFSub, opFMul, opFDiv, opMinLT, opMaxGT, opRange, opIAdd, opISub, opIMulU, opIMin, opIMax, opUMin, opUMax,
		opAnd, opOr, opXor, opAndNot, opShlV, opShrV, opSarV, opFCmp, opUCmp, opTest:
		return form{mem: []int{1}}
	case opMAnd, opMOr, opMXor:
		return form{}
	case opICmp:
		return form{mem: []int{1}}
	case opSel:
		return form{mem: []int{1}}
	case opFMA, opFNMA, opFMS, opFNMS:
		for _, m := range []int{2, 1, 0} {
			if v.args[m].op == opConst && !inReg(v.args[m]) {
				return form{mem: []int{m}, tied: []int{0, 1, 2}}
			}
		}
		return form{tied: []int{0, 1, 2}}
	case opLeave:
		if len(v.args) == 2 {
			return form{mem: []int{1}}
		}
	case opTern:
		return form{mem: []int{2}, tied: []int{0, 1}}
	case opTable:
		return form{apart: true}
	}
	return form{}
}

// src names a source operand and the suffix its instruction then takes.
func (x *x86) src(o operand) (name, suffix string) {
	if o.reg >= 0 {
		return x.r(o.reg), ""
	}
	if x.wide && x.k.lane >= 4 {
		return x.pool.ref(o.v.imm), ".BCST"
	}
	return x.pool.ref(o.v.imm), ""
}

var x86Float = map[op]string{opFAdd: "VADD", opFSub: "VSUB", opFMul: "VMUL", opFDiv: "VDIV", opMinLT: "VMIN", opMaxGT: "VMAX", opScale: "VSCALEF"}
var x86Int = map[op]string{opIAdd: "VPADD", opISub: "VPSUB", opIMul: "VPMULL", opShlV: "VPSLLV", opShrV: "VPSRLV", opSarV: "VPSRAV",
	opIMin: "VPMINS", opIMax: "VPMAXS", opUMin: "VPMINU", opUMax: "VPMAXU"}
var x86Bits = map[op][2]string{opAnd: {"VPAND", "VAND"}, opOr: {"VPOR", "VOR"}, opXor: {"VPXOR", "VXOR"}, opAndNot: {"VPANDN", "VANDN"}}
var x86Mask = map[op][2]string{opMAnd: {"KAND", "VAND"}, opMOr: {"KOR", "VOR"}, opMXor: {"KXOR", "VXOR"}}
var x86Shift = map[op]string{opShl: "VPSLL", opShr: "VPSRL", opSar: "VPSRA"}
var x86FMA = map[op]string{opFMA: "VFMADD", opFNMA: "VFNMADD", opFMS: "VFMSUB", opFNMS: "VFNMSUB"}
var x86FCmp = [...]int{eq: 0, lt: 0x11, le: 0x12, gt: 0x1e, ge: 0x1d, ord: 7, ne: 4, nlt: 0x15, nle: 0x16, ngt: 0x1a, nge: 0x19, unord: 3}
var x86ICmp = [...]int{eq: 0, lt: 1, le: 2, gt: 6, ge: 5, ne: 4, nlt: 5, nle: 6, ngt: 2, nge: 1}

func (x *x86) emit(v *value, out int, a []operand) {
	if v.name != "" {
		fmt.Fprintf(x.w, "\t// %s\n", v.name)
	}
	if v.op == opIMul && x.k.lane == 1 {
		x.byteProduct(out, a[0].reg, a[1].reg)
	} else if n, ok := x86Float[v.op]; ok {
		x.binary(x.fl(n), out, a)
	} else if n, ok := x86Int[v.op]; ok {
		x.binary(x.in(n), out, a)
	} else if n, ok := x86Bits[v.op]; ok {
		if x.wide {
			x.binary(x.bits(n[0]), out, a)
		} else {
			x.binary(x.fl(n[1]), out, a)
		}
	} else if n, ok := x86Mask[v.op]; ok {
		if x.wide {
			x.ins("%s K%d, K%d, K%d", x.km(n[0]), a[1].reg, a[0].reg, out)
		} else {
			x.binary(x.fl(n[1]), out, a)
		}
	} else if n, ok := x86Shift[v.op]; ok {
		x.ins("%s $%d, %s, %s", x.in(n), v.imm, x.r(a[0].reg), x.r(out))
	} else if n, ok := x86FMA[v.op]; ok {
		x.fma(n, out, a)
	} else {
		x.emitOther(v, out, a)
	}
}

func (x *x86) binary(name string, out int, a []operand) {
	s, suffix := x.src(a[1])
	x.ins("%s%s %s, %s, %s", name, suffix, s, x.r(a[0].reg), x.r(out))
}

// fma picks the form whose overwritten operand is out and whose last operand
// may be memory.
func (x *x86) fma(name string, out int, a []operand) {
	p, q, c := a[0], a[1], a[2] // p*q + c
	if c.reg == out && p.reg != out && q.reg != out {
		if p.reg < 0 {
			p, q = q, p
		}
		s, suffix := x.src(q)
		x.ins("%s%s %s, %s, %s", x.fl(name+"231"), suffix, s, x.r(p.reg), x.r(out))
		return
	}
	if p.reg != out {
		p, q = q, p
	}
	if q.reg < 0 {
		s, suffix := x.src(q)
		x.ins("%s%s %s, %s, %s", x.fl(name+"132"), suffix, s, x.r(c.reg), x.r(out))
		return
	}
	s, suffix := x.src(c)
	x.ins("%s%s %s, %s, %s", x.fl(name+"213"), suffix, s, x.r(q.reg), x.r(out))
}

func (x *x86) emitOther(v *value, out int, a []operand) {
	switch v.op {
	case opIn:
		x.load(v, out)
	case opSqrt:
		x.ins("%s %s, %s", x.fl("VSQRT"), x.r(a[0].reg), x.r(out))
	case opRsqrt:
		x.ins("%s %s, %s", x.fl("VRSQRT14"), x.r(a[0].reg), x.r(out))
	case opRound:
		name := "VROUND"
		if x.wide {
			name = "VRNDSCALE"
		}
		x.ins("%s $%d, %s, %s", x.fl(name), 8|v.imm, x.r(a[0].reg), x.r(out))
	case opRange:
		s, suffix := x.src(a[1])
		x.ins("%s%s $5, %s, %s, %s", x.fl("VRANGE"), suffix, s, x.r(a[0].reg), x.r(out))
	case opFCmp, opICmp, opUCmp:
		x.compare(v, out, a)
	case opMNot:
		x.ins("%s K%d, K%d", x.km("KNOT"), a[0].reg, out)
	case opSel:
		s, suffix := x.src(a[1])
		if x.k.lane < 4 {
			x.chooseSmall(s, out, a)
		} else if x.wide {
			x.ins("%s%s %s, %s, K%d, %s", x.fl("VBLENDM"), suffix, s, x.r(a[2].reg), a[0].reg, x.r(out))
		} else {
			x.ins("%s %s, %s, %s, %s", x.fl("VBLENDV"), x.r(a[0].reg), s, x.r(a[2].reg), x.r(out))
		}
	case opTable:
		if len(a) == 2 {
			x.ins("%s %s, %s, %s", x.fl("VPERM"), x.r(a[1].reg), x.r(a[0].reg), x.r(out))
		} else {
			x.lookup(v, out, a[0].reg)
		}
	case opTern:
		x.ternary(v.imm, out, a)
	case opTest:
		s, suffix := x.src(a[1])
		x.ins("%s%s %s, %s, K%d", x.in("VPTESTM"), suffix, s, x.r(a[0].reg), out)
	case opIrregular:
		x.ins("%sZ $0xff, %s, K%d", x.fl("VFPCLASS"), x.r(a[0].reg), out)
	case opIMulU:
		s, suffix := x.src(a[1])
		x.ins("VPMULUDQ%s %s, %s, %s", suffix, s, x.r(a[0].reg), x.r(out))
	case opIntToFl:
		x.ins("%s %s, %s", map[int]string{4: "VCVTDQ2PS", 8: "VCVTQQ2PD"}[x.k.lane], x.r(a[0].reg), x.r(out))
	case opTrunc:
		x.ins("%s %s, %s", map[int]string{4: "VCVTTPS2DQ", 8: "VCVTTPD2QQ"}[x.k.lane], x.r(a[0].reg), x.r(out))
	case opFlToInt:
		x.ins("VCVTPS2DQ %s, %s", x.r(a[0].reg), x.r(out))
	default:
		panic("no instruction for " + v.op.String())
	}
}

// chooseSmall is the choice between lanes of 1 and 2 bytes.
func (x *x86) chooseSmall(s string, out int, a []operand) {
	if x.wide {
		x.ins("%s %s, %s, K%d, %s", x.in("VPBLENDM"), s, x.r(a[2].reg), a[0].reg, x.r(out))
	} else {
		x.ins("VPBLENDVB %s, %s, %s, %s", x.r(a[0].reg), s, x.r(a[2].reg), x.r(out))
	}
}

// byteProduct multiplies bytes as the halves of words, the odd ones shifted
// down and their products up again.
func (x *x86) byteProduct(out, a, b int) {
	s := x.r(x.scratch())
	x.ins("VPSRLW $8, %s, %s", x.r(a), x.r(out))
	x.ins("VPSRLW $8, %s, %s", x.r(b), s)
	x.ins("VPMULLW %s, %s, %s", s, x.r(out), x.r(out))
	x.ins("VPSLLW $8, %s, %s", x.r(out), x.r(out))
	x.ins("VPMULLW %s, %s, %s", x.r(b), x.r(a), s)
	x.ins("VPSLLW $8, %s, %s", s, s)
	x.ins("VPSRLW $8, %s, %s", s, s)
	or := "VPOR"
	if x.wide {
		or = "VPORD"
	}
	x.ins("%s %s, %s, %s", or, s, x.r(out), x.r(out))
}

// ternary writes a bitwise function of three operands, the first or second of
// which out is.
func (x *x86) ternary(table uint64, out int, a []operand) {
	p, q := a[0], a[1]
	if p.reg != out {
		p, q = q, p
		table = table&0xc3 | table&0x0c<<2 | table&0x30>>2
	}
	s, suffix := x.src(a[2])
	x.ins("%s%s $%#x, %s, %s, %s", x.bits("VPTERNLOG"), suffix, table, s, x.r(q.reg), x.r(out))
}

func (x *x86) compare(v *value, out int, a []operand) {
	s, suffix := x.src(a[1])
	switch {
	case v.op == opFCmp && x.wide:
		x.ins("%s%s $%#x, %s, %s, K%d", x.fl("VCMP"), suffix, x86FCmp[v.imm], s, x.r(a[0].reg), out)
	case v.op == opFCmp:
		x.ins("%s $%#x, %s, %s, %s", x.fl("VCMP"), x86FCmp[v.imm], s, x.r(a[0].reg), x.r(out))
	case x.wide:
		name := x.in("VPCMP")
		if v.op == opUCmp {
			name = x.in("VPCMPU")
		}
		x.ins("%s%s $%d, %s, %s, K%d", name, suffix, x86ICmp[v.imm], s, x.r(a[0].reg), out)
	default:
		name := map[uint64]string{eq: "VPCMPEQ", gt: "VPCMPGT"}[v.imm]
		x.ins("%s %s, %s, %s", x.in(name), s, x.r(a[0].reg), x.r(out))
	}
}

// lookup reads a table. AVX-512 permutes a table of up to four registers,
// anything larger is gathered.
func (x *x86) lookup(v *value, out, index int) {
	t := v.table
	i, o, per := x.r(index), x.r(out), 64/x.k.lane
	scale := fmt.Sprintf("(R10)(%s*%d)", i, x.k.lane)
	part := func(n int) string { return fmt.Sprintf("·%s+%d(SB)", t.name, 64*n) }
	switch {
	case permutes(t.n, x.k.lane, false) && !x.wide:
		x.ins("VPERMPS ·%s+%d(SB), %s, %s", t.name, v.imm, i, o)
	case !x.wide:
		x.ins("LEAQ ·%s(SB), R10", t.name)
		x.ins("VPCMPEQD Y15, Y15, Y15")
		x.ins("%s Y15, %s, %s", x.gather(), scale, o)
	case t.n == 2*per:
		x.ins("VMOVUPD %s, %s", part(0), o)
		x.ins("%s %s, %s, %s", x.fl("VPERMT2"), part(1), i, o)
	case t.n == 4*per:
		x.ins("VMOVUPD %s, %s", part(0), o)
		x.ins("VMOVUPD %s, Z31", part(2))
		x.ins("%s %s, %s, %s", x.fl("VPERMT2"), part(1), i, o)
		x.ins("%s %s, %s, Z31", x.fl("VPERMT2"), part(3), i)
		x.ins("%s.BCST %s, %s, K7", x.in("VPTESTM"), x.pool.ref(uint64(2*per)), i)
		x.ins("%s Z31, %s, K7, %s", x.fl("VBLENDM"), o, o)
	default:
		x.ins("LEAQ ·%s(SB), R10", t.name)
		x.ins("KXNORW K7, K7, K7")
		x.ins("%s %s, K7, %s", x.gather(), scale, o)
	}
}

func (x *x86) gather() string {
	if x.k.lane == 4 {
		return "VGATHERDPS"
	}
	return "VGATHERQPD"
}
