package main

import "fmt"

// rows writes the accumulation of rows into a row of accumulators.
func (k *neon) rows(tier string) {
	name := k.o.name + "Rows" + k.e.name + tier
	doc := fmt.Sprintf("For every row in order and j < n: %s with lane acc[j].", k.o.body)
	if k.o.kind == sqDev {
		k.text(name, devParams, doc, 0, devFrame)
		k.line("MOVD acc+0(FP), R0")
		k.line("MOVD mean+8(FP), R5")
		k.line("MOVD x+16(FP), R1")
		k.line("MOVD n+24(FP), R2")
		k.line("MOVD rows+32(FP), R3")
		k.line("MOVD stride+40(FP), R4")
	} else {
		k.text(name, rowParams, doc, 0, rowFrame)
		k.line("MOVD acc+0(FP), R0")
		k.line("MOVD x+8(FP), R1")
		k.line("MOVD n+16(FP), R2")
		k.line("MOVD rows+24(FP), R3")
		k.line("MOVD stride+32(FP), R4")
	}
	k.constant(nExtra, one)
	wide, single, scalar, done := k.fresh("wide"), k.fresh("single"), k.fresh("scalar"), k.fresh("done")
	k.label(wide)
	k.line("CMP $%d, R2", passBytes/k.e.size)
	k.line("BLT %s", single)
	k.strip(passBytes, wide)
	k.label(single)
	k.line("CMP $%d, R2", k.width())
	k.line("BLT %s", scalar)
	k.strip(16, single)
	k.label(scalar)
	k.line("CBZ R2, %s", done)
	k.strip(k.e.size, scalar)
	k.label(done)
	k.line("RET")
}

// strip folds all rows into bytes of accumulators and goes back to again.
func (k *neon) strip(bytes int, again string) {
	loop := k.fresh("rows")
	k.line("MOVD R0, R9")
	for g := 0; g < bytes; g += 64 {
		k.load("R9", g/16, bytes)
	}
	k.line("MOVD R1, R11")
	k.line("MOVD R3, R12")
	k.label(loop)
	k.line("MOVD R11, R10")
	if k.o.kind == sqDev {
		k.line("MOVD R5, R13")
	}
	for g := 0; g < bytes; g += 64 {
		k.load("R10", nX, bytes)
		if k.o.kind == sqDev {
			k.load("R13", nY, bytes)
		}
		for i := 0; i < min(4, max(1, bytes/16)); i++ {
			k.combine(g/16+i, nX+i, nY+i)
		}
	}
	k.line("ADD R4, R11, R11")
	k.line("SUBS $1, R12, R12")
	k.line("BNE %s", loop)
	for g := 0; g < bytes; g += 64 {
		k.save(g/16, bytes)
	}
	k.line("ADD $%d, R1, R1", bytes)
	if k.o.kind == sqDev {
		k.line("ADD $%d, R5, R5", bytes)
	}
	k.line("SUB $%d, R2, R2", bytes/k.e.size)
	k.line("B %s", again)
}

// load reads four registers, one, or one element, and steps p.
func (k *neon) load(p string, reg, bytes int) {
	switch {
	case bytes >= 64:
		k.line("VLD1.P 64(%s), %s", p, k.list(reg, 4))
	case bytes == 16:
		k.line("VLD1.P 16(%s), %s", p, k.list(reg, 1))
	case bytes == 8:
		k.line("FMOVD.P 8(%s), F%d", p, reg)
	default:
		k.line("FMOVS.P 4(%s), F%d", p, reg)
	}
}

// save writes what load read, to R0.
func (k *neon) save(reg, bytes int) {
	switch {
	case bytes >= 64:
		k.line("VST1.P %s, 64(R0)", k.list(reg, 4))
	case bytes == 16:
		k.line("VST1.P %s, 16(R0)", k.list(reg, 1))
	case bytes == 8:
		k.line("FMOVD.P F%d, 8(R0)", reg)
	default:
		k.line("FMOVS.P F%d, 4(R0)", reg)
	}
}
