package main

import "fmt"

// arm is NEON.
type arm struct{}

func (arm) tier() string { return "NEON" }
func (arm) width() int   { return 16 }

func (arm) intro(g *gen) {
	fmt.Fprintf(g, "%s//go:build arm64 && !purego\n\n#include \"textflag.h\"\n", header)
}

func (arm) arg(g *gen, name string, at, reg int)    { g.op("MOVD %s+%d(FP), R%d", name, 8*at, reg) }
func (arm) setArg(g *gen, name string, at, reg int) { g.op("MOVD R%d, %s+%d(FP)", reg, name, 8*at) }
func (arm) load(g *gen, ptr, off, v int)            { g.op("FMOVQ %d(R%d), F%d", off, ptr, v) }
func (arm) store(g *gen, v, ptr, off int)           { g.op("FMOVQ F%d, %d(R%d)", v, off, ptr) }

func arrangement(g *gen) string {
	if g.e.size == 4 {
		return "S4"
	}
	return "D2"
}

func (arm) prefetch(g *gen, ptr int) { g.op("PRFM (R%d), PLDL2KEEP", ptr) }
func (arm) spread(g *gen, ptr, off, v int) {
	if off != 0 {
		g.op("ADD $%d, R%d, R13", off, ptr)
		ptr = 13
	}
	g.op("VLD1R (R%d), [V%d.%s]", ptr, v, arrangement(g))
}

// words are the instructions the assembler does not know, for two float64 and
// for four float32: d = n op m.
var words = map[string][2]uint32{
	"FADD": {0x4E60D400, 0x4E20D400}, "FMUL": {0x6E60DC00, 0x6E20DC00}, "FABS": {0x4EE0F800, 0x4EA0F800},
	"FDIV": {0x6E60FC00, 0x6E20FC00}, "FCMGT": {0x6EE0E400, 0x6EA0E400}, "FCMEQ": {0x4E60E400, 0x4E20E400},
}

func word(g *gen, name string, n, m, d int) {
	base := words[name][0]
	if g.e.size == 4 {
		base = words[name][1]
	}
	arr := map[int]string{8: "2D", 4: "4S"}[g.e.size]
	text := fmt.Sprintf("%[1]s V%[2]d.%[3]s, V%[4]d.%[3]s, V%[5]d.%[3]s", name, d, arr, n, m)
	if name == "FABS" {
		m = 0
		text = fmt.Sprintf("%[1]s V%[2]d.%[3]s, V%[4]d.%[3]s", name, d, arr, n)
	}
	g.op("WORD $0x%08x // %s", base|uint32(m)<<16|uint32(n)<<5|uint32(d), text)
}

func (arm) mul(g *gen, a, b, d int) { word(g, "FMUL", a, b, d) }
func (arm) add(g *gen, a, b, d int) { word(g, "FADD", a, b, d) }
func (arm) fma(g *gen, a, b, d int) {
	g.op("VFMLA V%[1]d.%[2]s, V%[3]d.%[2]s, V%[4]d.%[2]s", b, arrangement(g), a, d)
}
func (arm) fnma(g *gen, a, b, d int) {
	g.op("VFMLS V%[1]d.%[2]s, V%[3]d.%[2]s, V%[4]d.%[2]s", b, arrangement(g), a, d)
}
func (arm) abs(g *gen, v int)         { word(g, "FABS", v, 0, v) }
func (arm) above(g *gen, a, b, m int) { word(g, "FCMGT", a, b, m) }
func (arm) equal(g *gen, a, b, m int) { word(g, "FCMEQ", a, b, m) }
func (arm) take(g *gen, m, a, d int)  { g.op("VBIT V%d.B16, V%d.B16, V%d.B16", m, a, d) }
func (arm) exchange(g *gen, m, a, b, spare int) {
	g.op("VEOR V%d.B16, V%d.B16, V%d.B16", a, b, spare)
	g.op("VAND V%d.B16, V%d.B16, V%d.B16", m, spare, spare)
	g.op("VEOR V%d.B16, V%d.B16, V%d.B16", spare, a, a)
	g.op("VEOR V%d.B16, V%d.B16, V%d.B16", spare, b, b)
}
func (arm) div(g *gen, a, b, d int) { word(g, "FDIV", a, b, d) }
func (arm) clear(g *gen, v int)     { g.op("VEOR V%[1]d.B16, V%[1]d.B16, V%[1]d.B16", v) }
func (arm) signless(*gen)           {}
func (arm) none(g *gen, m, spare int, label string) {
	g.op("VMOV V%d.D[0], R%d", m, spare)
	g.op("VMOV V%d.D[1], R13", m)
	g.op("ORR R13, R%d", spare)
	g.op("CBZ R%d, %s", spare, label)
}
func (arm) moveImm(g *gen, n, dst int) { g.op("MOVD $%d, R%d", n, dst) }
func (arm) done(g *gen, label string, counter int) {
	g.op("SUBS $1, R%d", counter)
	g.op("BEQ %s", label)
}
func (arm) addImm(g *gen, n, ptr int)   { g.op("ADD $%d, R%d", n, ptr) }
func (arm) subReg(g *gen, src, ptr int) { g.op("SUB R%d, R%d", src, ptr) }
func (arm) loopBy(g *gen, label string, n, counter int) {
	g.op("SUBS $%d, R%d", n, counter)
	g.op("BGT %s", label)
}
func (arm) addReg(g *gen, src, ptr int) { g.op("ADD R%d, R%d", src, ptr) }
func (arm) move(g *gen, src, dst int)   { g.op("MOVD R%d, R%d", src, dst) }
func (arm) loop(g *gen, label string, counter int) {
	g.op("SUBS $1, R%d", counter)
	g.op("BNE %s", label)
}
func (arm) end(g *gen) { g.op("RET") }
