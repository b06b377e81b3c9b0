package main

import (
	"bytes"
	"fmt"
	"slices"
)

// neonFunction writes the whole symbol of k for arm64, its constants after it.
func neonFunction(k *kernel) (string, error) {
	if k.stream {
		return "", fmt.Errorf("stores past the caches: %w", errTier)
	}
	g, roots, err := lowerNEON(k.g, k.roots())
	if err != nil {
		return "", err
	}
	name := k.name + "NEON"
	x := &neon{k: k, w: &bytes.Buffer{}, pool: newPool(name+"Const", k.lane, 16/k.lane)}
	x.tables = slices.ContainsFunc(g.vals, func(v *value) bool { return v.op == opBytes })
	l, one := k.loops(g, roots, newAllocator(x))
	if err := x.body(l, one); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	if frame := 16 * l.a.slots; frame > maxFrame {
		return "", fmt.Errorf("%s: spills %d bytes", name, frame)
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "// %s\nTEXT ·%s(SB), NOSPLIT, $%d-%d\n", k.doc, name, 16*l.a.slots, 8*(len(k.in)+3))
	if len(x.pool.data) > 0 {
		fmt.Fprintf(&out, "\tMOVD $%s<>(SB), R7\n", x.pool.name)
	}
	out.Write(x.w.Bytes())
	out.WriteByte('\n')
	x.pool.write(&out)
	return out.String(), nil
}

// body writes the loop over groups of vectors and the one that does the rest
// of them one by one, which is also where a group goes that has a rare operand.
func (x *neon) body(l, one *loop) error {
	k := l.k
	x.ins("MOVD dst+0(FP), R0")
	for i := range k.in {
		x.ins("MOVD %s+%d(FP), R%d", k.operandName(i), 8*(i+1), i+1)
	}
	x.ins("MOVD n+%d(FP), R4", 8*(len(k.in)+1))
	x.ins("MOVD ZR, R5")
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
	if l != one {
		x.leave, x.again = "manyDone", u*x.lanes()
	} else {
		x.leave = "done"
	}
	if u > 1 || l != one {
		if err := x.vectors(l, u, "many"); err != nil {
			return err
		}
	}
	x.leave = "done"
	if err := x.vectors(one, 1, "one"); err != nil {
		return err
	}
	if l.slow != nil {
		x.w.WriteString("\ndone:\n")
	}
	x.ins("MOVD R5, done+%d(FP)", 8*(len(k.in)+2))
	x.ins("RET")
	return nil
}

// vectors writes a loop over u vectors at a time, as long as so many are left.
func (x *neon) vectors(l *loop, u int, label string) error {
	step := u * x.lanes()
	x.ins("SUB $%d, R4, R6", step)
	x.ins("CMP R6, R5")
	x.ins("BGT %sDone", label)
	fmt.Fprintf(x.w, "\n%s:\n", label)
	if err := l.once(x, u); err != nil {
		return err
	}
	x.ins("ADD $%d, R0", step*l.k.out.size())
	for i, in := range l.k.in {
		if !in.scalar {
			x.ins("ADD $%d, R%d", step*in.typ.size(), i+1)
		}
	}
	x.ins("ADD $%d, R5", step)
	if label == "one" && x.again > 0 {
		x.ins("SUB $%d, R4, R6", x.again)
		x.ins("CMP R6, R5")
		x.ins("BLE many")
		x.ins("SUB $%d, R4, R6", step)
	}
	x.ins("CMP R6, R5")
	x.ins("BLE %s", label)
	fmt.Fprintf(x.w, "\n%sDone:\n", label)
	return nil
}

// broadcast fills a register with a one-element operand.
func (x *neon) broadcast(v *value, out int) {
	i := int(v.imm % maskInput)
	in := x.k.in[i]
	switch {
	case x.k.lane == 1:
		x.ins("MOVBU (R%d), R8", i+1)
		x.ins("VDUP R8, V%d.B16", out)
	case x.k.lane == 2:
		x.ins("MOVHU (R%d), R8", i+1)
		x.ins("VDUP R8, V%d.H8", out)
	case in.typ.size() == 8:
		x.ins("MOVD (R%d), R8", i+1)
		x.ins("VDUP R8, V%d.D2", out)
	case x.k.lane == 4:
		x.ins("MOVWU (R%d), R8", i+1)
		x.ins("VDUP R8, V%d.S4", out)
	default:
		x.ins("MOVWU (R%d), R8", i+1)
		x.ins("VDUP R8, V%d.S2", out)
		x.widen(in, out)
	}
}
