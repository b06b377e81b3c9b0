package main

import (
	"bytes"
	"fmt"
)

// neon writes the instructions of arm64's Advanced SIMD. What the Go
// assembler has no name for comes from the macros of neon_arm64.h.
//
// Registers: R0 destination, R1, R2, R3 operands, R4 count, R5 elements done,
// R6 loop limit, R7 constants, R8 to R13 scratch, V31 kept from the allocator.
type neon struct {
	k    *kernel
	w    *bytes.Buffer
	pool *pool

	tables bool   // a table in registers is used
	leave  string // where a body goes on a slow or rare operand
	again  int    // elements of a group, if single vectors lead back to it
}

// tableRegister is the first of four that hold a table of 64 bytes.
const tableRegister = 27

func (x *neon) lanes() int           { return 16 / x.k.lane }
func (x *neon) class(v *value) class { return vec }

func (x *neon) registers(c class) []int {
	if c == mask {
		return nil
	}
	n := 31
	if x.tables {
		n = tableRegister
	}
	r := make([]int, n)
	for i := range r {
		r[i] = i
	}
	return r
}

func (x *neon) ins(format string, args ...any) {
	fmt.Fprintf(x.w, "\t"+format+"\n", args...)
}

// arr is the arrangement of the lanes, as the macros and the assembler spell it.
func (x *neon) arr() string {
	return map[int]string{1: "B16", 2: "H8", 4: "S4", 8: "D2"}[x.k.lane]
}

func (x *neon) move(c class, out, from int) { x.ins("VMOV V%d.B16, V%d.B16", from, out) }

func (x *neon) spill(c class, slot, from int) {
	x.ins("FMOVQ F%d, spill%d-%d(SP)", from, slot, 16*(slot+1))
}

func (x *neon) reload(c class, out, slot int) {
	x.ins("FMOVQ spill%d-%d(SP), F%d", slot, 16*(slot+1), out)
}

func (x *neon) loadConst(out int, v *value) {
	x.ins("FMOVQ %d(R7), F%d", x.pool.offset(v.imm), out)
}

func (x *neon) form(v *value, inReg func(*value) bool) form {
	switch v.op {
	case opFMA, opFNMA:
		return form{tied: []int{2}}
	case opSel:
		return form{tied: []int{0, 2, 1}}
	case opTable:
		return form{apart: true}
	}
	return form{}
}

var neonMacro2 = map[op]string{opFAdd: "FADD", opFSub: "FSUB", opFMul: "FMUL", opFDiv: "FDIV", opMin: "FMIN", opMax: "FMAX",
	opShlV: "USHL", opIMul: "MUL", opIMin: "SMIN", opIMax: "SMAX", opUMin: "UMIN", opUMax: "UMAX"}
var neonMacro1 = map[op]string{opSqrt: "FSQRT", opAbs: "FABS", opNeg: "FNEG", opIntToFl: "SCVTF", opFlToInt: "FCVTZS", opTrunc: "FCVTZS"}
var neonBits = map[op]string{opAnd: "VAND", opOr: "VORR", opXor: "VEOR", opMAnd: "VAND", opMOr: "VORR", opMXor: "VEOR"}
var neonInt = map[op]string{opIAdd: "VADD", opISub: "VSUB"}
var neonShift = map[op]string{opShl: "VSHL", opShr: "VUSHR"}
var neonRound = [...]string{"FRINTN", "FRINTM", "FRINTP", "FRINTZ"}
var neonCmp = map[op]map[uint64]string{opFCmp: {eq: "FCMEQ", gt: "FCMGT", ge: "FCMGE"},
	opICmp: {eq: "CMEQ", gt: "CMGT", ge: "CMGE"}, opUCmp: {eq: "CMEQ", gt: "CMHI", ge: "CMHS"}}

// macro2 writes out = a op b, macro1 out = op a.
func (x *neon) macro2(name string, out int, a []operand) {
	x.ins("%s_%s(%d, %d, %d)", name, x.arr(), a[1].reg, a[0].reg, out)
}

func (x *neon) macro1(name string, out int, a []operand) {
	x.ins("%s_%s(%d, %d)", name, x.arr(), a[0].reg, out)
}

func (x *neon) emit(v *value, out int, a []operand) {
	if v.name != "" {
		fmt.Fprintf(x.w, "\t// %s\n", v.name)
	}
	if n, ok := neonMacro2[v.op]; ok {
		x.macro2(n, out, a)
	} else if n, ok := neonMacro1[v.op]; ok {
		x.macro1(n, out, a)
	} else if n, ok := neonBits[v.op]; ok {
		x.ins("%s V%d.B16, V%d.B16, V%d.B16", n, a[1].reg, a[0].reg, out)
	} else if n, ok := neonInt[v.op]; ok {
		x.ins("%s V%d.%s, V%d.%s, V%d.%s", n, a[1].reg, x.arr(), a[0].reg, x.arr(), out, x.arr())
	} else if n, ok := neonShift[v.op]; ok && v.imm > 0 {
		x.ins("%s $%d, V%d.%s, V%d.%s", n, v.imm, a[0].reg, x.arr(), out, x.arr())
	} else {
		x.emitOther(v, out, a)
	}
}

func (x *neon) emitOther(v *value, out int, a []operand) {
	switch v.op {
	case opIn:
		x.load(v, out)
	case opFMA:
		x.ins("VFMLA V%d.%s, V%d.%s, V%d.%s", a[1].reg, x.arr(), a[0].reg, x.arr(), out, x.arr())
	case opFNMA:
		x.ins("VFMLS V%d.%s, V%d.%s, V%d.%s", a[1].reg, x.arr(), a[0].reg, x.arr(), out, x.arr())
	case opRound:
		x.macro1(neonRound[v.imm], out, a)
	case opFCmp, opICmp, opUCmp:
		x.macro2(neonCmp[v.op][v.imm], out, a)
	case opMNot:
		x.ins("MVN_B16(%d, %d)", a[0].reg, out)
	case opAndNot:
		x.ins("BIC_B16(%d, %d, %d)", a[0].reg, a[1].reg, out)
	case opSar:
		x.ins("SSHR_S4(%d, %d, %d)", v.imm, a[0].reg, out)
	case opSel:
		x.choose(out, a[0].reg, a[1].reg, a[2].reg)
	case opTable:
		x.lookup(v.table, out, a[0].reg)
	case opBytes:
		t := tableRegister
		x.ins("MOVD $·%s(SB), R8", v.table.name)
		x.ins("VLD1 (R8), [V%d.B16, V%d.B16, V%d.B16, V%d.B16]", t, t+1, t+2, t+3)
		x.ins("VTBL V%d.B16, [V%d.B16, V%d.B16, V%d.B16, V%d.B16], V%d.B16", a[0].reg, t, t+1, t+2, t+3, out)
	default:
		panic("no instruction for " + v.op.String())
	}
}

// choose overwrites whichever of mask, a and b out is.
func (x *neon) choose(out, m, a, b int) {
	switch out {
	case m:
		x.ins("VBSL V%d.B16, V%d.B16, V%d.B16", b, a, out)
	case b:
		x.ins("VBIT V%d.B16, V%d.B16, V%d.B16", m, a, out)
	default:
		x.ins("VBIF V%d.B16, V%d.B16, V%d.B16", m, b, out)
	}
}

// lookup loads the lanes of a table one by one.
func (x *neon) lookup(t *table, out, index int) {
	lane, shift, load := "D", 3, "FMOVD"
	if x.k.lane == 4 {
		lane, shift, load = "S", 2, "FMOVS"
	}
	x.ins("MOVD $·%s(SB), R8", t.name)
	for i := range x.lanes() {
		x.ins("VMOV V%d.%s[%d], R%d", index, lane, i, 9+i)
	}
	x.ins("%s (R8)(R9<<%d), F%d", load, shift, out)
	for i := 1; i < x.lanes(); i++ {
		x.ins("ADD R%d<<%d, R8, R9", 9+i, shift)
		x.ins("VLD1 (R9), V%d.%s[%d]", out, lane, i)
	}
}

// at is the address of the elements of size s of one vector of the group.
func (x *neon) at(base, s, vector int) string {
	return fmt.Sprintf("%d(R%d)", vector*x.lanes()*s, base)
}

func (x *neon) load(v *value, out int) {
	i := int(v.imm % maskInput)
	in := x.k.in[i]
	addr := x.at(i+1, in.typ.size(), int(v.imm/inputVector))
	switch {
	case in.typ == mBool:
		x.loadBool(addr, out)
	case in.typ.size() == x.k.lane:
		x.ins("FMOVQ %s, F%d", addr, out)
	default:
		x.ins("FMOVD %s, F%d", addr, out)
		x.widen(in, out)
	}
}

// widen makes two 8-byte lanes of the two 4-byte elements in the lower half.
func (x *neon) widen(in input, out int) {
	switch {
	case in.typ == mF32:
		x.ins("FCVTL_D2(%d, %d)", out, out)
	case in.float:
		x.ins("SSHLL_D2(%d, %d)", out, out)
		x.ins("SCVTF_D2(%d, %d)", out, out)
	default:
		x.ins("SSHLL_D2(%d, %d)", out, out)
	}
}

// loadBool makes truth values of bytes that are 0 or 1.
func (x *neon) loadBool(addr string, out int) {
	switch x.k.lane {
	case 1:
		x.ins("FMOVQ %s, F%d", addr, out)
	case 2:
		x.ins("FMOVD %s, F%d", addr, out)
	case 4:
		x.ins("MOVWU %s, R8", addr)
		x.ins("FMOVD R8, F%d", out)
	case 8:
		x.ins("MOVHU %s, R8", addr)
		x.ins("FMOVD R8, F%d", out)
	}
	for i, longer := range []string{"USHLL_H8", "USHLL_S4", "USHLL_D2"} {
		if x.k.lane > 1<<i {
			x.ins("%s(%d, %d)", longer, out, out)
		}
	}
	x.ins("NEG_%s(%d, %d)", x.arr(), out, out)
}

// store writes the result lanes of one vector.
func (x *neon) store(vector, from int) {
	t := x.k.out
	addr := x.at(0, t.size(), vector)
	switch {
	case t == mBool:
		x.storeBool(addr, from)
	case t.size() == x.k.lane:
		x.ins("FMOVQ F%d, %s", from, addr)
	case t == mF32:
		x.ins("FCVTN_S2(%d, 31)", from)
		x.ins("FMOVD F31, %s", addr)
	default:
		if x.k.float {
			x.ins("FCVTZS_D2(%d, 31)", from)
			from = 31
		}
		x.ins("XTN_S2(%d, 31)", from)
		x.ins("FMOVD F31, %s", addr)
	}
}

// storeBool narrows truth values to bytes, whose negatives are 0 and 1.
func (x *neon) storeBool(addr string, from int) {
	switch x.k.lane {
	case 1:
		x.ins("NEG_B16(%d, 31)", from)
		x.ins("FMOVQ F31, %s", addr)
		return
	case 2:
		x.ins("XTN_B8(%d, 31)", from)
		x.ins("NEG_B16(31, 31)")
		x.ins("FMOVD F31, %s", addr)
		return
	}
	if x.k.lane == 8 {
		x.ins("XTN_S2(%d, 31)", from)
		from = 31
	}
	x.ins("XTN_H4(%d, 31)", from)
	x.ins("XTN_B8(31, 31)")
	x.ins("NEG_B16(31, 31)")
	if x.k.lane == 4 {
		x.ins("FMOVS F31, %s", addr)
		return
	}
	x.ins("VMOV V31.H[0], R8")
	x.ins("MOVH R8, %s", addr)
}

// leaveIfSlow ends the kernel before this vector if any of its lanes asks for
// the slow road.
func (x *neon) leaveIfSlow(ops []operand) {
	from := ops[0].reg
	x.ins("VMOV V%d.D[0], R8", from)
	x.ins("VMOV V%d.D[1], R9", from)
	x.ins("ORR R8, R9, R8")
	x.ins("CBNZ R8, %s", x.leave)
}
