package main

import "fmt"

func arm64() string {
	o := &out{}
	o.raw("%s//go:build arm64 && !purego\n\n#include \"textflag.h\"", header)
	o.raw("\n// Minus zeros where the sign of the real parts of swapped numbers changes.")
	o.raw("DATA even64<>+0(SB)/8, $0x8000000000000000\nDATA even64<>+8(SB)/8, $0\nGLOBL even64<>(SB), RODATA|NOPTR, $16")
	o.raw("\nDATA even32<>+0(SB)/8, $0x0000000080000000\nDATA even32<>+8(SB)/8, $0x0000000080000000\nGLOBL even32<>(SB), RODATA|NOPTR, $16")
	for _, e := range elems {
		neon(o, e)
	}
	return o.String()
}

// neon goes down the rows with two vectors of columns, then with one, then
// with what is left, which single loads fill up with zeros. R5 is the number
// of parts left in a row.
func neon(o *out, e elem) {
	o.begin(e, "NEON", "MOVD", "R0", "R1", "R2", "R3", "R4", "R5")
	w := 16 / e.size
	if e.complex {
		o.op("MOVD $even%d<>(SB), R6", 8*e.size)
		o.op("VLD1 (R6), [V14.B16]")
	}
	o.raw("two:")
	step(o, e, 2*w, "one", "two", 16, 16)
	o.raw("one:")
	step(o, e, w, "half", "", 16)
	o.raw("half:")
	if w == 4 {
		step(o, e, 2, "single", "", 8)
		o.raw("single:")
	}
	if !e.complex {
		step(o, e, 1, "done", "", e.size)
	}
	o.raw("done:")
	o.op("RET")
}

// step does all rows of some columns, given as bytes per register, if that
// many parts are left.
func step(o *out, e elem, parts int, less, again string, bytes ...int) {
	o.op("CMP $%d, R5", parts)
	o.op("BLT %s", less)
	total := 0
	for v, b := range bytes {
		total += b
		load(o, b, fmt.Sprintf("%d(R3)", v*16), v)
		if e.complex {
			if e.size == 8 {
				o.op("VEXT $8, V%d.B16, V%[1]d.B16, V%d.B16", v, 2+v)
			} else {
				o.op("VREV64 V%d.S4, V%d.S4", v, 2+v)
			}
			o.op("VEOR V14.B16, V%d.B16, V%[1]d.B16", 2+v)
		}
	}
	loop := fmt.Sprintf("rows%d", parts)
	o.op("MOVD R0, R7")
	o.op("MOVD R2, R8")
	o.op("MOVD R4, R9")
	o.raw("%s:", loop)
	o.op("VLD1R (R8), [V4.%s]", e.arr)
	if e.complex {
		o.op("ADD $%d, R8, R10", e.size)
		o.op("VLD1R (R10), [V5.%s]", e.arr)
	}
	for v, b := range bytes {
		load(o, b, fmt.Sprintf("%d(R7)", v*16), 6+v)
	}
	for v := range bytes {
		o.op("VFMLS V%d.%s, V4.%[2]s, V%d.%[2]s", v, e.arr, 6+v)
	}
	if e.complex {
		for v := range bytes {
			o.op("VFMLS V%d.%s, V5.%[2]s, V%d.%[2]s", 2+v, e.arr, 6+v)
		}
	}
	for v, b := range bytes {
		store(o, b, 6+v, fmt.Sprintf("%d(R7)", v*16))
	}
	o.op("ADD R1, R7")
	o.op("ADD R1, R8")
	o.op("SUBS $1, R9")
	o.op("BNE %s", loop)
	o.op("ADD $%d, R0", total)
	o.op("ADD $%d, R3", total)
	o.op("SUB $%d, R5", parts)
	if again != "" {
		o.op("B %s", again)
	}
}

var moves = map[int]string{16: "FMOVQ", 8: "FMOVD", 4: "FMOVS"}

func load(o *out, bytes int, mem string, v int)  { o.op("%s %s, F%d", moves[bytes], mem, v) }
func store(o *out, bytes int, v int, mem string) { o.op("%s F%d, %s", moves[bytes], v, mem) }
