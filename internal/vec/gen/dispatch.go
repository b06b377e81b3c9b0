package main

import "strings"

// dispatch writes the functions that choose the kernel of a tier. Those of an
// architecture without kernels run the reference. Inlined, they would bring
// generic functions into those of other packages, where the compiler lets
// their operands escape.
func dispatch(build string, tiers []string, has func(kernel, tier string) bool) string {
	o := &out{}
	o.WriteString(header)
	o.raw("//go:build %s\n\npackage vec\n\nimport (\n\t\"unsafe\"\n\n\t\"github.com/scicore-go/scicore/internal/cpu\"\n)", build)
	for _, s := range kernels {
		for _, e := range elems {
			if !s.on(e) {
				continue
			}
			names, types := s.params(e)
			params := make([]string, len(names))
			for i := range names {
				params[i] = names[i] + " " + types[i]
			}
			args := strings.Join(names, ", ")
			o.raw("\n//go:noinline\nfunc %s%s(t cpu.Tier, %s) %s{", s.name, e.name, strings.Join(params, ", "), result(s, e))
			s.ladder(o, e, tiers, has, args)
			o.raw("}")
		}
	}
	return o.String()
}

func result(s sig, e elem) string {
	if s.result == "" {
		return ""
	}
	return goType(s.result, e) + " "
}

func (s sig) ladder(o *out, e elem, tiers []string, has func(kernel, tier string) bool, args string) {
	yield := ""
	if s.result != "" {
		yield = "return "
	}
	branches := 0
	for _, tier := range tiers {
		if !has(s.name, tier) {
			continue
		}
		open := "\tif"
		if branches > 0 {
			open = "\t} else if"
		}
		o.raw("%s t == cpu.%s {\n\t\t%s%s(%s)", open, tier, yield, s.symbol(e, tier), args)
		branches++
	}
	ref := yield + s.name + "Ref[" + e.goal + "](" + args + ")"
	switch {
	case branches == 0:
		o.raw("\t%s", ref)
	case s.result != "":
		o.raw("\t}\n\t%s", ref)
	default:
		o.raw("\t} else {\n\t\t%s\n\t}", ref)
	}
}

// x86Has: four rows of complex elements need the registers of AVX-512.
func x86Has(kernel, tier string) bool { return kernel != "cdots4" || tier == avx512.tier }

func never(kernel, tier string) bool { return false }
