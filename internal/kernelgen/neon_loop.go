package main

import (
	"bytes"
	"fmt"
)

// neonFunction writes the whole symbol of k for arm64, its constants after it.
func neonFunction(k *kernel) (string, error) {
	roots := []*value{k.root}
	if k.slow != nil {
		roots = append(roots, k.slow)
	}
	g, roots, err := lowerNEON(k.g, roots)
	if err != nil {
		return "", err
	}
	name := k.name + "NEON"
	x := &neon{k: k, w: &bytes.Buffer{}, pool: newPool(name+"Const", k.lane, 16/k.lane)}
	l := &loop{k: k, vals: g.vals, root: roots[0], a: newAllocator(x)}
	if k.slow != nil {
		l.slow = roots[1]
	}
	if err := x.body(l); err != nil {
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

func (x *neon) body(l *loop) error {
	k := l.k
	x.ins("MOVD dst+0(FP), R0")
	for i := range k.in {
		x.ins("MOVD %s+%d(FP), R%d", k.operandName(i), 8*(i+1), i+1)
	}
	x.ins("MOVD n+%d(FP), R4", 8*(len(k.in)+1))
	x.ins("MOVD ZR, R5")
	l.pinScalars(x.broadcast)
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
	if u > 1 {
		if err := x.vectors(l, u, "many"); err != nil {
			return err
		}
	}
	if err := x.vectors(l, 1, "one"); err != nil {
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
