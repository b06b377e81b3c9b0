package main

import "fmt"

var x86Bases = [...]string{"SI", "BX", "CX"}

// at is the address of the elements of size s of one vector of the group.
func (x *x86) at(base string, s, vector int) string {
	if vector == 0 {
		return fmt.Sprintf("(%s)(AX*%d)", base, s)
	}
	return fmt.Sprintf("%d(%s)(AX*%d)", vector*x.lanes()*s, base, s)
}

// zeroing is the suffix and the operand that make an AVX-512 load of a tail
// read only the elements there are.
func (x *x86) zeroing() (suffix, k string) {
	if x.tail {
		return ".Z", "K1, "
	}
	return "", ""
}

// load reads a vector operand into lanes.
func (x *x86) load(v *value, out int) {
	i := int(v.imm % maskInput)
	t := x.k.in[i].typ
	addr := x.at(x86Bases[i], t.size(), int(v.imm/inputVector))
	switch {
	case t == mBool:
		x.loadBool(addr, out)
	case x.wide:
		name := "VMOVUPD"
		switch {
		case t.size() == x.k.lane && x.k.lane < 8:
			name = x.element()
		case t == mF32 && x.k.lane == 8:
			name = "VCVTPS2PD"
		case t == mI32 && x.k.lane == 8:
			name = x.widen(i)
		}
		suffix, k := x.zeroing()
		x.ins("%s%s %s, %s%s", name, suffix, addr, k, x.r(out))
	case t.size() == x.k.lane:
		if x.tail {
			x.ins("VMOVUPD %s, Y15", x.tailMask(t.size()))
			x.ins("%s %s, Y15, %s", x.fl("VMASKMOV"), addr, x.r(out))
		} else {
			x.ins("%s %s, %s", x.fl("VMOVU"), addr, x.r(out))
		}
	default: // 4-byte elements in 8-byte lanes
		name := "VCVTPS2PD"
		if t == mI32 {
			name = x.widen(i)
		}
		if x.tail {
			x.ins("VMOVUPS %s, X15", x.tailMask(4))
			x.ins("VMASKMOVPS %s, X15, %s", addr, x.h(out))
			addr = x.h(out)
		}
		x.ins("%s %s, %s", name, addr, x.r(out))
	}
}

// element is the instruction that moves single elements as large as lanes.
func (x *x86) element() string {
	return map[int]string{1: "VMOVDQU8", 2: "VMOVDQU16", 4: "VMOVUPS", 8: "VMOVUPD"}[x.k.lane]
}

// widen is the instruction that makes 8-byte lanes of operand i, an int32.
func (x *x86) widen(i int) string {
	if x.k.in[i].float {
		return "VCVTDQ2PD"
	}
	return "VPMOVSXDQ"
}

// tailMask is where the tail's mask of elements of size s stands.
func (x *x86) tailMask(s int) string {
	if s == 8 {
		return "(R11)"
	}
	return "(R12)"
}

// loadBool makes truth values of bytes that are 0 or 1.
func (x *x86) loadBool(addr string, out int) {
	name := map[int]string{1: "VMOVDQU", 2: "VPMOVZXBW", 4: "VPMOVZXBD", 8: "VPMOVZXBQ"}[x.k.lane]
	if x.wide && x.k.lane == 1 {
		name = x.element()
	}
	if x.wide {
		suffix, k := x.zeroing()
		x.ins("%s%s %s, %sZ31", name, suffix, addr, k)
		x.ins("%s Z31, Z31, K%d", x.in("VPTESTM"), out)
		return
	}
	x.ins("VPXOR Y15, Y15, Y15")
	x.ins("%s %s, %s", name, addr, x.r(out))
	x.ins("%s %s, Y15, %s", x.in("VPSUB"), x.r(out), x.r(out))
}

// store writes the result lanes of one vector.
func (x *x86) store(vector, from int) {
	t := x.k.out
	addr := x.at("DI", t.size(), vector)
	if t == mBool {
		x.storeBool(addr, from)
		return
	}
	reg := x.r(from)
	if t.size() < x.k.lane {
		reg = x.h(x.scratch())
		x.narrow(t, from)
	}
	switch {
	case x.k.stream:
		x.ins("VMOVNTPD %s, %s", reg, addr)
	case !x.tail:
		x.ins("VMOVUPD %s, %s", reg, addr)
	case x.wide && x.k.lane < 4:
		x.ins("%s %s, K1, %s", x.element(), reg, addr)
	case x.wide && t.size() == 4:
		x.ins("VMOVUPS %s, K1, %s", reg, addr)
	case x.wide:
		x.ins("VMOVUPD %s, K1, %s", reg, addr)
	case t.size() < x.k.lane:
		x.ins("VMOVUPS (R12), %s", x.h(from))
		x.ins("VMASKMOVPS X15, %s, %s", x.h(from), addr)
	default:
		x.ins("VMOVUPD %s, Y15", x.tailMask(t.size()))
		x.ins("%s %s, Y15, %s", x.fl("VMASKMOV"), reg, addr)
	}
}

// narrow puts 8-byte lanes as 4-byte elements into the scratch register.
func (x *x86) narrow(t memType, from int) {
	switch {
	case t == mF32 && x.wide:
		x.ins("VCVTPD2PS %s, Y31", x.r(from))
	case t == mF32:
		x.ins("VCVTPD2PSY %s, X15", x.r(from))
	case x.k.float && x.wide:
		x.ins("VCVTTPD2DQ %s, Y31", x.r(from))
	case x.k.float:
		x.ins("VCVTTPD2DQY %s, X15", x.r(from))
	case x.wide:
		x.ins("VPMOVQD %s, Y31", x.r(from))
	default:
		x.ins("VEXTRACTF128 $1, %s, X15", x.r(from))
		x.ins("VSHUFPS $0x88, X15, %s, X15", x.h(from))
	}
}

// storeBool writes truth values as bytes 0 and 1. AVX2 has no masked store of
// bytes: its kernels with bool results leave the tail to the caller.
func (x *x86) storeBool(addr string, from int) {
	part := map[int]string{8: "X", 16: "X", 32: "Y", 64: "Z"}[x.lanes()] // of register 31
	switch {
	case x.wide && x.tail:
		x.ins("VMOVDQU8.Z %s, K%d, %s31", x.pool.block(1, max(16, x.lanes())), from, part)
		x.ins("VMOVDQU8 %s31, K1, %s", part, addr)
	case x.wide:
		x.ins("VMOVDQU8.Z %s, K%d, %s31", x.pool.block(1, max(16, x.lanes())), from, part)
		if x.lanes() == 8 {
			x.ins("VMOVQ X31, %s", addr)
		} else {
			x.ins("VMOVDQU8 %s31, %s", part, addr)
		}
	case x.k.lane == 1:
		x.ins("VPABSB %s, Y15", x.r(from))
		x.ins("VMOVUPD Y15, %s", addr)
	case x.k.lane == 2:
		x.ins("VEXTRACTI128 $1, %s, X15", x.r(from))
		x.ins("VPACKSSWB X15, %s, X15", x.h(from))
		x.ins("VPABSB X15, X15")
		x.ins("VMOVUPD X15, %s", addr)
	case x.k.lane == 8:
		x.ins("VMOVMSKPD %s, R10", x.r(from))
		x.ins("MOVL $0x01010101, R13")
		x.ins("PDEPL R13, R10, R10")
		x.ins("MOVL R10, %s", addr)
	default:
		x.ins("VMOVMSKPS %s, R10", x.r(from))
		x.ins("MOVQ $0x0101010101010101, R13")
		x.ins("PDEPQ R13, R10, R10")
		x.ins("MOVQ R10, %s", addr)
	}
}
