package main

import (
	"fmt"
	"strings"
)

// goFile declares the kernels of an architecture and writes the switches that
// pick one of them.
func goFile(arch string, tiers ...string) []byte {
	var b strings.Builder
	b.WriteString(header)
	fmt.Fprintf(&b, "//go:build %s && !purego\n\npackage kernel\n\nimport (\n\t\"unsafe\"\n\n", arch)
	b.WriteString("\t\"github.com/scicore-go/scicore/internal/cpu\"\n\t\"github.com/scicore-go/scicore/internal/dtype\"\n)\n")
	entries(&b, tiers)
	for _, tier := range tiers {
		for _, e := range elems {
			pick(&b, e, tier)
		}
	}
	if arch == "amd64" {
		intSwitches(&b, tiers)
	}
	for _, tier := range tiers {
		declare(&b, tier)
		if arch == "amd64" {
			declareInts(&b, tier)
			intRowSwitches(func(format string, args ...any) { fmt.Fprintf(&b, format, args...) }, tier)
		}
	}
	return []byte(b.String())
}

// entries writes the functions the rest of the package calls.
func entries(b *strings.Builder, tiers []string) {
	ladder := func(call string) {
		b.WriteString("switch {\n")
		for _, tier := range tiers {
			for _, e := range elems {
				fmt.Fprintf(b, "case t == cpu.%s && dt == dtype.%s:\n", tier, e.dtype)
				fmt.Fprintf(b, call+"\n", e.name+tier)
			}
		}
		b.WriteString("}\nreturn false\n}\n")
	}
	laneSwitch(b, tiers)
	b.WriteString("\n// pairLanesAsm runs the lane kernel of two operands, strides in bytes.\n")
	b.WriteString("func pairLanesAsm(t cpu.Tier, k pairKind, dt dtype.DType, dst, a, b unsafe.Pointer, n, rows, as, bs int) bool {\n")
	ladder("if k == dotKind {\ndot%[1]s(dst, a, b, n, rows, as, bs)\n} else {\nsqDev%[1]s(dst, a, b, n, rows, as, bs)\n}\nreturn true")
	b.WriteString("\n// complexSumAsm sums one block of n complex elements.\n")
	b.WriteString("func complexSumAsm(t cpu.Tier, dt dtype.DType, dst, a unsafe.Pointer, n int) bool {\nswitch {\n")
	for _, tier := range tiers {
		fmt.Fprintf(b, "case t == cpu.%s && dt == dtype.Complex128:\ncomplexSumF64%[1]s(dst, a, 2*n, 1, 0)\nreturn true\n", tier)
		fmt.Fprintf(b, "case t == cpu.%s && dt == dtype.Complex64:\ncomplexSumF32%[1]s(dst, a, 2*n, 1, 0)\nreturn true\n", tier)
	}
	b.WriteString("}\nreturn false\n}\n")
	b.WriteString("\n// floatRowsAsm runs the row kernel of r, stride in bytes, if there is one.\n")
	b.WriteString("func floatRowsAsm(t cpu.Tier, r Reduction, dt dtype.DType, acc, x unsafe.Pointer, n, rows, stride int) bool {\n")
	ladder("return rows%s(r, acc, x, n, rows, stride)")
	b.WriteString("\n// sqDevRowsAsm runs the row kernel of squared deviations, stride in bytes.\n")
	b.WriteString("func sqDevRowsAsm(t cpu.Tier, dt dtype.DType, acc, mean, x unsafe.Pointer, n, rows, stride int) bool {\n")
	ladder("sqDevRows%s(acc, mean, x, n, rows, stride)\nreturn true")
}

// laneSwitch writes the choice of a lane kernel: one jump by tier, type and
// reduction, since the call of a short row is as quick as its sum.
func laneSwitch(b *strings.Builder, tiers []string) {
	b.WriteString("\n// floatLanesAsm runs the lane kernel of r, strides in bytes, if there is one.\n")
	b.WriteString("func floatLanesAsm(t cpu.Tier, r Reduction, dt dtype.DType, dst, a unsafe.Pointer, n, rows, stride int) bool {\n")
	b.WriteString("switch laneKey(t, r, dt) {\n")
	for _, tier := range tiers {
		for _, e := range elems {
			for _, o := range ops {
				if o.red != "" {
					fmt.Fprintf(b, "case int(cpu.%s)<<8 | int(dtype.%s)<<4 | int(%s):\n%s%s%[1]s(dst, a, n, rows, stride)\n", tier, e.dtype, o.red, o.name, e.name)
				}
			}
		}
	}
	b.WriteString("default:\nreturn false\n}\nreturn true\n}\n")
	b.WriteString("\nfunc laneKey(t cpu.Tier, r Reduction, dt dtype.DType) int { return int(t)<<8 | int(dt)<<4 | int(r) }\n")
	b.WriteString("\nvar _ [16 - numReductions]struct{} // a Reduction takes four bits of a key\n")
}

// pick writes the choice of a kernel by reduction.
func pick(b *strings.Builder, e elem, tier string) {
	choose := func(prefix, params, infix, args string) {
		fmt.Fprintf(b, "\nfunc %s%s%s(r Reduction, %s) bool {\nswitch r {\n", prefix, e.name, tier, params)
		for _, o := range ops {
			if o.red != "" {
				fmt.Fprintf(b, "case %s:\n%s%s%s%s(%s)\n", o.red, o.name, infix, e.name, tier, args)
			}
		}
		b.WriteString("default:\nreturn false\n}\nreturn true\n}\n")
	}
	choose("rows", rowParams, "Rows", "acc, x, n, rows, stride")
}

// declare writes the declarations of the float kernels of a tier.
func declare(b *strings.Builder, tier string) {
	for _, e := range elems {
		for _, o := range ops {
			params := laneParams
			if o.binary() {
				params = pairParams
			}
			fmt.Fprintf(b, "\n// %s over each row, by lanes.\n//\n//go:noescape\nfunc %s%s%s(%s)\n", o.body, o.name, e.name, tier, params)
			if !o.outer() {
				continue
			}
			params = rowParams
			if o.kind == sqDev {
				params = devParams
			}
			fmt.Fprintf(b, "\n// %s for each row, lane = acc[j].\n//\n//go:noescape\nfunc %sRows%s%s(%s)\n", o.body, o.name, e.name, tier, params)
		}
	}
}

// intSwitches writes the entries of integer kernels, counts and searches.
func intSwitches(b *strings.Builder, tiers []string) {
	for _, tier := range tiers {
		for _, op := range []string{"sum", "min", "max"} {
			fmt.Fprintf(b, "\nfunc %sInt%s(dt dtype.DType, a unsafe.Pointer, n int) uint64 {\nswitch dt {\n", op, tier)
			for _, t := range intTypes {
				if t.name == "U8" || op == "sum" && t.name == "U64" {
					continue
				}
				also := ""
				if op == "sum" && t.name == "I64" {
					also = ", dtype.Uint64"
				}
				fmt.Fprintf(b, "case dtype.%s%s:\nreturn %s%s%s(a, n)\n", t.dtype, also, op, t.name, tier)
			}
			fmt.Fprintf(b, "}\nreturn %sU8%s(a, n) // uint8 and bool\n}\n", op, tier)
		}
		fmt.Fprintf(b, "\nfunc count%s(size int, a unsafe.Pointer, n int, v uint64) int {\nswitch size {\n", tier)
		for size := 1; size < 8; size *= 2 {
			fmt.Fprintf(b, "case %d:\nreturn count%d%s(a, n, v)\n", size, 8*size, tier)
		}
		fmt.Fprintf(b, "}\nreturn count64%s(a, n, v)\n}\n", tier)
		fmt.Fprintf(b, "\nfunc find%s(dt dtype.DType, isNaN bool, a unsafe.Pointer, n int, v uint64) int {\nswitch {\n", tier)
		for _, e := range elems {
			fmt.Fprintf(b, "case dt == dtype.%s && isNaN:\nreturn findNaN%s%s(a, n, v)\n", e.dtype, e.name, tier)
			fmt.Fprintf(b, "case dt == dtype.%s:\nreturn find%s%s(a, n, v)\n", e.dtype, e.name, tier)
		}
		for size := 1; size < 8; size *= 2 {
			fmt.Fprintf(b, "case dt.Size() == %d:\nreturn find%d%s(a, n, v)\n", size, 8*size, tier)
		}
		fmt.Fprintf(b, "}\nreturn find64%s(a, n, v)\n}\n", tier)
	}
}

// declareInts writes the declarations of the integer kernels of a tier.
func declareInts(b *strings.Builder, tier string) {
	for _, t := range intTypes {
		if t.name != "U64" {
			fmt.Fprintf(b, "\n// ret += a[i], 64 bits wide.\n//\n//go:noescape\nfunc sum%s%s(%s) (ret uint64)\n", t.name, tier, scanParams)
		}
		for _, op := range []string{"min", "max"} {
			fmt.Fprintf(b, "\n// ret = %s(ret, a[i]).\n//\n//go:noescape\nfunc %s%s%s(%s) (ret uint64)\n", op, op, t.name, tier, scanParams)
		}
		if !t.signed {
			fmt.Fprintf(b, "\n// if a[i]&v != 0 { ret++ }.\n//\n//go:noescape\nfunc count%d%s(%s) (ret int)\n", 8*t.size, tier, valueParams)
			fmt.Fprintf(b, "\n// the first i with a[i] == v.\n//\n//go:noescape\nfunc find%d%s(%s) (ret int)\n", 8*t.size, tier, valueParams)
		}
	}
	for _, e := range elems {
		fmt.Fprintf(b, "\n// if a[i] == a[i] { ret++ }.\n//\n//go:noescape\nfunc countNumbers%s%s(%s) (ret int)\n", e.name, tier, scanParams)
		fmt.Fprintf(b, "\n// the first i with a[i] == v.\n//\n//go:noescape\nfunc find%s%s(%s) (ret int)\n", e.name, tier, valueParams)
		fmt.Fprintf(b, "\n// the first i with a[i] != a[i].\n//\n//go:noescape\nfunc findNaN%s%s(%s) (ret int)\n", e.name, tier, valueParams)
	}
}
