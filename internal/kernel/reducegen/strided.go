package main

import (
	"fmt"
	"strings"
)

// stridedSteps are the steps with a kernel that gathers every step-th element.
func stridedSteps(tier string) []int {
	switch tier {
	case "AVX512":
		return []int{2, 3, 4, -1, -2}
	case "AVX2":
		return []int{2, -1}
	}
	return []int{2, 3, 4, -1}
}

const (
	stridedParams = "dst, src unsafe.Pointer, vecs int"
	stridedFrame  = 24
)

// stridedName is the kernel's name: by2, by3, reversed, ...
func stridedName(size, step int, tier string) string {
	by := fmt.Sprintf("By%d", step)
	switch step {
	case -1:
		by = "Back"
	case -2:
		by = "BackBy2"
	}
	return fmt.Sprintf("strided%d%s%s", 8*size, by, tier)
}

func stridedDoc(step, width int) string {
	return fmt.Sprintf("dst[i] = src[%d*i] for i < vecs*%d. It reads all of the registers these\n// elements lie in: %d elements from the last one on.", step, width, max(step, -step))
}

// amd64Strided writes the strided copies of a tier.
func amd64Strided(v vec) []byte {
	a := &asm{}
	a.WriteString(header + "//go:build amd64 && !purego\n\n#include \"textflag.h\"\n")
	for _, size := range []int{8, 4} {
		for _, step := range stridedSteps(v.tier) {
			c := &copier{asm: a, vec: v, size: size, step: step}
			if v.wide {
				c.tables()
			} else if step == -1 && size == 4 {
				c.table(0, []int{7, 6, 5, 4, 3, 2, 1, 0})
			}
			a.text(stridedName(size, step, v.tier), stridedParams, stridedDoc(step, c.width()), 0, stridedFrame)
			c.write()
		}
	}
	return a.Bytes()
}

// copier writes one strided copy.
type copier struct {
	*asm
	vec
	size, step int
}

func (c *copier) width() int { return c.bytes / c.size }

func (c *copier) suffix() string { return map[int]string{8: "D", 4: "S"}[c.size] }

// sources is how many registers of elements one of results comes from.
func (c *copier) sources() int { return max(c.step, -c.step) }

// lowest is the offset of the first byte those begin at.
func (c *copier) lowest() int {
	if c.step > 0 {
		return 0
	}
	return -(c.sources()*c.width() - 1) * c.size
}

// place is where result k comes from: a register and a lane.
func (c *copier) place(k int) (reg, lane int) {
	q := k * c.step
	if c.step < 0 {
		q += c.sources()*c.width() - 1
	}
	return q / c.width(), q % c.width()
}

// order lists the sources as results need them.
func (c *copier) order() []int {
	out := make([]int, c.sources())
	for i := range out {
		out[i] = i
		if c.step < 0 {
			out[i] = c.sources() - 1 - i
		}
	}
	return out
}

// tables holds the indices of the permutations: the first takes results from
// two sources, each further one adds those of one source more.
func (c *copier) tables() {
	order, w := c.order(), c.width()
	if len(order) == 1 {
		idx := make([]int, w)
		for k := range idx {
			_, idx[k] = c.place(k)
		}
		c.table(0, idx)
		return
	}
	for i := 1; i < len(order); i++ {
		idx := make([]int, w)
		for k := range idx {
			reg, lane := c.place(k)
			switch {
			case reg == order[i]:
				idx[k] = w + lane
			case i == 1 && reg == order[0]:
				idx[k] = lane
			default:
				idx[k] = k
			}
		}
		c.table(i-1, idx)
	}
}

func (c *copier) tableName(i int) string {
	return strings.ToLower(stridedName(c.size, c.step, "")) + fmt.Sprintf("%d%s", i, c.tier)
}

// table writes indices of the element's size.
func (c *copier) table(i int, idx []int) {
	fmt.Fprintf(c, "\n")
	for k, x := range idx {
		fmt.Fprintf(c, "DATA %s<>+%d(SB)/%d, $%d\n", c.tableName(i), k*c.size, c.size, x)
	}
	fmt.Fprintf(c, "GLOBL %s<>(SB), RODATA|NOPTR, $%d\n", c.tableName(i), len(idx)*c.size)
}

func (c *copier) write() {
	loop := c.fresh("loop")
	c.line("MOVQ dst+0(FP), DI")
	c.line("MOVQ src+8(FP), SI")
	c.line("MOVQ vecs+16(FP), CX")
	if c.wide {
		for i := 0; i < max(1, c.sources()-1); i++ {
			c.line("VMOVUPD %s<>(SB), Z%d", c.tableName(i), 16+i)
		}
	} else if c.step == -1 && c.size == 4 {
		c.line("VMOVUPD %s<>(SB), Y15", c.tableName(0))
	}
	c.label(loop)
	if c.wide {
		c.permuted()
	} else {
		c.shuffled()
	}
	if c.wide {
		c.fetch()
	}
	c.line("VMOVUPD %s, (DI)", c.r(0))
	c.line("ADDQ $%d, DI", c.bytes)
	c.line("ADDQ $%d, SI", c.step*c.bytes)
	c.line("DECQ CX")
	c.line("JNZ %s", loop)
	c.line("VZEROUPPER")
	c.line("RET")
}

// fetch prefetches what a later step will need.
func (c *copier) fetch() {
	for i := range c.sources() {
		at := ahead + i*c.bytes
		if c.step < 0 {
			at = -at
		}
		c.line("PREFETCHT0 %d(SI)", at)
	}
}

// permuted gathers a register by AVX-512 permutations of two sources.
func (c *copier) permuted() {
	order := c.order()
	at := func(i int) string { return fmt.Sprintf("%d(SI)", c.lowest()+order[i]*c.bytes) }
	if len(order) == 1 {
		c.line("VPERMP%s %s, Z16, Z0", c.suffix(), at(0))
		return
	}
	c.line("VMOVUPD %s, Z0", at(0))
	for i := 1; i < len(order); i++ {
		c.line("VPERMT2P%s %s, Z%d, Z0", c.suffix(), at(i), 15+i)
	}
}

// shuffled gathers a register on AVX2, which shuffles within its halves: the
// last step puts the quarters in order.
func (c *copier) shuffled() {
	switch {
	case c.step == -1 && c.size == 8:
		c.line("VPERMPD $0x1b, %d(SI), Y0", c.lowest())
	case c.step == -1:
		c.line("VPERMPS %d(SI), Y15, Y0", c.lowest())
	case c.size == 8:
		c.line("VMOVUPD (SI), Y0")
		c.line("VUNPCKLPD 32(SI), Y0, Y0")
		c.line("VPERMPD $0xd8, Y0, Y0")
	default:
		c.line("VMOVUPS (SI), Y0")
		c.line("VSHUFPS $0x88, 32(SI), Y0, Y0")
		c.line("VPERMPD $0xd8, Y0, Y0")
	}
}

// neonStrided writes the strided copies of NEON, which loads by structures.
func neonStrided(v neonTier) []byte {
	a := &asm{}
	a.WriteString(header + "//go:build arm64 && !purego\n\n#include \"textflag.h\"\n")
	for _, e := range elems {
		k := &neon{asm: a, e: e}
		for _, step := range stridedSteps(v.tier) {
			a.text(stridedName(e.size, step, v.tier), stridedParams, stridedDoc(step, k.width()), 0, stridedFrame)
			k.strided(step)
		}
	}
	return a.Bytes()
}

func (k *neon) strided(step int) {
	loop := k.fresh("loop")
	k.line("MOVD dst+0(FP), R0")
	k.line("MOVD src+8(FP), R1")
	k.line("MOVD vecs+16(FP), R2")
	if step < 0 {
		k.line("SUB $%d, R1, R1", 16-k.e.size)
	}
	k.label(loop)
	if step > 0 {
		k.line("VLD%d.P %d(R1), %s", step, 16*step, k.list(0, step))
	} else {
		k.line("VLD1 (R1), %s", k.list(0, 1))
		k.line("SUB $16, R1, R1")
		if k.e.size == 4 {
			k.line("VREV64 V0.S4, V0.S4")
		}
		k.line("VEXT $8, V0.B16, V0.B16, V0.B16")
	}
	k.line("VST1.P %s, 16(R0)", k.list(0, 1))
	k.line("SUBS $1, R2, R2")
	k.line("BNE %s", loop)
	k.line("RET")
}

// stridedGo declares the strided copies and writes the switches that pick one.
func stridedGo(arch string, tiers []string, bytes map[string]int) []byte {
	var b strings.Builder
	b.WriteString(header)
	fmt.Fprintf(&b, "//go:build %s && !purego\n\npackage kernel\n\nimport (\n\t\"unsafe\"\n\n\t\"github.com/scicore-go/scicore/internal/cpu\"\n)\n", arch)
	b.WriteString("\n// vecStrided copies every step-th element from src on, of the given size, and\n// returns how many of the n it did.\n")
	b.WriteString("func vecStrided(t cpu.Tier, size int, dst, src unsafe.Pointer, step, n int) (done int) {\nswitch {\n")
	for _, tier := range tiers {
		fmt.Fprintf(&b, "case t == cpu.%s && n*size > %d:\nreturn strided%[1]s(size, dst, src, step, n)\n", tier, bytes[tier])
	}
	b.WriteString("}\nreturn 0\n}\n")
	for _, tier := range tiers {
		stridedSwitch(&b, tier, bytes[tier])
	}
	return []byte(b.String())
}

func stridedSwitch(b *strings.Builder, tier string, bytes int) {
	fmt.Fprintf(b, "\nfunc strided%s(size int, dst, src unsafe.Pointer, step, n int) int {\n", tier)
	fmt.Fprintf(b, "vecs := (n - 1) * size / %d // a kernel reads past its last element, but not past the next\n", bytes)
	b.WriteString("switch step<<4 | size {\n")
	for _, e := range elems {
		for _, step := range stridedSteps(tier) {
			fmt.Fprintf(b, "case %d<<4 | %d:\n%s(dst, src, vecs)\n", step, e.size, stridedName(e.size, step, tier))
		}
	}
	fmt.Fprintf(b, "default:\nreturn 0\n}\nreturn vecs * %d / size\n}\n", bytes)
	for _, e := range elems {
		for _, step := range stridedSteps(tier) {
			fmt.Fprintf(b, "\n// %s\n//\n//go:noescape\nfunc %s(%s)\n", stridedDoc(step, bytes/e.size), stridedName(e.size, step, tier), stridedParams)
		}
	}
}
