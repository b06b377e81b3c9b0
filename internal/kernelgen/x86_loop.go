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
	roots := []*value{k.root}
	if k.slow != nil {
		roots = append(roots, k.slow)
	}
	g, roots, err := lowerX86(k.g, roots, wide)
	if err != nil {
		return "", err
	}
	x := &x86{k: k, wide: wide, w: &bytes.Buffer{}}
	name := k.name + x.tier()
	copies := 1
	if !wide {
		copies = 32 / k.lane
	}
	x.pool = newPool(name+"Const", k.lane, copies)
	l := &loop{k: k, vals: g.vals, root: roots[0], a: newAllocator(x)}
	if k.slow != nil {
		l.slow = roots[1]
	}
	if err := x.body(l); err != nil {
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

// loop is a kernel on its way to instructions.
type loop struct {
	k    *kernel
	vals []*value
	root *value
	slow *value
	a    *allocator
}

// bodyWriter is what one pass over the vectors needs of an instruction set.
type bodyWriter interface {
	emitter
	store(v *value, from int)
}

// once writes the instructions for one vector: first the test for the slow
// road with what it needs, then the rest.
func (l *loop) once(w bodyWriter) error {
	if l.slow == nil {
		return l.a.run(l.vals, []*value{l.root}, func(at func(*value) int) { w.store(l.root, at(l.root)) })
	}
	first := reachable([]*value{l.slow})
	var vals []*value
	for _, v := range l.vals {
		if first[v] {
			vals = append(vals, v)
		}
	}
	leave := &value{op: opLeave, args: []*value{l.slow}}
	vals = append(vals, leave)
	for _, v := range l.vals {
		if !first[v] {
			vals = append(vals, v)
		}
	}
	return l.a.run(vals, []*value{l.root}, func(at func(*value) int) { w.store(l.root, at(l.root)) })
}

// pinScalars broadcasts the one-element operands into registers of their own.
func (l *loop) pinScalars(broadcast func(v *value, out int)) {
	for _, v := range l.vals {
		if v.op == opIn && l.k.in[v.imm%maskInput].scalar {
			broadcast(v, l.a.pin(v))
		}
	}
}

// hoist loads constants that cannot be memory operands once, before the loop,
// as far as the registers reach. It tries the body first to see how many are
// left over.
func (l *loop) hoist(e emitter, trial func(a *allocator) error) error {
	a := newAllocator(e)
	for v := range l.a.pinned {
		a.pin(v)
	}
	if err := trial(a); err != nil {
		return err
	}
	var cs []*value
	for _, v := range l.vals { // in order, for a stable result
		if a.loads[v] > 0 {
			cs = append(cs, v)
		}
	}
	slices.SortStableFunc(cs, func(p, q *value) int { return a.loads[q] - a.loads[p] })
	for _, v := range cs[:min(len(cs), a.low)] {
		e.loadConst(l.a.pin(v), v)
	}
	return nil
}

func (x *x86) body(l *loop) error {
	k := l.k
	x.ins("MOVQ dst+0(FP), DI")
	for i := range k.in {
		x.ins("MOVQ %s+%d(FP), %s", k.operandName(i), 8*(i+1), x86Bases[i])
	}
	x.ins("MOVQ n+%d(FP), R8", 8*(len(k.in)+1))
	x.ins("XORL AX, AX")
	l.pinScalars(x.broadcast)
	err := l.hoist(x, func(a *allocator) error {
		kept := *x
		x.w = &bytes.Buffer{}
		x.pool = newPool("", k.lane, 1)
		trial := *l
		trial.a = a
		err := trial.once(x)
		*x = kept
		return err
	})
	if err != nil {
		return err
	}
	if k.unroll > 1 {
		if err := x.vectors(l, k.unroll, "many"); err != nil {
			return err
		}
	}
	if err := x.vectors(l, 1, "one"); err != nil {
		return err
	}
	return x.finish(l)
}

// vectors writes a loop over u vectors at a time, as long as so many are left.
func (x *x86) vectors(l *loop, u int, label string) error {
	step := u * x.lanes()
	x.ins("LEAQ -%d(R8), R9", step)
	x.ins("CMPQ AX, R9")
	x.ins("JGT  %sDone", label)
	x.ins("PCALIGN $32")
	fmt.Fprintf(x.w, "\n%s:\n", label)
	for i := range u {
		x.off = i * x.lanes()
		if err := l.once(x); err != nil {
			return err
		}
	}
	x.off = 0
	x.ins("ADDQ $%d, AX", step)
	x.ins("CMPQ AX, R9")
	x.ins("JLE  %s", label)
	fmt.Fprintf(x.w, "\n%sDone:\n", label)
	return nil
}

// finish writes the masked tail, where the tier can mask, and the return.
func (x *x86) finish(l *loop) error {
	if x.masksTail() {
		x.ins("SUBQ AX, R8")
		x.ins("JEQ  done")
		if x.wide {
			x.ins("MOVL $-1, R10")
			x.ins("BZHIL R8, R10, R10")
			x.ins("KMOVW R10, K1")
		} else {
			x.avx2TailMasks()
		}
		x.tail = true
		if err := l.once(x); err != nil {
			return err
		}
		x.ins("ADDQ R8, AX")
		x.w.WriteString("\ndone:\n")
	} else if l.slow != nil {
		x.w.WriteString("\ndone:\n")
	}
	x.ins("VZEROUPPER")
	x.ins("MOVQ AX, done+%d(FP)", 8*(len(l.k.in)+2))
	x.ins("RET")
	return nil
}

// masksTail: AVX2 masks elements of 4 and 8 bytes only.
func (x *x86) masksTail() bool {
	if x.wide {
		return true
	}
	if x.k.out == mBool {
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
func (x *x86) leaveIfSlow(from int) {
	suffix := map[int]string{8: "B", 16: "W"}[x.lanes()]
	switch {
	case x.wide && x.tail:
		x.ins("KTEST%s K%d, K1", suffix, from)
		x.ins("JNE  done")
	case x.wide:
		x.ins("KORTEST%s K%d, K%d", suffix, from, from)
		x.ins("JNE  done")
	default:
		x.ins("%s %s, R10", x.fl("VMOVMSK"), x.r(from))
		x.ins("TESTL R10, R10")
		x.ins("JNE  done")
	}
}
