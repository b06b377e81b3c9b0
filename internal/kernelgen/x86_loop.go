package main

import (
	"bytes"
	"fmt"
	"slices"
)

// maxFrame keeps a kernel within what a NOSPLIT function may use.
const maxFrame = 640

// function writes the whole symbol of k for one amd64 tier, its constants
// after it.
func x86Function(k *kernel, wide bool) (string, error) {
	if wide {
		k = fastSqrt(k)
	}
	g, roots, err := lowerX86(k.g, k.roots(), wide)
	if err != nil {
		return "", err
	}
	x := &x86{k: k, wide: wide, w: &bytes.Buffer{}}
	name := k.name + x.tier()
	copies := 1
	switch {
	case !wide:
		copies = 32 / k.lane
	case k.lane < 4: // there is no broadcasting of smaller memory operands
		copies = 64 / k.lane
	}
	x.pool = newPool(name+"Const", k.lane, copies)
	l, one := k.loops(g, roots, newAllocator(x))
	if err := x.body(l, one); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	frame := l.a.slots * 32
	if wide {
		frame *= 2
	}
	if frame > maxFrame {
		return "", fmt.Errorf("%s: spills %d bytes", name, frame)
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "// %s\nTEXT ·%s(SB), NOSPLIT, $%d-%d\n", k.doc, name, frame, 8*(len(k.in)+3))
	out.Write(x.w.Bytes())
	out.WriteByte('\n')
	x.pool.write(&out)
	return out.String(), nil
}

// body writes the loop over groups of vectors and what does the rest of them
// one by one, which is also where a group goes that has a rare operand.
func (x *x86) body(l, one *loop) error {
	k := l.k
	x.ins("MOVQ dst+0(FP), DI")
	for i := range k.in {
		x.ins("MOVQ %s+%d(FP), %s", k.operandName(i), 8*(i+1), x86Bases[i])
	}
	x.ins("MOVQ n+%d(FP), R8", 8*(len(k.in)+1))
	x.ins("XORL AX, AX")
	l.pinScalars(x.broadcast)
	if l != one {
		if err := l.hoist(); err != nil {
			return err
		}
	}
	u, err := l.plan(x, func(a *allocator, u int) error {
		kept := *x
		x.w = &bytes.Buffer{}
		x.pool = newPool("", k.lane, 1)
		trial := *l
		trial.a = a
		err := trial.once(x, u)
		*x = kept
		return err
	})
	if err != nil {
		return err
	}
	x.leave = "done"
	if l != one {
		x.leave, x.again = "manyDone", u*x.lanes()
	}
	if err := x.vectors(l, u, "many"); err != nil {
		return err
	}
	if k.stream {
		x.ret()
		return nil
	}
	x.leave = "done"
	if !x.wide && (u > 1 || l != one) {
		if err := x.vectors(one, 1, "one"); err != nil {
			return err
		}
	}
	return x.finish(one)
}

// tryMany goes back to the loop of many vectors when a vector with a rare
// operand is done and so many are left.
func (x *x86) tryMany() {
	if x.again == 0 {
		return
	}
	x.ins("LEAQ -%d(R8), R9", x.again)
	x.ins("CMPQ AX, R9")
	x.ins("JLE  many")
}

// vectors writes a loop over u vectors at a time, as long as so many are left.
func (x *x86) vectors(l *loop, u int, label string) error {
	step := u * x.lanes()
	x.ins("LEAQ -%d(R8), R9", step)
	x.ins("CMPQ AX, R9")
	x.ins("JGT  %sDone", label)
	x.ins("PCALIGN $32")
	fmt.Fprintf(x.w, "\n%s:\n", label)
	if err := l.once(x, u); err != nil {
		return err
	}
	x.ins("ADDQ $%d, AX", step)
	if label == "one" && x.again > 0 {
		x.tryMany()
		x.ins("LEAQ -%d(R8), R9", step)
	}
	x.ins("CMPQ AX, R9")
	x.ins("JLE  %s", label)
	fmt.Fprintf(x.w, "\n%sDone:\n", label)
	return nil
}

// finish writes the masked tail, where the tier can mask, and the return.
func (x *x86) finish(l *loop) error {
	switch {
	case x.wide:
		if err := x.maskedVectors(l); err != nil {
			return err
		}
	case x.masksTail():
		x.ins("SUBQ AX, R8")
		x.ins("JEQ  done")
		x.avx2TailMasks()
		x.tail = true
		if err := l.once(x, 1); err != nil {
			return err
		}
		x.ins("ADDQ R8, AX")
		x.w.WriteString("\ndone:\n")
	case l.slow != nil:
		x.w.WriteString("\ndone:\n")
	}
	x.ret()
	return nil
}

// ret ends the kernel; AX has how many elements it did.
func (x *x86) ret() {
	x.ins("VZEROUPPER")
	x.ins("MOVQ AX, done+%d(FP)", 8*(len(x.k.in)+2))
	x.ins("RET")
}

// maskedVectors writes AVX-512's loop over what is left for single vectors,
// the last perhaps not full: K1 has a lane for each element there is. A loop
// leaves early with the elements done before this vector in AX.
func (x *x86) maskedVectors(l *loop) error {
	x.ins("CMPQ AX, R8")
	x.ins("JGE  done")
	x.w.WriteString("\nmasked:\n")
	x.ins("MOVQ R8, R9")
	x.ins("SUBQ AX, R9")
	if x.again > 0 { // not only the last: BZHI counts to 255
		x.ins("MOVL $%d, R10", x.lanes())
		x.ins("CMPQ R9, R10")
		x.ins("CMOVQGT R10, R9")
	}
	if x.lanes() > 16 {
		x.ins("MOVQ $-1, R10")
		x.ins("BZHIQ R9, R10, R10")
	} else {
		x.ins("MOVL $-1, R10")
		x.ins("BZHIL R9, R10, R10")
	}
	x.ins("%s R10, K1", x.km("KMOV"))
	x.tail = true
	if err := l.once(x, 1); err != nil {
		return err
	}
	x.ins("ADDQ $%d, AX", x.lanes())
	x.tryMany()
	x.ins("CMPQ AX, R8")
	x.ins("JLT  masked")
	x.ins("MOVQ R8, AX")
	x.w.WriteString("\ndone:\n")
	return nil
}

// masksTail: AVX2 masks elements of 4 and 8 bytes only.
func (x *x86) masksTail() bool {
	if x.k.out == mBool || x.k.lane < 4 {
		return false
	}
	return !slices.ContainsFunc(x.k.in, func(i input) bool { return i.typ == mBool && !i.scalar })
}

// avx2TailMasks points R11 and R12 into a row of ones and zeros so that as
// many lanes are ones as elements are left.
func (x *x86) avx2TailMasks() {
	need := map[int]bool{x.k.out.size(): true}
	for _, i := range x.k.in {
		need[i.typ.size()] = need[i.typ.size()] || !i.scalar
	}
	for _, m := range []struct {
		size, shift int
		reg         string
	}{{8, 3, "R11"}, {4, 2, "R12"}} {
		if need[m.size] {
			x.ins("LEAQ tailMask<>+32(SB), %s", m.reg)
			x.ins("MOVQ R8, R10")
			x.ins("SHLQ $%d, R10", m.shift)
			x.ins("SUBQ R10, %s", m.reg)
		}
	}
}

// broadcast fills a register with a one-element operand.
func (x *x86) broadcast(v *value, out int) {
	i := int(v.imm % maskInput)
	base := x86Bases[i]
	switch t := x.k.in[i].typ; {
	case x.k.lane < 4:
		x.ins("%s (%s), %s", x.in("VPBROADCAST"), base, x.r(out))
	case t.size() == 8:
		x.ins("VBROADCASTSD (%s), %s", base, x.r(out))
	case x.k.lane == 4:
		x.ins("VBROADCASTSS (%s), %s", base, x.r(out))
	default:
		x.ins("VBROADCASTSS (%s), %s", base, x.h(out))
		x.ins("VCVTPS2PD %s, %s", x.h(out), x.r(out))
	}
}

// leaveIfSlow ends the kernel before this vector if any of its lanes asks for
// the slow road.
func (x *x86) leaveIfSlow(ops []operand) {
	if len(ops) == 2 { // any bit of both
		s, _ := x.src(ops[1])
		x.ins("VPTEST %s, %s", s, x.r(ops[0].reg))
		x.ins("JNE  %s", x.leave)
		return
	}
	from := ops[0].reg
	suffix := map[int]string{8: "B", 16: "W"}[x.lanes()]
	switch {
	case x.wide && x.tail:
		x.ins("KTEST%s K%d, K1", suffix, from)
		x.ins("JNE  %s", x.leave)
	case x.wide:
		x.ins("KORTEST%s K%d, K%d", suffix, from, from)
		x.ins("JNE  %s", x.leave)
	default:
		x.ins("%s %s, R10", x.fl("VMOVMSK"), x.r(from))
		x.ins("TESTL R10, R10")
		x.ins("JNE  %s", x.leave)
	}
}
